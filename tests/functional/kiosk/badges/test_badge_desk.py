"""The organizer's desk, driven by keys."""

import threading
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from tests.functional.kiosk.interface import kiosk, nothing_queued, press, scan, settled, text_of, whole_screen
from textual.pilot import Pilot
from textual.widgets import Button, Checkbox, Input, OptionList, Select

from checkin.badges.draw import Progress
from checkin.badges.printing import Deliver, PrintRequest, print_badges
from checkin.core.course import Participant
from checkin.kiosk.app import StartOptions as Wished
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store import event_log
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]


async def choose(pilot: Pilot[None], name: str, value: str) -> None:
    """Choose a value of one of the form's lists."""
    pilot.app.screen.query_one(f"#{name}", Select).value = value
    await settled(pilot)


def runs(course: OpenCourse) -> list[tuple[int, str, str]]:
    return [(run.badges, run.design, run.sheet) for run in event_log.print_runs(course.record.conn)]


async def test_the_number_of_badges_follows_the_form(open_course: OpenCourse) -> None:
    print_badges(open_course, PrintRequest(who="role=speaker"))
    async with kiosk(open_course, desk="badges") as pilot:
        assert text_of(pilot, "#count") == "4 badges"
        pilot.app.screen.query_one("#new", Checkbox).value = True
        await settled(pilot)
        assert text_of(pilot, "#count") == "3 badges"
        pilot.app.screen.query_one("#who", Input).value = "nobody at all"
        await settled(pilot)
        assert text_of(pilot, "#result") == "Nobody on the participant list fits nobody at all."
        pilot.app.screen.query_one("#who", Input).value = ""
        await settled(pilot)
        assert (text_of(pilot, "#count"), text_of(pilot, "#result")) == ("3 badges", "")


async def test_the_form_has_its_titles_when_the_language_changes(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="badges", wish=Wished(language="en")) as pilot:
        while pilot.app.tr.language != "es":  # type: ignore[attr-defined]
            await press(pilot, "f9")
        assert str(pilot.app.screen.query_one("#form").border_title) == "Credenciales"
        assert text_of(pilot, "#count").endswith("credenciales")


async def test_what_is_wrong_is_said_whole_and_in_the_language_of_the_screen(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="badges", wish=Wished(language="es")) as pilot:
        pilot.app.screen.query_one("#who", Input).value = "color=azul"
        await settled(pilot)
        said = " ".join(whole_screen(pilot).split())
        assert "color no se conoce aquí: antes del = va función, país, institución, grupo, nombre o código." in said
        await press(pilot, "f4")
        said = " ".join(whole_screen(pilot).split())
        assert "La hoja a6 lleva una credencial por página" in said
        assert "--" not in said


async def test_the_first_badge_is_shown_as_a_picture(open_course: OpenCourse) -> None:
    async with kiosk(open_course, (120, 40), desk="badges", has_picture=True) as pilot:
        lanyard = text_of(pilot, "#preview")
        await choose(pilot, "design", "card")
        card = text_of(pilot, "#preview")
    assert set(lanyard) & set("▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")
    assert len(card.splitlines()) < len(lanyard.splitlines())


async def test_a_sheet_an_order_and_two_sides_are_drawn_as_they_were_chosen(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="badges") as pilot:
        await choose(pilot, "sheet", "avery-l4785")
        await choose(pilot, "order", "name")
        pilot.app.screen.query_one("#two-sided", Checkbox).value = True
        pilot.app.screen.query_one("#start-at", Input).value = "10"
        await press(pilot, "ctrl+p")
    assert runs(open_course) == [(4, "label", "avery-l4785")]
    assert len(pypdfium2.PdfDocument(open_course.folder.badges / "credenciales-avery-l4785.pdf")) == 4


async def test_a_place_that_is_not_there_is_said_and_nothing_is_recorded(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="badges") as pilot:
        pilot.app.screen.query_one("#start-at", Input).value = "2"
        await press(pilot, "ctrl+p")
        assert "a6: 1. There is no place 2" in text_of(pilot, "#result")
    assert runs(open_course) == []


