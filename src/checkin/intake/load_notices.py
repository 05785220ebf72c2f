"""What a load says about the record besides what its files say: names, parallel sessions, rules, time zones."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

from checkin.attendance.day_cover import cover_change
from checkin.attendance.scan_times import contradicts
from checkin.core.codes import format_code
from checkin.core.course import Course, Participant, Role, Session, unused_rules, unused_titles
from checkin.core.errors import Notice, Problem, Topic
from checkin.core.events import Event, parse_time
from checkin.core.shown_columns import unknown_columns
from checkin.core.slots import slots_of_sessions
from checkin.core.speaker_names import SpeakerNames
from checkin.core.text import (
    TranslatableList,
    TranslatableText,
    clean,
    each_once,
    fold,
    names_of,
    sentence,
    translatable,
    with_commas,
)
from checkin.intake.matching.changes import Held, ProgrammeChange, RosterChange
from checkin.intake.matching.group_checks import unmatched_groups
from checkin.intake.matching.name_agreement import names_agree
from checkin.intake.matching.programme_shift import Cause
from checkin.intake.readers.cells import quoted
from checkin.store import event_log
from checkin.store.record import Transaction
from checkin.store.roster import former_days, participants, programme

MOST_NAMED = 10
_ALREADY = {
    Held.OFF_LIST: translatable("{new} is new, and {before} is no longer listed (sessions with attendance: {n})."),
    Held.ADDED: translatable("{new} is new, and {before} was added at a door (sessions with attendance: {n})."),
    Held.LISTED: translatable("{new} is new, and {before} is on the list (sessions with attendance: {n})."),
}


def shift_notices(change: ProgrammeChange | None, before: ZoneInfo, course: Course) -> list[Notice]:
    """Say that the whole programme has moved, or that it must be loaded again in another time zone."""
    zones = {"old": before.key, "new": course.timezone.key}
    if change is None and before.key != course.timezone.key:
        reason = sentence(
            "the programme was loaded in the time zone {old}, and course.toml has {new} now: load the programme again, "
            "so that its sessions have their new times",
            **zones,
        )
    elif change is not None and change.shift is Cause.TIMEZONE:
        reason = sentence(
            "course.toml had the time zone {old} and has {new} now: the sessions are the same at other times, and keep "
            "their attendance",
            **zones,
        )
    elif change is not None and change.shift is not Cause.NONE and change.changed:
        reason = sentence("all sessions have moved together: they are the same, and keep their attendance")
    else:
        return []
    return [Notice("", 0, "", reason, topic=Topic.DOUBT)]


def by_hand_notices(change: ProgrammeChange | None, course: Course) -> list[Notice]:
    """Name the sessions whose new time or room in the file has no effect: a person set it by hand."""
    if change is None:
        return []
    new = {session.id: session for session in change.changed}
    reasons = [_by_hand(new[name], held, course) for name, held in change.by_hand.items()]
    return [Notice("", 0, "", reason, topic=Topic.DOUBT) for reason in reasons]


def moved_scan_notices(writing: Transaction, change: ProgrammeChange | None, course: Course) -> list[Notice]:
    """Name the sessions that have scans and a new time which their scans contradict."""
    if change is None:
        return []
    moved = {one.id for one in change.changed if one.starts_at != change.before[one.id].starts_at}
    moved |= {one.id for one in change.changed if one.ends_at != change.before[one.id].ends_at}
    notices = []
    for session in programme.read_programme(writing.conn):
        scans = event_log.counted_scans(writing.conn, session.id) if session.id in moved else []
        if outside := [one for one in scans if contradicts(one, session, course)]:
            reason = sentence(
                "{title} is on {at} now, and has scans of other times, which stay with it ({n}): {scans}. If they "
                "belong to another session: checkin session move-scans {id} OTHER",
                title=quoted(session.title),
                at=course.local(session.starts_at),
                n=len(outside),
                scans=_scans(writing, outside, course),
                id=session.id,
            )
            notices.append(Notice("", 0, "", reason, topic=Topic.DOUBT))
    return notices[:MOST_NAMED]


def cover_notices(writing: Transaction, before: Mapping[str, date], course: Course) -> list[Notice]:
    """Name the people whom a session on another day concerns, by an excuse for days or a withdrawal."""
    now = former_days.held_days(writing.conn)
    moved = [session for session, day in now.items() if before.get(session, day) != day]
    found = [cover_change(writing.conn, course, session, before[session]) for session in moved]
    reasons = [reason for change in found if change is not None for reason in change.sentences()]
    return [Notice("", 0, "", reason, topic=Topic.DOUBT) for reason in reasons[:MOST_NAMED]]


def _scans(writing: Transaction, scans: Sequence[Event], course: Course) -> TranslatableList:
    """Return people with the day and the time of their scans; beyond ten only the number of others."""
    people = {one.id: clean(one.name) for one in participants.roster(writing.conn, everybody=True)}
    times = [(scan, course.local(parse_time(scan.at))) for scan in scans[:MOST_NAMED]]
    named = [
        sentence(
            "{name}, {day} {time}", name=people.get(scan.participant or "", "-"), day=at.date(), time=f"{at:%H:%M}"
        )
        for scan, at in times
    ]
    more = [sentence("and {n} more", n=len(scans) - MOST_NAMED)] if len(scans) > MOST_NAMED else []
    return TranslatableList((*named, *more))


def renumbered_notices(change: ProgrammeChange | None) -> list[Notice]:
    """Name the sessions that were recognised by their titles, since the file gives them other ids."""
    if change is None or not change.renumbered:
        return []
    reason = sentence(
        "recognised by their titles, since the ids of these sessions have changed in the file; they keep their ids and "
        "their attendance: {sessions}",
        sessions=names_of([quoted(one.title) + f" = {one.id}" for one in change.renumbered], MOST_NAMED),
    )
    return [Notice("", 0, "", reason, topic=Topic.DOUBT)]


def _by_hand(new: Session, held: Session | None, course: Course) -> TranslatableText:
    if held is None:
        return sentence(
            "{title} has another time or room in the file, but was cancelled or merged by hand, and stays so; to hold "
            "it: checkin session restore {id}",
            title=quoted(new.title),
            id=new.id,
        )
    at = course.local(new.starts_at)
    options = [f" --to {at:%Y-%m-%dT%H:%M}"] if new.starts_at != held.starts_at else []
    options += [f' --room "{clean(new.room)}"'] if new.room != held.room else []
    return sentence(
        "{title} is in the file on {at} (room: {room}), but was set by hand to {held} (room: {held_room}), and stays "
        "so; to change it: checkin session move {id}{options}",
        title=quoted(new.title),
        at=at,
        room=clean(new.room) or "-",
        held=course.local(held.starts_at),
        held_room=clean(held.room) or "-",
        id=new.id,
        options="".join(options),
    )


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
        both = sentence(text, new=new.name, before=before.name, n=change.attended.get(before.id, 0))
        reason = sentence(
            '{both} If they are one person, load the list, then: checkin merge "{code}" CODE, with the code of {new}',
            both=both,
            new=new.name,
            code=format_code(before.code),
        )
        notices.append(Notice("", 0, "", reason, topic=Topic.DOUBT))
    return notices


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


def kept_session_notices(change: ProgrammeChange | None) -> list[Notice]:
    """Say how to cancel sessions that the file lacks and that stay, since they have attendance."""
    kept = [one for one in change.unlisted if change.attended.get(one.id)] if change else []
    if not kept:
        return []
    reason = sentence(
        "not in the file, but with attendance, so they stay and count: {sessions}. If one of them is not held: checkin "
        "session cancel {id}",
        sessions=names_of([quoted(one.title) + f" ({one.id})" for one in kept], MOST_NAMED),
        id=kept[0].id if len(kept) == 1 else "ID",
    )
    return [Notice("", 0, "", reason, topic=Topic.DOUBT)]


def _perhaps_the_same(change: RosterChange) -> Iterator[tuple[Participant, Held, Participant]]:
    """Yield people whom the file lacks and who count, each with a new one of nearly the same name.

    The very same name is enough where the countries differ.
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
            if fold(before.name) == fold(new.name) or (is_same_country and names_agree(before.name, new.name)):
                yield before, how, new
                break


