"""Read what was recorded for a merged person since the merge."""

import sqlite3
from dataclasses import dataclass

from checkin.core.events import FIELDS, Event, Kind


@dataclass(frozen=True, slots=True)
class EntriesSinceMerge:
    """What was recorded for the person who stayed.

    ``of_badges`` are scans and exits by the badges of the person who was merged, ``by_hand`` marks and excuses.
    """

    of_badges: tuple[Event, ...]
    by_hand: tuple[Event, ...]


def entries_since_merge(conn: sqlite3.Connection, merge: Event) -> EntriesSinceMerge:
    """Return what was recorded since a merge and is in force, by time."""
    rows = conn.execute(
        f"SELECT {', '.join(f'e.{name}' for name in FIELDS)}, "
        "EXISTS (SELECT 1 FROM code_holders h WHERE h.code = e.code AND h.given_to = :gone) AS of_badge "
        "FROM standing e WHERE e.participant = json_extract(:facts, '$.into') AND e.event_id > :merge "
        "AND e.kind IN ('scan', 'exit', 'mark', 'excuse') ORDER BY e.at, e.event_id",
        {"gone": merge.participant, "facts": merge.facts or "{}", "merge": merge.event_id},
    ).fetchall()
    found = [(Event._make(tuple(row)[:-1]), row["of_badge"]) for row in rows]
    return EntriesSinceMerge(
        tuple(event for event, of_badge in found if of_badge and event.kind in (Kind.SCAN, Kind.EXIT)),
        tuple(event for event, _ in found if event.kind in (Kind.MARK, Kind.EXCUSE)),
    )
