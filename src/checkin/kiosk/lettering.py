"""Large letters for the terminal: text set by Pillow in the product's own typeface, drawn in half blocks."""

import re
from functools import lru_cache
from itertools import combinations, pairwise

_HYPHENED = re.compile("[^-]+-?|-")
_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
# Of a letter's grey edge, what is this dark or darker is ink.
_INK = 118
# Strokes of one or two blocks: heavier for a word in capitals, lighter where small letters must stay open.
CAPITALS, NAMES = 650, 500


@lru_cache(maxsize=256)
def large(text: str, rows: int, weight: int = CAPITALS) -> tuple[str, ...]:
    """The text in ``rows`` lines of half blocks, each line as wide as the widest; accents and descenders fit in."""
    import fontpkg_source_sans_3
    from PIL import Image, ImageDraw, ImageFont

    height = rows * 2
    path = fontpkg_source_sans_3.ROOT / "files" / "SourceSans3[wght].ttf"
    size = height * 2
    while True:
        font = ImageFont.truetype(str(path), size)
        font.set_variation_by_axes([weight])
        left, top, right, bottom = font.getbbox(text or " ")
        if bottom - top <= height or size <= 6:
            break
        size -= 1
    picture = Image.new("L", (int(right - left) + 2, height), 0)
    ImageDraw.Draw(picture).text((-left, height - bottom if bottom - top < height else -top), text, fill=255, font=font)
    pixels = picture.load()
    lines = []
    for y in range(0, height, 2):
        line = "".join(
            _BLOCKS[pixels[x, y] >= _INK, pixels[x, y + 1] >= _INK]  # type: ignore[index, operator]
            for x in range(picture.width)
        )
        lines.append(line)
    return tuple(lines)


def large_if_it_fits(
    text: str, width: int, rows: int, lines: int = 1, weight: int = CAPITALS
) -> tuple[str, ...] | None:
    """The text large, on up to ``lines`` lines of ``rows`` rows; None where a line is wider than ``width`` cells."""
    # A name may break at its spaces and after its hyphens.
    pieces = [piece for word in text.split() for piece in _HYPHENED.findall(f"{word} ")]
    for count in range(1, min(lines, len(pieces)) + 1):
        for cuts in combinations(range(1, len(pieces)), count - 1):
            bounds = [0, *cuts, len(pieces)]
            parts = ["".join(pieces[start:end]).strip() for start, end in pairwise(bounds)]
            drawn = [large(part, rows, weight) for part in parts]
            if all(len(part[0]) <= width for part in drawn):
                return tuple(line.center(max(len(part[0]) for part in drawn)) for part in drawn for line in part)
    return None
