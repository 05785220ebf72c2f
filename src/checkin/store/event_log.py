"""Read events: by id, newest, by person or session, and the chain that proves them complete."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from checkin.core.events import FIELDS, Event, uuid7
from checkin.store.invalid_events import with_originals

_EVENT = f"SELECT {', '.join(FIELDS)} FROM events"
_IN_FORCE = f"SELECT {', '.join(FIELDS)} FROM standing"
_WITH_UNDONE = (
    f"SELECT {', '.join(f'e.{name}' for name in FIELDS)}, "
    "EXISTS (SELECT 1 FROM events u WHERE u.kind = 'undo' AND u.ref = e.event_id) AS undone FROM events e "
)


def event(conn: sqlite3.Connection, event_id: str) -> Event | None:
    """Return one event by its id, or None."""
    # Command-line arguments that are not UTF-8 cannot be passed to SQLite, and are never ids.
    row = conn.execute(f"{_EVENT} WHERE event_id = ?", (event_id if event_id.isascii() else "",)).fetchone()
    return None if row is None else Event._make(row)


def events(conn: sqlite3.Connection) -> Iterator[Event]:
    """Yield every event, segment by segment, in the order of each segment."""
    yield from with_originals(conn, (Event._make(row) for row in conn.execute(f"{_EVENT} ORDER BY segment, seq")))


def part(conn: sqlite3.Connection, segment: str, first: int, last: int) -> list[Event]:
    """Return the events of a segment from number ``first`` to number ``last``, both included."""
    rows = conn.execute(f"{_EVENT} WHERE segment = ? AND seq BETWEEN ? AND ? ORDER BY seq", (segment, first, last))
    return list(with_originals(conn, map(Event._make, rows)))


def count(conn: sqlite3.Connection) -> int:
    """Return how many events the record holds."""
    return int(conn.execute("SELECT coalesce(max(arrival), 0) FROM events").fetchone()[0])


def segments(conn: sqlite3.Connection) -> list[str]:
    """Return the ids of the segments in the record."""
    return [row[0] for row in conn.execute("SELECT DISTINCT segment FROM events ORDER BY segment")]


def broken_chains(conn: sqlite3.Connection) -> Iterator[Event]:
    """Return the first event of each segment that does not continue its chain; empty in an intact record."""
    segment, seq, chained, reported = "", 0, "", ""
    for found in events(conn):
        if found.segment != segment:
            segment, seq, chained = found.segment, 0, found.segment
        expected = found.chained(chained)
        if (found.seq != seq + 1 or found.hash != expected) and reported != segment:
            reported = segment
            yield found
        seq, chained = found.seq, found.hash


def newest(conn: sqlite3.Connection, count: int) -> list[Event]:
    """Return the ``count`` events that were added to this file last, newest first."""
    rows = conn.execute(f"{_EVENT} ORDER BY arrival DESC LIMIT ?", (count,))
    return list(with_originals(conn, map(Event._make, rows)))


def continues_chain(conn: sqlite3.Connection, found: Event) -> bool:
    """Return True if an event continues its chain."""
    before = conn.execute(
        "SELECT hash FROM events WHERE segment = ? AND seq = ?", (found.segment, found.seq - 1)
    ).fetchone()
    chained = found.segment if found.seq == 1 else before["hash"] if before else ""
    return found.chained(chained) == found.hash


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a segment."""

    segment: str
    seq: int
    hash: str


def heads(conn: sqlite3.Connection) -> list[Head]:
    """Return the last event of every segment without reading the others."""
    rows = conn.execute(
        "WITH RECURSIVE s (segment) AS (SELECT min(segment) FROM events UNION ALL "
        "SELECT (SELECT min(e.segment) FROM events e WHERE e.segment > s.segment) FROM s WHERE s.segment IS NOT NULL) "
        "SELECT s.segment, e.seq, e.hash FROM s JOIN events e ON e.segment = s.segment "
        "AND e.seq = (SELECT max(seq) FROM events WHERE segment = s.segment) ORDER BY s.segment"
    )
    return [Head(row["segment"], row["seq"], row["hash"]) for row in rows]


def record_fingerprint(conn: sqlite3.Connection) -> str:
    """Return one hash for the whole record: over the last events of all segments, in segment order.

    A record that was rewritten from start to end is consistent in itself, but differs from a fingerprint kept
    elsewhere.
    """
    lines = "".join(f"{head.segment} {head.seq} {head.hash}\n" for head in heads(conn))
    return hashlib.blake2b(lines.encode(), digest_size=16).hexdigest()


def last_undoable(conn: sqlite3.Connection) -> str | None:
    """Return the last event of this station that is in force and can be undone."""
    return next((one.event_id for one in undoable(conn)), None)


