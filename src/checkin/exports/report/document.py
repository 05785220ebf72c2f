"""Define a document of sections, independent of HTML, PDF and text. Everything but the charts' SVG is plain text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from checkin.core.text import capitalized, clean


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, and a description of it in words."""

    svg: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: headings, which begin with a capital, rows, and the indexes of the numeric columns."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "headings", [capitalized(heading) for heading in self.headings])


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, then optional sentences, chart and table."""

    title: str
    lines: Sequence[str] = ()
    chart: Chart | None = None
    grid: Grid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A title, a subtitle and sections. ``paper`` and ``fonts`` (a folder of typefaces) are those of the PDF."""

    title: str
    subtitle: str
    language: str
    organizer: str = ""
    paper: str = "a4"
    fonts: Path | None = None
    sections: Sequence[Section] = field(default_factory=tuple)


def each_once(texts: Iterable[str | None]) -> str:
    """Return texts from outside with commas between them, each once; empty ones are left out."""
    return ", ".join(dict.fromkeys(clean(text) for text in texts if text))
