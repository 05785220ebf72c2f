"""A record is rebuilt from whatever is left, and what could not be saved is named."""

import json
import re
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from tests.faults.damage import worn_course

from checkin.core.errors import RecordError
from checkin.core.events import Event, Kind, NewEvent
from checkin.store import event_log, integrity
from checkin.store.course_folder import CourseFolder
from checkin.store.mirror import TABLES_FILE, Mirror
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import attendance
from checkin.store.record import Record
from checkin.store.recovery.bit_repair import repair_one_bit
from checkin.store.recovery.carving import carve
from checkin.store.recovery.rebuild import Gap, rebuild
from checkin.store.roster import edition, participants, programme
from checkin.store.views import VERSION

Events = list[Event]


@pytest.fixture
def worn(tmp_path: Path) -> CourseFolder:
    """A closed course with a past of several segments."""
    return worn_course(tmp_path / "worn")


def events_of(path: Path) -> Events:
    with Record.open(path) as record:
        return list(event_log.events(record.conn))


def altered(path: Path, statement: str) -> None:
    """Change the events of a closed record behind checkin's back."""
    conn = sqlite3.connect(path)
    for verb in ("update", "delete"):
        conn.execute(f"DROP TRIGGER events_no_{verb}")
    conn.execute(statement)
    conn.commit()
    conn.close()


def test_every_event_is_carved_out_of_the_pages(worn: CourseFolder) -> None:
    carved = sorted(carve(worn.record_file), key=lambda event: (event.segment, event.seq))
    assert carved == events_of(worn.record_file)


def test_what_stands_in_the_log_alone_is_carved_too(tmp_path: Path) -> None:
    record = Record.open(tmp_path / "checkin.db")
    for number in range(30):
        with record.writing() as writing:
            writing.append(NewEvent(kind=Kind.NOTE, reason=f"{number} " + "long " * 2_000 * (number % 7 == 0)))
    assert record.path.with_name("checkin.db-wal").stat().st_size > 100_000
    carved = sorted(carve(record.path), key=lambda event: event.seq)
    assert carved == list(event_log.events(record.conn))
    record.close()


def test_a_rebuilt_record_reads_as_the_old_one(worn: CourseFolder, tmp_path: Path) -> None:
    def read(path: Path) -> tuple[object, ...]:
        with Record.open(path) as record:
            assert integrity.full_check(record.conn) == []
            held = [event for event in event_log.events(record.conn) if event.reason != "rebuilt"]
            people_of = participants.roster(record.conn, everybody=True)
            return held, people_of, programme.read_programme(record.conn), list(attendance.attendance(record.conn))

    rebuilt = rebuild(tmp_path / "saved.db", [worn.record_file], countries=str)
    assert rebuilt.whole
    assert read(tmp_path / "saved.db") == read(worn.record_file)


def test_the_old_file_is_not_touched_and_nothing_is_written_over(worn: CourseFolder, tmp_path: Path) -> None:
    before = worn.record_file.read_bytes()
    rebuild(tmp_path / "saved.db", [worn.record_file], countries=str)
    assert worn.record_file.read_bytes() == before
    with pytest.raises(RecordError, match="is there already"):
        rebuild(tmp_path / "saved.db", [worn.record_file], countries=str)


def test_nothing_readable_is_said(tmp_path: Path) -> None:
    (tmp_path / "noise.db").write_bytes(b"noise" * 5_000)
    with pytest.raises(RecordError, match="Nothing could be read"):
        rebuild(tmp_path / "saved.db", [tmp_path / "noise.db"], countries=str)
    assert not (tmp_path / "saved.db").exists()


def mirrored(record: Record, folder: Path) -> None:
    mirror = Mirror(folder, edition.edition_key(record.conn))
    mirror.complete(record.reading)
    assert mirror.settle(10)


