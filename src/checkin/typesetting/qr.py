"""Create the QR code of a badge as a matrix, as SVG for a page, and as a single image.

checkin's own codes take version 1 at level Q with a border of 4 (ISO/IEC 18004): 21 modules a side, readable from a
distance. A code from the roster's own file takes the version that it needs.
"""

from typing import TYPE_CHECKING

from checkin.core.codes import ALPHABET, LENGTH
from checkin.core.errors import DesignError

if TYPE_CHECKING:
    from PIL.Image import Image

_QUIET = 4
# Drawn ten times as fast as a mask looked for in all eight, and read no worse: of 5,100 pictures near the limit of
# reading zxing-cpp read 39.9% with this mask, 39.0% with the one looked for; OpenCV 40.8% and 37.4%. Nor are those of
# certificates, whose digits are as if drawn by lot: of 100 blurred pictures zxing-cpp read 80 with either.
_MASK = 6
_MANY_DIGITS = 100


def matrix(code: str, *, dense: bool = False) -> list[list[bool]]:
    """Return the modules of a QR code without the quiet zone; True is dark.

    ``dense`` selects level M. Raises :class:`DesignError` if the text is too long.
    """
    import qrcode
    from qrcode.exceptions import DataOverflowError

    ours = len(code) == LENGTH and all(letter in ALPHABET for letter in code)
    made = qrcode.QRCode(
        version=1 if ours else None,
        error_correction=qrcode.constants.ERROR_CORRECT_M if dense else qrcode.constants.ERROR_CORRECT_Q,
        border=0,
        mask_pattern=_MASK if ours or (dense and code[-_MANY_DIGITS:].isdecimal()) else None,
    )
    _add(made, code)
    try:
        made.make(fit=not ours)
    except (DataOverflowError, ValueError):
        raise DesignError(
            "The code {code}… is too long for a QR code. Give the person a shorter one.", code=code[:20]
        ) from None
    return [[bool(module) for module in row] for row in made.get_matrix()]


def svg(code: str, *, dense: bool = False) -> str:
    """Return the QR code as an SVG of one path with a white quiet zone, one unit for each module.

    ``dense`` selects level M, for a long text that is read from a short distance.
    """
    rows = matrix(code, dense=dense)
    side = len(rows) + 2 * _QUIET
    path = "".join(
        f"M{_QUIET + start} {_QUIET + y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>'
    )


def image(code: str, module: int = 10) -> "Image":
    """Return the QR code as a grey image with its quiet zone, ``module`` pixels for each module."""
    from PIL import Image

    rows = matrix(code)
    side = len(rows) + 2 * _QUIET
    picture = Image.new("L", (side, side), 255)
    dots = bytes(0 if dark else 255 for row in rows for dark in row)
    picture.paste(Image.frombytes("L", (len(rows), len(rows)), dots), (_QUIET, _QUIET))
    return picture.resize((side * module, side * module), Image.Resampling.NEAREST)


def _add(made, code: str) -> None:  # type: ignore[no-untyped-def] # qrcode is untyped
    """Add a code; a long row of digits at its end takes a third of a byte for each."""
    import qrcode.util

    before = code.rstrip("0123456789")
    digits = code[len(before) :]
    if len(digits) < _MANY_DIGITS:
        made.add_data(code, optimize=0)
        return
    if before:
        made.add_data(qrcode.util.QRData(before.encode(), mode=qrcode.util.MODE_8BIT_BYTE))
    made.add_data(qrcode.util.QRData(digits.encode(), mode=qrcode.util.MODE_NUMBER))


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Return the dark runs of a row as (start, length)."""
    runs: list[tuple[int, int]] = []
    start = None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs
