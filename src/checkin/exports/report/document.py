"""A document of sections, before it is HTML, PDF or text. Everything in it is plain text but the charts' SVG."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, and what it shows in words."""

    svg: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its headings, its rows, and which columns are numbers."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, then sentences, a chart, a table: each may be missing."""

    title: str
    lines: Sequence[str] = ()
    chart: Chart | None = None
    grid: Grid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A title, what stands below it, and the sections."""

    title: str
    subtitle: str
    language: str
    organizer: str = ""
    sections: Sequence[Section] = field(default_factory=tuple)
