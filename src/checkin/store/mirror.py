"""A second place: events as lines of JSON, the other tables as a copy. A record can be rebuilt from it."""

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from checkin.core.events import FIELDS, Event, canonical
from checkin.store import event_log
from checkin.store.checksum import TABLES, kept_checksum
from checkin.system.files import fsync_folder

# The roster, the programme, the codes and the edition's key: no events, and worth nothing less.
TABLES_FILE = "checkin-tables.db"
_MOST_WAITING = 1_000
_TAIL_BYTES = 65_536
_AT_ONCE = 50


class Mirror:
    """Appends events to one file a segment. ``trouble`` says why it could not, and is empty when all is well.

    The record is what counts: a stick that is pulled out must not stop the door. What was missed meanwhile, or was
    recorded by a program that was killed before it could be mirrored, is brought by :meth:`complete`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._waiting: list[Event] = []
        self._missed = 0
        self._held: dict[str, int] = {}
        self._tables = ""
        self._lock = threading.Lock()
        self.trouble = ""

    def append(self, events: Sequence[Event]) -> None:
        """Append events, and with them whatever could not be written before."""
        with self._lock:
            self._waiting.extend(events)
            try:
                while self._waiting:
                    segment = self._waiting[0].segment
                    batch = [event for event in self._waiting[:_AT_ONCE] if event.segment == segment]
                    self._write(batch)
                    del self._waiting[: len(batch)]
                self._settle()
            except OSError as error:
                if len(self._waiting) > _MOST_WAITING:
                    # They are in the record; keeping them in memory as well would be no help.
                    self._missed += len(self._waiting)
                    self._waiting.clear()
                self._fail(error)

    def complete(self, conn: sqlite3.Connection) -> None:
        """Bring whatever of the record is not in the mirror yet; for idle moments, on a reading connection."""
        try:
            for head in event_log.heads(conn):
                for batch in self._lacking(conn, head):
                    with self._lock:
                        self._write(batch)
            self._copy_tables(conn)
            with self._lock:
                self._missed = 0
                self._settle()
        except (OSError, sqlite3.OperationalError) as error:
            with self._lock:
                self._fail(error)

    def last(self, segment: str) -> int:
        """The number of the last whole event of a segment in the mirror; 0 when it has none."""
        if segment not in self._held:
            self._held[segment] = _last_seq(self._file(segment))
        return self._held[segment]

    def _lacking(self, conn: sqlite3.Connection, head: event_log.Head) -> Iterator[list[Event]]:
        with self._lock:
            waiting = {event.segment for event in self._waiting}
            last = head.seq if head.segment in waiting else self.last(head.segment)
        while last < head.seq:
            batch = event_log.part(conn, head.segment, last + 1, last + _AT_ONCE)
            yield batch
            last += len(batch)

    def _write(self, batch: Sequence[Event]) -> None:
        """Whole lines in one call; what a write that failed has left behind ends up on a line of its own."""
        segment = batch[0].segment
        fresh = [event for event in batch if event.seq > self.last(segment)]
        if not fresh:
            return
        lines = "".join(canonical({name: getattr(event, name) for name in FIELDS}) + "\n" for event in fresh).encode()
        fd = os.open(self._file(segment), os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
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

    def _settle(self) -> None:
        if not self._missed:
            self.trouble = ""

    def _fail(self, error: OSError | sqlite3.OperationalError) -> None:
        reason = getattr(error, "strerror", None) or error
        waiting = len(self._waiting) + self._missed
        self.trouble = f"The mirror {self.folder} cannot be written: {reason}; {waiting} wait."


def events_file(folder: Path, segment: str) -> Path:
    """Where a mirror has the events of a segment."""
    return folder / f"checkin-{segment}.jsonl"


def _last_seq(path: Path) -> int:
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL_BYTES))
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        return 0
    for line in reversed(lines[:-1]):
        try:
            return int(json.loads(line)["seq"])
        except (ValueError, KeyError, TypeError):
            continue  # half a line, or the one that the window cut
    return 0


def copy_tables(conn: sqlite3.Connection, target: Path) -> None:
    """Write everything of a record that is no event into a file of its own; it takes its name when it is whole."""
    partial = target.with_name(f".{target.name}.part")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_RDWR, 0o600))
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
        partial.replace(target)
        fsync_folder(target.parent)
    finally:
        partial.unlink(missing_ok=True)
