"""Read and write the edition's secret key, stored rules and revision counter."""

import sqlite3
from zoneinfo import ZoneInfo

from checkin.core.codes import EditionCodes
from checkin.core.course import Course


def edition_codes(conn: sqlite3.Connection) -> EditionCodes:
    """Return the codes of this edition, under its secret key."""
    return EditionCodes(edition_key(conn))


def edition_key(conn: sqlite3.Connection) -> bytes:
    """Return the edition's secret key. It never leaves the record and is never shown."""
    key: bytes = conn.execute("SELECT value FROM secret WHERE name = 'edition'").fetchone()[0]
    return key


def store_rules(conn: sqlite3.Connection, course: Course) -> None:
    """Store the rules of ``course.toml`` that the views need; the caller holds a transaction."""
    conn.executemany(
        "INSERT OR REPLACE INTO course (key, value) VALUES (?, ?)", [(key, value) for key, value in _rules(course)]
    )


def rules_stored(conn: sqlite3.Connection, course: Course) -> bool:
    """Return True if the record's rules are those of ``course.toml``."""
    held = dict(conn.execute("SELECT key, value FROM course").fetchall())
    return all(held.get(key) == value for key, value in _rules(course))


def _rules(course: Course) -> list[tuple[str, str]]:
    return [("late_after", str(course.door.late_after)), ("title", course.title), ("timezone", course.timezone.key)]


def programme_timezone(conn: sqlite3.Connection) -> ZoneInfo | None:
    """Return the time zone in which the programme was last loaded, or None if it is not known."""
    row = conn.execute("SELECT value FROM course WHERE key = 'programme_timezone'").fetchone()
    return ZoneInfo(row[0]) if row else None


def store_programme_timezone(conn: sqlite3.Connection, course: Course) -> None:
    """Store the time zone in which the programme was loaded; the caller holds a transaction."""
    conn.execute("INSERT OR REPLACE INTO course (key, value) VALUES ('programme_timezone', ?)", (course.timezone.key,))


def revision(conn: sqlite3.Connection) -> int:
    """Return how many times the roster or the programme was loaded."""
    return int(conn.execute("SELECT value FROM course WHERE key = 'revision'").fetchone()[0])


def raise_revision(conn: sqlite3.Connection) -> int:
    """Count one more revision of the roster and programme."""
    conn.execute("UPDATE course SET value = CAST(value AS INTEGER) + 1 WHERE key = 'revision'")
    return revision(conn)
