"""Large letters for the terminal: text set by Pillow in the product's own typeface, drawn in half blocks."""

import re
from functools import lru_cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_HYPHENED = re.compile("[^-]+-?|-")
_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
# Of a letter's grey edge, what is this dark or darker is ink.
_INK = 118
# Strokes of one or two blocks: heavier for a word in capitals, lighter where small letters must stay open.
CAPITALS, NAMES = 650, 500


# Sizes are worked out from one measurement at this size: loading a font for each size tried takes most of the time.
_MEASURED = 64


@lru_cache(maxsize=64)
def _font(size: int, weight: int) -> "FreeTypeFont":
    import fontpkg_source_sans_3
    from PIL import ImageFont

    font = ImageFont.truetype(str(fontpkg_source_sans_3.ROOT / "files" / "SourceSans3[wght].ttf"), size)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=1024)
def _measured(text: str, weight: int) -> tuple[float, float]:
    """Width and height of a text's ink, in pixels at the measuring size."""
    left, top, right, bottom = _font(_MEASURED, weight).getbbox(text or " ")
    return right - left, max(1.0, bottom - top)


def _size_for(text: str, height: int, weight: int) -> int:
    return max(6, min(height * 2, int(height * _MEASURED / _measured(text, weight)[1])))


@lru_cache(maxsize=256)
def render_large(text: str, rows: int, weight: int = CAPITALS) -> tuple[str, ...]:
    """Render the text as ``rows`` lines of half blocks of equal width; accents and descenders fit."""
    from PIL import Image, ImageDraw

    height = rows * 2
    size = _size_for(text, height, weight) + 1
    while True:
        font = _font(size, weight)
        left, top, right, bottom = font.getbbox(text or " ")
        if bottom - top <= height or size <= 6:
            break
        size -= 1
    picture = Image.new("L", (int(right - left) + 2, height), 0)
    ImageDraw.Draw(picture).text((-left, height - bottom if bottom - top < height else -top), text, fill=255, font=font)
    ink = picture.point(lambda shade: shade >= _INK and 255).tobytes()
    width = picture.width
    return tuple(
        "".join(
            _BLOCKS[above > 0, below > 0]
            for above, below in zip(
                ink[y * width : (y + 1) * width], ink[(y + 1) * width : (y + 2) * width], strict=True
            )
        )
        for y in range(0, height, 2)
    )


def large_if_it_fits(
    text: str, width: int, rows: int, lines: int = 1, weight: int = CAPITALS
) -> tuple[str, ...] | None:
    """Render the text on up to ``lines`` lines of ``rows`` rows; None if a line exceeds ``width`` cells."""
    # A name may break at its spaces and after its hyphens.
    pieces = [piece for word in text.split() for piece in _HYPHENED.findall(f"{word} ")]
    for count in range(1, min(lines, len(pieces)) + 1):
        for cuts in combinations(range(1, len(pieces)), count - 1):
            bounds = [0, *cuts, len(pieces)]
            parts = ["".join(pieces[start:end]).strip() for start, end in pairwise(bounds)]
            if not all(_may_fit(part, width, rows, weight) for part in parts):
                continue
            drawn = [render_large(part, rows, weight) for part in parts]
            if all(len(part[0]) <= width for part in drawn):
                return tuple(line.center(max(len(part[0]) for part in drawn)) for part in drawn for line in part)
    return None


def _may_fit(text: str, width: int, rows: int, weight: int) -> bool:
    """Whether drawing is worth while: letters come out a little wider or narrower than they were measured."""
    across = _measured(text, weight)[0] * (_size_for(text, rows * 2, weight) - 1) / _MEASURED
    return across * 0.95 <= width
