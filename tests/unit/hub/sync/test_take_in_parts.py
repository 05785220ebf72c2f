"""Taking in: large transactions in parts, which end as soon as a scan waits, and are whole or not there."""

import shutil
import threading
from collections.abc import Callable

import pytest
from tests.unit.hub.conftest import ClockOf, Place
from tests.unit.hub.fake import FakeHub, Line

from checkin.core.errors import HubError
from checkin.core.events import Kind, NewEvent
from checkin.hub.sync import exchange as exchanging
from checkin.hub.sync.exchange import BatchSize, Exchange, ExchangeResult
from checkin.hub.sync.meanwhile import meanwhile
from checkin.store import event_log
from checkin.store.invalid_events import invalid_events
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record
from checkin.store.sync import merge_events, vectors

PART, NEW = 3, 24  # a transaction holds up to ten parts


def stations(place: Place, clock_of: ClockOf) -> tuple[FakeHub, OpenCourse]:
    """A server with new events, and a station that lacks them."""
    hub, one = FakeHub(), place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    with one.record.writing() as writing:
        for _ in range(NEW):
            writing.append(NewEvent(kind=Kind.NOTE))
    Exchange(one.record, Line(hub), countries=str).run()
    return hub, other


def take_in(hub: FakeHub, course: OpenCourse) -> ExchangeResult:
    made = Exchange(course.record, Line(hub), countries=str)
    made._asked.events = made._merged.events = 10 * PART
    return made.run()


