"""A mirror, a drive or a backup folder that others can write to: nothing outside it is changed, nothing stops."""

import json
import os
import sqlite3
import struct
from pathlib import Path

import pytest

from checkin.core.events import FIELDS, Kind, NewEvent
from checkin.hub.sync.file_sync import sync_file
from checkin.store import event_log
from checkin.store.mirror import TABLES_FILE, Mirror, events_file
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record
from checkin.store.recovery import carving, other_tables
from checkin.store.recovery.rebuild import RebuildResult, rebuild
from checkin.store.roster import edition

pytestmark = pytest.mark.skipif(os.name != "posix", reason="it needs links and pipes")
PRECIOUS = "not to be changed\n"


def noted(course: OpenCourse) -> str:
    """Record a note, and return its segment."""
    with course.record.writing() as writing:
        return writing.append(NewEvent(kind=Kind.NOTE)).segment


def mirrored(course: OpenCourse, folder: Path) -> Mirror:
    mirror = Mirror(folder, edition.edition_key(course.record.conn))
    mirror.complete(course.record.reading)
    assert mirror.settle(10)
    return mirror


def sealed_lines(file: Path) -> list[int]:
    return [json.loads(line)["seq"] for line in file.read_text("utf-8").splitlines() if '"seal"' in line]


@pytest.mark.parametrize("number", ["1e999", "Infinity", '"x"', "[]", "1000000000", "-5"])
def test_a_foreign_number_in_a_mirror_hides_no_event(open_course: OpenCourse, tmp_path: Path, number: str) -> None:
    segment = noted(open_course)
    file = events_file(tmp_path, segment)
    file.write_text(f'{{"segment": "{segment}", "seq": {number}}}\n' * 3)
    assert mirrored(open_course, tmp_path).trouble is None
    assert sealed_lines(file) == [1]


def test_foreign_lines_behind_those_of_a_mirror_hide_no_event(open_course: OpenCourse, tmp_path: Path) -> None:
    file = events_file(tmp_path, noted(open_course))
    mirrored(open_course, tmp_path)
    with file.open("a") as out:
        out.write('{"seq": 1000000}\n' * 8_000)
    noted(open_course)
    mirrored(open_course, tmp_path)
    assert sealed_lines(file) == [1, 1, 2]


def test_a_line_of_another_segment_hides_no_event(open_course: OpenCourse, tmp_path: Path) -> None:
    file = events_file(tmp_path, noted(open_course))
    noted(open_course)
    mirrored(open_course, tmp_path)
    other = events_file(tmp_path, "f" * 32)
    other.write_text(file.read_text("utf-8"))
    mirror = Mirror(tmp_path, edition.edition_key(open_course.record.conn))
    assert (mirror.last(file.stem.removeprefix("checkin-")), mirror.last("f" * 32)) == (2, 0)


def test_a_link_in_a_mirror_is_not_followed_and_stops_no_other_segment(open_course: OpenCourse, tmp_path: Path) -> None:
    target = tmp_path / "course.toml"
    target.write_text(PRECIOUS, "utf-8")
    (folder := tmp_path / "mirror").mkdir()
    events_file(folder, noted(open_course)).symlink_to(target)
    (folder / f".{TABLES_FILE}.part").symlink_to(target)
    trouble = mirrored(open_course, folder).trouble
    assert "is no file; remove it from the mirror" in str(trouble)
    assert target.read_text("utf-8") == PRECIOUS
    assert (folder / TABLES_FILE).is_file()


def test_a_link_on_a_drive_is_not_followed(open_course: OpenCourse, tmp_path: Path) -> None:
    target = tmp_path / "checkin.db"
    target.write_text(PRECIOUS, "utf-8")
    (folder := tmp_path / "drive").mkdir()
    file, _ = sync_file(open_course, folder)
    file.unlink()
    for name in (f".{file.name}.part", f".checkin-{file.name}.old"):
        (folder / name).symlink_to(target)
    sync_file(open_course, folder)
    assert target.read_text("utf-8") == PRECIOUS
    assert file.is_file()
    assert not file.is_symlink()


def test_a_link_in_a_folder_of_backups_is_not_followed(open_course: OpenCourse, tmp_path: Path) -> None:
    target = tmp_path / "course.toml"
    target.write_text(PRECIOUS, "utf-8")
    (tmp_path / ".copy.db.part").symlink_to(target)
    open_course.record.copy_to(tmp_path / "copy.db")
    assert target.read_text("utf-8") == PRECIOUS


