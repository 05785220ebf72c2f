"""Install the SQL views of the record. They hold no data, so they are replaced whenever their text changes.

Separate from ``schema`` so that a door whose record is up to date need not import sqlite-utils.
"""

import hashlib
import sqlite3
from pathlib import Path

# The schema that this checkin writes: the number of its migrations (a test holds the two together). A record of a
# newer one is refused, an older one is migrated.
VERSION = 10


def statements() -> list[str]:
    """Return the statements that create the views."""
    return [statement for statement in _text().split(";\n") if statement.strip()]


def _text() -> str:
    return Path(__file__).with_name("views.sql").read_text(encoding="utf-8")


def _digest() -> str:
    return hashlib.sha256(_text().encode()).hexdigest()


def views_installed(conn: sqlite3.Connection) -> bool:
    """Return True if the views in the record are those of this version."""
    held = conn.execute("SELECT value FROM course WHERE key = 'views'").fetchone()
    return held is not None and held[0] == _digest()


def install_views(conn: sqlite3.Connection) -> None:
    """Install the views if their text differs from the one in the record."""
    if views_installed(conn):
        return
    digest = _digest()
    conn.execute("BEGIN IMMEDIATE")
    try:
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
            conn.execute(f'DROP VIEW "{name}"')
        for statement in statements():
            conn.execute(statement)
        conn.execute("INSERT OR REPLACE INTO course (key, value) VALUES ('views', ?)", (digest,))
        conn.execute("COMMIT")
    except BaseException:
        conn.execute("ROLLBACK")
        raise
