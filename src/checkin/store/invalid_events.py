"""Store events that break the rules of their kind: they keep their place in the chain and count for nothing.

In the table of events such an event has a row without content, of the kind ``set_aside``, so that no view and no
reader ever meets it. The original is in the table ``invalid_events``, and is what is sent, hashed and mirrored.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from checkin.core.events import FIELDS, SET_ASIDE, Event
from checkin.core.text import EnglishText, TranslatableText, clean, sentence

INSERT = f"INSERT INTO events ({', '.join(FIELDS)}) VALUES ({', '.join('?' * len(FIELDS))})"
_ROWS = 150  # in one statement: a tenth of the values that an SQLite with STRICT tables takes
_INSERT_ROWS = INSERT + f", ({', '.join('?' * len(FIELDS))})" * (_ROWS - 1)
KEPT = "INSERT OR REPLACE INTO invalid_events (segment, seq, event_id, reason, original) VALUES (?, ?, ?, ?, ?)"
# The reason of an event whose id another event here has.
DOUBLED_ID = "has the id of another event"
Faults = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class InvalidEvent:
    """A rejected event and the reason."""

    segment: str
    seq: int
    event_id: str
    reason: str

    def sentence(self) -> TranslatableText:
        """Return the entry and the reason in words."""
        return rejected(self.segment, self.seq, self.reason)


def rejected(segment: str, seq: int, reason: str) -> TranslatableText:
    """Return a rejected entry and the reason in words."""
    return sentence(
        "Entry {seq} of {segment} {reason}", seq=seq, segment=clean(segment[:8]), reason=EnglishText(reason)
    )


def insert_events(conn: sqlite3.Connection, events: Sequence[Event], known: Faults | None = None) -> list[Event]:
    """Insert events from elsewhere; the caller holds a transaction. Return those whose content can be used.

    ``known`` holds the faults of these events by segment and number, where they were checked before.
    """
    if known is None:
        from checkin.core.event_rules import content_fault

        known = {(event.segment, event.seq): fault for event in events if (fault := content_fault(event))}
    if not known:
        _insert(conn, events)
        return list(events)
    faults = [known.get((event.segment, event.seq), "") for event in events]
    placed = [
        placeholder(event, keeps_id=fault != DOUBLED_ID) if fault else event
        for event, fault in zip(events, faults, strict=True)
    ]
    _insert(conn, placed)
    bad = [(event, fault) for event, fault in zip(events, faults, strict=True) if fault]
    conn.executemany(KEPT, [rejected_row(event, fault) for event, fault in bad])
    return [event for event, fault in zip(events, faults, strict=True) if not fault]


def _insert(conn: sqlite3.Connection, events: Sequence[Event]) -> None:
    """Insert events, many rows in one statement: that takes a quarter less than one statement a row."""
    whole = len(events) - len(events) % _ROWS
    for start in range(0, whole, _ROWS):
        conn.execute(_INSERT_ROWS, list(chain.from_iterable(events[start : start + _ROWS])))
    conn.executemany(INSERT, events[whole:])


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


def rejected_row(event: Event, fault: str) -> tuple[str, int, str, str, str]:
    """Return the row of the table ``invalid_events`` that keeps an event."""
    original = json.dumps(event._asdict())
    return event.segment, event.seq, event.event_id[:200], fault[:400], original


def placeholder(event: Event, *, keeps_id: bool = True) -> Event:
    """Return the row that keeps an event's place: its number, its hash, and its id for those that refer to it.

    An id that is none, or another event's, is replaced by one that no event can have.
    """
    from checkin.core.value_checks import uuid_fault

    empty = dict.fromkeys(
        ("session", "participant", "code", "verdict", "how", "hub_offset", "hub_offset_age", "ref", "reason", "actor")
    )
    return event._replace(
        **empty,  # type: ignore[arg-type]
        event_id=event.event_id if keeps_id and not uuid_fault(event.event_id) else f"{event.segment}/{event.seq}",
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
