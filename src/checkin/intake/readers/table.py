"""A file with rows and columns, read into cells of text with the row numbers that a spreadsheet shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checkin.core.errors import IntakeError, Notice, Problem, Topic
from checkin.core.text import TranslatableText, lookup_key, names_of, sentence
from checkin.intake.readers.cells import blank, quoted, tidy
from checkin.intake.readers.limits import LONGEST_CELL
from checkin.intake.readers.sheet import (
    COMPLETE,
    EMPTY,
    HeadingRow,
    Merged,
    Rating,
    Sheet,
    file_error,
    find_headings,
    limit_problems,
    read_bytes,
)

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
SHEET_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class Table:
    """The headings of a sheet and the rows beneath them; blank rows are left out, short ones filled up.

    ``sheet`` is its name where more than one sheet of the file is read. ``hidden`` are rows that the sheet does not
    show, ``struck`` the cells that are crossed out, by the number of the row and the index of the column. ``merged``
    are its merged cells.
    """

    file: str
    heading_row: int
    headings: tuple[str, ...]
    rows: list[tuple[int, list[str]]]
    notices: tuple[Notice, ...] = ()
    sheet: str = ""
    hidden: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[Merged, ...] = ()
    places: tuple[int, ...] = ()  # of the columns in the file where they stand elsewhere in it; -1 for none

    def letter(self, place: int) -> str:
        """Return the letters of a column in the file; empty if several columns of the file are in it."""
        place = self.places[place] if self.places else place
        return letters(place) if place >= 0 else ""

    def sample(self, place: int, most: int = 2_000) -> list[str]:
        """Return the texts of a column in the first ``most`` rows, without cells that say nothing.

        Rows that are emptier by half than most are notes, totals or signatures, and are left out.
        """
        rows = [cells for _, cells in self.rows[:most]]
        filled = [sum(map(bool, cells)) for cells in rows]
        usual = sorted(filled)[len(filled) // 2] if filled else 0
        texts = (tidy(cells[place]) for cells, count in zip(rows, filled, strict=True) if 2 * count >= usual)
        return [text for text in texts if text and not blank(text)]

    def problem(self, row: int, reason: TranslatableText, place: int | None = None) -> Problem:
        """Return a problem of this table; ``place`` is the index of the column."""
        heading, letter = ("", "") if place is None else (self.headings[place], self.letter(place))
        return Problem(self.file, row, heading, reason, letter, self.sheet)

    def notice(
        self,
        reason: TranslatableText,
        *,
        row: int = 0,
        place: int | None = None,
        topic: Topic = Topic.READ,
        settle: str = "",
        rows: Sequence[int] = (),
    ) -> Notice:
        """Return a notice about this table; ``place`` is the index of the column."""
        heading, letter = ("", "") if place is None else (self.headings[place], self.letter(place))
        return Notice(self.file, row, heading, reason, letter, self.sheet, topic, settle, tuple(rows))


def letters(place: int) -> str:
    """Return the letters of a spreadsheet column; ``place`` counts from 0."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


Shape = Callable[[Sequence[str]], Sequence[str]]


def read_tables(path: Path, rate: Rating, shape: Shape = lambda cells: cells) -> list[Table]:
    """Read the first sheet that has the headings which ``rate`` seeks, and all sheets with the same headings.

    ``shape`` returns what must be the same in the headings of two sheets.
    Raises :class:`IntakeError` when the file cannot be read, is too large, or is empty.
    """
    from checkin.intake.readers import delimited, spreadsheet

    ending = path.suffix.lower()
    data = read_bytes(path)
    if ending not in TEXT_ENDINGS + SHEET_ENDINGS:
        reason = sentence("files ending in {ending} are not read; save it as .csv, .xlsx or .ods", ending=ending)
        without = sentence("files without an ending are not read; save it as .csv, .xlsx or .ods")
        raise file_error(path, reason if ending else without)
    if ending in TEXT_ENDINGS:
        sheets, notices = delimited.sheets(path, data, rate)
    else:
        sheets, notices = spreadsheet.sheets(path, data)
    return _tables(path, sheets, rate, notices, shape)


def _tables(
    path: Path, sheets: Sequence[Sheet], rate: Rating, notices: tuple[Notice, ...], shape: Shape
) -> list[Table]:
    found = [(sheet, find_headings(sheet.grid, rate)) for sheet in sheets]
    found = [(sheet, headings) for sheet, headings in found if headings.index >= 0]
    if not found:
        raise file_error(path, EMPTY)
    # The first with complete headings, else the one with most known headings.
    best = max(headings.rating for _, headings in found)
    chosen = next(headings for _, headings in found if headings.rating >= min(best, COMPLETE))
    wanted = _keys(chosen, shape)
    alike = [pair for pair in found if _keys(pair[1], shape) == wanted]
    others = [quoted(tidy(sheet.name)) for sheet, headings in found if _keys(headings, shape) != wanted]
    if others:
        reason = sentence(
            "sheet {name} is read, the others are not: {others}; give them the same headings to read them too, or "
            "save each as a file of its own",
            name=quoted(tidy(alike[0][0].name)),
            others=names_of(others),
        )
        notices += (Notice(path.name, 0, "", reason, topic=Topic.LEFT_OUT),)
    if len(alike) > 1:
        reason = sentence(
            "sheets that are read as one: {names}", names=names_of([quoted(tidy(s.name)) for s, _ in alike])
        )
        notices += (Notice(path.name, 0, "", reason),)
    tables: list[Table] = []
    problems: list[Problem] = []
    for sheet, headings in alike:
        try:
            table = _table(path, sheet, headings, tidy(sheet.name) if len(alike) > 1 else "")
        except IntakeError as error:
            problems.extend(error.problems)
        else:
            tables.append(table)
    if problems:
        raise IntakeError(limit_problems(problems))
    # Of several sheets an empty one is not worth an error.
    tables = [table for table in tables if table.rows] or tables[:1]
    return [replace(tables[0], notices=notices), *tables[1:]]


def _keys(headings: HeadingRow, shape: Shape) -> list[str]:
    keys = [lookup_key(cell) for cell in shape(headings.cells)]
    while keys and not keys[-1]:
        keys.pop()
    return keys


def _table(path: Path, sheet: Sheet, found: HeadingRow, name: str) -> Table:
    headings = [tidy(cell) for cell in found.cells]
    while headings and not headings[-1]:
        headings.pop()
    hidden, struck = frozenset(sheet.hidden), frozenset(sheet.struck)
    table = Table(
        path.name,
        found.index + 1,
        tuple(headings),
        [],
        sheet=name,
        hidden=hidden,
        struck=struck,
        merged=sheet.merged,
    )
    problems: list[Problem] = []
    width = len(headings)
    for number, cells in enumerate(sheet.grid[found.index + 1 :], found.index + 2):
        if not any(cells) or not "".join(cells).strip():
            continue
        if len(cells) < width:
            cells = [*cells, *[""] * (width - len(cells))]
        elif len(cells) > width:
            used = max(place for place, cell in enumerate(cells, 1) if cell.strip())
            if used > width and path.suffix.lower() in TEXT_ENDINGS:
                reason = sentence(
                    'it has more cells than headings ({n}, {width}); put "quotation marks" around text with separators',
                    n=used,
                    width=width,
                )
                problems.append(table.problem(number, reason))
        if len("".join(cells)) > LONGEST_CELL and max(map(len, cells)) > LONGEST_CELL:
            problems.append(table.problem(number, sentence("a cell has more than {n:,} characters", n=LONGEST_CELL)))
        table.rows.append((number, cells))
    if problems:
        raise IntakeError(limit_problems(problems))
    return table
