"""Every dialog over every desk: no half letters look out beside it."""

from collections.abc import Callable

import pytest
from tests.functional.kiosk.interface import kiosk, press, scan, settled, whole_screen

from checkin.core.course import Participant
from checkin.kiosk.app import KioskApp, StartOptions
from checkin.kiosk.base.dialogs import KioskDialog
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]
_LETTERS = frozenset("▀▄█")
_DIALOGS = {
    "door": (("f1",), ("f2",), ("f2", *"nun"), ("f3",), ("f5",), ("f5", "enter"), ("ctrl+e",)),
    "badges": (("f1",), ("f12",)),
    "attendance": (("f1",), ("f12",)),
}


def half_letters(below: list[str], seen: list[str]) -> list[str]:
    """Return the rows of letters that are shown without the other rows of the same letters."""
    found: list[str] = []
    rows: list[int] = []
    for number, row in enumerate([*below, ""]):
        if _LETTERS.intersection(row):
            rows.append(number)
            continue
        shown = [place for place in rows if _LETTERS.intersection(seen[place])]
        if shown and [seen[place] for place in rows] != [below[place] for place in rows]:
            found += [seen[place] for place in shown]
        rows = []
    return found


@pytest.mark.parametrize(("language", "size"), [("es", (80, 24)), ("pt", (120, 40))], ids=["80x24", "120x40"])
async def test_no_half_letters_look_out_beside_a_dialog(
    open_course: OpenCourse, person: Find, language: str, size: tuple[int, int]
) -> None:
    halves: dict[str, list[str]] = {}
    async with kiosk(open_course, size, wish=StartOptions(door="Hall", language=language)) as pilot:
        app = pilot.app
        assert isinstance(app, KioskApp)
        await scan(pilot, person("Ana").code)
        for desk, dialogs in _DIALOGS.items():
            app.action_desk(desk)
            await settled(pilot)
            for keys in dialogs:
                below = whole_screen(pilot).splitlines()
                await press(pilot, *keys)
                assert isinstance(app.screen, KioskDialog), (desk, keys)
                seen = whole_screen(pilot).splitlines()
                blank = [""] * (size[1] - len(seen))
                if cut := half_letters(below, seen + blank):
                    halves[f"{desk} {keys}"] = cut
                while isinstance(app.screen, KioskDialog):
                    await press(pilot, "escape")
    assert halves == {}
