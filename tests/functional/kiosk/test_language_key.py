"""F9 on every screen: the texts change their language, and everything that was typed and chosen stays."""

from dataclasses import replace
from typing import Any

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.interface import kiosk, press, scan, settled, whole_screen
from textual.pilot import Pilot
from textual.widgets import Checkbox, DataTable, Input, OptionList, Select

from checkin.kiosk.app import KioskApp
from checkin.kiosk.door.actions import DoorActions
from checkin.kiosk.start_options import StartOptions
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants

Shown = Pilot[None]


async def badges(pilot: Shown) -> None:
    """A form with something in each field."""
    screen = pilot.app.screen
    await press(pilot, *"ana", "left")
    screen.query_one("#new", Checkbox).value = True
    screen.query_one("#design", Select).value = "card"
    screen.query_one("#output", Select).value = "png"
    screen.query_one("#start-at", Input).value = "3"


async def another_field(pilot: Shown) -> None:
    await press(pilot, "tab", "tab", "tab")


async def sessions(pilot: Shown) -> None:
    await press(pilot, "f3", "down", "down")


async def closing(pilot: Shown) -> None:
    await press(pilot, "f3", "enter", "enter", "f2")


async def paper(pilot: Shown) -> None:
    await act(pilot, "paper")
    await press(pilot, *"nu")


async def board(pilot: Shown) -> None:
    await act(pilot, "board")


async def scanner(pilot: Shown) -> None:
    await act(pilot, "scanner")
    await scan(pilot, "BCDFGHJKLNPRSTVX")


async def last_scans(pilot: Shown) -> None:
    for person in participants.roster(pilot.app.opened.record.conn)[:2]:  # type: ignore[attr-defined]
        await scan(pilot, person.code)
    await press(pilot, "down", "down")


async def search(pilot: Shown) -> None:
    await press(pilot, "f2", *"n", "down")


async def act(pilot: Shown, name: str) -> None:
    getattr(pilot.app, f"action_{name}")()
    await settled(pilot)


SCREENS = {
    "badges": ("badges", badges),
    "badges, another field": ("badges", another_field),
    "attendance": ("attendance", sessions),
    "closing": ("attendance", closing),
    "paper": ("door", paper),
    "board": ("door", board),
    "scanner": ("door", scanner),
    "last scans": ("door", last_scans),
    "search": ("door", search),
}


def state(pilot: Shown) -> dict[str, Any]:
    """What was typed and chosen on a screen."""
    screen = pilot.app.screen
    focused = pilot.app.focused
    found: dict[str, Any] = {"screen": type(screen), "focus": focused and (type(focused), focused.id)}
    found["typed"] = [(field.value, field.cursor_position) for field in screen.query(Input)]
    found["chosen"] = [box.value for box in [*screen.query(Checkbox), *screen.query(Select)]]
    found["rows"] = [(table.row_count, table.cursor_row) for table in screen.query(DataTable)]
    found["options"] = [(options.option_count, options.highlighted) for options in screen.query(OptionList)]
    found["row"] = isinstance(screen, DoorActions) and screen.chosen_row() is not None
    found["disabled"] = [button.disabled for button in screen.query("Button")]
    return found


def filled_lines(pilot: Shown) -> int:
    """How many lines of the screen say something."""
    return sum(bool(line.strip()) for line in whole_screen(pilot).splitlines())


@pytest.mark.parametrize(("desk", "prepare"), SCREENS.values(), ids=SCREENS)
async def test_f9_keeps_what_was_typed_and_chosen(
    open_course: OpenCourse, hand_clock: HandClock, desk: str, prepare: Any
) -> None:
    hand_clock.set("09:10")
    async with kiosk(open_course, (80, 30), desk=desk) as pilot:
        assert isinstance(pilot.app, KioskApp)
        pilot.app.author = "Paz"
        await prepare(pilot)
        await settled(pilot)
        before, language, lines = state(pilot), pilot.app.tr.language, filled_lines(pilot)
        await press(pilot, "f9")
        assert pilot.app.tr.language != language
        assert state(pilot) == before
        assert abs(filled_lines(pilot) - lines) <= 2  # a sentence may be longer, and the last message is another


@pytest.mark.parametrize(
    ("wish", "spoken", "language"),
    [
        (StartOptions(language="fr", machine_language="pt"), ("es", "pt", "fr"), "fr"),
        (StartOptions(machine_language="pt"), ("es", "pt"), "pt"),
        (StartOptions(machine_language="pt"), ("es",), "es"),
        (StartOptions(), ("es", "pt"), "es"),
    ],
)
async def test_the_interface_begins_in_the_language_asked_for_else_the_machine_s_else_the_course_s(
    wish: StartOptions, spoken: tuple[str, ...], language: str, open_course: OpenCourse
) -> None:
    course = replace(open_course.course, language="es", languages=spoken)
    assert KioskApp(replace(open_course, course=course), wish).tr.language == language
