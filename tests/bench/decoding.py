"""How often a printed code is read: ``python -m tests.bench.decoding [PICTURES]``.

Prints, for our twelve letters, for 32 lower-case characters and for 114 characters (a signed ticket), all drawn by
the same library at level Q in the smallest version, the share that three decoders read: by the printed side of the
symbol and by what happened to the picture. ``PICTURES`` (20) are drawn for each cell of the table. The same seed gives
the same pictures. zbar is left out where pyzbar or its library is not installed.
"""

import random
import string
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import qrcode
import zxingcpp
from numpy.typing import NDArray

from checkin.core.codes import EditionCodes

Picture = NDArray[np.uint8]
Decoder = Callable[[Picture], str]

SIDES = (15, 18, 22, 26, 30)  # millimetres, without the quiet zone
RESOLUTIONS = (3, 4, 5, 6)  # pixels of the camera a millimetre
CONDITIONS = (
    "clean",
    "3 px a module",
    "blur",
    "rotation",
    "perspective",
    "low contrast",
    "10% covered",
    "20% covered",
)
_DRAWN = 12  # pixels a module as drawn, before the camera


def texts(chance: random.Random) -> dict[str, Callable[[], str]]:
    """What the codes of each kind say."""
    codes = EditionCodes(bytes(32))
    lower = string.ascii_lowercase + string.digits
    signed = string.ascii_letters + string.digits + "-_."
    return {
        "ours, 12 letters": lambda: codes.generate(chance.randrange),
        "32 lower-case": lambda: "".join(chance.choices(lower, k=32)),
        "114, signed": lambda: "".join(chance.choices(signed, k=114)),
    }


def symbol(text: str) -> Picture:
    """The symbol with its quiet zone, large."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=4)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    modules = np.array(code.get_matrix(), dtype=np.uint8)
    return np.kron(np.where(modules == 1, 0, 255).astype(np.uint8), np.ones((_DRAWN, _DRAWN), dtype=np.uint8))


def seen(drawn: Picture, side: float, resolution: float, condition: str, chance: random.Random) -> Picture:
    """The symbol as a camera of so many pixels a millimetre sees it when printed so large."""
    modules = drawn.shape[0] // _DRAWN
    drawn = drawn.copy()
    if condition.endswith("covered"):
        cover(drawn, int(condition[:2]) / 100)
    scale = 3 / _DRAWN if condition == "3 px a module" else side * resolution / ((modules - 8) * _DRAWN)
    canvas = int(drawn.shape[0] * scale * 1.5) + 20
    angle = chance.uniform(-180, 180) if condition == "rotation" else chance.uniform(-3, 3)
    turn = cv2.getRotationMatrix2D((drawn.shape[1] / 2, drawn.shape[0] / 2), angle, scale)
    middle = canvas / 2 + chance.random()
    turn[:, 2] += (middle - drawn.shape[1] / 2, middle - drawn.shape[0] / 2)
    camera = np.vstack([turn, (0, 0, 1)])
    if condition == "perspective":
        corners = np.array([(0, 0), (canvas, 0), (canvas, canvas), (0, canvas)], dtype=np.float32)
        moved = corners + np.array([[chance.uniform(-0.12, 0.12) * canvas] * 2 for _ in corners], dtype=np.float32)
        camera = cv2.getPerspectiveTransform(corners, moved) @ camera
    # Seen four times as fine and brought down by area: a camera's pixel is the mean of what falls on it.
    finer = np.diag((4, 4, 1)) @ camera
    large = cv2.warpPerspective(drawn, finer, (canvas * 4, canvas * 4), flags=cv2.INTER_AREA, borderValue=255)
    picture = cv2.resize(large, (canvas, canvas), interpolation=cv2.INTER_AREA)
    if condition == "blur":
        picture = cv2.GaussianBlur(picture, (0, 0), 1.2)
    if condition == "low contrast":
        picture = (110 + picture.astype(np.float32) * 0.2).astype(np.uint8)
    noise = np.random.default_rng(chance.randrange(2**32)).normal(0, 4, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def cover(drawn: Picture, share: float) -> None:
    """A finger over a share of the symbol, at the corner that has no finder pattern: all of it covers data."""
    inner, edge = drawn.shape[0] - 8 * _DRAWN, 4 * _DRAWN
    side = int(inner * share**0.5)
    drawn[edge + inner - side :, edge + inner - side :] = 128


def decoders() -> dict[str, Decoder]:
    """The decoders there are, by name."""
    opencv = cv2.QRCodeDetectorAruco()

    def by_zxing(picture: Picture) -> str:
        found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        return found[0].text if found else ""

    there: dict[str, Decoder] = {"zxing-cpp": by_zxing, "OpenCV": lambda picture: opencv.detectAndDecode(picture)[0]}
    try:
        from pyzbar import pyzbar
    except ImportError:
        return there

    def by_zbar(picture: Picture) -> str:
        found = pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol.QRCODE])
        return found[0].data.decode(errors="replace") if found else ""

    return there | {"zbar": by_zbar}


def cells() -> Iterator[tuple[int, int, str]]:
    """Every size, resolution and condition."""
    yield from ((side, res, condition) for side in SIDES for res in RESOLUTIONS for condition in CONDITIONS)


def main(pictures: int) -> None:
    chance = random.Random(38)
    read: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    there = decoders()
    for kind, text_of in texts(chance).items():
        for side, resolution, condition in cells():
            for _ in range(pictures):
                text = text_of()
                picture = seen(symbol(text), side, resolution, condition, chance)
                for name, decode in there.items():
                    good = decode(picture) == text
                    for column in (f"{side} mm", f"{resolution} px/mm", condition):
                        read[kind, name, column].append(good)
    columns = [*(f"{side} mm" for side in SIDES), *(f"{res} px/mm" for res in RESOLUTIONS), *CONDITIONS]
    print(f"% read, {pictures} pictures a cell\n\n| code | decoder | {' | '.join(columns)} |")
    print("|---|---|" + "---:|" * len(columns))
    for kind in texts(chance):
        for name in there:
            shares = [f"{100 * np.mean(read[kind, name, column]):.0f}" for column in columns]
            print(f"| {kind} | {name} | {' | '.join(shares)} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
