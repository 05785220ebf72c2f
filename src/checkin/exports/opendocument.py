"""The ODS: one sheet a table; text stays text, numbers and times are numbers and times."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from checkin.course import Course
from checkin.exports.tables import Kind, Table, Value


def write_opendocument(path: Path, tables: Sequence[Table], course: Course, seal: str = "") -> None:
    """Write one sheet a table; ``seal`` says which record it is of.

    Raises :class:`OSError` when the file cannot be written.
    """
    import odfdo

    document = odfdo.Document("spreadsheet")
    document.meta.title = course.title
    document.meta.description = seal
    document.body.clear()
    for table in tables:
        sheet = odfdo.Table(table.name)
        sheet.append_row(_row(odfdo, [table.heading(key) for key in table.columns]))
        for values in table.rows:
            kinds = table.columns.values()
            sheet.append_row(_row(odfdo, [_value(table, kind, v) for kind, v in zip(kinds, values, strict=True)]))
        document.body.append(sheet)
    document.save(str(path))


def _row(odfdo: Any, values: Sequence[object]) -> Any:
    row = odfdo.Row()
    row.extend_cells([odfdo.Cell(value) if value is not None else odfdo.Cell() for value in values])
    return row


def _value(table: Table, kind: Kind, value: Value) -> object:
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case Fraction():
            return Decimal(str(table.number(value)))
        case int():
            return value
        case datetime():
            return value.replace(tzinfo=None, microsecond=0)
        case _:
            return table.text(kind, value)
