"""Find, generate and store the codes of participants."""

import sqlite3
from collections.abc import Callable

from checkin.core.codes import EditionCodes
from checkin.store.roster.edition import edition_codes


def own_codes(conn: sqlite3.Connection) -> frozenset[str]:
    """The roster's own codes, without case."""
    return frozenset(row[0].casefold() for row in conn.execute("SELECT code FROM codes WHERE own"))


def free_code(conn: sqlite3.Connection, choose: Callable[[int], int]) -> str:
    """A new code of this edition that nobody has. ``choose(n)`` gives a random number below ``n``."""
    return choose_free_code(conn, edition_codes(conn), choose)


def choose_free_code(conn: sqlite3.Connection, codes: EditionCodes, choose: Callable[[int], int]) -> str:
    while True:
        code = codes.generate(choose)
        if conn.execute("SELECT 1 FROM codes WHERE code = ?", (code,)).fetchone() is None:
            return code


def write_code(conn: sqlite3.Connection, code: str, participant: str, event: str) -> None:
    """Keep a code that an event gave to somebody.

    Where two kiosks drew the same one, the roster's stands, else the older event's: in whatever order they came.
    """
    conn.execute(
        "INSERT INTO codes (code, participant, own, event) VALUES (?, ?, 0, ?) ON CONFLICT (code) DO UPDATE "
        "SET participant = excluded.participant, event = excluded.event "
        "WHERE codes.event IS NOT NULL AND excluded.event < codes.event",
        (code, participant, event),
    )
