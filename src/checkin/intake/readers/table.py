"""A file with rows and columns, read into cells of text with the row numbers that a spreadsheet shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checkin.core.errors import IntakeError, Problem
from checkin.intake.readers.cells import quoted, tidy
from checkin.intake.readers.limits import (
    LONGEST_CELL,
)
from checkin.intake.readers.sheet import COMPLETE, Rating, Sheet, file_error, heading_index, limit_problems, read_bytes

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
SHEET_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class Table:
    """The headings of a file and the rows beneath them; blank rows are left out, short ones filled up."""

    file: str
    heading_row: int
    headings: tuple[str, ...]
    rows: list[tuple[int, list[str]]]
    notices: tuple[str, ...] = ()


def read_table(path: Path, rate: Rating) -> Table:
    """Read the first sheet of a file that has the headings which ``rate`` seeks.

    Raises :class:`IntakeError` when the file cannot be read, is too large, or is empty.
    """
    from checkin.intake.readers import delimited, spreadsheet

    ending = path.suffix.lower()
    data = read_bytes(path)
    if ending not in TEXT_ENDINGS + SHEET_ENDINGS:
        raise file_error(path, f"files ending in {ending or 'nothing'} are not read; save it as .csv, .xlsx or .ods")
    if ending in TEXT_ENDINGS:
        sheets, notices = delimited.sheets(path, data, rate)
    else:
        sheets, notices = spreadsheet.sheets(path, data)
    chosen, index = _choose(sheets, rate)
    if chosen is None:
        raise file_error(path, "the file is empty")
    if len(sheets) > 1:
        others = ", ".join(quoted(tidy(sheet.name)) for sheet in sheets if sheet is not chosen and any(sheet.grid))
        notices += (
            (f"{path.name}: sheet {quoted(tidy(chosen.name))} is read, the others are not: {others}",) if others else ()
        )
    return _table(path, chosen, index, notices)


def _choose(sheets: Sequence[Sheet], rate: Rating) -> tuple[Sheet | None, int]:
    """Return the first sheet with complete headings, else the one with most known headings."""
    chosen, at, most = None, -1, -1
    for sheet in sheets:
        index, rating = heading_index(sheet.grid, rate)
        if index >= 0 and rating > most:
            chosen, at, most = sheet, index, rating
        if most >= COMPLETE:
            break
    return chosen, at


def _table(path: Path, sheet: Sheet, index: int, notices: tuple[str, ...]) -> Table:
    headings = [tidy(cell) for cell in sheet.grid[index]]
    while headings and not headings[-1]:
        headings.pop()
    rows, problems = [], []
    width = len(headings)
    for number, cells in enumerate(sheet.grid[index + 1 :], sheet.first + index + 1):
        if not any(cells) or not "".join(cells).strip():
            continue
        if len(cells) < width:
            cells = [*cells, *[""] * (width - len(cells))]
        elif len(cells) > width:
            used = max(place for place, cell in enumerate(cells, 1) if cell.strip())
            if used > width and path.suffix.lower() in TEXT_ENDINGS:
                reason = (
                    f'it has {used} cells under {width} headings; put "quotation marks" around text with separators'
                )
                problems.append(Problem(path.name, number, "", reason))
        if len("".join(cells)) > LONGEST_CELL and max(map(len, cells)) > LONGEST_CELL:
            reason = f"a cell has more than {LONGEST_CELL:,} characters"
            problems.append(Problem(path.name, number, "", reason))
        rows.append((number, cells))
    if problems:
        raise IntakeError(limit_problems(problems))
    return Table(path.name, sheet.first + index, tuple(headings), rows, notices)
