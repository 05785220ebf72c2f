"""Read one sheet of text cells out of a file, whatever wrote it: CSV in any usual encoding, XLSX, XLS, ODS.

Bounded, because the files come from outside: see the limits below.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from checkin.errors import IntakeError, Problem

SHEETS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")
_MOST_BYTES = 50_000_000
_MOST_UNPACKED = 200_000_000
_MOST_ROWS = 200_000
_MOST_COLUMNS = 500
_LONGEST_CELL = 10_000
_HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet. ``number`` counts from 1, as the spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its headings found. ``file`` is the name to show in messages."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path, score: Callable[[Sequence[str]], int]) -> Table:
    """Read a sheet. ``score`` says how many headings it knows in a row; the best of the first rows is the header.

    Raises :class:`IntakeError` when the file cannot be read, is too large, or has no rows.
    """
    require_file(path)
    ending = path.suffix.casefold()
    if ending not in SHEETS:
        raise _refused(path, f"a {ending or 'file without an ending'} is not a sheet; use {', '.join(SHEETS)}")
    rows = [
        Row(number, cells)
        for number, cells in enumerate(_csv(path) if ending in SHEETS[:3] else _workbook(path), start=1)
        if any(cells)
    ]
    if not rows:
        raise _refused(path, "the file is empty; it needs a row of headings and a row for each entry")
    if len(rows) > _MOST_ROWS:
        raise _refused(path, f"more than {_MOST_ROWS} rows")
    header = max(rows[:_HEADER_WITHIN], key=lambda row: (score(row.cells), -row.number))
    return Table(path.name, header.cells, tuple(row for row in rows if row.number > header.number))


def require_file(path: Path) -> None:
    """Raise :class:`IntakeError` unless there is a readable file of a reasonable size."""
    try:
        if path.is_dir():
            raise _refused(path, "this is a folder; name a file in it")
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise _refused(path, "there is no such file") from None
    except OSError as error:
        raise _refused(path, f"the file cannot be read: {error.strerror}") from None
    if size > _MOST_BYTES:
        raise _refused(path, f"the file is larger than {_MOST_BYTES // 1_000_000} MB")


def decode(path: Path) -> str:
    """The text of a file in UTF-8 (with or without a byte order mark), UTF-16 or Windows-1252."""
    data = path.read_bytes()
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _decoded(path, data, encoding)
    if data[:2000].count(0) > len(data[:2000]) // 4:
        return _decoded(path, data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(path, data, "cp1252")


def _decoded(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise _refused(path, "the text is in no encoding that is known here; save it as CSV UTF-8") from None


def _csv(path: Path) -> Iterator[tuple[str, ...]]:
    text = decode(path)
    beginning = [line for line in text[:20_000].splitlines() if line.strip()][:_HEADER_WITHIN]
    delimiter = max(",;\t", key=lambda mark: sum(line.count(mark) for line in beginning[:5]))
    previous = csv.field_size_limit(_MOST_BYTES)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            yield _bounded(path, number, cells)
    except csv.Error as error:
        raise _refused(path, f"the file is not a readable CSV: {error}") from None
    finally:
        csv.field_size_limit(previous)


def _workbook(path: Path) -> Iterator[tuple[str, ...]]:
    from python_calamine import CalamineError, CalamineWorkbook

    _require_bounded_zip(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = (workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names)
        values = next((sheet for sheet in sheets if any(any(cell != "" for cell in row) for row in sheet)), [])
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise _refused(path, f"the file is not a readable spreadsheet: {error}") from None
    for number, row in enumerate(values, start=1):
        yield _bounded(path, number, [_text(cell) for cell in row])


def _require_bounded_zip(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if sum(item.file_size for item in archive.infolist()) > _MOST_UNPACKED:
            raise _refused(path, f"the file unpacks to more than {_MOST_UNPACKED // 1_000_000} MB")


def _bounded(path: Path, number: int, cells: Sequence[str]) -> tuple[str, ...]:
    if len(cells) > _MOST_COLUMNS:
        raise IntakeError([Problem(path.name, number, "", f"more than {_MOST_COLUMNS} columns")])
    if any(len(cell) > _LONGEST_CELL for cell in cells):
        raise IntakeError([Problem(path.name, number, "", f"a cell of more than {_LONGEST_CELL} letters")])
    return tuple(cell.strip() for cell in cells)


def _text(value: object) -> str:
    """A cell as its reader sees it: numbers without ``.0``, dates and times in ISO 8601."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="minutes")
        case timedelta():
            minutes = round(value / timedelta(minutes=1))
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
        case _:
            return str(value)


def _refused(path: Path, reason: str) -> IntakeError:
    return IntakeError([Problem(path.name or str(path), 0, "", reason)])
