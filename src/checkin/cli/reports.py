"""``checkin report`` and ``checkin day``."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkin.cli.context import Context, course_options, example, put

if TYPE_CHECKING:
    from checkin.report.document import Document

_ENDINGS = (".html", ".pdf", ".txt")


@click.command("report", epilog=example("checkin report report.html", "checkin report report.pdf"))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@course_options
@click.pass_obj
def report_command(context: Context, file: Path) -> None:
    """The director's report, with charts: .html, .pdf or .txt."""
    from checkin.report.whole import report

    with context.opened() as course:
        course.require_programme()
        _write(report(course), file)
    put(f"{file}")


@click.command("day", epilog=example("checkin day", "checkin day 2026-03-09 -o monday.html"))
@click.argument("day", metavar="[DATE]", type=click.DateTime(["%Y-%m-%d"]), required=False)
@click.option("-o", "output", metavar="FILE", type=click.Path(path_type=Path), help="A .html, .pdf or .txt file.")
@course_options
@click.pass_obj
def day_command(context: Context, day: datetime | None, output: Path | None) -> None:
    """The page of a day: who came, who is missing, what is open."""
    from checkin.report.day import day_page
    from checkin.report.renderings import as_text

    with context.opened() as course:
        course.require_programme()
        wanted = day.date() if day else course.course.local(course.record.clock.now()).date()
        page = day_page(course, wanted)
    if output is None:
        put(as_text(page).rstrip("\n"))
    else:
        _write(page, output)
        put(f"{output}")


def _write(document: "Document", file: Path) -> None:
    from checkin.errors import ExportError
    from checkin.files import write_all
    from checkin.report.renderings import as_html, as_pdf, as_text

    match file.suffix.casefold():
        case ".html":
            made = as_html(document).encode()
        case ".pdf":
            made = as_pdf(document)
        case ".txt":
            made = as_text(document).encode()
        case _:
            raise ExportError(f"{file} ends in none of {', '.join(_ENDINGS)}; the ending says what is written.")
    try:
        write_all(file.parent, [(file.name, made)])
    except OSError as error:
        raise ExportError(f"{file} cannot be written: {error.strerror or error}.") from None


COMMANDS = [report_command, day_command]
