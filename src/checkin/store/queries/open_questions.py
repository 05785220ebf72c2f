"""Find inconsistencies in the record that a director must resolve."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from checkin.core.events import format_time
from checkin.core.lockout import RECENT
from checkin.store import event_log
from checkin.store.settings import all_settings, set_setting


@dataclass(frozen=True, slots=True)
class TwoDoors:
    """A person who was seen at two doors within a minute. ``at`` is UTC, ISO 8601."""

    participant: str
    at: str
    doors: tuple[str, str]


# Among the events of all doors: enough for a guesser, and the same for a record of a million.
_LOOKED_BACK = 1000


def pending(conn: sqlite3.Connection, since: datetime | None = None) -> list[str]:
    """Return the genuine codes that were scanned, ``since`` a moment, but belong to nobody on the roster."""
    rows = conn.execute(
        "SELECT DISTINCT s.code FROM standing s WHERE s.kind = 'scan' AND s.verdict = 'pending' AND s.at >= ? "
        "AND s.participant IS NULL AND NOT EXISTS (SELECT 1 FROM codes c WHERE c.code = s.code) ORDER BY s.code",
        ("" if since is None else format_time(since),),
    )
    return [row["code"] for row in rows]


def clock_moves(conn: sqlite3.Connection) -> int:
    """Return how often a clock was moved, or was behind the record."""
    return int(conn.execute("SELECT count(*) FROM events WHERE kind = 'clock'").fetchone()[0])


def merges_without_effect(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the merges that have no effect, as the ids of the person and of the target, by time."""
    rows = conn.execute("SELECT participant, target FROM merges_without_effect ORDER BY at, event_id")
    return [(row["participant"], row["target"]) for row in rows]


