"""The emergency list at the door: shown at once, written as a PDF, and printed where a printer is set."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.functional.kiosk.interface import kiosk, press, scan, settled, whole_screen

from checkin.badges import printers
from checkin.core.course import ExportRules, Participant
from checkin.kiosk.base.dialogs import ReadDialog
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]


async def test_ctrl_e_shows_who_is_inside_and_writes_the_list(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        await press(pilot, "ctrl+e")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ReadDialog)
        shown = whole_screen(pilot)
    assert "Inside now: 1" in shown
    assert "Ana Núñez" in shown
    assert (open_course.folder.exports / "2026-03-09-lista-de-emergencia.pdf").exists()


async def test_the_list_goes_to_the_printer_of_the_course(
    open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, str | None]] = []

    def send(files: Sequence[Path], printer: str | None = None) -> None:
        sent.extend((file.name, printer) for file in files)

    monkeypatch.setattr(printers, "send", send)
    course = replace(open_course.course, export=ExportRules(printer="Office"))
    async with kiosk(replace(open_course, course=course)) as pilot:
        await press(pilot, "ctrl+e")
        await settled(pilot)
    assert sent == [("2026-03-09-lista-de-emergencia.pdf", "Office")]
