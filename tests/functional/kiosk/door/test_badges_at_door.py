"""Badges that go straight to the printer of the door: whose, when, and what the door says when it fails."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.functional.kiosk.door.desk_steps import choose
from tests.functional.kiosk.interface import kiosk, press, scan, settled, text_of, whole_screen
from textual.message import Message
from textual.pilot import Pilot

from checkin.core.badge_style import BadgeStyle, PrintAtDoor
from checkin.core.course import Participant
from checkin.kiosk.app import KioskApp
from checkin.kiosk.runtime.badge_printer import BadgePrinter
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store import event_log
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts an ``lp`` first on the path, which writes its last argument to a file and then does ``body``."""
    folder, told = tmp_path / "bin", tmp_path / "told"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    def make(body: str = "") -> Path:
        (folder / "lp").write_text(f'#!/bin/sh\nfor last; do :; done\necho "$2 $last" >> {told}\n{body}\n')
        (folder / "lp").chmod(0o755)
        return told

    return make


def printing(course: OpenCourse, when: PrintAtDoor) -> OpenCourse:
    style = BadgeStyle(print_at_door=when, printer="Zebra", door_sheet="brother-62x100")
    return replace(course, course=replace(course.course, badges=style))


async def printed(pilot: Pilot[None]) -> None:
    """Wait until the badge printer has done what was queued, and the door has said so."""
    app = pilot.app
    assert isinstance(app, KioskApp)
    await settled(pilot)
    await asyncio.to_thread(app.badge_printer.wait)
    await settled(pilot)


async def test_a_person_added_at_the_door_gets_a_printed_badge(
    open_course: OpenCourse, lp: Callable[[str], Path]
) -> None:
    told = lp("")
    async with kiosk(printing(open_course, PrintAtDoor.ADDED)) as pilot:
        await choose(pilot, "add")
        await press(pilot, *"Zoe", "enter", *"Chile", "enter", *"IOM", "enter")
        await printed(pilot)
        assert "The badge of Zoe is being printed." in whole_screen(pilot)
    (line,) = told.read_text("utf-8").splitlines()
    assert line.startswith("Zebra ")
    assert "badges/zoe-" in line
    (run,) = event_log.print_runs(open_course.record.conn)
    assert (run.badges, run.design, run.sheet) == (1, "label", "brother-62x100")


async def test_a_first_scan_prints_the_badge_once(
    open_course: OpenCourse, person: Find, lp: Callable[[str], Path]
) -> None:
    told, ana = lp(""), person("Ana")
    async with kiosk(printing(open_course, PrintAtDoor.FIRST_SCAN)) as pilot:
        await scan(pilot, ana.code)
        await printed(pilot)
        await scan(pilot, ana.code)
        await printed(pilot)
    assert len(told.read_text("utf-8").splitlines()) == 1


@pytest.mark.parametrize("when", [PrintAtDoor.NEVER, PrintAtDoor.ADDED])
async def test_a_scan_prints_nothing_unless_the_course_wants_it(
    open_course: OpenCourse, person: Find, lp: Callable[[str], Path], when: PrintAtDoor
) -> None:
    told = lp("")
    async with kiosk(printing(open_course, when)) as pilot:
        await scan(pilot, person("Ana").code)
        await printed(pilot)
    assert not told.exists()


async def test_a_printer_that_refuses_is_said_with_the_file_and_nothing_is_recorded(
    open_course: OpenCourse, person: Find, lp: Callable[[str], Path]
) -> None:
    lp("echo 'lp: The printer is out of labels' >&2; exit 1")
    async with kiosk(printing(open_course, PrintAtDoor.FIRST_SCAN), size=(140, 40)) as pilot:
        await scan(pilot, person("Ana").code)
        await printed(pilot)
        shown = " ".join(whole_screen(pilot).replace("│", " ").split())
        assert "out of labels" in shown
        assert "Print this file by hand:" in shown
    (file,) = open_course.folder.badges.glob("ana-nunez-*.pdf")
    assert file.name in shown
    assert not event_log.printed_badges(open_course.record.conn)


async def test_a_printer_that_does_not_answer_holds_up_no_scan(
    open_course: OpenCourse, person: Find, lp: Callable[[str], Path], tmp_path: Path
) -> None:
    go = tmp_path / "go"
    told = lp(f"while [ ! -e {go} ]; do sleep 0.05; done")
    async with kiosk(printing(open_course, PrintAtDoor.FIRST_SCAN)) as pilot:
        await scan(pilot, person("Ana").code)
        while not told.exists():
            await asyncio.sleep(0.01)
        other = person("João")
        await scan(pilot, other.code)
        assert "Brazil" in text_of(pilot, VerdictPanel)
        go.touch()
        await printed(pilot)
    assert len(told.read_text("utf-8").splitlines()) == 2


def test_more_badges_than_may_wait_are_refused_at_once() -> None:
    printer = BadgePrinter(lambda _: None, most=1)
    started, go = threading.Event(), threading.Event()

    def job() -> Message | None:
        started.set()
        go.wait()
        return None

    assert printer.submit("a", job)
    started.wait()
    assert printer.submit("b", job)
    assert printer.submit("b", job)  # it waits already
    assert not printer.submit("c", job)
    go.set()
    printer.wait()


async def test_without_a_sheet_for_the_door_a_badge_has_a_page_of_its_own(
    open_course: OpenCourse, person: Find, lp: Callable[[str], Path]
) -> None:
    lp("")
    style = BadgeStyle(print_at_door=PrintAtDoor.FIRST_SCAN)
    plain = replace(open_course, course=replace(open_course.course, badges=style))
    async with kiosk(plain) as pilot:
        await scan(pilot, person("Ana").code)
        await printed(pilot)
    (run,) = event_log.print_runs(open_course.record.conn)
    assert (run.design, run.sheet) == ("lanyard", "a6")
