"""Write tables as an XLSX workbook with frozen headings, column widths and number formats. Text stays text."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from checkin.core.course import Course
from checkin.core.errors import ExportError
from checkin.core.text import clean
from checkin.exports.headings import in_words
from checkin.exports.table import Kind, Table, Value

_WIDEST, _NARROWEST = 48, 6
_LARGE = 100_000  # rows
_STATUS_COLOURS = {
    "present": "#D9EAD3",
    "late": "#FFF2CC",
    "excused": "#DDEBF7",
    "absent": "#F4CCCC",
}


def write_workbook(path: Path, tables: Sequence[Table], course: Course, seal: str = "") -> None:
    """Write one sheet for each table; ``seal`` is the fingerprint of the record.

    Raises :class:`ExportError` when the file cannot be written.
    """
    # Formulas, addresses and numbers are recognised by xlsxwriter only where it is asked to.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # Written row by row, a large table takes no memory; a small one is smaller with its texts shared.
    large = sum(len(table.rows) for table in tables) > _LARGE
    book = xlsxwriter.Workbook(str(path), {**options, "constant_memory": large})
    try:
        book.set_properties({"title": course.title, "comments": f"Made by checkin. {seal}".strip()})
        formats = _formats(book)
        for table in tables:
            _write_sheet(book, table, formats)
        _write_legend(book, course, formats, seal)
        book.close()
    except XlsxWriterException as error:
        raise ExportError("{file} cannot be written: {reason}.", file=path, reason=error) from None


def _formats(book: Any) -> dict[object, Any]:
    formats: dict[object, Any] = {
        "heading": book.add_format({"bold": True, "bg_color": "#1F3864", "font_color": "white", "text_wrap": True}),
        Kind.TEXT: book.add_format({"num_format": "@"}),
        Kind.WHOLE: book.add_format({"num_format": "0"}),
        Kind.MINUTES: book.add_format({"num_format": "0.##"}),
        Kind.PERCENT: book.add_format({"num_format": "0.0##"}),
        Kind.TIME: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        Kind.FLAG: book.add_format({"align": "center"}),
    }
    for status, colour in _STATUS_COLOURS.items():
        formats[status] = book.add_format({"bg_color": colour})
    return formats


def _write_sheet(book: Any, table: Table, formats: dict[object, Any]) -> None:
    sheet = book.add_worksheet(table.name)
    kinds = [(kind, formats[kind]) for kind in table.columns.values()]
    widths = [max(_NARROWEST, len(table.heading(key))) for key in table.columns]
    for column, key in enumerate(table.columns):
        sheet.write_string(0, column, table.heading(key), formats["heading"])
    for number, row in enumerate(table.rows, start=1):
        for column, value in enumerate(row):
            if value is not None:
                width = _write_cell(sheet, number, column, table, *kinds[column], value, formats)
                if width > widths[column]:
                    widths[column] = width
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(_WIDEST, width) + 2)
    if table.rule:
        sheet.write_string(len(table.rows) + 2, 0, table.rule)
    names = [place for place, key in enumerate(table.columns) if key in ("name", "title")]
    sheet.freeze_panes(1, names[0] + 1 if names else 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(kinds) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _write_legend(book: Any, course: Course, formats: dict[object, Any], seal: str) -> None:
    """Write the sheet that explains the colours and holds the record's fingerprint."""
    sheet = book.add_worksheet("legend")
    for row, status in enumerate((*_STATUS_COLOURS, "unmarked")):
        words = in_words(status, course.export.headings) if course.export.headings else status
        sheet.write_string(row, 0, status, formats.get(status, formats[Kind.TEXT]))
        sheet.write_string(row, 1, words)
    sheet.write_string(len(_STATUS_COLOURS) + 2, 0, seal, formats[Kind.TEXT])
    sheet.set_column(0, 1, 16)


def _write_cell(
    sheet: Any, row: int, column: int, table: Table, kind: Kind, form: Any, value: Value, formats: dict[object, Any]
) -> int:
    """Write one value; return its width in letters."""
    if isinstance(value, str):
        text = clean(value)
        sheet.write_string(row, column, text, formats.get(text, form) if kind is Kind.TEXT else form)
        return len(text)
    if isinstance(value, bool):
        sheet.write_string(row, column, "yes" if value else "no", formats[Kind.FLAG])
        return 3
    if isinstance(value, datetime):
        sheet.write_number(row, column, _serial(value), form)
        return 16
    number = table.number(value) if isinstance(value, Fraction) else value
    sheet.write_number(row, column, number, form)
    return 6


def _serial(local: datetime) -> float:
    """Return a time as a spreadsheet's serial number: days since 30 December 1899, in the course's local time."""
    seconds = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1_000_000
    return local.toordinal() - _EPOCH + seconds / 86_400


_EPOCH = date(1899, 12, 30).toordinal()
