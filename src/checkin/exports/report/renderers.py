"""Render a document as HTML, PDF and text. Each result is self-contained and loads nothing."""

from collections.abc import Sequence
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from checkin.core.errors import ExportError
from checkin.core.text import clean
from checkin.exports.list_pdf import PAPER_SIZES
from checkin.exports.report.charts import on_paper
from checkin.exports.report.document import Document, Grid, Section
from checkin.system.files import write_errors, write_files_atomically
from checkin.typesetting.workspace import open_workspace

_SHORT, _LONG = 22, 100  # letters: what is shorter is not broken, what is longer has several lines
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #15181d; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; margin-bottom: 0; } h2 { font-size: 1.2rem; margin-top: 2.2rem; } .below { color: #4a4f57; }
table { border-collapse: collapse; margin: .8rem 0; } caption { text-align: left; }
th, td { padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #d4d8de; text-align: left; vertical-align: top; }
.n { text-align: right; font-variant-numeric: tabular-nums; } figure { margin: 1rem 0; }
figure svg { max-width: 100%; height: auto; }
figcaption { color: #4a4f57; font-size: .9rem; } @media print { body { margin: 0; }
h2 { break-after: avoid; } tr, figure { break-inside: avoid; } }
"""


def save(document: Document, file: Path) -> None:
    """Write a document in the format that the file extension names.

    Raises :class:`ExportError` for an unknown extension, or when the file cannot be written.
    """
    match file.suffix.casefold():
        case ".html":
            made = as_html(document).encode()
        case ".pdf":
            made = as_pdf(document)
        case ".txt":
            made = as_text(document).encode()
        case _:
            raise ExportError("Unknown format: {file}. Use {endings}.", file=file, endings=".html, .pdf, .txt")
    with write_errors(file, ExportError):
        write_files_atomically(file.parent, [(file.name, made)])


def as_html(document: Document) -> str:
    """Return the document as one self-contained HTML file."""
    sections = "\n".join(_section(section) for section in document.sections)
    return (
        f'<!doctype html>\n<html lang="{escape(document.language)}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{_plain(document.title)}</title>\n<style>{_STYLE}</style>\n"
        f'<h1>{_plain(document.title)}</h1>\n<p class="below">{_plain(document.subtitle)}</p>\n{sections}\n</html>\n'
    )


def as_text(document: Document) -> str:
    """Return the document as text for a terminal or a message. A chart is replaced by its description."""
    lines = [clean(document.title), clean(document.subtitle), ""]
    for section in document.sections:
        lines += [clean(section.title), "-" * len(clean(section.title)), *map(clean, section.lines)]
        if section.chart:
            lines.append(clean(section.chart.alternative))
        if section.grid:
            lines += _columns(section.grid)
        lines.append("")
    return "\n".join(lines)


def as_pdf(document: Document) -> bytes:
    """Return the document as a tagged PDF (PDF/UA-1). Raises :class:`DesignError`."""
    data: dict[str, Any] = {
        "title": clean(document.title),
        "subtitle": clean(document.subtitle),
        "organizer": clean(document.organizer),
        "language": document.language,
        "paper": PAPER_SIZES[document.paper],
        "sections": [_facts(section) for section in document.sections],
    }
    pages = resources.files("checkin.exports.report").joinpath("report.typ")
    with open_workspace("report", pages, fonts=document.fonts) as opened:
        return opened.pages_of_list(data)[0]


def _plain(text: str) -> str:
    return escape(clean(text))


def _section(section: Section) -> str:
    parts = [f"<section><h2>{_plain(section.title)}</h2>"]
    parts += [f"<p>{_plain(line)}</p>" for line in section.lines]
    if section.chart:
        words = _plain(section.chart.alternative)
        caption = f"<figcaption>{words}</figcaption>"
        parts.append(f'<figure role="img" aria-label="{words}">{section.chart.svg}{caption}</figure>')
    if section.grid:
        parts.append(_table(section.grid))
    return "\n".join([*parts, "</section>"])


def _table(grid: Grid) -> str:
    def cell(tag: str, place: int, text: str, more: str = "") -> str:
        number = ' class="n"' if place in grid.numbers else ""
        return f"<{tag}{more}{number}>{_plain(text)}</{tag}>"

    head = "".join(cell("th", place, text, ' scope="col"') for place, text in enumerate(grid.headings))
    rows = "\n".join(f"<tr>{''.join(cell('td', n, text) for n, text in enumerate(row))}</tr>" for row in grid.rows)
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>"


def _columns(grid: Grid) -> list[str]:
    rows = [[clean(cell) for cell in row] for row in (grid.headings, *grid.rows)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(grid.headings))]

    def line(row: list[str]) -> str:
        cells = [
            cell.rjust(width) if place in grid.numbers else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()

    return [line(row) for row in rows]


def _widths(grid: Grid) -> list[int | None]:
    """Return each column's share of the page width; None for a column as wide as its content.

    The shares follow the number of letters in each column, so that the cells of a row have about as many lines.
    """
    shares = [
        None if place in grid.numbers else _share([heading, *(row[place] for row in grid.rows)])
        for place, heading in enumerate(grid.headings)
    ]
    # A table takes the whole width, though all of it is short.
    first = next(place for place in range(len(shares)) if place not in grid.numbers)
    return shares if any(shares) else [_SHORT if place == first else None for place in range(len(shares))]


def _share(texts: Sequence[str]) -> int | None:
    texts = [clean(text) for text in texts]
    if max(map(len, texts)) <= _SHORT:
        return None
    longest_word = max(len(word) for text in texts for word in text.split() or [""])
    # As long as nine of ten texts: a single long one may have several lines.
    usual = sorted(map(len, texts))[(len(texts) - 1) * 9 // 10]
    return min(max(usual, longest_word * 3 // 2), _LONG)


def _facts(section: Section) -> dict[str, Any]:
    chart, grid = section.chart, section.grid
    return {
        "title": clean(section.title),
        "lines": [clean(line) for line in section.lines],
        "chart": {"svg": on_paper(chart.svg), "alternative": clean(chart.alternative)} if chart else None,
        "grid": {
            "headings": [clean(text) for text in grid.headings],
            "rows": [[clean(text) for text in row] for row in grid.rows],
            "numbers": sorted(grid.numbers),
            "widths": _widths(grid),
        }
        if grid
        else None,
    }
