"""Check the events of a record once more when the rules have changed, and put back what other rules had rejected.

Stored events whose ids other events have are voided here too: only this module changes rows of the table of events.
"""

import sqlite3
from collections.abc import Iterator, Sequence

from checkin.core.events import FIELDS, RULES_VERSION, SET_ASIDE, Event
from checkin.store.invalid_events import DOUBLED_ID, KEPT, all_originals, placeholder, rejected_row, with_originals
from checkin.store.roster.event_people import apply_events

_CHECKED = "event_rules"
_AT_ONCE = 500


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
        _restore(conn)
        _set_aside(conn, list(_faults(conn)))
        conn.execute("INSERT OR REPLACE INTO course (key, value) VALUES (?, ?)", (_CHECKED, str(RULES_VERSION)))
        conn.execute("COMMIT")
    except BaseException:
        conn.execute("ROLLBACK")
        raise


def _faults(conn: sqlite3.Connection) -> Iterator[tuple[Event, str]]:
    from checkin.core.event_rules import content_fault

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


def _restore(conn: sqlite3.Connection) -> None:
    """Put back what breaks no rule of this version: another version was stricter, or did not know it yet."""
    from checkin.core.event_rules import content_fault

    restored = []
    for event in list(all_originals(conn)):
        taken = conn.execute(
            "SELECT 1 FROM events WHERE event_id = ? AND (segment, seq) <> (?, ?)",
            (event.event_id, event.segment, event.seq),
        ).fetchone()
        if content_fault(event) or taken:
            continue
        _rewrite(conn, [event])
        conn.execute("DELETE FROM invalid_events WHERE segment = ? AND seq = ?", (event.segment, event.seq))
        restored.append(event)
    apply_events(conn, restored, str)


def _set_aside(conn: sqlite3.Connection, found: Sequence[tuple[Event, str]]) -> None:
    """Exchange the content of stored events for a placeholder."""
    conn.executemany(KEPT, [rejected_row(event, fault) for event, fault in found])
    _rewrite(conn, [placeholder(event) for event, _ in found])


def void_doubled(conn: sqlite3.Connection, places: Sequence[tuple[str, int]]) -> list[Event]:
    """Let stored events count for nothing whose ids other events have now. Return them as they were made."""
    found: list[Event] = []
    for segment, seq in places:
        query = f"SELECT {', '.join(FIELDS)} FROM events WHERE segment = ? AND seq = ?"
        found += with_originals(conn, [Event._make(conn.execute(query, (segment, seq)).fetchone())])
    conn.executemany(KEPT, [rejected_row(event, DOUBLED_ID) for event in found])
    _rewrite(conn, [placeholder(event, keeps_id=False) for event in found])
    return found


def _rewrite(conn: sqlite3.Connection, rows: Sequence[Event]) -> None:
    """Exchange the content of stored rows. Only this may change a row of the record."""
    if not rows:
        return
    name = "events_no_update"
    (trigger,) = conn.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    conn.execute(f"DROP TRIGGER {name}")
    columns = [column for column in FIELDS if column not in ("segment", "seq")]
    marks = ", ".join(f"{column} = ?" for column in columns)
    for event in rows:
        values = [getattr(event, column) for column in columns]
        conn.execute(f"UPDATE events SET {marks} WHERE segment = ? AND seq = ?", (*values, event.segment, event.seq))
    conn.execute(trigger)
