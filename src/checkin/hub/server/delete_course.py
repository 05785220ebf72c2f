"""Delete a course from a hub. Only the owner of the tables can; all others can only add."""

from contextlib import suppress
from typing import Any

import psycopg

from checkin.hub.connection import HubConnection
from checkin.hub.install_schema import lock_tables

# In the order in which they name one another.
_TABLES = ("events", "revisions", "kiosks", "refused", "segments", "stations", "members", "edition_keys")
_GUARDED = ("events", "revisions")
_SECONDS = 600.0
_TRIES = 10


def forget_course(url: str, course: str) -> int:
    """Delete everything of a course, its key too; return the number of events deleted.

    ``url`` is the owner's. What PostgreSQL keeps elsewhere (log, dumps, replicas) follows the database's own rules.
    Raises :class:`HubError`; then nothing was deleted.
    """
    with HubConnection.open(url, patience=_SECONDS) as link:
        with link.watched() as conn, conn.transaction():
            lock_tables(conn)
            for table in _GUARDED:
                conn.execute(f"ALTER TABLE checkin.{table} DISABLE TRIGGER append_only".encode())
            removed = {table: conn.execute(_delete(table), (course,)).rowcount for table in _TABLES}
            conn.execute("DELETE FROM checkin.course WHERE id = %s", (course,))
            for table in _GUARDED:
                conn.execute(f"ALTER TABLE checkin.{table} ENABLE TRIGGER append_only".encode())
        # Deleted rows stay in the files until the tables are rewritten.
        with link.watched() as conn:
            conn.execute("SET lock_timeout = '1s'")
            for table in (*_TABLES, "course"):
                _rewrite(conn, table)
        return removed["events"]


def _rewrite(conn: "psycopg.Connection[Any]", table: str) -> None:
    """Rewrite a table. A station that holds it up in an open transaction is disconnected first."""
    rewriting = f"VACUUM FULL checkin.{table}".encode()
    for _ in range(_TRIES):
        with suppress(psycopg.errors.LockNotAvailable):
            conn.execute(rewriting)
            return
        with conn.transaction():
            lock_tables(conn)
    conn.execute(rewriting)


def _delete(table: str) -> bytes:
    return f"DELETE FROM checkin.{table} WHERE course = %s".encode()  # noqa: S608 - a name of ours
