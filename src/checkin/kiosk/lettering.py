"""Large letters for the terminal: text set by Pillow in the product's own typeface, drawn in half blocks."""

from functools import lru_cache

_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
# Of a letter's grey edge, what is this dark or darker is ink.
_INK = 118
_WEIGHT = 650


@lru_cache(maxsize=256)
def large(text: str, rows: int) -> tuple[str, ...]:
    """The text in ``rows`` lines of half blocks, each line as wide as the widest; accents and descenders fit in."""
    import fontpkg_source_sans_3
    from PIL import Image, ImageDraw, ImageFont

    height = rows * 2
    path = fontpkg_source_sans_3.ROOT / "files" / "SourceSans3[wght].ttf"
    size = height * 2
    while True:
        font = ImageFont.truetype(str(path), size)
        font.set_variation_by_axes([_WEIGHT])
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


def large_if_it_fits(text: str, width: int, rows: int) -> tuple[str, ...] | None:
    """The text large, or None where that is wider than ``width`` cells."""
    lines = large(text, rows)
    return lines if max(len(line.rstrip()) for line in lines) <= width else None
