"""Read the excuses in force and whether their supporting documents have arrived."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from checkin.core.events import Event
from checkin.store.roster.rows import read_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuse:
    """One excuse in force, recorded at ``at``: for one session, or for the days from ``first`` to ``last``.

    ``document_seen`` is None where nobody has said anything about a supporting document. ``due`` is the day by which
    it must arrive.
    """

    event: str
    at: str
    participant: str
    session: str | None
    first: date | None
    last: date | None
    granted_by: str
    document_seen: bool | None
    due: date | None

    @property
    def waiting(self) -> bool:
        """Return True if the supporting document is still missing."""
        return self.document_seen is False


def overlapping_excuses(conn: sqlite3.Connection, undone: Event) -> list[Excuse]:
    """Return the excuses in force of a person for a session or a day of an undone one."""
    facts = undone.read_facts()
    held = {row["id"]: read_day(row["day"]) for row in conn.execute("SELECT id, day FROM programme")}
    row = conn.execute("SELECT other FROM merged WHERE participant = ?", (undone.participant,)).fetchone()
    wanted = _span(held, undone.session, read_day(facts.get("from")), read_day(facts.get("to")))

    def is_about_it(one: Excuse) -> bool:
        if undone.session is not None and one.session is not None:
            return one.session == undone.session
        span = _span(held, one.session, one.first, one.last)
        return wanted is not None and span is not None and span[0] <= wanted[1] and wanted[0] <= span[1]

    return [one for one in excuses_in_force(conn, row["other"] if row else undone.participant) if is_about_it(one)]


def _span(
    held: Mapping[str, date | None], session: str | None, first: date | None, last: date | None
) -> tuple[date, date] | None:
    """Return the first and the last day of an excuse; None where its session has none."""
    if session is not None:
        first = last = held.get(session)
    return (first, last) if first is not None and last is not None else None


def excuses_in_force(conn: sqlite3.Connection, participant: str | None = None) -> list[Excuse]:
    """Return the excuses in force, of one person if ``participant`` is given, by time of entry."""
    rows = conn.execute(
        "SELECT event_id, at, participant, session, json_extract(facts, '$.from') AS first, "
        "json_extract(facts, '$.to') AS last, coalesce(json_extract(facts, '$.granted_by'), '') AS granted_by, "
        "json_extract(facts, '$.paper') AS paper, json_extract(facts, '$.due') AS due FROM decisions "
        "WHERE kind = 'excuse' AND (? IS NULL OR participant = ?) GROUP BY event_id ORDER BY at, event_id",
        (participant, participant),
    )
    return [
        Excuse(
            event=row["event_id"],
            at=row["at"],
            participant=row["participant"],
            session=row["session"],
            first=read_day(row["first"]),
            last=read_day(row["last"]),
            granted_by=row["granted_by"],
            document_seen=None if row["paper"] is None else bool(row["paper"]),
            due=read_day(row["due"]),
        )
        for row in rows
    ]
