"""Read CSV and TSV files: detect the encoding and the separator."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from checkin.core.errors import Notice
from checkin.core.text import sentence, translatable
from checkin.intake.readers.limits import LONGEST_CELL, MOST_COLUMNS
from checkin.intake.readers.sheet import Grid, Rating, Sheet, file_error, find_headings, require_size

_SEPARATORS = ",;\t|"
_LOOKED_AT = 50  # rows
_BEGINNING = 200_000  # characters
_EXCEL_SEPARATOR = re.compile(r'^"?sep=(.)"?\r?\n', re.IGNORECASE)
_FORMULA_TEXT = re.compile(r'="([^"]*)"')
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_FILES = (
    (b"PK\x03\x04", translatable("this is a spreadsheet or an archive; give it its own ending, such as .xlsx or .ods")),
    (b"\xd0\xcf\x11\xe0", translatable("this is an old spreadsheet; give it its own ending, .xls")),
    (b"%PDF", translatable("this is a PDF; save the table itself as .csv or .xlsx")),
    (b"<", translatable("this is a web page or XML; open it in a spreadsheet and save it as .xlsx or .csv")),
)


def sheets(path: Path, data: bytes, rate: Rating) -> tuple[list[Sheet], tuple[Notice, ...]]:
    """Return the sheet of a text file, with notices. Raises :class:`IntakeError`."""
    text, encoding = decode(path, data)
    notices: tuple[Notice, ...] = ()
    if encoding == "cp1252":
        notices = (
            Notice(path.name, 0, "", sentence("this is not UTF-8 and was read as Windows-1252; look at the accents")),
        )
    named = _EXCEL_SEPARATOR.match(text)
    if named:
        text = text[named.end() :]
    separator = named[1] if named else _separator(text, rate)
    return [Sheet("", _grid(path, text, separator))], notices


def decode(path: Path, data: bytes) -> tuple[str, str]:
    """Decode bytes: by byte order mark, else UTF-16 if clearly so, else UTF-8, else Windows-1252.

    Raises :class:`IntakeError` when it is none of them, or no text at all.
    """
    for start, reason in _OTHER_FILES:
        if data.lstrip(codecs.BOM_UTF8).startswith(start):
            raise file_error(path, sentence(reason))
    mark, encoding = next(((bom, name) for bom, name in _BOMS if data.startswith(bom)), (b"", ""))
    encoding = encoding or _unmarked_utf16(data)
    if not encoding and b"\0" in data:
        raise file_error(path, sentence("this is no text file; save it as .csv in UTF-8"))
    for name in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            return data[len(mark) :].decode(name), name
        except UnicodeDecodeError:
            continue
    raise file_error(path, sentence("the text is neither UTF-8, UTF-16 nor Windows-1252; save it as CSV in UTF-8"))


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without a mark shows by every other byte being zero."""
    sample = data[:4000]
    even, odd, pairs = sample[::2].count(0), sample[1::2].count(0), len(sample) // 2
    if len(data) % 2 or max(even, odd) < pairs * 0.4 or min(even, odd) > pairs * 0.02:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _separator(text: str, rate: Rating) -> str:
    """Return the separator that yields known headings and rows of the same width."""
    best, chosen = (-1, -1.0, -1), _SEPARATORS[0]
    for separator in _SEPARATORS:
        try:
            grid = list(islice(csv.reader(io.StringIO(text[:_BEGINNING], newline=""), delimiter=separator), _LOOKED_AT))
        except csv.Error:
            continue
        found = find_headings(grid, rate)
        if found.index < 0:  # there is nothing but this separator
            return separator
        rating, width = found.rating, len(found.cells)
        rows = [cells for cells in grid[found.index + 1 :] if any(cells)]
        fitting = sum(len(cells) == width for cells in rows) / len(rows) if rows else 1.0
        if (rating, fitting, width) > best:
            best, chosen = (rating, fitting, width), separator
    return chosen


def _lines(path: Path, text: str) -> Iterator[str]:
    """Check the lines before they are split: a line of sixty million commas is as many cells."""
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > MOST_COLUMNS * LONGEST_CELL:
            reason = sentence("a line has {n:,} characters; it is no row of a table", n=len(line))
            raise file_error(path, reason, row=number)
        yield line


def _grid(path: Path, text: str, separator: str) -> Grid:
    reader = csv.reader(_lines(path, text), delimiter=separator, strict=True)
    grid: Grid = []
    widest = 0
    try:
        for cells in reader:
            grid.append(cells)
            widest = max(widest, len(cells))
            if len(grid) % 1000 == 0 or widest > len(grid):
                require_size(path, len(grid), widest)
    except csv.Error as error:
        if "field larger" in str(error):
            reason = sentence(
                "a cell has more than {n:,} characters; a quotation mark may not be closed", n=LONGEST_CELL
            )
        else:
            reason = sentence('the quotation marks do not match; inside quoted text write "" for each of them')
        raise file_error(path, reason, row=len(grid) + 1) from None
    require_size(path, len(grid), widest)
    if '="' in text:
        # Some programs protect digits from Excel by writing ="00123".
        grid = [[found[1] if (found := _FORMULA_TEXT.fullmatch(cell)) else cell for cell in row] for row in grid]
    return grid
