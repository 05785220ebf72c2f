"""Find out whom new events concern, so that figures need not be computed again for everybody."""

import sqlite3
from dataclasses import dataclass

# Events that change the figures of one person only. Any other event may change those of everybody.
_PERSONAL = frozenset({"scan", "exit", "mark", "excuse", "decide"})
# With more new events than this, reading everything is as fast.
_MANY = 500


@dataclass(frozen=True, slots=True)
class Changes:
    """The last event (its place in the order of arrival), and the people concerned; None may be anybody."""

    arrival: int
    people: frozenset[str] | None = None


def changes_since(conn: sqlite3.Connection, arrival: int) -> Changes:
    """Return whom the events after a place in the order of arrival concern. -1: nothing was read before."""
    last = int(conn.execute("SELECT coalesce(max(arrival), 0) FROM events").fetchone()[0])
    if arrival < 0 or last < arrival or last - arrival > _MANY:
        return Changes(last)
    rows = conn.execute(
        "SELECT e.kind, u.kind, coalesce(u.participant, e.participant), coalesce(u.code, e.code) FROM events e "
        "LEFT JOIN events u ON e.kind = 'undo' AND u.event_id = e.ref WHERE e.arrival > ?",
        (arrival,),
    )
    found: set[str] = set()
    for kind, undone, participant, code in rows:
        if (undone if kind == "undo" else kind) not in _PERSONAL:
            return Changes(last)
        person = participant or _holder(conn, code)
        if person is not None:
            found.add(person)
    return Changes(last, frozenset(_final(conn, person) for person in found))


def _holder(conn: sqlite3.Connection, code: str | None) -> str | None:
    row = conn.execute("SELECT participant FROM codes WHERE code = ?", (code,)).fetchone() if code else None
    return row[0] if row else None


def _final(conn: sqlite3.Connection, person: str) -> str:
    """Return who a person is in the end, after merges."""
    row = conn.execute("SELECT other FROM merged WHERE participant = ?", (person,)).fetchone()
    return row[0] if row else person
