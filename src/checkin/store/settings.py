"""What a kiosk remembers for itself from one day to the next: its language, its sounds, its scanner, its PIN.

Not events: none of it says that anything happened.
"""

import sqlite3


def all_settings(conn: sqlite3.Connection) -> dict[str, str]:
    """Everything remembered, by name."""
    return {row[0]: row[1] for row in conn.execute("SELECT name, value FROM settings")}


def set_setting(conn: sqlite3.Connection, name: str, value: str) -> None:
    """Remember something; the empty text forgets it. The caller holds a transaction."""
    if value:
        conn.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, value))
    else:
        conn.execute("DELETE FROM settings WHERE name = ?", (name,))
