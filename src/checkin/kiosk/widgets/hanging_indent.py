"""Break lines so that what continues a line is indented, and cannot be taken for the next row."""

import re
from collections.abc import Sequence

from textual.content import Content

# Text and the gap after it: what comes behind is a column of its row.
_FIRST_COLUMN = re.compile(r" *\S.*? {2,}(?=\S)")
# A first column that is a time, like "Mon 9 Mar 09:00".
_TIME_COLUMN = re.compile(r" *\S.*?\d\d:\d\d(?= {2,}\S)")
_FARTHEST, _INDENT = 24, 2


def aligned(lines: Sequence[Content]) -> list[Content]:
    """Pad the times at the beginning of lines, so that what follows them begins in one column."""
    times = [found.end() if (found := _TIME_COLUMN.match(line.plain)) else 0 for line in lines]
    last = max(times, default=0)
    return [
        Content.assemble(line[:time], " " * (last - time), line[time:]) if 0 < time < last <= _FARTHEST else line
        for line, time in zip(lines, times, strict=True)
    ]


def hanging(line: Content, width: int, indent: int | None = None) -> Content:
    """Break a line at so many cells. Continued lines begin at its second column, or a little indented."""
    if indent is None:
        column = _second_column(line)
        indent = column if 0 < column <= _FARTHEST else _INDENT
    indent = min(indent, width * 2 // 3)
    pieces: list[Content] = []
    room = width
    while line.cell_length > room:
        cut = line.plain.rfind(" ", indent + 1 if not pieces else 1, room + 1)
        if cut < 0:
            break  # one long word: the terminal breaks it
        pieces.append(line[:cut].rstrip())
        line = line[cut + 1 :]
        room = width - indent
    return Content("\n" + " " * indent).join([*pieces, line])


def hanging_text(text: Content, width: int) -> Content:
    """Break every line of a text. Lines without columns are prose, which is not indented."""
    lines = aligned(text.split("\n", allow_blank=True))
    return Content("\n").join(hanging(line, width, None if _second_column(line) else 0) for line in lines)


def _second_column(line: Content) -> int:
    found = _FIRST_COLUMN.match(line.plain)
    return found.end() if found else 0
