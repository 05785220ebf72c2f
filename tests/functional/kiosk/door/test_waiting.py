"""A scan whose answer takes long, since another program uses the record, is not shown as another person's answer."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from tests.functional.kiosk.interface import (
    kiosk,
    nothing_queued,
    painted,
    press,
    scan,
    settled,
    text_of,
    wedge,
    whole_screen,
)

from checkin.core.course import Participant
from checkin.core.errors import RecordError
from checkin.core.events import ScannedText
from checkin.door.scan import ScanAnswer
from checkin.kiosk.app import KioskApp, StartOptions
from checkin.kiosk.door.actions import DoorActions
from checkin.kiosk.widgets.recent_scans import RecentScans
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record, Transaction

Find = Callable[[str], Participant]
GUESTS = StartOptions(door="Hall", language="en", self_service=True)


@pytest.mark.parametrize(
    ("wish", "keys", "said"),
    [
        (StartOptions(door="Hall", language="en"), (), "The record is busy. Please wait."),
        (StartOptions(door="Hall", language="en"), ("f2",), "The record is busy. Please wait."),
        (GUESTS, (), "Please wait a moment."),
    ],
)
async def test_a_scan_without_an_answer_replaces_the_answer_before(
    open_course: OpenCourse,
    person: Find,
    monkeypatch: pytest.MonkeyPatch,
    wish: StartOptions,
    keys: tuple[str, ...],
    said: str,
) -> None:
    released = threading.Event()
    async with kiosk(open_course, wish=wish) as pilot:
        app = pilot.app
        assert isinstance(app, KioskApp)
        answer = app.door.answer

        def slowly(presented: ScannedText) -> ScanAnswer:
            released.wait()
            return answer(presented)

        await scan(pilot, person("Ana").code)
        await press(pilot, *keys)
        monkeypatch.setattr(app.door, "answer", slowly)
        wedge(pilot, person("João").code)
        await nothing_queued()
        app._show_waiting()
        await painted(pilot)
        shown = " ".join(whole_screen(pilot).split())
        released.set()
        assert said in shown
        if not keys:
            assert "Ana" not in text_of(pilot, VerdictPanel)
        await settled(pilot)
        assert "PRESENT" in whole_screen(pilot).upper() or "▄" in text_of(pilot, VerdictPanel)
        assert said not in " ".join(text_of(pilot, "Banner, VerdictPanel" if keys else VerdictPanel).split())


@pytest.mark.parametrize(
    ("act", "what"),
    [(("f4",), "the undo"), (("f5", "enter", *["down"] * 3, "enter", *"visa", "enter"), "Note written: Ana Núñez")],
)
async def test_what_staff_do_while_the_record_is_busy_says_that_it_waits(
    open_course: OpenCourse, person: Find, monkeypatch: pytest.MonkeyPatch, act: tuple[str, ...], what: str
) -> None:
    released = threading.Event()
    begin = Record.writing

    def slowly(record: Record) -> AbstractContextManager[Transaction]:
        released.wait()
        return begin(record)

    async with kiosk(open_course) as pilot:
        app = pilot.app
        assert isinstance(app, KioskApp)
        await scan(pilot, person("Ana").code)
        monkeypatch.setattr(Record, "writing", slowly)
        for key in act:
            await pilot.press(key)
            await nothing_queued()
            await asyncio.to_thread(lambda: None)
        while not app._unanswered:
            await nothing_queued()
        app._show_waiting()
        await painted(pilot)
        assert f"Not recorded yet: {what}" in " ".join(text_of(pilot, VerdictPanel).split())
        released.set()
        await settled(pilot)
        assert "Not recorded yet" not in whole_screen(pilot)


async def test_what_staff_did_while_nothing_could_be_recorded_is_named_afterwards(
    open_course: OpenCourse, person: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with kiosk(open_course) as pilot:
        app = pilot.app
        assert isinstance(app, KioskApp)
        await scan(pilot, person("Ana").code)
        try_again = app.try_again
        monkeypatch.setattr(app, "try_again", lambda: None)  # not by the clock
        with monkeypatch.context() as full:
            full.setattr(DoorActions, "take_back_now", no_space)
            await press(pilot, "f4")
        assert "Not recorded: the undo" in whole_screen(pilot)
        try_again()
        await settled(pilot)
        shown = " ".join(whole_screen(pilot).split())
        assert "Recording again." in shown
        assert "Not done, do it once more: the undo" in shown
        assert "√" in text_of(pilot, RecentScans)


def no_space(*_: object) -> bool:
    raise RecordError("The disk is full.")
