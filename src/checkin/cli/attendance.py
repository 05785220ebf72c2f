"""``checkin attendance`` and ``checkin export``."""

import shutil
import sys
from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkin.cli.command import command
from checkin.cli.context import PATH, Context, course_options, print_json, print_message, print_result
from checkin.cli.language import current_translator, plural, tr
from checkin.core.course_toml import EXPORTED

if TYPE_CHECKING:
    from checkin.store.open_course import OpenCourse

# Columns that a narrow terminal leaves out, in this order; and the minimum length of a shortened text.
_LEAVE_OUT = (
    *("minutes", "institution", "role", "ends_at", "code", "closed", "room", "excused", "session"),
    *("attended", "expected"),  # what was credited of how much says the percentage
)
_LONG_TEXT, _SHORTEST = 20, 5
_BY = ("participant", "session", "country", "institution", "day")
_WHAT = (*EXPORTED, "country", "institution")
# Columns of files and --json that are not printed.
_NOT_PRINTED = ("email", "own_id", "number", "verification", "issued_on", "state", "file")


@command("attendance", "checkin attendance", "checkin attendance --by session --json")
@click.option("--by", type=click.Choice(_BY), default="participant", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line, with stable keys.")
@course_options
def attendance_command(context: Context, by: str, as_json: bool) -> None:
    """Show attendance figures and certificate decisions."""
    from checkin.exports.tables import figures_by

    with context.opened() as course:
        table = figures_by(course, by, "" if as_json else current_translator().language)
    if as_json:
        for row in table.objects():
            print_json(row)
    else:
        rows = [{key: text for key, text in row.items() if key not in _NOT_PRINTED} for row in table.printed()]
        print_table(rows, {key: table.heading(key) for key in table.columns})
        if table.rule:
            print_message(table.rule)


@command("export", "checkin export attendance.xlsx", "checkin export list.csv --what roster")
@click.argument("file", metavar="FILE", type=PATH)
@click.option("--what", type=click.Choice(_WHAT), help="Export this table only. Default: several sheets.")
@click.option("--semicolon", is_flag=True, help="Separate CSV columns with ; (for some Excel versions).")
@course_options
def export_command(context: Context, file: Path, what: str | None, semicolon: bool) -> None:
    """Export tables to a .csv, .xlsx, .ods or .json file."""
    from checkin.exports.files import export

    if semicolon and file.suffix.casefold() != ".csv":
        raise click.UsageError(tr("--semicolon works with .csv files only, not with {file}.", file=file.name))
    with context.opened() as course:
        course.require_programme()
        rows = export(course.written_in(context.language), file, what=what, semicolon=semicolon)
        if what == "programme":
            _print_changed_sessions(course)
    print_result(plural("{n} row: {file}", "{n} rows: {file}", rows, file=file))


def _print_changed_sessions(course: "OpenCourse") -> None:
    """Name the sessions that the table of the programme has as its file had them, and that were held otherwise."""
    from checkin.core.text import clean
    from checkin.exports.report.session_changes import changed_sessions

    with course.record.reading() as conn:
        found = [f"{clean(one.planned.title)} ({one.planned.id})" for one in changed_sessions(conn)]
    if found:
        print_message(
            tr(
                "Moved, cancelled or merged by hand, and exported as the programme file has them: {sessions}. 'checkin "
                "session list' shows them as they are held.",
                sessions=current_translator().some(found),
            )
        )


def print_table(rows: Sequence[Mapping[str, str]], headings: Mapping[str, str]) -> None:
    """Print a table, numbers aligned right. On a narrow terminal less important columns are left out.

    ``headings``: the heading of each column by its key.
    """
    from rich.cells import cell_len, set_cell_size

    if not rows:
        click.echo(tr("Nothing yet."))
        return
    widths = {key: max(cell_len(headings[key]), *(cell_len(row[key]) for row in rows)) for key in rows[0]}
    right = {
        key
        for key in widths
        if all(row[key].replace(".", "").replace(",", "").isdigit() or not row[key] for row in rows)
    }
    left_out = _fit(widths, right, shutil.get_terminal_size().columns) if _is_terminal() else []
    for row in [headings, *rows]:
        cells = []
        for key, width in widths.items():
            text = row[key] if cell_len(row[key]) <= width else set_cell_size(row[key], width - 1) + "…"
            gap = " " * (width - cell_len(text))
            cells.append(gap + text if key in right else text + gap)
        print_result("  ".join(cells).rstrip())
    if left_out:
        names = ", ".join(headings[key] for key in left_out)
        print_message(tr("Columns left out: {names}. A wider terminal, a pipe or --json shows them.", names=names))


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _fit(widths: dict[str, int], right: Container[str], room: int) -> list[str]:
    """Remove columns, then shorten texts, until the table fits; return the removed columns."""

    def needed(most: int) -> int:
        return sum(width if name in right else min(width, most) for name, width in widths.items()) + 2 * len(widths)

    left_out = []
    for name in _LEAVE_OUT:
        if name in widths and needed(_LONG_TEXT) > room:
            del widths[name]
            left_out.append(name)
    while needed(room) > room:
        widest = max((name for name in widths if name not in right), key=widths.__getitem__)
        if widths[widest] <= _SHORTEST:
            break
        widths[widest] -= 1
    return left_out
