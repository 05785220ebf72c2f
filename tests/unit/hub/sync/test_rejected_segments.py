"""What cannot be exchanged of one segment: set aside with its reason, said once, and tried again when it moves."""

from collections.abc import Iterator, Sequence

import pytest
from tests.unit.hub.conftest import ClockOf, Place
from tests.unit.hub.fake import FakeHub, Line

from checkin.core.events import Event, Kind, NewEvent
from checkin.hub.sync.exchange import Exchange, ExchangeResult
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record
from checkin.store.sync import vectors as ends
from checkin.store.sync.vectors import ChangeDetector, segments_behind, segments_since, vector


def note(record: Record, text: str = "x", count: int = 1) -> list[Event]:
    with record.writing() as writing:
        return [writing.append(NewEvent(kind=Kind.NOTE, reason=text)) for _ in range(count)]


def foreign(count: int = 3, segment: str = "f" * 32) -> list[Event]:
    """A whole segment of somebody else."""
    events: list[Event] = []
    for seq in range(1, count + 1):
        event = Event(
            segment=segment,
            seq=seq,
            event_id=f"foreign-{seq}",
            kind="note",
            session=None,
            participant=None,
            code=None,
            verdict=None,
            how=None,
            at="2026-03-09T12:00:00.000Z",
            tz="+00:00",
            mono=0,
            hub_offset=None,
            hub_offset_age=None,
            ref=None,
            reason=None,
            actor=None,
            door=None,
            roster_rev=None,
            facts=None,
        )
        events.append(event._replace(hash=event.chained(events[-1].hash if events else segment)))
    return events


@pytest.fixture
def hub() -> FakeHub:
    return FakeHub()


@pytest.fixture
def course(place: Place, clock_of: ClockOf) -> Iterator[OpenCourse]:
    return place.loaded(clock_of(1))  # type: ignore[return-value]


def whole(course: OpenCourse, hub: FakeHub) -> ExchangeResult:
    return Exchange(course.record, Line(hub), countries=str).run()


def aside(course: OpenCourse) -> list[tuple[str, int, str]]:
    return [(one.direction, one.seq, one.reason) for one in ends.rejected_segments(course.record.conn)]


def test_a_changed_event_is_set_aside_and_the_rest_comes_in(course: OpenCourse, hub: FakeHub) -> None:
    events = foreign()
    hub.segments = {
        "f" * 32: [events[0], events[1]._replace(reason="forged"), events[2]],
        "e" * 32: foreign(2, "e" * 32),
    }
    hub.segments["e" * 32] = [one._replace(event_id=f"e{one.seq}") for one in hub.segments["e" * 32]]
    previous = "e" * 32
    for place, one in enumerate(hub.segments["e" * 32]):
        hub.segments["e" * 32][place] = one = one._replace(hash=one.chained(previous))
        previous = one.hash
    done = whole(course, hub)
    assert done.taken == 3
    assert aside(course) == [("in", 2, "does not continue its chain; it was changed on the way")]
    assert "It was rejected" in str(done.trouble[0])


def test_it_is_said_once_and_not_tried_before_it_moves(course: OpenCourse, hub: FakeHub) -> None:
    events = foreign()
    hub.segments = {"f" * 32: [events[0], events[1]._replace(reason="forged")]}
    whole(course, hub)
    again = whole(course, hub)
    assert (again.taken, again.trouble) == (0, [])


def test_it_is_tried_again_when_it_has_moved(course: OpenCourse, hub: FakeHub) -> None:
    events = foreign()
    hub.segments = {"f" * 32: [events[0], events[1]._replace(reason="forged")]}
    for _ in range(3):
        whole(course, hub)
    hub.segments["f" * 32] = list(events)
    done = whole(course, hub)
    assert (done.taken, done.trouble, aside(course)) == (2, [], [])


