"""Run typst in a workspace folder: in this process, or in a sandbox for templates of third parties.

Why: a third-party template may never end or may exhaust the memory, and typst cannot be interrupted. The sandbox is a
child process with limits on time and memory and without network.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from checkin.system.sandbox import Sandbox
from checkin.typesetting.fonts import FOLDER, is_fallback, load_fonts

if TYPE_CHECKING:
    import typst

Format = Literal["pdf", "png", "svg"]

# The accessible PDF of ISO 14289-1: tagged, titled, with a text for each picture.
ACCESSIBLE = ("ua-1",)
# A thousand badges with photos take 1,000 MB at most.
_MEGABYTES = 2048
_UNKNOWN_FAMILY = re.compile("unknown font family: (.*)")


class TypesettingError(Exception):
    """A template error as typst reports it. Never shown to users: the workspace words it."""

    def __init__(self, message: str, diagnostic: str, hints: Sequence[str]) -> None:
        super().__init__(message)
        self.message, self.diagnostic, self.hints = message, diagnostic, tuple(hints)


class Typesetter(Protocol):
    """Renders ``pages.typ`` of its folder."""

    def pages(self, kind: Format, ppi: int, seconds: float) -> list[bytes]:
        """Return one PDF, or an image for each page.

        Raises :class:`TypesettingError`, and :class:`SandboxError` when a limit is reached.
        """

    def forget(self) -> None:
        """Clear typst's cache of earlier pages, which takes about 100 kB a badge."""

    def close(self) -> None:
        """Release all resources."""


class InProcessCompiler:
    """typst in this process, for the templates that come with checkin."""

    def __init__(self, root: Path, standards: Sequence[str] = ACCESSIBLE) -> None:
        self._root, self._standards = root, standards
        self._compiler = _compiler(root / "pages.typ", root)

    def pages(self, kind: Format, ppi: int, seconds: float = 0) -> list[bytes]:
        del seconds
        import typst

        standards: list[Any] = list(self._standards) if kind == "pdf" else []
        try:
            made, warnings = self._compiler.compile_with_warnings(format=kind, ppi=float(ppi), pdf_standards=standards)
        except typst.TypstError as error:
            raise TypesettingError(str(error.message), error.diagnostic, error.hints) from None
        for warning in warnings:
            family = _UNKNOWN_FAMILY.fullmatch(str(warning.message))
            if family and not is_fallback(family[1]):
                raise TypesettingError(str(warning.message), "", ())
        return made if isinstance(made, list) else [made or b""]

    def forget(self) -> None:
        # It keeps what one of the last ten compilations used (``comemo::evict``), so eleven of nothing clear it.
        empty = self._root / "nothing.typ"
        empty.touch()
        nothing = _compiler(empty, self._root)
        for _ in range(11):
            nothing.compile(format="svg")

    def close(self) -> None:
        return


class SandboxedCompiler:
    """typst in a child process, for third-party templates."""

    def __init__(self, root: Path, standards: Sequence[str] = ACCESSIBLE) -> None:
        self._root, self._standards = root, standards
        self._apart = Sandbox(f"{__name__}:work", megabytes=_MEGABYTES)

    def pages(self, kind: Format, ppi: int, seconds: float) -> list[bytes]:
        question = {"root": str(self._root), "kind": kind, "ppi": ppi, "standards": self._standards}
        answer, made = self._apart.call(question, seconds=seconds)
        if "message" in answer:
            raise TypesettingError(answer["message"], answer["diagnostic"], answer["hints"])
        return made

    def forget(self) -> None:
        self._apart.close()

    def close(self) -> None:
        self._apart.close()


_here: dict[str, InProcessCompiler] = {}


def work(question: dict[str, Any], blobs: list[bytes]) -> tuple[Mapping[str, Any], Sequence[bytes]]:
    """Render pages in the child process of :class:`SandboxedCompiler`."""
    del blobs
    root = question["root"]
    if root not in _here:
        _here[root] = InProcessCompiler(Path(root), question["standards"])
    try:
        return {}, _here[root].pages(question["kind"], question["ppi"])
    except TypesettingError as error:
        return {"message": error.message, "diagnostic": error.diagnostic, "hints": error.hints}, ()


def _compiler(template: Path, root: Path) -> "typst.Compiler":
    """Return a typst compiler that reads nothing outside ``root``, with the fonts that were copied there."""
    import typst

    fonts = load_fonts([root / FOLDER, root / "design"])
    # The folder of packages is not there: a template has none but its own files.
    packages = root / "packages"
    return typst.Compiler(template, root=root, font_paths=fonts, package_path=packages, package_cache_path=packages)
