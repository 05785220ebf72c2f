"""The record: append-only, chained, one transaction an event, never under an old identity."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from checkin.core.errors import InputError, RecordError
from checkin.core.events import Kind, NewEvent, uuid7, validate_event
from checkin.store import event_log
from checkin.store.mirror import Mirror
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record
from checkin.store.sync.merge_events import merge
from checkin.store.views import VERSION
from checkin.system.storage_location import _synchronised


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record.open(tmp_path / "checkin.db")


def note(record: Record, text: str = "hello") -> str:
    with record.writing() as writing:
        return writing.append(NewEvent(kind=Kind.NOTE, reason=text)).event_id


def test_events_are_numbered_from_one_without_a_hole(record: Record) -> None:
    for _ in range(5):
        note(record)
    assert [event.seq for event in event_log.events(record.conn)] == [1, 2, 3, 4, 5]


def test_every_start_writes_under_a_new_identity(tmp_path: Path) -> None:
    for _ in range(3):
        with Record.open(tmp_path / "checkin.db") as record:
            note(record)
            assert len({event.segment for event in event_log.events(record.conn)}) == event_log.count(record.conn)


@pytest.mark.parametrize("statement", ["UPDATE events SET reason = 'x'", "DELETE FROM events"])
def test_nothing_can_be_changed_or_deleted(record: Record, statement: str) -> None:
    note(record)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        record.conn.execute(statement)


def test_what_fails_halfway_leaves_nothing_and_no_hole(record: Record) -> None:
    note(record)

    def half() -> None:
        with record.writing() as writing:
            writing.append(NewEvent(kind=Kind.NOTE))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    note(record)
    assert [event.seq for event in event_log.events(record.conn)] == [1, 2]
    assert not list(event_log.broken_chains(record.conn))


def test_a_rehearsal_leaves_nothing(record: Record) -> None:
    with record.writing(dry_run=True) as writing:
        writing.append(NewEvent(kind=Kind.NOTE))
    note(record)
    assert [event.seq for event in event_log.events(record.conn)] == [1]


def test_the_chain_finds_a_changed_event(record: Record) -> None:
    for text in "abc":
        note(record, text)
    record.conn.execute("DROP TRIGGER events_no_update")
    record.conn.execute("UPDATE events SET reason = 'x' WHERE seq = 2")
    assert [event.seq for event in event_log.broken_chains(record.conn)] == [2]


def test_the_chain_finds_a_missing_event(record: Record) -> None:
    for text in "abc":
        note(record, text)
    record.conn.execute("DROP TRIGGER events_no_delete")
    record.conn.execute("DELETE FROM events WHERE seq = 2")
    assert [event.seq for event in event_log.broken_chains(record.conn)] == [3]


IS_KEPT = pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let an open file be removed")


@IS_KEPT
def test_a_record_removed_while_open_acknowledges_nothing(record: Record) -> None:
    note(record)
    record.path.unlink()
    with pytest.raises(RecordError, match="removed or replaced"):
        note(record)


@IS_KEPT
def test_a_record_replaced_while_open_acknowledges_nothing(record: Record, tmp_path: Path) -> None:
    note(record)
    other = tmp_path / "other.db"
    other.write_bytes(b"")
    other.replace(record.path)
    with pytest.raises(RecordError, match="removed or replaced"):
        note(record)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "checkin.db"
    path.write_text("This is a letter to the organizers, and not a database at all." * 20)
    with pytest.raises(RecordError, match="is not a database"):
        Record.open(path)


@pytest.mark.parametrize("version", range(VERSION + 2))
@pytest.mark.parametrize("table", ["recipes", "events", "course"])
def test_another_programs_database_is_refused_and_not_touched(tmp_path: Path, table: str, version: int) -> None:
    path = tmp_path / "checkin.db"
    conn = sqlite3.connect(path)
    conn.execute(f"CREATE TABLE {table} (name TEXT)")
    conn.execute(f"PRAGMA user_version = {version}")
    conn.close()
    before = path.read_bytes()
    with pytest.raises(RecordError, match="not a record of checkin"):
        Record.open(path)
    assert path.read_bytes() == before


def test_a_record_of_a_newer_checkin_is_refused(record: Record) -> None:
    record.conn.execute("PRAGMA user_version = 99")
    record.close()
    with pytest.raises(RecordError, match="newer version of checkin"):
        Record.open(record.path)


def test_a_folder_in_place_of_the_record_is_refused(tmp_path: Path) -> None:
    (tmp_path / "checkin.db").mkdir()
    with pytest.raises(RecordError, match="is a folder"):
        Record.open(tmp_path / "checkin.db")


@pytest.mark.parametrize("folder", ["/home/ana/Dropbox/course", "/home/ana/OneDrive - Ministry/course"])
def test_a_synchronised_folder_is_recognised(folder: str) -> None:
    assert _synchronised(Path(folder))


def test_a_closed_record_is_one_whole_file(record: Record) -> None:
    note(record)
    record.close()
    assert not record.path.with_name("checkin.db-wal").exists()


def test_every_writing_is_synced_to_the_disk(record: Record) -> None:
    assert record.conn.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert record.conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_tables_are_strict_and_foreign_keys_are_on(record: Record) -> None:
    tables = record.conn.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table'").fetchall()
    ours = {row["name"]: row["strict"] for row in tables if not row["name"].startswith(("sqlite_", "_", "search_"))}
    assert all(ours.values())
    assert record.conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_two_processes_write_to_one_record_without_a_hole(record: Record) -> None:
    script = (
        "import sys; from pathlib import Path; from checkin.store.record import Record; "
        "from checkin.core.events import Kind, NewEvent\n"
        "with Record.open(Path(sys.argv[1])) as record:\n"
        "    for _ in range(100):\n"
        "        with record.writing() as writing: writing.append(NewEvent(kind=Kind.NOTE))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(record.path)]) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    assert event_log.count(record.conn) == 200
    assert not list(event_log.broken_chains(record.conn))


def test_the_late_limit_of_the_course_file_is_the_views(open_course: OpenCourse) -> None:
    late_at = open_course.record.conn.execute("SELECT late_at FROM programme WHERE id = 's1'").fetchone()[0]
    assert late_at == "2026-03-09T12:15:00.000Z"


def test_a_uuid_of_version_7_begins_with_its_time() -> None:
    made = uuid7(0x017F22E279B0, (0xCC3 << 62) | 0x18C4DC0C0C07398F)
    # The example of RFC 9562, appendix A.6.
    assert made == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


def test_a_merge_that_skips_an_event_is_refused(
    open_course: OpenCourse, another_kiosk: Callable[..., OpenCourse], hand_clock: object
) -> None:
    other = another_kiosk(open_course, hand_clock)
    for _ in range(3):
        note(open_course.record)
    fresh = list(event_log.events(open_course.record.conn))
    with pytest.raises(RecordError, match="gap"), other.record.writing() as writing:
        merge(writing.conn, [fresh[-1]], countries=str)


def test_the_mirror_holds_every_event_as_a_line(record: Record, tmp_path: Path) -> None:
    record.mirror = Mirror(tmp_path, bytes(32))
    for text in "ab":
        note(record, text)
    assert record.mirror.settle(5)
    (mirrored,) = tmp_path.glob("checkin-*.jsonl")
    lines = [json.loads(line) for line in mirrored.read_text("utf-8").splitlines()]
    assert [validate_event(line) for line in lines] == list(event_log.events(record.conn))


def test_a_mirror_that_is_gone_stops_nothing_and_catches_up(record: Record, tmp_path: Path) -> None:
    record.mirror = Mirror(tmp_path / "stick", bytes(32))
    note(record, "a")
    assert record.mirror.settle(5)
    assert "Entries that wait: 1." in str(record.mirror.trouble)
    (tmp_path / "stick").mkdir()
    note(record, "b")
    assert record.mirror.settle(5)
    assert record.mirror.trouble is None
    (mirrored,) = (tmp_path / "stick").iterdir()
    assert len(mirrored.read_text("utf-8").splitlines()) == 2


def test_an_event_that_was_changed_on_the_way_is_not_taken_in(
    open_course: OpenCourse, another_kiosk: Callable[..., OpenCourse], hand_clock: object
) -> None:
    other = another_kiosk(open_course, hand_clock)
    note(open_course.record, "as it was")
    forged = [
        event._replace(reason="as I want it") for event in event_log.events(open_course.record.conn) if event.reason
    ]
    sent = [event for event in event_log.events(open_course.record.conn) if not event.reason] + forged
    before = event_log.count(other.record.conn)
    with pytest.raises(RecordError, match="changed on the way"), other.record.writing() as writing:
        merge(writing.conn, sent, countries=str)
    assert event_log.count(other.record.conn) == before


class FailsToCommit:
    """A connection whose next commit fails after SQLite has rolled everything back by itself, as at an I/O error."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._failed = False

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        if sql == "COMMIT" and not self._failed:
            self._failed = True
            self._conn.execute("ROLLBACK")
            raise sqlite3.OperationalError("disk I/O error")
        return self._conn.execute(sql, *values)

    def __getattr__(self, name: str) -> object:
        return getattr(self._conn, name)


