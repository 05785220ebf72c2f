"""Find the font files for pages: those of installed packages, of the course and of a design."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

# Family, and the package that brings it. helpers.typ lists the families in the same order.
_PACKAGES = {
    "Source Sans 3": "fontpkg_source_sans_3",
    "Noto Sans Arabic": "fontpkg_noto_sans_arabic",
    "Heebo": "fontpkg_heebo",
    "Noto Sans Thai": "fontpkg_noto_sans_thai",
    "Noto Sans Devanagari": "fontpkg_noto_sans_devanagari",
    "Noto Sans CJK SC": "manimgx_fonts_cjk",  # checkin-kiosk[cjk]
}
# What pages are set in where nothing else is said.
DEFAULT = next(iter(_PACKAGES))
# Where a course keeps fonts of its own.
FOLDER = "fonts"


def load_fonts(own: Sequence[Path]) -> "typst.Fonts":
    """Return the fonts of the installed packages and of some folders, and none of the machine's."""
    import typst

    folders = [*_installed(), *(str(folder) for folder in own if folder.is_dir())]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


def is_fallback(family: str) -> bool:
    """Return True for a family that pages name although its package may be missing."""
    return family.casefold() in {name.casefold() for name in _PACKAGES}


@lru_cache(maxsize=1)
def _installed() -> tuple[str, ...]:
    found = (find_spec(package) for package in _PACKAGES.values())
    return tuple(folder for spec in found if spec for folder in spec.submodule_search_locations or ())
