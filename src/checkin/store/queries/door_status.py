"""Read one person's status in one session, as the door needs it."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from checkin.core.events import Event, parse_time
from checkin.core.verdicts import AbsentMark, Entry

if TYPE_CHECKING:
    from checkin.store.queries.pair_facts import PairFacts


@dataclass(frozen=True, slots=True)
class PersonStatus:
    """A person's status in one session: the entry in force, or the mark absent that no scan can replace.

    ``away``: the last thing known is that they left.
    """

    entry: Entry | None = None
    absent: AbsentMark | None = None
    away: bool = False


def person_status(conn: sqlite3.Connection, participant: str, session: str) -> PersonStatus:
    """Return a person's status in a session, from the same facts as the figures."""
    facts = _read_pair(conn, participant, session)
    if facts.denied:
        return PersonStatus(absent=_absent(conn, facts))
    if facts.mark is not None:
        return PersonStatus(_marked_entry(conn, facts, session), away=facts.away)
    if not facts.entries:
        return PersonStatus()
    at, _, door, _ = min(facts.entries)
    return PersonStatus(Entry(parse_time(at), door or ""), away=facts.away)


def absent_mark_before(conn: sqlite3.Connection, scan: Event) -> AbsentMark | None:
    """Return the mark absent in force that is older than a scan, so that the scan was answered as not counted."""
    marked = conn.execute(
        "SELECT 1 FROM events WHERE kind = 'mark' AND participant = ? AND session = ? LIMIT 1",
        (scan.participant, scan.session),
    ).fetchone()
    if marked is None or scan.participant is None or scan.session is None:
        return None
    facts = _read_pair(conn, scan.participant, scan.session)
    return _absent(conn, facts) if facts.denied and facts.marked[1] < scan.event_id else None


def _read_pair(conn: sqlite3.Connection, participant: str, session: str) -> "PairFacts":
    # Imported here: no scan is answered before the door's first frame.
    from checkin.store.queries.pair_facts import read_pair

    return read_pair(conn, participant, session)


def _absent(conn: sqlite3.Connection, facts: "PairFacts") -> AbsentMark:
    row = _event(conn, facts.marked[1])
    return AbsentMark(row["actor"] or "", row["reason"] or "")


def _marked_entry(conn: sqlite3.Connection, facts: "PairFacts", session: str) -> Entry:
    """Return the entry of somebody who was marked present: the time that the mark gives.

    A mark without a time says that the person was there in time: since the start, or since an earlier scan.
    """
    door = _event(conn, facts.marked[1])["door"] or ""
    if facts.mark is not None and facts.mark.arrived is not None:
        return Entry(datetime.fromtimestamp(facts.mark.arrived / 1000, UTC), door)
    held = conn.execute("SELECT starts_at FROM programme WHERE id = ?", (session,)).fetchone()
    times = [entry[0] for entry in facts.entries] + ([held["starts_at"]] if held else [])
    return Entry(parse_time(min(times, default=facts.marked[0])), door)


def _event(conn: sqlite3.Connection, event_id: str) -> sqlite3.Row:
    row: sqlite3.Row = conn.execute("SELECT actor, reason, door FROM events WHERE event_id = ?", (event_id,)).fetchone()
    return row


def decision(conn: sqlite3.Connection, participant: str, session: str) -> str | None:
    """Return the mark or excuse in force for one person and session, which a new decision would replace."""
    row = conn.execute(
        "SELECT event_id FROM decisions WHERE participant = ? AND session = ? ORDER BY at DESC, event_id DESC LIMIT 1",
        (participant, session),
    ).fetchone()
    return row["event_id"] if row else None


def pending_entry(conn: sqlite3.Connection, code: str, session: str) -> Entry | None:
    """Return the entry in force of a genuine code whose holder is not on the roster yet."""
    row = conn.execute(
        "SELECT at, door FROM standing WHERE verdict = 'pending' AND kind = 'scan' AND code = ? AND session = ? "
        "ORDER BY at, event_id LIMIT 1",
        (code, session),
    ).fetchone()
    return Entry(parse_time(row["at"]), row["door"] or "") if row else None
