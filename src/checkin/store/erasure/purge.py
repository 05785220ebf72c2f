"""Replace a record by a new one and overwrite the old bytes. Used to erase personal data."""

import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from checkin.core.errors import RecordError
from checkin.store.record import Record
from checkin.store.record_file import locked
from checkin.store.sqlite_errors import readable_errors
from checkin.store.writer_lock import WriterLock
from checkin.system.clock import Clock
from checkin.system.files import fsync_folder, overwrite_and_delete


def replace_record(
    path: Path, fill: Callable[[sqlite3.Connection], None], *, files: Iterable[Path], clock: Clock
) -> None:
    """Replace the record at ``path`` by a new one with a new key and what ``fill`` writes.

    At every moment there is either the complete old record or the complete new one. The old bytes, the write-ahead log
    and the free pages are overwritten. ``files`` are erased first: after an interruption the old record still lists
    them. Raises :class:`RecordError` when another program has the record open; then nothing was changed.
    """
    fresh, old = path.with_name(f".{path.name}.new"), path.with_name(f".{path.name}.old")
    with readable_errors(path):
        lock = WriterLock(path.with_name(path.name + ".lock"))
        try:
            with locked(lock, path):
                overwrite_and_delete(old)  # of a time before, which was cut short
                _require_alone(path)
                for file in files:
                    overwrite_and_delete(file)
                _make(fresh, fill, clock)
                _swap(fresh, path, old)
        finally:
            lock.close()


def _require_alone(path: Path) -> None:
    """Leave WAL mode, which SQLite allows only if no other program has the file open."""
    conn = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (mode,) = conn.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        mode = "wal"
    finally:
        conn.close()
    if mode != "delete":
        raise RecordError("{path} is open in another program; end that one and try again.", path=path)


def _make(fresh: Path, fill: Callable[[sqlite3.Connection], None], clock: Clock) -> None:
    lock = fresh.with_name(fresh.name + ".lock")
    queue = lock.with_name(lock.name + ".queue")
    for left in (fresh, lock, queue):
        left.unlink(missing_ok=True)  # of a time before, which was cut short
    with Record.open(fresh, clock=clock) as record, record.writing() as writing:
        fill(writing.conn)
    lock.unlink()
    queue.unlink()


def _swap(fresh: Path, path: Path, old: Path) -> None:
    """Replace the record; a second name keeps the old bytes reachable so that they can be overwritten."""
    with fresh.open("r+b") as file:
        os.fsync(file.fileno())
    try:
        old.hardlink_to(path)
    except OSError:
        # A file system that knows no second names: the old file is only removed.
        fresh.replace(path)
    else:
        fresh.replace(path)
        fsync_folder(path.parent)
        overwrite_and_delete(old)
    fsync_folder(path.parent)
