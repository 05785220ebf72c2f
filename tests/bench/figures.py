"""Figures and exports of a large course: ``python -m tests.bench.figures [PEOPLE]`` (10,000 people, 60 sessions).

Prints how long everybody's figures take, and how long a table of attendance takes to each format beside the writing
library alone, given the same rows ready made. Each in a process of its own, with its peak memory.
"""

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from checkin.attendance.summary import attendance_by_person
from checkin.exports.files import export
from checkin.exports.tables import Table, attendance_alone
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course as opened_course
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
        measure(Path(sys.argv[2]), sys.argv[3])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
