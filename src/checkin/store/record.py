"""The record: one append-only SQLite file, written by one hand at a time.

Every acknowledged event is on disk: WAL, ``synchronous=FULL``, one transaction (sqlite.org, "Write-Ahead
Logging"). SQLite before 3.51.3 can damage a WAL when two connections write and checkpoint at once, and
distributions ship older ones, so all writing and checkpointing goes through one lock file across processes.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Self

from checkin.errors import RecordError
from checkin.events import FIELDS, Draft, Event, canonical, offset, stamp, uuid7
from checkin.store import people
from checkin.store.clock import SYSTEM, Clock
from checkin.store.lock import WriterLock
from checkin.store.log import INSERT
from checkin.store.mirror import Mirror
from checkin.store.place import require_local
from checkin.store.settings import remember
from checkin.store.views import VERSION, lay_views
from checkin.text import mark

_LOCK_SECONDS = 10.0
_LONGEST_LOG_PAGES = 8_000  # of 4 KiB
_IDENTITY_BYTES = 16


class Segment:
    """The events of one run of one program: a random id, and a chain that only grows."""

    def __init__(self, clock: Clock) -> None:
        self.id = f"{clock.random_bits(8 * _IDENTITY_BYTES):032x}"
        self.began = clock.monotonic_ms()
        self.seq = 0
        self.hash = self.id


class Record:
    """An open record. Thread-safe: one writing transaction at a time, in this process and among all.

    Every method raises :class:`RecordError` in one sentence when the file cannot be read or written.
    """

    def __init__(self, path: Path, conn: sqlite3.Connection, lock: WriterLock, clock: Clock) -> None:
        self.path = path
        self.conn = conn
        self.clock = clock
        self._lock = lock
        self._thread_lock = threading.RLock()
        self._segment: Segment | None = None
        self._identity = _identity(path)
        self.mirror: Mirror | None = None

    @classmethod
    def open(cls, path: Path, *, clock: Clock = SYSTEM) -> Self:
        """Open the record, making it if there is none, and bring its schema to today's."""
        _require_file(path)
        require_local(path)
        with _explained(path):
            lock = WriterLock(path.with_name(path.name + ".lock"))
            try:
                with _held(lock, path):
                    conn = _connect(path, clock)
            except BaseException:
                lock.close()
                raise
        return cls(path, conn, lock, clock)

    def close(self) -> None:
        """Fold the write-ahead log into the file, so that a copied ``checkin.db`` is whole, and let go."""
        with _explained(self.path), self._thread_lock:
            with _held(self._lock, self.path):
                self.conn.close()
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self, *, rehearsal: bool = False) -> Iterator["Writing"]:
        """One transaction: everything appended and changed within it is on disk when the block ends, or nothing is.

        A ``rehearsal`` does it all and takes it back at the end.
        """
        with _explained(self.path), self._thread_lock, _held(self._lock, self.path):
            self._require_same_file()
            segment = self._segment or Segment(self.clock)
            began = (segment.seq, segment.hash)
            # Until the commit is known to be done the segment counts as lost: whatever fails, its numbers can
            # never be given twice.
            self._segment = None
            self.conn.execute("BEGIN IMMEDIATE")
            writing = Writing(self.conn, segment, self.clock)
            try:
                yield writing
                self.conn.execute("ROLLBACK" if rehearsal else "COMMIT")
            except BaseException:
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                    segment.seq, segment.hash = began
                    self._segment = segment
                raise
            if rehearsal:
                segment.seq, segment.hash = began
            self._require_same_file()
            self._segment = segment
            if self.mirror is not None and not rehearsal:
                self.mirror.append(writing.events)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A read-only connection of its own, which sees one consistent state and makes no writer wait."""
        with _explained(self.path):
            conn = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
            try:
                conn.row_factory = sqlite3.Row
                conn.execute("BEGIN")
                yield conn
            finally:
                conn.close()

    def prove(self) -> None:
        """Write something that is no event, to see whether the record takes writes; on disk when it returns."""
        with self.writing() as writing:
            remember(writing.conn, "proved", stamp(writing.now))

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file; for idle moments."""
        with _explained(self.path), self._thread_lock, _held(self._lock, self.path):
            self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy_to(self, target: Path) -> None:
        """Write a whole copy of the record, consistent while kiosks go on; it takes its name when it is complete.

        Raises :class:`RecordError` when it cannot be written, or when ``target`` is the record itself.
        """
        if target.exists() and target.samefile(self.path):
            raise RecordError("{path} is the record itself; name another file for the copy.", path=target)
        partial = target.with_name(f".{target.name}.part")
        with _explained(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            partial.unlink(missing_ok=True)
            try:
                with self.reading() as conn, closing(sqlite3.connect(partial)) as copy:
                    conn.backup(copy)
                partial.replace(target)
            finally:
                partial.unlink(missing_ok=True)

    def _require_same_file(self) -> None:
        """A record that was deleted or replaced under an open WAL takes writes without a word."""
        if _identity(self.path) != self._identity:
            raise RecordError(
                "{path} was removed or replaced while it was open; nothing is recorded until it is back.",
                path=self.path,
            )


class Writing:
    """A transaction in progress: its connection, and the way to append events to it."""

    def __init__(self, conn: sqlite3.Connection, segment: Segment, clock: Clock) -> None:
        self.conn = conn
        self._segment = segment
        self._clock = clock
        self.now = clock.now()
        self.events: list[Event] = []

    def append(self, draft: Draft) -> Event:
        """Give the draft its key and its place in the chain, and insert it."""
        segment = self._segment
        at = draft.at or self.now
        event = Event(
            segment=segment.id,
            seq=segment.seq + 1,
            event_id=uuid7(int(self.now.timestamp() * 1000), self._clock.random_bits(74)),
            kind=draft.kind.value,
            session=_storable(draft.session),
            participant=draft.participant,
            code=_storable(draft.code),
            verdict=draft.verdict,
            how=None if draft.how is None else draft.how.value,
            at=stamp(at),
            tz=offset(at),
            mono=self._clock.monotonic_ms() - segment.began,
            hub_offset=None,
            hub_offset_age=None,
            ref=draft.ref,
            reason=_storable(draft.reason),
            actor=_storable(draft.actor),
            door=_storable(draft.door),
            roster_rev=people.revision(self.conn),
            facts=_storable(canonical(draft.facts)) if draft.facts else None,
        )
        chained = event.chained(segment.hash)
        self.conn.execute(INSERT, [*(getattr(event, name) for name in FIELDS[:-1]), chained])
        segment.seq, segment.hash = event.seq, chained
        kept = replace(event, hash=chained)
        self.events.append(kept)
        return kept


def _storable(text: str | None) -> str | None:
    """The text without halves of letters, which bytes on a command line become that are no UTF-8."""
    return text if text is None or text.isascii() else text.encode("utf-8", errors="replace").decode()


def _connect(path: Path, clock: Clock) -> sqlite3.Connection:
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_LOCK_SECONDS)
    try:
        _prepare(conn, path, clock)
    except BaseException:
        conn.close()
        raise
    return conn


