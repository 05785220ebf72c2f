"""A session that does not count, as a break, is missed by nobody: in no table, whatever was closed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.conftest import HandClock

from checkin.attendance.session_changes import SessionChanges
from checkin.attendance.session_list import list_sessions
from checkin.core.errors import InputError
from checkin.core.events import Kind, NewEvent
from checkin.exports.paper_lists import sign_in_of_day
from checkin.exports.report.course_report import report
from checkin.exports.report.day_report import day_page
from checkin.exports.report.document import Document
from checkin.exports.tables import Tables
from checkin.intake.load import load
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants

DAY = date(2026, 3, 9)


@pytest.fixture
def made(tmp_path: Path, hand_clock: HandClock) -> Iterator[OpenCourse]:
    """A course of two with a lecture and three breaks. Ana was at the lecture and at one break; all was closed."""
    (tmp_path / "course.toml").write_text('[course]\ntitle = "C"\ntimezone = "UTC"\n')
    (tmp_path / "participants.csv").write_text("name,country\nAna,AR\nBea,BR\n")
    (tmp_path / "programme.csv").write_text(
        "id,starts_at,ends_at,title,counts\n"
        "x,2026-03-09T09:00,2026-03-09T10:00,Lecture,yes\n"
        "coffee,2026-03-09T10:00,2026-03-09T10:30,Coffee,no\n"
        "tea,2026-03-09T16:00,2026-03-09T16:30,Coffee,no\n"
        "milk,2026-03-09T18:00,2026-03-09T18:30,Coffee,no\n"
    )
    with opened_course(CourseFolder(tmp_path), clock=hand_clock.clock()) as course:
        load(course)
        hand_clock.time = datetime(2026, 3, 10, tzinfo=UTC)
        ana = participants.roster(course.record.conn)[0].code
        changes = SessionChanges.of(course)
        changes.mark(ana, "x", "present")
        changes.mark(ana, "coffee", "present")
        # Older versions closed breaks too.
        with course.record.writing() as writing:
            for session in ("x", "coffee", "tea"):
                writing.append(NewEvent(kind=Kind.SESSION_CLOSE, session=session, facts={"rest": "absent"}))
        yield course


def printed(page: Document) -> str:
    """All that a report says, the legends of its charts and the rows of its tables too."""
    parts = [text for section in page.sections for text in section.lines]
    parts += [str(section.chart.alternative) for section in page.sections if section.chart]
    parts += [" | ".join(row) for section in page.sections if section.grid for row in section.grid.rows]
    return "\n".join(parts)


def test_the_table_of_sessions_counts_who_came_to_a_break_and_nobody_who_did_not(made: OpenCourse) -> None:
    keys = ("expected", "present", "absent", "unmarked", "closed")
    rows = {row["session"]: tuple(row[key] for key in keys) for row in Tables(made).sessions().objects()}
    assert rows == {
        "x": (2, 1, 1, 0, True),
        "coffee": (0, 1, 0, 0, False),
        "tea": (0, 0, 0, 0, False),
        "milk": (0, 0, 0, 0, False),
    }


def test_the_matrix_has_no_sign_for_who_was_not_at_a_break(made: OpenCourse) -> None:
    rows = [(row["x"], row["coffee"], row["tea"], row["milk"]) for row in Tables(made).matrix().objects()]
    assert rows == [("present", "present", None, None), ("absent", None, None, None)]


def test_the_table_of_attendance_has_no_row_for_who_was_not_at_a_break(made: OpenCourse) -> None:
    rows = [(row["name"], row["session"], row["counted"]) for row in Tables(made).attendance().objects()]
    assert rows == [("Ana", "x", True), ("Ana", "coffee", False), ("Bea", "x", True)]


def test_the_report_counts_no_break_among_the_sessions(made: OpenCourse) -> None:
    said = printed(report(made))
    assert "Sessions held: 1 of 1." in said
    assert "between 50% and 50%" in said
    assert "not closed" not in said
    assert [line for line in said.splitlines() if "| Coffee |" in line] == [
        "9 Mar 10:00 | Coffee | 0 | 1 | 0 | 0 | 0 | 0 | does not count"
    ]


def test_the_page_of_a_day_names_nobody_who_was_not_at_a_break(made: OpenCourse) -> None:
    said = printed(day_page(made, DAY))
    assert "09:00 Lecture: 1." in said
    assert "Coffee: " not in said


def test_the_sign_in_list_of_a_day_has_no_box_for_a_break(made: OpenCourse) -> None:
    boxes = [column.heading for column in sign_in_of_day(made, DAY).columns if column.kind == "box"]
    assert boxes == ["09:00"]


def test_the_list_of_sessions_says_that_a_break_does_not_count(made: OpenCourse) -> None:
    assert [one.state for one in list_sessions(made)] == ["closed", "uncounted", "uncounted", "uncounted"]


def test_sessions_that_are_over_are_closed_without_breaks(made: OpenCourse) -> None:
    assert SessionChanges.of(made).close_over("absent") == []


def test_a_break_is_not_closed(made: OpenCourse) -> None:
    with pytest.raises(InputError, match="does not count"):
        SessionChanges.of(made).close("milk", "absent")


def test_nobody_is_asked_about_at_the_closing_of_a_break(made: OpenCourse) -> None:
    with pytest.raises(InputError, match="does not count"):
        SessionChanges.of(made).unmarked_people("milk")
