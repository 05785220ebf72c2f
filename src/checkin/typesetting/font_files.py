"""Find font files that pages cannot use. They are read in a sandbox: anybody may have made them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from checkin.core.text import TranslatableText, clean, sentence
from checkin.system.sandbox import Sandbox, SandboxError
from checkin.typesetting.fonts import DEFAULT, load_fonts

_ENDINGS = frozenset((".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2", ".eot", ".pfb"))
_MEGABYTES, _SECONDS = 1024, 20.0


def unusable_fonts(folders: Sequence[Path]) -> list[TranslatableText]:
    """Return a sentence for each font file in these folders that pages cannot use, and what they use instead."""
    found = {file for folder in folders if folder.is_dir() for file in folder.rglob("*")}
    files = sorted(file for file in found if file.suffix.casefold() in _ENDINGS and not file.is_dir())
    if not files:
        return []
    with Sandbox(f"{__name__}:work", megabytes=_MEGABYTES) as sandbox:
        try:
            answer, _ = sandbox.call({"folders": [str(folder) for folder in folders]}, seconds=_SECONDS)
        except SandboxError:
            answer = {"read": []}
    read = {Path(path) for path in answer["read"]}
    return [_unusable(file) for file in files if file.is_symlink() or file not in read]


def _unusable(file: Path) -> TranslatableText:
    return sentence(
        "The font file {file} cannot be read and is not used. Pages use {family} instead. Replace it with a .ttf or "
        ".otf file.",
        file=clean(str(file)),
        family=DEFAULT,
    )


def work(question: dict[str, Any], blobs: list[bytes]) -> tuple[Mapping[str, Any], Sequence[bytes]]:
    """Return which files of some folders hold a font, in the child process of :func:`unusable_fonts`."""
    del blobs
    fonts = load_fonts([Path(folder) for folder in question["folders"]]).fonts()
    return {"read": sorted({str(font.path) for font in fonts if font.path})}, ()
