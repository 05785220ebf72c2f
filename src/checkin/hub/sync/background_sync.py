"""Background sync: runs on every change, backs off while the hub is unreachable.

One thread of its own, with its own record and connections. Nobody waits for it: the door writes to the record, and
this notices. Two connections to the hub: one for the exchange, one that only listens for the bell.
"""

import select
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from random import random
from types import NoneType

from checkin.core.errors import CheckinError, HubError, HubUnreachableError, RecordError
from checkin.hub.connect import connect
from checkin.hub.connection import PATIENCE, HubConnection
from checkin.hub.peer import KioskReport, PeerState
from checkin.hub.sync.exchange import Exchange, ExchangeResult
from checkin.hub.sync.roster_sync import RosterConflictError, Rosters
from checkin.hub.sync.status import WRONG_CLOCK, differing
from checkin.hub.sync.sync_once import self_description
from checkin.i18n.countries import search_words
from checkin.store.open_course import OpenCourse, open_course
from checkin.store.queries import open_questions
from checkin.store.queries.attendance import figures_digest
from checkin.store.record import HubClock
from checkin.store.sync import publication
from checkin.store.sync.vectors import ChangeDetector
from checkin.system.clock import SYSTEM_CLOCK, Clock

# Seconds: between two looks at the record, between two polls of the hub (while something happens, and else), between
# two counts of the figures.
_LOOK, _SOON, _POLL, _COUNT = 0.005, 1.0, 5.0, 60.0
# How many times as long as the hub took to answer a pull the next one waits at least.
_SHARE = 9
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0
# A pause between two batches, so that a scan at the door finds the record free.
_BETWEEN_BATCHES = 0.01
# Milliseconds: an answer that took longer says too little about the clock; a change that is worth keeping.
_SLOW_ANSWER, _CLOCK_MOVED, _CLOCK_OLD = 2_000, 250, 600_000


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The state of the sync. ``waiting`` is None until the first connection; ``trouble`` is a sentence, or empty.

    ``offset_ms``: what the hub's clock shows more than this one; None while it was not measured.
    """

    reached: bool = False
    waiting: int | None = None
    offset_ms: int | None = None
    trouble: CheckinError | None = None

    @property
    def wrong_clock(self) -> bool:
        """Return True if this clock differs from the hub's by more than a person would overlook."""
        return self.offset_ms is not None and abs(self.offset_ms) > WRONG_CLOCK


@dataclass(slots=True)
class Backoff:
    """The wait before the next try: doubled each time, and a random part less, so that kiosks do not try together."""

    dice: Callable[[], float] = random
    _next: float = field(default=_FIRST_WAIT)

    def seconds(self) -> float:
        """Return the next wait."""
        wait, self._next = self._next, min(self._next * 2, _LONGEST_WAIT)
        return wait * (0.5 + self.dice() / 2)

    def reset(self) -> None:
        """Reset the back-off after a successful connection."""
        self._next = _FIRST_WAIT


