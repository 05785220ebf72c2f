"""Find, generate and store the codes of participants."""

import sqlite3
from collections.abc import Callable

from checkin.core.codes import Codes
from checkin.core.course import Participant
from checkin.store.roster.edition import edition_codes
from checkin.store.roster.participants import by_id


def holder(conn: sqlite3.Connection, code: str) -> tuple[Participant, bool] | None:
    """Who holds a code, and whether the code was replaced by another; None when nobody does."""
    found = conn.execute("SELECT participant, replaced FROM code_holders WHERE code = ?", (code,)).fetchone()
    if found is None:
        return None
    person = by_id(conn, found["participant"])
    return None if person is None else (person, bool(found["replaced"]))


def own_codes(conn: sqlite3.Connection) -> frozenset[str]:
    """The roster's own codes, without case."""
    return frozenset(row[0].casefold() for row in conn.execute("SELECT code FROM codes WHERE own"))


def free_code(conn: sqlite3.Connection, choose: Callable[[int], int]) -> str:
    """A new code of this edition_codes that nobody has. ``choose(n)`` gives a random number below ``n``."""
    return choose_free_code(conn, edition_codes(conn), choose)


def choose_free_code(conn: sqlite3.Connection, codes: Codes, choose: Callable[[int], int]) -> str:
    while True:
        code = codes.mint(choose)
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
