"""Render a template in a private folder that holds everything it may read.

Text reaches the template as data, never as markup. The template can read nothing outside the folder.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from checkin.core.errors import DesignError, PersonDesignError
from checkin.core.text import sentence, translatable
from checkin.system.private_folder import drawing_folder
from checkin.system.sandbox import SandboxError
from checkin.typesetting import images
from checkin.typesetting.compiler import Format, InProcessCompiler, SandboxedCompiler, Typesetter, TypesettingError
from checkin.typesetting.fonts import FOLDER
from checkin.typesetting.print_settings import with_print_settings

__all__ = ["Format", "MissingGlyphError", "TextOverflowError", "TypstWorkspace", "open_workspace"]

_MOST_FILES, _MOST_BYTES = 500, 64 * 2**20
# Seconds for a run of pages of a design of one's own, and for each badge or certificate of it: one of checkin's own
# takes 2 ms on a machine of today.
_SECONDS, _SECONDS_EACH = 20.0, 0.2
_NO_FONT = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_NO_ROOM = re.compile("panicked with: no room for (.*)", re.DOTALL)
_FAMILY = re.compile("unknown font family: (.*)")
_PACKAGE = re.compile(r"package[^@]*(?:@|packages\.typst\.org)")
_TRIES = 5  # typst may tell of the letters one after the other
_PLACE = re.compile(r"design[/\\]([^:\s]+):(\d+)")


class MissingGlyphError(DesignError):
    """No font has some letters. ``letters`` holds each, as it was to be drawn."""

    def __init__(self, letters: Sequence[str]) -> None:
        self.letters = tuple(dict.fromkeys(letters))
        super().__init__(translatable("No font has {letters}."), letters=", ".join(self.letters))


class TextOverflowError(PersonDesignError):
    """A text does not fit on a design. ``names`` are the people on whose badges it is, if it is not on all."""

    def __init__(self, design: str, text: str, names: Sequence[str] = ()) -> None:
        self.design, self.words = design, text
        values = {"design": design, "text": text[:80], "name": names[0] if names else "", "n": len(names) - 1}
        if len(names) > 1:
            super().__init__(
                translatable(
                    "The design {design} has no room for “{text}” on the badge of {name} and {n} more. "
                    "Shorten the text."
                ),
                **values,
            )
        elif names:
            super().__init__(
                translatable("The design {design} has no room for “{text}” on the badge of {name}. Shorten the text."),
                **values,
            )
        else:
            super().__init__(translatable("The design {design} has no room for “{text}”. Shorten the text."), **values)


@contextmanager
def open_workspace(
    name: str,
    pages: Traversable,
    design: Path | None = None,
    beside: Sequence[Traversable] = (),
    fonts: Path | None = None,
    *,
    in_child: bool = False,
) -> Iterator["TypstWorkspace"]:
    """Open a workspace for a template (``pages``), which may import ``checkin.typ`` and those in ``beside``.

    The files of the folder ``design`` are copied to ``design``; messages call it ``name``. A third-party design is
    compiled in a sandbox, and so is every page where a course has font files of its own in the folder ``fonts``.
    ``in_child`` compiles in the child process too, so that no other thread of this one has to wait. Raises
    :class:`DesignError` when a folder is too large.
    """
    with drawing_folder() as root:
        for template in beside:
            (root / template.name).write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        opened = TypstWorkspace(root, name, pages, design, fonts, in_child=in_child)
        try:
            yield opened
        finally:
            opened.close()


class TypstWorkspace:
    """Renders data as pages. Created by :func:`open_workspace`."""

    def __init__(
        self, root: Path, name: str, pages: Traversable, design: Path | None, fonts: Path | None, *, in_child: bool
    ) -> None:
        self._root, self._name = root, name
        self._placed: dict[str, str] = {}
        (root / "pictures").mkdir()
        if design is not None:
            _require_small(design, name)
            shutil.copytree(design, root / "design", ignore=_not_its_own)
        helpers = resources.files("checkin.typesetting").joinpath("helpers.typ")
        for source, target in ((pages, "pages.typ"), (helpers, "checkin.typ")):
            (root / target).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        own = in_child or (design is not None and not design.is_relative_to(str(resources.files("checkin"))))
        if fonts is not None and fonts.is_dir():
            _require_small(fonts, FOLDER)
            shutil.copytree(fonts, root / FOLDER, ignore=_not_its_own)
            own = True
        self._typesetter: Typesetter = SandboxedCompiler(root) if own else InProcessCompiler(root)
        self.forget = self._typesetter.forget
        self.close = self._typesetter.close

    def pages(self, data: Mapping[str, Any], *, kind: Format = "pdf", ppi: int = 300, many: int = 1) -> list[bytes]:
        """Return the pages for this data: one PDF, or an image for each page.

        ``many`` is the number of badges or certificates, which sets the time limit. Raises :class:`MissingGlyphError`
        (for a PDF only) and :class:`DesignError`, also when a third-party design exceeds a limit.
        """
        (self._root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        try:
            made = self._typesetter.pages(kind, ppi, _SECONDS + many * _SECONDS_EACH)
        except TypesettingError as error:
            raise self._in_words(error) from None
        except SandboxError as error:
            raise DesignError(
                "The design {name} cannot be drawn: {reason}. Simplify it.", name=self._name, reason=error
            ) from None
        two_sided = bool(data.get("two_sided"))
        return [with_print_settings(one, two_sided=two_sided) for one in made] if kind == "pdf" else made

    def pages_of_list(self, data: Mapping[str, Any]) -> list[bytes]:
        """Return the PDF of a list or a report, with ``?`` for characters that no font has.

        Why: one name must not prevent the list from being printed. Raises :class:`DesignError`.
        """
        for _ in range(_TRIES):
            try:
                return self.pages(data)
            except MissingGlyphError as error:
                lost = dict.fromkeys((ord(c) for text in error.letters for c in text if not c.isascii()), "?")
                data = _translated(data, lost)
        return self.pages(data)

    def place_photo(self, name: str, folder: Path | None, frame: tuple[float, float]) -> str:
        """Copy a photo to the workspace, sized for a frame in millimetres; return its path there.

        Returns an empty path without a name or a folder. Raises :class:`DesignError` with the image's name.
        """
        if not name or folder is None:
            return ""
        key = f"{name} {frame}"
        if key not in self._placed:
            target = self._root / "pictures" / f"{len(self._placed)}.jpg"
            images.save_photo(name, folder, target, frame)
            self._placed[key] = f"/pictures/{target.name}"
        return self._placed[key]

    def place_logo(self, name: str, folder: Path | None) -> str:
        """Copy a logo or a signature to the workspace, as :meth:`place_photo` does. SVG and PDF stay vectors."""
        if not name or folder is None:
            return ""
        return self._placed.get(name) or self.place_picture(name, *images.logo(name, folder))

    def place_background(self, name: str, folder: Path | None) -> str:
        """Copy a picture that lies behind a page to the workspace, as :meth:`place_logo` does."""
        if not name or folder is None:
            return ""
        key = f"{name} behind"
        return self._placed.get(key) or self.place_picture(key, *images.background(name, folder))

    def place_picture(self, name: str, content: bytes, ending: str) -> str:
        """Write a prepared picture to the workspace; return its path there."""
        if name not in self._placed:
            target = self._root / "pictures" / f"{len(self._placed)}.{ending}"
            target.write_bytes(content)
            self._placed[name] = f"/pictures/{target.name}"
        return self._placed[name]

    def _in_words(self, error: TypesettingError) -> DesignError:
        missing = _NO_FONT.findall(error.diagnostic)
        if missing:
            return MissingGlyphError([_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) for text in missing])
        message = error.message.replace(f"{self._root}/", "")
        if _PACKAGE.search(message):
            return DesignError(
                "The design {name} cannot be drawn: it needs a package. Put the package's files into "
                "the design's folder.",
                name=self._name,
            )
        if family := _FAMILY.search(message):
            return DesignError(
                "The design {name} cannot be drawn: there is no font “{family}”. Put its .ttf or .otf files into the "
                "design's folder, or into the folder fonts of the course.",
                name=self._name,
                family=family[1],
            )
        if room := _NO_ROOM.search(message):
            return TextOverflowError(self._name, room[1])
        place = _PLACE.search(error.diagnostic)
        where = sentence("{file}, line {line}: ", file=place[1], line=place[2]) if place else ""
        hints = "; ".join(error.hints)
        reason = " ".join(f"{message} ({hints})".split() if hints else message.split())
        return DesignError(
            "The design {name} cannot be drawn: {where}{reason}.", name=self._name, where=where, reason=reason[:300]
        )


def _translated(value: Any, table: Mapping[int, str]) -> Any:
    """Return the same data with some letters replaced."""
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, Mapping):
        return {key: _translated(each, table) for key, each in value.items()}
    return [_translated(each, table) for each in value] if isinstance(value, Sequence) else value


def _require_small(design: Path, name: str) -> None:
    """Raise :class:`DesignError` if a design has too many files or bytes: it is copied for every run."""
    count = size = 0
    for folder, folders, names in os.walk(design):
        count += len(folders) + len(names)
        size += sum(file.stat().st_size for file in (Path(folder, each) for each in names) if _is_file(file))
        if count > _MOST_FILES or size > _MOST_BYTES:
            raise DesignError(
                "The folder of the design {name} is too large: the maximum is {files} files and {size} MB.",
                name=name,
                files=_MOST_FILES,
                size=_MOST_BYTES // 2**20,
            )


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _not_its_own(folder: str, names: list[str]) -> set[str]:
    """Return the names to skip when copying a design: symlinks, pipes, devices."""
    paths = [Path(folder) / name for name in names]
    return {path.name for path in paths if path.is_symlink() or not (path.is_file() or path.is_dir())}
