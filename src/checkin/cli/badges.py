"""``checkin badges``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkin.cli.context import Context, course_options, example, tell

if TYPE_CHECKING:
    from checkin.badges.draw import Format
    from checkin.badges.printing import Order


def _shift(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[float, float]:
    try:
        right, down = (float(part) for part in (value or "0,0").split(","))
    except ValueError:
        raise click.BadParameter("write two numbers with a comma, like 1.5,-2", ctx, param) from None
    return right, down


@click.command("badges", epilog=example("checkin badges", "checkin badges --sheet a6-on-a4 --who 'country=BR'"))
@click.option("--design", metavar="NAME", help="The design, see --list.")
@click.option("--sheet", metavar="NAME", default="a6", show_default=True, help="The sheet, see --list.")
@click.option("--format", "kind", type=click.Choice(["pdf", "png", "svg"]), default="pdf", show_default=True)
@click.option("--who", metavar="EXPR", help="Some only: role=speaker, country=BR, group=A, a code, or part of a name.")
@click.option("--new", "only_new", is_flag=True, help="Only those whose badge was not printed yet.")
@click.option("--start-at", metavar="N", type=click.IntRange(min=1), default=1, help="Begin at the sheet's Nth place.")
@click.option("--shift", metavar="X,Y", callback=_shift, help="Millimetres right and down.")
@click.option(
    "--order",
    type=click.Choice(["roster", "name", "country", "institution"]),
    default="roster",
    metavar="KEY",
    help="roster, name, country or institution.",
)
@click.option("--test-sheet", is_flag=True, help="The sheet's places, with rulers.")
@click.option("--list", "listed", is_flag=True, help="The designs and sheets that there are.")
@click.option("-o", "output", metavar="PATH", type=click.Path(path_type=Path), help="The PDF, or the pictures' folder.")
@course_options
@click.pass_obj
def badges_command(
    context: Context,
    design: str | None,
    sheet: str,
    kind: "Format",
    who: str | None,
    only_new: bool,
    start_at: int,
    shift: tuple[float, float],
    order: "Order",
    test_sheet: bool,
    listed: bool,
    output: Path | None,
) -> None:
    """Draw the badges: PDF, PNG or SVG."""
    if listed:
        _list(context)
        return
    from checkin.badges.printing import Wish, print_badges, print_grid

    with context.opened() as course:
        course.require_programme()
        wish = Wish(
            design=design,
            sheet=sheet,
            kind=kind,
            who=who or "",
            only_new=only_new,
            start_at=start_at,
            shift=shift,
            order=order,
            output=output,
        )
        if test_sheet:
            click.echo(f"The test sheet: {print_grid(course, wish)}")
            return
        printed = print_badges(course, wish)
    if not printed.people:
        tell("Every badge was printed already.")
        return
    place = printed.files[0] if len(printed.files) == 1 else printed.files[0].parent
    click.echo(f"{len(printed.people)} badges on {printed.pages} pages: {place}")


def _list(context: Context) -> None:
    from checkin.badges.design import design_named, folders
    from checkin.badges.sheets import SHEETS

    own = context.course_folder().designs
    click.echo("Designs (--design):")
    for name in sorted(folders(own)):
        design = design_named(name, own)
        click.echo(f"  {name:16} {design.title}, {design.width:g} x {design.height:g} mm")
    click.echo("Sheets (--sheet):")
    for sheet in SHEETS.values():
        click.echo(f"  {sheet.name:16} {sheet.title}")


COMMANDS = [badges_command]
