"""``checkin badges``."""

import re
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checkin.cli.command import command, translate_placeholders
from checkin.cli.context import (
    PATH,
    Context,
    confirm,
    course_options,
    print_message,
    print_result,
    print_unusable_fonts,
    require_pdf,
)
from checkin.cli.language import current_translator, error_text, plural, tr
from checkin.core.text import TranslatableText, clean, translatable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checkin.badges.printing import Output, PrintRequest, PrintResult
    from checkin.store.open_course import OpenCourse

# The options that --help leaves out.
_MORE = (
    ("--ppi N", translatable("Set the dots per inch of PNGs.")),
    ("--mono, --colour", translatable("Draw black on white, or in colour (default: the sheet's).")),
    ("--new-design NAME", translatable("Copy a design (--from) to the course's folder designs.")),
    ("--bleed MM", translatable("Add colour beyond the edge.")),
)
# A smaller run ends before a progress bar could be read.
_BAR_FROM = 500
_LENGTH = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)


def _shift(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[float, float]:
    parts = (value or "0,0").split(",")
    if len(parts) != 2 or not all(_LENGTH.fullmatch(part.strip()) for part in parts):
        raise click.BadParameter(tr("write two numbers with a comma, like 1.5,-2"), ctx, param)
    return float(parts[0]), float(parts[1])


@command("badges", "checkin badges --sheet a6-on-a4 --who 'country=BR' --new")
@click.option("--design", metavar="NAME", help="Use this design; see --list.")
@click.option("--sheet", metavar="NAME", help="Print on this sheet; see --list.")
@click.option("--format", "kind", type=click.Choice(["pdf", "png", "svg", "qr"]), default="pdf", show_default=True)
# Left out of --help, which fits one screen: --list names them.
@click.option("--ppi", type=click.IntRange(36, 1200), default=300, hidden=True)
@click.option("--mono/--colour", "mono", default=None, hidden=True)
@click.option("--new-design", hidden=True)
@click.option("--from", "source", hidden=True)
@click.option("--bleed", type=click.FloatRange(0, 10), default=0, hidden=True)
@click.option("--who", metavar="EXPR", default="", help="Filter: role=speaker, country=BR or a name.")
@click.option("--new", "only_new", is_flag=True, help="Skip badges printed with the same content.")
@click.option("--preview", is_flag=True, help="Do not record the badges as printed.")
@click.option("--two-sided", is_flag=True, help="Print backs too (flip on the long edge).")
@click.option(
    "--start-at", metavar="N", type=click.IntRange(min=1), default=1, help="Begin at place N of a used sheet."
)
@click.option("--shift", metavar="X,Y", callback=_shift, help="Move everything right and down, in millimetres.")
@click.option(
    "--order",
    type=click.Choice(["roster", "name", "country", "institution"]),
    default="roster",
    metavar="KEY",
    help="Sort by roster, name, country or institution.",
)
@click.option("--test-sheet", is_flag=True, help="Create a test page with rulers for this sheet.")
@click.option("--printer", metavar="NAME", help="Send the PDF to this printer (CUPS).")
@click.option("--list", "listed", is_flag=True, help="List the designs and sheets.")
@click.option(
    "-o",
    "output",
    metavar="PATH",
    type=PATH,
    help="Write to this PDF, or to this folder for images.",
)
@course_options
def badges_command(
    context: Context,
    new_design: str | None,
    source: str | None,
    test_sheet: bool,
    printer: str | None,
    listed: bool,
    **options: Any,
) -> None:
    """Create badges as PDF, PNG or SVG, or QR codes only."""
    kind, output = options["kind"], options["output"]
    if printer and kind != "pdf":
        raise click.UsageError(tr("--printer needs a PDF. Remove --format."))
    if output is not None and not listed:
        _require_fitting(output, "pdf" if test_sheet else kind)
    from checkin.badges.printing import PrintRequest, print_grid

    with context.opened() as course:
        if listed:
            _list(course)
            return
        if new_design is not None:
            _copy_design(course, new_design, source or options["design"] or course.course.badge_design)
            return
        course.require_programme()
        request = PrintRequest(**options | {"sheet": options["sheet"] or course.course.badges.sheet})
        if question := request.shift_question:
            _ask(current_translator().sentence(question))
        if test_sheet:
            print_result(tr("The test page: {file}", file=print_grid(course, request)))
            return
        print_unusable_fonts(course.folder)
        printed = _print(course, request, printer)
    _tell(printed, request)
    if printed.left_out:
        raise click.exceptions.Exit(1)


def _copy_design(course: "OpenCourse", name: str, source: str) -> None:
    from checkin.badges.design import folders
    from checkin.typesetting.copy_design import copy_design

    folder = copy_design(name, source, folders(course.folder.designs), course.folder.designs)
    print_result(tr("Copied to {folder}. Use it with --design {name}.", folder=folder, name=name))


def _ask(question: str) -> None:
    """Ask before a run at a terminal; Enter is no. Without a terminal the question is printed, and the run goes on."""
    if not sys.stdin.isatty():
        print_message(question)
    elif not confirm(question):
        raise click.Abort


def _require_fitting(output: Path, kind: "Output") -> None:
    """Raise UsageError if the output's extension does not fit the format."""
    ending = output.suffix.casefold()
    if kind == "pdf" and ending in (".png", ".svg"):
        raise click.UsageError(
            tr(
                "The default format is PDF. For images add --format {ending} and name a folder with -o.",
                ending=ending[1:],
            )
        )
    if kind == "pdf":
        require_pdf(output)
    elif ending in (".pdf", ".png", ".svg"):
        raise click.UsageError(tr("Each badge is a file. Name a folder with -o, not {file}.", file=output.name))


def _print(course: "OpenCourse", request: "PrintRequest", printer: str | None) -> "PrintResult":
    from checkin.badges.printers import send
    from checkin.badges.printing import chosen_people, print_badges

    def deliver(files: "Sequence[Path]") -> "Sequence[TranslatableText]":
        return send(files, printer, two_sided=request.two_sided) if printer and files else []

    with ExitStack() as stack:
        wanted = len(chosen_people(course, request))
        if wanted < _BAR_FROM or not sys.stderr.isatty():
            return print_badges(course, request, deliver=deliver)
        bar = stack.enter_context(click.progressbar(length=wanted, label=tr("Creating badges"), file=sys.stderr))
        return print_badges(course, request, lambda done: bar.update(done - bar.pos), deliver)


def _tell(printed: "PrintResult", request: "PrintRequest") -> None:
    if not printed.people:
        print_message(tr("Nothing to print: every badge was printed with its current content."))
        return
    print_result(printed.in_words(request, current_translator()))
    if request.counts:
        print_message(tr("Print at 100%. These badges are recorded as printed; --preview does not record them."))
    for notice in printed.notices:
        print_message(current_translator().sentence(notice))
    for problem in printed.problems:
        print_message(error_text(problem))
    if printed.left_out:
        names = ", ".join(clean(person.name) for person in printed.left_out)
        print_message(
            plural(
                "{n} badge is missing: {names}", "{n} badges are missing: {names}", len(printed.left_out), names=names
            )
        )


def _list(course: "OpenCourse") -> None:
    from checkin.badges.design import design_named, folders
    from checkin.badges.sheets import sheet_title, sheets

    own = course.folder.designs
    click.echo(tr("Designs (--design):"))
    for name in sorted(folders(own)):
        design = design_named(name, own)
        size = tr("the size of the label") if design.fluid else _size(design.width, design.height)
        print_result(f"  {name:16} {tr(design.title)}, {size}")
        if sys.stdout.isatty():
            _show(course, name)
    click.echo(tr("Sheets (--sheet):"))
    for sheet in sheets(own).values():
        print_result(f"  {sheet.name:16} {sheet_title(sheet, current_translator())}")
    click.echo(tr("Own size: --sheet 80x120, in millimetres. More options:"))
    for option, text in _MORE:
        print_result(f"  {translate_placeholders(option):20} {tr(text)}")


def _size(*sides: float) -> str:
    return " x ".join(current_translator().decimal(f"{side:g}") for side in sides) + " mm"


def _show(course: "OpenCourse", name: str) -> None:
    """Print a design as a picture, with the first badge of the roster."""
    from checkin.badges.design import design_named
    from checkin.badges.preview import ansi, preview, sample_person
    from checkin.store.roster import participants

    with course.record.reading() as conn:
        person = next(iter(participants.roster(conn)), None) or sample_person()
    design = design_named(name, course.folder.designs)
    cells = preview(course.course, person, design, columns=44, rows=24, pictures_in=course.folder.root)
    for line in ansi(cells):
        click.echo(f"    {line}", color=True)
