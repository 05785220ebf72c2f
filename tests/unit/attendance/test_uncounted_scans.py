"""Scans and marks that count nowhere are named: who, where, when, and what can be done."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.attendance.session_changes import SessionChanges
from checkin.attendance.summary import attendance_by_person
from checkin.attendance.uncounted_scans import find_uncounted
from checkin.core.course import Participant
from checkin.door.scan import Door
from checkin.exports.report.course_report import report
from checkin.exports.report.day_report import day_page
from checkin.exports.report.renderers import as_text
from checkin.lifecycle.attendance_questions import attendance_questions
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]
DAY = date(2026, 3, 9)


def uncounted(course: OpenCourse) -> list[str]:
    with course.record.reading() as conn:
        found = attendance_by_person(conn, course.course)
        return [str(text) for text in find_uncounted(conn, course.course, found, course.record.clock.now())]


def by_hand(course: OpenCourse) -> Corrections:
    return Corrections.of(course, actor="V. Paz", reason="test")


def scan(course: OpenCourse, clock: HandClock, code: str, session: str, at: str) -> None:
    clock.set(at)
    Door(course.record, course.course, name="Hall", session=session).scan(code)


def test_a_scan_that_counts_is_no_question(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> None:
    scan(open_course, hand_clock, person("Ana").code, "s1", "09:05")
    hand_clock.set("20:00")
    assert uncounted(open_course) == []


@pytest.fixture
def withdrawn(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> OpenCourse:
    """Ana was scanned at the opening; that she had withdrawn arrived later."""
    scan(open_course, hand_clock, person("Ana").code, "s1", "09:05")
    by_hand(open_course).withdraw(person("Ana").code, DAY)
    return open_course


def test_a_scan_after_a_withdrawal(withdrawn: OpenCourse) -> None:
    assert uncounted(withdrawn) == [
        "Ana Núñez: present after withdrawing, which does not count: Opening, 2026-03-09 09:05. "
        "To count it, reinstate the person from that day."
    ]


def test_a_sentence_names_some_sessions_and_counts_the_others(
    withdrawn: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checkin.attendance.uncounted_scans._MOST_NAMED", 0)
    assert uncounted(withdrawn)[0].startswith(
        "Ana Núñez: present after withdrawing, which does not count: and 1 more. "
    )


def test_a_reinstated_person_is_no_question(withdrawn: OpenCourse, person: Find, hand_clock: HandClock) -> None:
    hand_clock.forward(1)
    by_hand(withdrawn).reinstate(person("Ana").code, DAY)
    assert uncounted(withdrawn) == []


def test_the_report_the_page_of_the_day_and_the_doctor_name_it(withdrawn: OpenCourse) -> None:
    said = "Ana Núñez"
    texts = [as_text(report(withdrawn)), as_text(day_page(withdrawn, DAY))]
    texts = [" ".join(text.split("Cuestiones abiertas")[1].split()) for text in texts]
    texts.append(" ".join(str(text) for _, text in attendance_questions(withdrawn)))
    assert [said in text and "Opening" in text and "09:05" in text for text in texts] == [True] * 3


def test_a_mark_without_a_time_after_a_withdrawal(open_course: OpenCourse, person: Find) -> None:
    by_hand(open_course).mark(person("Ana").code, "s1", "present")
    by_hand(open_course).withdraw(person("Ana").code, DAY)
    assert "does not count: Opening, 2026-03-09, marked by hand." in uncounted(open_course)[0]


def test_a_scan_after_a_mark_absent(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> None:
    by_hand(open_course).mark(person("Ana").code, "s1", "absent")
    scan(open_course, hand_clock, person("Ana").code, "s1", "09:07")
    assert uncounted(open_course) == [
        "Ana Núñez: marked absent at Opening, and scanned there afterwards, on 2026-03-09 at 09:07. "
        "The scan does not count. To count it, undo the mark."
    ]


def test_a_scan_long_before_a_session_that_was_moved(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    scan(open_course, hand_clock, person("Ana").code, "s1", "09:10")
    hand_clock.set("20:00")
    SessionChanges.of(open_course, actor="V. Paz", reason="no light").move(
        "s1", starts_at=datetime(2026, 3, 9, 16, 30, tzinfo=UTC)
    )
    assert uncounted(open_course) == [
        "Opening, 2026-03-09 13:30: counted as attended by people who were scanned long before: Ana Núñez, 2026-03-09 "
        "09:10. If they were not there, move the scans or mark these people absent; else mark them present."
    ]
    by_hand(open_course).mark(person("Ana").code, "s1", "present")
    assert uncounted(open_course) == []


def test_who_waited_for_a_session_that_was_put_off_is_no_question(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    scan(open_course, hand_clock, person("Ana").code, "s1", "08:45")
    hand_clock.set("20:00")
    SessionChanges.of(open_course, actor="V. Paz", reason="late bus").shift("s1", 60)
    assert uncounted(open_course) == []


def test_a_session_that_was_cancelled_after_scans(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> None:
    for name in ("João", "Ana"):
        scan(open_course, hand_clock, person(name).code, "s1", "09:05")
    SessionChanges.of(open_course).cancel("s1")
    assert uncounted(open_course) == [
        "Opening, 2026-03-09: cancelled, but people were there: Ana Núñez, João d’Ávila. "
        "Their attendance does not count. If it was held, restore the session."
    ]


def test_a_cancelled_session_without_scans_is_no_question(open_course: OpenCourse) -> None:
    SessionChanges.of(open_course).cancel("s1")
    assert uncounted(open_course) == []


def test_a_session_merged_into_a_cancelled_one(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> None:
    scan(open_course, hand_clock, person("Ana").code, "s2", "11:00")
    changes = SessionChanges.of(open_course)
    changes.merge_sessions("s2", "s1")
    changes.cancel("s1")
    assert uncounted(open_course)[0].startswith("Opening, 2026-03-09: cancelled, but people were there: Ana Núñez.")


@pytest.mark.usefixtures("evening")
def test_a_workshop_of_another_group_that_has_no_alternative(open_course: OpenCourse, person: Find) -> None:
    SessionChanges.of(open_course).cancel("wa")
    by_hand(open_course).mark(person("Ana").code, "wb", "present")
    assert uncounted(open_course) == [
        "Workshop B, 2026-03-09: attended by people of other groups, for whom it does not count: Ana Núñez. "
        "To count it, correct their groups in the participant list; for somebody who was added at a door, "
        "write a row there, load it, and merge the two cards."
    ]


@pytest.mark.usefixtures("evening")
def test_a_changed_workshop_counts_and_is_no_question(open_course: OpenCourse, person: Find) -> None:
    by_hand(open_course).mark(person("Ana").code, "wb", "present")
    assert uncounted(open_course) == []


def test_a_walk_in_that_was_undone(open_course: OpenCourse, hand_clock: HandClock) -> None:
    event, guest = by_hand(open_course).add("Eva Luna", "Chile")
    scan(open_course, hand_clock, guest.code, "s1", "09:05")
    by_hand(open_course).undo(event.event_id)
    assert uncounted(open_course) == [
        "Eva Luna: on no participant list, but seen at Opening. This does not count. "
        "Add the person again, or load a list that has them."
    ]


def test_an_exit_whose_entry_was_undone(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> None:
    code = person("Ana").code
    scan(open_course, hand_clock, code, "s1", "09:05")
    left = hand_clock.time.replace(minute=40)
    hand_clock.set("09:50")
    by_hand(open_course).left(code, "s1", left)
    entry = open_course.record.conn.execute("SELECT event_id FROM events WHERE kind = 'scan'").fetchone()[0]
    by_hand(open_course).undo(entry)
    assert uncounted(open_course) == [
        "Ana Núñez: seen leaving Opening on 2026-03-09 at 09:40, without an arrival. This does not count. "
        "If the person was there, mark them present."
    ]


@pytest.fixture
def refused(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> OpenCourse:
    """Ana was refused at the opening because of a withdrawal, which was a mistake and is undone."""
    event = by_hand(open_course).withdraw(person("Ana").code, DAY)
    scan(open_course, hand_clock, person("Ana").code, "s1", "09:05")
    by_hand(open_course).undo(event.event_id)
    return open_course


def test_a_badge_that_was_refused_by_mistake(refused: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.set("12:00")
    assert uncounted(refused) == [
        "Ana Núñez: the badge was refused at 09:05 during Opening, 2026-03-09, and the person does not count there. "
        "If the person was there, mark them present."
    ]


def test_it_is_no_question_while_the_session_runs(refused: OpenCourse) -> None:
    assert uncounted(refused) == []


def test_a_mark_settles_it(refused: OpenCourse, person: Find, hand_clock: HandClock) -> None:
    by_hand(refused).mark(person("Ana").code, "s1", "absent")
    hand_clock.set("12:00")
    assert uncounted(refused) == []


def test_a_refusal_is_about_the_session_at_whose_door_it_was(refused: OpenCourse, hand_clock: HandClock) -> None:
    """The second session was at the time of the refusal too, as was said later."""
    hand_clock.set("12:00")
    SessionChanges.of(refused, actor="V. Paz").move("s2", starts_at=hand_clock.time.replace(hour=9, minute=0))
    found = uncounted(refused)
    assert [text for text in found if "was refused" in text] == [
        "Ana Núñez: the badge was refused at 09:05 during Opening, 2026-03-09, and the person does not count there. "
        "If the person was there, mark them present."
    ]


def test_a_scan_at_the_very_end_is_no_question(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> None:
    scan(open_course, hand_clock, person("Ana").code, "s1", "10:30")
    assert uncounted(open_course) == []