async def test_what_was_printed_is_listed_and_drawn_again(open_course: OpenCourse) -> None:
    print_badges(open_course, PrintRequest(who="role=speaker", design="card"))
    async with kiosk(open_course, desk="badges") as pilot:
        await press(pilot, "f3")
        (line,) = pilot.app.screen.query_one(OptionList).options
        assert "1 badge · card · a6" in str(line.prompt)
        await press(pilot, "enter")
        assert text_of(pilot, "#result").startswith("1 badge on 1 page: ")
    assert runs(open_course) == [(1, "lanyard", "a6"), (1, "card", "a6")]


async def test_a_lost_badge_is_replaced_drawn_and_refused_at_the_door(open_course: OpenCourse, person: Find) -> None:
    lost = person("Ana").code
    async with kiosk(open_course, desk="badges") as pilot:
        await press(pilot, "f2", *"ana", "enter", "down", "enter")
        assert list(open_course.folder.badges.glob("ana-nunez-*.pdf"))
        await press(pilot, "f6")
        await scan(pilot, lost)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("refused")
    assert person("Ana").code != lost


async def test_the_test_page_is_drawn_for_the_sheet(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="badges") as pilot:
        await choose(pilot, "sheet", "durable-1445")
        await press(pilot, "f4")
    assert (open_course.folder.badges / "prueba-durable-1445.pdf").exists()
    assert runs(open_course) == []


async def test_a_printer_of_the_machine_gets_the_pdf(open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str | None]] = []
    monkeypatch.setattr("checkin.kiosk.badges.screen.printers", lambda: ["Office"])
    monkeypatch.setattr(
        "checkin.kiosk.badges.screen.send",
        lambda files, printer, **_: sent.extend((Path(file).name, printer) for file in files),
    )
    async with kiosk(open_course, desk="badges") as pilot:
        await choose(pilot, "output", "printer:Office")
        await press(pilot, "ctrl+p")
        assert "Sent to Office." in text_of(pilot, "#result")
    assert sent == [("credenciales-a6.pdf", "Office")]


async def test_a_run_is_stopped_by_a_button_and_leaves_nothing(
    open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, stopped = threading.Event(), threading.Event()

    def slow(opened: OpenCourse, request: PrintRequest, progress: Progress, deliver: Deliver) -> None:
        progress(1)
        begun.set()
        stopped.wait(20)
        progress(2)

    monkeypatch.setattr("checkin.kiosk.badges.screen.print_badges", slow)
    async with kiosk(open_course, desk="badges") as pilot:
        await pilot.press("ctrl+p")
        while not begun.is_set():
            await pilot.pause()
        pilot.app.screen.query_one("#stop", Button).press()
        await nothing_queued()
        stopped.set()
        await settled(pilot)
        assert text_of(pilot, "#result").startswith("Stopped.")
        assert not pilot.app.screen.query_one("#draw", Button).disabled
    assert runs(open_course) == []


async def test_what_is_typed_on_coming_here_is_whose_badges(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f7", *"ana")
        assert pilot.app.screen.query_one("#who", Input).value == "ana"


async def test_a_ticked_box_has_another_shape(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="badges") as pilot:
        box = pilot.app.screen.query_one("#new", Checkbox)
        assert "X" not in str(box.render())
        box.value = True
        await settled(pilot)
        assert "X" in str(box.render())
        assert "▐X▌" in whole_screen(pilot)


async def test_a_large_shift_is_asked_about_before_anything_is_drawn(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="badges") as pilot:
        pilot.app.screen.query_one("#right", Input).value = "15"
        await press(pilot, "ctrl+p")
        assert "Shift everything 15 mm" in whole_screen(pilot)
        await press(pilot, "enter")
        assert runs(open_course) == []
        await press(pilot, "ctrl+p", "down", "enter")
    assert [badges for badges, _, _ in runs(open_course)] == [4]
