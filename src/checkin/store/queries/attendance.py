"""What the views say, as values: attendance, sessions, scans, and one person's standing in one session."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from checkin.core.attendance_rules import SessionAttendance, Status
from checkin.core.events import format_time, parse_time
from checkin.core.verdicts import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRow:
    """One person and one session. Times are aware UTC; ``minutes`` attended, ``late_by`` and ``length`` in minutes."""

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
    minutes: int
    door: str
    source: str
    late_by: int
    expected: bool
    length: int
    kind: str
    counts: bool
    required: bool

    def sitting(self) -> SessionAttendance:
        """The part of it that the policy weighs."""
        return SessionAttendance(
            session=self.session,
            status=self.status,
            length=self.length,
            minutes=self.minutes,
            late_by=self.late_by,
            kind=self.kind,
            required=self.required,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One session's counts of distinct people. ``others`` came without being expected: speakers, staff, let in."""

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


def attendance(conn: sqlite3.Connection) -> Iterator[AttendanceRow]:
    """Every person and session: whoever was expected and whoever came, in the roster's and the programme's order."""
    rows = conn.execute(
        "SELECT a.* FROM attendance a JOIN participants p ON p.id = a.participant "
        "ORDER BY p.place, p.id, a.starts_at, a.session"
    )
    for row in rows:
        yield AttendanceRow(
            participant=row["participant"],
            code=row["code"] or "",
            name=row["name"],
            country=row["country"] or "",
            session=row["session"],
            title=row["title"],
            starts_at=parse_time(row["starts_at"]),
            ends_at=parse_time(row["ends_at"]),
            status=Status(row["status"]),
            at=parse_time(row["at"]) if row["at"] else None,
            left_at=parse_time(row["left_at"]) if row["left_at"] else None,
            minutes=row["minutes"],
            door=row["door"] or "",
            source=row["source"] or "",
            late_by=row["late_by"],
            expected=bool(row["expected"]),
            length=row["length"],
            kind=row["kind"] or "",
            counts=bool(row["counts"]),
            required=bool(row["required"]),
        )


def sessions(conn: sqlite3.Connection) -> list[SessionRow]:
    """Every session that is held, by time."""
    return [
        SessionRow(
            session=row["session"],
            title=row["title"],
            starts_at=parse_time(row["starts_at"]),
            ends_at=parse_time(row["ends_at"]),
            room=row["room"] or "",
            expected=row["expected"],
            present=row["present"],
            late=row["late"],
            excused=row["excused"],
            absent=row["absent"],
            unmarked=row["unmarked"],
            others=row["others"],
            closed=bool(row["closed"]),
        )
        for row in conn.execute("SELECT * FROM session_attendance ORDER BY starts_at, room, session")
    ]


