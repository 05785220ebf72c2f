"""Pictures in the terminal."""

from functools import lru_cache
from pathlib import Path

from textual.content import Content

from checkin.badges.preview import Cell, in_blocks
from checkin.core.errors import CheckinError
from checkin.typesetting.images import cropped_photo


@lru_cache(maxsize=64)
def photo_content(folder: Path, name: str, columns: int, rows: int) -> Content | None:
    """Return the photo with that name, ``columns`` cells wide; None if it cannot be shown."""
    # A passport's face is 5 high to 4 wide, a cell twice as high as it is wide, and its quarters too.
    rows = min(rows, columns * 5 // 8)
    try:
        face = cropped_photo(name, folder, (columns * 2, rows * 4))
        return picture_content(in_blocks(face.resize((columns * 2, rows * 2))))
    except CheckinError:
        # The badges' desk names pictures that are broken; the door goes on without them.
        return None


def picture_content(cells: list[list[Cell]]) -> Content:
    """Return an image of blocks as widget content."""
    lines = [Content.assemble(*((block, f"{ink} on {ground}") for block, ink, ground in row)) for row in cells]
    return Content("\n").join(lines)
