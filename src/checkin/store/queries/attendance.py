"""Attendance rows, counts of sessions, scans, and one person's status in one session."""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from checkin.core.course import Participant, Unit
from checkin.core.events import EventSource, format_time, parse_time
from checkin.core.session_status import Status
from checkin.store.queries.attendance_facts import (
    AttendanceFacts,
    Cell,
    people_of,
    programme_slots,
    read_facts,
)
from checkin.store.queries.held_session import HeldSession
from checkin.store.queries.pair_facts import PairFacts, PairReader
from checkin.store.roster import participants


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRow:
    """One person and one session. Times are aware UTC; ``seconds`` attended.

    ``expected``: the session counts for this person. Of the sessions of a slot that is one.
    """

    participant: str
    code: str
    name: str
    country: str
    session: str
    title: str
    starts_at: datetime
    ends_at: datetime
    status: Status
    at: datetime | None
    left_at: datetime | None
    seconds: int
    door: str
    source: str
    expected: bool
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One session's counts of distinct people. ``others`` came without being expected: speakers, staff, let in.

    A session that does not count (``counts``) expects nobody; ``present`` and ``late`` are those who came all the same.
    """

    session: str
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str
    expected: int
    present: int
    late: int
    excused: int
    absent: int
    unmarked: int
    others: int
    closed: bool
    counts: bool

    @property
    def is_of_interest(self) -> bool:
        """Return True if a report has a row for it: it counts, or somebody came."""
        return self.counts or bool(self.present or self.late or self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRow:
    """One scan as it was answered. ``undone``: a later event took it back."""

    event_id: str
    segment: str
    seq: int
    at: datetime
    door: str
    session: str
    code: str
    verdict: str
    counted: bool
    name: str
    undone: bool


def attendance(conn: sqlite3.Connection, unit: Unit = Unit.SESSIONS) -> Iterator[AttendanceRow]:
    """Yield a row for each person and session, in the order of the list and of the programme.

    There is a row for every person who was expected or came. ``unit`` of the policy decides between two sessions of one
    slot that somebody attended.
    """
    facts = read_facts(conn)
    for person in participants.roster(conn):
        yield from rows_of(facts, person, facts.cells(person, unit))


def rows_of(facts: AttendanceFacts, person: Participant, cells: Iterable[Cell]) -> Iterator[AttendanceRow]:
    """Yield the rows of one person."""
    for cell in cells_of_tables(facts, cells):
        held = facts.held[cell.place]
        session, sitting = held.session, cell.sitting
        at, left_at, door = seen(facts, cell)
        yield AttendanceRow(
            participant=person.id,
            code=person.code,
            name=person.name,
            country=person.country,
            session=session.id,
            title=session.title,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            status=sitting.status,
            at=at,
            left_at=left_at,
            seconds=sitting.attended,
            door=door,
            source=_source(cell, held.rest),
            expected=cell.expected and session.counts,
            counts=session.counts,
        )


def cells_of_tables(facts: AttendanceFacts, cells: Iterable[Cell]) -> Iterator[Cell]:
    """Yield the cells that tables show. Of a session that does not count: who came, or was said to be there or not."""
    for cell in cells:
        if facts.held[cell.place].session.counts or cell.sitting.status.attended or _is_marked(cell):
            yield cell


def _is_marked(cell: Cell) -> bool:
    return isinstance(cell.known, PairFacts) and cell.known.mark is not None


def first_scans(facts: AttendanceFacts, cells: Iterable[Cell]) -> Iterator[tuple[HeldSession, datetime]]:
    """Yield where a person was scanned and when first, at sessions that count.

    What was entered by hand or from a paper list is left out.
    """
    for cell in cells:
        if not facts.held[cell.place].session.counts:
            continue
        known = cell.facts
        if known is None or known.mark is not None or not known.entries or not cell.sitting.status.attended:
            continue
        first = min(known.entries)
        if first[3] != EventSource.PAPER:
            yield facts.held[cell.place], parse_time(first[0])


def seen(facts: AttendanceFacts, cell: Cell) -> tuple[datetime | None, datetime | None, str]:
    """Return when a person came and left, and through which door. Nothing for somebody who was not there."""
    known = cell.facts
    if known is None or not cell.sitting.status.attended:
        return None, None, ""
    first = min(known.entries) if known.entries else None
    door = (first[2] or "") if first else ""
    if known.mark is None and not known.exits:
        return (parse_time(first[0]) if first else None), None, door
    stay = known.stay(facts.held[cell.place])
    return _moment(stay.arrived), _moment(stay.left), door


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def _source(cell: Cell, rest: Status) -> str:
    known: PairFacts | None = cell.facts
    if known is not None:
        if known.mark is not None:
            return "excuse" if known.denied and known.excused else "correction"
        if known.entries:
            return min(known.entries)[3] or "scanned"
        if known.excused:
            return "excuse"
    return "" if rest is Status.UNMARKED else "closing"


def sessions(conn: sqlite3.Connection, only: Collection[str] | None = None) -> list[SessionRow]:
    """Count the people of every session that is held, by time; or of ``only`` some (their ids)."""
    facts = read_facts(conn, only=only)
    counter = SessionCounter(facts.held)
    for person in people_of(conn):
        counter.add(facts.cells(person))
    return counter.rows(conn)


class SessionCounter:
    """Count the people of sessions."""

    def __init__(self, held: Sequence[HeldSession]) -> None:
        self._held = held
        self._counts: list[Counter[str]] = [Counter() for _ in held]

    def add(self, cells: Iterable[Cell], sign: int = 1) -> None:
        """Add one person's sessions; a ``sign`` of -1 subtracts them."""
        for place, expected, sitting, _ in cells:
            count = self._counts[place]
            if expected and self._held[place].session.counts:
                count["expected"] += sign
                count[sitting.status] += sign
            elif expected and sitting.status.attended:
                count[sitting.status] += sign
            elif sitting.status.attended:
                count["others"] += sign

    def rows(self, conn: sqlite3.Connection) -> list[SessionRow]:
        """Return the counts, with whether each session is closed now."""
        closed = closed_sessions(conn)
        names = ("expected", *(status.value for status in Status), "others")
        return [
            SessionRow(
                session=held.session.id,
                title=held.session.title,
                starts_at=held.session.starts_at,
                ends_at=held.session.ends_at,
                room=held.session.room,
                closed=held.session.id in closed,
                counts=held.session.counts,
                **{name: count[name] for name in names},
            )
            for held, count in zip(self._held, self._counts, strict=True)
        ]


