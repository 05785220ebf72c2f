"""One checksum over everything in the record that is no event: the events have their chain, the rest has this.

A flipped bit in a name is seen neither by SQLite's own checks nor by the chain.
"""

import hashlib
import sqlite3

# The tables, and what their rows are put in order by. The texts of the views and the sum itself are no content.
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
_KEY = "checksum"
_LEFT_OUT = {"course": f"WHERE key NOT IN ('{_KEY}', 'views', 'event_rules')"}


def checksum(conn: sqlite3.Connection) -> str:
    """The sum of what the tables hold now."""
    digest = hashlib.blake2b(digest_size=16)
    for table, order in TABLES.items():
        digest.update(table.encode())
        for row in conn.execute(f"SELECT * FROM {table} {_LEFT_OUT.get(table, '')} ORDER BY {order}"):
            digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def keep_checksum(conn: sqlite3.Connection) -> None:
    """Write the sum of now beside what it is of; the caller holds a transaction."""
    conn.execute("INSERT OR REPLACE INTO course (key, value) VALUES (?, ?)", (_KEY, checksum(conn)))


def kept_checksum(conn: sqlite3.Connection) -> str:
    """The sum as it was written with the last change; empty in a record of a checkin that kept none."""
    row = conn.execute("SELECT value FROM course WHERE key = ?", (_KEY,)).fetchone()
    return str(row[0]) if row else ""


class ChecksumUpdater:
    """Whether a transaction has changed anything but the events. Begins with the transaction."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._changes, self._events = conn.total_changes, self._arrivals()

    def settle(self) -> None:
        """At the end of the transaction: keep the sum anew if something else than events was written."""
        written = self._conn.total_changes - self._changes
        if written and written != self._arrivals() - self._events:
            keep_checksum(self._conn)

    def _arrivals(self) -> int:
        return int(self._conn.execute("SELECT coalesce(max(arrival), 0) FROM events").fetchone()[0])