def rebuilt_with(course: OpenCourse, *files: Path) -> RebuildResult:
    course.record.checkpoint()
    return rebuild(files[0].with_name("saved.db"), [course.record.path, *files], countries=str)


ORIGINALS = ["[]", "5", "null", "X", "[" * 100_000, '{"a": 1}', json.dumps({name: [] for name in FIELDS})]


@pytest.mark.parametrize("original", ORIGINALS, ids=range(len(ORIGINALS)))
def test_a_senseless_rejected_event_of_a_foreign_record_stops_no_rebuild(
    open_course: OpenCourse, tmp_path: Path, original: str
) -> None:
    noted(open_course)
    with sqlite3.connect(tmp_path / "checkin-old.db") as conn:
        conn.execute("CREATE TABLE invalid_events (segment, seq, original)")
        conn.execute("INSERT INTO invalid_events VALUES ('a', 1, ?)", (original,))
    assert rebuilt_with(open_course, tmp_path / "checkin-old.db").whole


ENDLESS = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n segment, n seq, n original FROM r"


@pytest.mark.parametrize(
    "made",
    [
        f"CREATE VIEW invalid_events AS {ENDLESS}",
        "CREATE TABLE invalid_events (segment, seq, original AS (hex(zeroblob(51000000))) VIRTUAL, x);"
        "INSERT INTO invalid_events (segment) VALUES ('a')",
    ],
    ids=["view", "computed"],
)
def test_an_endless_query_in_a_foreign_record_stops_no_rebuild(
    open_course: OpenCourse, tmp_path: Path, made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(other_tables, "_SECONDS_A_TABLE", 5.0)
    noted(open_course)
    with sqlite3.connect(tmp_path / "checkin-old.db") as conn:
        conn.executescript(made)
    assert rebuilt_with(open_course, tmp_path / "checkin-old.db").whole


def test_a_file_of_any_size_is_named_and_not_read(open_course: OpenCourse, tmp_path: Path) -> None:
    noted(open_course)
    huge = tmp_path / "checkin-old.db"
    with huge.open("wb") as out:
        out.write(b"SQLite format 3\0")
        out.truncate(carving._LARGEST + 1)  # a hole: nothing of it is on the disk
    made = rebuilt_with(open_course, huge)
    assert made.whole
    assert [str(text) for text in made.unreadable] == [f"{huge}: File too large"]


def test_a_chain_of_pages_without_an_end_is_not_followed(tmp_path: Path) -> None:
    size = 512
    head = bytearray(size)
    head[:18] = b"SQLite format 3\0" + struct.pack(">H", size)
    leaf = bytearray(struct.pack(">I", 2) * (size // 4))  # every page number in it is its own
    leaf[:10] = b"\x0d\0\0\0\x01\0\0\0\0\x14"
    leaf[20:30] = b"\xbf" + b"\xff" * 7 + b"\x7f\x01"  # a cell of an exabyte
    (tmp_path / "x.db").write_bytes(bytes(head + leaf))
    assert list(carving.carve(tmp_path / "x.db")) == []


def test_a_pipe_in_the_place_of_a_log_is_not_waited_for(open_course: OpenCourse, tmp_path: Path) -> None:
    noted(open_course)
    open_course.record.checkpoint()
    (tmp_path / "checkin-old.db").write_bytes(open_course.record.path.read_bytes())
    os.mkfifo(tmp_path / "checkin-old.db-wal")
    assert rebuilt_with(open_course, tmp_path / "checkin-old.db").whole


def test_the_record_of_another_course_is_named_and_not_mixed_in(open_course: OpenCourse, tmp_path: Path) -> None:
    own = noted(open_course)
    other = tmp_path / "checkin-old.db"
    with Record.open(other) as record, record.writing() as writing:  # with a key of its own
        writing.append(NewEvent(kind=Kind.NOTE))
    made = rebuilt_with(open_course, other)
    held = event_log.count(open_course.record.conn)
    assert (made.events, [str(text) for text in made.unreadable]) == (held, [f"{other}: it belongs to another course"])
    with Record.open(tmp_path / "saved.db") as record:
        assert own in event_log.segments(record.conn)
