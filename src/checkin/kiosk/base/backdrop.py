"""Draw the screen below a dialog without the letters and pictures that the dialog would cut in half."""

from collections.abc import Iterable, Sequence, Set

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import Screen

# What letters, pictures and charts are made of. Each is as wide as a blank.
_LETTERS = frozenset("▀▄█▌▐▖▗▘▙▚▛▜▝▞▟")
_BLOCKS = "".join(sorted(_LETTERS)) + "▁▂▃▅▆▇"
_TO_BLANKS = str.maketrans(_BLOCKS, " " * len(_BLOCKS))


def cut_rows(rows: Sequence[str], covered: Set[int]) -> set[int]:
    """Return the rows of every drawing that is covered in part. A drawing is consecutive rows that have blocks."""
    cut: set[int] = set()
    drawing: set[int] = set()
    for number, row in enumerate([*rows, ""]):
        if _LETTERS.intersection(row):
            drawing.add(number)
        else:
            cut |= drawing if drawing & covered else set()
            drawing = set()
    return cut


class Backdrop(BackgroundScreen):
    """The screen below a dialog, dimmed. ``covered``: the rows that the dialog takes."""

    def __init__(self, screen: Screen[object], color: Color, covered: Set[int]) -> None:
        super().__init__(screen, color)
        self._covered = covered

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = list(Segment.split_lines(super().__rich_console__(console, options)))  # type: ignore[arg-type]
        cut = cut_rows(["".join(segment.text for segment in line) for line in lines], self._covered)
        for number, line in enumerate(lines):
            yield from _blanked(line) if number in cut else line
            yield Segment.line()


def _blanked(line: Iterable[Segment]) -> Iterable[Segment]:
    return (Segment(segment.text.translate(_TO_BLANKS), segment.style, segment.control) for segment in line)
