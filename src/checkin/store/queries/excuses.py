"""Read the excuses in force and whether their supporting documents have arrived."""

import sqlite3
from dataclasses import dataclass
from datetime import date

from checkin.store.roster.rows import read_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuse:
    """One excuse in force: for one session, or for the days from ``first`` to ``last``.

    ``document_seen`` is None where nobody has said anything about a supporting document. ``due`` is the day by which
    it must arrive.
    """

    event: str
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


def excuses_in_force(conn: sqlite3.Connection, participant: str | None = None) -> list[Excuse]:
    """Return the excuses in force, of one person if ``participant`` is given, by time of entry."""
    rows = conn.execute(
        "SELECT event_id, participant, session, json_extract(facts, '$.from') AS first, "
        "json_extract(facts, '$.to') AS last, coalesce(json_extract(facts, '$.granted_by'), '') AS granted_by, "
        "json_extract(facts, '$.paper') AS paper, json_extract(facts, '$.due') AS due FROM decisions "
        "WHERE kind = 'excuse' AND (? IS NULL OR participant = ?) GROUP BY event_id ORDER BY at, event_id",
        (participant, participant),
    )
    return [
        Excuse(
            event=row["event_id"],
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
