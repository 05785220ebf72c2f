"""Read and write the sessions of the programme."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence

from checkin.core.course import Course, Session
from checkin.core.events import format_time
from checkin.store.roster.rows import GROUP_SEPARATOR, row_to_session, write_groups


def loaded_sessions(conn: sqlite3.Connection) -> list[Session]:
    """Return the sessions of the last programme file, without later changes by events."""
    return _sessions(conn, "s.listed")


def loaded_day(conn: sqlite3.Connection, session: str | None) -> str | None:
    """Return the day of a session in the programme as it was loaded (ISO 8601); None if it is in none."""
    row = conn.execute("SELECT day FROM sessions WHERE id = ?", (session,)).fetchone()
    return row["day"] if row else None


def known_sessions(conn: sqlite3.Connection) -> list[Session]:
    """Return every session with the time and the room set last, cancelled and merged ones too."""
    rows = conn.execute(
        "SELECT s.id, s.title, "
        "coalesce(c.starts_at, s.starts_at) AS starts_at, coalesce(c.ends_at, s.ends_at) AS ends_at, "
        "coalesce(c.room, s.room) AS room, s.theme, s.speakers, s.language, s.kind, s.counts, s.required, s.slot, "
        "(SELECT group_concat(g.name, char(31)) FROM session_groups g WHERE g.session = s.id) AS groups "
        "FROM sessions s LEFT JOIN session_changes c ON c.session = s.id ORDER BY 3, 5, s.id"
    )
    return [row_to_session(row) for row in rows]


def kept_sessions(conn: sqlite3.Connection) -> list[Session]:
    """Return the sessions that are held though the last programme file does not have them."""
    listed = {session.id for session in loaded_sessions(conn)}
    return [session for session in read_programme(conn) if session.id not in listed]


def retired_sessions(conn: sqlite3.Connection) -> list[Session]:
    """Return the sessions that the last programme no longer had."""
    return _sessions(conn, "NOT s.listed")


def _sessions(conn: sqlite3.Connection, condition: str) -> list[Session]:
    rows = conn.execute(
        "SELECT s.*, (SELECT group_concat(g.name, char(31)) FROM session_groups g WHERE g.session = s.id) AS groups "
        f"FROM sessions s WHERE {condition} ORDER BY starts_at, room, id"
    )
    return [row_to_session(row) for row in rows]


# Every entry of attendance that stands, by whose it is and where it counts: of a merged card that of the person, of a
# merged session that of the session into which it was merged.
_ENTRIES = (
    "SELECT coalesce(m.other, e.participant) AS participant, coalesce(t.other, e.session) AS session FROM standing e "
    "LEFT JOIN merged m ON m.participant = e.participant LEFT JOIN merged_sessions t ON t.session = e.session "
    "WHERE e.session IS NOT NULL AND e.participant IS NOT NULL "
    "AND (e.kind = 'mark' OR e.verdict IN ('present', 'late', 'pending'))"
)


def attendance_counts(conn: sqlite3.Connection) -> dict[str, int]:
    """Return how many people have an attendance entry in each session that has any."""
    query = f"SELECT session, count(DISTINCT participant) FROM ({_ENTRIES}) GROUP BY session"
    return dict(map(tuple, conn.execute(query)))


def attended_sessions(conn: sqlite3.Connection) -> dict[str, int]:
    """Return in how many sessions each person who has any has an attendance entry."""
    query = f"SELECT participant, count(DISTINCT session) FROM ({_ENTRIES}) GROUP BY participant"
    return dict(map(tuple, conn.execute(query)))


def sessions_of_people(conn: sqlite3.Connection) -> dict[str, set[str]]:
    """Return the ids of the sessions in which each person who has any has an attendance entry."""
    found: dict[str, set[str]] = defaultdict(set)
    for person, session in conn.execute(f"SELECT DISTINCT participant, session FROM ({_ENTRIES})"):
        found[person].add(session)
    return found


def words_about(conn: sqlite3.Connection, session: str) -> tuple[list[str], bool]:
    """Return whose marks and excuses by hand stand for a session, and whether it is closed."""
    rows = conn.execute(
        "SELECT kind, participant FROM standing WHERE session = ? AND kind IN ('mark', 'excuse', 'session_close') "
        "ORDER BY at, event_id",
        (session,),
    ).fetchall()
    people = [row["participant"] for row in rows if row["participant"]]
    return people, any(row["kind"] == "session_close" for row in rows)


def read_programme(conn: sqlite3.Connection) -> list[Session]:
    """Return the sessions that are held, by time."""
    return [row_to_session(row) for row in conn.execute("SELECT * FROM programme ORDER BY starts_at, room, id")]


def write_sessions(conn: sqlite3.Connection, course: Course, sessions: Sequence[Session]) -> None:
    """Make this the programme; sessions that it lacks are kept, unlisted. The caller holds a transaction."""
    from sqlite_utils import Database

    conn.execute("UPDATE sessions SET listed = 0")
    rows = [
        {
            "id": session.id,
            "title": session.title,
            "starts_at": format_time(session.starts_at),
            "ends_at": format_time(session.ends_at),
            "day": course.local(session.starts_at).date().isoformat(),
            "room": session.room,
            "theme": session.theme,
            "speakers": GROUP_SEPARATOR.join(session.speakers),
            "language": session.language,
            "kind": session.kind,
            "counts": int(session.counts),
            "required": int(session.required),
            "slot": session.slot,
            "listed": 1,
        }
        for session in sessions
    ]
    Database(conn).table("sessions").upsert_all(rows, pk="id")
    conn.executemany("DELETE FROM session_groups WHERE session = ?", [(session.id,) for session in sessions])
    write_groups(conn, "session", ((session.id, session.groups) for session in sessions))
