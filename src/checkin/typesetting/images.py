"""Prepare photos and logos for print with Pillow: rotate, crop and scale them."""

import struct
import warnings
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checkin.core.errors import DesignError
from checkin.system.extra_packages import install_command
from checkin.system.file_names import stored_path
from checkin.typesetting import vector_images

if TYPE_CHECKING:
    from PIL.Image import Image

# A logo in a box of 60 x 25 mm at 600 dots an inch.
_LOGO = (1400, 600)
# A background of A4 across at 200 dots an inch. Every certificate holds a copy, so a large one is saved with fewer
# bytes: of a pale picture no eye sees the difference. Drawings of few colours are kept exactly.
_BACKGROUND = (2340, 1660)
_QUALITIES, _ENOUGH_BYTES = (88, 82, 76), 150_000
_FEW_COLOURS = 4096
_MOST_PIXELS = 60_000_000
_MOST_BYTES = 32 * 2**20  # a camera's largest JPEG has 25 MB; one of 50 MB of remarks is read for 10 s
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_ALMOST_WHITE = 235
_HEIC = (".heic", ".heif")
_DOTS_PER_MM = 300 / 25.4


def save_photo(name: str, folder: Path, target: Path, frame: tuple[float, float]) -> None:
    """Write a person's photo as a JPEG that fills a frame in millimetres at 300 dpi.

    ``name`` is the image's path in the course's ``folder``. Raises :class:`DesignError` with that name when the image
    is missing, broken, too large, or outside the folder.
    """
    size = (round(frame[0] * _DOTS_PER_MM), round(frame[1] * _DOTS_PER_MM))
    cropped_photo(name, folder, size).save(target, "JPEG", quality=88)


def cropped_photo(name: str, folder: Path, size: tuple[int, int]) -> "Image":
    """Return a person's photo, cropped to a size in pixels. Raises :class:`DesignError` as :func:`save_photo`."""
    from PIL import ImageOps

    picture = _on_white(_opened(name, folder, rough=2 * max(size)))
    # A face is above the middle more often than below.
    return ImageOps.fit(picture, size, centering=(0.5, 0.35))


def logo(name: str, folder: Path) -> tuple[bytes, str]:
    """Return the image data of a logo, a crest or a signature for print, and ``png`` or ``svg``.

    SVG and PDF stay vectors. Raises :class:`DesignError` as for a photo, and if nothing of the picture is to be seen.
    """
    if Path(name).suffix.casefold() in vector_images.ENDINGS:
        return vector_images.as_svg(_read(name, folder), name), "svg"
    picture = _opened(name, folder).convert("RGBA")
    picture.thumbnail(_LOGO)
    if not any(_on_white(picture).convert("L").histogram()[:_ALMOST_WHITE]):
        raise DesignError("The picture '{name}' would be white on white paper. Use a dark version of it.", name=name)
    return _saved(picture, "PNG"), "png"


def background(name: str, folder: Path) -> tuple[bytes, str]:
    """Return the image data of a picture that lies behind a page, and ``jpg``, ``png`` or ``svg``.

    SVG and PDF stay vectors. Raises :class:`DesignError` as for a photo, and if the picture is white.
    """
    if Path(name).suffix.casefold() in vector_images.ENDINGS:
        return vector_images.as_svg(_read(name, folder), name), "svg"
    picture = _on_white(_opened(name, folder))
    picture.thumbnail(_BACKGROUND if picture.width >= picture.height else _BACKGROUND[::-1])
    if picture.convert("L").getextrema() == (255, 255):
        raise DesignError("The picture '{name}' would be white on white paper. Use a dark version of it.", name=name)
    return _compressed(picture)


def _compressed(picture: "Image") -> tuple[bytes, str]:
    """Return a picture with few bytes in a PDF, and ``jpg`` or ``png``."""
    made = b""
    for quality in _QUALITIES:
        made = _saved(picture, "JPEG", quality=quality, optimize=True)
        if len(made) <= _ENOUGH_BYTES:
            break
    # A PDF holds the pixels of a PNG deflated.
    if picture.getcolors(_FEW_COLOURS) and len(zlib.compress(picture.tobytes())) < len(made):
        return _saved(picture, "PNG"), "png"
    return made, "jpg"


def _saved(picture: "Image", form: str, **options: Any) -> bytes:
    content = BytesIO()
    picture.save(content, form, **options)
    return content.getvalue()


def _on_white(picture: "Image") -> "Image":
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("RGB")


def _opened(name: str, folder: Path, *, rough: int = 0) -> "Image":
    """Open an image, rotated by its EXIF data.

    ``rough`` decodes a JPEG at a smaller size, but at least so many pixels.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    path = _path(name, folder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of what it mends; what it cannot mend it raises
            with Image.open(path, formats=_heic(name) if path.suffix.casefold() in _HEIC else _FORMATS) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise DesignError(
                        "The picture '{name}' is too large: {width} x {height} pixels. Save it with at most "
                        "{most} million.",
                        name=name,
                        width=picture.width,
                        height=picture.height,
                        most=_MOST_PIXELS // 1_000_000,
                    )
                if rough:
                    picture.draft("RGB", (rough, rough))
                return _eight_bits(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError:
        raise DesignError("The picture '{name}' is too large. Save it smaller.", name=name) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error):
        raise DesignError("The picture '{name}' is broken or of an unknown kind. Use JPEG or PNG.", name=name) from None


def _eight_bits(picture: "Image") -> "Image":
    """Return a picture of 16 bits a level with 8 bits; Pillow's own conversion makes most of its levels white."""
    if picture.mode not in ("I", "F") and not picture.mode.startswith("I;16"):
        return picture
    return picture.convert("I").point(lambda level: level * (1 / 257)).convert("L")


def _read(name: str, folder: Path) -> bytes:
    path = _path(name, folder)
    try:
        return path.read_bytes()
    except OSError as error:
        raise DesignError("{path} cannot be read: {reason}.", path=name, reason=error.strerror or error) from None


def _path(name: str, folder: Path) -> Path:
    """Return the path of a picture. Raises :class:`DesignError` if it is none, too large, or outside the folder."""
    try:
        path = stored_path(folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise DesignError("The picture '{name}' is outside the course folder. Move it into the folder.", name=name)
        if path.exists() and not path.is_file():
            raise DesignError("The picture '{name}' is not a file. Use a JPEG or PNG.", name=name)
        if path.stat().st_size > _MOST_BYTES:
            raise DesignError(
                "The picture '{name}' has more than {most} MB. Save it smaller.",
                name=name,
                most=_MOST_BYTES // 2**20,
            )
    except FileNotFoundError:
        raise DesignError("The picture '{name}' is not in the course folder.", name=name) from None
    except (OSError, ValueError):
        raise DesignError("The picture '{name}' is broken or of an unknown kind. Use JPEG or PNG.", name=name) from None
    return path


def _heic(name: str) -> tuple[str, ...]:
    """Return Pillow's format names for HEIC (photos of most phones). Needs pillow-heif."""
    try:
        import pillow_heif
    except ImportError:
        raise DesignError(
            "The picture '{name}' is HEIC. Save it as JPEG, or run: {command}",
            name=name,
            command=install_command("checkin-kiosk[heic]"),
        ) from None
    pillow_heif.register_heif_opener()
    return ("HEIF",)
