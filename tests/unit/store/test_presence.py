"""Who is in, counted on after every act, and counted again from all events."""

from collections.abc import Callable

import pytest
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.door.scan import Door
from checkin.store.open_course import OpenCourse
from checkin.store.queries import presence as presence_queries
from checkin.store.queries.attendance import sessions
from checkin.store.queries.presence import PresenceCounter

Find = Callable[[str], Participant]
ACTS = (
    ("a scan", lambda course, door, ana, jean: door.scan(ana.code)),
    ("a mark", lambda course, door, ana, jean: Corrections.of(course).mark(jean.code, "s1", "present")),
    ("an undo", lambda course, door, ana, jean: Corrections.of(course).undo()),
    ("marked absent", lambda course, door, ana, jean: Corrections.of(course).mark(ana.code, "s1", "absent")),
    ("a scan after it", lambda course, door, ana, jean: door.scan(ana.code)),
    ("an excuse", lambda course, door, ana, jean: Corrections.of(course).excuse(jean.code, "s1")),
    ("a merge", lambda course, door, ana, jean: Corrections.of(course).merge(jean.code, ana.code)),
)


def test_the_counter_agrees_with_all_events_after_every_act(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    counter, door = PresenceCounter(), Door(open_course.record, open_course.course, name="Hall")
    ana, jean = person("Ana"), person("Jean")
    for what, act in ACTS:
        hand_clock.forward(1)
        act(open_course, door, ana, jean)
        with open_course.record.reading() as conn:
            assert counter.read(conn, ["s1"]) == PresenceCounter().read(conn, ["s1"]), what


def test_a_person_let_in_at_a_parallel_session_is_expected_there_as_in_the_tables(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.set("14:35")
    made = Corrections.of(open_course)
    for name in ("Ana", "Soledad"):  # of the other group, and a speaker
        made.mark(person(name).code, "wb", "present", let_in=True)
    with open_course.record.reading() as conn:
        here = PresenceCounter().read(conn, ["wb"])
        row = next(one for one in sessions(conn) if one.session == "wb")
    assert (here.present, len(here.expected), here.guests) == (1, 2, 1)
    assert (row.present, row.expected, row.others) == (1, 2, 1)


def test_a_scan_does_not_make_the_counter_read_everybody_again(
    open_course: OpenCourse, person: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter, door = PresenceCounter(), Door(open_course.record, open_course.course, name="Hall")
    with open_course.record.reading() as conn:
        counter.read(conn, ["s1"])
    monkeypatch.setattr(presence_queries, "read_facts", None)
    door.scan(person("Ana").code)
    with open_course.record.reading() as conn:
        assert counter.read(conn, ["s1"]).came == {person("Ana").id}
