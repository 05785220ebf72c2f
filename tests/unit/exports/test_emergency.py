"""The list for an evacuation: who is inside, over midnight too, and who has left."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.conftest import COURSE, HandClock

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.door.scan import Door
from checkin.exports.emergency_list import basis, emergency, who_is_inside
from checkin.i18n.translator import get_translator
from checkin.intake.load import load
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse, open_course
from checkin.store.roster import participants
from checkin.store.roster.edition import edition_codes

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


def names(people: tuple[Participant, ...]) -> list[str]:
    return [person.name.split()[0] for person in people]


def last_seen(course: OpenCourse, name: str) -> str:
    return next(row[3] for row in emergency(course).rows if row[0].startswith(name))


def test_after_midnight_those_of_the_running_session_are_inside(night: OpenCourse, hand_clock: HandClock) -> None:
    Door(night.record, night.course, name="Hall").scan(code(night, "Jean"))
    hand_clock.time += timedelta(hours=2)
    found = who_is_inside(night)
    assert names(found.inside) == ["Jean"]
    assert "Ana" in names(found.unseen)
    assert last_seen(night, "Jean") == "Mon 9 Mar 22:35 · Hall"


def test_people_are_in_the_order_of_their_names(night: OpenCourse) -> None:
    for name in ("Jean", "Ana"):
        Door(night.record, night.course, name="Hall").scan(code(night, name))
    assert names(who_is_inside(night).inside) == ["Ana", "Jean"]


@pytest.fixture
def gone(night: OpenCourse, hand_clock: HandClock) -> OpenCourse:
    """Jean and Ana came at 22:35; Ana went out at 22:55."""
    door = Door(night.record, night.course, name="Hall")
    for name in ("Jean", "Ana"):
        door.scan(code(night, name))
    hand_clock.time += timedelta(minutes=20)
    door.is_exit = True
    door.scan(code(night, "Ana"))
    return night


def test_those_who_have_left_are_not_on_the_list_and_named_below_it(gone: OpenCourse) -> None:
    found = emergency(gone)
    assert not any(row[0].startswith("Ana") for row in found.rows)
    assert [text for text in found.after if "Ana" in text and "22:55" in text]


def test_those_who_came_back_are_inside(gone: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.time += timedelta(minutes=5)
    Door(gone.record, gone.course, name="Hall").scan(code(gone, "Ana"))
    assert names(who_is_inside(gone).inside) == ["Ana", "Jean"]


def test_those_who_left_after_the_end_are_not_inside(night: OpenCourse, hand_clock: HandClock) -> None:
    door = Door(night.record, night.course, name="Hall")
    door.scan(code(night, "Jean"))
    hand_clock.time = datetime(2026, 3, 10, 5, 5, tzinfo=UTC)
    door.is_exit = True
    door.scan(code(night, "Jean"))
    assert names(who_is_inside(night).left) == ["Jean"]


def test_a_scan_counts_here_though_the_person_was_marked_absent(night: OpenCourse) -> None:
    Corrections.of(night, actor="V. Paz", reason="test").mark(code(night, "Jean"), "n", "absent")
    Door(night.record, night.course, name="Hall").scan(code(night, "Jean"))
    assert names(who_is_inside(night).inside) == ["Jean"]


def test_a_badge_without_a_name_is_counted(night: OpenCourse) -> None:
    with night.record.reading() as conn:
        codes = edition_codes(conn)
    Door(night.record, night.course, name="Hall").scan(codes.generate(lambda below: 1))
    assert len(who_is_inside(night).nameless) == 1
    assert emergency(night).headings[0] == (0, "Inside now: 1")


def test_the_list_says_how_it_was_worked_out(gone: OpenCourse) -> None:
    found = emergency(gone)
    assert found.subtitle == "As of Monday 9 March 2026, 22:55"
    assert found.before == ["Inside: seen since 00:00 and not scanned out after that."]


def test_without_exits_the_list_says_that_people_who_have_gone_are_on_it(open_course: OpenCourse) -> None:
    assert "no exits" in " ".join(basis(who_is_inside(open_course), open_course.course, get_translator("en")))


def test_the_day_before_is_not_today(night: OpenCourse, hand_clock: HandClock) -> None:
    Door(night.record, night.course, name="Hall").scan(code(night, "Jean"))
    hand_clock.time += timedelta(days=2)
    assert who_is_inside(night).inside == ()


@pytest.mark.parametrize(
    ("now", "inside"),
    [("2026-03-10T03:05", ["Jean"]), ("2026-03-10T10:35", ["Jean"]), ("2026-03-10T13:10", [])],
)
def test_those_of_an_evening_session_are_inside_until_the_next_begins(
    night: OpenCourse, hand_clock: HandClock, now: str, inside: list[str]
) -> None:
    """A session from 22:40 to 23:30 and one from 10:30 on the next day, whose doors open at 10:00."""
    rows = "e,2026-03-09T22:40,2026-03-09T23:30,Evening,Hall\nm,2026-03-10T10:30,2026-03-10T11:00,Morning,Hall\n"
    (night.folder.root / "programme.csv").write_text(NIGHT.partition("\n")[0] + "\n" + rows, encoding="utf-8")
    load(night)
    Door(night.record, night.course, name="Hall").scan(code(night, "Jean"))
    hand_clock.time = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert names(who_is_inside(night).inside) == inside


def test_an_entry_by_hand_is_no_scan(night: OpenCourse) -> None:
    Corrections.of(night).mark(code(night, "Jean"), "n", "present", night.record.clock.now())
    assert last_seen(night, "Jean") == "22:35 · Hall · entered by hand, no scan"