def undoable(conn: sqlite3.Connection) -> Iterator[Event]:
    """Yield the events of this station that are in force and can be undone, the last first."""
    rows = conn.execute(
        f"SELECT {', '.join(FIELDS)} FROM standing "
        "WHERE kind NOT IN ('load', 'print', 'mail', 'clock', 'issue', 'duplicate') "
        "AND segment NOT IN (SELECT segment FROM elsewhere) ORDER BY arrival DESC"
    )
    yield from map(Event._make, rows)


def previous(conn: sqlite3.Connection, event: Event) -> Event | None:
    """Return the event before another one in its segment."""
    row = conn.execute(f"{_EVENT} WHERE segment = ? AND seq = ?", (event.segment, event.seq - 1)).fetchone()
    return Event._make(row) if row else None


def last_entry(conn: sqlite3.Connection) -> Event | None:
    """Return the last event of this station that somebody meant to record: no print, no clock."""
    row = conn.execute(
        f"{_EVENT} WHERE kind NOT IN ('print', 'clock', 'set_aside') "
        "AND segment NOT IN (SELECT segment FROM elsewhere) ORDER BY arrival DESC LIMIT 1"
    ).fetchone()
    return Event._make(row) if row else None


def _first_id(conn: sqlite3.Connection, query: str, *values: object) -> str | None:
    row = conn.execute(query, values).fetchone()
    return row["event_id"] if row else None


def _has_any(conn: sqlite3.Connection, query: str, *values: object) -> bool:
    return conn.execute(query, values).fetchone() is not None


def is_in_force(conn: sqlite3.Connection, event_id: str) -> bool:
    """Return True if no event has undone this one."""
    return not _has_any(conn, "SELECT 1 FROM events WHERE kind = 'undo' AND ref = ?", event_id)


def restored_by(conn: sqlite3.Connection, event_id: str) -> str | None:
    """Return the id of the event in force that put an undone event back."""
    return _first_id(conn, "SELECT event_id FROM standing WHERE json_extract(facts, '$.restores') = ?", event_id)


def standing_as(conn: sqlite3.Connection, event_id: str) -> Event | None:
    """Return an event if it is in force, else the one in force that put it back."""
    if event_id and is_in_force(conn, event_id):
        return event(conn, event_id)
    back = restored_by(conn, event_id) if event_id else None
    return event(conn, back) if back else None


def last_acts(conn: sqlite3.Connection, participant: str) -> list[Event]:
    """Return a person's counted scans, exits and marks of presence that are in force, newest first."""
    rows = conn.execute(
        f"{_IN_FORCE} WHERE participant = ? AND (kind = 'exit' OR (kind = 'scan' "
        "AND verdict IN ('present', 'late', 'pending')) OR (kind = 'mark' "
        "AND json_extract(facts, '$.status') = 'present')) ORDER BY event_id DESC",
        (participant,),
    )
    return list(map(Event._make, rows))


def is_excused_since(conn: sqlite3.Connection, mark: Event) -> bool:
    """Return True if an excuse of the person is later than a mark."""
    query = "SELECT 1 FROM standing WHERE kind = 'excuse' AND participant = ? AND (at, event_id) > (?, ?) LIMIT 1"
    return _has_any(conn, query, mark.participant, mark.at, mark.event_id)


def is_marked_since(conn: sqlite3.Connection, participant: str, event_id: str) -> bool:
    """Return True if a mark of a person in force is later than an event."""
    query = "SELECT 1 FROM standing WHERE kind = 'mark' AND participant = ? AND event_id > ? LIMIT 1"
    return _has_any(conn, query, participant, event_id)


def is_added(conn: sqlite3.Connection, participant: str) -> bool:
    """Return True if a person was added by hand, and is on no file."""
    return _has_any(conn, "SELECT 1 FROM events WHERE kind = 'add' AND participant = ? LIMIT 1", participant)


def attended_sessions(conn: sqlite3.Connection, participant: str) -> set[str]:
    """Return the ids of the sessions with a scan that counts or a mark *present* of a person in force."""
    rows = conn.execute(
        "SELECT session FROM standing WHERE participant = ? AND session IS NOT NULL AND ((kind = 'scan' AND verdict IN "
        "('present', 'late', 'pending')) OR (kind = 'mark' AND json_extract(facts, '$.status') = 'present'))",
        (participant,),
    )
    return {row["session"] for row in rows}


