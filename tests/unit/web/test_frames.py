"""Codes are read from pictures; what is no picture of a camera is refused before it costs anything."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from tests.scenes import Badge, as_jpeg, phone_screen, scene, tilted

from checkin.core.errors import WebError
from checkin.web.frames import read_frame

CODE, OTHER = "TTFDRVLHJCHG", "CTVCSXSCTXCN"


def seen(*badges: Badge, blur: float = 0, angle: float = 0) -> bytes:
    """A picture of badges, as the page sends it."""
    return as_jpeg(scene(*badges, blur=blur, angle=angle))


def test_a_badge_is_read() -> None:
    assert [one.text for one in read_frame(seen((CODE, 200, (220, 140))))] == [CODE]


@pytest.mark.parametrize("angle", [15, 90, 180])
def test_a_tilted_badge_is_read(angle: float) -> None:
    assert [one.text for one in read_frame(seen((CODE, 200, (220, 140)), angle=angle))] == [CODE]


def test_a_slightly_blurred_badge_is_read() -> None:
    assert [one.text for one in read_frame(seen((CODE, 240, (200, 120)), blur=2))] == [CODE]


@pytest.mark.parametrize("picture", [tilted, phone_screen])
def test_a_badge_in_perspective_and_a_phone_with_reflections_are_read(picture: Callable[[str], Image.Image]) -> None:
    pytest.importorskip("cv2")
    assert [one.text for one in read_frame(as_jpeg(picture(CODE)))] == [CODE]


def test_of_two_badges_the_larger_comes_first() -> None:
    found = read_frame(seen((OTHER, 120, (20, 20)), (CODE, 240, (300, 150))))
    assert [one.text for one in found] == [CODE, OTHER]


def test_the_corners_are_fractions_of_the_picture() -> None:
    (found,) = read_frame(seen((CODE, 240, (200, 120))))
    (left, top), _, (right, bottom), _ = found.corners
    assert 200 / 640 < left < right < 440 / 640
    assert 120 / 480 < top < bottom < 360 / 480


def test_an_empty_room_has_no_code() -> None:
    assert read_frame(seen()) == []


def png() -> bytes:
    out = io.BytesIO()
    Image.new("L", (10, 10)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("nonsense", [b"", b"nonsense", b"\xff\xd8\xff", png(), as_jpeg(scene())[:400]], ids=range(5))
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
