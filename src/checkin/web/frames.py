"""Read the QR codes in a picture that a phone has sent."""

import io

from checkin.core.errors import WebError
from checkin.system.qr_reader import Reading, read_codes

# A page sends at most 1280 x 960; a picture that claims more is refused before it is unpacked.
MOST_BYTES = 400_000
_MOST_PIXELS = 2_000_000
# A camera's picture is one scan, a progressive one has about ten. Each costs as much as a whole picture.
_SCAN, _MOST_SCANS = b"\xff\xda", 20


def read_frame(jpeg: bytes) -> list[Reading]:
    """Return the codes in a JPEG picture, the largest first.

    Raises :class:`WebError` if the bytes are no JPEG picture of at most two million pixels and twenty scans.
    """
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
    return read_codes(grey, width, height)
