"""Photos and logos: turned, cropped, on the badge; or refused by name."""

import io
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import typst
from PIL import Image

from checkin.badges.draw import draw_one
from checkin.core.course import Course, Participant
from checkin.core.errors import DesignError
from checkin.typesetting import images, vector_images

Make = Callable[..., Participant]
FRAME = (27.0, 36.0)


def page(course: Course, person: Participant, folder: Path) -> Image.Image:
    """The badge as a picture of 100 dots an inch."""
    drawn = draw_one(course, person, kind="png", ppi=100, pictures_in=folder)
    return Image.open(io.BytesIO(drawn)).convert("RGB")


def test_a_photo_fills_its_frame_at_300_dots_an_inch(tmp_path: Path) -> None:
    Image.new("RGB", (2000, 1000), "red").save(tmp_path / "a.png")
    images.save_photo("a.png", tmp_path, tmp_path / "out.jpg", FRAME)
    assert Image.open(tmp_path / "out.jpg").size == (319, 425)


def test_a_photo_is_turned_as_it_was_taken(tmp_path: Path) -> None:
    taken = Image.new("RGB", (400, 300), "blue")
    taken.paste("red", (0, 0, 200, 300))
    exif = taken.getexif()
    exif[0x0112] = 6  # the camera was turned; the left edge is the top
    taken.save(tmp_path / "a.jpg", exif=exif)
    images.save_photo("a.jpg", tmp_path, tmp_path / "out.jpg", FRAME)
    out = Image.open(tmp_path / "out.jpg")
    top, bottom = out.getpixel((160, 20)), out.getpixel((160, 400))
    assert top[0] > 200 > top[2]  # type: ignore[index]
    assert bottom[2] > 200 > bottom[0]  # type: ignore[index]


def test_a_transparent_photo_stands_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (300, 400), (0, 0, 0, 0)).save(tmp_path / "a.png")
    images.save_photo("a.png", tmp_path, tmp_path / "out.jpg", FRAME)
    assert Image.open(tmp_path / "out.jpg").getpixel((10, 10)) == (255, 255, 255)


def test_a_photo_is_on_the_badge(course: Course, person: Make, tmp_path: Path) -> None:
    Image.new("RGB", (300, 400), "red").save(tmp_path / "ana.jpg")
    red = (255, 0, 0)
    with_photo = page(course, person(photo="ana.jpg"), tmp_path).getpixel((80, 240))
    without = page(course, person(), tmp_path).getpixel((80, 240))
    assert max(abs(a - b) for a, b in zip(with_photo, red, strict=True)) < 8  # type: ignore[arg-type]
    assert without != with_photo


def test_photos_of_like_names_are_not_mixed_up(course: Course, person: Make, tmp_path: Path) -> None:
    from checkin.badges.draw import draw

    Image.new("RGB", (30, 40), "red").save(tmp_path / "a b.png")
    Image.new("RGB", (30, 40), "blue").save(tmp_path / "a-b.png")
    people = [person("Ana", 1, photo="a b.png"), person("Ana", 2, photo="a-b.png")]
    files = draw(course, people, tmp_path / "out", kind="png", ppi=100, pictures_in=tmp_path)
    first, second = (Image.open(file).convert("RGB").getpixel((80, 240)) for file in files)
    assert first[0] > 200 > first[2]  # type: ignore[index]
    assert second[2] > 200 > second[0]  # type: ignore[index]


def test_the_logo_is_on_the_badge(course: Course, person: Make, tmp_path: Path) -> None:
    Image.new("RGBA", (3000, 500), (0, 128, 0, 255)).save(tmp_path / "logo.png")
    drawn = page(replace(course, logo="logo.png"), person(), tmp_path)
    assert drawn.getpixel((206, 65)) == (0, 128, 0)


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff\xe0broken", b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_a_broken_picture_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ana.jpg").write_bytes(content)
    with pytest.raises(DesignError, match=r"'ana.jpg' is broken"):
        images.save_photo("ana.jpg", tmp_path, tmp_path / "out.jpg", FRAME)


def test_half_a_picture_is_refused_by_name(tmp_path: Path) -> None:
    Image.effect_noise((400, 400), 90).save(tmp_path / "whole.jpg")
    whole = (tmp_path / "whole.jpg").read_bytes()
    (tmp_path / "ana.jpg").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DesignError, match=r"'ana.jpg' is broken"):
        images.save_photo("ana.jpg", tmp_path, tmp_path / "out.jpg", FRAME)


@pytest.mark.parametrize("side", [8000, 30000])
def test_a_picture_that_would_fill_the_memory_is_refused_by_name(tmp_path: Path, side: int) -> None:
    header = io.BytesIO()
    Image.new("1", (8, 8)).save(header, "BMP")
    bomb = bytearray(header.getvalue())
    bomb[18:26] = side.to_bytes(4, "little") * 2
    (tmp_path / "bomb.bmp").write_bytes(bomb)
    with pytest.raises(DesignError, match=r"'bomb.bmp' is too large"):
        images.save_photo("bomb.bmp", tmp_path, tmp_path / "out.jpg", FRAME)


