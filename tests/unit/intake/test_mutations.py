"""The same list in another shape gives the same people or sessions, or is refused; it is never silently different.

The files of ``shapes`` are changed as people and programs change them: columns in another order, other encodings and
separators, empty columns, rows above and beneath, a spreadsheet instead of text. ``CHECKIN_LONG=N`` tries N times as
many.
"""

import csv
import io
import os
import random
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.unit.intake.test_shapes import SHAPES, TABLE, outcome

from checkin.core.course import Course
from checkin.intake.readers.delimited import decode

Rows = list[list[str]]
# Of two columns with one heading the first is taken, and tables side by side are told by it: it depends on their order.
_BY_ORDER = ("same-", "heading-twice", "side-by-side")
SEEDS = sorted(
    name
    for name, wanted in TABLE.items()
    if "refused" not in wanted and name.endswith(".csv") and not any(part in name for part in _BY_ORDER)
)
TRIES = 60 * int(os.environ.get("CHECKIN_LONG", "1"))


def rows_of(path: Path) -> Rows:
    text, _ = decode(path, path.read_bytes())
    first = text.splitlines()[0]
    separator = max(",;\t|", key=first.count)
    return [row for row in csv.reader(io.StringIO(text), delimiter=separator) if row]


def shuffle_columns(rows: Rows, rng: random.Random) -> Rows:
    width = max(map(len, rows))
    order = rng.sample(range(width), width)
    return [[([*row, *[""] * width])[place] for place in order] for row in rows]


def add_empty_columns(rows: Rows, rng: random.Random) -> Rows:
    place = rng.randrange(len(rows[0]) + 1)
    return [[*row[:place], "", *row[place:]] for row in rows]


def add_blank_rows(rows: Rows, rng: random.Random) -> Rows:
    place = rng.randrange(1, len(rows) + 1)
    return [*rows[:place], [""] * len(rows[0]), *rows[place:]]


def add_title_rows(rows: Rows, rng: random.Random) -> Rows:
    titles = [["Curso Internacional sobre Migraciones"], ["Mar del Plata, 9 al 20 de marzo de 2026"], [""]]
    return [*titles[: rng.randrange(1, 4)], *rows]


def add_total(rows: Rows, rng: random.Random) -> Rows:
    word = rng.choice(["Total", "TOTAL GENERAL", "Total de participantes: 2", "Subtotal"])
    return [*rows, [word, *[""] * (len(rows[0]) - 1)]]


def add_signature(rows: Rows, rng: random.Random) -> Rows:
    del rng
    return [*rows, [""] * len(rows[0]), ["Firma del responsable: ____________", *[""] * (len(rows[0]) - 1)]]


def add_running_number(rows: Rows, rng: random.Random) -> Rows:
    heading = rng.choice(["N°", "Nro", "#", "No."])
    return [[heading, *rows[0]], *([str(number), *row] for number, row in enumerate(rows[1:], 1))]


def pad_cells(rows: Rows, rng: random.Random) -> Rows:
    return [[f"{' ' * rng.randrange(3)}{cell} " if cell else cell for cell in row] for row in rows]


def capital_headings(rows: Rows, rng: random.Random) -> Rows:
    del rng
    return [[cell.upper() for cell in rows[0]], *rows[1:]]


def decompose(rows: Rows, rng: random.Random) -> Rows:
    """Letters and their accents apart, as files from a Mac have them."""
    del rng
    return [[unicodedata.normalize("NFD", cell) for cell in rows[0]], *rows[1:]]


CHANGES: tuple[Callable[[Rows, random.Random], Rows], ...] = (
    shuffle_columns,
    add_empty_columns,
    add_blank_rows,
    add_title_rows,
    add_total,
    add_signature,
    add_running_number,
    pad_cells,
    capital_headings,
    decompose,
)


def write_text(rows: Rows, stem: Path, rng: random.Random) -> Path:
    out = io.StringIO()
    quoting = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    csv.writer(
        out, delimiter=rng.choice(",;\t|"), quoting=quoting, lineterminator=rng.choice(["\n", "\r\n"])
    ).writerows(rows)
    text = out.getvalue()
    encodings = ["utf-8", "utf-8-sig", "utf-16"]
    encodings += ["cp1252"] if text.encode("cp1252", errors="ignore").decode("cp1252") == text else []
    path = stem.with_suffix(rng.choice([".csv", ".txt"]))
    path.write_bytes(text.encode(rng.choice(encodings)))
    return path


def write_sheet(rows: Rows, stem: Path, rng: random.Random) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([cell or None for cell in row])
    if len([cell for cell in rows[0] if cell]) == 1:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(2, len(rows[-1])))
    elif rng.random() < 0.5:
        place = rng.randrange(len(rows[0]))
        for row in range(2, len(rows)):
            if len(rows[row]) > place < len(rows[row - 1]) and rows[row][place] == rows[row - 1][place] != "":
                sheet.merge_cells(start_row=row, start_column=place + 1, end_row=row + 1, end_column=place + 1)
                break
    path = stem.with_suffix(".xlsx")
    book.save(path)
    return path


@pytest.fixture
def two_weeks(course: Course) -> Course:
    return replace(course, starts=date(2026, 3, 9), ends=date(2026, 3, 20))


@pytest.mark.parametrize("number", range(TRIES))
def test_a_changed_file_gives_the_same_or_is_refused(number: int, tmp_path: Path, two_weeks: Course) -> None:
    rng = random.Random(number)
    name = rng.choice(SEEDS)
    rows, done = rows_of(SHAPES / name), []
    for change in rng.sample(CHANGES, rng.randrange(1, 4)):
        rows = change(rows, rng)
        done.append(change.__name__)
    write = write_sheet if rng.random() < 0.2 else write_text
    found = outcome(write(rows, tmp_path / Path(name).stem, rng), two_weeks)
    wanted = TABLE[name]
    kind = "people" if "people" in wanted else "sessions"
    assert "refused" in found or found.get(kind) == wanted[kind], (name, done, found)
