"""A new record in the place of an old one, of which no byte is left: how people are forgotten."""

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
from checkin.system.files import overwrite_and_delete


def replace_record(
    path: Path, fill: Callable[[sqlite3.Connection], None], *, files: Iterable[Path], clock: Clock
) -> None:
    """Put a new record, with a new key and what ``fill`` writes, in the place of the one at ``path``.

    At every moment there is either the old record or the new one, whole. The old one's bytes, its write-ahead log and
    its free pages are overwritten. ``files`` are erased before: if it is cut short, the old record still knows them.
    Raises :class:`RecordError` when another program has the record open; then nothing was changed.
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
    """Fold the write-ahead log in and leave WAL, which SQLite allows only to who is alone with the file."""
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
    """By a second name the old bytes can be reached, and overwritten, when the new record has taken their place."""
    _sync(fresh)
    try:
        old.hardlink_to(path)
    except OSError:
        # A file system that knows no second names: the old file is only removed.
        fresh.replace(path)
    else:
        fresh.replace(path)
        _sync(path.parent)
        overwrite_and_delete(old)
    _sync(path.parent)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows syncs no folders
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