@pytest.mark.parametrize("name", ["../secret.png", "/etc/passwd", "link.png"])
def test_a_picture_outside_the_course_folder_is_refused(tmp_path: Path, name: str) -> None:
    course_folder = tmp_path / "course"
    course_folder.mkdir()
    Image.new("RGB", (3, 4)).save(tmp_path / "secret.png")
    if name == "link.png" and sys.platform == "win32":
        pytest.skip("a link needs a right of its own on Windows")
    if name == "link.png":
        (course_folder / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(DesignError, match="outside the course folder"):
        images.save_photo(name, course_folder, tmp_path / "out.jpg", FRAME)


@pytest.mark.parametrize(
    ("name", "reason"), [("gone.jpg", "is not in the course"), ("a\x00.jpg", "is broken"), (".", "is not a file")]
)
def test_a_picture_that_is_none_is_refused_by_name(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(DesignError, match=reason):
        images.logo(name, tmp_path)


def test_a_photo_as_phones_take_them_is_read(tmp_path: Path) -> None:
    import pillow_heif

    pillow_heif.from_pillow(Image.new("RGB", (600, 800), "red")).save(tmp_path / "ana.HEIC")
    images.save_photo("ana.HEIC", tmp_path, tmp_path / "out.jpg", FRAME)
    red, _, blue = Image.open(tmp_path / "out.jpg").getpixel((160, 200))  # type: ignore[misc]
    assert red > 200 > blue


def test_where_no_library_reads_heic_the_picture_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ana.heic").write_bytes(b"x")
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(
        DesignError, match=r"'ana\.heic' is HEIC\. Save it as JPEG, or run: .* -m pip install .checkin-kiosk\[heic\]."
    ):
        images.save_photo("ana.heic", tmp_path, tmp_path / "out.jpg", FRAME)


def test_a_heic_that_is_broken_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "ana.heic").write_bytes(b"not a picture")
    with pytest.raises(DesignError, match=r"'ana.heic' is broken"):
        images.save_photo("ana.heic", tmp_path, tmp_path / "out.jpg", FRAME)


def test_a_grey_picture_of_16_bits_is_that_of_8_bits(tmp_path: Path) -> None:
    grey = Image.linear_gradient("L")
    grey.save(tmp_path / "8.png")
    grey.convert("I").point(lambda level: level * 257).convert("I;16").save(tmp_path / "16.png")
    assert [images.logo(f"{bits}.png", tmp_path) for bits in (16, 8)] == [images.logo("8.png", tmp_path)] * 2


def test_a_background_of_few_colours_is_kept_exactly(tmp_path: Path) -> None:
    drawing = Image.new("RGB", (900, 600), "white")
    drawing.paste((230, 236, 246), (100, 100, 500, 300))
    drawing.save(tmp_path / "a.png")
    content, kind = images.background("a.png", tmp_path)
    assert (kind, Image.open(io.BytesIO(content)).tobytes()) == ("png", drawing.tobytes())


def test_a_background_of_many_colours_takes_few_bytes(tmp_path: Path) -> None:
    rows = Image.effect_noise((2340, 1660), 4).point(lambda level: level // 2 + 160)
    Image.merge("RGB", (rows, rows.transpose(Image.Transpose.ROTATE_180), rows)).save(tmp_path / "a.png")
    content, kind = images.background("a.png", tmp_path)
    assert (kind, len(content) < 200_000) == ("jpg", True)


def test_a_logo_that_is_white_on_white_is_refused(tmp_path: Path) -> None:
    Image.new("RGBA", (9, 9), (255, 255, 255, 200)).save(tmp_path / "logo.png")
    with pytest.raises(DesignError, match="white on white"):
        images.logo("logo.png", tmp_path)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="#080"/></svg>'


def test_an_svg_whose_filters_take_too_long_in_print_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_images, "_SECONDS", 2.0)
    noise = b'<feTurbulence baseFrequency="0.9" numOctaves="50"/>' * 200
    heavy = b'<filter id="f" width="1000%" height="1000%">' + noise + b'</filter><rect filter="url(#f)"'
    (tmp_path / "crest.svg").write_bytes(SVG.replace(b"<rect", heavy))
    with pytest.raises(DesignError, match="cannot be drawn"):
        images.logo("crest.svg", tmp_path)


def test_an_svg_crest_is_placed_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "crest.svg").write_bytes(SVG)
    assert images.logo("crest.svg", tmp_path) == (SVG, "svg")


def test_the_first_page_of_a_pdf_is_a_crest(tmp_path: Path) -> None:
    (tmp_path / "page.typ").write_text("#set page(width: 20pt, height: 10pt)\n#place(rect(fill: green))")
    (tmp_path / "crest.pdf").write_bytes(typst.compile(tmp_path / "page.typ"))
    content, ending = images.logo("crest.pdf", tmp_path)
    assert (ending, b'viewBox="0 0 20 10"' in content) == ("svg", True)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html/>",
        b"%PDF-1.4 broken",
        SVG.replace(b"<rect", b"<script/><rect"),
        SVG.replace(b"<rect", b'<image href="/etc/passwd"/><rect'),
        SVG.replace(b"<rect", b'<image href="https://example.org/x.png"/><rect'),
        b'<!DOCTYPE svg [<!ENTITY a "a">]>' + SVG,
        SVG.replace(b"<svg ", b'<svg onload="x()" '),
        SVG.replace(b"<rect", b"<g>" * 200 + b"<rect").replace(b"</svg>", b"</g>" * 200 + b"</svg>"),
    ],
)
def test_a_crest_that_is_no_plain_picture_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "crest.svg").write_bytes(content)
    with pytest.raises(DesignError, match=r"'crest.svg'"):
        images.logo("crest.svg", tmp_path)
