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
    translatable,
)
from checkin.intake.matching.changes import Held, RosterChange
from checkin.intake.matching.group_checks import unmatched_groups
from checkin.intake.matching.name_agreement import names_agree, nearly_same
from checkin.intake.readers.cells import quoted
from checkin.intake.tables.field_names import field_word
from checkin.store.record import Transaction
from checkin.store.roster import participants, programme

MOST_NAMED = 10
_ALREADY = {
    Held.OFF_LIST: translatable("{new} is new, and {before} is no longer listed (sessions with attendance: {n})."),
    Held.ADDED: translatable("{new} is new, and {before} was added at a door (sessions with attendance: {n})."),
    Held.LISTED: translatable("{new} is new, and {before} is on the list (sessions with attendance: {n})."),
}


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
    """Name people with keys of others, and new people who may be a person whom the record has and the file lacks."""
    notices = []
    if change.by_name:
        reason = sentence(
            "recognised by their names, since the ids, e-mails or codes of these people have moved: {names}",
            names=names_of([after.name for _, after in change.by_name], MOST_NAMED),
        )
        notices.append(Notice("", 0, "", reason, topic=Topic.DOUBT))
    for before, how, new in islice(_perhaps_the_same(change), MOST_NAMED):
        text = _ALREADY[how]
        alike = fold(new.name) == fold(before.name)
        names = [f"{clean(one.name)} ({one.country or '-'})" if alike else clean(one.name) for one in (new, before)]
        both = sentence(text, new=names[0], before=names[1], n=change.attended.get(before.id, 0))
        reason = sentence(
            '{both} If they are one person, load the list, then: checkin merge "{code}" CODE, with the code of {new}',
            both=both,
            new=names[0],
            code=format_code(before.code),
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
    return [Notice("", 0, "", reason, topic=Topic.READ)]


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


def _perhaps_the_same(change: RosterChange) -> Iterator[tuple[Participant, Held, Participant]]:
    """Yield people whom the file lacks and who count, each with a new one of nearly the same name.

    The same name, or one that differs by a letter, is enough where the countries differ.
    """
    words: dict[str, list[Participant]] = {}
    for person in change.added:
        for word in set(fold(person.name).replace(",", " ").split()):
            words.setdefault(word, []).append(person)
    for before, how in change.held:
        if how is Held.OFF_LIST and not change.attended.get(before.id):
            continue
        near = {new.name: new for word in fold(before.name).split() for new in words.get(word, [])[:MOST_NAMED]}
        for new in sorted(near.values(), key=lambda one: fold(one.name) != fold(before.name)):
            is_same_country = not (before.country and new.country) or before.country == new.country
            if nearly_same(before.name, new.name) or (is_same_country and names_agree(before.name, new.name)):
                yield before, how, new
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
