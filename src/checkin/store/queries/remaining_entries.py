"""Read what still holds for a person at a session after one of several entries was undone."""

import sqlite3

from checkin.core.events import FIELDS, Event, Kind
from checkin.core.verdicts import COUNTED
from checkin.store import event_log
from checkin.store.queries.excuses import overlapping_excuses
from checkin.store.queries.pair_facts import read_pair
from checkin.store.roster import participants

_LEFT = f"SELECT {', '.join(FIELDS)} FROM standing WHERE kind = 'exit' AND participant = ? AND session = ? ORDER BY at"


def counted_entries(conn: sqlite3.Connection, participant: str, session: str) -> list[Event]:
    """Return the entries in force by which a person is counted as present at a session; the deciding one first.

    Entries of merged people and sessions are those of the person and the session that they are now.
    """
    who, held = _now(conn, "merged", "participant", participant), _now(conn, "merged_sessions", "session", session)
    facts = read_pair(conn, who, held)
    if facts.denied:
        return []
    by_hand = [facts.marked[1]] if facts.mark is not None else []
    found = (event_log.event(conn, entry) for entry in (*by_hand, *(one[1] for one in sorted(facts.entries))))
    return [entry for entry in found if entry is not None]


def remaining_entries(conn: sqlite3.Connection, undone: Event) -> list[Event]:
    """Return the entries in force that say what an undone scan, exit, excuse or mark *present* said."""
    if undone.kind == Kind.EXCUSE:
        found = (event_log.event(conn, one.event) for one in overlapping_excuses(conn, undone))
        return [one for one in found if one is not None]
    if undone.session is None or (who := _who(conn, undone)) is None or not _is_listed(conn, who):
        return []
    if undone.kind == Kind.EXIT:
        return [Event._make(row) for row in conn.execute(_LEFT, (who, undone.session))]
    return counted_entries(conn, who, undone.session) if _is_arrival(undone) else []


def _is_arrival(entry: Event) -> bool:
    if entry.kind == Kind.SCAN:
        return entry.verdict in COUNTED
    return entry.kind == Kind.MARK and entry.read_facts().get("status") == "present"


def _who(conn: sqlite3.Connection, entry: Event) -> str | None:
    """Return whose entry it is. A scan before its holder was on the list is that of the holder of now."""
    if entry.participant is not None:
        return entry.participant
    row = conn.execute("SELECT participant FROM code_holders WHERE code = ?", (entry.code or "",)).fetchone()
    return row["participant"] if row else None


def _is_listed(conn: sqlite3.Connection, person: str) -> bool:
    """Return False for a person whose adding was undone: nobody is counted then."""
    return participants.by_id(conn, _now(conn, "merged", "participant", person)) is not None


def _now(conn: sqlite3.Connection, view: str, column: str, key: str) -> str:
    """Return the person or session into which another was merged, else itself."""
    row = conn.execute(f"SELECT other FROM {view} WHERE {column} = ?", (key,)).fetchone()
    return row["other"] if row else key
