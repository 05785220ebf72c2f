"""Undo: one named act of this door, asked about unless it is on the screen and fresh, and put back with its time."""

from collections.abc import Callable, Iterator

import pytest
from tests.conftest import COURSE, HandClock
from tests.functional.kiosk.door.desk_steps import answer, choose, last, open_card
from tests.functional.kiosk.interface import a_second_passes, kiosk, press, scan, settled, text_of, whole_screen
from textual.pilot import Pilot

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.core.events import Kind, NewEvent
from checkin.door.scan import Door
from checkin.intake.load import load
from checkin.kiosk.app import StartOptions
from checkin.kiosk.base.dialogs import ChooseDialog
from checkin.kiosk.widgets.recent_scans import RecentScans
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import attendance
from checkin.store.roster import participants

Find = Callable[[str], Participant]


def undone(course: OpenCourse) -> list[str]:
    """The kinds and people of the events that were undone, in their order."""
    conn = course.record.conn
    found = []
    for event in event_log.events(conn):
        if event.kind == "undo" and event.ref:
            target = event_log.event(conn, event.ref)
            person = participants.by_id(conn, target.participant or "") if target else None
            found.append(f"{target.kind if target else ''} {person.name.split()[0] if person else ''}")
    return found


def arrived(course: OpenCourse, name: str, session: str) -> str:
    rows = attendance.attendance(course.record.conn)
    row = next(row for row in rows if row.name.startswith(name) and row.session == session)
    return f"{course.course.local(row.at):%H:%M} {row.status}" if row.at else row.status


def said(pilot: Pilot[None]) -> str:
    return " ".join(whole_screen(pilot).replace("│", " ").split())


