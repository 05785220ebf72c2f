"""Times that staff type for a paper list: the day of the session, and nothing that cannot be."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.door.desk_steps import choose
from tests.functional.kiosk.interface import kiosk, press, whole_screen
from textual.widgets import Input

from checkin.door.scan import Door
from checkin.intake.load import load
from checkin.kiosk.door.paper_entry_screen import PaperScreen
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse, open_course
from checkin.store.roster import participants

NIGHT = "id,starts_at,ends_at,title,room\nn,2026-03-09T22:30,2026-03-10T02:00,Night,Hall\n"


@pytest.fixture
def night(course_folder: CourseFolder, hand_clock: HandClock) -> Iterator[OpenCourse]:
    """A session from 22:30 to 02:00; it is 01:30."""
    (course_folder.root / "programme.csv").write_text(NIGHT, encoding="utf-8")
    hand_clock.time = datetime(2026, 3, 10, 4, 30, tzinfo=UTC)
    with open_course(course_folder, clock=hand_clock.clock()) as course:
        load(course)
        yield course


def recorded(course: OpenCourse) -> list[tuple[str, str | None]]:
    return [(event.at, event.verdict) for event in event_log.events(course.record.conn) if event.kind == "scan"]


async def type_time(pilot: object, time: str) -> None:
    await choose(pilot, "paper")  # type: ignore[arg-type]
    screen = pilot.app.screen  # type: ignore[attr-defined]
    assert isinstance(screen, PaperScreen)
    screen.query_one("#time", Input).value = time
    await press(pilot, *"jean", "enter")  # type: ignore[arg-type]


@pytest.mark.parametrize("time", ["00:10", "0:10", "0.10", "0h10", "0010"])
async def test_a_time_after_midnight_belongs_to_the_next_day(night: OpenCourse, time: str) -> None:
    async with kiosk(night) as pilot:
        await type_time(pilot, time)
        assert "Tue 10 Mar 00:10" in whole_screen(pilot)
    assert recorded(night) == [("2026-03-10T03:10:00.000Z", "late")]


async def test_the_time_that_was_typed_stays_when_the_language_changes(night: OpenCourse) -> None:
    async with kiosk(night) as pilot:
        await choose(pilot, "paper")
        pilot.app.screen.query_one("#time", Input).value = "00:10"
        await press(pilot, "f9", *"jean", "enter")
    assert recorded(night) == [("2026-03-10T03:10:00.000Z", "late")]


async def test_a_time_that_is_still_to_come_is_refused(night: OpenCourse) -> None:
    async with kiosk(night) as pilot:
        await type_time(pilot, "01:45")
        assert "is still to come" in whole_screen(pilot)
        assert pilot.app.focused is pilot.app.screen.query_one("#time")
    assert recorded(night) == []


@pytest.mark.parametrize(("answer", "count"), [("enter", 0), ("down enter", 1)])
async def test_a_time_before_the_opening_is_asked_about(open_course: OpenCourse, answer: str, count: int) -> None:
    async with kiosk(open_course) as pilot:
        await type_time(pilot, "2026-03-09T07:00")
        assert "1 h 30 min before the door opened" in " ".join(whole_screen(pilot).replace("│", " ").split())
        await press(pilot, *answer.split())
    assert len(recorded(open_course)) == count


@pytest.mark.parametrize("time", ["25:99", "", "soon"])
async def test_what_is_no_time_is_answered_in_the_words_of_the_field(open_course: OpenCourse, time: str) -> None:
    async with kiosk(open_course) as pilot:
        await type_time(pilot, time)
        assert "Write it like 09:05" in whole_screen(pilot)
        assert pilot.app.focused is pilot.app.screen.query_one("#time")
    assert recorded(open_course) == []


@pytest.mark.parametrize(
    ("keys", "count"),
    [("enter", 0), ("tab tab enter", 0), ("enter enter", 1), ("down enter", 1)],
    ids=["enter", "the button", "enter twice", "down"],
)
async def test_who_is_only_near_is_recorded_when_chosen(open_course: OpenCourse, keys: str, count: int) -> None:
    async with kiosk(open_course) as pilot:
        await choose(pilot, "paper")
        await press(pilot, *"zoe saintx")
        assert "Nobody found. The nearest:" in whole_screen(pilot)
        await press(pilot, *keys.split())
    assert len(recorded(open_course)) == count


@pytest.mark.parametrize(("times", "verdict"), [((), "already"), (("08:00", "09:00"), "present")])
async def test_a_late_scan_stands_unless_a_time_is_typed(
    open_course: OpenCourse, hand_clock: HandClock, times: tuple[str, ...], verdict: str
) -> None:
    hand_clock.set("09:20")
    jean = next(one for one in participants.roster(open_course.record.conn) if one.name.startswith("Jean"))
    Door(open_course.record, open_course.course).scan(jean.code)
    async with kiosk(open_course) as pilot:
        await choose(pilot, "paper")
        for time in times:
            pilot.app.screen.query_one("#time", Input).value = time
            await press(pilot, "tab")
        pilot.app.screen.query_one("#who").focus()
        await press(pilot, *"jean", "enter")
        shown = " ".join(whole_screen(pilot).split())
    assert ("in since 09:20" in shown) == (verdict == "already")
    assert [name for _, name in recorded(open_course)] == ["late", verdict]
