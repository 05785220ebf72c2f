"""Find the parts of a spreadsheet file that calamine does not tell about, in the XML of xlsx and ods."""

import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise

_SHEET = re.compile(rb"<(?:\w{1,9}:)?sheet\s([^<>]{1,2000})/?>")
_RELATION = re.compile(rb"<(?:\w{1,9}:)?Relationship\s([^<>]{1,2000})/?>")
ATTRIBUTE = re.compile(rb"([\w:-]{1,60})\s{0,9}=\s{0,9}[\"']([^\"'<>]{0,500})[\"']")
TRUE = (b"1", b"true")
# ODS: each table, and in it each row with how often it is repeated.
ODS_TABLE = re.compile(rb"<table:table\s([^<>]{1,4000}?)>")
ODS_ROW = re.compile(rb"<table:table-row(?:\s([^<>]{0,4000}?))?/?>|</table:table>")
MOST_ROWS = 200_000


def sheet_paths(source: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet of an xlsx file by the name of the sheet; empty for another file."""
    names = set(source.namelist())
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return {}
    targets = {}
    for found in _RELATION.finditer(source.read("xl/_rels/workbook.xml.rels")):
        facts = attributes(found[1])
        targets[facts.get("Id", "")] = facts.get("Target", "")
    paths = {}
    for found in _SHEET.finditer(source.read("xl/workbook.xml")):
        facts = attributes(found[1])
        target = targets.get(next((value for key, value in facts.items() if key.endswith(":id")), ""), "")
        path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if path in names:
            paths[facts.get("name", "")] = path
    return paths


def attributes(text: bytes) -> dict[str, str]:
    """Return the attributes of an XML element as text."""
    from html import unescape

    return {
        key.decode("ascii", "replace"): unescape(value.decode("utf-8", "replace"))
        for key, value in ATTRIBUTE.findall(text)
    }


def repeated(facts: dict[bytes, bytes], name: bytes, most: int) -> int:
    """Return how often an ODS row or cell is repeated; ``name`` is ``rows`` or ``columns``."""
    number = facts.get(b"table:number-" + name + b"-repeated", b"1")
    return min(int(number), most) if number.isdigit() and len(number) < 10 else 1


def ods_rows(content: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Yield each row of a table with its number and where its cells begin and end."""
    number = 0
    for found, following in pairwise(ODS_ROW.finditer(content, start)):
        if found[0] == b"</table:table>":
            return
        yield number + 1, found.end(), following.start()
        number += repeated(dict(ATTRIBUTE.findall(found[1] or b"")), b"rows", MOST_ROWS)