def session_merges_without_effect(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the merges of sessions that have no effect, as the ids of the session and of the target, by time."""
    rows = conn.execute(
        "SELECT m.session, json_extract(m.facts, '$.into') AS target FROM standing m WHERE m.kind = 'session_merge' "
        "AND NOT EXISTS (SELECT 1 FROM session_merge_steps s WHERE s.session = m.session "
        "AND s.stamp = m.at || m.event_id AND s.session IN (SELECT session FROM merged_sessions)) "
        "ORDER BY m.at, m.event_id"
    )
    return [(row["session"], str(row["target"])) for row in rows]


def added_people(conn: sqlite3.Connection) -> set[str]:
    """Return the ids of the people who were added by hand and are on no file."""
    return {row["id"] for row in conn.execute("SELECT id FROM participants WHERE added_by IS NOT NULL")}


def sessions_not_in_file(conn: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Return the sessions that have attendance and are not in the programme file: id, title, number of people."""
    rows = conn.execute(
        "SELECT p.id, p.title, (SELECT count(DISTINCT coalesce(e.participant, e.code)) FROM standing e "
        "WHERE e.session = p.id AND (e.kind = 'mark' OR e.verdict IN ('present', 'late', 'pending'))) AS people "
        "FROM programme p JOIN sessions s ON s.id = p.id WHERE NOT s.listed ORDER BY p.starts_at, p.id"
    )
    return [(row["id"], row["title"], row["people"]) for row in rows if row["people"]]


def never_left(conn: sqlite3.Connection, now: str) -> list[tuple[str, str]]:
    """Return who came into a session that is over by ``now`` (UTC, ISO 8601) and was never seen leaving.

    For courses that record exits; such an entry counts to the session's end.
    """
    rows = conn.execute(
        "SELECT DISTINCT e.participant, e.session FROM entries e JOIN programme p ON p.id = e.session "
        "WHERE p.ends_at < ? AND NOT EXISTS (SELECT 1 FROM exits x WHERE x.participant = e.participant "
        "AND x.session = e.session AND x.at >= e.at) ORDER BY p.starts_at, e.participant",
        (now,),
    )
    return [(row["participant"], row["session"]) for row in rows]


def denied_scans(conn: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Return the people who were scanned after they had been marked absent: person, session, time of the first scan.

    Event ids follow the time of recording.
    """
    rows = conn.execute(
        "SELECT d.participant, d.session, min(e.at) AS at FROM decisions d "
        "JOIN entries e ON e.participant = d.participant AND e.session = d.session AND e.event_id > d.event_id "
        "WHERE d.kind = 'mark' AND json_extract(d.facts, '$.status') = 'absent' "
        "GROUP BY d.participant, d.session ORDER BY min(e.at), d.participant"
    )
    return [(row["participant"], row["session"], row["at"]) for row in rows]


def two_doors(conn: sqlite3.Connection) -> list[TwoDoors]:
    """Return who was seen at two doors within a minute, by time."""
    rows = conn.execute(
        "SELECT * FROM (SELECT participant, at, door, lead(at) OVER one AS next_at, lead(door) OVER one AS next_door "
        "FROM entries WINDOW one AS (PARTITION BY participant ORDER BY at, event_id)) "
        "WHERE next_at IS NOT NULL AND door <> '' AND next_door <> '' AND door <> next_door"
    )
    found = [
        TwoDoors(row["participant"], row["at"], (row["door"], row["next_door"]))
        for row in rows
        if _seconds(row["next_at"]) - _seconds(row["at"]) < 60
    ]
    return sorted(found, key=lambda one: (one.at, one.participant))


@dataclass(frozen=True, slots=True)
class Guesses:
    """Different unknown codes in a row at one door: how many, and the time of the last (UTC, ISO 8601)."""

    door: str
    codes: int
    at: str


def recent_unknown_codes(conn: sqlite3.Connection, door: str, now: datetime) -> Guesses:
    """Return how many different unknown codes were scanned at a door in the last minutes.

    Known codes between them do not matter: a person who tries codes can show a badge of their own in between.
    """
    row = conn.execute(
        "SELECT count(DISTINCT code) AS codes, coalesce(max(at), '') AS last "
        "FROM (SELECT * FROM events ORDER BY arrival DESC LIMIT ?) "
        "WHERE kind = 'scan' AND verdict = 'unknown' AND coalesce(door, '') = ? AND at >= ?",
        (_LOOKED_BACK, door, format_time(now - RECENT)),
    ).fetchone()
    return Guesses(door, row["codes"], row["last"])


def unknown_code_runs(conn: sqlite3.Connection, least: int, *, since: str = "", newest: int = 2**62) -> list[Guesses]:
    """Return runs of at least so many different unknown codes at a door, from a time on (UTC, ISO 8601), by time.

    ``newest``: among so many of the last events alone.
    """
    rows = conn.execute(
        "SELECT door, count(DISTINCT code) AS codes, max(at) AS at FROM ("
        " SELECT coalesce(door, '') AS door, code, verdict, at,"
        "  sum(verdict <> 'unknown') OVER (PARTITION BY coalesce(door, '') ORDER BY arrival) AS run"
        " FROM events WHERE kind = 'scan' AND at >= ?"
        "  AND arrival > (SELECT coalesce(max(arrival), 0) FROM events) - ?) "
        "WHERE verdict = 'unknown' GROUP BY door, run HAVING codes >= ? ORDER BY at, door",
        (since, newest, least),
    )
    return [Guesses(row["door"], row["codes"], row["at"]) for row in rows]


@dataclass(frozen=True, slots=True)
class TwoRooms:
    """A person who came to two sessions that were held at once in two rooms. ``at`` is the later entry, UTC."""

    participant: str
    at: str
    sessions: tuple[str, str]


# Two sessions that are held at once in two rooms.
_PARALLEL = (
    "held AS MATERIALIZED (SELECT id, starts_at, ends_at, coalesce(room, '') AS room FROM programme), "
    "pairs AS MATERIALIZED (SELECT p.id AS one, q.id AS other FROM held p JOIN held q "
    "ON p.starts_at < q.ends_at AND q.starts_at < p.ends_at AND p.room <> q.room)"
)


def two_rooms(conn: sqlite3.Connection) -> list[TwoRooms]:
    """Return who was let into two rooms at once, by time, but not who left one before they came to the other."""
    if conn.execute(f"WITH {_PARALLEL} SELECT 1 FROM pairs LIMIT 1").fetchone() is None:
        return []  # without reading the entries
    rows = conn.execute(
        f"WITH {_PARALLEL}, came AS MATERIALIZED (SELECT participant, session, substr(first, 1, 24) AS at "
        "FROM first_entries WHERE session IN (SELECT one FROM pairs)) "
        "SELECT a.participant, b.at, a.session AS one, b.session AS other FROM pairs "
        "JOIN came a ON a.session = pairs.one JOIN came b ON b.session = pairs.other "
        "AND b.participant = a.participant AND (a.at, a.session) < (b.at, b.session) "
        "WHERE NOT EXISTS (SELECT 1 FROM exits x WHERE x.participant = a.participant AND x.session = a.session "
        "AND x.at BETWEEN a.at AND b.at) ORDER BY b.at, a.participant"
    )
    return [TwoRooms(row["participant"], row["at"], (row["one"], row["other"])) for row in rows]


_DIFFERING = "hub.differing"


def remember_differing(conn: sqlite3.Connection, kiosks: Sequence[Sequence[str]]) -> None:
    """Store which kiosks count differently with the same events, as the hub found; the caller holds a transaction."""
    set_setting(conn, _DIFFERING, json.dumps([list(names) for names in kiosks]) if kiosks else "")


def differing(conn: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Return groups of stations with the same events but different figures, as of the last sync."""
    return [tuple(names) for names in json.loads(all_settings(conn).get(_DIFFERING, "[]"))]


def newest(conn: sqlite3.Connection) -> tuple[int, str]:
    """Return the number of events, and the seal of them all, to be kept on paper; empty if there are none."""
    held = event_log.count(conn)
    return held, event_log.record_fingerprint(conn) if held else ""


def _seconds(at: str) -> float:
    from checkin.core.events import parse_time

    return parse_time(at).timestamp()


def codes_of_others(conn: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Return badges of reissues and of people added by hand whose code belongs to another person.

    For each who was to have it, the code, and whose it is. Of somebody added, until they have another code.
    """
    rows = conn.execute(
        "SELECT coalesce(m.other, r.participant) AS person, h.code, h.participant FROM standing r "
        "JOIN code_holders h ON h.code = CASE r.kind WHEN 'add' THEN r.code ELSE json_extract(r.facts, '$.new') END "
        "LEFT JOIN merged m ON m.participant = r.participant "
        "WHERE r.kind IN ('add', 'reissue') AND h.participant <> coalesce(m.other, r.participant) "
        "AND (r.kind = 'reissue' OR NOT EXISTS "
        "(SELECT 1 FROM code_states s WHERE s.given_to = r.participant AND NOT s.replaced)) ORDER BY r.at, r.event_id"
    )
    return [tuple(row) for row in rows]
