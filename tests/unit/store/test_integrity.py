"""A record that is not as it was written is recognised: at its opening, or by the doctor."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import often
from tests.faults.damage import flip_bits

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.core.errors import RecordError
from checkin.door.scan import Door
from checkin.store import event_log, integrity
from checkin.store.checksum import checksum, kept_checksum
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.record import Record
from checkin.store.roster import participants

Find = Callable[[str], Participant]


def altered(path: Path, *statements: str) -> None:
    """Change a closed record behind checkin's back."""
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("DROP TRIGGER events_no_update")
    for statement in statements:
        conn.execute(statement)
    conn.execute(
        "CREATE TRIGGER events_no_update BEFORE UPDATE ON events "
        "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
    )
    conn.close()


@pytest.fixture
def closed(course_folder: CourseFolder) -> CourseFolder:
    """A course with a hundred events that nobody has open."""
    from checkin.intake.load import load

    with opened_course(course_folder) as course:
        load(course)
        door = Door(course.record, course.course, session="s1", anytime=True)
        for person in participants.roster(course.record.conn) * 20:
            door.scan(person.code)
    return course_folder


def test_a_sound_record_has_no_faults(open_course: OpenCourse, person: Find) -> None:
    Door(open_course.record, open_course.course, session="s1", anytime=True).scan(person("Ana").code)
    assert integrity.full_check(open_course.record.conn) == []
    assert open_course.record.warning is None


def test_a_newest_event_that_was_changed_is_said_at_the_opening(closed: CourseFolder) -> None:
    altered(closed.record_file, "UPDATE events SET verdict = 'withdrawn' WHERE arrival = 99")
    with opened_course(closed) as course:
        assert "is damaged" in str(course.record.warning)


def test_an_old_event_that_was_changed_is_named_by_the_doctor(closed: CourseFolder) -> None:
    altered(closed.record_file, "UPDATE events SET verdict = 'withdrawn' WHERE arrival = 3")
    with opened_course(closed) as course:
        assert course.record.warning is None
        (fault,) = integrity.full_check(course.record.conn)
    assert str(fault).startswith("Entry 3 of ")


def test_a_name_that_was_changed_is_said_at_the_opening(closed: CourseFolder) -> None:
    altered(closed.record_file, "UPDATE participants SET name = 'Ana Nunez' WHERE name LIKE 'Ana%'")
    with opened_course(closed) as course:
        assert "participant list" in str(course.record.warning)


def test_a_name_that_was_changed_is_said_after_a_write_too(closed: CourseFolder) -> None:
    altered(closed.record_file, "UPDATE participants SET name = 'Ana Nunez' WHERE name LIKE 'Ana%'")
    with opened_course(closed) as course:
        Corrections.of(course).add("Someone", "BR")
        assert "participant list" in str(course.record.warning)


def test_events_that_were_taken_out_whole_are_counted(closed: CourseFolder) -> None:
    conn = sqlite3.connect(closed.record_file)
    trigger = conn.execute("SELECT sql FROM sqlite_master WHERE name = 'events_no_delete'").fetchone()[0]
    conn.execute("DROP TRIGGER events_no_delete")
    conn.execute("DELETE FROM events WHERE kind = 'load'")
    conn.execute(trigger)
    conn.commit()
    conn.close()
    with opened_course(closed) as course:
        found = integrity.full_check(course.record.conn)
    assert "Entries that were recorded in this file and are missing: 1." in map(str, found)


def test_a_view_that_was_changed_is_named(closed: CourseFolder) -> None:
    altered(closed.record_file, "DROP VIEW standing", "CREATE VIEW standing AS SELECT * FROM events")
    with opened_course(closed) as course:
        assert "view standing is not as checkin created it." in map(str, integrity.full_check(course.record.conn))


def test_an_index_that_is_gone_is_named(closed: CourseFolder) -> None:
    altered(closed.record_file, "DROP INDEX events_entry")
    with opened_course(closed) as course:
        assert "The record lacks index events_entry." in map(str, integrity.full_check(course.record.conn))


def test_a_search_that_does_not_fit_the_roster_is_named(closed: CourseFolder) -> None:
    altered(closed.record_file, "INSERT INTO search_fts (search_fts) VALUES ('delete-all')")
    with opened_course(closed) as course, course.record.writing(dry_run=True) as writing:
        (fault, *_) = integrity.search_faults(writing.conn)
    assert "search_fts" in str(fault)


