"""Write a list as a tagged PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from checkin.core.errors import DesignError
from checkin.core.text import clean
from checkin.store.open_course import OpenCourse
from checkin.system.files import write_errors, write_files_atomically
from checkin.typesetting.workspace import open_workspace

# Width and height in millimetres.
PAPER_SIZES = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its share of the width (0: as wide as needed), and the kind of its cells.

    A ``box`` is ticked and a ``line`` is written on by hand; their cells are empty. A cell ``-`` has no box.
    """

    heading: str
    share: float = 0
    kind: Literal["text", "number", "box", "line"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperList:
    """A list in one language: title, columns and rows. ``wide`` turns the paper.

    ``headings`` stand between the rows: each has the place of the row that follows, and its text. ``before`` and
    ``after`` are sentences above and below the table. ``fonts`` is the course's folder of typefaces.
    """

    title: str
    subtitle: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    language: str
    headings: Sequence[tuple[int, str]] = ()
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    organizer: str = ""
    footer: str = ""
    wide: bool = False
    paper: str = "a4"
    fonts: Path | None = None


def list_of_course(opened: OpenCourse, **content: Any) -> PaperList:
    """Return a list in the course's language, on its paper, with its name at the foot."""
    course = opened.course
    return PaperList(
        language=course.language,
        organizer=course.organizer,
        footer=f"{course.edition} {course.title}".strip(),
        paper=course.paper,
        fonts=opened.folder.fonts,
        **content,
    )


def draw_list(found: PaperList | Sequence[PaperList], file: Path, *, in_child: bool = False) -> Path:
    """Write a list as a PDF, or several, each on a new page. ``in_child`` draws in a child process: no scan waits.

    Raises :class:`DesignError` when it cannot be drawn or the file not written.
    """
    lists = [found] if isinstance(found, PaperList) else found
    first = lists[0]
    data = {
        "title": clean(first.title),
        "organizer": clean(first.organizer),
        "language": first.language,
        "wide": first.wide,
        "paper": PAPER_SIZES[first.paper],
        "lists": [_facts(one) for one in lists],
    }
    return write_pdf("list.typ", data, file, fonts=first.fonts, in_child=in_child)


def _facts(found: PaperList) -> dict[str, Any]:
    headings: dict[str, list[str]] = {}
    for place, text in found.headings:
        headings.setdefault(str(place), []).append(clean(text))
    return {
        "title": clean(found.title),
        "subtitle": clean(found.subtitle),
        "footer": clean(found.footer),
        "before": [clean(text) for text in found.before],
        "after": [clean(text) for text in found.after],
        "headings": headings,
        "columns": [asdict(column) for column in found.columns],
        "rows": [[clean(cell) for cell in row] for row in found.rows],
    }


def write_pdf(
    template: str, data: Mapping[str, Any], file: Path, *, fonts: Path | None = None, in_child: bool = False
) -> Path:
    """Write a page of data as a PDF. Raises :class:`DesignError` as :func:`draw_list`."""
    pages = resources.files("checkin.exports").joinpath(template)
    with open_workspace("list", pages, fonts=fonts, in_child=in_child) as opened:
        (made,) = opened.pages_of_list(data)
    with write_errors(file, DesignError):
        return write_files_atomically(file.parent, [(file.name, made)])[0]