def absent_sessions(conn: sqlite3.Connection, participant: str) -> set[str]:
    """Return the ids of the sessions at which a person's last mark or excuse is the mark *absent*."""
    rows = conn.execute(
        "SELECT session, json_extract(facts, '$.status') AS status FROM decisions WHERE participant = ? "
        "AND session IS NOT NULL ORDER BY at, event_id",
        (participant,),
    )
    last = {row["session"]: row["status"] for row in rows}
    return {session for session, status in last.items() if status == "absent"}


def merged_into(conn: sqlite3.Connection, participant: str) -> str | None:
    """Return the last merge event in force that has this person as its target."""
    return _first_id(
        conn,
        "SELECT event_id FROM standing WHERE kind = 'merge' AND json_extract(facts, '$.into') = ? "
        "ORDER BY at DESC, event_id DESC LIMIT 1",
        participant,
    )


def events_of_person(conn: sqlite3.Connection, participant: str) -> Iterator[tuple[Event, bool]]:
    """Return everything recorded about a person by time, and whether it was undone. Includes merged people."""
    rows = conn.execute(
        f"{_WITH_UNDONE} WHERE e.participant IN (SELECT ? UNION SELECT m.participant FROM merged m WHERE m.other = ?) "
        "OR (e.participant IS NULL AND e.code IN (SELECT h.code FROM code_holders h WHERE h.participant = ?)) "
        "ORDER BY e.at, e.arrival",
        (participant, participant, participant),
    )
    yield from map(_with_undone, rows)


def _with_undone(row: sqlite3.Row) -> tuple[Event, bool]:
    *values, undone = row
    return Event._make(values), bool(undone)


def sessions_merged_into(conn: sqlite3.Connection, session: str) -> bool:
    """Return True if another session was merged into this one, and the merge is in force."""
    return _has_any(conn, "SELECT 1 FROM merged_sessions WHERE other = ?", session)


def last_change(conn: sqlite3.Connection, session: str, kinds: Sequence[str]) -> str | None:
    """Return the change of a session that is in force, of these kinds."""
    marks = ", ".join("?" * len(kinds))
    return _first_id(
        conn,
        f"SELECT c.event_id FROM standing c WHERE c.session = ? AND c.kind IN ({marks}) "
        f"AND NOT EXISTS (SELECT 1 FROM standing n WHERE n.ref = c.event_id AND n.kind IN ({marks})) "
        "ORDER BY c.at DESC, c.event_id DESC LIMIT 1",
        session,
        *kinds,
        *kinds,
    )


def time_and_room_changes(conn: sqlite3.Connection, session: str) -> tuple[str | None, str | None]:
    """Return the changes by hand that give a session its time and its room; None where the programme gives it."""
    row = conn.execute("SELECT time_event, room_event FROM session_changes WHERE session = ?", (session,)).fetchone()
    return (row["time_event"], row["room_event"]) if row else (None, None)


def session_events(conn: sqlite3.Connection) -> list[Event]:
    """Return the changes of sessions that are in force, closings included, newest first."""
    rows = conn.execute(f"{_IN_FORCE} WHERE kind GLOB 'session_*' ORDER BY at DESC, event_id DESC")
    return list(map(Event._make, rows))


def entries_by_hand(conn: sqlite3.Connection) -> list[Event]:
    """Return the marks, excuses, withdrawals and reinstatements in force, by time.

    Each belongs to the card that a person has now. What was completed by a later entry is left out.
    """
    fields = ", ".join("coalesce(m.other, d.participant)" if name == "participant" else f"d.{name}" for name in FIELDS)
    rows = conn.execute(
        f"SELECT {fields} FROM standing d LEFT JOIN merged m ON m.participant = d.participant "
        "WHERE d.kind IN ('mark', 'excuse', 'withdraw', 'reinstate') AND d.participant IS NOT NULL "
        "AND (d.kind IN ('withdraw', 'reinstate') OR d.event_id IN (SELECT event_id FROM decisions)) "
        "ORDER BY d.at, d.event_id"
    )
    return list(map(Event._make, rows))


def counted_scans(conn: sqlite3.Connection, session: str, *, exits: bool = False) -> list[Event]:
    """Return the scans of a session that count and are in force, by time; with ``exits`` the exits too."""
    rows = conn.execute(
        f"{_IN_FORCE} WHERE session = ? AND ((? AND kind = 'exit') "
        "OR (kind = 'scan' AND verdict IN ('present', 'late', 'pending'))) ORDER BY at, event_id",
        (session, exits),
    )
    return list(map(Event._make, rows))


@dataclass(frozen=True, slots=True)
class PrintRun:
    """Badges printed together: when (UTC, ISO 8601), how many, which design and sheet."""

    run: str
    at: str
    badges: int
    design: str
    sheet: str


