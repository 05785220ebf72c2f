"""Drives that do not answer: a pipe in the place of a file, and a frozen file system where one can be mounted."""

import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.conftest import HandClock, load_record

pytest.importorskip("resource")

from checkin.cli import checkin
from checkin.core.course import Participant
from checkin.core.errors import HubError
from checkin.core.events import Kind, NewEvent
from checkin.door.scan import Door
from checkin.hub.sync.file_sync import sync_file
from checkin.lifecycle.doctor.run_checks import run_checks
from checkin.store.course_folder import CourseFolder
from checkin.store.mirror import Mirror, events_file
from checkin.store.open_course import OpenCourse
from checkin.store.recovery.rebuild import rebuild
from checkin.store.roster import edition, participants


def people(course: OpenCourse) -> list[Participant]:
    return participants.roster(course.record.conn)


def test_a_pipe_in_the_place_of_an_exchange_file_is_not_waited_for(open_course: OpenCourse, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "stick.jsonl")
    with pytest.raises(HubError, match="not an exchange file"):
        sync_file(open_course, tmp_path / "stick.jsonl")


def test_a_pipe_in_a_mirror_is_not_waited_for(open_course: OpenCourse, tmp_path: Path) -> None:
    with open_course.record.writing() as writing:
        segment = writing.append(NewEvent(kind=Kind.NOTE)).segment
    os.mkfifo(events_file(tmp_path, segment))
    mirror = Mirror(tmp_path, edition.edition_key(open_course.record.conn))
    mirror.complete(open_course.record.reading)
    assert mirror.settle(10)
    assert "is no file" in str(mirror.trouble)


def test_a_pipe_among_the_sources_of_a_rebuilt_record_is_named(open_course: OpenCourse, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f"checkin-{'a' * 32}.jsonl")
    os.mkfifo(tmp_path / "checkin-old.db")
    open_course.record.checkpoint()
    made = rebuild(tmp_path / "saved.db", [open_course.record.path, tmp_path], countries=str)
    assert [str(text).rpartition(":")[2] for text in made.unreadable] == [" it is not a file"] * 2
    assert made.whole


def test_doctor_says_that_a_mirror_does_not_answer(
    open_course: OpenCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()
    monkeypatch.setattr(Mirror, "last", lambda mirror, segment: goes_on.wait(30))
    monkeypatch.setattr("checkin.lifecycle.doctor.copies_checks._MIRROR_SECONDS", 0.05)
    text = open_course.folder.course_file.read_text("utf-8")
    open_course.folder.course_file.write_text(f'{text}\n[record]\nmirror = "{tmp_path}"\n', "utf-8")
    try:
        said = [finding.text for finding in run_checks(open_course.folder) if finding.part == "mirror"]
    finally:
        goes_on.set()
    assert len(said) == 1
    assert "has not answered" in said[0]


def test_a_command_says_that_the_mirror_did_not_answer_and_ends(
    course_folder: CourseFolder, hand_clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()
    load_record(course_folder, hand_clock)
    text = course_folder.course_file.read_text("utf-8")
    course_folder.course_file.write_text(f'{text}\n[record]\nmirror = "{tmp_path}"\n', "utf-8")
    monkeypatch.setattr(Mirror, "last", lambda mirror, segment: goes_on.wait(30))
    monkeypatch.setattr("checkin.store.open_course._MIRROR_SECONDS", 0.05)
    said = CliRunner().invoke(checkin, ["-C", str(course_folder.root), "scan"], input="x\n")
    goes_on.set()
    assert "does not answer. Everything is recorded here" in said.output


@pytest.fixture
def frozen(tmp_path: Path) -> Iterator[Path]:
    """A small file system that does not answer until the test is over."""
    image, place = tmp_path / "image", tmp_path / "drive"
    place.mkdir()
    image.write_bytes(bytes(8_000_000))
    made = subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], capture_output=True, check=False)
    if made.returncode or subprocess.run(["mount", "-o", "loop", image, place], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        if subprocess.run(["fsfreeze", "-f", place], capture_output=True).returncode:
            pytest.skip("no file system can be frozen here")
        yield place
    finally:
        subprocess.run(["fsfreeze", "-u", place], capture_output=True)
        subprocess.run(["umount", "-l", place], capture_output=True)


@pytest.mark.skipif("CHECKIN_LONG" not in os.environ, reason="it mounts a file system: the long form")
def test_scans_are_answered_while_a_mirror_is_frozen(frozen: Path, open_course: OpenCourse) -> None:
    key = edition.edition_key(open_course.record.conn)
    open_course.record.mirror = mirror = Mirror(frozen, key)
    door = Door(open_course.record, open_course.course, session="s1", anytime=True)
    mirror.complete(open_course.record.reading)
    for person in people(open_course):
        assert door.scan(person.code)
    assert not mirror.settle(0.2), mirror.trouble
    subprocess.run(["fsfreeze", "-u", frozen], check=True)
    assert mirror.settle(10)
    mirror.complete(open_course.record.reading)
    assert mirror.settle(10)
    assert mirror.trouble is None