class BackgroundSync:
    """Syncs one course with its hub until it is stopped. ``view`` is the current state."""

    def __init__(
        self,
        course: OpenCourse,
        url: str,
        *,
        door: str = "",
        changed: Callable[[], None] = lambda: None,
        viewed: Callable[[SyncStatus], None] = lambda view: None,
        clock: Clock = SYSTEM_CLOCK,
        patience: float = PATIENCE,
        dice: Callable[[], float] = random,
    ) -> None:
        """Prepare the sync.

        ``changed`` is called when events or a roster arrive, ``viewed`` with every new status.
        Both are called in this thread. ``course`` is opened again; its record only learns how far its clock is from
        the hub's.
        """
        self.view = SyncStatus()
        self._folder = course.folder
        self._asking = course.record
        self._url = url
        self._door = door
        self._changed = changed
        self._viewed = viewed
        self._clock = clock
        self._patience = patience
        self._waits = Backoff(dice)
        self._stop = threading.Event()
        self._figures: str | None = None
        self._counted = float("-inf")

    def stop(self) -> None:
        """Stop soon; an interrupted sync is safe to repeat."""
        self._stop.set()

    def run_to_the_end(self) -> None:
        """Run as :meth:`run` does, in a thread: unexpected errors appear in the state, too."""
        try:
            self.run()
        except Exception as error:  # noqa: BLE001 - it ends the exchange, not the door, and the view says so
            reason = f"{type(error).__name__}: {error}"
            stopped = HubError("The sync with the server has stopped ({reason}). Restart the door.", reason=reason)
            self._say(reached=False, trouble=stopped)

    def run(self) -> None:
        """Sync until stopped; to be run in a separate thread. Errors appear in the status, and the sync is retried."""
        while not self._stop.is_set():
            try:
                with open_course(self._folder, clock=self._clock) as course:
                    self._run(course)
            except CheckinError as error:
                self._say(reached=False, trouble=error)
                self._stop.wait(self._waits.seconds())

    def _run(self, course: OpenCourse) -> None:
        exchange: Exchange | None = None
        while not self._stop.is_set():
            try:
                with self._meet(course) as link, self._meet(course) as bell:
                    if exchange is None:
                        exchange = Exchange(
                            course.record,
                            link,
                            countries=search_words,
                            about=self._about(course),
                            between=lambda: self._pause(_BETWEEN_BATCHES),
                        )
                    exchange.hub = link
                    _ConnectedLoop(self, course, exchange, link, bell).stay()
            except HubError as error:
                self._say(reached=False, trouble=error)
            self._wait_away(exchange)

    def _meet(self, course: OpenCourse) -> HubConnection:
        return connect(course.record.conn, course.course, self._url, folder=self._folder.root, patience=self._patience)

    def _pause(self, seconds: float) -> None:
        self._stop.wait(seconds)

    def _wait_away(self, exchange: Exchange | None) -> None:
        """Wait for the next try, and keep counting the events that wait here."""
        rest = self._waits.seconds()
        while rest > 0 and not self._stop.wait(min(1.0, rest)):
            rest -= 1.0
            if exchange is not None:
                with suppress(RecordError):
                    exchange.refresh()
                    self._say(waiting=exchange.waiting)

    def _about(self, course: OpenCourse) -> Callable[[Exchange], KioskReport]:
        describe = self_description(self._folder, self._door)

        def about(exchange: Exchange) -> KioskReport:
            with course.record.reading() as conn:
                held = publication.current(conn)
            return replace(
                describe(exchange),
                offset_ms=self.view.offset_ms,
                vector=f"{exchange.digest()} {held.digest if held else ''}",
                figures=self._figures,
            )

        return about

    def _say(self, **news: object) -> None:
        view = replace(self.view, **news)  # type: ignore[arg-type]
        if view != self.view:
            self.view = view
            self._viewed(view)


