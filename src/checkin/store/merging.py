"""Take events of other kiosks in: a set union in which every segment stays a prefix without a hole."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace

from checkin.course import Participant
from checkin.errors import RecordError
from checkin.events import FIELDS, Event, Kind
from checkin.store import people
from checkin.store.log import INSERT

# What comes of facts that are none: of the wrong kind, missing, or more than an event has. The chain shows that an
# event was not changed on its way, not that it was made by checkin.
_SENSELESS = (TypeError, ValueError, LookupError, AttributeError, sqlite3.IntegrityError, sqlite3.ProgrammingError)


def merge(conn: sqlite3.Connection, events: Iterable[Event], *, countries: Callable[[str], str]) -> int:
    """Insert the events that are not here yet; the caller holds a transaction. Returns how many they were.

    Raises :class:`RecordError` when an event does not continue its segment: it was changed, or one before it is
    missing. ``countries`` gives the words by which a person who was added elsewhere may be searched.
    """
    added = 0
    for event in sorted(events, key=lambda event: (event.segment, event.seq)):
        seq, chained = _end(conn, event.segment)
        if event.seq <= seq:
            held = conn.execute(
                "SELECT hash FROM events WHERE segment = ? AND seq = ?", (event.segment, event.seq)
            ).fetchone()
            if held is None or held["hash"] != event.hash:
                raise _refused(event, "is another event than the one that is here under its number")
            continue
        if event.seq != seq + 1:
            raise _refused(event, f"comes after a gap: this record ends at {seq} there")
        if replace(event, hash="").chained(chained) != event.hash:
            raise _refused(event, "does not continue its chain; it was changed on the way")
        try:
            conn.execute(INSERT, [getattr(event, name) for name in FIELDS])
            _apply(conn, event, countries)
        except _SENSELESS as error:
            raise _refused(event, "says what no event of checkin's says") from error
        added += 1
    return added


def _end(conn: sqlite3.Connection, segment: str) -> tuple[int, str]:
    row = conn.execute(
        "SELECT seq, hash FROM events WHERE segment = ? ORDER BY seq DESC LIMIT 1", (segment,)
    ).fetchone()
    return (row["seq"], row["hash"]) if row else (0, segment)


def _apply(conn: sqlite3.Connection, event: Event, countries: Callable[[str], str]) -> None:
    """The people and codes that an event brings along."""
    facts = json.loads(event.facts or "{}")
    if event.participant is None or event.code is None:
        return
    if event.kind == Kind.ADD:
        person = Participant(id=event.participant, code=event.code, **facts)
        people.write_added(conn, person, event.event_id, countries=countries)
    elif event.kind == Kind.REISSUE:
        people.write_code(conn, facts["new"], event.participant, event.event_id)


def _refused(event: Event, reason: str) -> RecordError:
    return RecordError(f"Event {event.seq} of segment {event.segment[:8]} {reason}; nothing was taken in.")
