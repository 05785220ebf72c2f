"""Delete a course from a hub. Only the owner of the tables can; all others can only add."""

from checkin.hub.connection import HubConnection

# In the order in which they name one another.
_TABLES = ("events", "revisions", "kiosks", "refused", "segments", "stations", "members", "edition_keys")
_GUARDED = ("events", "revisions")
_SECONDS = 600.0


def forget_course(url: str, course: str) -> int:
    """Delete everything of a course, its key too; return the number of events deleted.

    ``url`` is the owner's. What PostgreSQL keeps elsewhere (log, dumps, replicas) follows the database's own rules.
    Raises :class:`HubError`; then nothing was deleted.
    """
    with HubConnection.open(url, patience=_SECONDS) as link:
        with link.watched() as conn, conn.transaction():
            for table in _GUARDED:
                conn.execute(f"ALTER TABLE checkin.{table} DISABLE TRIGGER append_only".encode())
            removed = {table: conn.execute(_delete(table), (course,)).rowcount for table in _TABLES}
            conn.execute("DELETE FROM checkin.course WHERE id = %s", (course,))
            for table in _GUARDED:
                conn.execute(f"ALTER TABLE checkin.{table} ENABLE TRIGGER append_only".encode())
        # Deleted rows stay in the files until the tables are rewritten.
        with link.watched() as conn:
            for table in (*_TABLES, "course"):
                conn.execute(f"VACUUM FULL checkin.{table}".encode())
        return removed["events"]


def _delete(table: str) -> bytes:
    return f"DELETE FROM checkin.{table} WHERE course = %s".encode()  # noqa: S608 - a name of ours
