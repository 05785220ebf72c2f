"""A face in the terminal: a photo as half blocks, two pixels a cell."""

from functools import lru_cache
from pathlib import Path
from typing import cast

from textual.content import Content

from checkin.badges.pictures import cropped_photo
from checkin.errors import CheckinError


@lru_cache(maxsize=64)
def in_half_blocks(folder: Path, name: str, columns: int, rows: int) -> Content | None:
    """The photo of that name in the course's folder, ``columns`` cells wide; None where it cannot be shown."""
    size = (columns, min(rows, columns * 5 // 8) * 2)
    try:
        pixels = cropped_photo(name, folder, size).load()
    except CheckinError:
        # The badges' desk names pictures that are broken; the door goes on without them.
        return None
    if pixels is None:
        return None
    lines = [
        Content.assemble(*(("▀", f"{_colour(pixels[x, y])} on {_colour(pixels[x, y + 1])}") for x in range(size[0])))
        for y in range(0, size[1], 2)
    ]
    return Content("\n").join(lines)


def _colour(pixel: object) -> str:
    red, green, blue = cast("tuple[int, int, int]", pixel)
    return f"#{red:02x}{green:02x}{blue:02x}"