async def test_a_person_who_is_already_in_is_not_what_the_undo_is_about(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        hand_clock.forward(0.1)
        await scan(pilot, person("João").code)
        hand_clock.forward(0.1)
        await scan(pilot, person("Ana").code)
        await press(pilot, "f4")
        assert "Undo: check-in of João d’Ávila, Opening, 09:05?" in said(pilot)
        await press(pilot, "enter")
        assert undone(open_course) == []
        await press(pilot, "f4", "down", "enter")
        assert undone(open_course) == ["scan João"]
        assert "Undone: check-in of João d’Ávila, Opening, 09:05" in said(pilot)


async def test_letting_in_is_taken_back_and_not_the_scan_before(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.set("14:35")
    async with kiosk(open_course) as pilot:
        await press(pilot, "f3", *["down"] * 3, "enter")
        await scan(pilot, person("Ana").code)
        await scan(pilot, person("João").code)
        await choose(pilot, "let_in")
        await answer(pilot, "forgot the group")
        assert "LET IN" in whole_screen(pilot).upper()
        assert "João" in text_of(pilot, VerdictPanel) or "forgot the group" in text_of(pilot, VerdictPanel)
        await press(pilot, "f4")
    assert undone(open_course) == ["mark João"]


async def test_letting_in_at_a_door_without_a_name_is_called_so(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.set("14:35")
    async with kiosk(open_course, wish=StartOptions(session="wb", language="en")) as pilot:
        await scan(pilot, person("Ana").code)
        await choose(pilot, "let_in")
        await answer(pilot, "forgot the group")
        await press(pilot, "f4")
        assert "Undone: letting in of Ana Núñez" in said(pilot)


@pytest.fixture
def with_exits(course_folder: CourseFolder, hand_clock: HandClock) -> Iterator[OpenCourse]:
    """The course, recording exits."""
    rules = COURSE.replace("late_after = 15", "late_after = 15\nexits = true")
    course_folder.course_file.write_text(rules, encoding="utf-8")
    with opened_course(course_folder, clock=hand_clock.clock()) as course:
        load(course)
        yield course


async def test_an_exit_of_the_wrong_badge_is_taken_back(with_exits: OpenCourse, hand_clock: HandClock) -> None:
    people = {one.name.split()[0]: one for one in participants.roster(with_exits.record.conn)}
    async with kiosk(with_exits) as pilot:
        await scan(pilot, people["Ana"].code)
        await scan(pilot, people["João"].code)
        hand_clock.forward(0.2)
        await press(pilot, "f12")
        await scan(pilot, people["Ana"].code)
        await press(pilot, "f4")
    assert undone(with_exits) == ["exit Ana"]


async def test_a_key_that_is_held_down_undoes_one_act(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        for name in ("Ana", "João", "Jean"):
            await scan(pilot, person(name).code)
        for _ in range(40):
            await pilot.press("f4")
        # Whether the first undo had ended before the last of these keys or not.
        await settled(pilot)
        await press(pilot, "f4")
        assert undone(open_course) == ["scan Jean"]
        assert isinstance(pilot.app.screen, ChooseDialog)


async def test_the_card_takes_back_only_what_its_session_shows(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    Door(open_course.record, open_course.course, name="Hall").scan(person("Ana").code)
    hand_clock.set("11:05")
    async with kiosk(open_course) as pilot:
        await open_card(pilot, person("Ana"))
        assert "Lecture: not in yet" in whole_screen(pilot)
        await press(pilot, *["down"] * 2, "enter")
        assert "Undo: check-in of Ana Núñez, Opening (09:00), 09:05?" in said(pilot)
        await press(pilot, "escape")
        assert undone(open_course) == []


async def test_what_was_undone_is_put_back_with_its_time(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.set("09:20")
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        await press(pilot, "f4")
        assert arrived(open_course, "Ana", "s1") == "unmarked"
        assert "To put it back, choose its row with Down and press F4." in said(pilot)
        await press(pilot, "f4")
        assert "Nothing was done at this door that could be undone. To put it back" in text_of(pilot, "Notice")
        hand_clock.set("09:50")
        await a_second_passes(pilot)
        await press(pilot, "down", "f4")
        assert "Put back: check-in of Ana Núñez, Opening, 09:20?" in said(pilot)
        await press(pilot, "down", "enter")
        assert "Put back: check-in of Ana Núñez, Opening, 09:20" in said(pilot)
        assert arrived(open_course, "Ana", "s1") == "09:20 late"


async def test_what_was_undone_elsewhere_is_struck_and_passed_over(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course, (120, 40)) as pilot:
        await scan(pilot, person("João").code)
        await scan(pilot, person("Ana").code)
        Corrections.of(open_course, actor="office").undo(last(open_course).event_id)
        for _ in range(5):  # what others record is read every five seconds
            await a_second_passes(pilot)
        await press(pilot, "f4")
        assert "Undo: check-in of João" in said(pilot)
        await press(pilot, "escape")
        row = next(line for line in text_of(pilot, RecentScans).splitlines() if "Ana" in line)
        assert "/" in row
        assert "√" not in row


async def test_another_door_that_has_read_the_badge_is_named_first(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Jean").code)
        hand_clock.forward(0.5)
        Door(open_course.record, open_course.course, name="South").scan(person("Jean").code)
        await press(pilot, "f4")
        assert "The badge was also read at South at 09:05." in said(pilot)
        assert undone(open_course) == []


async def test_a_check_in_of_another_door_that_still_counts_is_named_and_undone_by_the_next_press(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    ana = person("Ana")
    at_foyer = NewEvent(
        kind=Kind.SCAN, session="s1", participant=ana.id, code=ana.code, verdict="present", door="Foyer"
    )
    async with kiosk(open_course) as pilot:
        await scan(pilot, ana.code)
        hand_clock.forward(0.5)
        with open_course.record.writing() as writing:  # as it comes from a station that was not connected
            writing.append(at_foyer)
        await open_card(pilot, ana)
        assert "2 entries count here: scan at 09:05, Hall; scan at 09:05, Foyer" in said(pilot)
        await press(pilot, "escape", "f4", "down", "enter")
        assert "Ana Núñez: still counted as present: scan at 09:05, Foyer. F4 once more undoes that too." in said(pilot)
        await press(pilot, "f4", "down", "enter")
        assert undone(open_course) == ["scan Ana", "scan Ana"]
        assert "still" not in said(pilot)
    assert arrived(open_course, "Ana", "s1") == "unmarked"


async def test_a_person_who_was_added_is_taken_off_the_list_again_and_put_back(
    open_course: OpenCourse, hand_clock: HandClock
) -> None:
    before = len(participants.roster(open_course.record.conn))
    async with kiosk(open_course) as pilot:
        await choose(pilot, "add")
        await press(pilot, *"Zoe Practice", "tab", *"BR", "tab", "enter")
        assert len(participants.roster(open_course.record.conn)) == before + 1
        await press(pilot, "f4")
        assert len(participants.roster(open_course.record.conn)) == before
        await choose(pilot, "card")
        assert "Zoe Practice was removed." in text_of(pilot, "Notice")
        hand_clock.forward(10)
        await a_second_passes(pilot)
        await press(pilot, "down", "f4", "down", "enter")
        assert len(participants.roster(open_course.record.conn)) == before + 1
    assert arrived(open_course, "Zoe", "s1") == "09:05 present"


async def test_the_last_rows_and_the_undo_are_there_after_a_new_start(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        await scan(pilot, "BCDFGHJKLNPR")
    async with kiosk(open_course) as pilot:
        assert "Ana" in text_of(pilot, RecentScans)
        await press(pilot, "f4")
        assert "Undo: check-in of Ana Núñez, Opening, 09:05?" in said(pilot)
        await press(pilot, "escape")
        await choose(pilot, "card")
        assert "Opening: in since 09:05" in whole_screen(pilot)


async def test_a_scan_ends_the_choice_of_a_row(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        await press(pilot, "down")
        await scan(pilot, person("João").code)
        assert pilot.app.screen.query_one(RecentScans).chosen is None
        await press(pilot, "f4")
        assert undone(open_course) == ["scan João"]


async def test_the_row_that_is_chosen_is_the_row_that_is_lit(open_course: OpenCourse, person: Find) -> None:
    def lit() -> list[str]:
        rows = pilot.app.screen.query_one(RecentScans)
        shown = rows.render().split("\n")
        return [line.plain for line in shown if any("reverse" in str(span.style) for span in line.spans)]

    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        await scan(pilot, person("João").code)
        await press(pilot, "down")
        assert ["João" in line for line in lit()] == [True]
        await press(pilot, "down")
        assert ["Ana" in line for line in lit()] == [True]
        await press(pilot, "up", "up")
        assert lit() == []


@pytest.mark.parametrize(("language", "day"), [("en", "9 Mar"), ("es", "9 mar"), ("pt", "9/3"), ("fr", "9 mars")])
async def test_a_mark_for_another_day_has_its_date_among_the_last_scans(
    open_course: OpenCourse, person: Find, hand_clock: HandClock, language: str, day: str
) -> None:
    hand_clock.forward(24 * 60)
    Corrections.of(open_course, door="Hall").mark(person("Ana").code, "s1", "present")
    async with kiosk(open_course, wish=StartOptions(door="Hall", language=language)) as pilot:
        assert day in text_of(pilot, RecentScans)
