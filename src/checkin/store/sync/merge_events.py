"""Merge events of other kiosks: a set union in which every segment stays a prefix without gaps."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter

from checkin.core.errors import RecordError
from checkin.core.event_batch import have_content, is_unbroken
from checkin.core.event_rules import content_fault
from checkin.core.events import FIELDS, Event, Kind, validate_event
from checkin.core.text import EnglishText, TranslatableText
from checkin.store.invalid_events import DOUBLED_ID, insert_events, rejected
from checkin.store.recheck_events import void_doubled
from checkin.store.roster.event_people import apply_events, rebuild_event_people


@dataclass(frozen=True, slots=True)
class Refusal:
    """The first event of a segment that could not be merged, and why. The events after it wait."""

    segment: str
    seq: int
    reason: str

    def sentence(self) -> TranslatableText:
        """Return the event and the reason in words."""
        return rejected(self.segment, self.seq, self.reason)


class DoubledIdError(Exception):
    """An event has the id of another: a merge that did not look for that is to be made again, and to look."""


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What a merge did: how many events are new here, and what was refused, at most once a segment.

    ``set_aside`` events break the rules of their kind, or have the id of another. They are kept and passed on, and
    count for nothing.
    """

    added: int = 0
    refused: tuple[Refusal, ...] = ()
    set_aside: int = 0


def merge(conn: sqlite3.Connection, events: Iterable[Event], *, countries: Callable[[str], str]) -> int:
    """Insert the events that are not here yet; the caller holds a transaction. Return how many they were.

    Raise :class:`RecordError` when an event does not continue its segment: it was changed, or one before it is
    missing. ``countries`` gives the words by which a person who was added elsewhere may be searched.
    """
    try:
        known = [validate_event({name: getattr(event, name) for name in FIELDS}) for event in events]
    except ValueError as error:
        raise RecordError("An entry {reason}. Nothing was imported.", reason=EnglishText(error)) from error
    taken = merge_valid(conn, check_events(known), countries=countries)
    if taken.refused:
        raise RecordError("{refusal}. Nothing was imported.", refusal=taken.refused[0].sentence())
    return taken.added


@dataclass(frozen=True, slots=True)
class CheckedEvents:
    """Events in the order of their segments, with what is known of them before anybody has to wait for the record.

    ``unbroken`` are the segments whose events here have consecutive numbers and the right hashes, but for the first's.
    ``faults`` is what is wrong in the content of an event, by segment and number, where anything is.
    """

    events: Sequence[Event]
    unbroken: frozenset[str]
    faults: Mapping[tuple[str, int], str]

    def parts(self, size: int) -> list["CheckedEvents"]:
        """Return the same events in parts of so many, in their order."""
        return [replace(self, events=self.events[start : start + size]) for start in range(0, len(self.events), size)]

    def without(self, segments: Collection[str]) -> "CheckedEvents":
        """Return the events of all other segments."""
        return replace(self, events=[event for event in self.events if event.segment not in segments])


def check_events(events: Iterable[Event]) -> CheckedEvents:
    """Check the chain and the content of events, as far as they themselves show it: most of the work of a merge."""
    found = sorted(events, key=_place)
    unbroken = frozenset(segment for segment, run in groupby(found, _segment) if is_unbroken(list(run)))
    if have_content(found):
        return CheckedEvents(found, unbroken, {})
    return CheckedEvents(found, unbroken, {_place(event): fault for event in found if (fault := content_fault(event))})


def merge_valid(
    conn: sqlite3.Connection, checked: CheckedEvents, *, countries: Callable[[str], str], look: bool = True
) -> MergeResult:
    """Merge as :func:`merge` does. What cannot be merged of one segment stops no other, and is returned.

    Without ``look`` doubled ids are not looked for, which is quicker: the table refuses them, and
    :class:`DoubledIdError` is raised. The transaction is then to be rolled back.
    """
    run = _Run(conn, look)
    for segment, found in groupby(checked.events, _segment):
        run.follow(segment, list(found), unbroken=segment in checked.unbroken)
    voided = void_doubled(conn, run.displaced)
    try:
        usable = insert_events(conn, run.fresh, {**checked.faults, **run.doubled})
    except sqlite3.IntegrityError:
        if look:
            raise
        raise DoubledIdError from None
    conn.executemany(
        "INSERT OR IGNORE INTO elsewhere (segment) VALUES (?)", [(one.segment,) for one in run.fresh if one.seq == 1]
    )
    apply_events(conn, usable, countries)
    if not {event.kind for event in voided}.isdisjoint((Kind.ADD, Kind.REISSUE)):
        rebuild_event_people(conn, countries)
    return MergeResult(len(run.fresh), tuple(run.refused), len(run.fresh) - len(usable) + len(voided))


