"""Exchange missing events in batches, based on the length of each segment. There is no cursor."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, groupby
from operator import itemgetter

from checkin.core.errors import CheckinError, HubError
from checkin.core.event_batch import have_form
from checkin.core.events import FIELDS, Event, format_time, transferable, validate_event
from checkin.core.text import translatable
from checkin.hub.peer import EventRun, KioskReport, Peer, Rejection
from checkin.hub.sync.meanwhile import meanwhile, without_collection
from checkin.store import event_log
from checkin.store.invalid_events import rejected
from checkin.store.record import Record
from checkin.store.sync import vectors
from checkin.store.sync.merge_events import (
    CheckedEvents,
    DoubledIdError,
    MergeResult,
    Refusal,
    check_events,
    merge_valid,
)
from checkin.store.sync.vectors import RejectedSegment

# Events in a transaction at the least. It holds up to ten times as many, as long as it takes so few milliseconds that
# a scan at the door does not notice. What comes in is merged in parts of as many, and a transaction ends after any part
# when a scan waits: so it is the time of one part and of the commit that counts there.
BATCH = 300
_MOST_BATCHES, _SHORT_MS, _LONG_MS = 10, 25, 50
# Characters of text in one transaction; the hub refuses a call of more than 16 MB.
BATCH_BYTES = 1_000_000
_long_values = itemgetter(*map(FIELDS.index, ("facts", "reason", "code", "door", "actor", "session")))
_MORE_THAN_ALL = 2**31 - 1
_SET_ASIDE = translatable("{refusal}. It was rejected; everything else was exchanged.")


@dataclass(slots=True)
class BatchSize:
    """How many events one transaction holds: more while it is short, fewer when it takes too long."""

    events: int = field(default_factory=lambda: BATCH)
    _before_ms: int = 0

    def adapt(self, took_ms: int) -> None:
        """Choose the size of the next transaction by the time for which the last one could hold somebody up.

        One that takes long by itself changes nothing: the log was written into the file, or the disk was busy.
        """
        if took_ms <= _SHORT_MS:
            self.grow()
        elif min(took_ms, self._before_ms) > _LONG_MS:
            self.events = max(self.events // 2, BATCH)
        self._before_ms = took_ms

    def grow(self) -> None:
        """Double the size, up to the largest."""
        self.events = min(self.events * 2, BATCH * _MOST_BATCHES)


@dataclass(slots=True)
class ExchangeResult:
    """The number of events sent and received, and the errors in each direction."""

    sent: int = 0
    taken: int = 0
    set_aside: int = 0
    trouble: list[CheckinError] = field(default_factory=list)


class Exchange:
    """The exchange of one record with one peer, over one connection."""

    def __init__(
        self,
        record: Record,
        hub: Peer,
        *,
        countries: Callable[[str], str],
        about: Callable[["Exchange"], KioskReport] = lambda exchange: KioskReport(waiting=exchange.waiting),
        between: Callable[[], None] = lambda: None,
    ) -> None:
        """``about`` says how this kiosk is; ``between`` is called after each batch. ``hub`` may be exchanged later."""
        self._record = record
        self.hub = hub
        self._countries = countries
        self._about = about
        self._between = between
        self._here: dict[str, int] = {}
        self._there: dict[str, int] = {}
        self._arrival = 0
        self._up, self._asked, self._merged = BatchSize(), BatchSize(), BatchSize()
        self._look = False  # for doubled ids: only from the first on
        self.pull_ms = 0  # that the other side took to answer the last pull
        with record.reading() as conn:
            self._here = vectors.vector(conn)
            self._arrival = conn.execute("SELECT coalesce(max(arrival), 0) FROM events").fetchone()[0]
            self._aside = {(one.segment, one.direction): one for one in vectors.rejected_segments(conn)}

    def run(self) -> ExchangeResult:
        """Compare the vectors and exchange everything in both directions; an error in one does not stop the other."""
        done = ExchangeResult()
        for ways in ((self.fetch_vector, lambda: self.push(done)), (lambda: self.pull(done),)):
            try:
                for way in ways:
                    way()
            except CheckinError as error:
                done.trouble.append(error)
        return done

    def fetch_vector(self) -> None:
        """Ask for the length of each segment on the other side."""
        self._there = self.hub.vector()

    def report(self) -> None:
        """Send the state of this station to the other side."""
        self.hub.report(self._about(self))

    def refresh(self) -> None:
        """Read what was added to the record in the meantime."""
        with self._record.reading() as conn:
            self._arrival, grown = vectors.segments_since(conn, self._arrival)
        self._here.update(grown)

    @property
    def events(self) -> int:
        """Return how many events are here."""
        return sum(self._here.values())

    @property
    def waiting(self) -> int:
        """Return how many events here are not known to be on the other side."""
        segments = vectors.segments_behind(self._here, self._there)
        return sum(self._here[segment] - self._there.get(segment, 0) for segment in segments)

    def digest(self) -> str:
        """Return the digest of the events here, as the hub computes it."""
        return digest(self._here)

    # -- up

    def push(self, done: ExchangeResult) -> None:
        """Send what the other side lacks. A refusal of one segment does not affect others."""
        self.refresh()
        asked_again = False
        sent = done.sent
        while segments := [
            one for one in vectors.segments_behind(self._here, self._there) if not self._is_aside(one, "out")
        ]:
            runs = self._sendable(self._next_runs(segments), done)
            if not runs:
                continue
            began = self._record.clock.monotonic_ms()
            pushed = self.hub.push(runs)
            self._up.adapt(self._record.clock.monotonic_ms() - began)
            refused = {one.segment for one in pushed.refused}
            if not refused and all(pushed.counts.get(run.segment, 0) < run.events[0].seq for run in runs):
                raise HubError("The server accepts entries, but does not store them.")
            done.sent += sum(len(run.events) for run in runs if run.segment not in refused)
            self._there.update(pushed.counts)
            self._go_on(run.segment for run in runs if run.segment not in refused)
            if pushed.refused and not asked_again:
                # The hub may have been set back in the meantime: ask once more before rejecting anything.
                asked_again = True
                self.fetch_vector()
            elif pushed.refused:
                self._put_aside("out", pushed.refused, done)
            self._between()
        if done.sent > sent:
            with suppress(HubError):
                self.hub.notify()

    def _next_runs(self, segments: list[str]) -> list[EventRun]:
        with self._record.reading() as conn:
            events = bounded(vectors.events_after(conn, self._there, segments, self._up.events))
            runs = [(segment, tuple(found)) for segment, found in groupby(events, _segment)]
            foreign = vectors.foreign_segments(conn, [segment for segment, _ in runs])
            return [
                EventRun(segment, vectors.previous_hash(conn, found[0]), found, segment not in foreign)
                for segment, found in runs
            ]

    def _sendable(self, runs: list[EventRun], done: ExchangeResult) -> list[EventRun]:
        """Return the runs as far as a database accepts them; reject the rest here."""
        whole = [replace(run, events=tuple(transferable(run.events))) for run in runs]
        bad = [
            Rejection(run.segment, run.events[0].seq, "has a text that cannot be sent", 0)
            for run, good in zip(runs, whole, strict=True)
            if not good.events
        ]
        if bad:
            self._put_aside("out", bad, done)
        return [run for run in whole if run.events]

    # -- down

    def pull(self, done: ExchangeResult) -> None:
        """Receive what is missing here. The next events are asked for while the last ones are merged."""
        self.refresh()
        asked = self._asked.events
        rows = self._pull(self._wanted(), asked)
        while rows:
            before = (dict(self._here), dict(self._aside))
            events, unreadable = _read(rows)
            ends = _ends(events)
            is_last = len(rows) < asked
            self._asked.grow()
            if _size(rows) > BATCH_BYTES:
                self._asked.events = max(1, BATCH // 3)
            asked, wanted = self._asked.events, self._wanted() | ends
            with meanwhile(None if is_last or unreadable else partial(self._pull, wanted, asked)) as ahead:
                with without_collection():
                    self._take(events, unreadable, done)
                if is_last or (self._here, self._aside) == before:
                    return
                self._between()
            goes_on = ahead is not None and ends.items() <= self._here.items() and self._aside == before[1]
            rows = ahead() if ahead is not None and goes_on else self._pull(self._wanted(), asked)

    def _wanted(self) -> dict[str, int]:
        """Return the vector to ask with: of a segment that was refused here nothing is wanted."""
        refused = [segment for segment, way in self._aside if way == "in" and self._is_aside(segment, way)]
        return self._here | dict.fromkeys(refused, _MORE_THAN_ALL)

    def _pull(self, wanted: Mapping[str, int], asked: int) -> Sequence[Sequence[object]]:
        began = self._record.clock.monotonic_ms()
        rows = self.hub.pull(wanted, asked)
        self.pull_ms = self._record.clock.monotonic_ms() - began
        return rows

    def _take(self, events: Sequence[Event], unreadable: Sequence[Refusal], done: ExchangeResult) -> None:
        """Merge events, in as many transactions as it takes."""
        refused = {one.segment: one for one in unreadable}
        checked = check_events(events)
        for segment, seq in _ends(checked.events).items():
            self._there[segment] = max(seq, self._there.get(segment, 0))
        parts = checked.parts(BATCH)
        while parts:
            try:
                results = self._merge_some(parts, refused, look=self._look)
            except DoubledIdError:
                self._look = True
                continue
            parts = parts[len(results) :]
            for taken in results:
                refused |= {one.segment: one for one in taken.refused if one.segment not in refused}
                done.taken += taken.added
                done.set_aside += taken.set_aside
        if refused:
            self._put_aside("in", [Rejection(one.segment, one.seq, one.reason, 0) for one in refused.values()], done)

    def _merge_some(
        self, parts: Sequence[CheckedEvents], refused: Mapping[str, Refusal], *, look: bool
    ) -> list[MergeResult]:
        """Merge the first parts in one transaction, until it is full or a scan waits for the record.

        All of them are on disk when this returns, or none. Of a segment that is refused nothing more is merged.
        ``look`` for doubled ids: see :func:`merge_valid`.
        """
        results: list[MergeResult] = []
        bad = set(refused)
        merged = began = 0
        with self._record.writing() as writing:
            # What was added meanwhile, and then what this merge adds: cheaper than to read the new rows again.
            _, grown = vectors.segments_since(writing.conn, self._arrival)
            segments: set[str] = set()
            for part in parts:
                if merged and (merged >= self._merged.events or self._record.is_wanted()):
                    break
                began = self._record.clock.monotonic_ms()
                merged += len(part.events)
                wanted = part.without(bad) if bad else part
                results.append(merge_valid(writing.conn, wanted, countries=self._countries, look=look))
                bad.update(one.segment for one in results[-1].refused)
                segments |= {event.segment for event in wanted.events}
            grown |= vectors.counts(writing.conn, segments)
            arrival = event_log.count(writing.conn)
            for segment in segments - bad:
                if (segment, "in") in self._aside:
                    vectors.clear_rejection(writing.conn, segment, "in")
        self._merged.adapt(self._record.clock.monotonic_ms() - began)
        self._arrival = arrival
        self._here.update(grown)
        for segment in segments - bad:
            self._aside.pop((segment, "in"), None)
        return results

    # -- rejected segments

    def _ends(self, segment: str) -> str:
        return f"{self._here.get(segment, 0)} here, {self._there.get(segment, 0)} there"

    def _is_aside(self, segment: str, direction: str) -> bool:
        """Return True if a segment was refused and neither side has changed since."""
        one = self._aside.get((segment, direction))
        return one is not None and one.ends == self._ends(segment)

    def _put_aside(self, direction: str, refused: Sequence[Rejection], done: ExchangeResult) -> None:
        """Store the rejection of a segment and report it once."""
        for one in refused:
            done.trouble.append(HubError(_SET_ASIDE, refusal=rejected(one.segment, one.seq, one.reason)))
        with self._record.writing() as writing:
            for one in refused:
                kept = RejectedSegment(
                    one.segment, direction, one.seq, one.reason, self._ends(one.segment), format_time(writing.now)
                )
                vectors.reject_segment(writing.conn, kept)
                self._aside[one.segment, direction] = kept

    def _go_on(self, segments: Iterable[str]) -> None:
        back = [segment for segment in segments if (segment, "out") in self._aside]
        if back:
            with self._record.writing() as writing:
                for segment in back:
                    vectors.clear_rejection(writing.conn, segment, "out")
                    del self._aside[segment, "out"]


def bounded(events: Sequence[Event]) -> list[Event]:
    """Return the first events that together fit into one call."""
    if _size(events) <= BATCH_BYTES:
        return list(events)
    size = 0
    found: list[Event] = []
    for event in events:
        size += _size([event])
        if found and size > BATCH_BYTES:
            break
        found.append(event)
    return found


def _size(rows: Sequence[Sequence[object]]) -> int:
    return len("".join(map(str, filter(None, chain.from_iterable(map(_long_values, rows))))))


def digest(vector: Mapping[str, int]) -> str:
    """Return a digest of a vector, the same on every computer."""
    lines = "\n".join(f"{segment} {count}" for segment, count in sorted(vector.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _ends(events: Iterable[Event]) -> dict[str, int]:
    """Return the last number of each segment."""
    return {event.segment: event.seq for event in events}


def _segment(event: Event) -> str:
    return event.segment


def _read(rows: Sequence[Sequence[object]]) -> tuple[list[Event], list[Refusal]]:
    if have_form(rows):
        return list(map(Event._make, rows)), []
    events: list[Event] = []
    refused: dict[str, Refusal] = {}
    for row in rows:
        values = dict(zip(FIELDS, row, strict=False))
        segment = str(values.get("segment"))
        if segment in refused:
            continue
        try:
            events.append(validate_event(values))
        except ValueError as error:
            seq = values.get("seq")
            refused[segment] = Refusal(segment, seq if isinstance(seq, int) else 0, str(error))
    return events, list(refused.values())
