"""One writer at a time, across threads and processes, by a lock of the operating system on a file of its own.

Taken and let go at every scan, so it is kept open: a lock that opens its file each time takes a third of a commit.
The system drops it when the process ends, however it ends.

The file also remembers that a record was made beside it: one that is gone or empty later is not begun anew in silence.
"""

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
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

    def _unlock(fd: int) -> None:
        os.lseek(fd, 0, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)


# Short beside the half millisecond for which a scan holds it: a door that scans on and on would else starve the others.
_BETWEEN_TRIES = 0.0001
_MADE = b"A record of checkin was made beside this file. To begin another without it, delete this file as well.\n"


class WriterLock:
    """The right to write to one record. Not for a second time by who holds it already."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)

    @contextmanager
    def locked(self, seconds: float) -> Iterator[None]:
        """Hold the lock. Raises :class:`TimeoutError` when another holds it for longer than ``seconds``."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                _try_lock(self._fd)
                break
            except (BlockingIOError, PermissionError):
                if time.monotonic() > deadline:
                    raise TimeoutError from None
                time.sleep(_BETWEEN_TRIES)
        try:
            yield
        finally:
            _unlock(self._fd)

    def remembers(self) -> bool:
        """Whether a whole record was made beside this file; for the one who holds the lock."""
        os.lseek(self._fd, 0, os.SEEK_SET)
        return os.read(self._fd, len(_MADE)).startswith(_MADE[:20])

    def remember(self) -> None:
        """Remember that a record was made, on disk when it returns; for the one who holds the lock."""
        os.lseek(self._fd, 0, os.SEEK_SET)
        os.write(self._fd, _MADE)
        os.fsync(self._fd)

    def close(self) -> None:
        """Let the file go, and with it the lock."""
        os.close(self._fd)
