"""A QR code as lines of half blocks."""

from textual.content import Content

_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
# A camera close to a screen needs less than the four modules of the standard (ISO/IEC 18004).
_QUIET, _SMALL_QUIET = 4, 2


def qr_lines(code: str, *, dense: bool = False) -> list[Content]:
    """Return a QR with its quiet zone, dark on light whatever the theme is. ``dense`` is for a long text."""
    from checkin.typesetting.qr import matrix

    quiet = _SMALL_QUIET if dense else _QUIET
    rows = [[False] * quiet + row + [False] * quiet for row in matrix(code, dense=dense)]
    blank = [False] * len(rows[0])
    rows = [blank] * quiet + rows + [blank] * quiet
    if len(rows) % 2:
        rows.append(blank)
    return [
        Content.styled("".join(_BLOCKS[above, below] for above, below in zip(*pair, strict=True)), "black on white")
        for pair in zip(rows[::2], rows[1::2], strict=True)
    ]
