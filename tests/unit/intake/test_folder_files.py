"""Which lists of the course folder a load reads."""

from pathlib import Path

import pytest

from checkin.core.errors import IntakeError
from checkin.intake.folder_files import FolderFiles, folder_files, require_one_of_each
from checkin.intake.load import load
from checkin.lifecycle.new_course import new_course
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants


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


def test_examples_do_not_replace_a_list_from_elsewhere(folder: CourseFolder, tmp_path: Path) -> None:
    (tmp_path / "ours.csv").write_text("nombre,país\nRaúl Peña,Bolivia\n", "utf-8")
    with opened_course(folder) as course:
        load(course, [tmp_path / "ours.csv"])
        with pytest.raises(IntakeError, match=r"participants.csv: this is still the example of 'checkin new'"):
            load(course)
        assert [person.name for person in participants.roster(course.record.conn)] == ["Raúl Peña"]


def test_examples_do_not_replace_a_programme_from_elsewhere(folder: CourseFolder, tmp_path: Path) -> None:
    (tmp_path / "ours.csv").write_text("fecha,comienzo,fin,título\n2027-03-08,09:00,10:00,Otra\n", "utf-8")
    with opened_course(folder) as course:
        load(course, programmes=[tmp_path / "ours.csv"])
        with pytest.raises(IntakeError, match=r"programme.csv: this is still the example"):
            load(course)


@pytest.mark.parametrize("name", ["participants.csv", "programme.csv"])
def test_an_example_that_is_named_replaces_no_list_from_elsewhere(
    folder: CourseFolder, tmp_path: Path, name: str
) -> None:
    (tmp_path / "ours.csv").write_text("nombre,país\nRaúl Peña,Bolivia\n", "utf-8")
    (tmp_path / "days.csv").write_text("fecha,comienzo,fin,título\n2027-03-08,09:00,10:00,Otra\n", "utf-8")
    with opened_course(folder) as course:
        load(course, [tmp_path / "ours.csv"], programmes=[tmp_path / "days.csv"])
        with pytest.raises(IntakeError, match=f"{name}: this is still the example of 'checkin new'"):
            load(course, [folder.root / name])


def test_examples_are_loaded_again_over_themselves(folder: CourseFolder) -> None:
    with opened_course(folder) as course:
        load(course)
        people = len(participants.roster(course.record.conn))
        load(course)
        assert len(participants.roster(course.record.conn)) == people
