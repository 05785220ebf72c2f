"""Keep one checksum over all tables that are not events; the events have their hash chain.

Why: a flipped bit in a name is found neither by SQLite's own checks nor by the chain.
"""

import hashlib
import sqlite3

# The tables, and the column that sorts their rows. The texts of the views and the checksum itself are not included.
TABLES = {
    "course": "key",
    "secret": "name",
    "participants": "id",
    "participant_groups": "participant, name",
    "codes": "code",
    "sessions": "id",
    "session_groups": "session, name",
    "search": "participant",
    "settings": "name",
}
# Columns that later migrations added. While they are empty, a record of an older checkin keeps its checksum.
_ADDED = frozenset({"slot", "withdrawn_on", "row_number"})
_KEY = "checksum"
_LEFT_OUT = {"course": f"WHERE key NOT IN ('{_KEY}', 'views', 'event_rules')"}


def checksum(conn: sqlite3.Connection) -> str:
    """Return the current checksum of the tables."""
    digest = hashlib.blake2b(digest_size=16)
    cursor = conn.cursor()
    cursor.row_factory = None
    for table, order in TABLES.items():
        digest.update(table.encode())
        cursor.execute(f"SELECT * FROM {table} {_LEFT_OUT.get(table, '')} ORDER BY {order}")
        added = [place for place, column in enumerate(cursor.description) if column[0] in _ADDED]
        for row in cursor:
            for place in reversed(added):
                if row[place] is None:
                    row = row[:place] + row[place + 1 :]
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def keep_checksum(conn: sqlite3.Connection) -> None:
    """Store the current checksum; the caller holds a transaction."""
    conn.execute("INSERT OR REPLACE INTO course (key, value) VALUES (?, ?)", (_KEY, checksum(conn)))


def kept_checksum(conn: sqlite3.Connection) -> str:
    """Return the checksum stored with the last change; empty in a record from before checksums."""
    row = conn.execute("SELECT value FROM course WHERE key = ?", (_KEY,)).fetchone()
    return str(row[0]) if row else ""


class ChecksumUpdater:
    """Detects whether a transaction changed anything but events. Created when the transaction begins."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._changes, self._events = conn.total_changes, self._arrivals()

    def settle(self) -> None:
        """Store a new checksum at the end of the transaction if other tables than events were written."""
        written = self._conn.total_changes - self._changes
        if written and written != self._arrivals() - self._events:
            keep_checksum(self._conn)

    def _arrivals(self) -> int:
        return int(self._conn.execute("SELECT coalesce(max(arrival), 0) FROM events").fetchone()[0])
