"""A hub in memory, which decides as the functions of the database do, and fails when it is told to."""

import copy
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from checkin.core.errors import HubUnreachableError, StaleRosterError
from checkin.core.events import Event
from checkin.hub.peer import EventRun, KioskReport, PeerState, PushResult, Rejection
from checkin.hub.sync.exchange import digest
from checkin.store.sync.publication import Publication
from checkin.store.sync.vectors import Vector


class FakeHub:
    """The events and rosters of one course. ``checks``: whether a push must continue each segment's prefix."""

    def __init__(self, *, checks: bool = True) -> None:
        self.segments: dict[str, list[Event]] = {}
        self.serial: list[Event] = []  # in the order in which they came
        self.revisions: list[Publication] = []
        self.checks = checks

    def saved(self) -> "FakeHub":
        """A dump of it."""
        return copy.deepcopy(self)

    def restore(self, dump: "FakeHub") -> None:
        """Set it back to a dump."""
        self.segments = {name: list(events) for name, events in dump.segments.items()}
        self.serial = list(dump.serial)
        self.revisions = list(dump.revisions)

    def events(self) -> set[Event]:
        """Everything that it holds."""
        return {event for events in self.segments.values() for event in events}


class Line:
    """A connection of one kiosk to it: it can be cut before or after the next call takes effect."""

    may_publish = True
    may_change_rules = True

    def __init__(self, hub: FakeHub) -> None:
        self._hub = hub
        self.away = False
        self.cut = ""

    def _call(self) -> None:
        if self.away:
            raise HubUnreachableError("The hub is away.")
        if self.cut == "before":
            self.cut = ""
            raise HubUnreachableError("The request was lost.")

    def _answer(self) -> None:
        if self.cut == "after":
            self.cut = ""
            raise HubUnreachableError("The reply was lost.")

    def vector(self) -> dict[str, int]:
        self._call()
        # As PostgreSQL would find it without a prefix check: the highest number.
        return {name: max(event.seq for event in events) for name, events in self._hub.segments.items() if events}

    def state(self) -> PeerState:
        self._call()
        last = self._hub.revisions[-1] if self._hub.revisions else None
        return PeerState(0, digest(self.vector()), last.number if last else 0, last.digest if last else "")

    def push(self, runs: Sequence[EventRun]) -> PushResult:
        self._call()
        counts: dict[str, int] = {}
        refused: list[Rejection] = []
        for run in runs:
            held = self._hub.segments.setdefault(run.segment, [])
            if reason := self._fault(held, run) if self._hub.checks else "":
                refused.append(Rejection(run.segment, run.events[0].seq, reason, len(held)))
            else:
                numbers = {event.seq for event in held}
                fresh = [event for event in run.events if event.seq not in numbers]
                held.extend(fresh)
                self._hub.serial.extend(fresh)
            counts[run.segment] = max((event.seq for event in held), default=0)
        self._answer()
        return PushResult(counts, tuple(refused))

    @staticmethod
    def _fault(held: Sequence[Event], run: EventRun) -> str:
        for event in run.events:
            if event.seq <= len(held) and held[event.seq - 1] != event:
                return "is another event"
        first = run.events[0].seq
        if first > len(held) + 1:
            return "comes after a gap"
        if first == len(held) + 1 and run.previous != (held[-1].hash if held else run.segment):
            return "does not continue the chain"
        return ""

    def pull(self, vector: Vector, limit: int) -> Sequence[Event]:
        self._call()
        lacking = [
            event
            for name in sorted(self._hub.segments)
            for event in sorted(self._hub.segments[name], key=lambda event: event.seq)
            if event.seq > vector.get(name, 0)
        ]
        self._answer()
        return lacking[:limit]

    def pull_since(self, cursor: int) -> tuple[int, Sequence[Event]]:
        """What a cursor over the order of arrival would give: for a mutant."""
        self._call()
        return len(self._hub.serial), self._hub.serial[cursor:]

    def report(self, about: KioskReport) -> None:
        del about
        self._call()

    def notify(self) -> None:
        self._call()

    def revision(self) -> Publication | None:
        self._call()
        return self._hub.revisions[-1] if self._hub.revisions else None

    def publish(self, base: int, publication: Publication) -> int:
        self._call()
        number = self._hub.revisions[-1].number if self._hub.revisions else 0
        if number != base:
            raise StaleRosterError("Another was published.")
        self._hub.revisions.append(replace(publication, number=number + 1))
        self._answer()
        return number + 1


def fingerprint(value: object) -> str:
    """A short word for a large value, to compare many."""
    return hashlib.blake2b(json.dumps(value, default=str).encode(), digest_size=8).hexdigest()
