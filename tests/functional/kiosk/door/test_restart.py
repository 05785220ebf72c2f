"""What a door is set to survives any restart; self-service ends with the PIN and with nothing else."""

import io
import sys
from collections.abc import Callable, Iterator

import pytest
from tests.conftest import COURSE, HandClock
from tests.functional.kiosk.door.desk_steps import answer, choose
from tests.functional.kiosk.interface import ENGLISH, kiosk, press, scan, settled, text_of, whole_screen
from textual.pilot import Pilot

from checkin.core.course import Participant
from checkin.core.errors import RecordError
from checkin.door.pin import Pin
from checkin.door.scan import ScanAnswer
from checkin.intake.load import load
from checkin.kiosk.app import KioskApp, StartOptions
from checkin.kiosk.door.screen import DoorScreen
from checkin.kiosk.door.self_service import SelfServiceScreen
from checkin.kiosk.runtime.door_state import DoorState, read_door_state, write_door_state
from checkin.kiosk.widgets.recent_scans import RecentScans
from checkin.kiosk.widgets.session_bar import SessionBar
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants

Find = Callable[[str], Participant]
AGAIN = StartOptions(door="Hall", language="en", after_crash=True)
PARALLEL = "\np1,2026-03-09T09:00,2026-03-09T10:30,Parallel,Side,,\n"


def app_of(pilot: Pilot[None]) -> KioskApp:
    assert isinstance(pilot.app, KioskApp)
    return pilot.app


@pytest.fixture
def course(course_folder: CourseFolder, hand_clock: HandClock) -> Iterator[OpenCourse]:
    """The course with a parallel session, recording exits, with a PIN."""
    rules = COURSE.replace("late_after = 15", "late_after = 15\nexits = true")
    course_folder.course_file.write_text(rules, encoding="utf-8")
    programme = course_folder.root / "programme.csv"
    programme.write_text(programme.read_text(encoding="utf-8").rstrip() + PARALLEL, encoding="utf-8")
    with opened_course(course_folder, clock=hand_clock.clock()) as opened:
        load(opened)
        Pin(opened.record).choose("4711")
        yield opened


def person(course: OpenCourse, name: str) -> Participant:
    return next(found for found in participants.roster(course.record.conn) if found.name.startswith(name))


async def test_direction_and_pin_are_as_before(course: OpenCourse) -> None:
    async with kiosk(course) as pilot:
        await scan(pilot, person(course, "Ana").code)
        await press(pilot, "f12")
        await press(pilot, "f3", "down", "down", "enter")
        assert app_of(pilot).door.door.pinned == "p1"
    async with kiosk(course, wish=AGAIN) as pilot:
        assert "EXIT" in text_of(pilot, "#ribbon")
        assert "PINNED  Parallel" in text_of(pilot, SessionBar)
        assert "Before the restart: EXIT, kept at Parallel." in whole_screen(pilot)
        await scan(pilot, person(course, "João").code)
    last = [event for event in event_log.events(course.record.conn) if event.kind in ("scan", "exit")][-1]
    assert (last.kind, last.session) == ("exit", "p1")


async def test_a_scan_that_waited_does_not_hide_the_report(course: OpenCourse) -> None:
    async with kiosk(course, wish=AGAIN) as pilot:
        await scan(pilot, person(course, "Ana").code)
        assert "The door stopped and was started again." in whole_screen(pilot)
        assert "Present" in whole_screen(pilot)
        assert "Ana" in whole_screen(pilot)


async def test_the_report_does_not_hide_an_answer(course: OpenCourse) -> None:
    async with kiosk(course) as pilot:
        await scan(pilot, person(course, "Ana").code)
        app_of(pilot).door_screen.show_idle("The door stopped.", stays=True)
        await pilot.pause()
        assert "The door stopped." in whole_screen(pilot)
        assert "Present" in whole_screen(pilot)
        assert "Ana" in whole_screen(pilot)


async def test_a_pin_whose_session_is_over_is_told_and_stays_on_the_screen(
    course: OpenCourse, hand_clock: HandClock
) -> None:
    async with kiosk(course) as pilot:
        await press(pilot, "f3", "down", "down", "enter")
    hand_clock.set("14:35")
    async with kiosk(course) as pilot:
        for _ in range(40):
            app_of(pilot).tick()
        await press(pilot, "f1", "escape")
        assert "Before the restart: entrance, kept at Parallel." in whole_screen(pilot)
        assert "Now: entrance, by the clock." in whole_screen(pilot)


async def test_a_practice_goes_on_after_a_crash(course: OpenCourse) -> None:
    async with kiosk(course) as pilot:
        await choose(pilot, "practice")
    before = event_log.count(course.record.conn)
    async with kiosk(course, wish=AGAIN) as pilot:
        assert "NOTHING COUNTS" in text_of(pilot, "#ribbon")
        assert "The practice begins again; what was practised before is gone." in whole_screen(pilot)
        await scan(pilot, person(course, "Ana").code)
    assert event_log.count(course.record.conn) == before


