"""Read the QR codes in the picture of a camera."""

import io
from dataclasses import dataclass

from checkin.core.errors import WebError

# A page sends at most 1280 x 960; a picture that claims more is refused before it is unpacked.
MOST_BYTES = 400_000
_MOST_PIXELS = 2_000_000
_MOST_CODES = 8
# A camera's picture is one scan, a progressive one has about ten. Each costs as much as a whole picture.
_SCAN, _MOST_SCANS = b"\xff\xda", 20

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


def read_frame(jpeg: bytes) -> list[Reading]:
    """Return the codes in a JPEG picture, the largest first.

    Raises :class:`WebError` if the bytes are no JPEG picture of at most two million pixels and twenty scans.
    """
    import zxingcpp
    from PIL import Image

    if jpeg.count(_SCAN) > _MOST_SCANS:
        raise WebError("This is not a picture of a camera (JPEG).")
    try:
        picture = Image.open(io.BytesIO(jpeg), formats=["JPEG"])
        width, height = picture.size
        if width * height > _MOST_PIXELS:
            raise WebError("The picture has {width} x {height} pixels; that is too many.", width=width, height=height)
        grey = picture.convert("L")
    except (OSError, ValueError, Image.DecompressionBombError):
        raise WebError("This is not a picture of a camera (JPEG).") from None
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    readings = []
    for one in found[:_MOST_CODES]:
        place = one.position
        points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        readings.append(Reading(one.text, tuple((point.x / width, point.y / height) for point in points)))
    return sorted(readings, key=lambda reading: -reading.area)
