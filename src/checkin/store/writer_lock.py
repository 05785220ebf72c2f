"""Lock a record for one writer, across threads and processes, with an operating system lock on a separate file.

The lock file is kept open, because opening it for each scan takes a third of a commit. The system releases the lock
when the process ends, in any case.

The file also stores that a record was made next to it: a missing or empty record is then not replaced silently.
"""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try_lock(fd: int) -> None:
        os.lseek(fd, 0, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            # A lock that another program holds: EACCES or EDEADLK on Windows, no number at all under Wine.
            if error.errno in {0, errno.EACCES, errno.EDEADLK}:
                raise BlockingIOError(errno.EAGAIN, "held") from None
            raise

    def _unlock(fd: int) -> None:
        os.lseek(fd, 0, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)


# Seconds between two tries. Only one program at a time waits for the lock itself; the others wait for its place in
# the queue, and ask the more often the longer they have waited.
_FIRST_TRIES, _LATER_TRIES, _LONG = 0.0005, 0.0001, 0.02
_MADE = b"A record of checkin was made beside this file. To begin another without it, delete this file as well.\n"


class WriterLock:
    """Exclusive lock for writing one record. Not re-entrant."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            self._queue = os.open(path.with_name(path.name + ".queue"), os.O_CREAT | os.O_RDWR, 0o600)
        except BaseException:
            os.close(self._fd)
            raise

    @contextmanager
    def locked(self, seconds: float) -> Iterator[None]:
        """Hold the lock. Raises :class:`TimeoutError` if another program holds it longer than ``seconds``."""
        began = time.monotonic()
        _wait(self._queue, began, seconds)
        try:
            _wait(self._fd, began, seconds)
        finally:
            _unlock(self._queue)
        try:
            yield
        finally:
            _unlock(self._fd)

    def is_wanted(self) -> bool:
        """Return True if somebody waits for the lock. The caller holds it."""
        try:
            _try_lock(self._queue)
        except (BlockingIOError, PermissionError):
            return True
        _unlock(self._queue)
        return False

    def remembers(self) -> bool:
        """Return True if a complete record was made next to this file. The caller holds the lock."""
        os.lseek(self._fd, 0, os.SEEK_SET)
        return os.read(self._fd, len(_MADE)).startswith(_MADE[:20])

    def remember(self) -> None:
        """Store on disk that a record was made. The caller holds the lock."""
        os.lseek(self._fd, 0, os.SEEK_SET)
        os.write(self._fd, _MADE)
        os.fsync(self._fd)

    def close(self) -> None:
        """Close the file and release the lock."""
        os.close(self._fd)
        os.close(self._queue)


def _wait(fd: int, began: float, seconds: float) -> None:
    while True:
        try:
            _try_lock(fd)
        except (BlockingIOError, PermissionError):
            waited = time.monotonic() - began
            if waited > seconds:
                raise TimeoutError from None
            time.sleep(_LATER_TRIES if waited > _LONG else _FIRST_TRIES)
        else:
            return
