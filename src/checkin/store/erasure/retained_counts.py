"""Store what is retained after personal data was deleted: counts, and data to verify certificates."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RetainedCounts:
    """The retained counts of a course. ``forgotten_on`` is a date (ISO 8601) in the course's time zone.

    ``tables`` are rows of counts under stable keys, by table name. ``trained`` is the number of people with a valid
    certificate. ``public_key`` verifies certificates (base64url). ``void`` maps the codes of invalid certificates to
    their status.
    """

    forgotten_on: str
    people: int
    events: int
    trained: int
    public_key: str
    void: Mapping[str, str]
    tables: Mapping[str, Sequence[Mapping[str, Any]]]


_FACTS = "course"


def save_retained(conn: sqlite3.Connection, kept: RetainedCounts) -> None:
    """Write the counts; the caller holds a transaction."""
    facts = {name: getattr(kept, name) for name in RetainedCounts.__slots__ if name != "tables"}
    rows: dict[str, object] = {_FACTS: facts, **kept.tables}
    conn.executemany(
        "INSERT OR REPLACE INTO kept (name, content) VALUES (?, ?)",
        [(name, json.dumps(content, ensure_ascii=False)) for name, content in rows.items()],
    )


def load_retained(conn: sqlite3.Connection) -> RetainedCounts | None:
    """Return the counts if the personal data of this course was deleted, else None."""
    found = {row[0]: json.loads(row[1]) for row in conn.execute("SELECT name, content FROM kept")}
    facts = found.pop(_FACTS, None)
    return None if facts is None else RetainedCounts(**facts, tables=found)
