"""Dated copies: whole, made when they are due, the oldest gone only when a new one is there."""

import sqlite3
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import HandClock

from checkin.core.errors import RecordError
from checkin.core.events import Kind, NewEvent
from checkin.kiosk.runtime.backup_job import BackupJob
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.record import Record
from checkin.store.recovery.backups import Backups


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path / "copies", every=60, keep=2)


def test_a_copy_holds_what_the_record_holds(open_course: OpenCourse, backups: Backups) -> None:
    path = backups.make(open_course.record)
    with Record.open(path) as copy:
        assert list(event_log.events(copy.conn)) == list(event_log.events(open_course.record.conn))


def test_a_copy_is_of_one_moment_however_slowly_it_is_made(open_course: OpenCourse, tmp_path: Path) -> None:
    """What is recorded while a copy is made is not in it, in part least of all."""
    record = open_course.record
    with record.writing() as writing:
        for _ in range(3_000):
            writing.append(NewEvent(kind=Kind.NOTE, reason="x" * 500))
    before = event_log.count(record.conn)
    seen: list[int] = []

    def write() -> None:
        while not seen:
            with record.writing() as writing:
                writing.append(NewEvent(kind=Kind.NOTE))

    thread = threading.Thread(target=write)
    thread.start()
    path = Backups(tmp_path / "copies", every=1, keep=0).make(record, gently=True)
    seen.append(1)
    thread.join()
    with Record.open(path) as copy:
        assert before <= event_log.count(copy.conn) <= event_log.count(record.conn)
        assert not list(event_log.broken_chains(copy.conn))


def test_the_oldest_goes_when_there_are_more_than_wanted(
    open_course: OpenCourse, hand_clock: HandClock, backups: Backups
) -> None:
    made = []
    for _ in range(4):
        hand_clock.forward(60)
        made.append(backups.make(open_course.record))
    assert backups.files() == made[-2:]


def test_what_a_killed_program_was_overwriting_is_no_backup(
    open_course: OpenCourse, hand_clock: HandClock, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half overwritten under its own name it would count as the newest, and a whole one would go in its place."""
    made = []
    for _ in range(2):
        hand_clock.forward(60)
        made.append(backups.make(open_course.record))

    class Killed(BaseException):
        """The program ends between two calls of the disk."""

    def overwrite(path: Path) -> None:
        path.write_bytes(bytes(4096))
        raise Killed

    hand_clock.forward(60)
    monkeypatch.setattr("checkin.store.recovery.backups.overwrite_and_delete", overwrite)
    with pytest.raises(Killed):
        backups.make(open_course.record)
    (left,) = backups.unfinished()
    assert left.name == f".{made[0].name}.part-old"
    assert len(backups.files()) == 2
    for one in backups.files():
        Record.open(one).close()


def test_none_goes_while_the_new_one_cannot_be_made(
    open_course: OpenCourse, hand_clock: HandClock, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for _ in range(2):
        hand_clock.forward(60)
        made.append(backups.make(open_course.record))
    hand_clock.forward(60)
    monkeypatch.setattr(
        Record, "copy_to", lambda self, path, *, gently: path.write_bytes(made[0].read_bytes()[: 4096 * 9])
    )
    with pytest.raises(RecordError, match="is not whole"):
        backups.make(open_course.record)
    assert set(made) <= set(backups.files())


def test_other_files_in_the_folder_are_left_alone(open_course: OpenCourse, backups: Backups) -> None:
    backups.folder.mkdir()
    (backups.folder / "checkin-mine.db").write_text("mine")
    for _ in range(3):
        backups.make(open_course.record)
    assert (backups.folder / "checkin-mine.db").exists()


def test_a_copy_is_due_when_the_newest_is_too_old(
    open_course: OpenCourse, hand_clock: HandClock, backups: Backups
) -> None:
    assert backups.due(hand_clock.time)
    backups.make(open_course.record)
    assert not backups.due(hand_clock.time + timedelta(minutes=59))
    assert backups.due(hand_clock.time + timedelta(minutes=60))
    # A clock that was set back must not stop the copies.
    assert backups.due(hand_clock.time - timedelta(days=1))


def test_the_door_makes_them_and_completes_the_mirror(open_course: OpenCourse, hand_clock: HandClock) -> None:
    folder = open_course.folder
    text = folder.course_file.read_text("utf-8") + '[record]\nbackup = "copies"\nbackup_every = 30\nmirror = "stick"\n'
    folder.course_file.write_text(text)
    (folder.root / "stick").mkdir()
    with opened_course(folder, clock=hand_clock.clock()) as course:
        copies = BackupJob(course)
        assert copies.due(hand_clock.time)
        copies.make()
        assert copies.trouble is None
        assert not copies.due(hand_clock.time)
        assert len(list((folder.root / "copies").iterdir())) == 1
        assert course.record.mirror is not None
        assert course.record.mirror.settle(10)
        assert list((folder.root / "stick").glob("checkin-*.jsonl"))
        hand_clock.forward(31)
        assert copies.due(hand_clock.time)
        copies.make()
    assert len(list((folder.root / "copies").iterdir())) == 2


def test_a_copy_that_fails_is_said_and_tried_again(open_course: OpenCourse, hand_clock: HandClock) -> None:
    folder = open_course.folder
    folder.course_file.write_text(folder.course_file.read_text("utf-8") + '[record]\nbackup = "copies"\n')
    (folder.root / "copies").write_text("a file is in the way")
    with opened_course(folder, clock=hand_clock.clock()) as course:
        copies = BackupJob(course)
        copies.make()
        assert "cannot be written" in str(copies.trouble)
        (folder.root / "copies").unlink()
        hand_clock.forward(1)
        assert copies.due(hand_clock.time)
        copies.make()
        assert copies.trouble is None


def test_a_course_without_either_has_nothing_to_copy(open_course: OpenCourse, hand_clock: HandClock) -> None:
    assert not BackupJob(open_course).due(hand_clock.time)


def test_a_copy_that_finds_no_room_is_named_and_not_the_record(
    open_course: OpenCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect

    def connect_to_a_full_disk(path: object, **settings: Any) -> sqlite3.Connection:
        conn = connect(str(path), **settings)
        if str(path).endswith(".part"):
            conn.execute("PRAGMA max_page_count = 2")
        return conn

    monkeypatch.setattr(sqlite3, "connect", connect_to_a_full_disk)
    with pytest.raises(RecordError) as raised:
        open_course.record.copy_to(tmp_path / "copy.db")
    assert str(raised.value).startswith(f"{tmp_path / 'copy.db'} cannot be written: ")
