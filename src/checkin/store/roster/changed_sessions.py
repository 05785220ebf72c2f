"""Read the sessions of the programme with the times and rooms that were set by hand, cancelled ones too."""

import sqlite3
from dataclasses import replace

from checkin.core.course import Session
from checkin.core.events import parse_time
from checkin.store.roster.programme import loaded_sessions


def changed_sessions(conn: sqlite3.Connection) -> list[Session]:
    """Return the sessions of the last programme file as they were changed by hand, held or not."""
    changes = {row["session"]: row for row in conn.execute("SELECT * FROM session_changes")}
    return [_changed(one, changes[one.id]) if one.id in changes else one for one in loaded_sessions(conn)]


def _changed(session: Session, change: sqlite3.Row) -> Session:
    if change["starts_at"]:
        session = replace(session, starts_at=parse_time(change["starts_at"]), ends_at=parse_time(change["ends_at"]))
    return session if change["room"] is None else replace(session, room=change["room"])
