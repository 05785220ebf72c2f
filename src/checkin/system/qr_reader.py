"""Read the QR codes in a grey picture, with zxing-cpp (extras ``camera`` and ``web``)."""

from dataclasses import dataclass
from typing import Any

_MOST_CODES = 8

Corner = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """A code in a picture. ``corners`` are fractions of its width and height, clockwise from the code's top left."""

    text: str
    corners: tuple[Corner, ...]

    @property
    def area(self) -> float:
        """Return the area of the code, as a fraction of the picture (shoelace formula)."""
        pairs = zip(self.corners, self.corners[1:] + self.corners[:1], strict=True)
        return abs(sum(x * below - right * y for (x, y), (right, below) in pairs)) / 2


def read_codes(grey: Any, width: int, height: int) -> list[Reading]:
    """Return the codes in a picture of grey pixels (a Pillow image or an array), the largest first."""
    import zxingcpp

    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    readings = []
    for one in found[:_MOST_CODES]:
        place = one.position
        points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        readings.append(Reading(one.text, tuple((point.x / width, point.y / height) for point in points)))
    return sorted(readings, key=lambda reading: -reading.area)
