"""Where pages are made: a private folder with everything that a template may read, and typst at work in it.

Text goes to the template as data, never as markup, and nothing outside the folder can be read from it.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from checkin.drawing import pictures
from checkin.errors import DesignError

if TYPE_CHECKING:
    import typst

Format = Literal["pdf", "png", "svg"]

_NO_FONT = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_NO_ROOM = re.compile("panicked with: no room for (.*)", re.DOTALL)
_PLACE = re.compile(r"design[/\\]([^:\s]+):(\d+)")


class NoFontError(DesignError):
    """No font has some letters. ``letters`` holds each, as it was to be drawn."""

    def __init__(self, letters: Sequence[str]) -> None:
        self.letters = tuple(dict.fromkeys(letters))
        super().__init__(f"No font has {', '.join(self.letters)}.")


@contextmanager
def press(
    name: str, pages: Traversable, design: Path | None = None, beside: Sequence[Traversable] = ()
) -> Iterator["Press"]:
    """Open a press for a template (``pages``): ``checkin.typ`` and those ``beside`` it may be imported.

    ``design`` is a folder whose files are copied to ``design``, ``name`` what messages call it.
    """
    with tempfile.TemporaryDirectory(prefix="checkin-") as root:
        for template in beside:
            (Path(root) / template.name).write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        yield Press(Path(root), name, pages, design)


class Press:
    """Turns data into pages. Made by :func:`press`."""

    def __init__(self, root: Path, name: str, pages: Traversable, design: Path | None) -> None:
        self._root, self._name = root, name
        self._placed: dict[str, str] = {}
        (root / "pictures").mkdir()
        if design is not None:
            # Links are left behind: what they point to is not the design's own.
            shutil.copytree(design, root / "design", symlinks=True, ignore=_links)
        helpers = resources.files("checkin.drawing").joinpath("helpers.typ")
        for source, target in ((pages, "pages.typ"), (helpers, "checkin.typ")):
            (root / target).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        self._compiler = compiler(root / "pages.typ", root)

    def pages(self, data: Mapping[str, Any], *, kind: Format = "pdf", ppi: int = 300) -> list[bytes]:
        """The pages for this data: one PDF, or a picture a page.

        Raises :class:`NoFontError` (of a PDF only) and :class:`DesignError`.
        """
        import typst

        (self._root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        # The accessible PDF of ISO 14289-1: tagged, titled, with a text for each picture.
        standards: list[Any] = ["ua-1"] if kind == "pdf" else []
        try:
            made = self._compiler.compile(format=kind, ppi=float(ppi), pdf_standards=standards)
        except typst.TypstError as error:
            raise self._in_words(error) from None
        return made if isinstance(made, list) else [made or b""]

    def forget(self) -> None:
        """Have typst drop what it remembers of earlier pages, which is some 100 kB a badge.

        It keeps what one of the last ten compilations used (``comemo::evict``), so eleven of nothing clear it.
        """
        empty = self._root / "nothing.typ"
        empty.touch()
        nothing = compiler(empty, self._root)
        for _ in range(11):
            nothing.compile(format="svg")

    def place_photo(self, name: str, folder: Path | None, frame: tuple[float, float]) -> str:
        """Put a photo where the template may read it, for a frame in millimetres; returns its path there.

        One of no name, or of no folder, stays out. Raises :class:`DesignError` with the picture's name.
        """
        return self._place(name, "jpg", folder, frame)

    def place_logo(self, name: str, folder: Path | None) -> str:
        """Put a logo or a signature where the template may read it, as :meth:`place_photo` does."""
        return self._place(name, "png", folder, (0, 0))

    def _place(self, name: str, ending: str, folder: Path | None, frame: tuple[float, float]) -> str:
        if not name or folder is None:
            return ""
        key = f"{name}.{ending}"
        if key not in self._placed:
            target = self._root / "pictures" / f"{len(self._placed)}.{ending}"
            if ending == "png":
                pictures.save_logo(name, folder, target)
            else:
                pictures.save_photo(name, folder, target, frame)
            self._placed[key] = f"/pictures/{target.name}"
        return self._placed[key]

    def _in_words(self, error: "typst.TypstError") -> DesignError:
        missing = _NO_FONT.findall(error.diagnostic)
        if missing:
            return NoFontError([_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) for text in missing])
        message = str(error.message).replace(f"{self._root}/", "")
        if room := _NO_ROOM.search(message):
            return DesignError(f"The design {self._name} has no room for {room[1][:80]!r}; shorten it.")
        place = _PLACE.search(error.diagnostic)
        where = f"{place[1]}, line {place[2]}: " if place else ""
        hints = "; ".join(error.hints)
        reason = " ".join(f"{message} ({hints})".split() if hints else message.split())
        return DesignError(f"The design {self._name} cannot be drawn: {where}{reason[:300]}.")


def compiler(template: Path, root: Path) -> "typst.Compiler":
    """typst for a template that reads nothing outside ``root``, with the typeface of the installation."""
    import fontpkg_source_sans_3
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(fontpkg_source_sans_3.ROOT / "files")])
    # The folder of packages is not there: a template has none but its own files.
    packages = root / "packages"
    return typst.Compiler(template, root=root, font_paths=fonts, package_path=packages, package_cache_path=packages)


def _links(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if (Path(folder) / name).is_symlink()}
