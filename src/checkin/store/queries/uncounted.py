"""Read what may count nowhere: refused badges, sessions that are not held, people on no list, decisions that differ."""

import sqlite3
from collections.abc import Collection, Iterator
from datetime import datetime

from checkin.core.events import parse_time
from checkin.store.roster import programme


def all_sessions(conn: sqlite3.Connection) -> dict[str, tuple[str, datetime]]:
    """Return title and start of every session, of those that were cancelled too."""
    rows = conn.execute("SELECT id, title, starts_at FROM sessions")
    sessions = {row["id"]: (row["title"], parse_time(row["starts_at"])) for row in rows}
    return sessions | {one.id: (one.title, one.starts_at) for one in programme.read_programme(conn)}


def last_code(conn: sqlite3.Connection, person: str) -> str:
    """Return the last code that was scanned for somebody; empty without one."""
    return conn.execute("SELECT max(code) FROM events WHERE participant = ?", (person,)).fetchone()[0] or ""


def refused_badges(conn: sqlite3.Connection) -> Iterator[tuple[str, datetime, str | None]]:
    """Yield whose badge was refused, when, and at which session, by time."""
    rows = conn.execute(
        "SELECT coalesce(m.other, s.participant) AS participant, s.at, s.session FROM standing s "
        "LEFT JOIN merged m ON m.participant = s.participant WHERE s.kind = 'scan' AND s.participant IS NOT NULL "
        "AND s.verdict IN ('withdrawn', 'not_expected', 'no_session', 'replaced') ORDER BY s.at, s.event_id"
    )
    for row in rows:
        yield row["participant"], parse_time(row["at"]), row["session"]


def sessions_not_held(conn: sqlite3.Connection) -> list[str]:
    """Return the ids of the sessions where somebody was seen, and that are in no programme or cancelled."""
    seen = conn.execute(
        "SELECT DISTINCT session FROM events WHERE session IS NOT NULL "
        "AND (kind = 'mark' OR (kind = 'scan' AND verdict IN ('present', 'late', 'pending')))"
    )
    merged = dict(conn.execute("SELECT session, other FROM merged_sessions").fetchall())
    held = {row["id"] for row in conn.execute("SELECT id FROM programme")}
    return sorted({merged.get(row["session"], row["session"]) for row in seen} - held)


def people_on_no_list(conn: sqlite3.Connection, listed: Collection[str]) -> list[str]:
    """Return the ids of the people of the record who are not ``listed``, nor merged with somebody."""
    rows = conn.execute(
        "SELECT DISTINCT participant FROM events WHERE participant IS NOT NULL "
        "EXCEPT SELECT participant FROM merged ORDER BY participant"
    )
    return [row["participant"] for row in rows if row["participant"] not in listed]


def decisions_at_sessions(conn: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return the marks and excuses in force, by person and session, then by time."""
    return conn.execute(
        "SELECT DISTINCT participant, session, event_id, at FROM decisions WHERE session IS NOT NULL "
        "ORDER BY participant, session, at, event_id"
    ).fetchall()


def certificate_decisions(conn: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return the decisions about certificates in force, by person, then by time."""
    return conn.execute(
        "SELECT participant, event_id FROM standing WHERE kind = 'decide' ORDER BY participant, at, event_id"
    ).fetchall()
