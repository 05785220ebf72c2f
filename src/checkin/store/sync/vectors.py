"""Read what a sync needs: how many events each segment has here, and which the other side lacks."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from checkin.core.events import FIELDS, Event
from checkin.store.invalid_events import with_originals

Vector = Mapping[str, int]
_COLUMNS = ", ".join(FIELDS)


def vector(conn: sqlite3.Connection) -> dict[str, int]:
    """Return how many events each segment has here, in time that depends on the segments, not on the events."""
    found: dict[str, int] = {}
    segment = ""
    # From one segment to the next by the index: a GROUP BY would read every event.
    while row := conn.execute(
        "SELECT segment FROM events WHERE segment > ? ORDER BY segment LIMIT 1", (segment,)
    ).fetchone():
        segment = row[0]
        found[segment] = conn.execute("SELECT max(seq) FROM events WHERE segment = ?", (segment,)).fetchone()[0]
    return found


def segments_since(conn: sqlite3.Connection, arrival: int) -> tuple[int, dict[str, int]]:
    """Return the segments that grew after the ``arrival``-th event of this file, and the last arrival number."""
    # The plus keeps SQLite from the index of segments, by which it would read every event.
    rows = conn.execute(
        "SELECT segment, max(seq), max(arrival) FROM events WHERE arrival > ? GROUP BY +segment", (arrival,)
    ).fetchall()
    return max([arrival, *(row[2] for row in rows)]), {row[0]: row[1] for row in rows}


def counts(conn: sqlite3.Connection, segments: Iterable[str]) -> dict[str, int]:
    """Return how many events each of these segments has here; segments without events are left out."""
    found = {
        segment: conn.execute("SELECT max(seq) FROM events WHERE segment = ?", (segment,)).fetchone()[0]
        for segment in segments
    }
    return {segment: count for segment, count in found.items() if count}


def segments_behind(here: Vector, there: Vector) -> list[str]:
    """Return the segments that are longer ``here`` than ``there``, in the order of their ids."""
    return sorted(segment for segment, count in here.items() if count > there.get(segment, 0))


def events_after(conn: sqlite3.Connection, there: Vector, segments: list[str], limit: int) -> list[Event]:
    """Return the next events of these segments that another side lacks, at most ``limit``."""
    found: list[Event] = []
    for segment in segments:
        rows = conn.execute(
            f"SELECT {_COLUMNS} FROM events WHERE segment = ? AND seq > ? ORDER BY seq LIMIT ?",
            (segment, there.get(segment, 0), limit - len(found)),
        )
        found.extend(with_originals(conn, [Event._make(row) for row in rows]))
        if len(found) >= limit:
            break
    return found


def foreign_segments(conn: sqlite3.Connection, segments: Sequence[str]) -> set[str]:
    """Return those of these segments that came from elsewhere."""
    marks = ", ".join("?" * len(segments))
    return {row[0] for row in conn.execute(f"SELECT segment FROM elsewhere WHERE segment IN ({marks})", segments)}


def previous_hash(conn: sqlite3.Connection, event: Event) -> str:
    """Return the hash before an event: that of its predecessor, or the segment's id."""
    row = conn.execute(
        "SELECT hash FROM events WHERE segment = ? AND seq = ?", (event.segment, event.seq - 1)
    ).fetchone()
    return row[0] if row else event.segment


class ChangeDetector:
    """Tells whether anybody has written to a record, in this process or another, at next to no cost."""

    def __init__(self, path: Path) -> None:
        self._conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        self._version = -1

    def changed(self) -> bool:
        """Return True if something was written since the last call, and at the first call."""
        before, self._version = self._version, self._conn.execute("PRAGMA data_version").fetchone()[0]
        return self._version != before

    def close(self) -> None:
        """Close the file."""
        self._conn.close()


@dataclass(frozen=True, slots=True)
class RejectedSegment:
    """A segment that one side rejects: the direction (``in`` or ``out``), the first event, the reason, the time.

    ``since`` is UTC; ``ends``: how far it went here and there when that was tried, until one of them moves.
    """

    segment: str
    direction: str
    seq: int
    reason: str
    ends: str
    since: str


def rejected_segments(conn: sqlite3.Connection) -> list[RejectedSegment]:
    """Return the segments that could not be exchanged."""
    rows = conn.execute("SELECT segment, direction, seq, reason, ends, since FROM refused ORDER BY segment, direction")
    return [RejectedSegment(*row) for row in rows]


def reject_segment(conn: sqlite3.Connection, one: RejectedSegment) -> None:
    """Store that a segment could not be exchanged; the caller holds a transaction."""
    conn.execute(
        "INSERT INTO refused (segment, direction, seq, reason, ends, since) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (segment, direction) DO UPDATE SET seq = excluded.seq, reason = excluded.reason, "
        "ends = excluded.ends",
        (one.segment, one.direction, one.seq, one.reason, one.ends, one.since),
    )


def clear_rejection(conn: sqlite3.Connection, segment: str, direction: str) -> None:
    """Clear the rejection of a segment; the caller holds a transaction."""
    conn.execute("DELETE FROM refused WHERE segment = ? AND direction = ?", (segment, direction))
