"""Figures that are kept up to date after every act, and figures worked out from all events."""

from collections.abc import Callable

import pytest
from tests.conftest import HandClock
from tests.unit.store.test_presence import ACTS

from checkin.attendance import live_figures
from checkin.attendance.live_figures import LiveFigures
from checkin.attendance.session_changes import SessionChanges
from checkin.attendance.summary import PersonAttendance, attendance_by_person, session_counts
from checkin.core.course import Participant
from checkin.door.scan import Door
from checkin.store.open_course import OpenCourse
from checkin.store.roster import edition

Find = Callable[[str], Participant]


def shown(found: list[PersonAttendance]) -> list[object]:
    return [(one.person, one.figures, one.rows) for one in found]


def test_live_figures_agree_with_all_events_after_every_act(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    live, door = LiveFigures(), Door(open_course.record, open_course.course, name="Hall")
    ana, jean = person("Ana"), person("Jean")
    close = ("a closing", lambda course, door, ana, jean: SessionChanges.of(course).close("s1", "absent", early=True))
    later = ("the session is over", lambda course, door, ana, jean: hand_clock.set("13:00"))
    for what, act in (*ACTS, close, later):
        hand_clock.forward(1)
        act(open_course, door, ana, jean)
        with open_course.record.reading() as conn:
            now = open_course.record.clock.now()
            found, counts = live.read(conn, open_course.course, now)
            whole = attendance_by_person(conn, open_course.course, now)
            assert shown(list(found)) == shown(whole), what
            assert counts == session_counts(conn, whole), what


def test_a_scan_does_not_compute_everybody_again(
    open_course: OpenCourse, person: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, door = LiveFigures(), Door(open_course.record, open_course.course, name="Hall")
    now = open_course.record.clock.now()
    with open_course.record.reading() as conn:
        live.read(conn, open_course.course, now)
    monkeypatch.setattr(live_figures, "attendance_by_person", None)
    door.scan(person("Ana").code)
    with open_course.record.reading() as conn:
        found, _ = live.read(conn, open_course.course, now)
    assert [one.figures.attended for one in found if one.person.name == "Ana Núñez"] == [1]


def test_a_list_that_came_without_an_event_is_read_again(open_course: OpenCourse, person: Find) -> None:
    live, now = LiveFigures(), open_course.record.clock.now()
    with open_course.record.reading() as conn:
        live.read(conn, open_course.course, now)
    with open_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET name = 'Ana Torres' WHERE id = ?", (person("Ana").id,))
        edition.raise_revision(writing.conn)
    with open_course.record.reading() as conn:
        found, _ = live.read(conn, open_course.course, now)
    assert "Ana Torres" in [one.person.name for one in found]
