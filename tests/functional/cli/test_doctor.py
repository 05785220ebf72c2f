"""``checkin doctor`` and ``checkin rebuild`` as people run them."""

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.faults.course import codes_of, loaded_course, run
from tests.functional.kiosk.interface import a_second_passes, kiosk, text_of

from checkin.core.events import Kind, NewEvent
from checkin.exports.files import export
from checkin.exports.report.day_report import day_page
from checkin.exports.report.renderers import as_text
from checkin.kiosk.widgets.session_bar import SessionBar
from checkin.store import event_log
from checkin.store.clock_check import ClockCheck
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record
from checkin.system.clock import SYSTEM_CLOCK


@pytest.fixture
def course(tmp_path: Path) -> CourseFolder:
    return loaded_course(tmp_path / "course", 6)


def doctor(folder: CourseFolder) -> tuple[int, list[dict[str, object]]]:
    """The exit status and the findings."""
    status, said, errors = run(folder.root, "doctor", "--json")
    assert "Traceback" not in errors
    return status, [json.loads(line) for line in said.splitlines()]


def wrong(findings: list[dict[str, object]]) -> list[str]:
    return [str(found["text"]) for found in findings if found["state"] == "wrong"]


def test_a_course_in_order_is_well_and_has_a_seal(course: CourseFolder) -> None:
    with Record.open(course.record_file) as record:
        seal = event_log.record_fingerprint(record.conn)
    status, findings = doctor(course)
    assert (status, wrong(findings)) == (0, [])
    assert [found["seal"] for found in findings if "seal" in found] == [seal]
    assert {found["part"] for found in findings} >= {"course", "disk", "record", "clock", "sqlite", "terminal"}


def test_a_changed_event_is_named(course: CourseFolder) -> None:
    run(course.root, "scan", "--session", "s1", "--anytime", lines=codes_of(course))
    conn = sqlite3.connect(course.record_file)
    trigger = conn.execute("SELECT sql FROM sqlite_master WHERE name = 'events_no_update'").fetchone()[0]
    conn.execute("DROP TRIGGER events_no_update")
    conn.execute("UPDATE events SET verdict = 'withdrawn' WHERE seq = 3 AND kind = 'scan'")
    conn.execute(trigger)
    conn.commit()
    conn.close()
    status, findings = doctor(course)
    assert status == 1
    (text,) = wrong(findings)
    assert text.startswith("Entry 3 of ")


def test_a_damaged_file_is_said_and_what_to_do(course: CourseFolder) -> None:
    raw = bytearray(course.record_file.read_bytes())
    raw[4096:8192] = bytes(4096)
    course.record_file.write_bytes(raw)
    status, findings = doctor(course)
    assert status == 1
    assert any("damaged" in text for text in wrong(findings))
    assert any("checkin rebuild" in str(found["text"]) for found in findings)


def test_what_is_wrong_in_the_course_file_is_said(course: CourseFolder) -> None:
    text = course.course_file.read_text("utf-8")
    course.course_file.write_text(text + '[badges]\nlogo = "none.png"\ndesign = "nobody"\n')
    status, findings = doctor(course)
    assert status == 1
    assert len(wrong(findings)) == 2


def test_a_mirror_that_holds_more_than_the_record_is_said(course: CourseFolder, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    text = course.course_file.read_text("utf-8") + f'[record]\nmirror = "{(tmp_path / "stick").as_posix()}"\n'
    course.course_file.write_text(text)
    before = course.record_file.read_bytes()
    run(course.root, "scan", "--session", "s1", "--anytime", lines=codes_of(course))
    assert wrong(doctor(course)[1]) == []
    course.record_file.write_bytes(before)
    assert wrong(doctor(course)[1]) == ["Entries in the mirror that the record lacks: 6. 'checkin rebuild' saves them."]


def test_a_lost_record_is_rebuilt_from_the_mirror_and_the_door_goes_on(course: CourseFolder, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    text = course.course_file.read_text("utf-8") + f'[record]\nmirror = "{(tmp_path / "stick").as_posix()}"\n'
    course.course_file.write_text(text)
    codes = codes_of(course)
    run(course.root, "scan", "--session", "s1", "--anytime", lines=codes[:4])
    course.record_file.unlink()
    assert run(course.root, "scan", "--session", "s1", "--anytime", lines=codes)[0] == 1
    status, said, told = run(course.root, "rebuild", str(course.root / "saved.db"))
    assert (status, said.strip()) == (0, str(course.root / "saved.db"))
    # The event of the load, four scans.
    assert "5 entries saved" in told
    (course.root / "saved.db").rename(course.record_file)
    _, said, _ = run(course.root, "scan", "--session", "s1", "--anytime", lines=codes)
    assert [line.split()[0] for line in said.splitlines()] == ["Already"] * 4 + ["Late"] * 2


async def test_a_clock_that_was_set_is_said_at_the_door(open_course: OpenCourse) -> None:
    from datetime import UTC, datetime, timedelta

    from tests.faults.clocks import TornClock

    clock = TornClock(datetime(2026, 3, 9, 12, 5, tzinfo=UTC))
    async with kiosk(open_course) as pilot:
        await a_second_passes(pilot)
        assert "clock" not in text_of(pilot, SessionBar)
        open_course.record.clock_watch = ClockCheck(clock.clock(), None)
        clock.set(timedelta(minutes=-61))
        await a_second_passes(pilot)
        assert "The clock was moved by -61 min" in text_of(pilot, SessionBar)


def test_the_seal_prints_on_the_page_of_a_day_and_in_workbooks(open_course: OpenCourse, tmp_path: Path) -> None:
    seal = event_log.record_fingerprint(open_course.record.conn)
    day = open_course.course.local(open_course.record.clock.now()).date()
    assert seal in as_text(day_page(open_course, day))
    export(open_course, tmp_path / "all.xlsx")
    book = load_workbook(tmp_path / "all.xlsx")
    assert seal in (book.properties.description or "")
    assert seal in str(list(book.worksheets[-1].iter_rows(values_only=True)))
    export(open_course, tmp_path / "all.ods")
    import zipfile

    with zipfile.ZipFile(tmp_path / "all.ods") as packed:
        assert seal in packed.read("meta.xml").decode()


@pytest.mark.parametrize("command", ["attendance", "doctor"])
def test_commands_say_that_the_clock_is_wrong(course: CourseFolder, command: str) -> None:
    later = replace(SYSTEM_CLOCK, now=lambda: datetime(2090, 3, 9, tzinfo=UTC))
    with Record.open(course.record_file, clock=later) as record, record.writing() as writing:
        writing.append(NewEvent(kind=Kind.NOTE))
    _, said, errors = run(course.root, command)
    assert "behind the newest entry" in " ".join((said + errors).split())
