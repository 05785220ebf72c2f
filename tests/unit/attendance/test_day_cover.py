"""A session on another day: whose excuse for days no longer covers it or covers it now, and who had withdrawn."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from tests.conftest import HandClock

from checkin.attendance.effect_text import effect_text
from checkin.attendance.effects import read_effects
from checkin.attendance.session_changes import SessionChanges
from checkin.core.course import Participant
from checkin.core.events import Event
from checkin.i18n.translator import get_translator
from checkin.intake.load import load
from checkin.lifecycle.attendance_questions import attendance_questions
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]
ENGLISH = get_translator("en")
MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)


@pytest.fixture
def changes(open_course: OpenCourse) -> SessionChanges:
    return SessionChanges.of(open_course, actor="V. Paz", reason="as it was")


@pytest.fixture
def excused(changes: SessionChanges, person: Find, hand_clock: HandClock) -> None:
    """Ana is excused on Monday, where the sessions are, João on Tuesday, Jean on Monday and from s2 itself."""
    changes.excuse(person("Ana").code, days=(MONDAY, MONDAY))
    changes.excuse(person("João").code, "s1")
    changes.excuse(person("Jean").code, days=(MONDAY, TUESDAY))
    changes.excuse(person("Jean").code, "s2")
    changes.move("wb", starts_at=datetime(2026, 3, 10, 14, 30, tzinfo=changes.course.timezone))
    hand_clock.forward(1)
    changes.excuse(person("João").code, days=(TUESDAY, TUESDAY))
    hand_clock.forward(1)


def answer(course: OpenCourse, made: Event) -> str:
    return effect_text(read_effects(course, [made])[0], course.course, ENGLISH)


def asked(course: OpenCourse) -> list[str]:
    return [ENGLISH.sentence(text) for _, text in attendance_questions(course) if "excuse" in str(text)]


def tuesday(changes: SessionChanges, session: str) -> Event:
    return changes.move(session, starts_at=datetime(2026, 3, 10, 11, 0, tzinfo=changes.course.timezone))


LOST = "excuses for 9 March no longer cover it: Ana Núñez"
GAINED = "now excused by an excuse for 10 March: João d’Ávila"


@pytest.mark.usefixtures("excused")
def test_a_move_names_whom_excuses_for_days_cover_no_longer_and_whom_they_cover_now(
    open_course: OpenCourse, changes: SessionChanges
) -> None:
    moved = tuesday(changes, "s2")
    said = answer(open_course, moved)
    assert LOST in said
    assert GAINED in said
    back = answer(open_course, changes.undo(moved.event_id))
    assert "excuses for 10 March no longer cover it: João d’Ávila" in back
    assert "now excused by an excuse for 9 March: Ana Núñez" in back


@pytest.mark.usefixtures("excused")
def test_a_move_on_the_same_day_and_of_the_room_name_nobody(open_course: OpenCourse, changes: SessionChanges) -> None:
    assert "excuse" not in answer(open_course, changes.shift("s2", 30))
    assert "excuse" not in answer(open_course, changes.move("s2", room="Garden"))


@pytest.mark.usefixtures("excused")
def test_doctor_names_them_until_they_are_settled(
    open_course: OpenCourse, changes: SessionChanges, person: Find
) -> None:
    assert asked(open_course) == []  # the excuse was recorded after the move of Workshop B
    tuesday(changes, "s2")
    lost, gained = asked(open_course)
    assert "Lecture was on 9 March 2026 and is on 10 March 2026: excuses for days no longer cover it: Ana Núñez" in lost
    assert "an excuse for days covers it now: João d’Ávila" in gained
    changes.excuse(person("Ana").code, "s2")
    assert len(asked(open_course)) == 1


@pytest.mark.usefixtures("excused")
def test_a_load_names_them_and_doctor_afterwards(open_course: OpenCourse, hand_clock: HandClock) -> None:
    file = open_course.folder.root / "programme.csv"
    text = file.read_text("utf-8").replace(
        "s2,2026-03-09T11:00,2026-03-09T12:30", "s2,2026-03-10T11:00,2026-03-10T12:30"
    )
    file.write_text(text, "utf-8")
    hand_clock.forward(1)
    said = [ENGLISH.file_message(notice) for notice in load(open_course).notices]
    assert [text for text in said if "no longer cover it: Ana Núñez" in text]
    assert [text for text in said if "covers it now: João d’Ávila" in text]
    assert len(asked(open_course)) == 2


def test_a_move_names_who_had_withdrawn_by_the_new_day(
    open_course: OpenCourse, changes: SessionChanges, person: Find
) -> None:
    tuesday(changes, "wb")
    changes.withdraw(person("Ana").code, TUESDAY)
    said = answer(open_course, tuesday(changes, "s2"))
    assert "not expected any more, since they had withdrawn by 10 March: Ana Núñez" in said
