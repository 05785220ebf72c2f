"""The door without staff: what guests see, and that nothing but the PIN opens it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.interface import a_second_passes, kiosk, press, scan, settled, text_of, wedge, whole_screen
from textual.pilot import Pilot
from textual.widgets import Input

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.door.pin import Pin
from checkin.door.scan import Door
from checkin.kiosk.app import StartOptions
from checkin.kiosk.base.dialogs import AskDialog
from checkin.kiosk.door.screen import DoorScreen
from checkin.kiosk.door.self_service import SelfServiceScreen
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store import event_log
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]
GUESTS = StartOptions(door="Hall", language="en", self_service=True)
KEYS = ["escape", "ctrl+c", "ctrl+q", "ctrl+p", "ctrl+z", *(f"f{number}" for number in range(1, 12)), "ctrl+t"]


@pytest.fixture
def guarded(open_course: OpenCourse) -> OpenCourse:
    """The course with a PIN."""
    Pin(open_course.record).choose("4711")
    return open_course


@pytest.mark.parametrize("key", KEYS)
async def test_no_key_leaves_self_service(guarded: OpenCourse, key: str) -> None:
    async with kiosk(guarded, wish=GUESTS) as pilot:
        before = whole_screen(pilot)
        await press(pilot, key)
        assert isinstance(pilot.app.screen, SelfServiceScreen)
        assert pilot.app.is_running
        assert whole_screen(pilot) == before


IDLE = {
    "09:05": "Opening · 09:00–10:30 · Hall",
    "14:35": "Workshop A · 14:30–16:00 · Mar Workshop B · 14:30–16:00 · Sierra",
    "07:00": "Next: Opening, opens 08:30",
    "17:00": "No session is open now",
}


@pytest.mark.parametrize("time", IDLE)
async def test_the_idle_screen_names_what_a_scan_counts_for(
    guarded: OpenCourse, hand_clock: HandClock, time: str
) -> None:
    hand_clock.set(time)
    async with kiosk(guarded, wish=replace(GUESTS, door="")) as pilot:
        await a_second_passes(pilot)
        assert IDLE[time] in " ".join(whole_screen(pilot).split())


async def test_each_person_is_spoken_to_in_their_own_language(guarded: OpenCourse, person: Find) -> None:
    with guarded.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET language = 'fr' WHERE name LIKE 'Jean%'")
        writing.conn.execute("UPDATE participants SET language = 'pt' WHERE name LIKE 'Gone%'")
    async with kiosk(guarded, (60, 20), wish=GUESTS) as pilot:
        await scan(pilot, person("Gone").code)
        assert "participação cancelada" in text_of(pilot, VerdictPanel)
        await scan(pilot, person("Jean").code)
        assert "Haïti" in text_of(pilot, VerdictPanel)  # the name is drawn in large letters


async def test_nobody_elses_name_and_no_note_for_the_staff_is_shown(guarded: OpenCourse, person: Find) -> None:
    code = person("Ana").code
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await scan(pilot, ("B" if code[0] != "B" else "C") + code[1:])
        assert "Ana" not in whole_screen(pilot)
        await scan(pilot, person("João").code)
        assert "visa" not in whole_screen(pilot)
        assert "registration desk" in whole_screen(pilot)


async def test_the_pin_opens_it(guarded: OpenCourse) -> None:
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await press(pilot, "f12")
        assert isinstance(pilot.app.screen, AskDialog)
        pilot.app.screen.query_one(Input).value = "0000"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AskDialog)
        pilot.app.screen.query_one(Input).value = "4711"
        await press(pilot, "enter", "down", "enter")
        assert isinstance(pilot.app.screen, DoorScreen)


async def test_out_of_order_names_no_details_and_ends_by_itself(guarded: OpenCourse, person: Find) -> None:
    aside = guarded.record.path.with_name("aside.db")
    async with kiosk(guarded, wish=GUESTS) as pilot:
        guarded.record.path.rename(aside)
        await scan(pilot, person("Ana").code)
        assert "out of order" in whole_screen(pilot)
        assert "checkin.db" not in whole_screen(pilot)
        aside.rename(guarded.record.path)
        while "out of order" in whole_screen(pilot):
            pilot.app.tick()  # type: ignore[attr-defined]
            await settled(pilot)
        assert "scan your badge" in whole_screen(pilot)


async def test_a_note_from_the_door_is_not_for_guests_either(guarded: OpenCourse, person: Find) -> None:
    Corrections.of(guarded).note(person("Ana").code, "owes the fee")
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await scan(pilot, person("Ana").code)
        assert "owes" not in whole_screen(pilot)


async def guess(pilot: Pilot[None], how_many: int, start: int = 0) -> None:
    """So many different codes that nobody has."""
    for number in range(start, start + how_many):
        await scan(pilot, f"guess {number}")


def scans(course: OpenCourse) -> int:
    return sum(event.kind == "scan" for event in event_log.events(course.record.conn))


async def test_after_five_unknown_codes_in_a_row_the_door_waits_and_records_nothing(
    guarded: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await guess(pilot, 5)
        await scan(pilot, person("Ana").code)
        assert "Please wait 2 s" in whole_screen(pilot)
        assert scans(guarded) == 5
        hand_clock.forward(2 / 60)
        await scan(pilot, person("Ana").code)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("counted")
        await guess(pilot, 1, 5)
        assert "Please wait" not in whole_screen(pilot)


async def test_the_waits_grow_and_a_burst_is_not_answered(guarded: OpenCourse, hand_clock: HandClock) -> None:
    async with kiosk(guarded, wish=GUESTS) as pilot:
        for number in range(200):
            wedge(pilot, f"guess {number}")
        await settled(pilot)
        assert scans(guarded) == 5
        for number, seconds in enumerate((2, 4, 8, 16, 30, 30), 300):
            await guess(pilot, 1, number)
            assert f"Please wait {seconds} s" in whole_screen(pilot)
            hand_clock.forward(seconds / 60)
            await guess(pilot, 1, number)


async def test_a_door_started_anew_still_waits(guarded: OpenCourse) -> None:
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await guess(pilot, 6)
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await guess(pilot, 1, 9)
        assert "Please wait" in whole_screen(pilot)


async def test_one_wrong_badge_again_and_again_is_no_guessing(
    guarded: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    async with kiosk(guarded, wish=GUESTS) as pilot:
        for _ in range(8):
            await scan(pilot, "BBBBBBBBBBBB")
            hand_clock.forward(0.1)
        await scan(pilot, person("Ana").code)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("counted")


async def test_the_staff_are_told_at_their_own_door(guarded: OpenCourse, hand_clock: HandClock) -> None:
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await guess(pilot, 5)
    async with kiosk(guarded, (100, 30), wish=StartOptions(door="Lobby", language="en")) as pilot:
        assert "5 unknown codes in a row at Hall, 09:05: check the scanner, and who scans there" in whole_screen(pilot)
        hand_clock.forward(16)
        for _ in range(5):
            await a_second_passes(pilot)
        assert "unknown codes" not in whole_screen(pilot)


async def test_the_door_of_the_staff_does_not_wait(guarded: OpenCourse, person: Find) -> None:
    async with kiosk(guarded, wish=StartOptions(door="Hall", language="en")) as pilot:
        await guess(pilot, 9)
        await a_second_passes(pilot)
        shown = whole_screen(pilot)
        assert "unknown codes in a row at Hall" in shown
        assert "Next: Lecture, opens 10:30" in shown
        await scan(pilot, person("Ana").code)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("counted")


async def test_a_door_without_staff_waits_in_every_language(guarded: OpenCourse) -> None:
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await guess(pilot, 6)
        for word in ("Espere", "Aguarde", "Please wait", "Attendez"):
            assert word in whole_screen(pilot)


def test_the_report_names_guesses_as_an_open_question(guarded: OpenCourse, person: Find) -> None:
    from checkin.exports.report.course_report import report
    from checkin.exports.report.renderers import as_text

    door = Door(guarded.record, guarded.course, name="Hall")
    for number in range(7):
        door.scan(f"guess {number}")
    door.scan(person("Ana").code)
    for number in range(4):
        door.scan(f"another {number}")
    assert "7 códigos desconocidos seguidos en Hall" in as_text(report(guarded))
    assert "4 códigos" not in as_text(report(guarded))


async def test_while_the_pin_is_asked_for_scans_show_guests_nothing_of_others(
    guarded: OpenCourse, person: Find
) -> None:
    Corrections.of(guarded).note(person("Ana").code, "owes the fee")
    code = person("Jean").code
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await press(pilot, "f12")
        assert isinstance(pilot.app.screen, AskDialog)
        await scan(pilot, person("Ana").code)
        await scan(pilot, person("Ana").code)
        shown = whole_screen(pilot)
        await scan(pilot, ("B" if code[0] != "B" else "C") + code[1:])
        shown += whole_screen(pilot)
    assert "owes" not in shown
    assert "Jean" not in shown
    assert code[:4] not in shown


async def test_the_question_for_the_pin_closes_by_itself(guarded: OpenCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checkin.kiosk.app_settings._GUESTS_SECONDS", 0.05)
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await press(pilot, "f12")
        while isinstance(pilot.app.screen, AskDialog):
            await settled(pilot)
        assert isinstance(pilot.app.screen, SelfServiceScreen)


async def test_a_key_starts_the_time_of_the_question_for_the_pin_again_at_once(guarded: OpenCourse) -> None:
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await press(pilot, "f12")
        dialog = pilot.app.screen
        assert isinstance(dialog, AskDialog)
        before = dialog._timer
        await press(pilot, "1")
        assert dialog._timer is not before  # Timer.reset would begin again when the first time is over


async def test_a_scan_that_is_not_recorded_while_the_pin_is_asked_for_shows_no_details(
    guarded: OpenCourse, person: Find
) -> None:
    async with kiosk(guarded, wish=GUESTS) as pilot:
        await press(pilot, "f12")
        guarded.record.path.rename(guarded.record.path.with_name("aside.db"))
        await scan(pilot, person("Ana").code)
        assert "not recorded" in whole_screen(pilot)
        assert "checkin.db" not in whole_screen(pilot)
        assert "Ana" not in whole_screen(pilot)
