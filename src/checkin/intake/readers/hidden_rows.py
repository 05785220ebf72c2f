"""Find the rows that a spreadsheet hides, by a filter or by hand. calamine does not tell them."""

import re
import zipfile
from collections.abc import Iterator

_SHEET = re.compile(rb"<(?:\w{1,9}:)?sheet\s([^<>]{1,2000})/?>")
_RELATION = re.compile(rb"<(?:\w{1,9}:)?Relationship\s([^<>]{1,2000})/?>")
_ROW = re.compile(rb"<(?:\w{1,9}:)?row\s([^<>]{1,2000}?)/?>")
_ATTRIBUTE = re.compile(rb"([\w:]{1,40})\s{0,9}=\s{0,9}[\"']([^\"'<>]{0,500})[\"']")
_TRUE = (b"1", b"true")
# ODS: every row of a table with how often it is repeated.
_ODS_TABLE = re.compile(rb"<table:table\s([^<>]{1,4000}?)>")
_ODS_ROW = re.compile(rb"<table:table-row(?:\s([^<>]{0,4000}?))?/?>|</table:table>")
_MOST = 200_000


def hidden_rows(source: zipfile.ZipFile) -> dict[str, list[int]]:
    """Return the numbers of the hidden rows of each sheet by its name; sheets without any are left out."""
    names = set(source.namelist())
    if "content.xml" in names:
        return {name: rows for name, rows in _of_ods(source.read("content.xml")) if rows}
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return {}
    targets = {}
    for found in _RELATION.finditer(source.read("xl/_rels/workbook.xml.rels")):
        facts = _attributes(found[1])
        targets[facts.get("Id", "")] = facts.get("Target", "")
    hidden = {}
    for found in _SHEET.finditer(source.read("xl/workbook.xml")):
        facts = _attributes(found[1])
        target = targets.get(next((value for key, value in facts.items() if key.endswith(":id")), ""), "")
        path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if path in names and (rows := list(_of_xlsx(source.read(path)))):
            hidden[facts.get("name", "")] = rows
    return hidden


def _attributes(text: bytes) -> dict[str, str]:
    from html import unescape

    return {
        key.decode("ascii", "replace"): unescape(value.decode("utf-8", "replace"))
        for key, value in _ATTRIBUTE.findall(text)
    }


def _of_xlsx(data: bytes) -> Iterator[int]:
    if b"hidden" not in data:
        return
    number = 0
    for found in _ROW.finditer(data):
        facts = dict(_ATTRIBUTE.findall(found[1]))
        number = int(facts[b"r"]) if facts.get(b"r", b"").isdigit() else number + 1
        if facts.get(b"hidden") in _TRUE:
            yield number


def _of_ods(data: bytes) -> Iterator[tuple[str, list[int]]]:
    if b"table:visibility" not in data:
        return
    for table in _ODS_TABLE.finditer(data):
        number = 0
        rows: list[int] = []
        for found in _ODS_ROW.finditer(data, table.end()):
            if found[0] == b"</table:table>":
                break
            facts = dict(_ATTRIBUTE.findall(found[1] or b""))
            repeated = facts.get(b"table:number-rows-repeated", b"1")
            many = min(int(repeated), _MOST) if repeated.isdigit() else 1
            if facts.get(b"table:visibility") in (b"filter", b"collapse"):
                rows += range(number + 1, min(number + many, _MOST) + 1)
            number += many
        yield _attributes(table[1]).get("table:name", ""), rows
