"""Remember on which days sessions were before a load or a change: excuses for days were given for those days."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from checkin.store.roster.rows import read_day
from checkin.store.settings import all_settings, set_setting

_KEY = "programme.former_days"
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class FormerDay:
    """The day on which a session was until ``at`` (UTC, ISO 8601)."""

    day: date
    at: str


def held_days(conn: sqlite3.Connection) -> dict[str, date]:
    """Return the day of each session that is held."""
    return {row["id"]: date.fromisoformat(row["day"]) for row in conn.execute("SELECT id, day FROM programme")}


def remember_former_days(conn: sqlite3.Connection, before: Mapping[str, date], at: str) -> None:
    """Store the days of sessions that are on another day since a load. The caller holds a transaction."""
    now = held_days(conn)
    moved = [[session, day.isoformat(), at] for session, day in before.items() if now.get(session, day) != day]
    if moved:
        set_setting(conn, _KEY, json.dumps([*_loaded(conn), *moved][-_MOST:]))


def former_days(conn: sqlite3.Connection) -> dict[str, list[FormerDay]]:
    """Return the former days of each session that has any, the first one first."""
    found: dict[str, list[FormerDay]] = defaultdict(list)
    for session, day, at in _loaded(conn):
        found[session].append(FormerDay(date.fromisoformat(day), at))
    for row in conn.execute(
        "SELECT w.session, e.at, coalesce(json_extract(b.facts, '$.day'), s.day) AS day FROM session_words w "
        "JOIN events e ON e.event_id = w.event_id JOIN sessions s ON s.id = w.session "
        "LEFT JOIN session_words b ON b.event_id = w.ref AND b.says_time WHERE w.says_time"
    ):
        if (before := read_day(row["day"])) is not None:
            found[row["session"]].append(FormerDay(before, row["at"]))
    return {session: sorted(days, key=lambda one: one.at) for session, days in found.items()}


def _loaded(conn: sqlite3.Connection) -> Sequence[tuple[str, str, str]]:
    found: Sequence[tuple[str, str, str]] = json.loads(all_settings(conn).get(_KEY, "[]"))
    return found
