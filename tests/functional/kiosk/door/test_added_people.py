"""People who are added at the door: asked about first, corrected, removed, and their badge."""

from collections.abc import Callable

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.door.desk_steps import choose, open_card
from tests.functional.kiosk.interface import kiosk, press, scan, whole_screen
from textual.pilot import Pilot
from textual.widgets import OptionList

from checkin.core.course import Participant
from checkin.door.scan import Door
from checkin.kiosk.door.actions import DoorActions
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.roster import participants

Find = Callable[[str], Participant]


async def choose_on_card(pilot: Pilot[None], words: str) -> None:
    options = pilot.app.screen.query_one(OptionList)
    place = next(place for place, option in enumerate(options.options) if words in str(option.prompt))
    await press(pilot, *["down"] * place, "enter")


async def add(pilot: Pilot[None], name: str) -> Participant:
    await choose(pilot, "add")
    await press(pilot, *name, "enter", *"Argentina", "enter", "enter")
    screen = pilot.app.screen
    assert isinstance(screen, DoorActions)
    person = screen.last_person()
    assert person is not None
    return person


def names(course: OpenCourse) -> list[str]:
    return [person.name for person in participants.roster(course.record.conn)]


@pytest.mark.parametrize("name", ["ana nunez", "Ana Núñez Paz", "ANA NUNES"])
async def test_people_of_such_a_name_and_country_are_asked_about(open_course: OpenCourse, name: str) -> None:
    before = names(open_course)
    async with kiosk(open_course) as pilot:
        await choose(pilot, "add")
        await press(pilot, *name, "enter", *"Argentina", "enter", "enter")
        assert "Is it one of these?" in whole_screen(pilot)
        await press(pilot, "enter")
    assert names(open_course) == before


async def test_a_name_without_capitals_gets_them_as_a_proposal(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        person = await add(pilot, "zoe de la paz")
    assert person.name == "Zoe de la Paz"


async def test_an_empty_form_says_at_once_what_is_missing(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await choose(pilot, "add")
        await press(pilot, "enter")
        assert "The name is missing." in whole_screen(pilot)


async def test_a_person_who_was_written_wrong_is_corrected(open_course: OpenCourse) -> None:
    async with kiosk(open_course, (100, 40)) as pilot:
        wrong = await add(pilot, "Zoe Argentina")
        await open_card(pilot, wrong)
        await choose_on_card(pilot, "Correct name")
        await press(pilot, "shift+tab", "end", *[" "], *"Practice", "enter", "enter", "enter")
    assert "Zoe Argentina" not in names(open_course)
    rows = [row for row in attendance.attendance(open_course.record.conn) if row.name.startswith("Zoe")]
    assert [row.status for row in rows if row.session == "s1"] == ["present"]


async def test_a_person_who_was_added_by_mistake_is_removed(open_course: OpenCourse) -> None:
    before = names(open_course)
    async with kiosk(open_course, (100, 40)) as pilot:
        person = await add(pilot, "Zoe Practice")
        await open_card(pilot, person)
        await choose_on_card(pilot, "Remove")
        await press(pilot, "down", "enter")
    assert names(open_course) == before


async def test_people_of_the_list_are_not_removed_at_the_door(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course, (100, 40)) as pilot:
        await scan(pilot, person("Ana").code)
        await open_card(pilot, person("Ana"))
        assert "Remove" not in whole_screen(pilot)


async def test_the_code_of_a_badge_is_shown(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course, (100, 40)) as pilot:
        await open_card(pilot, person("Jean"))
        await choose_on_card(pilot, "Show the code")
        assert "▀" in whole_screen(pilot)


async def test_an_excuse_on_the_card_is_answered_with_the_sessions_and_the_sum(
    open_course: OpenCourse, person: Find
) -> None:
    async with kiosk(open_course, (120, 40)) as pilot:
        await open_card(pilot, person("Ana"))
        await choose_on_card(pilot, "Excuse")
        await press(pilot, "enter", *"ill", "enter")
        shown = " ".join(whole_screen(pilot).split())
    assert "Ana Núñez, Argentina: excused from" in shown
    assert "0 of 2 sessions" in shown


async def test_the_card_of_a_person_who_never_came_offers_no_undo(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await open_card(pilot, person("Ana"))
        assert "not in yet" in whole_screen(pilot)
        assert "Undo the check-in" not in whole_screen(pilot)


async def test_the_card_names_the_other_session_of_a_check_in_that_can_be_undone(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    Door(open_course.record, open_course.course, name="Hall").scan(person("Ana").code)
    hand_clock.set("11:05")
    async with kiosk(open_course) as pilot:
        await open_card(pilot, person("Ana"))
        assert "Lecture: not in yet" in whole_screen(pilot)
        assert "Undo the check-in: Opening (09:00)" in whole_screen(pilot)
