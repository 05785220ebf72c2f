"""What the load of a programme says about the record: sessions that moved, stayed or were set by hand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from checkin.attendance.day_cover import cover_change
from checkin.attendance.scan_times import contradicts
from checkin.core.course import Course, Role, Session
from checkin.core.errors import Notice, Problem, Topic
from checkin.core.events import Event, parse_time
from checkin.core.slots import slots_of_sessions
from checkin.core.text import TranslatableList, TranslatableText, clean, each_once, names_of, sentence, with_commas
from checkin.intake.matching.changes import ProgrammeChange
from checkin.intake.matching.programme_shift import Cause
from checkin.intake.readers.cells import quoted
from checkin.intake.tables.field_names import field_word
from checkin.store import event_log
from checkin.store.record import Transaction
from checkin.store.roster import former_days, participants, programme

MOST_NAMED = 10


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
    moved |= {one.id for one in change.added}  # one that comes back has its scans
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


def cover_notices(writing: Transaction, before: Mapping[str, date], course: Course) -> list[Notice]:
    """Name the people whom a session on another day concerns, by an excuse for days or a withdrawal."""
    now = former_days.held_days(writing.conn)
    moved = [session for session, day in now.items() if before.get(session, day) != day]
    found = [cover_change(writing.conn, course, session, before[session]) for session in moved]
    reasons = [reason for change in found if change is not None for reason in change.sentences()]
    return [Notice("", 0, "", reason, topic=Topic.DOUBT) for reason in reasons[:MOST_NAMED]]


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


def moved_word_notices(writing: Transaction, change: ProgrammeChange | None, course: Course) -> list[Notice]:
    """Name the sessions on another day, or to come now, that have marks, excuses or a closing by hand."""
    if change is None:
        return []
    held = {session.id: session for session in programme.read_programme(writing.conn)}
    people = {one.id: clean(one.name) for one in participants.roster(writing.conn, everybody=True)}
    notices = []
    for after in change.changed:
        session, before = held.get(after.id), change.before[after.id]
        if session is None or after.starts_at == before.starts_at or session.starts_at == before.starts_at:
            continue
        day, day_before = (course.local(at).date() for at in (session.starts_at, before.starts_at))
        if day == day_before and session.starts_at <= writing.now:
            continue
        words, is_closed = programme.words_about(writing.conn, session.id)
        named = [TranslatableText("{name}", {"name": people.get(one, "-")}) for one in dict.fromkeys(words)]
        if is_closed:
            named.append(sentence("the closing of the session"))
        if named:
            reason = sentence(
                "{title} is on {at} now; what was entered by hand for {day} stays with it: {names}. Undo what does not "
                "belong there: checkin undo",
                title=quoted(session.title),
                at=course.local(session.starts_at),
                day=day_before,
                names=TranslatableList((*named[:MOST_NAMED], *_more(named))),
            )
            notices.append(Notice("", 0, "", reason, topic=Topic.DOUBT))
    return notices[:MOST_NAMED]


def _more(named: Sequence[object]) -> list[TranslatableText]:
    return [sentence("and {n} more", n=len(named) - MOST_NAMED)] if len(named) > MOST_NAMED else []


def regrouped_session_notices(writing: Transaction, change: ProgrammeChange | None) -> list[Notice]:
    """Name the people whose attendance at a session counts no longer, since the session is for other groups now."""
    regrouped = [one for one in change.changed if one.groups != change.before[one.id].groups] if change else []
    if change is None or not regrouped:
        return []
    there: dict[str, set[str]] = defaultdict(set)
    for person, sessions in programme.sessions_of_people(writing.conn).items():
        for name in sessions:
            there[name].add(person)
    people = {one.id: one for one in participants.roster(writing.conn) if one.role is Role.PARTICIPANT}
    held = {one.id: one for one in programme.read_programme(writing.conn)}
    notices = []
    for session in regrouped:
        now, before = held.get(session.id, session), change.before[session.id]
        attended = [one for one in people.values() if one.id in there[now.id]]
        lost = [one.name for one in attended if one.expected_at(before) and not one.expected_at(now)]
        if lost and now.counts:
            reason = sentence(
                "{title} is for other groups now ({groups}): it does not count for people who attended it: {names}",
                title=quoted(now.title),
                groups=", ".join(map(clean, now.groups)) or "-",
                names=names_of(lost, MOST_NAMED),
            )
            notices.append(Notice("", 0, "", reason, topic=Topic.DOUBT))
    return notices[:MOST_NAMED]


def kept_session_field_notices(change: ProgrammeChange | None) -> list[Notice]:
    """Name the fields for which the programme has no column, and that sessions keep."""
    if change is None or not change.kept_fields:
        return []
    named = [
        sentence("{field} ({n})", field=field_word(name), n=count) for name, count in sorted(change.kept_fields.items())
    ]
    reason = sentence(
        "the programme has no column for: {fields}; these sessions keep what the programme before said. An empty "
        "column deletes it",
        fields=TranslatableList(tuple(named)),
    )
    return [Notice("", 0, "", reason, topic=Topic.READ)]


def kept_session_notices(writing: Transaction, change: ProgrammeChange | None) -> list[Notice]:
    """Say how to cancel sessions that the file lacks and that stay: they have attendance, or others were part of them.

    At every load, since they count in every figure.
    """
    stay = programme.kept_sessions(writing.conn) if change else []
    if not stay:
        return []
    attended = programme.attendance_counts(writing.conn)
    kept = [one for one in stay if attended.get(one.id)]
    parents = [one for one in stay if not attended.get(one.id)]
    reasons = []
    if kept:
        reasons.append(
            sentence(
                "not in the file, but with attendance, so they stay and count: {sessions}. If one of them is not held: "
                "checkin session cancel {id}",
                sessions=_named(kept),
                id=kept[0].id if len(kept) == 1 else "ID",
            )
        )
    if parents:
        reasons.append(
            sentence(
                "not in the file, but other sessions were merged into them, so they stay and count: {sessions}. To "
                "hold the others by themselves: checkin session restore ID",
                sessions=_named(parents),
            )
        )
    return [Notice("", 0, "", reason, topic=Topic.DOUBT) for reason in reasons]


def _named(sessions: Sequence[Session]) -> TranslatableText:
    return names_of([quoted(one.title) + f" ({one.id})" for one in sessions], MOST_NAMED)


def doubtful_session(session: Session, people: int, course: Course) -> Problem:
    """Return the problem of a session with attendance whose new place the file does not show."""
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
