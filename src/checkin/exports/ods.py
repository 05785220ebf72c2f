"""Write tables as an ODS workbook, one sheet for each table.

Text stays text; numbers and times are stored as numbers and times.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from checkin.core.course import Course
from checkin.exports.table import Kind, Table, Value

_WIDEST, _NARROWEST = 48, 6
_CM_A_LETTER = 0.23
_HEADING = "heading"


def write_opendocument(path: Path, tables: Sequence[Table], course: Course, seal: str = "") -> None:
    """Write one sheet for each table; ``seal`` is the fingerprint of the record.

    Raises :class:`OSError` when the file cannot be written.
    """
    import odfdo

    document = odfdo.Document("spreadsheet")
    document.meta.title = course.title
    document.meta.description = seal
    document.body.clear()
    heading = odfdo.Style("table-cell", name=_HEADING)
    heading.set_properties({"fo:font-weight": "bold", "fo:color": "#FFFFFF"}, area="text")
    heading.set_properties({"fo:background-color": "#1F3864"}, area="table-cell")
    document.insert_style(heading, automatic=True)
    for table in tables:
        document.body.append(_sheet(odfdo, document, table))
    document.save(str(path))


def _sheet(odfdo: Any, document: Any, table: Table) -> Any:
    sheet = odfdo.Table(table.name)
    headings = [table.heading(key) for key in table.columns]
    kinds = list(table.columns.values())
    widths = [max(_NARROWEST, len(heading)) for heading in headings]
    for row in table.rows:
        for place, (kind, value) in enumerate(zip(kinds, row, strict=True)):
            widths[place] = max(widths[place], len(table.text(kind, value)))
    sheet.append_row(_row(odfdo, [odfdo.Cell(heading, style=_HEADING) for heading in headings]))
    for row in table.rows:
        values = [_value(table, kind, value) for kind, value in zip(kinds, row, strict=True)]
        sheet.append_row(_row(odfdo, [odfdo.Cell(value) if value is not None else odfdo.Cell() for value in values]))
    if table.rule:
        sheet.append_row(_row(odfdo, []))
        sheet.append_row(_row(odfdo, [odfdo.Cell(table.rule)]))
    for place, column in enumerate(sheet.get_columns()):
        column.style = _width_style(odfdo, document, min(_WIDEST, widths[place]))
        sheet.set_column(place, column)
    return sheet


def _width_style(odfdo: Any, document: Any, letters: int) -> str:
    name = f"letters{letters}"
    if document.get_style("table-column", name) is None:
        width = f"{letters * _CM_A_LETTER + 0.4:.2f}cm"
        document.insert_style(odfdo.Style("table-column", name=name, width=width), automatic=True)
    return name


def _row(odfdo: Any, cells: Iterable[Any]) -> Any:
    row = odfdo.Row()
    row.extend_cells(list(cells))
    return row


def _value(table: Table, kind: Kind, value: Value) -> object:
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case Fraction():
            return Decimal(str(table.number(value)))
        case int() | float():
            return value
        case datetime():
            return value.replace(tzinfo=None, microsecond=0)
        case _:
            return table.text(kind, value)
