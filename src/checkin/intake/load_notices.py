"""What a load says about the record besides what its files say: names, parallel sessions, rules, time zones."""

from collections.abc import Iterator, Sequence
from itertools import islice

from checkin.core.codes import format_code
from checkin.core.course import Course, Participant, Role, unused_rules, unused_titles
from checkin.core.errors import Notice, Topic
from checkin.core.shown_columns import unknown_columns
from checkin.core.speaker_names import SpeakerNames
from checkin.core.text import (
    TranslatableList,
    clean,
    fold,
    names_of,
    sentence,
)
from checkin.intake.matching.changes import RosterChange
from checkin.intake.matching.group_checks import unmatched_groups
from checkin.intake.matching.name_agreement import names_agree
from checkin.intake.readers.cells import quoted
from checkin.intake.tables.field_names import field_word
from checkin.store.record import Transaction
from checkin.store.roster import participants, programme

MOST_NAMED = 10


def proofed_notices(writing: Transaction, change: RosterChange) -> list[Notice]:
    """Name the people whose name was proofed: a name in the file does not change it."""
    proofed = participants.proofed_names(writing.conn)
    notices = []
    for item in change.changed:
        stays = proofed.get(item.after.id)
        if "name" not in item.fields or stays is None or stays == item.after.name:
            continue
        reason = sentence(
            "the name of {name} was checked as {proofed}, which stays and is to be checked again; "
            "to change it: checkin proof {code} --name {new}",
            name=item.before.name,
            proofed=quoted(stays),
            code=item.after.code,
            new=quoted(item.after.name),
        )
        notices.append(Notice("", 0, "", reason, topic=Topic.DOUBT))
    return notices


def person_notices(change: RosterChange) -> list[Notice]:
    """Name people with keys of others, and new people who may be a person who is no longer listed and has attended."""
    notices = []
    if change.by_name:
        reason = sentence(
            "recognised by their names, since the ids, e-mails or codes of these people have moved: {names}",
            names=names_of([after.name for _, after in change.by_name], MOST_NAMED),
        )
        notices.append(Notice("", 0, "", reason, topic=Topic.DOUBT))
    for gone, new in islice(_perhaps_the_same(change), MOST_NAMED):
        reason = sentence(
            "{new} is new, and {gone} is no longer listed (sessions with attendance: {n}). If they are one person, "
            'load the list, then: checkin merge "{code}" CODE, with the code of {new}',
            new=new.name,
            gone=gone.name,
            n=change.attended[gone.id],
            code=format_code(gone.code),
        )
        notices.append(Notice("", 0, "", reason, topic=Topic.DOUBT))
    return notices


def kept_field_notices(change: RosterChange) -> list[Notice]:
    """Name the fields for which the list has no column, and that people keep as the list before said them."""
    if not change.kept:
        return []
    named = [sentence("{field} ({n})", field=field_word(name), n=count) for name, count in change.kept.items()]
    reason = sentence(
        "the list has no column for: {fields}; these people keep what the list before said. An empty column deletes it",
        fields=TranslatableList(tuple(named)),
    )
    return [Notice("", 0, "", reason, topic=Topic.DOUBT)]


def lost_attendance_notices(writing: Transaction, change: RosterChange) -> list[Notice]:
    """Name people with attendance that counts no longer, since their groups or their role have changed."""
    changed = [item for item in change.changed if {"groups", "role"} & set(item.fields)]
    attended = programme.sessions_of_people(writing.conn) if changed else {}
    sessions = programme.read_programme(writing.conn) if attended else []
    reasons = []
    for before, after, there in ((item.before, item.after, attended.get(item.after.id, set())) for item in changed):
        if not there or before.role is not Role.PARTICIPANT:
            continue
        was = [one for one in sessions if one.id in there and one.counts and before.expected_at(one)]
        lost = [one for one in was if not after.expected_at(one)]
        if after.role is not Role.PARTICIPANT and was:
            reasons.append(
                sentence(
                    "{name} is no longer a participant by the list, and has no part in the count; sessions with "
                    "attendance: {n}",
                    name=after.name,
                    n=len(was),
                )
            )
        elif lost:
            reasons.append(
                sentence(
                    "{name} has other groups now ({groups}): these attended sessions are not for them and do not "
                    "count: {sessions}",
                    name=after.name,
                    groups=", ".join(map(clean, after.groups)) or "-",
                    sessions=names_of([quoted(one.title) for one in lost], MOST_NAMED),
                )
            )
    return [Notice("", 0, "", reason, topic=Topic.DOUBT) for reason in reasons[:MOST_NAMED]]


def _perhaps_the_same(change: RosterChange) -> Iterator[tuple[Participant, Participant]]:
    """Yield people off the list who have attended, each with a new person of nearly the same name."""
    words: dict[str, list[Participant]] = {}
    for person in change.added:
        for word in set(fold(person.name).replace(",", " ").split()):
            words.setdefault(word, []).append(person)
    for gone in change.unlisted:
        if not change.attended.get(gone.id):
            continue
        near = {new.name: new for word in fold(gone.name).split() for new in words.get(word, [])[:MOST_NAMED]}
        for new in near.values():
            if names_agree(gone.name, new.name) and (not gone.country or gone.country == (new.country or gone.country)):
                yield gone, new
                break


def matching_notices(writing: Transaction) -> list[Notice]:
    """Name groups and speakers that are not the same in the programme and in the list."""
    sessions = programme.read_programme(writing.conn)
    if not any(session.groups or session.speakers for session in sessions):
        return []
    people = participants.roster(writing.conn)
    found = [*unmatched_groups(people, sessions), *SpeakerNames(people).doubts(sessions)]
    return [Notice("", 0, "", text, topic=Topic.DOUBT) for text in found]


def everybody_notices(groups: Sequence[str]) -> list[Notice]:
    """Say which groups were taken for everybody, since nobody on the list has them."""
    if not groups:
        return []
    reason = sentence(
        "these sessions are for everybody, since nobody on the list has their group: {groups}; if some people only are "
        "meant, write the group in their rows of the list",
        groups=names_of([quoted(text) for text in groups], MOST_NAMED),
    )
    return [Notice("", 0, "", reason, topic=Topic.DOUBT)]


def rule_notices(writing: Transaction, course: Course) -> list[Notice]:
    """Name rules of course.toml that apply to no session, and columns that it names and nobody has."""
    sessions = programme.read_programme(writing.conn)
    unused = [*unused_rules(course.policy, sessions), *unused_titles(course.session_titles, sessions)]
    unused += unknown_columns(course.certificate, participants.roster(writing.conn))
    return [Notice("", 0, "", text, topic=Topic.DOUBT) for text in unused]
