"""Which lists of the course folder a load reads."""

from pathlib import Path

import pytest

from checkin.core.errors import IntakeError
from checkin.intake.folder_files import FolderFiles, folder_files, require_one_of_each
from checkin.lifecycle.new_course import new_course
from checkin.store.course_folder import CourseFolder


@pytest.fixture
def folder(tmp_path: Path) -> CourseFolder:
    return new_course(tmp_path / "course", "es")


def names(found: FolderFiles) -> list[str]:
    return [path.name for path in (*found.rosters, *found.programmes)]


def test_an_example_beside_a_list_of_ones_own_is_not_read(folder: CourseFolder) -> None:
    (folder.root / "participants.xlsx").write_bytes(b"")
    found = folder_files(folder)
    assert names(found) == ["participants.xlsx", "programme.csv"]
    assert [str(notice) for notice in found.notices] == [
        "participants.csv: the example of 'checkin new' is not read, because participants.xlsx is"
    ]


def test_an_example_alone_is_read(folder: CourseFolder) -> None:
    assert names(folder_files(folder)) == ["participants.csv", "programme.csv"]


def test_two_lists_of_ones_own_are_refused_with_a_command_that_loads_one(folder: CourseFolder) -> None:
    (folder.root / "participants.csv").write_text("name\nAna\n", "utf-8")
    (folder.root / "participants.xlsx").write_bytes(b"")
    with pytest.raises(
        IntakeError, match=r"participants.csv, participants.xlsx: .*checkin load participants.xlsx prog"
    ):
        require_one_of_each(folder_files(folder), folder)


def test_of_two_lists_either_is_offered_with_the_programme(folder: CourseFolder) -> None:
    (folder.root / "participants.csv").write_text("name\nAna\n", "utf-8")
    (folder.root / "participants.xlsx").write_bytes(b"")
    assert [[path.name for path in files] for files in folder_files(folder).loads()] == [
        ["participants.csv", "programme.csv"],
        ["participants.xlsx", "programme.csv"],
    ]
