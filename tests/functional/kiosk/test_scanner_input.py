"""Scans on every screen: the dialog stays, and the scan is answered above it."""

from collections.abc import Callable

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.interface import kiosk, press, scan, settled, text_of, wedge, whole_screen
from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.widgets import Button, Input

from checkin.core.course import Participant
from checkin.kiosk.app import KioskApp
from checkin.kiosk.base.dialogs import ReadDialog
from checkin.kiosk.base.screen import Banner
from checkin.kiosk.base.search_dialog import SearchDialog
from checkin.kiosk.door.scanner_setup import ScannerScreen
from checkin.kiosk.door.screen import DoorScreen
from checkin.kiosk.scanner.scanner_profile import ScannerProfile
from checkin.kiosk.widgets.scan_field import ScanField
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store import event_log
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]


def verdicts(course: OpenCourse) -> list[str | None]:
    """What the record holds of scans."""
    return [event.verdict for event in event_log.events(course.record.conn) if event.kind == "scan"]


@pytest.mark.parametrize("ending", ["enter", "ctrl+j", "tab"])
async def test_a_scan_during_a_search_is_answered_above_it(open_course: OpenCourse, person: Find, ending: str) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f2", "n", "u", "n")
        await scan(pilot, person("João").code, ending)
        assert isinstance(pilot.app.screen, SearchDialog)
        assert pilot.app.screen.query_one(Input).value == "nun"
        assert "João" in text_of(pilot, Banner)
    assert verdicts(open_course) == ["present"]


async def test_a_scan_without_an_ending_is_heard_in_a_search(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f2", "n", "u", "n")
        await scan(pilot, person("João").code, end="")
        while not verdicts(open_course):
            await settled(pilot)
        assert pilot.app.screen.query_one(Input).value == "nun"


async def test_a_scan_while_the_help_is_open_leaves_it_open(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f1")
        await scan(pilot, person("João").code)
        assert isinstance(pilot.app.screen, ReadDialog)
    assert verdicts(open_course) == ["present"]


@pytest.mark.parametrize("desk", ["badges", "attendance"])
async def test_a_scan_at_another_desk_is_answered_there(open_course: OpenCourse, person: Find, desk: str) -> None:
    async with kiosk(open_course, desk=desk) as pilot:
        screen = pilot.app.screen
        await scan(pilot, person("João").code)
        assert pilot.app.screen is screen
        assert "João" in text_of(pilot, Banner)
    assert verdicts(open_course) == ["present"]


async def test_the_enter_of_a_scan_presses_no_button(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course, desk="badges") as pilot:
        pilot.app.screen.query_one("#draw", Button).focus()
        await settled(pilot)
        wedge(pilot, person("João").code)
        pilot.app.post_message(Key("ctrl+j", "\n"))
        await settled(pilot)
    assert not list(open_course.folder.badges.glob("*.pdf"))


async def test_a_scan_without_an_ending_is_heard_at_the_door(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        wedge(pilot, person("Ana").code, end="")
        while not verdicts(open_course):
            await settled(pilot)
        assert pilot.app.screen.query_one(ScanField).typed == ""


async def test_what_is_typed_at_the_door_is_shown_and_can_be_taken_back(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "h", "j", "p", "backspace")
        assert pilot.app.screen.query_one(ScanField).typed == "hj"
        await press(pilot, "escape")
        assert pilot.app.screen.query_one(ScanField).typed == ""


async def test_the_same_code_within_three_seconds_repeats_its_verdict(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    code = person("Ana").code
    async with kiosk(open_course) as pilot:
        await scan(pilot, code)
        hand_clock.forward(2.9 / 60)
        await scan(pilot, code)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("counted")
        hand_clock.forward(3.1 / 60)
        await scan(pilot, code)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("known")
    assert verdicts(open_course) == ["present", "already"]


async def test_a_scan_is_new_after_an_undo(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        await press(pilot, "f4")
        await scan(pilot, person("Ana").code)
    assert verdicts(open_course) == ["present", "present"]


async def test_a_scanner_in_alt_code_mode_is_told_what_to_do(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        for digit in "072074080":
            pilot.app.post_message(Key(f"alt+{digit}", None))
        await settled(pilot)
        assert "ALT codes" in text_of(pilot, VerdictPanel)
    assert verdicts(open_course) == []


async def test_a_pasted_list_is_scanned_while_a_dialog_is_open(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f2")
        pilot.app.post_message(Paste(f"{person('Ana').code}\n{person('João').code}\n"))
        await settled(pilot)
        assert pilot.app.screen.query_one(Input).value == ""
    assert verdicts(open_course) == ["present", "present"]


async def test_a_pasted_name_goes_into_the_search(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f2")
        pilot.app.post_message(Paste("nuñez"))
        await settled(pilot)
        assert pilot.app.screen.query_one(Input).value == "nuñez"


async def set_up(pilot: Pilot[None], typed: str, ending: str) -> str:
    """Scan the test code as a scanner would type it; what the screen then says."""
    assert isinstance(pilot.app, KioskApp)
    pilot.app.action_scanner()
    await settled(pilot)
    assert isinstance(pilot.app.screen, ScannerScreen)
    wedge(pilot, typed, ending)
    await settled(pilot)
    return whole_screen(pilot)


async def test_the_set_up_says_in_words_what_the_scanner_does(open_course: OpenCourse) -> None:
    scanners = (
        ("BCDFGHJKLNPRSTVX", "enter", "ends each code with Enter"),
        ("bcdfghjklnprstvx", "tab", "small letters"),
        ("QR:BCDFGHJKLNPRSTVX", "enter", "QR: before each code"),
        ("]Q1BCDFGHJKLNPRSTVX", "enter", "that is left out"),
        ("hello", "enter", "not the test code"),
    )
    async with kiosk(open_course, (120, 40)) as pilot:
        for typed, ending, says in scanners:
            assert says in await set_up(pilot, typed, ending)
            await press(pilot, "escape")


async def test_what_was_learned_about_the_scanner_is_kept(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await set_up(pilot, "QR:BCDFGHJKLNPRSTVX", "enter")
        await pilot.click("#use")
        await settled(pilot)
        assert isinstance(pilot.app.screen, DoorScreen)
    async with kiosk(open_course) as pilot:
        assert isinstance(pilot.app, KioskApp)
        assert pilot.app.capture.wedge == ScannerProfile(prefix="QR:")
        await scan(pilot, "QR:" + person("Ana").code)
    assert verdicts(open_course) == ["present"]


async def test_the_test_code_on_the_screen_reads(open_course: OpenCourse) -> None:
    import zxingcpp
    from PIL import Image

    async with kiosk(open_course) as pilot:
        await set_up(pilot, "x", "")
        rows = str(pilot.app.screen.query_one("#test-code").render()).split("\n")
    picture = Image.new("L", (len(rows[0]) * 8, len(rows) * 16), 255)
    for y, row in enumerate(rows):
        for x, block in enumerate(row):
            for half in range(2):
                if block == "█" or block == "▀▄"[half]:
                    picture.paste(0, (x * 8, y * 16 + half * 8, x * 8 + 8, y * 16 + half * 8 + 8))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == ["BCDFGHJKLNPRSTVX"]
