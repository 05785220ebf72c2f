"""The PIN: what it is asked for, and how wrong ones are answered."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.conftest import REAL_HASHER, HandClock
from tests.functional.kiosk.door.desk_steps import answer, last
from tests.functional.kiosk.interface import (
    kiosk,
    press,
    scan,
    whole_screen,
)

from checkin.core.course import Participant
from checkin.door.pin import Pin
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record
from checkin.store.settings import all_settings

Find = Callable[[str], Participant]


async def test_an_undo_within_a_minute_asks_for_nothing_and_a_later_one_for_the_pin(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    Pin(open_course.record).choose("4711")
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        hand_clock.forward(0.9)
        await press(pilot, "f4")
        assert last(open_course).kind == "undo"
        await scan(pilot, person("João").code)
        hand_clock.forward(1.1)
        await press(pilot, "f4")
        assert last(open_course).kind == "scan"
        assert "Undo: check-in of João d’Ávila, Opening, 09:05?" in " ".join(whole_screen(pilot).split())
        await press(pilot, "down", "enter")
        await answer(pilot, "4711")
        assert last(open_course).kind == "undo"


def test_wrong_pins_are_answered_more_and_more_slowly(open_course: OpenCourse, hand_clock: HandClock) -> None:
    from checkin.door.pin import PinError

    pin = Pin(open_course.record)
    pin.choose("4711")
    for _ in range(2):
        with pytest.raises(PinError, match="not the PIN"):
            pin.check("0000")
    with pytest.raises(PinError, match="wait 1 s"):
        pin.check("4711")
    hand_clock.forward(1 / 60)
    pin.check("4711")


def test_a_door_started_anew_remembers_the_wrong_pins(open_course: OpenCourse, hand_clock: HandClock) -> None:
    from checkin.door.pin import PinError

    Pin(open_course.record).choose("4711")
    for _ in range(3):
        with pytest.raises(PinError, match="not the PIN"):
            Pin(open_course.record).check("0000")
        hand_clock.forward(1 / 60)
    with pytest.raises(PinError, match="wait 1 s"):
        Pin(open_course.record).check("4711")
    hand_clock.forward(-600)
    with pytest.raises(PinError, match="wait 2 s"):
        Pin(open_course.record).check("4711")
    hand_clock.forward(601)
    Pin(open_course.record).check("4711")
    with pytest.raises(PinError, match="not the PIN"):
        Pin(open_course.record).check("0000")
    Pin(open_course.record).check("4711")


def test_tries_of_several_programs_at_once_are_all_counted(open_course: OpenCourse) -> None:
    from checkin.door.pin import PinError

    Pin(open_course.record).choose("4711")
    answers: list[str] = []

    def try_one(_: int) -> None:
        with Record.open(open_course.record.path, clock=open_course.record.clock) as record:
            try:
                Pin(record).check("0000")
            except PinError as error:
                answers.append(str(error))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(try_one, range(4)))
    assert sum("not the PIN" in answer for answer in answers) == 2  # then each try waits


def test_a_full_disk_does_not_lock_the_staff_out(
    open_course: OpenCourse, hand_clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from checkin.core.errors import RecordError
    from checkin.door.pin import PinError
    from checkin.store.record import Record

    pin = Pin(open_course.record)
    pin.choose("4711")

    def full(_: Record) -> None:
        raise RecordError("the disk is full")

    monkeypatch.setattr(Record, "writing", full)
    pin.check("4711")
    for _ in range(2):
        with pytest.raises(PinError, match="not the PIN"):
            pin.check("0000")
    with pytest.raises(PinError, match="wait 1 s"):
        pin.check("4711")
    hand_clock.forward(1 / 60)
    pin.check("4711")


def test_the_pin_is_not_kept_as_itself(open_course: OpenCourse) -> None:
    Pin(open_course.record).choose("4711-4711")
    open_course.record.checkpoint()
    assert b"4711-4711" not in open_course.record.path.read_bytes()


def test_the_hash_of_a_pin_costs_what_rfc_9106_asks_for(
    open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("argon2.PasswordHasher", REAL_HASHER)
    Pin(open_course.record).choose("4711")
    assert all_settings(open_course.record.conn)["pin"].startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    Pin(open_course.record).check("4711")