def test_after_a_commit_that_failed_no_number_is_missing(record: Record) -> None:
    note(record, "before")
    conn = record.conn
    record.conn = FailsToCommit(conn)  # type: ignore[assignment]
    with pytest.raises(RecordError, match="disk I/O error"):
        note(record, "lost")
    note(record, "after")
    record.conn = conn
    # By arrival: the two may fall into one millisecond.
    assert [row["reason"] for row in conn.execute("SELECT reason FROM events ORDER BY arrival")] == ["before", "after"]
    assert not list(event_log.broken_chains(conn))


def elsewhere(record: Record) -> int:
    """How many events another connection sees."""
    with closing(sqlite3.connect(record.path)) as conn:
        return int(conn.execute("SELECT count(*) FROM events").fetchone()[0])


def test_transactions_that_are_made_together_are_one(record: Record) -> None:
    with record.together():
        first = note(record)
        with record.reading() as conn:  # as this thread has written it
            assert event_log.event(conn, first) is not None
        with record.together():
            note(record)
        assert elsewhere(record) == 0
    assert elsewhere(record) == 2
    assert not list(event_log.broken_chains(record.conn))


def test_an_error_in_a_part_takes_the_others_back_and_leaves_no_hole(record: Record) -> None:
    def half() -> None:
        with record.together():
            note(record)
            note(record, "x" * 1_000_000)

    with pytest.raises(InputError):
        half()
    note(record)
    assert [event.seq for event in event_log.events(record.conn)] == [1]
