"""The writer's lock: readers do not need it, and nobody who waits is passed by."""

import os
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.conftest import HandClock

from checkin.cli import checkin
from checkin.core.errors import RecordError
from checkin.core.events import Kind, NewEvent
from checkin.intake.load import load
from checkin.store import record_file
from checkin.store.course_folder import CourseFolder
from checkin.store.mirror import Mirror
from checkin.store.open_course import open_course as opened_course
from checkin.store.record import Record
from checkin.store.writer_lock import WriterLock, _try_lock


@pytest.mark.parametrize(
    "command",
    [("attendance",), ("export", "e.csv"), ("report", "r.html"), ("verify", "ABC"), ("backup", "b.db"), ("doctor",)],
)
def test_reading_commands_do_not_wait_for_the_writer(
    course_folder: CourseFolder, hand_clock: HandClock, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(course_folder.root)
    with opened_course(course_folder, clock=hand_clock.clock()) as course:
        load(course)
    monkeypatch.setattr(record_file, "LOCK_SECONDS", 0.0)
    held = WriterLock(course_folder.lock_file)
    with held.locked(1):
        said = CliRunner().invoke(checkin, ["-C", str(course_folder.root), *command])
    held.close()
    assert "has been held by another program" not in said.output


def test_a_record_that_was_only_read_needs_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Record.open(tmp_path / "checkin.db").close()
    monkeypatch.setattr(record_file, "LOCK_SECONDS", 0.0)
    held = WriterLock(tmp_path / "checkin.db.lock")
    with held.locked(1), Record.open(tmp_path / "checkin.db") as record:
        with record.reading() as conn:
            assert conn.execute("SELECT count(*) FROM events").fetchone()[0] == 0
        with pytest.raises(RecordError, match="held by another program"), record.writing():
            pass
    held.close()


def test_a_program_that_takes_the_lock_again_comes_after_those_who_wait(tmp_path: Path) -> None:
    one, other = WriterLock(tmp_path / "lock"), WriterLock(tmp_path / "lock")
    order: list[str] = []
    waits = threading.Event()

    def wait() -> None:
        waits.set()
        with other.locked(30):
            order.append("other")

    waiter = threading.Thread(target=wait)
    with one.locked(1):
        assert not one.is_wanted()
        waiter.start()
        waits.wait(10)
        while True:  # until the other one has its place in the queue
            try:
                with WriterLock(tmp_path / "lock").locked(0):
                    raise AssertionError
            except TimeoutError:
                if _queued(tmp_path / "lock"):
                    break
        assert one.is_wanted()
    with one.locked(30):
        order.append("one")
    waiter.join(10)
    assert order == ["other", "one"]


def _queued(path: Path) -> bool:
    fd = os.open(path.with_name(path.name + ".queue"), os.O_RDWR)
    try:
        _try_lock(fd)
    except BlockingIOError:
        return True
    finally:
        os.close(fd)
    return False


def test_a_mirror_that_hangs_holds_up_no_scan_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hangs, goes_on = threading.Event(), threading.Event()
    write = Mirror._write

    def hanging(mirror: Mirror, batch: object) -> None:
        hangs.set()
        assert goes_on.wait(30)
        write(mirror, batch)  # type: ignore[arg-type]

    monkeypatch.setattr(Mirror, "_write", hanging)
    monkeypatch.setattr("checkin.store.mirror._SLOW_SECONDS", -1.0)
    (tmp_path / "stick").mkdir()
    with Record.open(tmp_path / "checkin.db") as record:
        record.mirror = Mirror(tmp_path / "stick", bytes(32))
        for _ in range(3):
            with record.writing() as writing:
                writing.append(NewEvent(kind=Kind.NOTE))
        assert hangs.wait(10)
        assert "has not answered for" in str(record.mirror.trouble)
        with Record.open(tmp_path / "checkin.db") as another, another.writing() as writing:
            writing.append(NewEvent(kind=Kind.NOTE))
        goes_on.set()
        record.mirror.complete(record.reading)
        assert record.mirror.settle(10)
        assert record.mirror.trouble is None
    lines = [line for file in (tmp_path / "stick").glob("*.jsonl") for line in file.read_text("utf-8").splitlines()]
    assert len(lines) == 4
