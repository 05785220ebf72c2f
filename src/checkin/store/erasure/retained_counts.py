"""What stays of a course whose people were forgotten: counts, and what its certificates are verified with."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RetainedCounts:
    """The counts of a course. ``forgotten_on`` is a date (ISO 8601) on the course's clock.

    ``tables`` are rows of counts under stable keys, by the name of the table; ``trained`` how many held a certificate
    that stood; ``public_key`` that of its seal (base64url), ``void`` how the certificates stand that are not valid, by
    their code.
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
    """The counts, if the people of this course were forgotten."""
    found = {row[0]: json.loads(row[1]) for row in conn.execute("SELECT name, content FROM kept")}
    facts = found.pop(_FACTS, None)
    return None if facts is None else RetainedCounts(**facts, tables=found)
