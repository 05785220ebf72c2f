"""``checkin list`` and ``checkin paper``: lists on paper, and what was written on them."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkin.cli.changes import AUTHOR_VARIABLE, Change
from checkin.cli.command import command
from checkin.cli.context import PATH, Context, Day, course_options, print_message, print_result, require_pdf
from checkin.cli.language import current_translator, plural, tr
from checkin.core.text import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checkin.exports.list_pdf import PaperList
    from checkin.store.open_course import OpenCourse

_KINDS = ("sign-in", "emergency", "proof", "register", "door-guide")


@command("list", "checkin list sign-in --session d01-0900", "checkin list door-guide")
@click.argument("kind", type=click.Choice(_KINDS))
@click.option("--session", metavar="ID", help="The session of a sign-in list.")
@click.option("--day", type=Day(), metavar="DATE", help="The day of a sign-in list.")
@click.option("--group", metavar="NAME", help="A sign-in list of one group.")
@click.option("--by-group", is_flag=True, help="A sign-in list for each group, each on a new page.")
@click.option("--printer", metavar="NAME", help="Print it too.")
@click.option("-o", "output", metavar="FILE", type=PATH, help="The PDF.")
@course_options
def list_command(
    context: Context,
    kind: str,
    session: str | None,
    day: date | None,
    group: str | None,
    by_group: bool,
    printer: str | None,
    output: Path | None,
) -> None:
    """Create a PDF: sign-in, emergency, names, register, door guide."""
    from checkin.badges.printers import send
    from checkin.exports.list_pdf import draw_list
    from checkin.i18n.file_names import local_file_name

    if kind == "sign-in" and (session is None) == (day is None):
        raise click.UsageError(tr("Give either --session or --day."))
    require_pdf(output)
    with context.opened() as course:
        if kind == "door-guide":
            _door_guide(course, context.language, output)
            return
        course.require_programme()
        course = course.written_in(context.language)
        found = _found(course, kind, session, day, group if group or not by_group else "")
        parts = (session, day and f"{day:%Y-%m-%d}", group and slug(group))
        name = "-".join([local_file_name(kind, course.course.language), *(part for part in parts if part)])
        file = draw_list(found, output or course.folder.exports / f"{name}.pdf")
        rows = sum(len(one.rows) for one in found)
        print_result(plural("{n} row: {file}", "{n} rows: {file}", rows, file=file))
        _print_notes(course, kind, found)
        if printer is not None:
            for missing in send([file], printer):
                print_message(current_translator().sentence(missing))


def _door_guide(course: "OpenCourse", language: str, output: Path | None) -> None:
    from checkin.exports.door_guide import draw_door_guide
    from checkin.i18n.file_names import local_file_name

    language = language or course.course.language
    name = local_file_name("door-guide.pdf", language)
    print_result(str(draw_door_guide(course.course, language, output or course.folder.exports / name)))


def _found(
    course: "OpenCourse", kind: str, session: str | None, day: date | None, group: str | None
) -> "Sequence[PaperList]":
    """Return the lists to draw. ``group`` is the group of a sign-in list, empty for one list for each."""
    from checkin.exports import emergency_list, paper_lists, register_list

    if kind == "register":
        return [register_list.register_list(course)]
    if kind == "emergency":
        return [emergency_list.emergency(course)]
    if kind == "proof":
        return [paper_lists.proof(course)]
    if group is not None:
        return paper_lists.sign_in_by_group(course, session, day, group)
    if day is not None:
        return [paper_lists.sign_in_of_day(course, day)]
    return [paper_lists.sign_in(course, session or "")]


def _print_notes(course: "OpenCourse", kind: str, found: "Sequence[PaperList]") -> None:
    """Print what the lists say above their rows. The paper is in the course's language, the answer in the reader's."""
    from checkin.exports import emergency_list, paper_lists

    language = current_translator().language
    if kind == "proof":
        found = [paper_lists.proof(course, language)]
    elif kind == "emergency":
        found = [emergency_list.emergency(course, language)]
        for line in (found[0].subtitle, *(text for _, text in found[0].headings)):
            print_message(line)
    for line in (line for one in found for line in one.before):
        print_message(line)


@command("paper", "checkin paper d01-0900 3 7 12-18")
@click.argument("session")
@click.argument("rows", nargs=-1, required=True)
@click.option("--at", metavar="TIME", help="When they came, like 09:05 (default: the start of the session).")
@click.option("--by", "actor", metavar="NAME", envvar=AUTHOR_VARIABLE, help=f"Who enters it; or set {AUTHOR_VARIABLE}.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each row.")
@course_options
def paper_command(
    context: Context, session: str, rows: tuple[str, ...], at: str | None, actor: str | None, as_json: bool
) -> None:
    """Enter rows of a sign-in list as present; needs --by."""
    from checkin.cli.door import as_line, as_object
    from checkin.core.text import clean, translatable
    from checkin.door.answer_text import leaves_late
    from checkin.door.paper_entry import enter_rows
    from checkin.intake.words.entered_times import read_session_time
    from checkin.store.roster.session_lookup import require_session

    actor = Change(actor).require_author()
    with context.opened() as course:
        course.require_programme()
        with course.record.reading() as conn:
            held = require_session(conn, session)
        moment = read_session_time(at, held, course.course) if at else None
        answers = enter_rows(course, session, " ".join(rows), at=moment, actor=actor)
    for answer in answers:
        if as_json:
            click.echo(as_object(course.course, answer))
        else:
            print_result(as_line(course.course, answer))
    for answer in answers:
        # Another's row number may be a slip of the key.
        if answer.counted and answer.participant and not answer.participant.expected_at(held):
            text = translatable(
                "{name} is not on the sign-in list of {title}. If the row is wrong: checkin undo {event}"
            )
            name, title = clean(answer.participant.name), clean(held.title)
            print_message(tr(text, name=name, title=title, event=answer.event_id))
    entered = sum(answer.verdict.counts for answer in answers)
    print_message(plural("{n} row entered: {title}", "{n} rows entered: {title}", entered, title=held.title))
    if same := len(answers) - entered:
        print_message(
            plural("{n} row changes nothing: see its answer", "{n} rows change nothing: see their answers", same)
        )
    if any(leaves_late(course.course, answer) for answer in answers):
        print_message(tr("To count the time of the list, give it: --at TIME."))
