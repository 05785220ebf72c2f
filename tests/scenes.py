"""What cameras see: pictures of badges, and films of them that a browser or OpenCV plays in the place of a camera."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from checkin.typesetting.qr import image

# A code, the side of its square in pixels, and the place of its top left corner.
Badge = tuple[str, int, tuple[int, int]]

SIZE = (640, 480)
_ROOM = (125, 120, 110)


def scene(*badges: Badge, blur: float = 0, angle: float = 0) -> Image.Image:
    """A room with badges, out of focus by so many pixels and turned by so many degrees."""
    seen = Image.new("RGB", SIZE, _ROOM)
    for code, size, place in badges:
        seen.paste(image(code, 8).convert("RGB").resize((size, size)), place)
    return seen.rotate(angle, fillcolor=_ROOM).filter(ImageFilter.GaussianBlur(blur))


def tilted(code: str, angle: float = 20, lean: float = 0.12) -> Image.Image:
    """A badge that is turned, and whose left side is farther away."""
    return _from_the_side(scene((code, 260, (190, 110)), angle=angle), lean)


def phone_screen(code: str, lamp: int = 230, lean: float = 0.05) -> Image.Image:
    """A phone that shows a code, seen from the side. A window and a lamp are reflected, so bright as ``lamp``."""
    seen = scene()
    draw = ImageDraw.Draw(seen)
    draw.rounded_rectangle((170, 5, 470, 475), 24, fill=(12, 12, 14))
    draw.rectangle((182, 30, 458, 450), fill=(235, 240, 255))
    seen.paste(image(code, 8).convert("RGB").resize((250, 250)), (195, 120))
    shine = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(shine)
    draw.polygon([(170, 330), (470, 150), (470, 215), (170, 395)], fill=lamp // 2)
    draw.ellipse((345, 285, 415, 355), fill=lamp)  # over the corner that has no finder pattern
    seen.paste((255, 255, 255), mask=shine.filter(ImageFilter.GaussianBlur(6)))
    return _from_the_side(seen.rotate(-6, fillcolor=_ROOM), lean)


def _from_the_side(picture: Image.Image, lean: float) -> Image.Image:
    """The picture in perspective: its left edge is shorter, by the share ``lean`` at both ends."""
    import cv2
    import numpy as np

    wide, high = picture.size
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], dtype=np.float32)
    moved = np.array([(0, lean * high), (wide, 0), (wide, high), (0, high - lean * high)], dtype=np.float32)
    back = cv2.getPerspectiveTransform(moved, corners).flatten()[:8].tolist()
    return picture.transform(picture.size, Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC, fillcolor=_ROOM)


def as_jpeg(picture: Image.Image) -> bytes:
    """A picture as the page of a phone sends it."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()


def browser_film(path: Path, pictures: Sequence[Image.Image]) -> Path:
    """Write a film that Chromium's fake camera plays again and again (YUV4MPEG2, 4:2:0)."""
    width, height = pictures[0].size
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420jpeg\n".encode())
        for one in pictures:
            bright, blue, red = one.convert("YCbCr").split()
            half = (width // 2, height // 2)
            file.write(b"FRAME\n" + bright.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes())
    return path


def opencv_film(path: Path, pictures: Sequence[Image.Image]) -> str:
    """Write a film that OpenCV plays once in the place of a camera."""
    import cv2
    import numpy as np

    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, pictures[0].size)
    for one in pictures:
        writer.write(cv2.cvtColor(np.asarray(one), cv2.COLOR_RGB2BGR))
    writer.release()
    return str(path)