def _prepare(conn: sqlite3.Connection, path: Path, clock: Clock) -> None:
    """Settings of the connection, and the schema of today."""
    conn.row_factory = sqlite3.Row
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise RecordError(f"{path} was written by a newer checkin; update checkin to open it.")
    if version == 0 and conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise RecordError(f"{path} is a database, but not a record of checkin; name another course folder.")
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA foreign_keys = ON")
    # The log is folded in when nobody waits (``checkpoint``); this is only the bound for a queue that never ends.
    conn.execute(f"PRAGMA wal_autocheckpoint = {_LONGEST_LOG_PAGES}")
    if version < VERSION:
        from checkin.store.schema import migrate  # sqlite-utils takes 0.1 s to load

        migrate(conn, edition_key=clock.new_key())
    lay_views(conn)


def _require_file(path: Path) -> None:
    if path.is_dir():
        raise RecordError(f"{path} is a folder; the record is a file.")
    if not path.parent.is_dir():
        raise RecordError(f"{path.parent} does not exist; make a course with 'checkin new DIR'.")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def _held(lock: WriterLock, path: Path) -> Iterator[None]:
    try:
        with lock.held(_LOCK_SECONDS):
            yield
    except TimeoutError:
        raise RecordError(
            "{path} has been held by another program for {seconds} s; end that one and try again.",
            path=path,
            seconds=round(_LOCK_SECONDS),
        ) from None


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk say into one sentence with the file in it."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, (sqlite3.ProgrammingError, sqlite3.IntegrityError)):
            raise
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        raise RecordError(_REASONS.get(code, _UNFORESEEN), path=path, reason=error) from error
    except OSError as error:
        raise RecordError("{path} cannot be written: {reason}.", path=path, reason=error.strerror) from error


_REASONS = {
    sqlite3.SQLITE_NOTADB: mark("{path} is not a database; put the right file back, or name another course folder."),
    sqlite3.SQLITE_CORRUPT: mark("{path} is damaged; stop, keep the file, and rebuild from a backup."),
    sqlite3.SQLITE_FULL: mark("{path} cannot grow: the disk is full. Make room and go on; nothing recorded is lost."),
    sqlite3.SQLITE_READONLY: mark("{path} is read-only; make the course folder writable."),
    sqlite3.SQLITE_CANTOPEN: mark("{path} cannot be opened; make the course folder writable."),
    sqlite3.SQLITE_IOERR: mark("{path} cannot be read or written: the disk reports an error."),
    sqlite3.SQLITE_BUSY: mark("{path} is in use by another program that does not let go."),
}
_UNFORESEEN = mark("{path} cannot be used: {reason}.")
