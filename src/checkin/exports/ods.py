"""Write tables as an ODS workbook with typed cells, ready to print, one sheet for each table. Text stays text."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from checkin.core.course import Course
from checkin.core.errors import ExportError
from checkin.core.text import clean
from checkin.exports.column_widths import (
    HEADING_POINTS,
    SIGNS,
    WIDE_SCALE,
    WIDEST,
    column_width,
    heading_widths,
    wrapped_columns,
)
from checkin.exports.table import Kind, Table, Value

_CM_A_LETTER = 0.23
_HEADING, _UPRIGHT, _LONG, _TIME, _DAY = "heading", "upright", "long", "time", "day"
# The styles of a sheet: as wide as one page, or several pages wide.
_SHEETS = {"sheet": "Landscape", "wide-sheet": "Wide"}
_BLUE = ' fo:background-color="#1F3864"'
_WRAP = '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"{more}/>'
_DATE = """<number:date-style style:name="{name}-format">{first}<number:text>{sign}</number:text>
<number:month number:style="long"/><number:text>{sign}</number:text>{last}{more}</number:date-style>"""
_YEAR, _DAY_OF_MONTH = '<number:year number:style="long"/>', '<number:day number:style="long"/>'
_CLOCK = """<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>
<number:minutes number:style="long"/>"""
_TYPED = """<style:style style:name="{name}" style:family="table-cell" style:data-style-name="{name}-format">
<style:table-cell-properties style:vertical-align="top"/></style:style>"""
_SIGN = """<number:text-style style:name="sign-{status}-format"><number:text>{sign}</number:text></number:text-style>"""
_SIGN_STYLE = """<style:style style:name="sign-{status}" style:family="table-cell"
 style:data-style-name="sign-{status}-format"><style:table-cell-properties style:vertical-align="top"{colour}/>
<style:paragraph-properties fo:text-align="center"/></style:style>"""
_STYLES = (
    *(
        f'<style:style style:name="{name}" style:family="table" style:master-page-name="{page}"/>'
        for name, page in _SHEETS.items()
    ),
    *(_SIGN.format(status=status, sign=sign) for status, (sign, _) in SIGNS.items()),
    *(
        _SIGN_STYLE.format(status=status, colour=f' fo:background-color="{colour}"' if colour else "")
        for status, (_, colour) in SIGNS.items()
    ),
    f'<style:style style:name="{_UPRIGHT}" style:family="table-cell">'
    + _WRAP.format(more=f'{_BLUE} style:rotation-angle="90"')
    + f'<style:text-properties fo:font-size="{HEADING_POINTS}pt" fo:color="#FFFFFF"/></style:style>',
    f'<style:style style:name="{_HEADING}" style:family="table-cell">{_WRAP.format(more=_BLUE)}'
    '<style:text-properties fo:font-weight="bold" fo:color="#FFFFFF"/></style:style>',
    f'<style:style style:name="{_LONG}" style:family="table-cell">{_WRAP.format(more="")}</style:style>',
    _TYPED.format(name=_TIME),
    _TYPED.format(name=_DAY),
)
_SIGNED = "sign"
_NO_SHEETS = b"<office:spreadsheet/>"
# A larger workbook takes LibreOffice minutes to open.
MOST_CELLS = 2_000_000
_PAPERS = {"a4": ("29.7cm", "21cm"), "letter": ("27.94cm", "21.59cm")}
# Across; the headings stand on each page, with the course, the sheet and the page's number.
_PAGE_LAYOUT = """<style:page-layout style:name="{page}-layout">
<style:page-layout-properties fo:page-width="{wide}" fo:page-height="{high}" style:print-orientation="landscape"
 fo:margin-top="1cm" fo:margin-bottom="1cm" fo:margin-left="1cm" fo:margin-right="1cm"{scale}/>
