"""Sheets of a file, size checks and file errors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from checkin.core.errors import IntakeError, Problem
from checkin.core.text import TranslatableText, sentence
from checkin.intake.readers.limits import (
    HEADINGS_AMONG,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_PROBLEMS,
    MOST_ROWS,
)
from checkin.system.file_names import stored_path

# How much a row looks like the headings that are sought: 0 for not at all, COMPLETE or more when none is missing.
Rating = Callable[[Sequence[str]], int]


COMPLETE = 1_000
EMPTY = sentence("the file is empty; save the list again")


Grid = list[list[str]]
Merged = tuple[int, int, int, int]  # numbers of the first and the last row, places of the first and the last column


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet, as they stand.

    ``hidden`` are the numbers of rows that the sheet does not show. ``struck`` are the cells that are crossed out, by
    the number of the row and the index of the column. ``merged`` are its merged cells.
    """

    name: str
    grid: Grid
    hidden: tuple[int, ...] = ()
    struck: tuple[tuple[int, int], ...] = ()
    merged: tuple[Merged, ...] = ()


def read_bytes(path: Path, *, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file. Raises :class:`IntakeError` if it is missing, not a file, empty or too large."""
    path = stored_path(path)
    try:
        if path.is_dir():
            raise file_error(path, sentence("this is a folder; name the file in it"), whole=True)
        if path.exists() and not path.is_file():
            raise file_error(path, sentence("this is no file but a device or a pipe"), whole=True)
        size = path.stat().st_size
        if size > most:
            reason = sentence(
                "the file has {size:,.0f} MB; up to {most:,.0f} MB are read", size=size / 2**20, most=most / 2**20
            )
            raise file_error(path, reason)
        data = path.read_bytes()
    except FileNotFoundError:
        raise file_error(path, sentence("there is no such file"), whole=True) from None
    except OSError as error:
        reason = sentence("the file cannot be read: {reason}", reason=str(error.strerror or error))
        raise file_error(path, reason, whole=True) from None
    if not data.strip(b"\0 \t\r\n"):
        raise file_error(path, EMPTY)
    return data


def file_error(path: Path, reason: TranslatableText, *, row: int = 0, whole: bool = False) -> IntakeError:
    """Return the error for a file that cannot be used; ``whole`` shows its full path."""
    return IntakeError([Problem(str(path) if whole else path.name, row, "", reason)])


def limit_problems(problems: Sequence[Problem]) -> list[Problem]:
    """Return the first problems, and the number of the others."""
    if len(problems) <= MOST_PROBLEMS:
        return list(problems)
    more = sentence("more problems like these: {n:,}", n=len(problems) - MOST_PROBLEMS)
    return [*problems[:MOST_PROBLEMS], Problem(problems[0].file, 0, "", more)]


def require_size(path: Path, rows: int, columns: int) -> None:
    """Raise :class:`IntakeError` when a sheet has more rows or columns than are read."""
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise file_error(path, too_large(rows, columns))


def too_large(rows: int, columns: int) -> TranslatableText:
    """Return the reason for refusing a sheet of that size."""
    return sentence(
        "the sheet has {rows:,} rows and {columns:,} columns; up to {most_rows:,} rows and {most_columns} columns are "
        "read",
        rows=rows,
        columns=columns,
        most_rows=MOST_ROWS,
        most_columns=MOST_COLUMNS,
    )


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """Where the headings of a grid are: the index of their last row, -1 if there is no text at all."""

    index: int
    rating: int
    cells: Sequence[str] = ()


def find_headings(grid: Grid, rate: Rating) -> HeadingRow:
    """Return the row that looks most like headings among the first twenty, else the first with text.

    Headings of two rows, such as "Time" above "Start" and "End", are read together: the lower text counts.
    """
    best = HeadingRow(-1, 0)
    for index, cells in enumerate(grid[:HEADINGS_AMONG]):
        if not any(cells):
            continue
        if best.index < 0:
            best = HeadingRow(index, 0, cells)
        rating = rate(cells)
        if rating > best.rating and not _is_data(cells, rating, best):
            best = HeadingRow(index, rating, cells)
        if rating and index + 1 < len(grid) and (both := _together(cells, grid[index + 1], rate)):
            rating = rate(both)
            if rating > best.rating:
                best = HeadingRow(index + 1, rating, both)
    if best.index < 0:
        best = next((HeadingRow(index, 0, cells) for index, cells in enumerate(grid) if any(cells)), best)
    return best


def _is_data(cells: Sequence[str], rating: int, above: HeadingRow) -> bool:
    """Whether a row has one known word by chance, as a role has, and stands under a fuller row of headings."""
    known, before = rating % COMPLETE, above.rating % COMPLETE
    filled = sum(map(bool, cells))
    return above.index >= 0 and (known < before or (known == 1 and 1 < filled <= sum(map(bool, above.cells))))


def _together(upper: Sequence[str], lower: Sequence[str], rate: Rating) -> list[str]:
    """Return two rows of headings as one; nothing if the lower row has a text that is no heading."""
    texts = [cell for cell in lower if cell]
    if not texts or any(rate([cell]) <= 0 for cell in texts):
        return []
    return [low or up for up, low in zip_longest(upper, lower, fillvalue="")]