@pytest.mark.parametrize("options", [AGAIN, ENGLISH, StartOptions(door="Hall", language="en", desk="attendance")])
async def test_self_service_is_there_again_after_every_end_but_the_pin(
    course: OpenCourse, options: StartOptions
) -> None:
    async with kiosk(course) as pilot:
        await choose(pilot, "hand_over")
        assert "To come back: F12 and the PIN." in whole_screen(pilot)
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, SelfServiceScreen)
        assert "F12 staff" in whole_screen(pilot)
    async with kiosk(course, wish=options, desk=options.desk) as pilot:
        assert isinstance(pilot.app.screen, SelfServiceScreen)
        await press(pilot, "f2", "f5", "f6", "ctrl+q")
        assert isinstance(pilot.app.screen, SelfServiceScreen)
        await press(pilot, "f12")
        await answer(pilot, "4711")
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, DoorScreen)
    async with kiosk(course) as pilot:
        assert isinstance(pilot.app.screen, DoorScreen)


async def test_self_service_is_on_disk_before_guests_see_their_screen(course: OpenCourse) -> None:
    async with kiosk(course) as pilot:
        app, seen = app_of(pilot), []
        switch = app.switch_mode

        def watched(mode: str) -> object:
            state = read_door_state(course.record.conn, "Hall")
            seen.append(state is not None and state.self_service)
            return switch(mode)

        app.switch_mode = watched  # type: ignore[method-assign,assignment]
        await choose(pilot, "hand_over")
        await press(pilot, "down", "enter")
    assert seen == [True]


async def test_without_a_pin_one_is_set_before_the_door_is_handed_over(course: OpenCourse) -> None:
    Pin(course.record).choose("")
    async with kiosk(course) as pilot:
        await choose(pilot, "hand_over")
        await answer(pilot, "0815")
        await answer(pilot, "0816")
        assert "The two PINs differ." in whole_screen(pilot)
        await answer(pilot, "0815")
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, SelfServiceScreen)
    Pin(course.record).check("0815")


def test_a_state_that_cannot_be_read_is_none(course: OpenCourse) -> None:
    with course.record.writing() as writing:
        write_door_state(writing.conn, "Hall", DoorState(pinned="p1"))
        writing.conn.execute("UPDATE settings SET value = '{' WHERE name = 'kiosk.door.Hall'")
    assert read_door_state(course.record.conn, "Hall") is None


@pytest.mark.parametrize("typed", ["4711", " 4711", "4711 "])
def test_blanks_around_a_pin_do_not_matter(course: OpenCourse, typed: str) -> None:
    Pin(course.record).choose(" 4711 ")
    Pin(course.record).check(typed)


async def test_staff_are_told_what_happened_before_they_opened_self_service(
    course: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = StartOptions(door="Hall", language="en", self_service=True, after_crash=True)
    async with kiosk(course, wish=wish) as pilot:
        app = app_of(pilot)
        with monkeypatch.context() as full:
            full.setattr(app.door, "answer", out_of_space)
            await scan(pilot, person(course, "Ana").code)
        await scan(pilot, person(course, "João").code)
        await press(pilot, "f12")
        await answer(pilot, "4711")
        await press(pilot, "down", "enter")
        shown = " ".join(whole_screen(pilot).split())
        assert "The door stopped and was started again." in shown
        assert "Not recorded, scan again: Ana Núñez" in shown
        assert "not recorded" in text_of(pilot, RecentScans)
        assert "João" in text_of(pilot, RecentScans)
        assert "Opening" in text_of(pilot, SessionBar)


def out_of_space(presented: object) -> ScanAnswer:
    raise RecordError("The disk is full.")


@pytest.mark.parametrize(("name", "said"), [("Hal", True), ("Hall", False), ("Foyer", False)])
async def test_a_door_whose_name_is_nearly_a_room_is_told_so(course: OpenCourse, name: str, said: bool) -> None:
    async with kiosk(course, wish=StartOptions(door=name, language="en")) as pilot:
        assert (f"No room is called “{name}”. Did you mean Hall?" in whole_screen(pilot)) is said


async def test_a_terminal_that_cannot_show_the_letters_is_named(
    course: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "__stdout__", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    async with kiosk(course) as pilot:
        assert "The terminal is set to ascii; names need UTF-8." in whole_screen(pilot)


async def test_a_pin_that_is_over_is_not_shown_as_one_of_the_session_on_now(
    course: OpenCourse, hand_clock: HandClock
) -> None:
    hand_clock.set("11:05")
    async with kiosk(course, wish=StartOptions(door="Hall", language="en", session="s1")) as pilot:
        assert "Count for it all the same?" in whole_screen(pilot)
        assert "PINNED" not in whole_screen(pilot)


@pytest.mark.parametrize("crashes", [False, True])
async def test_after_a_practice_the_door_is_set_as_before_it(course: OpenCourse, crashes: bool) -> None:
    async with kiosk(course) as pilot:
        await press(pilot, "f3", "down", "down", "enter")
        await choose(pilot, "practice")
        await press(pilot, "f12", "f3", "home", "enter")
        if not crashes:
            await choose(pilot, "practice")
            await is_as_before(pilot)
    if crashes:
        async with kiosk(course, wish=AGAIN) as pilot:
            assert app_of(pilot).door.door.is_exit
            assert "The practice begins again" in whole_screen(pilot)
            await choose(pilot, "practice")
            assert "practice" not in text_of(pilot, VerdictPanel)
            await is_as_before(pilot)
    assert read_door_state(course.record.conn, "Hall") == DoorState(pinned="p1")


async def is_as_before(pilot: Pilot[None]) -> None:
    await settled(pilot)
    door = app_of(pilot).door.door
    assert (door.pinned, door.is_exit) == ("p1", False)
