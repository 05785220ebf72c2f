"""Open the SQLite file of a record: settings, schema, views, and the writer's lock."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from checkin.core.errors import RecordError
from checkin.store.checksum import keep_checksum, kept_checksum
from checkin.store.recheck_events import events_checked, require_checked
from checkin.store.views import VERSION, install_views, views_installed
from checkin.store.writer_lock import WriterLock
from checkin.system.clock import Clock
from checkin.system.files import fsync_folder

LOCK_SECONDS = 10.0
_LONGEST_LOG_PAGES = 8_000  # of 4 KiB
# What one transaction of a take-in changes, so that no page is written twice. SQLite takes it as it needs it.
_CACHE_KB = 16_000


def require_no_loss(path: Path, lock: WriterLock) -> None:
    """Raise RecordError if a record is missing or empty where one existed. Why: a new one would void every badge."""
    if path.exists() and path.stat().st_size:
        return
    log = path.with_name(path.name + "-wal")
    if lock.remembers() or (log.exists() and log.stat().st_size):
        raise RecordError(
            "{path} is missing or empty, but a record existed here. Restore it or a copy, or run 'checkin rebuild'. "
            "To start without it, delete {lock} too.",
            path=path,
            lock=path.name + ".lock",
        )


def connect_ready(path: Path) -> sqlite3.Connection | None:
    """Open a record in which nothing has to be prepared, without any lock. None where something has to be."""
    if not path.exists() or not path.stat().st_size:
        return None
    conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=LOCK_SECONDS)
    try:
        conn.row_factory = sqlite3.Row
        if conn.execute("PRAGMA user_version").fetchone()[0] == VERSION and _is_ready(conn):
            _configure(conn)
            return conn
    except BaseException:
        conn.close()
        raise
    conn.close()
    return None


def _is_ready(conn: sqlite3.Connection) -> bool:
    return (
        has_record_tables(conn)
        and conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        and views_installed(conn)
        and events_checked(conn)
        and bool(kept_checksum(conn))
    )


def _configure(conn: sqlite3.Connection) -> None:
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA foreign_keys = ON")
    # In memory, not in a temporary file: SQLite copies each page that a statement of many rows changes, and sorts
    # people's names.
    conn.execute("PRAGMA temp_store = MEMORY")
    conn.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    # The log is folded in when nobody waits (``checkpoint``); this is only the bound for a queue that never ends.
    conn.execute(f"PRAGMA wal_autocheckpoint = {_LONGEST_LOG_PAGES}")


def connect_record(path: Path, clock: Clock) -> sqlite3.Connection:
    """Open a record for writing; create or migrate it if needed. Raises :class:`RecordError` for another file."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        fsync_folder(path.parent)
    conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=LOCK_SECONDS)
    try:
        _prepare(conn, path, clock)
    except BaseException:
        conn.close()
        raise
    return conn


def _prepare(conn: sqlite3.Connection, path: Path, clock: Clock) -> None:
    """Configure the connection and migrate the schema."""
    conn.row_factory = sqlite3.Row
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    if not _is_ours_or_empty(conn, version):
        raise RecordError("{path} is a database, but not a record of checkin. Name another course folder.", path=path)
    if version > VERSION:
        raise RecordError("{path} was written by a newer version of checkin. Update checkin to open it.", path=path)
    conn.execute("PRAGMA journal_mode = WAL")
    _configure(conn)
    if version < VERSION:
        from checkin.store.schema import migrate  # sqlite-utils takes 0.1 s to load

        migrate(conn, edition_key=clock.new_key())
    install_views(conn)
    require_checked(conn)
    if not kept_checksum(conn):
        conn.execute("BEGIN IMMEDIATE")
        keep_checksum(conn)
        conn.execute("COMMIT")


def _is_ours_or_empty(conn: sqlite3.Connection, version: int) -> bool:
    """Return True if the file is a record, is empty, or was begun by a checkin that was killed while it made it."""
    names = {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if version:
        return has_record_tables(conn)
    if "_sqlite_migrations" not in names:
        return not names
    sets = {row[0] for row in conn.execute("SELECT DISTINCT migration_set FROM _sqlite_migrations")}
    return sets == {"checkin"} or (not sets and names == {"_sqlite_migrations"})


def has_record_tables(conn: sqlite3.Connection) -> bool:
    """Return True if the entries and the key of a course stand in their tables, as in records of every version."""
    tables = {"events": {"segment", "seq", "event_id", "hash"}, "course": {"key", "value"}, "secret": {"name", "value"}}
    return all(
        columns <= {row[0] for row in conn.execute("SELECT name FROM pragma_table_info(?)", (table,))}
        for table, columns in tables.items()
    )


def may_hold_a_record(path: Path) -> bool:
    """Return False if a file is sound and has not the tables of a record, or is no database."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            return has_record_tables(conn) or conn.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok"
    except sqlite3.DatabaseError as error:
        return getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_NOTADB


def require_file(path: Path) -> None:
    """Raise :class:`RecordError` if the path is a folder, or its folder does not exist."""
    if path.is_dir():
        raise RecordError("{path} is a folder. The record is a file.", path=path)
    if not path.parent.is_dir():
        raise RecordError("{path} does not exist. Create a course with 'checkin new DIR'.", path=path.parent)


@contextmanager
def locked(lock: WriterLock, path: Path) -> Iterator[None]:
    """Hold the writer's lock of a record. Raises :class:`RecordError` when another program does not let go."""
    try:
        with lock.locked(LOCK_SECONDS):
            yield
    except TimeoutError:
        raise RecordError(
            "{path} has been held by another program for {seconds} s; end that one and try again.",
            path=path,
            seconds=round(LOCK_SECONDS),
        ) from None
