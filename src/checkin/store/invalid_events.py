"""Store events that break the rules of their kind: they keep their place in the chain and count for nothing.

In the table of events such an event has a row without content, of the kind ``set_aside``, so that no view and no
reader ever meets it. The original is in the table ``invalid_events``, and is what is sent, hashed and mirrored.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checkin.core.event_rules import RULES_VERSION, SET_ASIDE, content_fault
from checkin.core.events import FIELDS, Event

INSERT = f"INSERT INTO events ({', '.join(FIELDS)}) VALUES ({', '.join('?' * len(FIELDS))})"
_KEPT = "INSERT OR REPLACE INTO invalid_events (segment, seq, event_id, reason, original) VALUES (?, ?, ?, ?, ?)"
_CHECKED = "event_rules"
_AT_ONCE = 500
Faults = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class InvalidEvent:
    """A rejected event and the reason."""

    segment: str
    seq: int
    event_id: str
    reason: str

    def __str__(self) -> str:
        return f"Event {self.event_id[:80]} (number {self.seq} of {self.segment[:8]}) {self.reason}"


def insert_events(conn: sqlite3.Connection, events: Sequence[Event], known: Faults | None = None) -> list[Event]:
    """Insert events from elsewhere; the caller holds a transaction. Return those whose content can be used.

    ``known`` holds the faults of these events by segment and number, where they were checked before.
    """
    faults = [content_fault(event) if known is None else known[event.segment, event.seq] for event in events]
    if not any(faults):
        conn.executemany(INSERT, events)
        return list(events)
    conn.executemany(
        INSERT, (_placeholder(event) if fault else event for event, fault in zip(events, faults, strict=True))
    )
    bad = [(event, fault) for event, fault in zip(events, faults, strict=True) if fault]
    conn.executemany(_KEPT, [_row(event, fault) for event, fault in bad])
    return [event for event, fault in zip(events, faults, strict=True) if not fault]


def with_originals(conn: sqlite3.Connection, events: Iterable[Event]) -> Iterator[Event]:
    """Yield the events as they were made, for sending and hashing."""
    for event in events:
        yield _original(conn, event) if event.kind == SET_ASIDE else event


def invalid_events(conn: sqlite3.Connection) -> list[InvalidEvent]:
    """Return every rejected event."""
    rows = conn.execute("SELECT segment, seq, event_id, reason FROM invalid_events ORDER BY segment, seq")
    return [InvalidEvent(*row) for row in rows]


def all_originals(conn: sqlite3.Connection) -> Iterator[Event]:
    """Yield the rejected events in their original form."""
    for (text,) in conn.execute("SELECT original FROM invalid_events ORDER BY segment, seq"):
        yield Event(**json.loads(text))


def events_checked(conn: sqlite3.Connection) -> bool:
    """Return True if every event of a record was checked by the rules of this version."""
    row = conn.execute("SELECT value FROM course WHERE key = ?", (_CHECKED,)).fetchone()
    return row is not None and row[0] == str(RULES_VERSION)


def require_checked(conn: sqlite3.Connection) -> None:
    """Check the events of a record that an older version wrote, once for every version of the rules."""
    if events_checked(conn):
        return
    conn.execute("BEGIN IMMEDIATE")
    try:
        _set_aside(conn, list(_faults(conn)))
        conn.execute("INSERT OR REPLACE INTO course (key, value) VALUES (?, ?)", (_CHECKED, str(RULES_VERSION)))
        conn.execute("COMMIT")
    except BaseException:
        conn.execute("ROLLBACK")
        raise


def _faults(conn: sqlite3.Connection) -> Iterator[tuple[Event, str]]:
    arrival = 0
    while rows := conn.execute(
        f"SELECT arrival, {', '.join(FIELDS)} FROM events WHERE arrival > ? ORDER BY arrival LIMIT {_AT_ONCE}",
        (arrival,),
    ).fetchall():
        arrival = rows[-1][0]
        for row in rows:
            event = Event._make(row[1:])
            if event.kind != SET_ASIDE and (fault := content_fault(event)):
                yield event, fault


def _set_aside(conn: sqlite3.Connection, found: Sequence[tuple[Event, str]]) -> None:
    """Exchange the content of stored events for a placeholder. Only this may change a row of the record."""
    if not found:
        return
    name = "events_no_update"
    (trigger,) = conn.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    conn.execute(f"DROP TRIGGER {name}")
    columns = [column for column in FIELDS if column not in ("segment", "seq")]
    marks = ", ".join(f"{column} = ?" for column in columns)
    for event, fault in found:
        conn.execute(_KEPT, _row(event, fault))
        placeholder = _placeholder(event)
        values = [getattr(placeholder, column) for column in columns]
        conn.execute(f"UPDATE events SET {marks} WHERE segment = ? AND seq = ?", (*values, event.segment, event.seq))
    conn.execute(trigger)


def _row(event: Event, fault: str) -> tuple[str, int, str, str, str]:
    original = json.dumps(event._asdict())
    return event.segment, event.seq, event.event_id[:200], fault[:400], original


def _placeholder(event: Event) -> Event:
    """Return the row that keeps an event's place: its number, its hash, and its id for those that refer to it."""
    empty = dict.fromkeys(
        ("session", "participant", "code", "verdict", "how", "hub_offset", "hub_offset_age", "ref", "reason", "actor")
    )
    return event._replace(
        **empty,  # type: ignore[arg-type]
        event_id=event.event_id if len(event.event_id) <= 200 else f"{event.segment}/{event.seq}",
        kind=SET_ASIDE,
        at="1970-01-01T00:00:00.000Z",
        tz="+00:00",
        mono=0,
        door=None,
        roster_rev=None,
        facts=None,
    )


def _original(conn: sqlite3.Connection, event: Event) -> Event:
    row = conn.execute(
        "SELECT original FROM invalid_events WHERE segment = ? AND seq = ?", (event.segment, event.seq)
    ).fetchone()
    return event if row is None else Event(**json.loads(row[0]))
