"""The list for an evacuation: who was seen since when, over midnight too, and who has left."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.conftest import COURSE, HandClock

from checkin.core.course import Participant
from checkin.door.scan import Door
from checkin.exports.paper_lists import emergency
from checkin.intake.load import load
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse, open_course
from checkin.store.roster import participants

NIGHT = "id,starts_at,ends_at,title,room\nn,2026-03-09T22:30,2026-03-10T02:00,Night,Hall\n"


@pytest.fixture
def night(course_folder: CourseFolder, hand_clock: HandClock) -> Iterator[OpenCourse]:
    """A session from 22:30 to 02:00, recording exits; it is 22:35."""
    rules = COURSE.replace("late_after = 15", "late_after = 15\nexits = true").replace('"es"', '"en"')
    course_folder.course_file.write_text(rules, encoding="utf-8")
    (course_folder.root / "programme.csv").write_text(NIGHT, encoding="utf-8")
    hand_clock.time = datetime(2026, 3, 10, 1, 35, tzinfo=UTC)
    with open_course(course_folder, clock=hand_clock.clock()) as course:
        load(course)
        yield course


def code(course: OpenCourse, name: str) -> str:
    found: Callable[[Participant], bool] = lambda person: person.name.startswith(name)  # noqa: E731
    return next(filter(found, participants.roster(course.record.conn))).code


def seen(course: OpenCourse) -> list[tuple[str, str]]:
    return [(row[1].split()[0] if row[1] else "", row[3]) for row in emergency(course).rows]


def test_after_midnight_those_of_the_running_session_are_seen(night: OpenCourse, hand_clock: HandClock) -> None:
    Door(night.record, night.course, name="Hall").scan(code(night, "Jean"))
    hand_clock.time += timedelta(hours=2)
    assert dict(seen(night))["Jean"] == "Mon 9 Mar 22:35"
    assert dict(seen(night))["Ana"] == ""


def test_those_who_have_left_are_a_group_of_their_own(night: OpenCourse, hand_clock: HandClock) -> None:
    door = Door(night.record, night.course, name="Hall")
    for name in ("Jean", "Ana"):
        door.scan(code(night, name))
    hand_clock.time += timedelta(minutes=20)
    door.is_exit = True
    door.scan(code(night, "Ana"))
    rows = seen(night)
    assert rows[-2:] == [("Have", ""), ("Ana", "left 22:55")]
    assert ("Jean", "22:35") in rows[:-2]


def test_the_day_before_is_not_today(night: OpenCourse, hand_clock: HandClock) -> None:
    Door(night.record, night.course, name="Hall").scan(code(night, "Jean"))
    hand_clock.time += timedelta(days=2)
    assert dict(seen(night))["Jean"] == ""
