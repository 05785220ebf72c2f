"""Find out whom new events concern, so that figures need not be computed again for everybody."""

import sqlite3
from dataclasses import dataclass

from checkin.store.roster import edition

# Events that change the figures of one person only. Any other event may change those of everybody.
_PERSONAL = frozenset({"scan", "exit", "mark", "excuse", "decide"})
# Events that change no figures.
_IDLE = frozenset({"clock", "print", "proof"})
# With more new events than this, reading everything is as fast.
_MANY = 500


@dataclass(frozen=True, slots=True)
class Changes:
    """The position up to which a record was read, and whom later events concern; None is possibly everybody.

    ``arrival`` is the place of the last event in the order of arrival, ``revision`` counts the loads of list and
    programme, also those from a hub, which are no events.
    """

    arrival: int
    revision: int
    people: frozenset[str] | None = None


def changes_since(conn: sqlite3.Connection, before: Changes | None) -> Changes:
    """Return whom the events since an earlier reading concern. None: nothing was read before."""
    last = int(conn.execute("SELECT coalesce(max(arrival), 0) FROM events").fetchone()[0])
    revision = edition.revision(conn)
    if before is None or revision != before.revision or not 0 <= last - before.arrival <= _MANY:
        return Changes(last, revision)
    rows = conn.execute(
        "SELECT e.kind, u.kind, coalesce(u.participant, e.participant), coalesce(u.code, e.code) FROM events e "
        "LEFT JOIN events u ON e.kind = 'undo' AND u.event_id = e.ref WHERE e.arrival > ?",
        (before.arrival,),
    )
    found: set[str] = set()
    for kind, undone, participant, code in rows:
        about = undone if kind == "undo" else kind
        if about in _IDLE:
            continue
        if about not in _PERSONAL:
            return Changes(last, revision)
        person = participant or _holder(conn, code)
        if person is not None:
            found.add(person)
    return Changes(last, revision, frozenset(_final(conn, person) for person in found))


def _holder(conn: sqlite3.Connection, code: str | None) -> str | None:
    row = conn.execute("SELECT participant FROM codes WHERE code = ?", (code,)).fetchone() if code else None
    return row[0] if row else None


def _final(conn: sqlite3.Connection, person: str) -> str:
    """Return who a person is in the end, after merges."""
    row = conn.execute("SELECT other FROM merged WHERE participant = ?", (person,)).fetchone()
    return row[0] if row else person
