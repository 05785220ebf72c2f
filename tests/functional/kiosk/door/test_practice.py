"""Practice: every action of every desk works on a copy, and nothing of it is left."""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.door.desk_steps import answer, choose, open_card
from tests.functional.kiosk.interface import (
    a_second_passes,
    kiosk,
    press,
    press_row,
    scan,
    settled,
    text_of,
    whole_screen,
)

from checkin.core.course import Participant
from checkin.core.events import EventSource, ScannedText
from checkin.kiosk.app import KioskApp
from checkin.kiosk.base.screen import PracticeBand
from checkin.kiosk.door.screen import DoorScreen
from checkin.kiosk.widgets.recent_scans import RecentScans
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants

Find = Callable[[str], Participant]


def content(course: OpenCourse) -> tuple[list[str], int, str]:
    """The files of the course, the number of its events, and a hash of everybody on its list."""
    root = course.folder.root
    files = sorted(str(path.relative_to(root)) for path in root.rglob("*") if "checkin.db" not in path.name)
    people = repr(participants.roster(course.record.conn, everybody=True))
    return files, event_log.count(course.record.conn), hashlib.sha256(people.encode()).hexdigest()


async def test_in_a_practice_the_undo_reaches_nothing_that_is_real(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        hand_clock.forward(0.2)
        before = content(open_course)
        await choose(pilot, "practice")
        await scan(pilot, person("João").code)
        await press(pilot, "f4")
        row = next(line for line in text_of(pilot, RecentScans).splitlines() if "João" in line)
        assert "/" in row
        await press(pilot, "f4", "down", "enter")
        assert content(open_course) == before
        await choose(pilot, "practice")
        await a_second_passes(pilot)
        assert "1 of 3 present" in whole_screen(pilot)
        assert "Ana" in text_of(pilot, RecentScans)
        assert "João" not in text_of(pilot, RecentScans)


async def test_every_action_of_the_door_works_in_a_practice_and_is_gone_after_it(
    open_course: OpenCourse, person: Find, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(copies))
    before = content(open_course)
    async with kiosk(open_course) as pilot:
        await choose(pilot, "practice")
        await choose(pilot, "add")
        await press(pilot, *"Zoe Practice", "tab", *"BR", "tab", "enter")
        assert "Zoe" in text_of(pilot, RecentScans)
        await open_card(pilot, person("Jean"))
        await press_row(pilot, "Write a note")
        await answer(pilot, "Has the wrong badge")
        await open_card(pilot, person("Jean"))
        await press_row(pilot, "New badge")
        await press(pilot, "down", "enter")
        await choose(pilot, "paper")
        assert pilot.app.screen.query(PracticeBand)
        await press(pilot, *"soledad", "enter")
        await press(pilot, "escape")
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, KioskApp)
        assert event_log.count(app.opened.record.conn) >= before[1] + 5
        assert app.opened.folder.root.parent == copies
        await choose(pilot, "practice")
    assert content(open_course) == before
    assert list(copies.iterdir()) == []


async def test_the_band_is_on_every_screen(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await choose(pilot, "practice")
        for keys in (("f2",), ("f1",), ("f3",), ("f5",)):
            await press(pilot, *keys)
            assert pilot.app.screen.query(PracticeBand)
            await press(pilot, "escape")
        for key in ("f7", "f8"):
            await press(pilot, key)
            assert "PRACTICE · NOTHING COUNTS" in whole_screen(pilot)
        await press(pilot, "f6")
        await choose(pilot, "practice")
        await press(pilot, "f8")
        assert "NOTHING COUNTS" not in whole_screen(pilot)


async def test_a_practice_on_the_evening_before_has_a_session_of_its_own(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.set("20:00")
    async with kiosk(open_course) as pilot:
        await choose(pilot, "practice")
        await a_second_passes(pilot)
        await scan(pilot, person("Ana").code)
        assert "Practice" in whole_screen(pilot)
        assert pilot.app.screen.query_one("VerdictPanel").has_class("counted")


async def test_a_scan_that_meets_the_change_is_not_recorded_and_says_so(open_course: OpenCourse, person: Find) -> None:
    before = event_log.count(open_course.record.conn)
    async with kiosk(open_course) as pilot:
        app = pilot.app
        assert isinstance(app, KioskApp)
        app.action_practice()
        app.handle_scan(ScannedText(person("Ana").code, EventSource.SCANNED))
        await settled(pilot)
        assert isinstance(app.screen, DoorScreen)
        assert "Not recorded" in whole_screen(pilot)
    assert event_log.count(open_course.record.conn) == before
