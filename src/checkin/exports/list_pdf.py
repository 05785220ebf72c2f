"""Write a list as a tagged PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from checkin.core.errors import DesignError
from checkin.core.text import clean
from checkin.system.files import write_files_atomically
from checkin.typesetting.workspace import open_workspace


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its share of the width (0: as wide as needed), and the kind of its cells.

    A ``box`` is ticked and a ``line`` is written on by hand; their cells are empty.
    """

    heading: str
    share: float = 0
    kind: Literal["text", "number", "box", "line"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperList:
    """A list in one language: title, columns and rows. ``wide`` turns the paper."""

    title: str
    subtitle: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    language: str
    organizer: str = ""
    footer: str = ""
    wide: bool = False


def draw_list(found: PaperList, file: Path) -> Path:
    """Write a list as a PDF. Raises :class:`DesignError` when it cannot be drawn or the file not written."""
    data = {
        "title": clean(found.title),
        "subtitle": clean(found.subtitle),
        "organizer": clean(found.organizer),
        "footer": clean(found.footer),
        "language": found.language,
        "wide": found.wide,
        "columns": [asdict(column) for column in found.columns],
        "rows": [[clean(cell) for cell in row] for row in found.rows],
    }
    return write_pdf("list.typ", data, file)


def write_pdf(template: str, data: Mapping[str, Any], file: Path) -> Path:
    """Write a page of data as a PDF. Raises :class:`DesignError` as :func:`draw_list`."""
    with open_workspace("list", resources.files("checkin.exports").joinpath(template)) as opened:
        (made,) = opened.pages_of_list(data)
    try:
        return write_files_atomically(file.parent, [(file.name, made)])[0]
    except OSError as error:
        raise DesignError("{path} cannot be written: {reason}.", path=file, reason=error.strerror or error) from None
