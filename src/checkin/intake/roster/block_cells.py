"""Empty cells that mean the cell above: only the first person of a delegation has its country. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from checkin.core.errors import Notice, Problem, Topic
from checkin.core.text import TranslatableText, joined, lookup_key, names_of, sentence
from checkin.intake.readers.cells import quoted, tidy
from checkin.intake.readers.table import Table
from checkin.intake.tables.columns import AS_ABOVE, BLANK_CELLS, EMPTY_CELLS, Columns
from checkin.intake.tables.row_kinds import RowKinds

_NAMES = ("name", "given_names", "family_names")
_FIELDS = ("country", "institution", "groups")
_FEWEST = 2  # empty cells that are no chance
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class FilledTable:
    """A table whose empty cells are filled from above where they mean that; what is said about it and what is asked."""

    table: Table
    notices: tuple[Notice, ...] = ()
    problems: tuple[Problem, ...] = ()


def fill_blocks(table: Table, columns: Columns, chosen: str) -> FilledTable:
    """Fill the country, the institution and the groups of the rows beneath the first one of a block.

    A column left of the names is in blocks if the first person has a value, no value comes twice, and many people have
    none; any column is if it is filled just where the country is, which is in blocks. A row that is no person ends a
    block, and so does an empty row. ``chosen`` is the course's own word, ``as_above`` or ``empty``. Groups decide what
    people are expected at, so that without it they are asked about.
    """
    if columns.export is not None or chosen == EMPTY_CELLS:
        return FilledTable(table)
    kinds = RowKinds(table, columns)
    people = [
        (number, cells)
        for number, cells in table.rows
        if _is_named(cells, columns.fields) and not (kinds.note(cells) or kinds.heading(cells))
    ]
    numbers = {number for number, _ in people}
    starts = _block_starts(people, columns.fields, chosen)
    rows = {number: list(cells) for number, cells in table.rows}
    notices, problems = [], []
    for field, begin in starts.items():
        place = columns.fields[field]
        filled = _fill(table, rows, place, numbers, ends=starts.get("country", set()) | begin)
        if not filled:
            continue
        if field == "groups" and chosen != AS_ABOVE:
            problems.append(_question(table, place, list(filled)))
            continue
        for number, text in filled.items():
            rows[number][place] = text
        notices.append(_notice(table, place, filled, chosen))
    return FilledTable(replace(table, rows=list(rows.items())), tuple(notices), tuple(problems))


def _is_named(cells: Sequence[str], fields: Mapping[str, int]) -> bool:
    return any(any(character.isalpha() for character in cells[fields[name]]) for name in _NAMES if name in fields)


def _block_starts(
    people: Sequence[tuple[int, Sequence[str]]], fields: Mapping[str, int], chosen: str
) -> dict[str, set[int]]:
    """Return the rows with a value, for each field whose column is in blocks. ``chosen`` can say it of the country."""
    starts: dict[str, set[int]] = {}
    for field in _FIELDS:
        if field not in fields or not people:
            continue
        texts = [lookup_key(cells[fields[field]]) for _, cells in people]
        begin = {number for (number, _), text in zip(people, texts, strict=True) if text}
        empty = len(people) - len(begin)
        if field == "country" and chosen == AS_ABOVE:
            starts[field] = begin
            continue
        if not texts[0] or empty < _FEWEST or 2 * empty < len(begin):
            continue
        is_left = fields[field] < min(fields[name] for name in _NAMES if name in fields)
        if (is_left and len(set(texts) - {""}) == len(begin)) or begin == starts.get("country"):
            starts[field] = begin
    return starts


def _fill(
    table: Table, rows: Mapping[int, Sequence[str]], place: int, people: set[int], *, ends: set[int]
) -> dict[int, str]:
    """Return what the empty cells of a column mean, by the number of the row."""
    filled, above, before = {}, "", table.heading_row
    for number, cells in rows.items():
        text = tidy(cells[place])
        if number not in people or number != before + 1 or number in ends:
            above = ""
        if number in people:
            above = text or above
            if above and not text:
                filled[number] = above
        before = number
    return filled


def _notice(table: Table, place: int, filled: Mapping[int, str], chosen: str) -> Notice:
    reason = sentence(
        "empty cells are read as the cell above, as only the first row of each block has a text: {rows}",
        rows=_rows(filled),
    )
    settle = "" if chosen else f'[columns]\n  {BLANK_CELLS} = "{EMPTY_CELLS}"'
    topic = Topic.READ if chosen else Topic.DOUBT
    return table.notice(reason, place=place, topic=topic, rows=tuple(filled), settle=settle)


def _rows(filled: Mapping[int, str]) -> TranslatableText:
    shown = [
        sentence("{text} in row {row}", text=quoted(text), row=number) for number, text in list(filled.items())[:_SHOWN]
    ]
    more = len(filled) - len(shown)
    return sentence("{rows} and {n} more", rows=joined(shown), n=more) if more > 0 else joined(shown)


def _question(table: Table, place: int, rows: Sequence[int]) -> Problem:
    reason = sentence(
        "only the first row of each block has a group; say in course.toml whether the rows beneath ({rows}) belong to "
        "it too:\n[columns]\n{lines}",
        rows=names_of(list(map(str, rows)), _SHOWN),
        lines=f'  {BLANK_CELLS} = "{AS_ABOVE}"   # or "{EMPTY_CELLS}"',
    )
    return table.problem(0, reason, place)
