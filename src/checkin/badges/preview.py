"""Show a badge as a small image in the terminal: block characters, four pixels in a cell."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, cast

from checkin.badges.design import Design
from checkin.badges.draw import draw_one
from checkin.core.course import Course, Participant

if TYPE_CHECKING:
    from PIL.Image import Image

# A block, and the colours of its ink and its ground as #rrggbb.
Cell = tuple[str, str, str]
_Pixel = tuple[int, int, int]

# The block whose quarters are ink: upper left 1, upper right 2, lower left 4, lower right 8.
_BLOCKS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
_PPI = 72


def preview(
    course: Course,
    person: Participant,
    design: Design,
    *,
    columns: int,
    rows: int,
    pictures_in: Path | None = None,
) -> list[list[Cell]]:
    """Return a person's badge as at most so many cells. Raises :class:`DesignError` as ``draw_one`` does."""
    from PIL import Image

    drawn = draw_one(course, person, design=design, kind="png", ppi=_PPI, pictures_in=pictures_in)
    picture = Image.open(BytesIO(drawn)).convert("RGB")
    # A quarter of a cell is twice as high as it is wide.
    scale = min(2 * columns / picture.width, 4 * rows / picture.height)
    size = (max(2, round(picture.width * scale / 2) * 2), max(2, round(picture.height * scale / 4) * 2))
    return in_blocks(picture.resize(size, Image.Resampling.LANCZOS))


def in_blocks(picture: "Image") -> list[list[Cell]]:
    """Convert an RGB image of even size to cells, row by row. Each cell has two colours for four pixels."""
    pixels = picture.load()
    if pixels is None:
        return []
    quarters = ((0, 0), (1, 0), (0, 1), (1, 1))
    return [
        [
            _cell([cast("_Pixel", pixels[x + across, y + down]) for across, down in quarters])
            for x in range(0, picture.width - 1, 2)
        ]
        for y in range(0, picture.height - 1, 2)
    ]


def _cell(pixels: list[_Pixel]) -> Cell:
    light = [sum(pixel) for pixel in pixels]
    middle = (max(light) + min(light)) / 2
    ink = [pixel for pixel, value in zip(pixels, light, strict=True) if value < middle]
    ground = [pixel for pixel, value in zip(pixels, light, strict=True) if value >= middle]
    block = _BLOCKS[sum(1 << place for place, value in enumerate(light) if value < middle)]
    return block, _colour(ink or ground), _colour(ground)


def ansi(cells: list[list[Cell]]) -> list[str]:
    """Return the cells as lines with 24-bit ANSI colours."""
    return [
        "".join(f"\x1b[38;2;{_rgb(ink)};48;2;{_rgb(ground)}m{block}" for block, ink, ground in row) + "\x1b[0m"
        for row in cells
    ]


def sample_person() -> Participant:
    """Return a sample person to show a design before a participant list is loaded."""
    return Participant(name="Ana Lucía Gómez", country="PE", institution="Migraciones", code="BBBBBBBBBBBB")


def _colour(pixels: list[_Pixel]) -> str:
    """Return the average colour of some pixels."""
    red, green, blue = (sum(channel) // len(pixels) for channel in zip(*pixels, strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _rgb(colour: str) -> str:
    return ";".join(str(int(colour[start : start + 2], 16)) for start in (1, 3, 5))
