"""Scans that arrive while a dialog is open are answered as scans; their ending key reaches no widget."""

from collections.abc import Callable

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.door.desk_steps import choose, open_card
from tests.functional.kiosk.interface import kiosk, press, scan, text_of, whole_screen
from textual.widgets import Input

from checkin.core.codes import EditionCodes
from checkin.core.course import Participant
from checkin.kiosk.attendance.close_session import ClosingScreen
from checkin.kiosk.base.dialogs import AskDialog
from checkin.kiosk.base.screen import Banner
from checkin.kiosk.base.search_dialog import SearchDialog
from checkin.kiosk.door.person_card import CardDialog
from checkin.kiosk.door.screen import DoorScreen
from checkin.kiosk.door.self_service import SelfServiceScreen
from checkin.kiosk.widgets.recent_scans import RecentScans
from checkin.store import event_log
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]
FOREIGN = EditionCodes(b"another edition").generate(lambda n: 7 % n)
STRAY = [FOREIGN, FOREIGN[:11], "https://example.org/t/abc", "WIFI:T:WPA;S:guest;;"]


def verdicts(course: OpenCourse) -> list[str | None]:
    return [event.verdict for event in event_log.events(course.record.conn) if event.kind == "scan"]


@pytest.mark.parametrize("end", ["enter", "tab"])
async def test_a_stray_scan_checks_in_nobody_whose_card_is_open(
    open_course: OpenCourse, person: Find, end: str
) -> None:
    async with kiosk(open_course) as pilot:
        for text in STRAY:
            await open_card(pilot, person("Jean"))
            await scan(pilot, text, end)
            assert isinstance(pilot.app.screen, CardDialog), text
            assert "UNKNOWN CODE" in str(pilot.app.screen.query_one(Banner).render()), text
            await press(pilot, "escape")
    assert verdicts(open_course) == ["unknown"] * len(STRAY)


async def test_a_stray_scan_becomes_no_reason(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> None:
    hand_clock.set("14:35")
    async with kiosk(open_course) as pilot:
        await press(pilot, "f3", *["down"] * 4, "enter")
        await scan(pilot, person("Ana").code)
        await choose(pilot, "let_in")
        await press(pilot, *"inter")
        await scan(pilot, FOREIGN)
        assert isinstance(pilot.app.screen, AskDialog)
        assert pilot.app.screen.query_one(Input).value == "inter"
    assert verdicts(open_course) == ["not_expected", "unknown"]
    assert not [event for event in event_log.events(open_course.record.conn) if event.kind == "mark"]


async def test_a_stray_scan_closes_no_session(open_course: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.set("11:05")
    async with kiosk(open_course) as pilot:
        await press(pilot, "f8", "f3", "enter")
        await press(pilot, "enter")
        if not isinstance(pilot.app.screen, ClosingScreen):
            pytest.skip("the desk opens the closing differently")
        await scan(pilot, FOREIGN)
        await scan(pilot, FOREIGN)
    assert not [event for event in event_log.events(open_course.record.conn) if event.kind == "session_close"]


async def test_a_name_that_is_typed_at_the_door_is_searched_and_not_recorded(
    open_course: OpenCourse, person: Find
) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, *"nunez")
        assert isinstance(pilot.app.screen, SearchDialog)
        assert pilot.app.screen.query_one(Input).value == "nunez"
        assert "Ana Núñez" in whole_screen(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, DoorScreen)
        assert "Ana" in text_of(pilot, RecentScans)
    assert verdicts(open_course) == ["present"]


async def test_letters_that_are_no_code_are_searched_with_enter(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        for text in ("brts", "Rdz", "4711", "12 34"):
            await press(pilot, *text, "enter")
            assert isinstance(pilot.app.screen, SearchDialog), text
            assert pilot.app.screen.query_one(Input).value == text
            await press(pilot, "escape")
    assert verdicts(open_course) == []


async def test_the_search_takes_along_what_was_typed(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, *"gr", "f2", *"xy")
        assert pilot.app.screen.query_one(Input).value == "grxy"
        await press(pilot, "escape")
        assert "Code: gr" not in whole_screen(pilot)


@pytest.mark.parametrize("pin", ["secret", "4711"])
async def test_in_self_service_a_pin_by_hand_is_neither_recorded_nor_shown(open_course: OpenCourse, pin: str) -> None:
    from checkin.door.pin import Pin
    from checkin.kiosk.app import StartOptions

    Pin(open_course.record).choose(pin)
    async with kiosk(open_course, wish=StartOptions(language="en", self_service=True)) as pilot:
        await press(pilot, *pin, "enter")
        assert isinstance(pilot.app.screen, SelfServiceScreen)
        assert pin not in whole_screen(pilot).lower()
    assert verdicts(open_course) == []


async def test_the_search_shows_who_is_in_and_forgives_a_mistake(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course, (120, 40)) as pilot:
        await scan(pilot, person("Ana").code)
        await press(pilot, "f2", *"nu")
        assert "√ in since 09:05" in whole_screen(pilot)
        await press(pilot, *["backspace"] * 2, *"davila")
        assert "João d’Ávila" in whole_screen(pilot)
        await press(pilot, *["backspace"] * 6, *"saintflehr")
        assert "Jean Saint-Fleur" in whole_screen(pilot)
        await press(pilot, *["backspace"] * 10, "a")
        assert "One more letter" in whole_screen(pilot)


@pytest.mark.parametrize("key", ["enter", "f5", "tab tab enter"])
async def test_who_is_only_near_is_not_taken_by_one_key(open_course: OpenCourse, key: str) -> None:
    async with kiosk(open_course, (120, 40)) as pilot:
        await press(pilot, "f2", *"zoe saintx", *key.split())
        assert isinstance(pilot.app.screen, SearchDialog)
    assert verdicts(open_course) == []


async def test_when_nobody_is_found_the_nearest_are_offered_and_the_name_can_be_added(open_course: OpenCourse) -> None:
    async with kiosk(open_course, (120, 40)) as pilot:
        await press(pilot, "f2", *"zoe saintx")
        assert "Nobody found" in whole_screen(pilot)
        assert "Add “zoe saintx” …" in whole_screen(pilot)
        await press(pilot, "enter", "end", "enter")
        assert pilot.app.screen.query_one("#name", Input).value == "Zoe Saintx"
