"""The record: one append-only SQLite file with one writer at a time.

Every acknowledged event is on disk: WAL, ``synchronous=FULL``, one transaction (sqlite.org, "Write-Ahead Logging").
SQLite before 3.51.3 can damage a WAL when two connections write and checkpoint at once, and distributions ship older
ones. So all writing and checkpointing goes through one lock file across processes.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from checkin.core.errors import InputError, RecordError
from checkin.core.events import (
    FIELDS,
    Event,
    Kind,
    NewEvent,
    canonical,
    format_time,
    is_too_large,
    offset,
    parse_time,
    uuid7,
)
from checkin.core.text import EnglishText
from checkin.store.checksum import ChecksumUpdater
from checkin.store.clock_check import ClockCheck, recorded_at
from checkin.store.integrity import quick_check, roster_doubt
from checkin.store.invalid_events import INSERT
from checkin.store.mirror import Mirror
from checkin.store.record_file import LOCK_SECONDS, connect_ready, connect_record, locked, require_file, require_no_loss
from checkin.store.roster import edition
from checkin.store.settings import all_settings, set_setting
from checkin.store.sqlite_errors import copied_to, readable_errors
from checkin.store.writer_lock import WriterLock
from checkin.system.clock import SYSTEM_CLOCK, Clock
from checkin.system.files import (
    create_file,
    fsync_folder,
    overwrite_and_delete,
    replace_and_overwrite,
    require_replaceable,
)
from checkin.system.storage_location import require_local_disk

_IDENTITY_BYTES, _LONGEST_CODE = 16, 8_000
_GENTLE_PAGES, _GENTLE_PAUSE = 256, 0.005
_HUB_CLOCK = "hub.clock"


def preload() -> None:
    """Import sqlite-utils now, so that no import happens while the write lock is held."""
    import checkin.store.schema  # noqa: F401 - takes 0.1 s


@dataclass(frozen=True, slots=True)
class HubClock:
    """How far the hub's clock is ahead of this one, in milliseconds, and when this was measured (monotonic)."""

    offset_ms: int
    measured_ms: int


class Segment:
    """The events of one run of one program: a random id and an append-only chain."""

    def __init__(self, clock: Clock) -> None:
        self.id = f"{clock.random_bits(8 * _IDENTITY_BYTES):032x}"
        self.began = clock.monotonic_ms()
        self.seq = 0
        self.hash = self.id