def session_counts(conn: sqlite3.Connection, rows: Iterable[AttendanceRow]) -> list[SessionRow]:
    """The same from rows of the same moment that were read already; the view would work all of them out again."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        count = counts[row.session]
        if row.expected:
            count["expected"] += 1
            count[row.status] += 1
        elif row.status.attended:
            count["others"] += 1
    names = ("expected", *(status.value for status in Status), "others")
    return [
        SessionRow(
            session=row["id"],
            title=row["title"],
            starts_at=parse_time(row["starts_at"]),
            ends_at=parse_time(row["ends_at"]),
            room=row["room"] or "",
            closed=bool(row["closed"]),
            **{name: counts[row["id"]][name] for name in names},
        )
        for row in conn.execute("SELECT * FROM programme ORDER BY starts_at, room, id")
    ]


def open_sessions(conn: sqlite3.Connection, now: datetime) -> list[str]:
    """The ids of the sessions that are over by ``now`` and that nobody closed, by time."""
    rows = conn.execute(
        "SELECT id FROM programme WHERE ends_at <= ? AND NOT closed ORDER BY starts_at, room, id", (format_time(now),)
    )
    return [row["id"] for row in rows]


def is_closed(conn: sqlite3.Connection, session: str) -> bool:
    """Whether somebody closed a session."""
    return conn.execute("SELECT 1 FROM programme WHERE id = ? AND closed", (session,)).fetchone() is not None


def unmarked(conn: sqlite3.Connection, session: str) -> set[str]:
    """The ids of those who are expected at a session and have no status yet."""
    rows = conn.execute(
        "SELECT participant FROM attendance WHERE session = ? AND expected AND status = 'unmarked'", (session,)
    )
    return {row["participant"] for row in rows}


def scans(conn: sqlite3.Connection) -> Iterator[ScanRow]:
    """Every scan, refused and undone ones too, in time order."""
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
            counted=row["verdict"] in ("present", "late", "pending") and not row["undone"],
            name=row["name"] or "",
            undone=bool(row["undone"]),
        )


@dataclass(frozen=True, slots=True)
class PersonStatus:
    """One person in one session: the standing entry, and the mark in force that a new scan takes the place of.

    ``away``: the last thing known is that they left.
    """

    entry: Entry | None
    superseded: str | None = None
    away: bool = False


def person_status(conn: sqlite3.Connection, participant: str, session: str) -> PersonStatus:
    """How somebody stands in a session, by the same views that the figures come from."""
    first = conn.execute(
        "SELECT min(at || event_id) AS first FROM entries WHERE participant = ? AND session = ?", (participant, session)
    ).fetchone()
    mark = conn.execute(
        "SELECT event_id, at, door, json_extract(facts, '$.status') AS status FROM decisions "
        "WHERE kind = 'mark' AND participant = ? AND session = ? ORDER BY at DESC, event_id DESC LIMIT 1",
        (participant, session),
    ).fetchone()
    if mark is not None and mark["status"] == "absent":
        return PersonStatus(None, mark["event_id"])
    if first["first"]:
        return PersonStatus(_entry(conn, first["first"]), away=_away(conn, participant, session))
    if mark is not None:
        return PersonStatus(Entry(parse_time(mark["at"]), mark["door"] or ""))
    return PersonStatus(None)


def decision(conn: sqlite3.Connection, participant: str, session: str) -> str | None:
    """The mark or excuse in force for one person and session, which a new decision takes the place of."""
    row = conn.execute(
        "SELECT event_id FROM decisions WHERE participant = ? AND session = ? ORDER BY at DESC, event_id DESC LIMIT 1",
        (participant, session),
    ).fetchone()
    return row["event_id"] if row else None


def pending_entry(conn: sqlite3.Connection, code: str, session: str) -> Entry | None:
    """The standing entry of a genuine code whose holder is not on the roster yet."""
    row = conn.execute(
        "SELECT min(at || event_id) AS first FROM standing "
        "WHERE verdict = 'pending' AND kind = 'scan' AND code = ? AND session = ?",
        (code, session),
    ).fetchone()
    return _entry(conn, row["first"]) if row["first"] else None


def _entry(conn: sqlite3.Connection, first: str) -> Entry:
    door = conn.execute("SELECT door FROM events WHERE event_id = ?", (first[24:],)).fetchone()["door"]
    return Entry(parse_time(first[:24]), door or "")


def _away(conn: sqlite3.Connection, participant: str, session: str) -> bool:
    last = conn.execute(
        "SELECT kind FROM standing WHERE participant = ? AND session = ? "
        "AND (kind = 'exit' OR (kind = 'scan' AND verdict IN ('present', 'late', 'pending'))) "
        "ORDER BY at DESC, event_id DESC LIMIT 1",
        (participant, session),
    ).fetchone()
    return last is not None and last["kind"] == "exit"


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is expected at one or more sessions and who came, by id. ``arrivals`` are the times of the first entries.

    ``away`` are those who came and have left since.
    """

    expected: frozenset[str] = frozenset()
    came: frozenset[str] = frozenset()
    arrivals: tuple[datetime, ...] = ()
    away: frozenset[str] = frozenset()

    @property
    def guests(self) -> int:
        """Return how many came who are not expected: speakers, staff, people who were let in."""
        return len(self.came - self.expected)

    @property
    def inside(self) -> int:
        """Return how many came and have not left."""
        return len(self.came - self.away)

    @property
    def present(self) -> int:
        """How many of those expected came."""
        return len(self.came & self.expected)

    @property
    def missing(self) -> frozenset[str]:
        """Those expected who did not come."""
        return self.expected - self.came


def presence(conn: sqlite3.Connection, session: str) -> Presence:
    """Who is expected at a session and who came, marks by hand included."""
    expected = frozenset(
        row[0] for row in conn.execute("SELECT participant FROM expected WHERE session = ?", (session,))
    )
    first = {
        row[0]: row[1]
        for row in conn.execute(
            "SELECT participant, min(at) FROM entries WHERE session = ? GROUP BY participant", (session,)
        )
    }
    came = set(first)
    marks = conn.execute(
        "SELECT participant, json_extract(facts, '$.status') AS status FROM decisions "
        "WHERE kind = 'mark' AND session = ? ORDER BY at, event_id",
        (session,),
    )
    for row in marks:
        (came.add if row["status"] == "present" else came.discard)(row["participant"])
    arrivals = tuple(parse_time(first[person]) for person in first if person in came)
    return Presence(expected, frozenset(came), arrivals, _left(conn, session) & came)


def presence_at(conn: sqlite3.Connection, sessions: Sequence[str]) -> Presence:
    """Return who is expected at any of some sessions, and who came to any of them."""
    each = [presence(conn, session) for session in sessions]
    came = frozenset().union(*(one.came for one in each))
    still_in = frozenset().union(*(one.came - one.away for one in each))
    return Presence(
        frozenset().union(*(one.expected for one in each)),
        came,
        tuple(sorted(arrival for one in each for arrival in one.arrivals)),
        came - still_in,
    )


def _left(conn: sqlite3.Connection, session: str) -> frozenset[str]:
    """Return the people whose last movement at a session is an exit."""
    rows = conn.execute(
        "SELECT x.participant FROM exits x WHERE x.session = ? GROUP BY x.participant HAVING max(x.at) >= coalesce("
        "(SELECT max(e.at) FROM entries e WHERE e.session = ? AND e.participant = x.participant), '')",
        (session, session),
    )
    return frozenset(row[0] for row in rows)