def test_an_unreadable_event_is_set_aside(course: OpenCourse, hub: FakeHub) -> None:
    hub.segments = {"f" * 32: [foreign()[0]._replace(at="yesterday")]}
    whole(course, hub)
    assert aside(course) == [("in", 1, "does not continue its chain; it was changed on the way")]


def test_an_event_without_the_form_of_one_is_set_aside_with_its_segment(course: OpenCourse, hub: FakeHub) -> None:
    hub.segments = {"f" * 32: [foreign()[0]._replace(hash="x")]}
    whole(course, hub)
    assert aside(course) == [("in", 1, "has a segment or a hash that is none")]


def test_what_the_hub_refuses_of_one_segment_holds_up_no_other(course: OpenCourse, hub: FakeHub) -> None:
    note(course.record)
    whole(course, hub)
    first = note(course.record)[0]
    course.record._segment = None  # as a program that was started again
    second = note(course.record)[0]
    hub.segments[first.segment] = foreign(1, first.segment)
    note(course.record)
    done = whole(course, hub)
    assert {one[0] for one in aside(course)} >= {"out"}
    assert hub.segments[second.segment][-1].hash
    assert done.sent == 2


def test_a_text_that_no_database_takes_is_made_one_when_it_is_recorded(course: OpenCourse, hub: FakeHub) -> None:
    assert note(course.record, "a\0b")[0].reason == "ab"
    assert whole(course, hub).trouble == []


def test_the_vector_is_found_without_counting_every_event(course: OpenCourse) -> None:
    note(course.record, count=3)
    course.record._segment = None
    note(course.record, count=2)
    conn = course.record.conn
    counted = dict(conn.execute("SELECT segment, count(*) FROM events GROUP BY segment").fetchall())
    assert vector(conn) == counted
    plan = " ".join(
        str(tuple(row))
        for row in conn.execute(
            "EXPLAIN QUERY PLAN SELECT segment FROM events WHERE segment > ? ORDER BY segment LIMIT 1", ("",)
        )
    )
    assert "COVERING INDEX" in plan


def test_what_came_since_is_found_by_arrival(course: OpenCourse) -> None:
    arrival, _ = segments_since(course.record.conn, 0)
    fresh = note(course.record, count=2)
    assert segments_since(course.record.conn, arrival) == (arrival + 2, {fresh[0].segment: fresh[-1].seq})


def test_finding_what_came_since_reads_no_older_event(course: OpenCourse) -> None:
    note(course.record, count=400)
    steps = []
    course.record.conn.set_progress_handler(lambda: steps.append(1), 100)
    segments_since(course.record.conn, event_log.count(course.record.conn) - 1)
    course.record.conn.set_progress_handler(None, 0)
    assert len(steps) < 3


def test_what_is_recorded_during_a_pull_is_known_after_it(course: OpenCourse, hub: FakeHub) -> None:
    class Busy(Line):
        def pull(self, vector: ends.Vector, limit: int) -> Sequence[Event]:
            note(course.record)
            return super().pull(vector, limit)

    hub.segments["f" * 32] = foreign()
    made = Exchange(course.record, Busy(hub), countries=str)
    made.pull(ExchangeResult())
    assert made.events == event_log.count(course.record.conn)


def test_which_segments_lack_something() -> None:
    assert segments_behind({"a": 2, "b": 1, "c": 3}, {"a": 2, "c": 1}) == ["b", "c"]


def test_the_pulse_tells_when_anybody_wrote(course: OpenCourse) -> None:
    pulse = ChangeDetector(course.record.path)
    try:
        assert pulse.changed()
        assert not pulse.changed()
        note(course.record)
        assert pulse.changed()
        assert not pulse.changed()
    finally:
        pulse.close()


def test_the_last_event_to_undo_is_one_of_here(course: OpenCourse, hub: FakeHub) -> None:
    own = note(course.record)[0]
    hub.segments = {"f" * 32: foreign()}
    whole(course, hub)
    assert event_log.last_undoable(course.record.conn) == own.event_id