def after_part(number: int, act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Do something when so many parts are merged, and not yet on disk. Return the sizes of all parts."""
    merged: list[int] = []

    def merge_valid(*given: object, **named: object) -> object:
        taken = merge_events.merge_valid(*given, **named)  # type: ignore[arg-type]
        merged.append(taken.added)
        if len(merged) == number:
            act()
        return taken

    monkeypatch.setattr(exchanging, "BATCH", PART)
    monkeypatch.setattr(exchanging, "merge_valid", merge_valid)
    return merged


@pytest.mark.parametrize("number", [1, 4])
def test_a_scan_that_comes_meanwhile_waits_for_one_part(
    place: Place, clock_of: ClockOf, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    hub, course = stations(place, clock_of)
    held = event_log.count(course.record.conn)

    def scan() -> None:
        with door.writing() as writing:
            writing.append(NewEvent(kind=Kind.NOTE, actor="door"))

    with Record.open(course.record.path, clock=clock_of(3).clock()) as door:
        waiting = threading.Thread(target=scan)

        def come() -> None:
            waiting.start()
            while not course.record.is_wanted():
                assert waiting.is_alive()

        merged = after_part(number, come, monkeypatch)
        assert take_in(hub, course).taken == NEW
        waiting.join(30)
    (arrival,) = course.record.conn.execute("SELECT arrival FROM events WHERE actor = 'door'").fetchone()
    assert (arrival - held - 1, merged) == (number * PART, [PART] * (NEW // PART))


def test_without_a_scan_all_parts_are_one_transaction(
    place: Place, clock_of: ClockOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, course = stations(place, clock_of)
    seen: list[int] = []

    def look() -> None:
        with course.record.reading() as conn:
            seen.append(event_log.count(conn))

    held = event_log.count(course.record.conn)
    after_part(NEW // PART, look, monkeypatch)
    take_in(hub, course)
    assert seen == [held]


@pytest.mark.parametrize(("wanted", "whole"), [(False, 0), (True, 3 * PART)])
def test_a_station_killed_between_two_parts_has_whole_transactions(
    place: Place, clock_of: ClockOf, monkeypatch: pytest.MonkeyPatch, wanted: bool, whole: int
) -> None:
    """The files as they are at that moment are what a killed program leaves."""
    hub, course = stations(place, clock_of)
    held = event_log.count(course.record.conn)
    left = place.folder("left")

    def leave() -> None:
        for file in course.record.path.parent.glob("checkin.db*"):
            shutil.copy(file, left.root / file.name)

    monkeypatch.setattr(Record, "is_wanted", lambda record: wanted)
    after_part(4, leave, monkeypatch)
    take_in(hub, course)
    monkeypatch.undo()
    again = place.open(left, clock_of(3))
    assert event_log.count(again.record.conn) == held + whole
    assert not list(event_log.broken_chains(again.record.conn))
    assert take_in(hub, again).taken == NEW - whole


def test_of_a_refused_segment_no_later_part_is_merged(
    place: Place, clock_of: ClockOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, course = stations(place, clock_of)
    segment, events = max(hub.segments.items(), key=lambda one: len(one[1]))
    hub.segments[segment] = [event._replace(reason="x") if event.seq == 5 else event for event in events]
    merged = after_part(0, lambda: None, monkeypatch)
    done = take_in(hub, course)
    assert (done.taken, len(done.trouble), sum(merged)) == (4, 1, 4)
    assert [one.seq for one in vectors.rejected_segments(course.record.conn)] == [5]


def test_the_next_events_are_not_those_behind_a_refused_one(
    place: Place, clock_of: ClockOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were asked for in advance: what was received for the wrong place is thrown away."""
    hub, course = stations(place, clock_of)
    segment, events = max(hub.segments.items(), key=lambda one: len(one[1]))
    hub.segments[segment] = [event._replace(reason="x") if event.seq == 5 else event for event in events]
    other = place.copy_of(course, clock_of(4))
    with other.record.writing() as writing:
        late = [writing.append(NewEvent(kind=Kind.NOTE)) for _ in range(NEW)]
    hub.segments[late[0].segment] = late
    monkeypatch.setattr(exchanging, "BATCH", PART)
    done = Exchange(course.record, Line(hub), countries=str).run()
    assert len(done.trouble) == 1
    assert done.taken == 4 + NEW


@pytest.mark.parametrize(
    ("times", "size"), [([10], 600), ([10] * 9, 3_000), ([10] * 9 + [90], 3_000), ([10] * 9 + [90, 90], 1_500)]
)
def test_one_slow_commit_does_not_shrink_a_transaction(times: list[int], size: int) -> None:
    batch = BatchSize()
    for took in times:
        batch.adapt(took)
    assert batch.events == size


def test_a_doubled_id_counts_once_wherever_it_comes(
    place: Place, clock_of: ClockOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked for only when the table refuses it: then everything of that transaction is merged again."""
    hub, course = stations(place, clock_of)
    events = max(hub.segments.values(), key=len)
    twice = [event for event in events if event.kind == Kind.NOTE]
    copied, before = [], "f" * 32
    for number, event in enumerate(twice[:2] + twice[-1:], 1):
        event = event._replace(segment="f" * 32, seq=number)
        copied.append(event._replace(hash=event.chained(before)))
        before = copied[-1].hash
    hub.segments["f" * 32] = copied
    merged = after_part(0, lambda: None, monkeypatch)
    done = take_in(hub, course)
    assert (done.taken, done.set_aside, done.trouble) == (NEW + 3, 3, [])
    assert sum(merged) > NEW + 3
    assert [(one.segment, one.seq) for one in invalid_events(course.record.conn)] == [("f" * 32, n) for n in (1, 2, 3)]


def test_the_end_of_a_program_does_not_wait_for_a_server_that_is_asked_in_advance() -> None:
    with meanwhile(lambda: threading.current_thread().daemon) as ahead:
        pass
    assert ahead is not None
    assert ahead()


def test_an_error_of_what_is_done_in_advance_is_raised_where_its_result_is_asked_for() -> None:
    def fail() -> None:
        raise HubError("The server said no.")

    with meanwhile(fail) as ahead:
        pass
    assert ahead is not None
    with pytest.raises(HubError, match="said no"):
        ahead()
