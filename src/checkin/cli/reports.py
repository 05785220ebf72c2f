"""``checkin report`` and ``checkin day``."""

from datetime import date
from pathlib import Path

import click

from checkin.cli.command import command
from checkin.cli.context import PATH, Context, Day, course_options, print_result


@command("report", "checkin report report.html", "checkin report report.pdf")
@click.argument("file", metavar="FILE", type=PATH)
@course_options
def report_command(context: Context, file: Path) -> None:
    """Write the report on the whole course (.html, .pdf, .txt)."""
    from checkin.certificates.plan import changed_certificate_texts
    from checkin.exports.report.course_report import report
    from checkin.exports.report.renderers import save

    with context.opened() as course:
        course.require_programme()
        save(report(course.written_in(context.language), also_open=changed_certificate_texts), file)
    print_result(f"{file}")


@command("day", "checkin day", "checkin day -o today.html")
@click.argument("day", metavar="[DATE]", type=Day(), required=False)
@click.option("-o", "output", metavar="FILE", type=PATH, help="Write to this .html, .pdf or .txt file.")
@course_options
def day_command(context: Context, day: date | None, output: Path | None) -> None:
    """Show the report of one day: who came, what is open."""
    from checkin.certificates.plan import changed_certificate_texts
    from checkin.exports.report.day_report import day_page, require_day
    from checkin.exports.report.renderers import as_text, save

    with context.opened() as course:
        course.require_programme()
        if day is not None:
            require_day(course, day)
        wanted = day or course.course.local(course.record.clock.now()).date()
        page = day_page(course.written_in(context.language), wanted, also_open=changed_certificate_texts)
    if output is None:
        print_result(as_text(page).rstrip("\n"))
    else:
        save(page, output)
        print_result(f"{output}")
