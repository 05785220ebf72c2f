"""Dialogs: F1 explains them, a fast second answer closes nothing else, and leaving asks where something counted."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.interface import kiosk, press, scan, settled, whole_screen
from textual.content import Content
from textual.widgets import Input, OptionList

from checkin.core.course import Participant
from checkin.kiosk.app import KioskApp
from checkin.kiosk.badges.screen import BadgesScreen
from checkin.kiosk.base.dialogs import AskDialog, ChooseDialog, KioskDialog, ReadDialog
from checkin.kiosk.base.search_dialog import SearchDialog
from checkin.kiosk.door.add_person import AddDialog, Added
from checkin.kiosk.door.screen import DoorScreen
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]


async def test_a_second_answer_closes_only_the_dialog(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f5")
        dialog = pilot.app.screen
        assert isinstance(dialog, ChooseDialog)
        dialog.dismiss(None)
        dialog.dismiss(None)
        await settled(pilot)
        assert isinstance(pilot.app.screen, DoorScreen)


async def test_a_click_on_a_button_answers_and_goes_back(open_course: OpenCourse) -> None:
    answers: list[object] = []
    steps: tuple[tuple[KioskDialog[Any], str, object], ...] = (
        (ChooseDialog("Which?", [("one", Content("One"))]), "#back", None),
        (ReadDialog("Help", Content("Text")), "#back", None),
        (AskDialog("Who?", "Name", check=lambda _: ""), "#go", ""),
        (AskDialog("Who?", "Name"), "#back", None),
        (SearchDialog("Search", at_once="Check in"), "#back", None),
        (AddDialog("Zoe Paz", "AR"), "#add", Added("Zoe Paz", "AR", "")),
        (AddDialog(), "#back", None),
    )
    async with kiosk(open_course) as pilot:
        for dialog, button, answer in steps:
            pilot.app.push_screen(dialog, answers.append)
            await settled(pilot)
            await pilot.click(button)
            await settled(pilot)
            assert isinstance(pilot.app.screen, DoorScreen), (dialog, button)
            assert answers.pop() == answer
    assert answers == []


async def test_an_answer_before_the_dialog_is_seen_is_ignored(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        dialog = ChooseDialog("Which?", [("one", Content("One"))])
        pilot.app.push_screen(dialog)
        dialog.dismiss(None)
        await settled(pilot)
        assert pilot.app.screen is dialog
        assert pilot.app._exception is None


async def test_an_answer_after_another_desk_was_opened_changes_nothing(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f5")
        dialog, app = pilot.app.screen, pilot.app
        assert isinstance(app, KioskApp)
        assert isinstance(dialog, ChooseDialog)
        app.action_desk("badges")
        dialog.dismiss(None)
        await settled(pilot)
        assert isinstance(app.screen, BadgesScreen)
        app.action_desk("door")
        await settled(pilot)
        assert app.screen is dialog


@pytest.mark.parametrize("keys", [("f2", "n"), ("f3",), ("f5",)], ids=["search", "session", "menu"])
async def test_f1_explains_a_dialog_and_what_was_typed_stays(open_course: OpenCourse, keys: tuple[str, ...]) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, *keys)
        dialog = pilot.app.screen
        await press(pilot, "f1")
        assert isinstance(pilot.app.screen, ReadDialog)
        assert "Esc goes back, and nothing is changed." in " ".join(whole_screen(pilot).split())
        await press(pilot, "escape")
        assert pilot.app.screen is dialog
        assert [field.value for field in dialog.query(Input)] == (["n"] if "n" in keys else [])


async def test_a_door_where_nothing_happened_is_left_at_once(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "ctrl+q")
        assert not pilot.app.is_running or pilot.app._exit


async def test_a_door_that_recorded_something_the_day_before_is_left_at_once(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
    hand_clock.set("22:00")
    async with kiosk(open_course) as pilot:
        await press(pilot, "ctrl+q")
        assert not pilot.app.is_running or pilot.app._exit


async def test_a_door_that_has_counted_asks_before_it_ends(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        app = pilot.app
        assert isinstance(app, KioskApp)
        app.refresh_now()
        await settled(pilot)
        await press(pilot, "ctrl+q")
        assert isinstance(app.screen, ChooseDialog)
        assert "1 present. Everything is saved. Leave checkin?" in " ".join(whole_screen(pilot).split())
        await press(pilot, "escape")
        assert isinstance(app.screen, DoorScreen)
        assert not app._exit
        await press(pilot, "ctrl+q", "ctrl+q")
        assert app._exit


async def test_ctrl_q_twice_at_once_is_no_crash(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        app = pilot.app
        assert isinstance(app, KioskApp)
        app.refresh_now()
        await settled(pilot)
        await app.action_quit()
        await asyncio.sleep(0)  # the dialog is being made
        await app.action_quit()
        await settled(pilot)
        assert (app._exception, app.return_code) == (None, 0)


async def test_f9_changes_the_language_of_a_dialog_and_what_was_typed_and_chosen_stays(
    open_course: OpenCourse,
) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f5", "down", "down", "f9")
        assert "Ajouter une personne absente des listes" in whole_screen(pilot)
        assert pilot.app.screen.query_one(OptionList).highlighted == 2
        await press(pilot, "escape", "f2", "n", "f9", "u")
        assert [field.value for field in pilot.app.screen.query(Input)] == ["nu"]
        assert "Ana Núñez" in whole_screen(pilot)
        assert "Ficha" in whole_screen(pilot)
        await press(pilot, "f9", "f9", "f9")
        await press(pilot, "escape")
        assert "F1 Aide" in whole_screen(pilot)


@pytest.mark.parametrize("size", [(40, 15), (60, 18)])
async def test_every_dialog_of_the_door_shows_how_to_leave_it_on_a_small_screen(
    open_course: OpenCourse, person: Find, size: tuple[int, int]
) -> None:
    async with kiosk(open_course, size) as pilot:
        shown = {}
        for name, keys in {
            "search": ("f2", "a", "n"),
            "card": ("f2", "a", "n", "f5"),
            "menu": ("f5",),
            "end of the menu": ("f5", "end"),
            "add": ("f5", "down", "down", "enter"),
            "session": ("f3",),
            "help": ("f1",),
        }.items():
            await press(pilot, *keys)
            shown[name] = "Back" in whole_screen(pilot)
            await press(pilot, "escape")
            while not isinstance(pilot.app.screen, DoorScreen):
                await press(pilot, "escape")
        assert shown == dict.fromkeys(shown, True)


async def test_a_question_is_not_cut_on_a_narrow_screen(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course, (40, 15)) as pilot:
        await scan(pilot, person("Ana").code)
        app = pilot.app
        assert isinstance(app, KioskApp)
        app.refresh_now()
        await settled(pilot)
        await press(pilot, "ctrl+q")
        shown = " ".join(whole_screen(pilot).replace("│", " ").split())
        assert "1 present. Everything is saved. Leave checkin?" in shown
