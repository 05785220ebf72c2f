"""Sheets of a file, size checks and file errors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from checkin.core.errors import IntakeError, Problem
from checkin.intake.readers.limits import (
    HEADINGS_AMONG,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_PROBLEMS,
    MOST_ROWS,
)

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


def read_bytes(path: Path, *, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file. Raises :class:`IntakeError` if it is missing, not a file, empty or too large."""
    try:
        if path.is_dir():
            raise file_error(path, "this is a folder; name the file in it", whole=True)
        if path.exists() and not path.is_file():
            raise file_error(path, "this is no file but a device or a pipe", whole=True)
        size = path.stat().st_size
        if size > most:
            raise file_error(path, f"the file has {size / 2**20:,.0f} MB; up to {most / 2**20:,.0f} MB are read")
        data = path.read_bytes()
    except FileNotFoundError:
        raise file_error(path, "there is no such file", whole=True) from None
    except OSError as error:
        raise file_error(path, f"the file cannot be read: {error.strerror or error}", whole=True) from None
    if not data.strip(b"\0 \t\r\n"):
        raise file_error(path, "the file is empty")
    return data


def file_error(path: Path, reason: str, *, row: int = 0, whole: bool = False) -> IntakeError:
    """Return the error for a file that cannot be used; ``whole`` shows its full path."""
    return IntakeError([Problem(str(path) if whole else path.name, row, "", reason)])


def limit_problems(problems: Sequence[Problem]) -> list[Problem]:
    """Return the first problems, and the number of the others."""
    if len(problems) <= MOST_PROBLEMS:
        return list(problems)
    more = Problem(problems[0].file, 0, "", f"there are {len(problems) - MOST_PROBLEMS:,} more problems like these")
    return [*problems[:MOST_PROBLEMS], more]


def require_size(path: Path, rows: int, columns: int) -> None:
    """Raise :class:`IntakeError` when a sheet has more rows or columns than are read."""
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise file_error(
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
