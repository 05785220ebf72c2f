"""Key-value settings of this station: language, sounds, scanner, PIN.

Settings are not events: they do not say that anything happened.
"""

import sqlite3


def all_settings(conn: sqlite3.Connection) -> dict[str, str]:
    """Return all settings by name."""
    return {row[0]: row[1] for row in conn.execute("SELECT name, value FROM settings")}


def set_setting(conn: sqlite3.Connection, name: str, value: str) -> None:
    """Store a setting; an empty text deletes it. The caller holds a transaction."""
    if value:
        conn.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, value))
    else:
        conn.execute("DELETE FROM settings WHERE name = ?", (name,))