def slot_notices(writing: Transaction, course: Course) -> list[Notice]:
    """Name the sessions that exclude each other, and groups for which it is not clear."""
    sessions = {session.id: session for session in programme.read_programme(writing.conn)}
    found = slots_of_sessions(session for session in sessions.values() if not session.groups)

    def named(ids: Sequence[str]) -> TranslatableText:
        titles = with_commas(each_once(quoted(sessions[name].title) for name in ids))
        return TranslatableText("{at} {titles}", {"at": course.local(sessions[ids[0]].starts_at), "titles": titles})

    at_once = [named(ids) for ids in found.slots if len({sessions[name].starts_at for name in ids}) == 1]
    other_minutes = [ids for ids in found.slots if len({sessions[name].starts_at for name in ids}) > 1]
    said = [
        sentence(
            "alternatives (a person is expected at one of them): {sessions}; to change this, give each its own word in "
            "a column 'slot'",
            sessions=named(ids),
        )
        for ids in other_minutes[:MOST_NAMED]
        if not all(sessions[name].slot for name in ids)
    ]
    said += [
        sentence(
            "these overlap in part, and a person is expected at each: {sessions}; the same word in a column 'slot' "
            "makes alternatives of them",
            sessions=named(ids),
        )
        for ids in found.chains[:MOST_NAMED]
    ]
    notices = [Notice("", 0, "", reason, topic=Topic.DOUBT) for reason in said]
    if at_once:
        more = [sentence("and {n} more", n=len(at_once) - 3)] if len(at_once) > 3 else []
        named_first = TranslatableList((*at_once[:3], *more))
        reason = sentence("parallel, a person is expected at one of them: {sessions}", sessions=named_first)
        notices.insert(0, Notice("", 0, "", reason))
    return notices


def matching_notices(writing: Transaction) -> list[Notice]:
    """Name groups and speakers that are not the same in the programme and in the list."""
    sessions = programme.read_programme(writing.conn)
    if not any(session.groups or session.speakers for session in sessions):
        return []
    people = participants.roster(writing.conn)
    found = [*unmatched_groups(people, sessions), *SpeakerNames(people).doubts(sessions)]
    return [Notice("", 0, "", text, topic=Topic.DOUBT) for text in found]


def doubtful_session(session: Session, people: int, course: Course) -> Problem:
    """Say that an attended session could be more than one of the file."""
    when = course.local(session.starts_at)
    reason = sentence(
        "{title} on {when} has entries (people: {n}), and the file has it at other times more than once; "
        "first say which is meant: 'checkin session move {id} --to TIME --room ROOM', "
        "or 'checkin session cancel {id}'; or write {id} as its id in the file",
        n=people,
        title=quoted(session.title),
        when=when,
        id=session.id,
    )
    return Problem("", 0, "", reason)


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
