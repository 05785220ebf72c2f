"""For which session the door counts: a pin ends with its session, and staff are asked about one that is not open."""

from collections.abc import Callable

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.interface import (
    a_second_passes,
    kiosk,
    press,
    scan,
    settled,
    text_of,
    whole_screen,
)
from textual.widgets import OptionList

from checkin.attendance.session_changes import SessionChanges
from checkin.core.course import Participant
from checkin.kiosk.app import KioskApp, StartOptions
from checkin.kiosk.widgets.session_bar import SessionBar
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store import event_log
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]


def sessions(course: OpenCourse) -> list[str | None]:
    return [event.session for event in event_log.events(course.record.conn) if event.kind == "scan"]


async def test_a_session_that_is_not_open_is_asked_about_and_shown_in_red(
    open_course: OpenCourse, person: Find
) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f3", "down", "down", "enter")
        await press(pilot, "enter")
        assert "PINNED" not in text_of(pilot, SessionBar)
        await press(pilot, "f3", "down", "down", "enter", "down", "enter")
        assert pilot.app.screen.query_one("#ribbon").has_class("alarm")
        assert "every scan counts for Lecture" in whole_screen(pilot)
        await scan(pilot, person("Ana").code)
        assert "Lecture" in text_of(pilot, "#said")
    assert sessions(open_course) == ["s2"]


@pytest.mark.parametrize(("answer", "expected"), [("enter", "wa"), ("down enter", "s1")])
async def test_a_session_of_the_command_line_that_is_over_is_asked_about_at_the_start(
    open_course: OpenCourse, person: Find, hand_clock: HandClock, answer: str, expected: str
) -> None:
    hand_clock.set("14:35")
    async with kiosk(open_course, wish=StartOptions(session="s1", language="en")) as pilot:
        assert "Opening closed at 10:30. Count for it all the same?" in whole_screen(pilot)
        await press(pilot, *answer.split())
        await scan(pilot, person("Ana").code)
    assert sessions(open_course) == [expected]


async def test_a_pin_ends_when_its_session_closes(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f3", "down", "enter")
        assert "PINNED" in text_of(pilot, SessionBar)
        hand_clock.set("11:05")
        await scan(pilot, person("Ana").code)
        await a_second_passes(pilot)
        assert "PINNED" not in text_of(pilot, SessionBar)
        assert "Opening is over." in whole_screen(pilot)
    assert sessions(open_course) == ["s2"]


async def test_the_end_of_a_pin_is_on_the_screen_until_the_next_scan(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f3", "down", "enter")
        hand_clock.set("10:40")
        for _ in range(6):  # the counts are read every five seconds
            await a_second_passes(pilot)
        assert "Opening is over. Now the clock chooses the session." in text_of(pilot, VerdictPanel)
        await scan(pilot, person("Ana").code)
        assert "Opening is over." not in text_of(pilot, VerdictPanel)


async def test_a_pinned_session_that_is_cancelled_elsewhere_counts_no_more(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.set("14:35")
    async with kiosk(open_course, wish=StartOptions(session="wb", language="en")) as pilot:
        await scan(pilot, person("João").code)
        SessionChanges.of(open_course, actor="office").cancel("wb")
        await scan(pilot, person("Ana").code)
        await a_second_passes(pilot)
        assert "Workshop B is no longer in the programme." in whole_screen(pilot)
        assert "Ana" in whole_screen(pilot)
        assert isinstance(pilot.app, KioskApp)
        assert pilot.app.door.door.pinned is None
    assert sessions(open_course) == ["wb", "wa"]


async def test_the_change_of_session_is_announced_after_a_pause_too(
    open_course: OpenCourse, hand_clock: HandClock
) -> None:
    hand_clock.set("10:29")
    async with kiosk(open_course, wish=StartOptions(language="en")) as pilot:
        hand_clock.set("13:00")
        await a_second_passes(pilot)
        hand_clock.set("14:20")
        for _ in range(5):
            await a_second_passes(pilot)
        await settled(pilot)
        assert "Now: Workshop" in whole_screen(pilot)


async def test_the_choice_names_what_is_open_now_and_what_the_clock_chooses(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f3")
        rows = [str(option.prompt) for option in pilot.app.screen.query_one(OptionList).options]
    assert rows[0] == "By the clock, now Opening"
    assert [row for row in rows if row.endswith("open now")] == [rows[1]]
