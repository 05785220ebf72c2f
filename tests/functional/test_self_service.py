"""The door without staff: what guests see, and that nothing but the PIN opens it."""

from collections.abc import Callable

import pytest
from tests.functional.interface import kiosk, press, scan, settled, text_of, whole_screen
from textual.widgets import Input

from checkin.corrections import Corrections
from checkin.course import Participant
from checkin.kiosk.app import Wish
from checkin.kiosk.dialogs import AskDialog
from checkin.kiosk.door_screen import DoorScreen
from checkin.kiosk.self_service import SelfServiceScreen
from checkin.kiosk.verdict_panel import VerdictPanel
from checkin.pin import Pin
from checkin.store.opening import OpenCourse

Find = Callable[[str], Participant]
GUESTS = Wish(door="Hall", language="en", self_service=True)
KEYS = ["escape", "ctrl+c", "ctrl+q", "ctrl+p", "ctrl+z", *(f"f{number}" for number in range(1, 12)), "ctrl+t"]


@pytest.fixture
def guarded(open_course: OpenCourse) -> OpenCourse:
    """The course with a PIN."""
    Pin(open_course.record).choose("4711")
    return open_course


@pytest.mark.parametrize("key", KEYS)
async def test_no_key_leaves_self_service(guarded: OpenCourse, key: str) -> None:
    async with kiosk(guarded, wish=GUESTS) as pilot:
        before = whole_screen(pilot)
        await press(pilot, key)
        assert isinstance(pilot.app.screen, SelfServiceScreen)
        assert pilot.app.is_running
        assert whole_screen(pilot) == before


async def test_each_person_is_spoken_to_in_their_own_language(guarded: OpenCourse, person: Find) -> None:
    with guarded.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET language = 'fr' WHERE name LIKE 'Jean%'")
        writing.conn.execute("UPDATE participants SET language = 'pt' WHERE name LIKE 'Gone%'")
    async with kiosk(guarded, (60, 20), wish=GUESTS) as pilot:
        await scan(pilot, person("Gone").code)
        assert "não participa mais" in text_of(pilot, VerdictPanel)
        await scan(pilot, person("Jean").code)
        assert "Jean Saint-Fleur" in text_of(pilot, VerdictPanel)
        assert "Haïti" in text_of(pilot, VerdictPanel)


async def test_nobody_elses_name_and_no_note_for_the_staff_is_shown(guarded: OpenCourse, person: Find) -> None:
    code = person("Ana").code
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await scan(pilot, ("B" if code[0] != "B" else "C") + code[1:])
        assert "Ana" not in whole_screen(pilot)
        await scan(pilot, person("João").code)
        assert "visa" not in whole_screen(pilot)
        assert "registration desk" in whole_screen(pilot)


async def test_the_pin_opens_it(guarded: OpenCourse) -> None:
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await press(pilot, "f12")
        assert isinstance(pilot.app.screen, AskDialog)
        pilot.app.screen.query_one(Input).value = "0000"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AskDialog)
        pilot.app.screen.query_one(Input).value = "4711"
        await press(pilot, "enter", "down", "enter")
        assert isinstance(pilot.app.screen, DoorScreen)


async def test_out_of_order_names_no_details_and_ends_by_itself(guarded: OpenCourse, person: Find) -> None:
    aside = guarded.record.path.with_name("aside.db")
    async with kiosk(guarded, wish=GUESTS) as pilot:
        guarded.record.path.rename(aside)
        await scan(pilot, person("Ana").code)
        assert "out of order" in whole_screen(pilot)
        assert "checkin.db" not in whole_screen(pilot)
        aside.rename(guarded.record.path)
        while "out of order" in whole_screen(pilot):
            pilot.app.tick()  # type: ignore[attr-defined]
            await settled(pilot)
        assert "scan your badge" in whole_screen(pilot)


async def test_a_note_from_the_door_is_not_for_guests_either(guarded: OpenCourse, person: Find) -> None:
    Corrections.of(guarded).note(person("Ana").code, "owes the fee")
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await scan(pilot, person("Ana").code)
        assert "owes" not in whole_screen(pilot)