<style:header-style><style:header-footer-properties fo:min-height="0.75cm" fo:margin-bottom="0.25cm"/>
</style:header-style>
<style:footer-style><style:header-footer-properties fo:min-height="0.75cm" fo:margin-top="0.25cm"/>
</style:footer-style></style:page-layout>"""
_MASTER_PAGE = """<style:master-page style:name="{page}" style:page-layout-name="{page}-layout">
<style:header><text:p>{title} · <text:sheet-name>-</text:sheet-name></text:p></style:header>
<style:footer><text:p><text:page-number>1</text:page-number> / <text:page-count>1</text:page-count></text:p>
</style:footer></style:master-page>"""


def write_opendocument(path: Path, tables: Sequence[Table], course: Course, seal: str = "") -> None:
    """Write one sheet for each table; ``seal`` is the fingerprint of the record.

    Raises :class:`OSError` when the file cannot be written, :class:`ExportError` when the tables are too large.
    """
    cells = sum(len(table.rows) * len(table.columns) for table in tables)
    if cells > MOST_CELLS:
        raise ExportError(
            "{n:,} cells are too many for {file}: up to {most:,} are written. Use .xlsx or .csv.",
            n=cells,
            file=path.name,
            most=MOST_CELLS,
        )
    import odfdo

    document: Any = odfdo.Document("spreadsheet")
    document.meta.title = course.title
    document.meta.description = seal
    document.body.clear()
    pages = document.get_part("styles.xml")
    for layout, master in _pages(course):
        pages.get_element("//office:automatic-styles").append(odfdo.Element.from_tag(layout))
        pages.get_element("//office:master-styles").append(odfdo.Element.from_tag(master))
    styles = document.get_part("content.xml").get_element("//office:automatic-styles")
    for style in (*_date_styles(for_people=bool(tables[0].language)), *_STYLES, *map(_column_style, range(WIDEST + 1))):
        styles.append(odfdo.Element.from_tag(style))
    document.save(BytesIO())
    # Put in as text: an object for each cell takes a hundred times as long.
    head, tail = document.container.get_part("content.xml").split(_NO_SHEETS)
    sheets = "".join(part for table in tables for part in _sheet(table))
    body = f"<office:spreadsheet>{sheets}</office:spreadsheet>"
    document.container.set_part("content.xml", head + body.encode() + tail)
    document.container.save(str(path))


def _pages(course: Course) -> Iterator[tuple[str, str]]:
    """Yield the layout and the header of each kind of printed page: narrow tables and wide ones."""
    title = escape(clean(f"{course.edition} {course.title}").strip(), quote=False)
    wide, high = _PAPERS[course.paper]
    scales = (' style:scale-to-X="1"', f' style:scale-to="{WIDE_SCALE}%" style:print-page-order="ltr"')
    for page, scale in zip(_SHEETS.values(), scales, strict=True):
        layout = _PAGE_LAYOUT.format(page=page, wide=wide, high=high, scale=scale)
        yield layout, _MASTER_PAGE.format(page=page, title=title)


def _date_styles(*, for_people: bool) -> Iterator[str]:
    """Yield the forms of days and times: that of the four languages, or ISO 8601 under stable keys."""
    first, sign, last = (_DAY_OF_MONTH, "/", _YEAR) if for_people else (_YEAR, "-", _DAY_OF_MONTH)
    for name, more in ((_TIME, _CLOCK), (_DAY, "")):
        yield _DATE.format(name=name, first=first, sign=sign, last=last, more=more)


def _column_style(letters: int) -> str:
    width = f'<style:table-column-properties style:column-width="{column_width(letters) * _CM_A_LETTER + 0.2:.2f}cm"/>'
    return f'<style:style style:name="letters{letters}" style:family="table-column">{width}</style:style>'


def _sheet(table: Table) -> Iterator[str]:
    """Yield the XML of a sheet."""
    wrapped = wrapped_columns(table)
    columns = [
        (kind, _SIGNED if key in table.signs else _LONG if key in wrapped else "")
        for key, kind in table.columns.items()
    ]
    widths = heading_widths(table)
    for row in table.rows:
        for place, (kind, style) in enumerate(columns):
            if style != _SIGNED:
                widths[place] = max(widths[place], len(table.text(kind, row[place])))
    sheet = "wide-sheet" if table.signs else "sheet"
    yield f'<table:table table:name="{escape(table.title)}" table:style-name="{sheet}">'
    for key, width in zip(table.columns, widths, strict=True):
        column = f'<table:table-column table:style-name="letters{min(WIDEST, width)}"/>'
        repeated = table.signs and key == "name"
        yield f"<table:table-header-columns>{column}</table:table-header-columns>" if repeated else column
    headings = "".join(_text(table.heading(key), _UPRIGHT if key in table.signs else _HEADING) for key in table.columns)
    yield f"<table:table-header-rows><table:table-row>{headings}</table:table-row></table:table-header-rows>"
    for row in table.rows:
        cells = (_cell(table, kind, style, value) for (kind, style), value in zip(columns, row, strict=True))
        yield f"<table:table-row>{''.join(cells)}</table:table-row>"
    if table.rule:
        yield "<table:table-row><table:table-cell/></table:table-row>"
        yield f"<table:table-row>{_text(table.rule)}</table:table-row>"
    yield "</table:table>"


def _text(text: str, style: str = "") -> str:
    named = f' table:style-name="{style}"' if style else ""
    shown = escape(text, quote=False)
    return f'<table:table-cell{named} office:value-type="string"><text:p>{shown}</text:p></table:table-cell>'


def _cell(table: Table, kind: Kind, style: str, value: Value) -> str:
    match value:
        case None:
            return "<table:table-cell/>"
        case str() if style == _SIGNED:
            return _text(table.text(kind, value), f"sign-{value}")
        case bool() | str():
            return _text(table.text(kind, value), style)
        case datetime() if value.fold:
            return _text(table.text(kind, value))
        case datetime():
            typed = f'office:value-type="date" office:date-value="{value:%Y-%m-%dT%H:%M:%S}" table:style-name="{_TIME}"'
        case date():
            typed = f'office:value-type="date" office:date-value="{value:%Y-%m-%d}" table:style-name="{_DAY}"'
        case _:
            number = table.number(value) if isinstance(value, Fraction) else value
            typed = f'office:value-type="float" office:value="{number}"'
    return f"<table:table-cell {typed}><text:p>{table.text(kind, value)}</text:p></table:table-cell>"
