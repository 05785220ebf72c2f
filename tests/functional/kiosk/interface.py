"""How tests use the real interface: opened on a real course, driven by keys, read as text."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from unittest.mock import patch

import textual._time
import textual.app
from tests.conftest import LONG_FORM
from textual._context import visible_screen_stack
from textual.app import App
from textual.css.model import RuleSet
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList, Static

from checkin.kiosk.app import KioskApp, StartOptions
from checkin.kiosk.badges import screen as badges_screen
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.runtime.record_writer import Writer
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store.open_course import OpenCourse

ENGLISH = StartOptions(door="Hall", language="en")
# Seconds; longer than a scanner's silence and the pause before people are counted, shorter than the kiosk's second.
_SOON = 0.3


@asynccontextmanager
async def kiosk(
    course: OpenCourse,
    size: tuple[int, int] = (80, 24),
    desk: str = "door",
    wish: StartOptions = ENGLISH,
    *,
    has_picture: bool = False,
) -> AsyncIterator[Pilot[None]]:
    """The interface at work, with everything read that it reads at its start.

    The badge desk draws the picture of the first badge only for a test that looks at it: drawing takes longer than the
    rest of most tests.
    """
    with nullcontext() if has_picture else patch.object(badges_screen, "preview", lambda *_, **__: []):
        async with KioskApp(course, replace(wish, desk=desk)).run_test(size=size) as pilot:
            await settled(pilot)
            yield pilot


def drain(writer: Writer) -> None:
    """Wait until everything queued so far is done and posted."""
    done = threading.Event()

    def mark() -> None:
        done.set()

    writer.submit(mark, "")
    done.wait()


async def settled(pilot: Pilot[None]) -> None:
    """Wait until nothing is queued: the writer, the workers, the screen; not for conversations, which wait for keys."""
    app = pilot.app
    assert isinstance(app, KioskApp)
    await nothing_queued()
    quiet = 0
    while quiet < 2:
        await timers_run_out()
        await painted(pilot)
        await asyncio.to_thread(drain, app.writer)
        await painted(pilot)
        busy = False
        while any(not worker.is_finished for worker in app.workers if worker.group != DIALOG_WORKERS):
            busy = True
            await asyncio.sleep(0.002)
        # What a worker leaves behind may start another: two rounds with none are quiet.
        quiet = 0 if busy else quiet + 1


async def nothing_queued(*_: float) -> None:
    """Wait until every message is handled. Textual's own wait sleeps 20 ms or more, and looks at the load."""
    ready = asyncio.get_running_loop()._ready
    await asyncio.sleep(0)
    while ready:
        await asyncio.sleep(0)


textual.app.wait_for_idle = nothing_queued  # after each key that a test presses


def lay_out_only(screen: Screen[object]) -> None:
    """Draw nothing until a test looks at it: every widget has its texts and its place, at half the price."""
    screen._dirty_widgets.clear()
    screen._compositor._dirty_regions.clear()


if not LONG_FORM:  # whose screens are drawn after every key
    Screen._compositor_refresh = lay_out_only  # type: ignore[method-assign]


# The same in C: styles look for each of 700 rules in a set, for every widget.
RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]


async def painted(pilot: Pilot[None]) -> None:
    """Wait until every message is handled and the screen is as it would be painted."""
    await nothing_queued()
    pilot.app.screen._on_timer_update()
    await nothing_queued()


class _Skipped:
    """The seconds that tests did not wait for."""

    seconds = 0.0


def _now(*_: object) -> float:
    """The time of loops, timers and keys."""
    return time.monotonic() + _Skipped.seconds


asyncio.BaseEventLoop.time = _now  # type: ignore[method-assign]
textual._time.get_time = _now


async def timers_run_out() -> None:
    """Go on to when the timers end that end soon, like that of a scanner's silence; and let them."""
    loop = asyncio.get_running_loop()
    now = loop.time()
    left = [timer.when() - now for timer in loop._scheduled if not timer.cancelled() and timer.when() - now < _SOON]
    if left:
        _Skipped.seconds += max(0.0, *left)
        await asyncio.sleep(0)


def wedge(pilot: Pilot[None], text: str, end: str = "enter") -> None:
    """What a wedge scanner does: all its keys at once, then Enter; an empty ``end`` is none."""
    for character in text:
        pilot.app.post_message(Key(character, character))
    if end:
        pilot.app.post_message(Key(end, {"enter": "\r", "tab": "\t"}.get(end, "\n")))


async def scan(pilot: Pilot[None], code: str, end: str = "enter") -> None:
    """A scan, and everything that follows from it."""
    wedge(pilot, code, end)
    await settled(pilot)


class _Hand:
    """When the last key was pressed by hand."""

    at = 0.0


async def press_row(pilot: Pilot[None], text: str) -> None:
    """Choose the row of a list, like a card's, that begins with a text."""
    rows = [str(option.prompt) for option in pilot.app.screen.query_one(OptionList).options]
    place = next(place for place, row in enumerate(rows) if row.startswith(text))
    await press(pilot, *["down"] * place, "enter")


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Keys pressed by hand, and everything that follows from them; letters of one word follow one another."""
    for key in keys:
        if len(key) > 1:
            await pilot.app._press_keys([key])
            await settled(pilot)
        else:
            # A person's speed: no two keys within the time of a scanner.
            event = Key(key, key)
            _Hand.at = event.time = max(event.time, _Hand.at + 0.2)
            pilot.app.post_message(event)
            await nothing_queued()
    await settled(pilot)


async def a_second_passes(pilot: Pilot[None]) -> None:
    """What the kiosk does every second, at once."""
    assert isinstance(pilot.app, KioskApp)
    pilot.app.tick()
    await settled(pilot)


def text_of(pilot: Pilot[None], widget: type | str) -> str:
    """What a part of the screen says."""
    where = "#said" if widget is VerdictPanel else widget
    return str(pilot.app.screen.query_one(where, Static).render())  # type: ignore[arg-type]


def whole_screen(shown: Pilot[None] | App[None]) -> str:
    """The whole screen as text, line by line."""
    app = shown.app if isinstance(shown, Pilot) else shown
    width, height = app.size
    visible_screen_stack.set(app._background_screens)  # what a dialog lets show through
    return "\n".join(
        "".join(segment.text for segment in strip)[:width].rstrip()
        for strip in app.screen._compositor.render_strips(app.size)[:height]
    )
