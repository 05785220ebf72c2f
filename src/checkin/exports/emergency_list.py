"""Build the list for an evacuation: who is inside now, who was not seen, and who has left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from checkin.core.course import Course, Participant, Role, Session
from checkin.core.events import parse_time
from checkin.core.namesakes import marks_of_namesakes, told_apart
from checkin.core.text import clean, in_context, sort_key
from checkin.exports.list_pdf import Column, PaperList, list_of_course
from checkin.i18n.cldr import printed_country
from checkin.i18n.translator import Translator, get_translator
from checkin.store.open_course import OpenCourse
from checkin.store.queries import open_questions
from checkin.store.queries.attendance_facts import AttendanceFacts, Cell, read_facts
from checkin.store.roster import participants, programme

# How far back the list looks while no session of the day has begun.
_LATELY = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The last time that a person was seen, and where.

    ``has_left``: it was on the way out. ``by_hand``: nobody scanned the badge, somebody entered the person as present.
    """

    at: datetime
    where: str
    has_left: bool = False
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Who is inside at a moment, by name. ``since`` is how far back scans were looked at.

    ``unseen`` are people of the list without a scan since then, ``left`` those who were scanned out. ``nameless`` are
    valid badges that were scanned and belong to nobody on the list yet.
    """

    now: datetime
    since: datetime
    inside: tuple[Participant, ...] = ()
    unseen: tuple[Participant, ...] = ()
    left: tuple[Participant, ...] = ()
    nameless: tuple[str, ...] = ()
    seen: Mapping[str, Seen] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)


def who_is_inside(opened: OpenCourse) -> Inside:
    """Return who is inside now: everybody who was seen lately (:func:`_since`) and has not left since."""
    course = opened.course
    now = course.local(opened.record.clock.now())
    with opened.record.reading() as conn:
        since = _since(course, programme.read_programme(conn), now)
        facts = read_facts(conn)
        everybody = participants.roster(conn)
        nameless = open_questions.pending(conn, since=since)
    people = sorted(everybody, key=lambda person: (sort_key(person.name, course.language), person.country))
    last = {person.id: _last_seen(course, facts, person, since, now) for person in people}
    seen = {key: one for key, one in last.items() if one is not None}
    return Inside(
        now=now,
        since=since,
        inside=tuple(p for p in people if p.id in seen and not seen[p.id].has_left),
        unseen=tuple(p for p in people if p.id not in seen and not p.has_withdrawn(now.date())),
        left=tuple(p for p in people if p.id in seen and seen[p.id].has_left),
        nameless=tuple(nameless),
        seen=seen,
        marks=marks_of_namesakes(people),
    )


def emergency(opened: OpenCourse, language: str = "") -> PaperList:
    """Return the list for an evacuation: those inside, then those not seen. Those who left are named below it.

    It is in the course's language, if no other is named.
    """
    course, tr = opened.course, get_translator(language or opened.course.language)
    found = who_is_inside(opened)
    rows = [_row(one, found, course, tr) for one in (*found.inside, *found.unseen)]
    headings = [(0, tr("Inside now: {n}", n=len(found.inside) + len(found.nameless)))]
    if found.unseen:
        headings.append((len(found.inside), tr("Not seen since then: {n}", n=len(found.unseen))))
    columns = [
        *(Column(tr("Name"), 9), Column(tr("Country"), 6), Column(tr("Group or role"), 4)),
        *(Column(tr("Last seen"), 8), Column(tr("Safe"), kind="box")),
    ]
    return list_of_course(
        opened,
        title=tr("Emergency list"),
        subtitle=as_of(found, tr),
        columns=columns,
        rows=rows,
        headings=headings,
        before=basis(found, course, tr),
        after=_left(found, tr),
    )


def as_of(found: Inside, tr: Translator) -> str:
    """Return the moment of the list in words."""
    return tr("As of {day}, {time}", day=tr.date(found.now.date()), time=f"{found.now:%H:%M}")


def basis(found: Inside, course: Course, tr: Translator) -> list[str]:
    """Say how the list was worked out."""
    since = _time(found.since, found, tr)
    if course.door.exits:
        lines = [tr("Inside: seen since {since} and not scanned out after that.", since=since)]
    else:
        lines = [
            tr("Inside: seen since {since}.", since=since)
            + " "
            + tr("This course records no exits: people who have gone are on the list too.")
        ]
    if course.hub:
        lines.append(tr("Scans of other stations are included up to the last sync."))
    if found.nameless:
        lines.append(
            tr.plural(
                "{n} of them has a valid badge whose name is not on the list yet.",
                "{n} of them have valid badges whose names are not on the list yet.",
                len(found.nameless),
            )
        )
    return lines


def seen_text(person: Participant, found: Inside, tr: Translator) -> str:
    """Return when and where a person was last seen; empty if nobody saw the person."""
    one = found.seen.get(person.id)
    if one is None:
        return ""
    by_hand = tr(in_context("seen", "entered by hand, no scan")) if one.by_hand else ""
    return " · ".join(filter(None, (_time(one.at, found, tr), one.where, by_hand)))


def _row(person: Participant, found: Inside, course: Course, tr: Translator) -> tuple[str, ...]:
    group = ", ".join(tr("group {name}", name=clean(name)) for name in person.groups)
    role = group if person.role is Role.PARTICIPANT else tr(person.role.value)
    country = printed_country(course, person.country)
    return told_apart(person, found.marks), country, role, seen_text(person, found, tr), ""


def _left(found: Inside, tr: Translator) -> list[str]:
    if not found.left:
        return []
    names = [f"{told_apart(one, found.marks)} ({seen_text(one, found, tr)})" for one in found.left]
    return [tr("Have left and are not on the list ({n}): {names}.", n=len(names), names=tr.semicolon.join(names))]


def _since(course: Course, sessions: Sequence[Session], now: datetime) -> datetime:
    """Return since when people count as inside: since midnight or longer ago.

    A session that touches today may have begun the evening before. Until the doors open for the first session of the
    day, those of the last twelve hours count: at five past midnight people of the evening session may still be there.
    """
    today, early = now.date(), timedelta(minutes=course.door.opens_before)
    times = [(course.local(one.starts_at), course.local(one.ends_at)) for one in sessions]
    opened = [starts - early for starts, ends in times if starts.date() <= today <= ends.date()]
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    begun = any(starts.date() == today and starts - early <= now for starts, _ in times)
    return min([midnight if begun else min(midnight, now - _LATELY), *opened])


def _last_seen(
    course: Course, facts: AttendanceFacts, person: Participant, since: datetime, now: datetime
) -> Seen | None:
    """Return when a person was last seen in or out. A scan counts here even if a mark overrides it."""
    moves = [move for cell in facts.cells(person) for move in _moves(cell, facts.held[cell.place].session)]
    # At the same moment an exit comes before an entry.
    moves = sorted((move for move in moves if since <= move.at <= now), key=lambda move: (move.at, not move.has_left))
    if not moves:
        return None
    return replace(moves[-1], at=course.local(moves[-1].at))


def _moves(cell: Cell, session: Session) -> list[Seen]:
    known = cell.facts
    if known is None:
        return []
    room = clean(session.room)
    moves = [Seen(at=parse_time(entry[0]), where=room or clean(entry[2] or "")) for entry in known.entries]
    moves += [Seen(at=parse_time(at), where="", has_left=True) for at in known.exits]
    if known.mark is not None and known.mark.present:
        arrived = known.mark.arrived
        at = session.starts_at if arrived is None else datetime.fromtimestamp(arrived / 1000, UTC)
        moves.append(Seen(at=at, where=room, by_hand=True))
    return moves


def _time(moment: datetime, found: Inside, tr: Translator) -> str:
    """Return a time, with its day where that is not today."""
    if moment.date() == found.now.date():
        return f"{moment:%H:%M}"
    return f"{tr.weekday(moment.date())} {moment:%H:%M}"
