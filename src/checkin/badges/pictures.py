"""Photos and logos, made ready for print by Pillow: turned as taken, cropped to the frame, scaled."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from checkin.errors import DesignError
from checkin.text import slug

if TYPE_CHECKING:
    from PIL.Image import Image

# A photo of 27 x 36 mm at 300 dots an inch; a logo in a box of 60 x 25 mm at 600.
_PHOTO = (324, 432)
_LOGO = (1400, 600)
_MOST_PIXELS = 60_000_000


def place_photo(name: str, root: Path, folder: Path) -> str:
    """Put a person's photo where the template may read it; returns its path there.

    Raises :class:`DesignError` with the file's name when it is missing, broken or too large.
    """
    from PIL import ImageOps

    picture = _open(name, folder).convert("RGB")
    fitted = ImageOps.fit(picture, _PHOTO, centering=(0.5, 0.35))
    target = f"pictures/{slug(name)}.jpg"
    (root / "pictures").mkdir(exist_ok=True)
    fitted.save(root / target, quality=88)
    return f"/{target}"


def place_logo(name: str, root: Path, folder: Path) -> str:
    """Put the course's logo where the template may read it, with its transparency; returns its path there."""
    picture = _open(name, folder).convert("RGBA")
    picture.thumbnail(_LOGO)
    (root / "pictures").mkdir(exist_ok=True)
    picture.save(root / "pictures/logo.png")
    return "/pictures/logo.png"


def _open(name: str, folder: Path) -> "Image":
    from PIL import Image, ImageOps, UnidentifiedImageError

    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise DesignError(f"The picture {name!r} lies outside the course folder; put it into the folder.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise DesignError(f"The picture {name!r} is too large: {picture.width} x {picture.height} pixels.")
                turned: Image.Image = ImageOps.exif_transpose(picture)
                return turned.copy()
    except FileNotFoundError:
        raise DesignError(f"The picture {name!r} is not in the course folder.") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise DesignError(f"The picture {name!r} is broken or of no known kind.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DesignError(f"The picture {name!r} is too large.") from None
