"""Write a second copy of the record: events as JSON lines, other tables as an SQLite file."""

import json
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing
from itertools import islice
from pathlib import Path

from checkin.core.errors import RecordError
from checkin.core.events import Event
from checkin.store import event_log
from checkin.store.checksum import TABLES, kept_checksum
from checkin.store.mirror_seal import MirrorSeal
from checkin.system.files import create_file, fsync_folder, overwrite_and_delete, replace_and_overwrite

# The roster, the programme, the codes and the edition's key are not events, but are needed to rebuild.
TABLES_FILE = "checkin-tables.db"
_MOST_WAITING, _MOST_JOBS = 1_000, 2
_SLOW_SECONDS = 5.0
_TAIL_BYTES = 65_536
_AT_ONCE = 50


class Mirror:
    """Appends events to one file for each segment. ``trouble`` is the last error, None if there is none.

    Errors do not stop the door: a USB drive may be unplugged. :meth:`complete` adds later what is missing, also what a
    killed program recorded but did not mirror.
    """

    def __init__(self, folder: Path, edition_key: bytes) -> None:
        self.folder = folder
        self._seal = MirrorSeal(edition_key)
        self._waiting: deque[Event] = deque()
        self._jobs: deque[Callable[[], None]] = deque()
        self._missed = 0
        self._held: dict[str, int] = {}
        self._tables = ""
        self._state = threading.Condition()
        self._worker: threading.Thread | None = None
        self._busy_since: float | None = None
        self._failure: str | RecordError = ""
        self._is_left = False

    @property
    def trouble(self) -> RecordError | None:
        """Why the mirror is behind. None when all is well."""
        if self._is_left:
            return RecordError(
                "The mirror {folder} does not answer. Everything is recorded here; the next command adds what the "
                "mirror lacks. If this program does not end, unplug the drive.",
                folder=self.folder,
            )
        busy, waiting = self._busy_since, len(self._waiting) + self._missed
        if busy is not None and (seconds := time.monotonic() - busy) > _SLOW_SECONDS:
            return RecordError(
                "The mirror {folder} has not answered for {seconds} s. Entries that wait: {n}.",
                folder=self.folder,
                seconds=round(seconds),
                n=waiting,
            )
        if isinstance(self._failure, RecordError):
            return self._failure
        if self._failure:
            return RecordError(
                "The mirror {folder} cannot be written: {reason}. Entries that wait: {n}.",
                folder=self.folder,
                reason=self._failure,
                n=waiting,
            )
        if self._missed:
            return RecordError(
                "The mirror {folder} is behind. Entries that wait: {n}.", folder=self.folder, n=self._missed
            )
        return None

    def append(self, events: Sequence[Event]) -> None:
        """Append events, and everything that could not be written before."""
        with self._state:
            if len(self._waiting) + len(events) > _MOST_WAITING:
                # They are in the record, so they are not kept in memory.
                self._missed += len(self._waiting) + len(events)
                self._waiting.clear()
            else:
                self._waiting.extend(events)
            self._wake()

    def complete(self, reading: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        """Add everything that the mirror lacks; for idle moments, on a read-only connection."""

        def job() -> None:
            with reading() as conn:
                self._complete(conn)

        with self._state:
            if len(self._jobs) < _MOST_JOBS:
                self._jobs.append(job)
            self._wake()

    def settle(self, seconds: float) -> bool:
        """Wait until the mirror has nothing to do, at most ``seconds``. Return False if it is still at work."""
        with self._state:
            return self._state.wait_for(lambda: self._worker is None, seconds)

    def leave(self, seconds: float) -> None:
        """Wait for the mirror at the end of a program, at most ``seconds``; ``trouble`` says if it did not answer."""
        self._is_left = not self.settle(seconds)

    def _wake(self) -> None:
        """Start the thread where there is none; it ends when it has nothing to do. The caller holds the state."""
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="mirror", daemon=True)
            self._worker.start()

    def _work(self) -> None:
        while (task := self._next()) is not None:
            self._busy_since = time.monotonic()
            try:
                task()
            except Exception as error:  # noqa: BLE001 - whatever stops it is said, and what waits is tried again
                said = str(getattr(error, "strerror", None) or error or type(error).__name__)
                self._failure = error if isinstance(error, RecordError) else said
                self._end()
                return
            finally:
                self._busy_since = None
            if not self._missed:
                self._failure = ""

    def _end(self) -> None:
        with self._state:
            self._worker = None
            self._state.notify_all()

    def _next(self) -> Callable[[], None] | None:
        with self._state:
            if self._waiting:
                return self._write_waiting
            if self._jobs:
                return self._jobs.popleft()
            self._worker = None
            self._state.notify_all()
            return None

    def _write_waiting(self) -> None:
        segment = self._waiting[0].segment
        batch = [event for event in islice(self._waiting, _AT_ONCE) if event.segment == segment]
        if batch[0].seq > self.last(segment) + 1:
            self._missed += 1  # something before it was dropped: only ``complete`` may go on
        else:
            self._write(batch)
        with self._state:
            for _ in range(min(len(batch), len(self._waiting))):
                self._waiting.popleft()

    def _complete(self, conn: sqlite3.Connection) -> None:
        """Write what the mirror lacks. What is wrong with the file of one segment stops no other."""
        failures: list[RecordError] = []
        for head in event_log.heads(conn):
            try:
                self._complete_segment(conn, head.segment, head.seq)
            except RecordError as error:
                failures.append(error)
        self._copy_tables(conn)
        if failures:
            raise failures[0]
        self._missed = 0

    def _complete_segment(self, conn: sqlite3.Connection, segment: str, newest: int) -> None:
        last = self.last(segment)
        while last < newest:
            batch = event_log.part(conn, segment, last + 1, last + _AT_ONCE)
            self._write(batch)
            last += len(batch)

    def last(self, segment: str) -> int:
        """Return the number of the last complete event of a segment in the mirror; 0 if it has none."""
        if segment not in self._held:
            self._held[segment] = _last_seq(self._file(segment), segment, self._seal)
        return self._held[segment]

    def _write(self, batch: Sequence[Event]) -> None:
        """Write complete lines in one call; a partial line of a failed write is ended first."""
        segment = batch[0].segment
        fresh = [event for event in batch if event.seq > self.last(segment)]
        if not fresh:
            return
        lines = "".join(map(self._seal.line, fresh)).encode()
        # Windows would write another line end than the one that is counted.
        options = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        fd = os.open(self._file(segment), os.O_CREAT | os.O_RDWR | os.O_APPEND | options, 0o600)
        try:
            size = os.lseek(fd, 0, os.SEEK_END)
            if size:
                os.lseek(fd, size - 1, os.SEEK_SET)
                if os.read(fd, 1) != b"\n":
                    lines = b"\n" + lines
            while lines:
                lines = lines[os.write(fd, lines) :]
        finally:
            os.close(fd)
        self._held[segment] = fresh[-1].seq

    def _copy_tables(self, conn: sqlite3.Connection) -> None:
        now = kept_checksum(conn)
        if self._tables == now and (self.folder / TABLES_FILE).exists():
            return
        copy_tables(conn, self.folder / TABLES_FILE)
        self._tables = now

    def _file(self, segment: str) -> Path:
        return events_file(self.folder, segment)