class _ConnectedLoop:
    """The sync over one connection, until the connection is lost."""

    def __init__(
        self, watch: BackgroundSync, course: OpenCourse, exchange: Exchange, link: HubConnection, bell: HubConnection
    ) -> None:
        self._watch = watch
        self._record = course.record
        self._rosters = Rosters(course.folder, course.record, countries=search_words)
        self._exchange = exchange
        self._link = link
        self._bell = bell
        self._settled = ("", "")
        self._reported = float("-inf")
        self._trouble: dict[str, CheckinError] = {}
        self._notice: CheckinError | None = None

    def stay(self) -> None:
        """Sync until stopped. Raises :class:`HubUnreachableError` when the connection is lost."""
        self._bell.subscribe()
        pulse = ChangeDetector(self._record.path)
        try:
            self._poll(first=True)
            self._watch._waits.reset()
            polled, rang, quiet_until = self._seconds(), False, 0.0
            while not self._watch._stop.is_set():
                rang = self._rings(_LOOK) or rang
                if pulse.changed():
                    self._do("up", self._up)
                now = self._seconds()
                soon = rang and now >= quiet_until
                if soon:
                    rang = False
                    self._do("down", self._down)
                    # A slow hub is asked less often: nine tenths of its time are for the other stations.
                    quiet_until = self._seconds() + min(_POLL, _SHARE * self._exchange.pull_ms / 1000)
                if now - polled >= (_SOON if soon else _POLL):
                    self._poll(first=False)
                    polled = self._seconds()
        finally:
            pulse.close()

    def _rings(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._bell.fileno()], [], [], seconds)
        return bool(ready) and self._bell.notified(ignored=self._link.process)

    def _poll(self, *, first: bool) -> None:
        """Ask for the clock, the digest and the roster; exchange everything where they differ."""
        state = self._ask()
        rosters = (state.revision_digest, self._unpublished())
        if first or rosters != self._settled:
            self._do("roster", self._settle)
            # A conflict is not asked about again before one of the two moves; whatever else failed may go better.
            if isinstance(self._trouble.get("roster"), (RosterConflictError, NoneType)):
                self._settled = (state.revision_digest, self._unpublished())
        self._exchange.refresh()
        if first or state.digest != self._exchange.digest() or self._trouble:
            self._do("meet", self._exchange.fetch_vector)
            self._do("up", self._up)
            self._do("down", self._down)
        self._count()
        if self._seconds() - self._reported >= _POLL:
            self._do("report", self._exchange.report)
            self._reported = self._seconds()
        self._say()

    def _ask(self) -> PeerState:
        clock = self._watch._clock
        before, began = clock.now(), clock.monotonic_ms()
        state = self._link.state()
        took = clock.monotonic_ms() - began
        if 0 <= took <= _SLOW_ANSWER:
            self._measured(round(state.now - before.timestamp() * 1000 - took / 2))
        return state

    def _measured(self, offset_ms: int) -> None:
        now = self._watch._clock.monotonic_ms()
        held = self._record.hub_clock
        moved = held is None or abs(held.offset_ms - offset_ms) > _CLOCK_MOVED
        if moved or (held is not None and now - held.measured_ms > _CLOCK_OLD):
            with suppress(RecordError):
                self._record.remember_hub_clock(offset_ms)
        self._watch._asking.hub_clock = HubClock(offset_ms, now)
        self._watch._say(offset_ms=offset_ms)

    def _unpublished(self) -> str:
        with self._record.reading() as conn:
            return publication.unpublished(conn) if self._link.may_publish else ""

    def _settle(self) -> None:
        settled = self._rosters.settle(self._link)
        if settled.step.changes_here:
            self._watch._changed()
        if settled.notice:
            self._notice = HubError(settled.notice)

    def _up(self) -> None:
        done = ExchangeResult()
        self._exchange.push(done)
        self._say()
        _raise_first(done)

    def _down(self) -> None:
        done = ExchangeResult()
        try:
            self._exchange.pull(done)
        finally:
            if done.taken:
                self._watch._changed()
        _raise_first(done)

    def _count(self) -> None:
        """Compare digests of the figures now and then, to find kiosks that count differently after a full exchange."""
        watch = self._watch
        if self._exchange.waiting or self._trouble or self._seconds() - watch._counted < _COUNT:
            return
        began = self._seconds()
        with suppress(RecordError), self._record.reading() as conn:
            watch._figures = figures_digest(conn)
        self._do("differing", self._compare)
        # Of a large record it takes a while: never more than a tenth of the time.
        watch._counted = self._seconds() + 9 * (self._seconds() - began)

    def _compare(self) -> None:
        """Store for the director which kiosks hold the same events and count differently."""
        found = differing(self._link.kiosks())
        with self._record.reading() as conn:
            known = open_questions.differing(conn)
        if found != known:
            with self._record.writing() as writing:
                open_questions.remember_differing(writing.conn, found)

    def _do(self, what: str, act: Callable[[], None]) -> None:
        """Run one part of the sync. A failure stops no other part unless the connection is lost."""
        try:
            act()
            self._trouble.pop(what, None)
        except HubUnreachableError:
            raise
        except CheckinError as error:
            self._trouble[what] = error

    def _say(self) -> None:
        trouble = next(iter(self._trouble.values()), self._notice)
        self._watch._say(reached=True, waiting=self._exchange.waiting, trouble=trouble)

    def _seconds(self) -> float:
        return self._watch._clock.monotonic_ms() / 1000


def _raise_first(done: ExchangeResult) -> None:
    """Raise the first rejected segment's error, if any. All other events were exchanged."""
    if done.trouble:
        raise done.trouble[0]
