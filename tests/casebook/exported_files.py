"""Read the tables of exported files in every format with other libraries than those that wrote them."""

import csv
import json
import re
from html.parser import HTMLParser
from itertools import takewhile
from pathlib import Path
from typing import Any

import pypdfium2
from odf import opendocument, table, teletype
from openpyxl import load_workbook


def rows_of(file: Path) -> list[dict[str, Any]]:
    """Return the rows of the first table of a .json, .csv, .xlsx or .ods file."""
    match file.suffix:
        case ".json":
            rows: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
            return rows
        case ".csv":
            with file.open(encoding="utf-8-sig", newline="") as lines:
                return list(csv.DictReader(lines))
        case ".xlsx":
            cells = [[cell.value for cell in row] for row in load_workbook(file).worksheets[0].iter_rows()]
        case ".ods":
            cells = _ods(file)
        case _:
            raise ValueError(file)
    # An empty row divides the table from the rule of its sums.
    rows = takewhile(lambda row: any(cell not in (None, "") for cell in row), cells[1:])
    return [dict(zip(cells[0], row, strict=False)) for row in rows]


def _ods(file: Path) -> list[list[Any]]:
    first = opendocument.load(str(file)).spreadsheet.getElementsByType(table.Table)[0]
    found = []
    for row in first.getElementsByType(table.TableRow):
        cells: list[Any] = []
        for cell in row.getElementsByType(table.TableCell):
            value = cell.getAttribute("value")
            text = value if value is not None else teletype.extractText(cell)
            cells += [text] * min(int(cell.getAttribute("numbercolumnsrepeated") or 1), 50)
        found.append(cells)
    return found


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


def lines_of(file: Path) -> list[str]:
    """Return the rows of the tables of a .html or .pdf file as lines, their cells joined by one blank."""
    if file.suffix == ".html":
        cells = _Cells()
        cells.feed(file.read_text("utf-8"))
        return [re.sub(r"\s+", " ", " ".join(row)).strip() for row in cells.rows]
    pages = pypdfium2.PdfDocument(file)
    return [re.sub(r"\s+", " ", line) for page in pages for line in page.get_textpage().get_text_bounded().splitlines()]
