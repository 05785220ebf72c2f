"""Find, generate and store the codes of participants."""

import sqlite3
from collections.abc import Callable, Collection

from checkin.core.codes import EditionCodes
from checkin.store.roster.edition import edition_codes


def own_codes(conn: sqlite3.Connection) -> frozenset[str]:
    """Return the list's own codes, casefolded."""
    return frozenset(row[0].casefold() for row in conn.execute("SELECT code FROM codes WHERE own"))


def has_own_codes(conn: sqlite3.Connection) -> bool:
    """Return True if the list has its own codes."""
    return conn.execute("SELECT 1 FROM codes WHERE own LIMIT 1").fetchone() is not None


def own_codes_alike(conn: sqlite3.Connection, code: str) -> list[str]:
    """Return the list's own codes that differ from a text in case only."""
    if not code:
        return []
    if code.isascii():
        rows = conn.execute("SELECT code FROM codes WHERE own AND code = ? COLLATE NOCASE ORDER BY code", (code,))
    else:
        # SQLite compares ASCII letters only.
        rows = conn.execute("SELECT code FROM codes WHERE own AND length(code) = ? ORDER BY code", (len(code),))
    return [row[0] for row in rows if row[0].casefold() == code.casefold()]


def free_code(conn: sqlite3.Connection, choose: Callable[[int], int]) -> str:
    """Return a new unused code of this edition. ``choose(n)`` gives a random number below ``n``."""
    return choose_free_code(conn, edition_codes(conn), choose)


def choose_free_code(
    conn: sqlite3.Connection, codes: EditionCodes, choose: Callable[[int], int], drawn: Collection[str] = ()
) -> str:
    """Generate a code that nobody has, neither in the record nor among those ``drawn`` but not yet stored."""
    while True:
        code = codes.generate(choose)
        if code in drawn:
            continue
        if conn.execute("SELECT 1 FROM codes WHERE code = ?", (code,)).fetchone() is None:
            return code


def write_code(conn: sqlite3.Connection, code: str, participant: str, event: str) -> None:
    """Store a code that an event gave to a person.

    Where two kiosks drew the same one, the roster's stands, else the older event's: in whatever order they came.
    """
    conn.execute(
        "INSERT INTO codes (code, participant, own, event) VALUES (?, ?, 0, ?) ON CONFLICT (code) DO UPDATE "
        "SET participant = excluded.participant, event = excluded.event "
        "WHERE codes.event IS NOT NULL AND excluded.event < codes.event",
        (code, participant, event),
    )


def people_without_code(conn: sqlite3.Connection) -> list[str]:
    """Return the ids of people on the list who have no code of the edition in force."""
    rows = conn.execute(
        "SELECT p.id FROM participants p WHERE p.listed AND p.added_by IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM code_holders h WHERE h.given_to = p.id AND h.own = 0 AND NOT h.replaced) ORDER BY p.place, p.id"
    )
    return [row[0] for row in rows]


def give_missing_codes(conn: sqlite3.Connection, choose: Callable[[int], int]) -> list[str]:
    """Give a code to everybody on the list who has none; return their ids. The caller holds a transaction."""
    missing = people_without_code(conn)
    codes = edition_codes(conn)
    for person in missing:
        code = choose_free_code(conn, codes, choose)
        conn.execute("INSERT INTO codes (code, participant, own) VALUES (?, ?, 0)", (code, person))
    return missing