def test_a_record_that_was_cut_short_is_refused(closed: CourseFolder) -> None:
    raw = closed.record_file.read_bytes()
    closed.record_file.write_bytes(raw[: len(raw) // 2 // 4096 * 4096])
    with pytest.raises(RecordError, match="is damaged"):
        Record.open(closed.record_file)


def test_a_record_of_no_bytes_is_not_begun_anew(closed: CourseFolder) -> None:
    closed.record_file.write_bytes(b"")
    with pytest.raises(RecordError, match="is missing or empty, but a record existed here"):
        Record.open(closed.record_file)


def test_a_record_that_is_gone_is_not_begun_anew_unless_its_lock_is_gone_too(closed: CourseFolder) -> None:
    closed.record_file.unlink()
    with pytest.raises(RecordError, match=r"delete checkin\.db\.lock too"):
        Record.open(closed.record_file)
    closed.lock_file.unlink()
    with Record.open(closed.record_file) as record:
        assert event_log.count(record.conn) == 0


def test_a_record_that_was_killed_while_it_was_made_is_taken_up_again(tmp_path: Path) -> None:
    from sqlite_utils import Database

    from checkin.store.schema import migrations

    path = tmp_path / "checkin.db"
    conn = sqlite3.connect(path, isolation_level=None)
    migrations.apply(Database(conn), stop_before="m003_search")
    conn.close()
    with Record.open(path) as record:
        assert integrity.full_check(record.conn) == []


@pytest.mark.parametrize("change", ["reissue", "add", "load", "settings"])
def test_whatever_changes_the_other_tables_keeps_their_sum(open_course: OpenCourse, person: Find, change: str) -> None:
    corrections, record = Corrections.of(open_course), open_course.record
    before = kept_checksum(record.conn)
    match change:
        case "reissue":
            corrections.reissue(person("Ana").code)
        case "add":
            corrections.add("Someone", "BR")
        case "settings":
            record.test_write()
        case "load":
            from checkin.intake.load import load

            roster = open_course.folder.root / "participants.csv"
            roster.write_text(roster.read_text("utf-8").replace("Gone Away", "Gone Again"))
            load(open_course)
    assert before != kept_checksum(record.conn) == checksum(record.conn)


def test_a_scan_leaves_the_sum_alone(open_course: OpenCourse, person: Find) -> None:
    before = kept_checksum(open_course.record.conn)
    statements: list[str] = []
    open_course.record.conn.set_trace_callback(statements.append)
    Door(open_course.record, open_course.course, session="s1", anytime=True).scan(person("Ana").code)
    assert kept_checksum(open_course.record.conn) == before == checksum(open_course.record.conn)
    assert not [text for text in statements[:-12] if "FROM participants ORDER BY" in text]


def test_the_seal_stands_for_every_segment(open_course: OpenCourse, person: Find) -> None:
    record = open_course.record
    seals = [event_log.record_fingerprint(record.conn)]
    for name in ("Ana", "Jean"):
        Door(record, open_course.course, session="s1", anytime=True).scan(person(name).code)
        seals.append(event_log.record_fingerprint(record.conn))
    assert len(set(seals)) == 3
    assert sum(head.seq for head in event_log.heads(record.conn)) == event_log.count(record.conn)


def test_flipped_bits_are_recognised_or_harmless_and_the_record_is_rebuilt() -> None:
    counts = flip_bits(often(24), seed=3, rebuilds=often(6))
    assert counts.unseen == []
    assert counts.rebuilt_wrong == []
    assert counts.at_opening
    assert counts.by_the_doctor
    assert counts.rebuilt_whole > counts.rebuilt_in_part


def test_a_roster_that_is_loaded_while_a_kiosk_opens_looks_sound(
    open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the reading of the kept sum and of the tables somebody else changes both."""
    assert open_course.record.warning is None

    def kept_and_then_changed(conn: sqlite3.Connection) -> str:
        kept = kept_checksum(conn)
        Corrections.of(open_course).add("Someone", "BR")
        return kept

    monkeypatch.setattr(integrity, "kept_checksum", kept_and_then_changed)
    with Record.open(open_course.record.path) as other:
        assert other.warning is None
