"""The course folders that were opened on this computer."""

from pathlib import Path

import pytest

from checkin.system import recent_courses
from checkin.system.recent_courses import remember_course


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(recent_courses, "user_state_path", lambda *_, **__: tmp_path / "state")
    return tmp_path / "state"


def course(folder: Path) -> Path:
    folder.mkdir()
    (folder / "course.toml").touch()
    return folder


def test_the_last_opened_comes_first_and_once(tmp_path: Path) -> None:
    first, second = course(tmp_path / "a"), course(tmp_path / "b")
    for folder in (first, second, first):
        remember_course(folder)
    assert recent_courses.recent_courses() == [first, second]


def test_a_course_that_is_gone_is_not_offered(tmp_path: Path) -> None:
    remember_course(course(tmp_path / "a"))
    (tmp_path / "a" / "course.toml").unlink()
    assert recent_courses.recent_courses() == []


@pytest.mark.parametrize("content", ["", "{", '{"a": 1}', "[1, null]", "\xff"])
def test_a_list_that_cannot_be_read_is_no_list(state: Path, content: str) -> None:
    state.mkdir()
    (state / "recent-courses.json").write_bytes(content.encode("latin-1"))
    assert recent_courses.recent_courses() == []


def test_a_place_that_cannot_be_written_stops_nothing(tmp_path: Path, state: Path) -> None:
    state.touch()
    remember_course(course(tmp_path / "a"))
    assert recent_courses.recent_courses() == []