class Record:
    """An open record. Thread-safe: one writing transaction at a time, in this process and among all.

    Every method raises :class:`RecordError` with one sentence when the file cannot be read or written.
    ``read_only_error`` is why nothing can be recorded.
    """

    def __init__(self, path: Path, conn: sqlite3.Connection, lock: WriterLock, clock: Clock) -> None:
        self.path = path
        self.conn = conn
        self.clock = clock
        self._lock = lock
        self._thread_lock = threading.RLock()
        self._segment: Segment | None = None
        self._together: tuple[int, Transaction] | None = None
        self._identity = _identity(path)
        self.mirror: Mirror | None = None
        self._warning: RecordError | None = None
        self._is_roster_checked = False
        self.has_written = False
        self.read_only_error: RecordError | None = None
        self.clock_watch = ClockCheck(clock, _newest(conn))
        self.hub_clock: HubClock | None = _hub_clock(conn, clock)

    @classmethod
    def open(cls, path: Path, *, clock: Clock = SYSTEM_CLOCK) -> Self:
        """Open the record: create it if there was none, migrate its schema, and check it."""
        require_file(path)
        require_local_disk(path)
        with readable_errors(path):
            lock = WriterLock(path.with_name(path.name + ".lock"))
            try:
                conn = connect_ready(path) if lock.remembers() else None
                if conn is None:
                    with locked(lock, path):
                        require_no_loss(path, lock)
                        conn = connect_record(path, clock)
                        if not lock.remembers():
                            lock.remember()
            except BaseException:
                lock.close()
                raise
            try:
                doubt = quick_check(conn, path)
                record = cls(path, conn, lock, clock)
            except BaseException:
                conn.close()
                lock.close()
                raise
        record._warning = doubt
        return record

    @property
    def warning(self) -> RecordError | None:
        """What is wrong in the file and does not stop the door.

        The participant list is checked at the first call or before the first write, which would store a new checksum.
        """
        if not self._is_roster_checked:
            with self.reading() as conn:
                self._warning = self._warning or roster_doubt(conn)
            self._is_roster_checked = True
        return self._warning

    def close(self) -> None:
        """Write the write-ahead log into the file, so that a copied ``checkin.db`` is complete, and close it."""
        with readable_errors(self.path), self._thread_lock:
            try:
                if self.has_written:
                    with suppress(RecordError), locked(self._lock, self.path):
                        self.conn.close()
            finally:
                self.conn.close()
                self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self, *, dry_run: bool = False) -> Iterator["Transaction"]:
        """Open a transaction: when the block ends, all of its changes are on disk, or none.

        A ``dry_run`` is rolled back at the end. Inside :meth:`together` it is a part of that transaction.
        """
        if (outer := self._outer()) is not None:
            yield outer.part()
            return
        if not dry_run:
            self.require_writable()
        with readable_errors(self.path), self._thread_lock, locked(self._lock, self.path):
            self._require_same_file()
            _ = self.warning  # of the list as it was before this transaction
            segment = self._segment or Segment(self.clock)
            # Until the commit is known to be done the segment counts as lost: after any failure its numbers can
            # never be used twice.
            self._segment = None
            self.conn.execute("BEGIN IMMEDIATE")
            segment = self._continued(segment)
            began = (segment.seq, segment.hash)
            writing = Transaction(self.conn, segment, self.clock, self.hub_clock)
            try:
                watch = ChecksumUpdater(self.conn)
                if not dry_run and (news := self.clock_watch.news()):
                    writing.append(NewEvent(kind=Kind.CLOCK, facts=news))
                yield writing
                watch.settle()
                self.conn.execute("ROLLBACK" if dry_run else "COMMIT")
            except BaseException:
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                    segment.seq, segment.hash = began
                    self._segment = segment
                raise
            if dry_run:
                segment.seq, segment.hash = began
            self._require_same_file()
            self._segment = segment
            self.has_written = True
            if self.mirror is not None and not dry_run:
                self.mirror.append(writing.events)

    def is_wanted(self) -> bool:
        """Return True if another record of this file waits to write. The caller holds a transaction."""
        return self._lock.is_wanted()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all transactions of this thread one: all of their changes are on disk when the block ends, or none.

        What this thread reads meanwhile is as it has written it. An error in a part is to leave the block.
        """
        if self._outer() is not None:
            yield
            return
        with self.writing() as writing:
            self._together = (threading.get_ident(), writing)
            try:
                yield
            finally:
                self._together = None

    def _outer(self) -> "Transaction | None":
        """Return the transaction of :meth:`together` that is open in this thread."""
        together = self._together
        return together[1] if together is not None and together[0] == threading.get_ident() else None

    def _continued(self, segment: Segment) -> Segment:
        """Return the segment, or a new one where its next number was taken by an event from elsewhere."""
        row = self.conn.execute(
            "SELECT seq, hash FROM events WHERE segment = ? ORDER BY seq DESC LIMIT 1", (segment.id,)
        ).fetchone()
        held = tuple(row) if row else (0, segment.id)
        return segment if held == (segment.seq, segment.hash) else Segment(self.clock)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open a read-only connection that sees one consistent state and blocks no writer."""
        if self._outer() is not None:
            yield self.conn
            return
        with readable_errors(self.path):
            conn = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
            try:
                conn.row_factory = sqlite3.Row
                conn.execute("BEGIN")
                yield conn
            finally:
                conn.close()

    def require_writable(self) -> None:
        """Raise :class:`RecordError` if this is a copy of a record that cannot be written."""
        if self.read_only_error is not None:
            raise self.read_only_error

    def test_write(self) -> None:
        """Test that the record can be written, without adding an event."""
        with self.writing() as writing:
            set_setting(writing.conn, "proved", format_time(writing.now))

    def remember_hub_clock(self, offset_ms: int) -> None:
        """Store the difference between this clock and the hub's, for all later events."""
        with self.writing() as writing:
            set_setting(writing.conn, _HUB_CLOCK, f"{offset_ms} {format_time(writing.now)}")
        self.hub_clock = HubClock(offset_ms, self.clock.monotonic_ms())

    def checkpoint(self) -> None:
        """Write the log into the file as far as readers allow; for idle moments.

        Does not wait for readers: an export that reads for a minute would block every scan of that minute.
        """
        with readable_errors(self.path), self._thread_lock, locked(self._lock, self.path):
            self.conn.execute("PRAGMA busy_timeout = 0")
            try:
                self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                self.conn.execute(f"PRAGMA busy_timeout = {round(LOCK_SECONDS * 1000)}")

    def copy_to(self, target: Path, *, gently: bool = False) -> None:
        """Write a complete, consistent copy of the record while stations keep writing.

        The copy is renamed when complete. ``gently`` pauses between two megabytes. Raises :class:`RecordError` when it
        cannot be written, or when ``target`` is the record itself.
        """
        if target.exists() and target.samefile(self.path):
            raise RecordError("{path} is the record itself; name another file for the copy.", path=target)
        partial = target.with_name(f".{target.name}.part")
        with readable_errors(target):
            require_replaceable(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.close(create_file(partial))  # one may be there, of a program that was killed
            try:
                with self.reading() as conn, closing(sqlite3.connect(partial)) as copy:
                    # The moment that is copied is this one, however long it takes.
                    conn.execute("SELECT count(*) FROM course").fetchone()
                    with copied_to(target):
                        conn.backup(copy, pages=_GENTLE_PAGES if gently else -1, sleep=_GENTLE_PAUSE)
                replace_and_overwrite(partial, target)
                fsync_folder(target.parent)
            finally:
                overwrite_and_delete(partial)

    def _require_same_file(self) -> None:
        """Raise RecordError if the file was deleted or replaced: SQLite would accept the writes and lose them."""
        if _identity(self.path) != self._identity:
            raise RecordError(
                "{path} was removed or replaced while it was open; nothing is recorded until it is back.",
                path=self.path,
            )


class Transaction:
    """A transaction in progress: its connection, and a method to append events."""

    def __init__(
        self, conn: sqlite3.Connection, segment: Segment, clock: Clock, hub_clock: HubClock | None = None
    ) -> None:
        self.conn = conn
        self._segment = segment
        self._clock = clock
        self._hub_clock = hub_clock
        self.now = clock.now()
        self.events: list[Event] = []

    def part(self) -> "Transaction":
        """Return a transaction that is a part of this one, with the time of now."""
        part = Transaction(self.conn, self._segment, self._clock, self._hub_clock)
        part.events = self.events
        return part

    def append(self, draft: NewEvent, *, event_id: str = "") -> Event:
        """Give a new event its id and its place in the chain, and insert it.

        ``event_id`` keeps the id of an event recovered from a damaged segment, because other events refer to it.
        """
        segment = self._segment
        at = draft.at or self.now
        mono, hub = self._clock.monotonic_ms(), self._hub_clock
        event = Event(
            segment=segment.id,
            seq=segment.seq + 1,
            event_id=event_id or uuid7(int(self.now.timestamp() * 1000), self._clock.random_bits(74)),
            kind=draft.kind.value,
            session=_storable(draft.session),
            participant=draft.participant,
            code=_storable(draft.code and draft.code[:_LONGEST_CODE]),
            verdict=draft.verdict,
            how=None if draft.how is None else draft.how.value,
            at=format_time(at),
            tz=offset(at),
            mono=mono - segment.began,
            hub_offset=hub.offset_ms if hub else None,
            hub_offset_age=mono - hub.measured_ms if hub else None,
            ref=draft.ref,
            reason=_storable(draft.reason),
            actor=_storable(draft.actor),
            door=_storable(draft.door),
            roster_rev=edition.revision(self.conn),
            facts=_storable(canonical(draft.facts)) if draft.facts else None,
        )
        from checkin.core.event_rules import content_fault  # the first frame of the door does without

        if is_too_large(event) or "is longer than" in (fault := content_fault(event)):
            raise InputError("This cannot be recorded: a text is too long. Make it shorter.")
        if fault:
            raise InputError("This cannot be recorded: the entry {reason}.", reason=EnglishText(fault))
        chained = event.chained(segment.hash)
        self.conn.execute(INSERT, [*(getattr(event, name) for name in FIELDS[:-1]), chained])
        segment.seq, segment.hash = event.seq, chained
        kept = event._replace(hash=chained)
        self.events.append(kept)
        return kept


# How many of the newest events are searched for one that was recorded here.
_SEARCHED = 1_000


def _newest(conn: sqlite3.Connection) -> datetime | None:
    """Return when the newest event of this station was recorded; None where none of the newest events is its own.

    Another station's clock may be wrong, or it may write what it likes: nobody is to set this clock by it.
    """
    row = conn.execute(
        "SELECT event_id FROM (SELECT event_id, segment FROM events ORDER BY arrival DESC LIMIT ?) "
        "WHERE segment NOT IN (SELECT segment FROM elsewhere) LIMIT 1",
        (_SEARCHED,),
    ).fetchone()
    return recorded_at(row[0]) if row else None


def _hub_clock(conn: sqlite3.Connection, clock: Clock) -> HubClock | None:
    """Return the last measured difference; None if this clock has been set back since."""
    offset_ms, _, at = all_settings(conn).get(_HUB_CLOCK, "").partition(" ")
    if not at:
        return None
    age = round((clock.now() - parse_time(at)).total_seconds() * 1000)
    return HubClock(int(offset_ms), clock.monotonic_ms() - age) if age >= 0 else None


def _storable(text: str | None) -> str | None:
    """Replace lone surrogates, which come from non-UTF-8 command-line arguments."""
    if text is None:
        return None
    return text.replace("\0", "") if text.isascii() else text.encode("utf-8", "replace").decode().replace("\0", "")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