def test_a_mirror_gives_everything_back(worn: CourseFolder, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with Record.open(worn.record_file) as record:
        mirrored(record, stick)
        roster, key = participants.roster(record.conn), edition.edition_key(record.conn)
        wanted = list(event_log.events(record.conn))
    rebuilt = rebuild(tmp_path / "saved.db", [stick], countries=str)
    assert rebuilt.whole
    with Record.open(tmp_path / "saved.db") as record:
        assert [event for event in event_log.events(record.conn) if event.reason != "rebuilt"] == wanted
        assert participants.roster(record.conn) == roster
        assert edition.edition_key(record.conn) == key


def test_a_mirror_without_its_tables_gives_the_events_and_says_so(worn: CourseFolder, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with Record.open(worn.record_file) as record:
        mirrored(record, stick)
    (stick / TABLES_FILE).unlink()
    rebuilt = rebuild(tmp_path / "saved.db", [stick], countries=str)
    assert (rebuilt.tables, rebuilt.whole, rebuilt.gaps) == ("", False, [])
    assert rebuilt.events == len(events_of(worn.record_file))


def test_two_files_that_each_lack_something_make_one_whole(worn: CourseFolder, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(worn.record_file.read_bytes())
    wanted = events_of(worn.record_file)
    altered(worn.record_file, "DELETE FROM events WHERE seq = 5")
    altered(other, "DELETE FROM events WHERE seq = 9")
    rebuilt = rebuild(tmp_path / "saved.db", [worn.record_file, other], countries=str)
    assert rebuilt.gaps == []
    assert [event for event in events_of(tmp_path / "saved.db") if event.reason != "rebuilt"] == wanted


def test_what_is_lost_is_named_and_what_lies_behind_is_carried_over(worn: CourseFolder, tmp_path: Path) -> None:
    wanted = events_of(worn.record_file)
    segment, long = Counter(event.segment for event in wanted).most_common(1)[0]
    altered(worn.record_file, f"DELETE FROM events WHERE segment = '{segment}' AND seq IN (4, 5)")
    rebuilt = rebuild(tmp_path / "saved.db", [worn.record_file], countries=str)
    assert rebuilt.gaps == [Gap(segment, 4, 5, long - 5)]
    assert not rebuilt.whole
    saved = {event.event_id: event for event in events_of(tmp_path / "saved.db")}
    lost = {event.event_id for event in wanted if (event.segment, event.seq) in ((segment, 4), (segment, 5))}
    assert {event.event_id for event in wanted} - saved.keys() == lost
    carried = saved[next(event.event_id for event in wanted if (event.segment, event.seq) == (segment, 6))]
    assert json.loads(carried.facts or "{}")["carried_over"]["seq"] == 6
    with Record.open(tmp_path / "saved.db") as record:
        assert integrity.full_check(record.conn) == []


@pytest.mark.parametrize("change", [{"verdict": "presenu"}, {"mono": 1}, {"at": "2026-03-09T12:05:00.001Z"}])
def test_one_flipped_bit_is_put_right(change: dict[str, object]) -> None:
    values = dict.fromkeys(Event._fields) | {
        "segment": "a" * 32, "seq": 1, "event_id": "x", "kind": "scan", "verdict": "present", "mono": 0,
        "at": "2026-03-09T12:05:00.000Z", "tz": "+00:00", "hash": "",
    }  # fmt: skip
    event = Event(**values)  # type: ignore[arg-type]
    event = event._replace(hash=event.chained(event.segment))
    assert repair_one_bit(event._replace(**change), event.segment) == event  # type: ignore[arg-type]


def test_two_flipped_bits_are_not_put_right_by_guessing() -> None:
    values = dict.fromkeys(Event._fields) | {
        "segment": "a" * 32, "seq": 1, "event_id": "x", "kind": "scan", "mono": 0, "at": "now", "tz": "z", "hash": "",
    }  # fmt: skip
    event = Event(**values)  # type: ignore[arg-type]
    event = event._replace(hash=event.chained(event.segment))
    assert repair_one_bit(event._replace(kind="sban", tz="y"), event.segment) is None


def test_a_line_that_was_cut_off_spoils_only_itself(worn: CourseFolder, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with Record.open(worn.record_file) as record:
        mirrored(record, stick)
    file = max(stick.glob("*.jsonl"), key=lambda path: path.stat().st_size)
    raw = file.read_bytes()
    file.write_bytes(raw[:-40])
    # The next who writes brings what is missing, on a line of its own.
    with Record.open(worn.record_file) as record:
        mirrored(record, stick)
    assert file.read_bytes().startswith(raw[:-40] + b"\n")
    rebuilt = rebuild(tmp_path / "saved.db", [stick], countries=str)
    assert rebuilt.whole


def test_what_a_killed_program_did_not_mirror_the_next_one_does(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    folder = worn_course(tmp_path / "course")
    toml = folder.course_file
    toml.write_text(toml.read_text("utf-8") + f'[record]\nmirror = "{stick.as_posix()}"\n')
    with opened_course(folder) as course:
        course.record.test_write()
    held = sum(len(path.read_text("utf-8").splitlines()) for path in stick.glob("*.jsonl"))
    assert held == len(events_of(folder.record_file))


def test_a_mirror_that_is_gone_for_long_forgets_what_waits_and_catches_up(tmp_path: Path) -> None:
    with Record.open(tmp_path / "checkin.db") as record:
        record.mirror = Mirror(tmp_path / "stick", bytes(32))
        with record.writing() as writing:
            for _ in range(1_100):
                writing.append(NewEvent(kind=Kind.NOTE))
        with record.writing() as writing:
            writing.append(NewEvent(kind=Kind.NOTE))
        assert record.mirror.settle(5)
        assert "Entries that wait: 1101." in str(record.mirror.trouble)
        (tmp_path / "stick").mkdir()
        record.mirror.complete(record.reading)
        assert record.mirror.settle(5)
        assert record.mirror.trouble is None
        assert record.mirror.last(next(event_log.events(record.conn)).segment) == 1_101


@pytest.mark.parametrize("facts", ['{"text":NaN}', '{"text":' + "[" * 20_000 + "]" * 20_000 + "}", "["])
def test_a_senseless_event_of_a_mirror_is_set_aside_and_the_rest_is_rebuilt(
    worn: CourseFolder, tmp_path: Path, facts: str
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with Record.open(worn.record_file) as record:
        mirrored(record, stick)
        event = next(iter(event_log.events(record.conn)))
    bad = event._replace(segment="f" * 32, seq=1, event_id=event.event_id[:-4] + "ffff", kind="note", facts=facts)
    bad = bad._replace(hash=bad.chained("f" * 32))
    line = json.dumps({name: getattr(bad, name) for name in bad._fields})
    (stick / f"checkin-{'f' * 32}.jsonl").write_text(line + "\n" + "x" * 500_000 + "\n", encoding="utf-8")
    rebuilt = rebuild(tmp_path / "saved.db", [stick], countries=str)
    assert (rebuilt.whole, rebuilt.set_aside, rebuilt.bad_lines) == (True, 1, 1)
    with Record.open(tmp_path / "saved.db") as record:
        assert bad in list(event_log.events(record.conn))
    again = rebuild(tmp_path / "again.db", [tmp_path / "saved.db"], countries=str)
    assert (again.whole, again.set_aside) == (True, 1)


def test_tables_that_are_no_tables_are_not_read(worn: CourseFolder, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with Record.open(worn.record_file) as record:
        mirrored(record, stick)
    conn = sqlite3.connect(stick / TABLES_FILE)
    conn.execute("DROP TABLE participants")
    endless = "WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n"
    conn.execute(f"CREATE VIEW participants AS {endless}")
    conn.commit()
    conn.close()
    rebuilt = rebuild(tmp_path / "saved.db", [stick], countries=str)
    assert rebuilt.tables == ""


def test_the_end_of_a_segment_that_cannot_be_read_is_named(worn: CourseFolder, tmp_path: Path) -> None:
    last = max(events_of(worn.record_file), key=lambda event: event.seq)
    raw = bytearray(worn.record_file.read_bytes())
    # In the row, not in an index, the id stands behind the segment and its number; before them what the row is made of.
    row = re.search(last.segment.encode() + b"." + last.event_id.encode(), raw, re.DOTALL)
    assert row is not None
    raw[row.start() - 6 : row.start()] = bytes(6)
    worn.record_file.write_bytes(raw)
    rebuilt = rebuild(tmp_path / "saved.db", [worn.record_file], countries=str)
    assert rebuilt.gaps == [Gap(last.segment, last.seq, last.seq, 0)]
    assert not rebuilt.whole


@pytest.mark.parametrize("damage", ["name = CAST(x'50c378' AS TEXT)", "name = 'x'"], ids=["no UTF-8", "changed"])
def test_a_roster_that_is_damaged_is_taken_and_said(worn: CourseFolder, tmp_path: Path, damage: str) -> None:
    altered(worn.record_file, f"UPDATE participants SET {damage} WHERE place = 3")
    rebuilt = rebuild(tmp_path / "saved.db", [worn.record_file], countries=str)
    assert (rebuilt.doubtful, rebuilt.whole, rebuilt.gaps) == (True, False, [])
    with Record.open(tmp_path / "saved.db") as record:
        assert len(participants.roster(record.conn)) == 33


def with_mirror(worn: CourseFolder, stick: Path) -> tuple[list[Event], Path]:
    """The events of a record that has a mirror, and the mirror's file of the longest segment."""
    stick.mkdir()
    with Record.open(worn.record_file) as record:
        mirrored(record, stick)
        wanted = list(event_log.events(record.conn))
    return wanted, max(stick.glob("*.jsonl"), key=lambda path: path.stat().st_size)


def rebuilt_events(tmp_path: Path) -> list[Event]:
    with Record.open(tmp_path / "saved.db") as record:
        return [event for event in event_log.events(record.conn) if event.reason != "rebuilt"]


def test_a_line_that_somebody_appended_to_a_mirror_is_ignored(worn: CourseFolder, tmp_path: Path) -> None:
    wanted, file = with_mirror(worn, tmp_path / "stick")
    last = json.loads(file.read_text("utf-8").splitlines()[-1])
    held = next(event for event in wanted if (event.segment, event.seq) == (last["segment"], last["seq"]))
    forged = held._replace(seq=held.seq + 1, event_id=held.event_id[:-4] + "ffff")
    forged = forged._replace(hash=forged.chained(held.hash))
    values = {name: getattr(forged, name) for name in forged._fields}
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(values) + "\n" + json.dumps(values | {"seal": last["seal"]}) + "\n")
    rebuilt = rebuild(tmp_path / "saved.db", [tmp_path / "stick"], countries=str)
    assert (rebuilt.foreign_lines, rebuilt.whole, rebuilt_events(tmp_path)) == (2, True, wanted)


def test_a_flipped_bit_in_a_mirror_is_repaired_and_proven_by_the_seal(worn: CourseFolder, tmp_path: Path) -> None:
    wanted, file = with_mirror(worn, tmp_path / "stick")
    raw = bytearray(file.read_bytes())
    raw[raw.index(b'"kind":"') + 9] ^= 2
    file.write_bytes(raw)
    rebuilt = rebuild(tmp_path / "saved.db", [tmp_path / "stick"], countries=str)
    assert (rebuilt.mended, rebuilt.foreign_lines, rebuilt_events(tmp_path)) == (1, 0, wanted)


def test_a_mirror_of_an_older_version_is_imported_and_said(worn: CourseFolder, tmp_path: Path) -> None:
    wanted, _ = with_mirror(worn, tmp_path / "stick")
    for file in (tmp_path / "stick").glob("*.jsonl"):
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        file.write_text(
            "".join(json.dumps(line | {"seal": None}).replace(', "seal": null', "") + "\n" for line in lines)
        )
    rebuilt = rebuild(tmp_path / "saved.db", [tmp_path / "stick"], countries=str)
    assert (rebuilt.unsealed_lines, rebuilt.foreign_lines, rebuilt_events(tmp_path)) == (len(wanted), 0, wanted)


def test_a_foreign_line_does_not_end_a_mirror(worn: CourseFolder, tmp_path: Path) -> None:
    _, file = with_mirror(worn, tmp_path / "stick")
    segment = file.stem.removeprefix("checkin-")
    with Record.open(worn.record_file) as record:
        mirror = Mirror(tmp_path / "stick", edition.edition_key(record.conn))
        before = mirror.last(segment)
        with file.open("a", encoding="utf-8") as out:
            out.write('{"seq": 1000000}\n{"seq": 1000001, "seal": "x"}\n')
        assert Mirror(tmp_path / "stick", edition.edition_key(record.conn)).last(segment) == before


def test_without_any_source_it_is_said_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"nothing to rebuild from.*Name a backup"):
        rebuild(tmp_path / "saved.db", [], countries=str)


def test_a_source_of_a_newer_version_is_named(worn: CourseFolder, tmp_path: Path) -> None:
    raw = bytearray(worn.record_file.read_bytes())
    raw[60:64] = (VERSION + 1).to_bytes(4, "big")
    newer = tmp_path / "newer.db"
    newer.write_bytes(raw)
    assert rebuild(tmp_path / "saved.db", [newer], countries=str).newer == [str(newer)]
