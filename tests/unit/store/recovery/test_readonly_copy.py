"""A record that cannot be written where it lies is read from a copy, and what would be recorded is refused."""

import os
from pathlib import Path

import pytest
from tests.conftest import COURSE, HandClock

from checkin.core.errors import RecordError
from checkin.door.scan import Door
from checkin.exports.tables import figures_by
from checkin.lifecycle.doctor.finding import State
from checkin.lifecycle.doctor.run_checks import run_checks
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course


@pytest.fixture
def read_only(open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the open course, of which the system says that it cannot be written (it lets root do anything)."""
    root = open_course.folder.root
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != root and access(path, mode))
    return root


def test_the_figures_are_read_while_another_has_it_open(
    open_course: OpenCourse, read_only: Path, hand_clock: HandClock
) -> None:
    Door(open_course.record, open_course.course).scan("x")
    before = sorted(read_only.iterdir())
    with opened_course(open_course.folder, clock=hand_clock.clock()) as course:
        assert figures_by(course, "session").rows == figures_by(open_course, "session").rows
        assert event_log.count(course.record.conn) == event_log.count(open_course.record.conn)
        assert course.record.path.parent != read_only
        copy = course.record.path.parent
    assert (sorted(read_only.iterdir()), copy.exists()) == (before, False)


def test_a_record_that_nobody_has_open_is_read_with_its_log(
    open_course: OpenCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a power cut: the log holds the newest events, and no index is beside it."""
    Door(open_course.record, open_course.course).scan("x")
    left = CourseFolder(tmp_path / "left")
    left.root.mkdir()
    for name in ("course.toml", "checkin.db", "checkin.db-wal"):
        (left.root / name).write_bytes((open_course.folder.root / name).read_bytes())
    monkeypatch.setattr(os, "access", lambda *_: False)
    with opened_course(left) as course:
        assert event_log.count(course.record.conn) == event_log.count(open_course.record.conn)
    assert sorted(path.name for path in left.root.iterdir()) == ["checkin.db", "checkin.db-wal", "course.toml"]


def test_the_rules_of_today_rule_there_too(open_course: OpenCourse, read_only: Path) -> None:
    text = COURSE.replace("late_after = 15", "late_after = 7")
    (read_only / "course.toml").write_text(text, encoding="utf-8")
    with opened_course(open_course.folder) as course:
        held = course.record.conn.execute("SELECT value FROM course WHERE key = 'late_after'").fetchone()
    assert held[0] == "7"


def test_what_would_be_recorded_is_refused_with_advice(open_course: OpenCourse, read_only: Path) -> None:
    with (
        opened_course(open_course.folder) as course,
        pytest.raises(RecordError, match="make the course folder and its files"),
    ):
        Door(course.record, course.course).scan("x")


def test_the_doctor_looks_at_it_and_says_what_is_wrong_with_the_place_alone(
    open_course: OpenCourse, read_only: Path
) -> None:
    wrong = [finding.text for finding in run_checks(open_course.folder) if finding.state is State.WRONG]
    assert wrong == [f"{read_only} cannot be written."]


def test_a_record_that_can_be_written_is_opened_itself(open_course: OpenCourse) -> None:
    with opened_course(open_course.folder) as course:
        assert course.record.path == open_course.folder.record_file
