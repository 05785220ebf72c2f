"""Pictures that are bombs, broken, of many kinds or no pictures: drawn, or refused by their name."""

import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from checkin.core.errors import DesignError
from checkin.typesetting import images

FRAME = (27.0, 36.0)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *more: bytes, bits: int = 8, colour: int = 2) -> bytes:
    """A PNG that says it has so many pixels, whatever is in it."""
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(more) + rows + chunk(b"IEND", b"")


def jpeg(*applications: bytes, mode: str = "RGB") -> bytes:
    """A JPEG with such application segments."""
    Image.new(mode, (60, 80), "red" if mode == "RGB" else 0).save(whole := io.BytesIO(), "JPEG")
    segments = b"".join(b"\xff\xe1" + struct.pack(">H", len(each) + 2) + each for each in applications)
    return whole.getvalue()[:2] + segments + whole.getvalue()[2:]


ENTRIES = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 5000) + b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0" * 5000
LOOP = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x69\x87\x04\0\x01\0\0\0\x08\0\0\0" * 3000
GIF = b"GIF89a" + struct.pack("<HHBBB", 10, 10, 0x80, 0, 0) + bytes(6) + b"\x2c"
GIF += struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x4c\x01\x00;"
BMP = b"BM" + struct.pack("<IHHI", 54, 0, 0, 54)
BMP += struct.pack("<IiiHHIIiiII", 40, 60000, -60000, 1, 24, 0, 0, 0, 0, 0, 0)
REFUSED = {
    "pixels.png": png(60_000, 60_000),
    "beyond.png": png(2**31 - 1, 2**31 - 1),
    "nothing.png": png(0, 0),
    "remarks.png": png(10, 10, chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(80_000_000)))),
    "profile.png": png(10, 10, chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(80_000_000)))),
    "frame.gif": GIF,
    "bytes.bmp": BMP,
    "script.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "zeros.jpg": bytes(100_000),
    "zip.png": b"PK\x03\x04",
    "cut.jpg": jpeg()[:300],
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_drawn_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(REFUSED[name])
    for save in (lambda: images.save_photo(name, tmp_path, tmp_path / "o", FRAME), lambda: logo(tmp_path, name)):
        with pytest.raises(DesignError, match=f"The picture '{name}'"):
            save()


def logo(folder: Path, name: str) -> None:
    images.logo(name, folder)


@pytest.mark.parametrize(
    "content",
    [
        jpeg(ENTRIES[:65_000]),
        jpeg(LOOP[:65_000]),
        jpeg(*[b"Exif\0\0" + bytes(60_000)] * 20),
        jpeg(mode="CMYK"),
        jpeg(mode="L"),
    ],
    ids=["entries", "loop", "many", "cmyk", "grey"],
)
def test_odd_photos_of_cameras_are_drawn(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    images.save_photo("a.jpg", tmp_path, tmp_path / "out.jpg", FRAME)
    with Image.open(tmp_path / "out.jpg") as out:
        assert out.size == (319, 425)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I"])
@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_every_kind_of_pixel_is_drawn(tmp_path: Path, mode: str, kind: str) -> None:
    try:
        black = {"LA": (0, 255), "RGBA": (0, 0, 0, 255)}.get(mode, 0)
        Image.new(mode, (40, 60), black).save(tmp_path / f"a.{kind.lower()}", kind)
    except OSError:
        pytest.skip(f"{kind} has no pixels of {mode}")
    name = f"a.{kind.lower()}"
    images.save_photo(name, tmp_path, tmp_path / "out.jpg", FRAME)
    logo(tmp_path, name)


def test_of_an_animated_picture_the_first_is_drawn(tmp_path: Path) -> None:
    red, blue = (Image.new("RGB", (40, 60), colour) for colour in ("red", "blue"))
    red.save(tmp_path / "a.gif", save_all=True, append_images=[blue] * 50)
    images.save_photo("a.gif", tmp_path, tmp_path / "out.jpg", FRAME)
    with Image.open(tmp_path / "out.jpg") as out:
        assert out.getpixel((100, 100))[0] > 200  # type: ignore[index]


def test_a_picture_of_too_many_bytes_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "a.jpg").open("wb") as file:
        file.truncate(33 * 2**20)
    with pytest.raises(DesignError, match="has more than 32 MB"):
        logo(tmp_path, "a.jpg")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_no_picture(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jpg")
    with pytest.raises(DesignError, match="is not a file"):
        logo(tmp_path, "a.jpg")


@pytest.mark.parametrize("name", ["../a.jpg", "/etc/hostname", "link.jpg", "\0.jpg", "a" * 5000 + ".jpg"])
def test_no_picture_is_read_from_outside_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    (tmp_path / "a.jpg").write_bytes(jpeg())
    (folder / "link.jpg").symlink_to(tmp_path / "a.jpg")
    with pytest.raises(DesignError, match="The picture"):
        logo(folder, name)
