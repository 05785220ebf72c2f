"""The hub at the door: a line that says how it is, and figures that move when other doors scan."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.interface import a_second_passes, kiosk, scan, settled, text_of
from tests.unit.hub.conftest import ClockOf, Place, Server, clock_of, code, database, place, quiet, server
from tests.unit.hub.conftest import scan as scan_at

from checkin.core.errors import HubError, RevokedError
from checkin.core.events import Kind, NewEvent
from checkin.hub.sync import background_sync
from checkin.hub.sync.background_sync import SyncStatus
from checkin.hub.sync.sync_once import sync
from checkin.kiosk.widgets.session_bar import SessionBar
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store.open_course import OpenCourse

__all__ = ["clock_of", "database", "place", "server"]  # fixtures
BOUND = 60.0


class Still:
    """An exchange that only says how it is."""

    view = SyncStatus()

    def __init__(self, *_: object, **__: object) -> None: ...

    def run_to_the_end(self) -> None: ...

    def stop(self) -> None: ...


def with_hub(course: OpenCourse, url: str = "postgresql://127.0.0.1/nowhere") -> OpenCourse:
    """The course, with a hub in its rules."""
    return replace(course, course=replace(course.course, hub=url))


VIEWS = (
    (SyncStatus(reached=True, waiting=0), "Connected to the server"),
    (SyncStatus(reached=True, waiting=7), "Connected to the server · 7 entries wait"),
    (SyncStatus(reached=False), "No connection to the server"),
    (SyncStatus(reached=False, waiting=1), "No connection to the server · 1 entry waits"),
    (SyncStatus(waiting=1, trouble=RevokedError("revoked")), "Access to the server revoked · 1 entry waits"),
    (SyncStatus(reached=True, waiting=0, offset_ms=-3_600_000), "Connected to the server · clock +3600 s off"),
    (SyncStatus(reached=True, waiting=0, offset_ms=2_000), "Connected to the server"),
)


async def test_the_session_bar_says_how_the_hub_is(open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_sync, "BackgroundSync", Still)
    async with kiosk(with_hub(open_course), size=(110, 30)) as pilot:
        for view, said in VIEWS:
            monkeypatch.setattr(Still, "view", view)
            await a_second_passes(pilot)
            assert f"  {said}  " in text_of(pilot, SessionBar)


async def test_what_goes_wrong_with_the_exchange_is_said(
    open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background_sync, "BackgroundSync", Still)
    monkeypatch.setattr(Still, "view", SyncStatus(reached=True, waiting=2, trouble=HubError("The hub is read-only.")))
    async with kiosk(with_hub(open_course), size=(110, 30)) as pilot:
        await a_second_passes(pilot)
        assert "The hub is read-only." in text_of(pilot, SessionBar)


async def test_a_course_without_a_hub_has_no_such_line(open_course: OpenCourse) -> None:
    async with kiosk(open_course, size=(110, 30)) as pilot:
        await a_second_passes(pilot)
        assert "ub" not in text_of(pilot, SessionBar).splitlines()[2]


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait for a condition, with a generous bound."""
    deadline = time.monotonic() + BOUND
    while not holds():
        assert time.monotonic() < deadline, "it never came about"
        await asyncio.sleep(0.02)


async def test_a_scan_at_another_door_moves_the_figures_of_this_one(
    server: Server,
    database: str,
    place: Place,
    clock_of: ClockOf,
) -> None:
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    url = server.url(database)
    quiet(sync(one, url))
    async with kiosk(with_hub(one, url)) as pilot:
        await eventually(lambda: "Connected to the server" in text_of(pilot, SessionBar) or _ticked(pilot))
        scan_at(other, "Ana")
        quiet(sync(other, url))
        await eventually(lambda: "1 of 3 present" in text_of(pilot, SessionBar) or _ticked(pilot))
        await scan(pilot, code(one, "Ana"))
        assert "in since 09:05, Hall" in text_of(pilot, VerdictPanel)
        await settled(pilot)


def _ticked(pilot: object) -> bool:
    pilot.app.tick()  # type: ignore[attr-defined]
    return False


def test_the_events_of_a_door_say_how_far_its_clock_is_off(open_course: OpenCourse, hand_clock: HandClock) -> None:
    open_course.record.remember_hub_clock(-4_200)
    hand_clock.forward(0.5)
    with open_course.record.writing() as writing:
        event = writing.append(NewEvent(kind=Kind.NOTE))
    assert (event.hub_offset, event.hub_offset_age) == (-4_200, 30_000)
