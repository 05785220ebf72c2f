"""Disks that are full, limited or only to be read, and others who use the same record (``python -m tests.faults``)."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("resource")

from tests.faults import disks, together

from checkin.core.course import Participant
from checkin.door.scan import Door
from checkin.exports.files import export
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record


@pytest.mark.parametrize("act", [disks.file_size_limit, disks.full_disk, disks.read_only_disk])
def test_nothing_is_acknowledged_that_is_not_kept(tmp_path: Path, act: Callable[[Path], str]) -> None:
    try:
        assert act(tmp_path) == ""
    except PermissionError as error:
        pytest.skip(f"no disk of one's own can be mounted here: {error}")


def test_scans_loads_exports_and_backups_at_once_tell_nobody_of_locks() -> None:
    counts = together.at_once(1.5, people=50)
    assert counts.said == []
    assert counts.wrong == []
    assert all(counts.others.values())


def test_an_export_and_a_backup_take_no_lock(open_course: OpenCourse, tmp_path: Path) -> None:
    """While somebody writes for as long as they like, both are made."""
    with Record.open(open_course.record.path) as other, other.writing():
        export(open_course, tmp_path / "all.xlsx")
        open_course.record.copy_to(tmp_path / "copy.db")
    assert (tmp_path / "all.xlsx").exists()
    assert (tmp_path / "copy.db").exists()


def test_a_scan_and_a_checkpoint_wait_for_no_reader(
    open_course: OpenCourse, person: Callable[[str], Participant]
) -> None:
    """An export that reads on and on holds up neither: here the reader waits for the scan in its turn."""
    done = threading.Event()

    def work() -> None:
        door = Door(open_course.record, open_course.course, session="s1", anytime=True)
        door.scan(person("Ana").code)
        open_course.record.checkpoint()
        door.scan(person("Jean").code)
        done.set()

    with open_course.record.reading() as conn:
        conn.execute("SELECT count(*) FROM events").fetchone()
        codes = threading.Thread(target=work)
        codes.start()
        assert done.wait(8)  # SQLite's own patience with readers is ten seconds
    codes.join()