def printed_badges(conn: sqlite3.Connection) -> dict[str, str]:
    """Return the codes whose badge was printed, with the hash of the last print (empty if not recorded)."""
    rows = conn.execute(
        "SELECT code, coalesce(json_extract(facts, '$.imprint'), '') AS imprint FROM standing "
        "WHERE kind = 'print' ORDER BY at, arrival"
    )
    return {row["code"]: row["imprint"] for row in rows}


def print_runs(conn: sqlite3.Connection) -> list[PrintRun]:
    """Return all print runs, newest first."""
    rows = conn.execute(
        "SELECT json_extract(facts, '$.run') AS run, min(at) AS at, count(*) AS badges, "
        "group_concat(DISTINCT json_extract(facts, '$.design')) AS design, "
        "max(json_extract(facts, '$.sheet')) AS sheet "
        "FROM standing WHERE kind = 'print' GROUP BY run ORDER BY min(at) DESC, min(arrival) DESC"
    )
    return [PrintRun(row["run"] or "", row["at"], row["badges"], row["design"] or "", row["sheet"]) for row in rows]


def printed_in(conn: sqlite3.Connection, run: str) -> set[str]:
    """Return the ids of the people whose badges were printed in a run."""
    rows = conn.execute(
        "SELECT participant FROM standing WHERE kind = 'print' AND coalesce(json_extract(facts, '$.run'), '') = ?",
        (run,),
    )
    return {row["participant"] for row in rows}


# Among so many of the newest events the acts of one door are looked for.
_RECENT = 3000


def door_events(conn: sqlite3.Connection, door: str, since: datetime, limit: int) -> list[tuple[Event, bool]]:
    """Return what was done at a door of this record, newest first, and whether it was undone.

    Scans, exits, people let in and people added, recorded since a moment. An undone event that was put back is left
    out: the new one stands for it, in force or undone.
    """
    first = count(conn) - _RECENT
    restored = {
        row[0]
        for row in conn.execute(
            "SELECT json_extract(facts, '$.restores') FROM events WHERE arrival > ? AND facts GLOB '*\"restores\"*'",
            (first,),
        )
    }
    gone = _people_added_again(conn, first)
    rows = conn.execute(
        f"{_WITH_UNDONE} WHERE e.arrival > ? AND coalesce(e.door, '') = ? AND e.event_id >= ? "
        "AND e.segment NOT IN (SELECT segment FROM elsewhere) AND (e.kind IN ('scan', 'exit', 'add') "
        "OR (e.kind = 'mark' AND json_extract(e.facts, '$.status') = 'present')) ORDER BY e.arrival DESC LIMIT ?",
        (first, door, uuid7(max(0, round(since.timestamp() * 1000)), 0), limit),
    )
    return [_with_undone(row) for row in rows if row["event_id"] not in restored and row["participant"] not in gone]


def _people_added_again(conn: sqlite3.Connection, first: int) -> set[str]:
    """Return the people whose adding was undone and who were added once more since, as they were or corrected."""
    rows = conn.execute(
        "SELECT a.participant FROM events b JOIN events a ON a.event_id = "
        "coalesce(json_extract(b.facts, '$.restores'), json_extract(b.facts, '$.instead_of')) "
        "WHERE b.kind = 'add' AND b.arrival > ?",
        (first,),
    )
    return {row["participant"] for row in rows}


def is_added_again(conn: sqlite3.Connection, event_id: str) -> bool:
    """Return True if an adding in force stands for an undone one: the person was put back, or corrected."""
    found = conn.execute(
        "SELECT 1 FROM standing WHERE kind = 'add' "
        "AND ? IN (json_extract(facts, '$.restores'), json_extract(facts, '$.instead_of'))",
        (event_id,),
    )
    return found.fetchone() is not None


def reading_elsewhere(conn: sqlite3.Connection, event_id: str) -> Event | None:
    """Return the last reading of the same person for the same session at another door, if there is one."""
    found = _first_id(
        conn,
        "SELECT o.event_id FROM events e JOIN standing o ON o.participant = e.participant AND o.session = e.session "
        "WHERE e.event_id = ? AND o.kind = 'scan' AND o.verdict IN ('present', 'late', 'already') "
        "AND coalesce(o.door, '') <> coalesce(e.door, '') ORDER BY o.at DESC LIMIT 1",
        event_id,
    )
    return event(conn, found) if found else None


def doors(conn: sqlite3.Connection) -> list[str]:
    """Return the names of the doors that have scanned."""
    rows = conn.execute("SELECT DISTINCT door FROM events WHERE kind IN ('scan', 'exit') AND door IS NOT NULL")
    return sorted(row[0] for row in rows)
