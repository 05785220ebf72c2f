"""People who are added at the door: asked about first, corrected, removed, and their badge."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from tests.conftest import COURSE, HandClock
from tests.functional.kiosk.door.desk_steps import answer, choose, open_card
from tests.functional.kiosk.interface import a_second_passes, kiosk, press, scan, text_of, whole_screen
from textual.pilot import Pilot
from textual.widgets import OptionList

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.core.errors import RecordError
from checkin.core.events import Event, NewEvent
from checkin.door.scan import Door
from checkin.intake.load import load
from checkin.kiosk.app import KioskApp
from checkin.kiosk.door.actions import DoorActions
from checkin.kiosk.widgets.recent_scans import RecentScans
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import attendance
from checkin.store.record import Transaction
from checkin.store.roster import participants

Find = Callable[[str], Participant]


@pytest.fixture
def with_exits(course_folder: CourseFolder, hand_clock: HandClock) -> Iterator[OpenCourse]:
    """The course, recording exits."""
    rules = COURSE.replace("late_after = 15", "late_after = 15\nexits = true")
    course_folder.course_file.write_text(rules, encoding="utf-8")
    with opened_course(course_folder, clock=hand_clock.clock()) as course:
        load(course)
        yield course


def app_of(pilot: Pilot[None]) -> KioskApp:
    assert isinstance(pilot.app, KioskApp)
    return pilot.app


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


async def test_people_of_such_a_name_and_country_are_asked_about(open_course: OpenCourse) -> None:
    before = names(open_course)
    async with kiosk(open_course) as pilot:
        await choose(pilot, "add")
        await press(pilot, *"ana nunes", "enter", *"Argentina", "enter", "enter")
        assert "Is it one of these?" in whole_screen(pilot)
        await press(pilot, "enter")
    assert names(open_course) == before
    assert event_log.count(open_course.record.conn) == 1  # the load: one Enter takes nobody who is only near


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


async def test_a_correction_does_not_lose_what_other_doors_recorded(
    open_course: OpenCourse, hand_clock: HandClock
) -> None:
    async with kiosk(open_course, (100, 40)) as pilot:
        person = await add(pilot, "Zoe Argentina")
        hand_clock.set("11:05")
        Door(open_course.record, open_course.course, name="South", session="s2").scan(person.code)
        await open_card(pilot, person)
        await choose_on_card(pilot, "Correct name")
        assert "Nothing was changed." in whole_screen(pilot)
    assert "Zoe Argentina" in names(open_course)


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


async def put_back_row(pilot: Pilot[None], row: int) -> str:
    """Put a row of the last scans back. Return what the screen says."""
    await press(pilot, *["down"] * row, "f4", "down", "enter")
    return " ".join(whole_screen(pilot).split())


async def test_a_person_who_was_put_back_is_not_put_back_once_more(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await add(pilot, "Zoe Practice")
        await press(pilot, "f4")
        await put_back_row(pilot, 1)
        await a_second_passes(pilot)
        assert text_of(pilot, RecentScans).count("Zoe Practice") == 1
        await press(pilot, "escape", "down", "f4")
        assert "Undo: adding of Zoe Practice" in " ".join(whole_screen(pilot).split())
        await press(pilot, "escape")
    assert names(open_course).count("Zoe Practice") == 1


async def test_a_check_in_that_was_undone_alone_is_put_back_without_a_second_person(open_course: OpenCourse) -> None:
    async with kiosk(open_course, (100, 40)) as pilot:
        person = await add(pilot, "Zoe Practice")
        await open_card(pilot, person)
        await choose_on_card(pilot, "Undo the check-in")
        await press(pilot, "down", "enter")
        await a_second_passes(pilot)
        assert "Put back: check-in of Zoe Practice" in await put_back_row(pilot, 1)
    assert names(open_course).count("Zoe Practice") == 1


async def test_a_person_whose_adding_was_undone_elsewhere_is_taken_back_in_full(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await add(pilot, "Zoe Practice")
        adding = next(event for event in event_log.events(open_course.record.conn) if event.kind == "add")
        Corrections.of(open_course, actor="office").undo(adding.event_id)
        await press(pilot, "f4")
        assert "Undone: adding of Zoe Practice" in " ".join(whole_screen(pilot).split())
    rows = attendance.attendance(open_course.record.conn)
    assert all(row.name != "Zoe Practice" for row in rows)


async def test_a_person_who_was_corrected_has_one_row(open_course: OpenCourse) -> None:
    async with kiosk(open_course, (100, 40)) as pilot:
        wrong = await add(pilot, "Zoe Argentina")
        await open_card(pilot, wrong)
        await choose_on_card(pilot, "Correct name")
        await press(pilot, "shift+tab", "end", *[" "], *"Practice", "enter", "enter", "enter")
        await a_second_passes(pilot)
        assert text_of(pilot, RecentScans).count("Zoe Argentina") == 1


async def test_adding_at_an_exit_checks_in(with_exits: OpenCourse) -> None:
    async with kiosk(with_exits) as pilot:
        await press(pilot, "f12")
        await add(pilot, "Zoe Practice")
        assert app_of(pilot).door.door.is_exit
    rows = [row for row in attendance.attendance(with_exits.record.conn) if row.name == "Zoe Practice"]
    assert [row.status for row in rows if row.session == "s1"] == ["present"]


async def test_a_person_is_put_back_into_the_session_they_came_to(
    with_exits: OpenCourse, hand_clock: HandClock
) -> None:
    async with kiosk(with_exits) as pilot:
        await add(pilot, "Zoe Practice")
        await press(pilot, "f4", "f12")
        hand_clock.set("11:05")
        await a_second_passes(pilot)
        assert "Put back: check-in of Zoe Practice, Opening" in await put_back_row(pilot, 1)
    rows = [row for row in attendance.attendance(with_exits.record.conn) if row.name == "Zoe Practice"]
    assert [row.status for row in rows if row.session == "s1"] == ["present"]


async def test_at_an_exit_the_search_and_the_card_say_that_they_record_an_exit(with_exits: OpenCourse) -> None:
    person = participants.roster(with_exits.record.conn)[0]
    async with kiosk(with_exits) as pilot:
        await press(pilot, "f12", "f2", *person.name[:3])
        assert "Enter: Record the exit" in whole_screen(pilot)
        await press(pilot, "escape")
        await open_card(pilot, person)
        assert "Record the exit" in whole_screen(pilot)
        assert "Check in" not in whole_screen(pilot)


async def test_the_card_offers_the_latest_act_of_another_session(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.set("16:10")
    for time in ("11:05", "09:05"):  # a list of earlier times that was entered later
        at = datetime.fromisoformat(f"2026-03-09T{time}-03:00")
        Door(open_course.record, open_course.course).scan(person("Ana").code, at=at)
    async with kiosk(open_course) as pilot:
        await open_card(pilot, person("Ana"))
        assert "Undo the check-in: Lecture (11:00)" in whole_screen(pilot)


async def add_and_let_in(pilot: Pilot[None], clock: HandClock) -> None:
    """Add a person at a session of a group, and let the person in."""
    clock.set("14:35")
    await press(pilot, "f3", *["down"] * 3, "enter")
    await add(pilot, "Zoe Practice")
    await choose(pilot, "let_in")
    await answer(pilot, "guest")


def events_in_force(course: OpenCourse) -> list[str]:
    conn = course.record.conn
    kinds = [one for one in event_log.events(conn) if event_log.is_in_force(conn, one.event_id)]
    return [one.kind for one in kinds if one.kind in ("add", "scan", "mark")]


def status_of(course: OpenCourse, name: str, session: str) -> list[str]:
    rows = attendance.attendance(course.record.conn)
    return [row.status for row in rows if row.name == name and row.session == session]


async def test_the_undo_of_letting_in_leaves_the_person_who_was_added(
    open_course: OpenCourse, hand_clock: HandClock
) -> None:
    async with kiosk(open_course) as pilot:
        await add_and_let_in(pilot, hand_clock)
        assert status_of(open_course, "Zoe Practice", "wa") == ["present"]
        await press(pilot, "f4")
        assert "Undone: letting in of Zoe Practice" in " ".join(whole_screen(pilot).split())
        assert events_in_force(open_course) == ["add", "scan"]
        await press(pilot, "f4")
        assert "Undo: adding of Zoe Practice" in " ".join(whole_screen(pilot).split())
        await press(pilot, "down", "enter")
    assert "Zoe Practice" not in names(open_course)


async def test_a_person_who_was_let_in_is_put_back_as_let_in(open_course: OpenCourse, hand_clock: HandClock) -> None:
    async with kiosk(open_course) as pilot:
        await add_and_let_in(pilot, hand_clock)
        await a_second_passes(pilot)
        await press(pilot, *["down"] * 2, "f4", "down", "enter")
        assert "Zoe Practice" not in names(open_course)
        await a_second_passes(pilot)
        assert "Put back: letting in of Zoe Practice" in await put_back_row(pilot, 2)
    assert status_of(open_course, "Zoe Practice", "wa") == ["present"]


async def test_what_is_put_back_without_being_counted_says_so(open_course: OpenCourse, hand_clock: HandClock) -> None:
    async with kiosk(open_course) as pilot:
        await add_and_let_in(pilot, hand_clock)
        await press(pilot, "f4", "f4", "down", "enter")
        await a_second_passes(pilot)
        said = await put_back_row(pilot, 2)
    assert "Put back: adding of Zoe Practice" in said
    assert "The person is not counted here." in said


@pytest.mark.parametrize("failing", [3, 5])
async def test_a_correction_that_fails_halfway_changes_nothing(
    open_course: OpenCourse, hand_clock: HandClock, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    append, tries = Transaction.append, iter(range(1, 99))

    def fail(writing: Transaction, draft: NewEvent) -> Event:
        if next(tries) == failing:
            raise RecordError("The disk is full.")
        return append(writing, draft)

    async with kiosk(open_course, (100, 40)) as pilot:
        await add_and_let_in(pilot, hand_clock)
        before = list(event_log.events(open_course.record.conn))
        person = next(one for one in participants.roster(open_course.record.conn) if one.name == "Zoe Practice")
        await open_card(pilot, person)
        await choose_on_card(pilot, "Correct name")
        monkeypatch.setattr(Transaction, "append", fail)
        await press(pilot, "shift+tab", "end", "x", "enter", "enter", "enter")
    assert next(tries) > failing
    assert list(event_log.events(open_course.record.conn)) == before


async def test_a_person_who_was_let_in_stays_so_when_the_name_is_corrected(
    open_course: OpenCourse, hand_clock: HandClock
) -> None:
    async with kiosk(open_course, (100, 40)) as pilot:
        await add_and_let_in(pilot, hand_clock)
        person = next(one for one in participants.roster(open_course.record.conn) if one.name == "Zoe Practice")
        await open_card(pilot, person)
        await choose_on_card(pilot, "Correct name")
        await press(pilot, "shift+tab", "end", "x", "enter", "enter", "enter")
    assert status_of(open_course, "Zoe Practicex", "wa") == ["present"]
