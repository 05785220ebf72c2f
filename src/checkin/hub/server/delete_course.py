"""A course removed from a hub for good. Only the owner of the tables can: everybody else may only ever add."""

from checkin.hub.connection import HubConnection

# In the order in which they name one another.
_TABLES = ("events", "revisions", "kiosks", "refused", "segments", "stations", "members", "edition_keys")
_GUARDED = ("events", "revisions")
_SECONDS = 600.0


def forget_course(url: str, course: str) -> int:
    """Remove everything of a course, its key too; returns how many events that were.

    ``url`` is the owner's. What PostgreSQL keeps elsewhere (its log, dumps, replicas) goes as the database's own rules
    say. Raises :class:`HubError`; then nothing was removed.
    """
    with HubConnection.open(url, patience=_SECONDS) as link:
        with link.watched() as conn, conn.transaction():
            for table in _GUARDED:
                conn.execute(f"ALTER TABLE checkin.{table} DISABLE TRIGGER append_only".encode())
            removed = {table: conn.execute(_delete(table), (course,)).rowcount for table in _TABLES}
            conn.execute("DELETE FROM checkin.course WHERE id = %s", (course,))
            for table in _GUARDED:
                conn.execute(f"ALTER TABLE checkin.{table} ENABLE TRIGGER append_only".encode())
        # What was deleted stands in the files until they are written anew.
        with link.watched() as conn:
            for table in (*_TABLES, "course"):
                conn.execute(f"VACUUM FULL checkin.{table}".encode())
        return removed["events"]


def _delete(table: str) -> bytes:
    return f"DELETE FROM checkin.{table} WHERE course = %s".encode()  # noqa: S608 - a name of ours
