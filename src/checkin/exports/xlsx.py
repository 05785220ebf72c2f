"""Write tables as an XLSX workbook with typed cells, ready to print. Text stays text."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from checkin.core.course import Course
from checkin.core.errors import ExportError
from checkin.core.text import clean, translatable
from checkin.exports.column_widths import (
    HEADING_POINTS,
    SIGNS,
    WIDE_SCALE,
    WIDEST,
    column_width,
    heading_widths,
    line_count,
    upright_height,
    wrapped_columns,
)
from checkin.exports.table import Kind, Table, Value
from checkin.i18n.table_headings import sheet_name, word
from checkin.i18n.translator import get_translator

_LARGE = 100_000  # rows
MOST_ROWS = 1_048_575  # of a sheet, beneath its headings
_LONGEST_CELL = 32_767
_PAPERS = {"a4": 9, "letter": 1}
_MARGIN = 0.4  # inches
_LINE = 15  # points
_LONGEST_TITLE = 100


def write_workbook(path: Path, tables: Sequence[Table], course: Course, seal: str = "") -> None:
    """Write one sheet for each table, or more where a sheet is full; ``seal`` is the fingerprint of the record.

    Raises :class:`ExportError` when the file cannot be written.
    """
    # Formulas, addresses and numbers are recognised by xlsxwriter only where it is asked to.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # Written row by row, a large table takes no memory; a small one is smaller with its texts shared.
    large = sum(len(table.rows) for table in tables) > _LARGE
    book = xlsxwriter.Workbook(str(path), {**options, "constant_memory": large})
    try:
        made = get_translator(tables[0].language or "en")(translatable("Made by checkin."))
        book.set_properties({"title": course.title, "comments": f"{made} {seal}".strip()})
        formats = _formats(book, for_people=bool(tables[0].language))
        for table in tables:
            for number, start in enumerate(range(0, max(1, len(table.rows)), MOST_ROWS), 1):
                part = replace(table, rows=table.rows[start : start + MOST_ROWS])
                _write_sheet(book, part, course, formats, table.title if number == 1 else f"{table.title} {number}")
        if any(table.name in ("matrix", "attendance") for table in tables):
            _write_legend(book, tables[0].language, formats, seal, course)
        book.close()
    except XlsxWriterException as error:
        raise ExportError("{path} cannot be written: {reason}.", path=path, reason=error) from None


def _formats(book: Any, *, for_people: bool) -> dict[object, Any]:
    """Return the formats of cells; days have the form of the four languages, or ISO 8601 under stable keys."""

    def form(**properties: object) -> Any:
        return book.add_format({"valign": "top", **properties})

    text = form(num_format="@")
    day = "dd/mm/yyyy" if for_people else "yyyy-mm-dd"
    formats: dict[object, Any] = {
        "heading": form(bold=True, bg_color="#1F3864", font_color="white", text_wrap=True),
        "long": form(num_format="@", text_wrap=True),
        **dict.fromkeys((Kind.TEXT, Kind.WORD, Kind.COUNTRY, Kind.LANGUAGE, Kind.GROUPS), text),
        Kind.WHOLE: form(num_format="0"),
        Kind.MINUTES: form(num_format="General"),  # "0.###" would show a whole number as "890."
        Kind.PERCENT: form(num_format="0.0##"),
        Kind.TIME: form(num_format=f"{day} hh:mm"),
        Kind.DAY: form(num_format=day),
        Kind.FLAG: form(align="center"),
    }
    for status, (sign, background) in SIGNS.items():
        colour = {"bg_color": background} if background else {}
        formats[status] = form(**colour)
        formats[sign] = form(align="center", num_format=f'0;0;0;"{sign}"', **colour)
    headed = {"bg_color": "#1F3864", "font_color": "white", "text_wrap": True}
    formats["upright"] = form(rotation=90, valign="bottom", align="center", font_size=HEADING_POINTS, **headed)
    return formats


def _write_sheet(book: Any, table: Table, course: Course, formats: dict[object, Any], title: str) -> None:
    sheet = book.add_worksheet(title)
    wrapped = wrapped_columns(table)
    kinds = [
        (kind, None if key in table.signs else formats["long" if key in wrapped else kind])
        for key, kind in table.columns.items()
    ]
    long = [place for place, key in enumerate(table.columns) if key in wrapped]
    widths = heading_widths(table)
    _write_headings(sheet, table, widths, formats)
    for number, row in enumerate(table.rows, start=1):
        for column, value in enumerate(row):
            if value is not None:
                width = _write_cell(sheet, number, column, table, *kinds[column], value, formats)
                if width > widths[column]:
                    widths[column] = width
        lines = max((line_count(str(row[place] or ""), WIDEST) for place in long), default=1)
        if lines > 1:
            sheet.set_row(number, _LINE * lines)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, column_width(width))
    if table.rule:
        sheet.write_string(len(table.rows) + 2, 0, table.rule)
    names = [place for place, key in enumerate(table.columns) if key in ("name", "title")]
    sheet.freeze_panes(1, names[0] + 1 if names else 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(kinds) - 1)
    _set_up_page(sheet, course, title)
    if not table.signs:
        sheet.fit_to_pages(1, 0)
        return
    sheet.set_print_scale(WIDE_SCALE)
    sheet.print_across()
    for place in names[:1]:
        sheet.repeat_columns(place, place)


def _write_headings(sheet: Any, table: Table, widths: Sequence[int], formats: dict[object, Any]) -> None:
    height = upright_height(table)
    for column, (key, width) in enumerate(zip(table.columns, widths, strict=True)):
        heading, is_upright = table.heading(key), key in table.signs
        sheet.write_string(0, column, heading, formats["upright" if is_upright else "heading"])
        height = max(height, 0 if is_upright else _LINE * line_count(heading, width))
    sheet.set_row(0, height)


def _set_up_page(sheet: Any, course: Course, title: str) -> None:
    """Print across, with the headings, the course and the number of each page."""
    sheet.set_paper(_PAPERS[course.paper])
    sheet.set_landscape()
    sheet.set_margins(left=_MARGIN, right=_MARGIN, top=0.75, bottom=0.6)
    sheet.repeat_rows(0)
    shown = clean(f"{course.edition} {course.title}").strip()[:_LONGEST_TITLE].replace("&", "&&")
    sheet.set_header(f"&L{shown}&R{title.replace('&', '&&')}")
    sheet.set_footer("&C&P / &N")


def _write_legend(book: Any, language: str, formats: dict[object, Any], seal: str, course: Course) -> None:
    """Write the sheet that explains the colours and holds the record's fingerprint."""
    sheet = book.add_worksheet(sheet_name("legend", language))
    for row, (status, (sign, _)) in enumerate(SIGNS.items()):
        sheet.write_string(row, 0, word(status, language), formats[status])
        sheet.write_string(row, 1, word(status, language), formats[sign])
    sheet.write_string(len(SIGNS) + 1, 0, seal, formats[Kind.TEXT])
    sheet.set_column(0, 0, 24)
    sheet.set_paper(_PAPERS[course.paper])
    sheet.fit_to_pages(1, 0)


