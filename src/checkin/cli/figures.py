"""``checkin attendance`` and ``checkin export``."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from checkin.cli.context import Context, course_options, example

_BY = ("participant", "session", "country", "institution", "day")
_WHAT = ("certificates", "attendance", "matrix", "scans", "roster")


@click.command("attendance", epilog=example("checkin attendance", "checkin attendance --by session --json"))
@click.option("--by", type=click.Choice(_BY), default="participant", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with stable keys.")
@course_options
@click.pass_obj
def attendance_command(context: Context, by: str, as_json: bool) -> None:
    """The figures: who attended what, and who has earned it."""
    from checkin.exports.tables import figures_by

    with context.opened() as course:
        course.require_programme()
        table = figures_by(course, by)
    if as_json:
        for row in table.objects():
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        _print_table(table.shown())


@click.command("export", epilog=example("checkin export attendance.xlsx", "checkin export list.csv --what roster"))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--what", type=click.Choice(_WHAT), help="What to export; an .xlsx without it holds several sheets.")
@click.option("--semicolon", is_flag=True, help="CSV with ; between the columns, as some Excels want it.")
@course_options
@click.pass_obj
def export_command(context: Context, file: Path, what: str | None, semicolon: bool) -> None:
    """Write the figures to a .csv, .xlsx or .json file."""
    from checkin.exports.files import export

    with context.opened() as course:
        course.require_programme()
        rows = export(course, file, what=what, semicolon=semicolon)
    click.echo(f"{rows} rows: {file}")


def _print_table(rows: Sequence[Mapping[str, str]]) -> None:
    """Columns side by side, numbers to the right, measured in terminal cells."""
    from rich.cells import cell_len

    if not rows:
        click.echo("Nothing yet.")
        return
    names = list(rows[0])
    widths = {name: max(cell_len(name), *(cell_len(row[name]) for row in rows)) for name in names}
    right = {name for name in names if all(row[name].replace(".", "").isdigit() or not row[name] for row in rows)}
    for row in [{name: name for name in names}, *rows]:
        cells = [
            " " * (widths[name] - cell_len(row[name])) + row[name]
            if name in right
            else row[name] + " " * (widths[name] - cell_len(row[name]))
            for name in names
        ]
        click.echo("  ".join(cells).rstrip())


COMMANDS = [attendance_command, export_command]