_segment, _place = attrgetter("segment"), attrgetter("segment", "seq")
Place = tuple[str, int]  # a segment and a number


@dataclass
class _Run:
    """One merge in progress: what is new and proven, and what is not."""

    conn: sqlite3.Connection
    look: bool
    fresh: list[Event] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    doubled: dict[Place, str] = field(default_factory=dict)
    displaced: list[Place] = field(default_factory=list)  # of events here whose id an event of this merge takes
    _ids: dict[str, Place] = field(default_factory=dict)  # that an event here has, or one of this merge

    def follow(self, segment: str, events: Sequence[Event], *, unbroken: bool) -> None:
        """Check one segment from its end here, as far as its chain holds."""
        seq, chained = end(self.conn, segment)
        first = events[0]
        follows = unbroken and first.seq == seq + 1 and first.chained(chained) == first.hash
        if follows and not self.look:
            self.fresh += events
            return
        ids = [event.event_id for event in events if event.seq > seq]
        self._ids |= self._known(ids)
        new = set(ids)
        if follows and len(new) == len(events) and self._ids.keys().isdisjoint(new):
            self.fresh += events
            self._ids.update(zip(ids, map(_place, events), strict=True))
        else:
            self._follow_each(segment, events, seq, chained)

    def _follow_each(self, segment: str, events: Sequence[Event], seq: int, chained: str) -> None:
        told: dict[int, str] = {}  # what this merge itself brought, by number
        for event in events:
            if event.seq <= seq:
                same = (told.get(event.seq) or self._held(event)) == event.hash
                reason = "" if same else "is another event than the one that is here under its number"
            elif event.seq != seq + 1:
                reason = f"comes after a gap: this record ends at {seq} there"
            elif event.chained(chained) != event.hash:
                reason = "does not continue its chain; it was changed on the way"
            else:
                self._claim_id(event)
                self.fresh.append(event)
                seq, chained = event.seq, event.hash
                told[seq] = chained
                continue
            if reason:
                self.refused.append(Refusal(segment, event.seq, reason))
                return

    def _claim_id(self, event: Event) -> None:
        """Let the event with the lowest place have an id that several have; the others count for nothing.

        The rule asks for no order of arrival, so that all stations agree. Nobody's segment is held up.
        """
        place = _place(event)
        held = self._ids.get(event.event_id, place)
        if held < place:
            self.doubled[place] = DOUBLED_ID
            return
        if held > place:  # it came earlier, so it is not of this merge
            self.displaced.append(held)
        self._ids[event.event_id] = place

    def _held(self, event: Event) -> str | None:
        row = self.conn.execute(
            "SELECT hash FROM events WHERE segment = ? AND seq = ?", (event.segment, event.seq)
        ).fetchone()
        return row["hash"] if row else None

    def _known(self, ids: Sequence[str]) -> dict[str, Place]:
        """Return which of these ids an event here has, and its place, in one query."""
        rows = self.conn.execute(
            "SELECT event_id, segment, seq FROM events WHERE event_id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        )
        return {row[0]: (row[1], row[2]) for row in rows}


def end(conn: sqlite3.Connection, segment: str) -> tuple[int, str]:
    """Return the number and hash of a segment's last event here; without one, 0 and the segment's id."""
    row = conn.execute(
        "SELECT seq, hash FROM events WHERE segment = ? ORDER BY seq DESC LIMIT 1", (segment,)
    ).fetchone()
    return (row["seq"], row["hash"]) if row else (0, segment)