def figures_digest(conn: sqlite3.Connection) -> str:
    """Return a digest of what this kiosk counts in every session: equal on kiosks that hold the same events."""
    lines = "\n".join(
        f"{s.session} {s.expected} {s.present} {s.late} {s.excused} {s.absent} {s.unmarked} {s.others} {int(s.closed)}"
        for s in sorted(sessions(conn), key=lambda row: row.session)
    )
    return hashlib.blake2b(lines.encode(), digest_size=8).hexdigest()


def open_sessions(conn: sqlite3.Connection, now: datetime) -> list[str]:
    """Return the ids of the sessions that are over by ``now`` and not closed, by time; breaks are never closed."""
    rows = conn.execute(
        "SELECT id FROM programme WHERE ends_at <= ? AND counts AND NOT closed ORDER BY starts_at, room, id",
        (format_time(now),),
    )
    return [row["id"] for row in rows]


def closed_sessions(conn: sqlite3.Connection) -> set[str]:
    """Return the ids of the sessions that are closed."""
    return {row["id"] for row in conn.execute("SELECT id FROM programme WHERE closed AND counts")}


def unmarked(conn: sqlite3.Connection, session: str) -> set[str]:
    """Return the ids of those who are expected at a session and have no status yet.

    Of a slot only those count who came to none of its sessions.
    """
    facts = read_facts(conn, only=slot_of(conn, session))
    return {
        person.id
        for person in people_of(conn)
        for cell in facts.cells(person)
        if cell.expected and cell.sitting.status is Status.UNMARKED and facts.held[cell.place].session.id == session
    }


def slot_of(conn: sqlite3.Connection, session: str) -> Sequence[str]:
    """Return the ids of all sessions of a session's slot, itself included."""
    return programme_slots(conn).of(session)


def scans(conn: sqlite3.Connection) -> Iterator[ScanRow]:
    """Return every scan in time order, including refused and undone ones, and those that a mark absent denies."""
    ids = [row[0] for row in conn.execute("SELECT id FROM programme")]
    denied = PairReader(conn, {session: place for place, session in enumerate(ids)}).denied()
    rows = conn.execute(
        "SELECT e.*, coalesce(p.name, q.name) AS name, "
        "EXISTS (SELECT 1 FROM events u WHERE u.kind = 'undo' AND u.ref = e.event_id) AS undone "
        "FROM events e LEFT JOIN participants p ON p.id = e.participant "
        "LEFT JOIN codes c ON c.code = e.code AND e.participant IS NULL "
        "LEFT JOIN participants q ON q.id = c.participant "
        "WHERE e.kind IN ('scan', 'exit') ORDER BY e.at, e.event_id"
    )
    for row in rows:
        yield ScanRow(
            event_id=row["event_id"],
            segment=row["segment"],
            seq=row["seq"],
            at=parse_time(row["at"]),
            door=row["door"] or "",
            session=row["session"] or "",
            code=row["code"] or "",
            verdict=row["verdict"] or "",
            counted=row["verdict"] in ("present", "late", "pending")
            and not (row["undone"] or denied(row["participant"], row["session"])),
            name=row["name"] or "",
            undone=bool(row["undone"]),
        )
