"""A copy of the record and a course put away: whole, sealed, and readable by other tools."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.core.errors import ExportError, RecordError
from checkin.lifecycle.archive import archive, verify_archive
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import attendance

Find = Callable[[str], Participant]


def test_a_copy_opens_as_a_course_with_the_same_figures(open_course: OpenCourse, person: Find, tmp_path: Path) -> None:
    Corrections.of(open_course).mark(person("Ana").code, "s1", "present")
    root = tmp_path / "copy"
    root.mkdir()
    shutil.copyfile(open_course.folder.course_file, root / "course.toml")
    open_course.record.copy_to(root / "checkin.db")
    with opened_course(CourseFolder(root)) as copy:
        assert list(attendance.attendance(copy.record.conn)) == list(attendance.attendance(open_course.record.conn))
        assert not list(event_log.broken_chains(copy.record.conn))


def test_a_copy_takes_the_place_of_an_older_one(open_course: OpenCourse, person: Find, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    open_course.record.copy_to(target)
    Corrections.of(open_course).mark(person("Ana").code, "s1", "present")
    open_course.record.copy_to(target)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(("copy", ".copy"))] == ["copy.db"]


def test_the_record_is_not_copied_onto_itself(open_course: OpenCourse) -> None:
    with pytest.raises(RecordError, match="is the record itself"):
        open_course.record.copy_to(open_course.folder.record_file)


def test_a_copy_that_cannot_be_written_is_said_and_leaves_nothing(open_course: OpenCourse, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordError, match="cannot be written"):
        open_course.record.copy_to(tmp_path / "file" / "copy.db")


def test_an_archive_holds_everything_and_is_whole(open_course: OpenCourse, tmp_path: Path) -> None:
    files = archive(open_course, tmp_path / "away")
    names = {file.relative_to(tmp_path / "away").as_posix() for file in files}
    assert {
        "informe.html",
        "informe.pdf",
        "course.toml",
        "checkin.db",
        "exports/participantes.csv",
        "SHA256SUMS",
    } <= names
    assert verify_archive(tmp_path / "away") == []


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_the_seal_is_one_that_others_can_check(open_course: OpenCourse, tmp_path: Path) -> None:
    archive(open_course, tmp_path / "away")
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / "away", check=False)
    assert checked.returncode == 0


def test_a_file_that_was_changed_removed_or_added_is_named(open_course: OpenCourse, tmp_path: Path) -> None:
    archive(open_course, tmp_path / "away")
    (tmp_path / "away" / "exports" / "participantes.csv").write_text("changed")
    (tmp_path / "away" / "informe.pdf").unlink()
    (tmp_path / "away" / "new.txt").write_text("")
    assert [(change.how, change.name) for change in verify_archive(tmp_path / "away")] == [
        ("missing", "informe.pdf"),
        ("changed", "exports/participantes.csv"),
        ("added", "new.txt"),
    ]


def test_an_archive_is_not_written_into_a_folder_that_holds_something(open_course: OpenCourse, tmp_path: Path) -> None:
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "mine").write_text("")
    with pytest.raises(ExportError, match="not empty"):
        archive(open_course, tmp_path / "away")


def test_what_is_no_archive_is_said(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="is not an archive"):
        verify_archive(tmp_path)
