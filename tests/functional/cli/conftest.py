"""Fixtures of the tests that run commands."""

from pathlib import Path

import pytest
from tests.functional.cli.directors_course import DirectorsCourse


@pytest.fixture(autouse=True)
def codes_by_any_mask(any_mask: None) -> None:
    """Draw the codes of certificates quickly."""


@pytest.fixture
def empty_course(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> DirectorsCourse:
    """A folder for a course; nothing is written or loaded yet."""
    return DirectorsCourse(tmp_path / "course", capsys, monkeypatch)


@pytest.fixture
def directors_course(empty_course: DirectorsCourse) -> DirectorsCourse:
    """The course of eight people and eight sessions, loaded."""
    return empty_course.write()
