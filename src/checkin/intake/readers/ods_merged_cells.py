"""Find the merged cells of an ods file. calamine tells them of xlsx and xls only."""

import re
import zipfile
from collections.abc import Iterator

from checkin.intake.readers.workbook_parts import ATTRIBUTE, MOST_ROWS, ODS_TABLE, attributes, ods_rows, repeated

_MOST_COLUMNS = 20_000
_CELL = re.compile(rb"<table:(?:covered-)?table-cell(?:\s([^<>]{0,4000}?))?/?>")
Range = tuple[tuple[int, int], tuple[int, int]]  # the first row and column, the last ones; from 0, as calamine has them


def merged_cells(source: zipfile.ZipFile) -> dict[str, list[Range]]:
    """Return the merged cells of each sheet of an ods file by its name; empty for another file."""
    if "content.xml" not in source.namelist():
        return {}
    content = source.read("content.xml")
    if b"-spanned" not in content:
        return {}
    return {
        attributes(table[1]).get("table:name", ""): list(_in_table(content, table.end()))
        for table in ODS_TABLE.finditer(content)
    }


def _in_table(content: bytes, start: int) -> Iterator[Range]:
    for number, begin, end in ods_rows(content, start):
        column = 0
        for found in _CELL.finditer(content, begin, end):
            facts = dict(ATTRIBUTE.findall(found[1] or b""))
            rows, columns = (_spanned(facts, name) for name in (b"rows", b"columns"))
            if rows > 1 or columns > 1:
                yield (number - 1, column), (number + rows - 2, column + columns - 1)
            column += repeated(facts, b"columns", _MOST_COLUMNS)


def _spanned(facts: dict[bytes, bytes], name: bytes) -> int:
    number = facts.get(b"table:number-" + name + b"-spanned", b"1")
    return min(int(number), MOST_ROWS) if number.isdigit() and len(number) < 10 else 1
