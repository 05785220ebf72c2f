"""Figures and exports of a large course: ``python -m tests.bench.figures [PEOPLE]`` (10,000 people, 60 sessions).

Prints how much processor time everybody's figures take beside reading the same events as tuples, at 1,000, 4,000 and
PEOPLE people, and at 1,000 people with 500 sessions; then how long the desk and the door take to follow one more scan.
Then prints how long a table of attendance takes in each format beside the writing library alone, given the same rows
ready made. Each runs in a process of its own, with its peak memory.
"""

import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from checkin.attendance.live_figures import LiveFigures
from checkin.attendance.summary import attendance_by_person
from checkin.core.events import FIELDS, Kind, NewEvent
from checkin.door.scan import Door
from checkin.exports.files import export
from checkin.exports.table import Table
from checkin.exports.tables import attendance_alone
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries.presence import PresenceCounter
from checkin.store.roster import participants, programme
from tests.bench.__main__ import course_folder, fill, set_up

_ODS_ROWS = 60_000  # a document that is held whole: larger ones are for csv and xlsx


def cells(table: Table) -> list[list[str]]:
    """The rows as text, ready made."""
    return [list(table.columns), *(list(row.values()) for row in table.shown())]


def bare_csv(rows: list[list[str]], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def bare_json(rows: list[list[str]], path: Path) -> None:
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def bare_xlsx(rows: list[list[str]], path: Path) -> None:
    import xlsxwriter

    # With the mode and the kind of cell that the export uses.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": len(rows) > 100_000}
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet()
    text_cell = book.add_format({"num_format": "@"})
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, text_cell)
    book.close()


BARE: dict[str, Callable[[list[list[str]], Path], None]] = {"csv": bare_csv, "json": bare_json, "xlsx": bare_xlsx}


def peak() -> float:
    """The most memory that this process has held, in MB (Linux)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def attend(course: OpenCourse) -> None:
    """Scan everybody at every session but the last; each tenth person comes late."""
    people, sessions = participants.roster(course.record.conn), programme.read_programme(course.record.conn)
    for session in sessions[:-1]:
        with course.record.writing() as writing:
            for number, person in enumerate(people):
                came = session.starts_at + timedelta(minutes=30 if number % 10 == 0 else -5)
                draft = NewEvent(
                    kind=Kind.SCAN, session=session.id, participant=person.id, code=person.code, verdict="present"
                )
                writing.append(replace(draft, at=came))


def ratio(root: Path) -> None:
    """Read the events as tuples and work out everybody's figures, in turns; print the best of three of each."""
    bare, figures, events = [], [], 0
    with opened_course(CourseFolder(root)) as course:
        for _ in range(3):
            with course.record.reading() as conn:
                cursor = conn.cursor()
                cursor.row_factory = None
                began = time.process_time()
                events = len(cursor.execute(f"SELECT {', '.join(FIELDS)} FROM events").fetchall())
                bare.append(time.process_time() - began)
                began = time.process_time()
                people = len(attendance_by_person(conn, course.course))
                figures.append(time.process_time() - began)
        after_scan(course)
    times = f"{min(figures):6.2f} s, {min(figures) / min(bare):.2f} x the bare read"
    print(f"{people:7,} people  {events:9,} events  {times}  peak {peak():6.0f} MB", flush=True)


def after_scan(course: OpenCourse) -> None:
    """Let the desk and the door follow scans, one after the other; print the median of each."""
    live, counter = LiveFigures(), PresenceCounter()
    desk, at_door = [], []
    last = programme.read_programme(course.record.conn)[-1].id
    door = Door(course.record, course.course, session=last, anytime=True)
    for person in [None, *participants.roster(course.record.conn)[:9]]:
        if person is not None:
            door.scan(person.code)
        with course.record.reading() as conn:
            began = time.process_time()
            live.read(conn, course.course, course.record.clock.now())
            desk.append(time.process_time() - began)
            began = time.process_time()
            counter.read(conn, [last])
            at_door.append(time.process_time() - began)
    print(
        f"one more scan: the desk {statistics.median(desk[1:]) * 1000:.1f} ms (first {desk[0]:.2f} s), "
        f"the door {statistics.median(at_door[1:]) * 1000:.1f} ms (first {at_door[0]:.2f} s)",
        flush=True,
    )


def measure(root: Path, what: str) -> None:
    """Do one thing once, and print what it took."""
    with opened_course(CourseFolder(root)) as course:
        began = time.perf_counter()
        if what == "figures":
            with course.record.reading() as conn:
                found = attendance_by_person(conn, course.course)
            rows = sum(len(tally.rows) for tally in found)
        elif what.startswith("bare-"):
            ready = cells(attendance_alone(course)[0])
            rows = len(ready) - 1
            began = time.perf_counter()
            BARE[what.removeprefix("bare-")](ready, root / "out")
        else:
            path = root / f"out.{what}"
            rows = export(course, path, what="attendance")
        took = time.perf_counter() - began
    print(
        f"{what:10} {rows:9,} rows  {took:7.1f} s  {rows / took:9,.0f} rows a second  peak {peak():6.0f} MB", flush=True
    )


def main(count: int) -> None:
    for people, sessions in dict.fromkeys(((1_000, 60), (4_000, 60), (1_000, 500), (count, 60))):
        with tempfile.TemporaryDirectory() as name:
            with opened_course(course_folder(Path(name))) as course:
                set_up(course, people, sessions)
                attend(course)
            subprocess.run([sys.executable, "-m", "tests.bench.figures", "--one", name, "ratio"], check=True)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        with opened_course(course_folder(root)) as course:
            set_up(course, count)
            fill(course, count * 50)
        wanted = ["figures", "csv", "bare-csv", "json", "bare-json", "xlsx", "bare-xlsx"]
        if count * 60 <= _ODS_ROWS:
            wanted.append("ods")
        for what in wanted:
            subprocess.run([sys.executable, "-m", "tests.bench.figures", "--one", str(root), what], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        root, what = Path(sys.argv[2]), sys.argv[3]
        ratio(root) if what == "ratio" else measure(root, what)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
