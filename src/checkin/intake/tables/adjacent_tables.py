"""Read tables of the same headings that stand side by side in one sheet as tables one under the other. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from checkin.core.errors import Topic
from checkin.core.text import lookup_key, sentence
from checkin.intake.readers.cells import tidy
from checkin.intake.readers.table import Table, letters
from checkin.intake.tables.columns import PROGRAMME_KIND, Kind
from checkin.intake.words.dates import is_day_heading

_DAY = "\0"
_FEWEST_OF_PEOPLE = 3  # two columns twice, without a gap, may be a person and whom to call in an emergency


def split_side_by_side(tables: Sequence[Table], kind: Kind, own: Mapping[str, str]) -> list[Table]:
    """Return the tables with those that stand side by side in a sheet apart, each with its own columns."""
    found: list[Table] = []
    for table in tables:
        blocks = _blocks(table, kind, own)
        if len(blocks) < 2:
            found.append(table)
            continue
        parts = [part for block in blocks if (part := _part(table, block)).rows]
        names = [f"{letters(block[0])}–{letters(block[-1])}" for block in blocks]
        reason = sentence(
            "tables with the same headings stand side by side (columns {columns}) and are read one under the other",
            columns=", ".join(names),
        )
        first = parts[0] if parts else table
        notices = (*table.notices, table.notice(reason, topic=Topic.DOUBT))
        found += [replace(first, notices=notices), *parts[1:]]
    if found and found[0] is not tables[0]:
        more = [notice for table in found[1:] for notice in table.notices]
        found[0] = replace(found[0], notices=(*found[0].notices, *more))
    return found


def _blocks(table: Table, kind: Kind, own: Mapping[str, str]) -> list[range]:
    """Return the columns of each table; a single one for a sheet with one table."""
    keys = [_DAY if is_day_heading(heading) else lookup_key(heading) for heading in table.headings]
    first = next((place for place, key in enumerate(keys) if key), 0)
    starts = [place for place, key in enumerate(keys) if key == keys[first] and key not in ("", _DAY)]
    if len(starts) < 2:
        return [range(len(keys))]
    ends = [*starts[1:], len(keys)]
    blocks = [_stripped(range(start, end), keys) for start, end in zip(starts, ends, strict=True)]
    shapes = {tuple(_collapsed([keys[place] for place in block])) for block in blocks}
    is_apart = all(_is_gap(table, block[-1] + 1) for block in blocks[:-1])
    if len(shapes) != 1 or not _is_whole(shapes.pop(), table, blocks[0], kind, own, is_apart=is_apart):
        return blocks[:1]
    return blocks


def _stripped(block: range, keys: Sequence[str]) -> range:
    while len(block) > 1 and not keys[block[-1]]:
        block = block[:-1]
    return block


def _collapsed(keys: Sequence[str]) -> list[str]:
    return [key for place, key in enumerate(keys) if not place or key != _DAY or keys[place - 1] != _DAY]


def _is_gap(table: Table, place: int) -> bool:
    """Return True if a column is empty."""
    return not table.headings[place] and not any(tidy(cells[place]) for _, cells in table.rows)


def _is_whole(
    shape: Collection[str], table: Table, block: range, kind: Kind, own: Mapping[str, str], *, is_apart: bool
) -> bool:
    if kind is PROGRAMME_KIND and _DAY in shape:
        return True
    fields = {kind.field(table.headings[place], own) for place in block} - {""}
    if not kind.complete(fields):
        return False
    return kind is PROGRAMME_KIND or is_apart or "country" in fields or len(block) >= _FEWEST_OF_PEOPLE


def _part(table: Table, block: range) -> Table:
    rows = [(number, [cells[place] for place in block]) for number, cells in table.rows]
    merged = tuple(
        (top, bottom, max(left, block[0]) - block[0], min(right, block[-1]) - block[0])
        for top, bottom, left, right in table.merged
        if left <= block[-1] and right >= block[0]
    )
    return replace(
        table,
        headings=tuple(table.headings[place] for place in block),
        rows=[(number, cells) for number, cells in rows if any(map(tidy, cells))],
        merged=merged,
        struck=frozenset((row, place - block[0]) for row, place in table.struck if place in block),
        places=tuple(block),
        notices=(),
    )
