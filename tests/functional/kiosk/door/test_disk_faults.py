"""The door in a real terminal while its disk fails or its record goes away: it says so, and goes on when it can."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("pty")

from tests.faults import preload
from tests.faults.course import codes_of, loaded_course
from tests.functional.kiosk.test_terminal import Terminal

from checkin.store.course_folder import CourseFolder
from checkin.store.record import Record


@pytest.fixture
def course(tmp_path: Path) -> CourseFolder:
    return loaded_course(tmp_path / "course", 5)


def door(course: CourseFolder, env: dict[str, str] | None = None) -> Terminal:
    terminal = Terminal("-C", str(course.root), "door", "--language", "en", "--session", "s1", "--anytime", env=env)
    terminal.until(lambda: b"Ready" in terminal.shown)
    return terminal


def scanned(course: CourseFolder) -> list[str]:
    """The codes that were recorded, after the door was left."""
    with Record.open(course.record_file) as record:
        return [row[0] for row in record.conn.execute("SELECT code FROM events WHERE kind = 'scan' ORDER BY arrival")]


def out_of_order_and_back(
    course: CourseFolder, terminal: Terminal, begin: Callable[[], None], end: Callable[[], None]
) -> None:
    """A scan, a fault, a scan that is refused, the end of the fault, a scan that is recorded."""
    one, two, three, *_ = codes_of(course)
    terminal.type(one.encode() + b"\r")
    terminal.until(lambda: "Persona Núñez 1".encode() in terminal.shown)
    begin()
    terminal.shown = b""
    terminal.type(two.encode() + b"\r")
    terminal.until(lambda: b"Not recorded" in terminal.shown)
    terminal.until(lambda: b"not recorded" in terminal.shown)
    end()
    terminal.until(lambda: b"Recording again" in terminal.shown)
    terminal.until(lambda: "scan again: Persona Núñez 2".encode() in terminal.shown)
    terminal.shown = b""
    terminal.type(three.encode() + b"\r")
    terminal.until(lambda: "Persona Núñez 3".encode() in terminal.shown)
    assert terminal.close() == 0
    assert scanned(course) == [one, three]


@pytest.mark.skipif(bool(preload.reason()), reason=preload.reason() or "-")
@pytest.mark.parametrize("fail", ["S:1:5:always", "W:1:28:always"], ids=["EIO", "full"])
def test_a_disk_that_fails_and_works_again(course: CourseFolder, tmp_path: Path, fail: str) -> None:
    switch = tmp_path / "failing"
    env = preload.environment(course.root, fail=fail, switch=switch)
    terminal = door(course, {name: value for name, value in env.items() if os.environ.get(name) != value})
    out_of_order_and_back(course, terminal, switch.touch, switch.unlink)


def test_a_record_that_was_deleted_is_not_begun_anew_when_the_door_is_opened_again(course: CourseFolder) -> None:
    course.record_file.unlink()
    terminal = Terminal("-C", str(course.root), "door")
    assert terminal.ended() == 1
    assert b"is missing or empty, but a record existed here" in terminal.shown
    assert not course.record_file.exists()
