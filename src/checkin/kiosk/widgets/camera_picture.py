"""Widget: the picture of a camera in half blocks, with a frame around the code in front."""

from itertools import pairwise
from typing import TYPE_CHECKING

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from checkin.kiosk.widgets.verdict_layout import wrap_cells

if TYPE_CHECKING:
    from checkin.kiosk.scanner.camera import CameraView

_FRAME = (111, 219, 155)
_BLACK = (0, 0, 0)
_WORDS = Style(bold=True, color="white", bgcolor="black")

_Pixel = tuple[int, int, int]


class CameraPicture(Widget):
    """The last picture, and over its last lines words about the light."""

    def __init__(self) -> None:
        super().__init__(id="camera")
        self._rows: list[list[_Pixel]] = []
        self._words = ""

    def show(self, view: "CameraView", words: str) -> None:
        """Show a picture. The widget gets its size."""
        self._rows, self._words = framed_rows(view), words
        width, height = view.width, (view.height + 1) // 2
        if (width, height) != self.size:
            self.styles.width, self.styles.height = width, height
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget: two rows of pixels, or words."""
        width, height = self.size
        said = wrap_cells(self._words, width)
        if (line := y - height + len(said)) >= 0:
            return Strip([Segment(said[line].center(width), _WORDS)], width)
        above, below = (self._row(2 * y + half, width) for half in (0, 1))
        return Strip([Segment("▀", _style(*both)) for both in zip(above, below, strict=True)], width)

    def _row(self, number: int, width: int) -> list[_Pixel]:
        """Return a row of pixels; black where the picture has none."""
        row = self._rows[number][:width] if number < len(self._rows) else []
        return row + [_BLACK] * (width - len(row))


def framed_rows(view: "CameraView") -> list[list[_Pixel]]:
    """Return the rows of pixels of a view, with the frame."""
    width, pixels = view.width, view.pixels
    rows: list[list[_Pixel]] = [
        [(pixels[place], pixels[place + 1], pixels[place + 2]) for place in range(start, start + 3 * width, 3)]
        for start in range(0, len(pixels), 3 * width)
    ]
    if view.corners:
        points = [
            (min(width - 1, max(0, int(x * width))), min(len(rows) - 1, max(0, int(y * len(rows)))))
            for x, y in view.corners
        ]
        for start, end in pairwise([*points, points[0]]):
            _draw_line(rows, start, end)
    return rows


def _draw_line(rows: list[list[_Pixel]], start: tuple[int, int], end: tuple[int, int]) -> None:
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
    for step in range(steps + 1):
        column = start[0] + round((end[0] - start[0]) * step / steps)
        rows[start[1] + round((end[1] - start[1]) * step / steps)][column] = _FRAME


def _style(above: _Pixel, below: _Pixel) -> Style:
    return Style(color=Color.from_rgb(*above), bgcolor=Color.from_rgb(*below))
