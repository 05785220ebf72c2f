"""Share options, the course folder and output functions between all commands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from checkin.cli.language import current_translator, error_text, tr
from checkin.core.text import LANGUAGES, in_quotes

if TYPE_CHECKING:
    from checkin.core.errors import RecordError
    from checkin.store.course_folder import CourseFolder
    from checkin.store.open_course import OpenCourse

F = TypeVar("F", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)


@dataclass(slots=True)
class Context:
    """The options given before the command."""

    folder: str | None = None
    language: str = ""  # as asked for; the language of the messages is that of checkin.cli.language

    def course_folder(self) -> "CourseFolder":
        """Return the folder to work on. Raises :class:`CourseError`."""
        from checkin.store.course_folder import find

        return find(Path(self.folder) if self.folder else None)

    @contextmanager
    def opened(self) -> Iterator["OpenCourse"]:
        """Open the course in that folder with its record."""
        from checkin.store.open_course import open_course

        course = None
        try:
            with open_course(self.course_folder()) as course:
                if doubt := course.record.warning or course.record.clock_watch.doubt():
                    print_message(f"checkin: {error_text(doubt)}")
                yield course
        finally:
            record = course.record if course is not None else None
            if record is not None and record.has_written and record.mirror is not None:
                print_mirror_trouble(record.mirror.trouble)


class Day(click.ParamType[date]):
    """A date like 2026-03-09 or 9/3/2026."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse a date; fail with a usage error for any other text."""
        from checkin.intake.words.dates import read_date

        found = value if isinstance(value, date) else read_date(str(value))
        if found is None:
            self.fail(tr("{text} is not a date. Write it like 2026-03-09.", text=in_quotes(value)), param, ctx)
        return found


def _remember_folder(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        ctx.ensure_object(Context).folder = value


def _remember_language(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        ctx.ensure_object(Context).language = value


def course_options(command: F) -> F:
    """Add the common options, and pass the :class:`Context` to the command."""
    return common_options(cast("F", click.pass_obj(command)))


def common_options(command: F) -> F:
    """Accept ``-C DIR``, ``--language`` and ``--debug`` after the command's name as well as before it."""
    command = click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        callback=_remember_language,
        hidden=True,
    )(command)
    command = click.option(
        "-C", metavar="DIR", expose_value=False, callback=_remember_folder, help="The course folder."
    )(command)
    return click.option("--debug", is_flag=True, expose_value=False, hidden=True)(command)


def require_pdf(output: Path | None) -> None:
    """Raise :class:`click.UsageError` if a PDF would get another extension."""
    if output is not None and output.suffix.casefold() != ".pdf":
        raise click.UsageError(tr("The output is a PDF. Give {file} the extension .pdf.", file=output.name))


def confirm(question: str) -> bool:
    """Ask a yes-no question on standard error; Enter is no. The initial of yes in any of the languages is yes."""
    from checkin.core.text import printable

    answers = tr("y/N")
    answer = click.prompt(f"{printable(question)} [{answers}]", default="", show_default=False, err=True)
    return str(answer).strip()[:1].casefold() in ("y", "s", "o")


def print_mirror_trouble(trouble: "RecordError | None") -> None:
    """Say at the end of a command that the mirror lacks what was recorded."""
    if trouble is not None:
        print_message(error_text(trouble))


def print_unusable_fonts(folder: "CourseFolder") -> None:
    """Name the font files of a course that its pages cannot use."""
    from checkin.typesetting.font_files import unusable_fonts

    for text in unusable_fonts([folder.fonts, folder.designs]):
        print_message(current_translator().sentence(text))


def print_message(message: str) -> None:
    """Print a message for people on standard error; standard output is for data."""
    from checkin.core.text import printable

    click.echo(printable(message), err=True)


def print_json(row: object) -> None:
    """Print an object as one line of JSON on standard output."""
    import json

    click.echo(json.dumps(row, ensure_ascii=False))


def print_result(line: str) -> None:
    """Print a line of the result on standard output, without control characters."""
    from checkin.core.text import printable

    click.echo(printable(line))
