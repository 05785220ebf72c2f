"""A QR code as lines of half blocks."""

from textual.content import Content

_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_QUIET = 4


def qr_lines(code: str) -> list[Content]:
    """Return a QR with its quiet zone, dark on light whatever the theme is."""
    from checkin.typesetting.qr import matrix

    rows = [[False] * _QUIET + row + [False] * _QUIET for row in matrix(code)]
    blank = [False] * len(rows[0])
    rows = [blank] * _QUIET + rows + [blank] * _QUIET
    if len(rows) % 2:
        rows.append(blank)
    return [
        Content.styled("".join(_BLOCKS[above, below] for above, below in zip(*pair, strict=True)), "black on white")
        for pair in zip(rows[::2], rows[1::2], strict=True)
    ]
