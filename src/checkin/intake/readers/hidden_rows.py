"""Find the rows that a spreadsheet hides, by a filter or by hand. calamine does not tell them."""

import re
import zipfile
from collections.abc import Iterator

from checkin.intake.readers.workbook_parts import (
    ATTRIBUTE,
    MOST_ROWS,
    ODS_ROW,
    ODS_TABLE,
    TRUE,
    attributes,
    repeated,
    sheet_paths,
)

_ROW = re.compile(rb"<(?:\w{1,9}:)?row\s([^<>]{1,2000}?)/?>")


def hidden_rows(source: zipfile.ZipFile) -> dict[str, list[int]]:
    """Return the numbers of the hidden rows of each sheet by its name; sheets without any are left out."""
    if "content.xml" in source.namelist():
        return {name: rows for name, rows in _of_ods(source.read("content.xml")) if rows}
    found = ((name, list(_of_xlsx(source.read(path)))) for name, path in sheet_paths(source).items())
    return {name: rows for name, rows in found if rows}


def _of_xlsx(data: bytes) -> Iterator[int]:
    if b"hidden" not in data:
        return
    number = 0
    for found in _ROW.finditer(data):
        facts = dict(ATTRIBUTE.findall(found[1]))
        number = int(facts[b"r"]) if facts.get(b"r", b"").isdigit() else number + 1
        if facts.get(b"hidden") in TRUE:
            yield number


def _of_ods(data: bytes) -> Iterator[tuple[str, list[int]]]:
    if b"table:visibility" not in data:
        return
    for table in ODS_TABLE.finditer(data):
        number = 0
        rows: list[int] = []
        for found in ODS_ROW.finditer(data, table.end()):
            if found[0] == b"</table:table>":
                break
            facts = dict(ATTRIBUTE.findall(found[1] or b""))
            many = repeated(facts, b"rows", MOST_ROWS)
            if facts.get(b"table:visibility") in (b"filter", b"collapse"):
                rows += range(number + 1, min(number + many, MOST_ROWS) + 1)
            number += many
        yield attributes(table[1]).get("table:name", ""), rows
