"""A file with rows and columns, read into cells of text with the row numbers that a spreadsheet shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from checkin.core.errors import IntakeError, Problem
from checkin.intake.readers.cells import quoted, tidy
from checkin.intake.readers.limits import (
    HEADINGS_AMONG,
    LONGEST_CELL,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_PROBLEMS,
    MOST_ROWS,
)

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
SHEET_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")

# How much a row looks like the headings that are sought: 0 for not at all, COMPLETE or more when none is missing.
Rating = Callable[[Sequence[str]], int]
COMPLETE = 1_000

Grid = list[list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet, as they stand; ``first`` is the row number of the first of them."""

    name: str
    grid: Grid
    first: int = 1


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
        raise refused(path, f"files ending in {ending or 'nothing'} are not read; save it as .csv, .xlsx or .ods")
    if ending in TEXT_ENDINGS:
        sheets, notices = delimited.sheets(path, data, rate)
    else:
        sheets, notices = spreadsheet.sheets(path, data)
    chosen, index = _choose(sheets, rate)
    if chosen is None:
        raise refused(path, "the file is empty")
    if len(sheets) > 1:
        others = ", ".join(quoted(tidy(sheet.name)) for sheet in sheets if sheet is not chosen and any(sheet.grid))
        notices += (
            (f"{path.name}: sheet {quoted(tidy(chosen.name))} is read, the others are not: {others}",) if others else ()
        )
    return _table(path, chosen, index, notices)


def read_bytes(path: Path, *, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file. Raises :class:`IntakeError` when it is missing, a folder, unreadable, empty or too large."""
    try:
        if path.is_dir():
            raise refused(path, "this is a folder; name the file in it", whole=True)
        if path.exists() and not path.is_file():
            raise refused(path, "this is no file but a device or a pipe", whole=True)
        size = path.stat().st_size
        if size > most:
            raise refused(path, f"the file has {size / 2**20:,.0f} MB; up to {most / 2**20:,.0f} MB are read")
        data = path.read_bytes()
    except FileNotFoundError:
        raise refused(path, "there is no such file", whole=True) from None
    except OSError as error:
        raise refused(path, f"the file cannot be read: {error.strerror or error}", whole=True) from None
    if not data.strip(b"\0 \t\r\n"):
        raise refused(path, "the file is empty")
    return data


def refused(path: Path, reason: str, *, row: int = 0, whole: bool = False) -> IntakeError:
    """The error that a file cannot be used at all; ``whole`` shows its whole path."""
    return IntakeError([Problem(str(path) if whole else path.name, row, "", reason)])


def reported(problems: Sequence[Problem]) -> list[Problem]:
    """The problems as far as anybody reads them, and how many more there are."""
    if len(problems) <= MOST_PROBLEMS:
        return list(problems)
    more = Problem(problems[0].file, 0, "", f"there are {len(problems) - MOST_PROBLEMS:,} more problems like these")
    return [*problems[:MOST_PROBLEMS], more]


def bounded(path: Path, rows: int, columns: int) -> None:
    """Raise :class:`IntakeError` when a sheet has more rows or columns than are read."""
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise refused(
            path,
            f"the sheet has {rows:,} rows and {columns:,} columns; "
            f"up to {MOST_ROWS:,} rows and {MOST_COLUMNS} columns are read",
        )


def heading_index(grid: Grid, rate: Rating) -> tuple[int, int]:
    """Which row holds the headings, and its rating: the best among the first twenty, else the first with text."""
    ratings = [(rate(cells) if any(cells) else -1) for cells in grid[:HEADINGS_AMONG]]
    best = max(ratings, default=-1)
    if best > 0:
        return ratings.index(best), best
    return next((index for index, cells in enumerate(grid) if any(cells)), -1), 0


def _choose(sheets: Sequence[Sheet], rate: Rating) -> tuple[Sheet | None, int]:
    """The first sheet whose headings are complete, else the one with the most of them."""
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
        raise IntakeError(reported(problems))
    return Table(path.name, sheet.first + index, tuple(headings), rows, notices)
