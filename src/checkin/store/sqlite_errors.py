"""Turn SQLite and OS errors into one sentence with the file name."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from checkin.core.errors import RecordError
from checkin.core.text import translatable


@contextmanager
def copied_to(target: Path) -> Iterator[None]:
    """Name the copy, not the record, in errors while a copy is written."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if _code(error) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise RecordError("{path} cannot be written: {reason}.", path=target, reason=error) from error
        raise


@contextmanager
def readable_errors(path: Path) -> Iterator[None]:
    """Turn SQLite and OS errors into a :class:`RecordError` with one sentence."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, (sqlite3.ProgrammingError, sqlite3.IntegrityError)):
            raise
        code = _code(error)
        if not code and "decode" in str(error):
            code = sqlite3.SQLITE_CORRUPT  # a flipped bit made a text something else than UTF-8
        raise RecordError(_REASONS.get(code, _UNFORESEEN), path=path, reason=error) from error
    except UnicodeDecodeError as error:
        # The same in one of SQLite's own messages.
        raise RecordError(_REASONS[sqlite3.SQLITE_CORRUPT], path=path) from error
    except OSError as error:
        raise RecordError("{path} cannot be written: {reason}.", path=path, reason=error.strerror) from error


def _code(error: sqlite3.DatabaseError) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


_REASONS = {
    sqlite3.SQLITE_NOTADB: translatable(
        "{path} is not a database; put the right file back, or name another course folder."
    ),
    sqlite3.SQLITE_CORRUPT: translatable("{path} is damaged; keep the file, and rebuild with 'checkin rebuild'."),
    sqlite3.SQLITE_FULL: translatable(
        "{path} cannot grow: the disk is full. Make room and go on; nothing recorded is lost."
    ),
    sqlite3.SQLITE_READONLY: translatable("{path} is read-only; make the course folder writable."),
    sqlite3.SQLITE_CANTOPEN: translatable("{path} cannot be opened; make the course folder writable."),
    sqlite3.SQLITE_IOERR: translatable("{path} cannot be read or written: the disk reports an error."),
    sqlite3.SQLITE_BUSY: translatable("{path} is in use by another program that does not let go."),
}
_UNFORESEEN = translatable("{path} cannot be used: {reason}.")
