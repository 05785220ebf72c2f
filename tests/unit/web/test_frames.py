"""Codes are read from pictures; what is no picture of a camera is refused before it costs anything."""

import io

import pytest
from PIL import Image, ImageFilter

from checkin.core.errors import WebError
from checkin.typesetting.qr import image
from checkin.web.frames import read_frame

CODE, OTHER = "TTFDRVLHJCHG", "CTVCSXSCTXCN"


def scene(*codes: tuple[str, int, tuple[int, int]], blur: float = 0, angle: float = 0) -> bytes:
    """A picture of 640 x 480 with codes of some sizes at some places, as JPEG."""
    picture = Image.new("L", (640, 480), 130)
    for code, size, place in codes:
        picture.paste(image(code, 8).resize((size, size)), place)
    picture = picture.rotate(angle, fillcolor=130).filter(ImageFilter.GaussianBlur(blur))
    return as_jpeg(picture)


def as_jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()


def test_a_badge_is_read() -> None:
    assert [one.text for one in read_frame(scene((CODE, 200, (220, 140))))] == [CODE]


@pytest.mark.parametrize("angle", [15, 90, 180])
def test_a_tilted_badge_is_read(angle: float) -> None:
    assert [one.text for one in read_frame(scene((CODE, 200, (220, 140)), angle=angle))] == [CODE]


def test_a_slightly_blurred_badge_is_read() -> None:
    assert [one.text for one in read_frame(scene((CODE, 240, (200, 120)), blur=2))] == [CODE]


def test_of_two_badges_the_larger_comes_first() -> None:
    found = read_frame(scene((OTHER, 120, (20, 20)), (CODE, 240, (300, 150))))
    assert [one.text for one in found] == [CODE, OTHER]


def test_the_corners_are_fractions_of_the_picture() -> None:
    (found,) = read_frame(scene((CODE, 240, (200, 120))))
    (left, top), _, (right, bottom), _ = found.corners
    assert 200 / 640 < left < right < 440 / 640
    assert 120 / 480 < top < bottom < 360 / 480


def test_an_empty_room_has_no_code() -> None:
    assert read_frame(scene()) == []


def png() -> bytes:
    out = io.BytesIO()
    Image.new("L", (10, 10)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("nonsense", [b"", b"nonsense", b"\xff\xd8\xff", png(), scene()[:400]], ids=range(5))
def test_what_is_no_jpeg_is_refused(nonsense: bytes) -> None:
    with pytest.raises(WebError, match="not a picture"):
        read_frame(nonsense)


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    with pytest.raises(WebError, match="too many"):
        read_frame(as_jpeg(Image.new("L", (3000, 2000))))


def test_a_picture_of_very_many_scans_is_refused() -> None:
    out = io.BytesIO()
    Image.new("L", (640, 480), 130).save(out, "JPEG", progressive=True)
    jpeg = out.getvalue()
    last, end = jpeg.rindex(b"\xff\xda"), jpeg.rindex(b"\xff\xd9")
    assert read_frame(jpeg) == []
    with pytest.raises(WebError, match="not a picture of a camera"):
        read_frame(jpeg[:end] + jpeg[last:end] * 30 + jpeg[end:])
