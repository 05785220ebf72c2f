"""Every text on every screen has the contrast of WCAG AA, in every theme."""

from collections.abc import Callable

from rich.color import Color
from rich.style import Style
from tests.conftest import HandClock
from tests.functional.kiosk.interface import a_second_passes, kiosk, press, scan, settled
from textual.app import App

from checkin.core.course import Participant
from checkin.kiosk.app import KioskApp
from checkin.kiosk.runtime.themes import THEMES
from checkin.store.open_course import OpenCourse

ENOUGH = 4.5
SCREENS = {
    "search": ("f2", "a", "n"),
    "menu": ("escape", "f5"),
    "help": ("escape", "f1"),
    "badges": ("escape", "f7"),
    "attendance": ("f8",),
    "matrix": ("f4",),
    "at risk": ("f5",),
}


def luminance(color: Color) -> float:
    """Return the relative luminance of WCAG 2.2."""
    triplet = color.get_truecolor()
    parts = [value / 255 for value in triplet]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style: Style) -> float:
    """Return the contrast of a text and its ground."""
    if style.color is None or style.bgcolor is None or style.bgcolor.is_default or style.color.is_default:
        return 21.0
    first, second = luminance(style.color), luminance(style.bgcolor)
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def faint(app: App[None]) -> set[str]:
    """Return the texts on the screen, or in its dialog, that are too faint, with their colours."""
    dialogs = app.screen.query(".dialog")
    region = dialogs.first().region if dialogs else app.screen.region
    found = set()
    for strip in app.screen._compositor.render_strips(app.size)[region.y : region.bottom]:
        for segment in strip.crop(region.x, region.right):
            # Lines, bars and large letters are shapes, with words beside them.
            if segment.style is None or not any(letter.isalnum() for letter in segment.text):
                continue
            if (ratio := contrast(segment.style)) < ENOUGH:
                found.add(f"{segment.text.strip()}: {segment.style} {ratio:.1f}")
    return found


async def test_every_text_of_every_screen_can_be_read_in_every_theme(
    open_course: OpenCourse, person: Callable[[str], Participant], hand_clock: HandClock
) -> None:
    looks: dict[tuple[str, str], set[str]] = {}

    async def look(name: str) -> None:
        for theme in THEMES:
            pilot.app.theme = theme
            await settled(pilot)
            looks[name, theme] = faint(pilot.app)

    async with kiosk(open_course, (120, 40)) as pilot:
        await look("idle")
        await scan(pilot, person("Ana").code)
        hand_clock.set("09:20")
        await scan(pilot, person("Jean").code)
        await look("late")
        await scan(pilot, "HJPFHJPFHJPF")
        await look("unknown")
        for name, keys in SCREENS.items():
            await press(pilot, *keys)
            await look(name)
        app = pilot.app
        assert isinstance(app, KioskApp)
        await press(pilot, "ctrl+f", *"zzzz", "enter")
        await look("wrong answer")
        await press(pilot, "escape", "f6")
        app.action_scanner()
        await settled(pilot)
        await look("disabled button")
        await press(pilot, "escape")
        app.action_practice()
        await a_second_passes(pilot)
        await look("practice")
        app.action_practice()
        await settled(pilot)
        app.store_self_service()
        await settled(pilot)
        await look("guests")
        await scan(pilot, person("João").code)
        await look("guest, present")
        await scan(pilot, person("Gone").code)
        await look("guest, refused")
    assert {name: found for name, found in looks.items() if found} == {}