def _write_cell(
    sheet: Any, row: int, column: int, table: Table, kind: Kind, form: Any, value: Value, formats: dict[object, Any]
) -> int:
    """Write one value; return its width in letters. Without a format a status is shown as its sign."""
    if form is None:
        sheet.write_string(row, column, table.text(kind, value), formats[SIGNS[str(value)][0]])
        return 0
    if isinstance(value, str):
        text = (clean(value) if kind is Kind.TEXT else table.text(kind, value))[:_LONGEST_CELL]
        sheet.write_string(row, column, text, formats.get(value, form) if kind is Kind.WORD else form)
        return len(text)
    if isinstance(value, bool):
        text = table.text(Kind.FLAG, value)
        sheet.write_string(row, column, text, formats[Kind.FLAG])
        return len(text)
    if isinstance(value, datetime):
        if value.fold:
            sheet.write_string(row, column, table.text(kind, value), form)
        else:
            sheet.write_number(row, column, _serial(value), form)
        return 16
    if isinstance(value, date):
        sheet.write_number(row, column, value.toordinal() - _EPOCH, form)
        return 10
    number = table.number(value) if isinstance(value, Fraction) else value
    sheet.write_number(row, column, number, form)
    return 6


def _serial(local: datetime) -> float:
    """Return a time as a spreadsheet's serial number: days since 30 December 1899, in the course's local time."""
    seconds = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1_000_000
    return local.toordinal() - _EPOCH + seconds / 86_400


_EPOCH = date(1899, 12, 30).toordinal()