def events_file(folder: Path, segment: str) -> Path:
    """Return the mirror's file for the events of a segment."""
    return folder / f"checkin-{segment}.jsonl"


def _last_seq(path: Path, segment: str, seal: MirrorSeal) -> int:
    """Return the number of the last event with a right seal, 0 where the end of the file has none.

    Lines of other programs, of other segments and of older versions do not count: the events are written once more.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        # A pipe would be waited for, and a link may lead to a file of somebody else.
        raise RecordError("{path} is no file; remove it from the mirror.", path=path)
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL_BYTES))
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        return 0
    for line in reversed(lines[:-1]):
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            continue  # half a line, or the one that the window cut
        if isinstance(values, dict) and values.get("segment") == segment and seal.is_right(values):
            return int(values["seq"])
    return 0


def copy_tables(conn: sqlite3.Connection, target: Path) -> None:
    """Write all tables but the events into a separate file, renamed when complete."""
    partial = target.with_name(f".{target.name}.part")
    os.close(create_file(partial))  # one may be there, of a program that was killed
    try:
        with closing(sqlite3.connect(partial, isolation_level=None)) as copy:
            copy.execute("BEGIN")
            for table in TABLES:
                (made,) = conn.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
                copy.execute(made)
                rows = [tuple(row) for row in conn.execute(f"SELECT * FROM {table}")]
                if rows:
                    copy.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            copy.execute("COMMIT")
        replace_and_overwrite(partial, target)
        fsync_folder(target.parent)
    finally:
        overwrite_and_delete(partial)
