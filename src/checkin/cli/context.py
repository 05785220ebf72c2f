"""What every command shares: the folder it works on, and the order in which help lists them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from checkin.store.course_folder import CourseFolder
    from checkin.store.open_course import OpenCourse

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(slots=True)
class Context:
    """What the options before the command said."""

    folder: str | None = None
    debug: bool = False

    def course_folder(self) -> "CourseFolder":
        """The folder to work on. Raises :class:`CourseError`."""
        from checkin.store.course_folder import find

        return find(Path(self.folder) if self.folder else None)

    @contextmanager
    def opened(self) -> Iterator["OpenCourse"]:
        """The course in that folder, with its record open."""
        from checkin.store.open_course import open_course

        with open_course(self.course_folder()) as course:
            if doubt := course.record.warning or course.record.clock_watch.doubt():
                print_message(f"checkin: {doubt}")
            yield course


class Day(click.ParamType[date]):
    """A date like 2026-03-09 or 9/3/2026."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it; anything else is wrong usage."""
        from checkin.intake.dates import read_date

        found = value if isinstance(value, date) else read_date(str(value))
        if found is None:
            self.fail(f"{value!r} is not a date. Write it like 2026-03-09.", param, ctx)
        return found


class Group(click.Group):
    """Lists the commands in the order in which a course needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def _remember_folder(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        ctx.ensure_object(Context).folder = value


def _remember_debug(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Context).debug = True


def course_options(command: F) -> F:
    """``-C DIR`` and ``--debug`` after the command's name as well as before it."""
    command = click.option(
        "-C", metavar="DIR", expose_value=False, callback=_remember_folder, help="The course folder."
    )(command)
    return click.option("--debug", is_flag=True, expose_value=False, hidden=True, callback=_remember_debug)(command)


def example(*lines: str) -> str:
    """An epilog with an example, kept line by line."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


def require_pdf(output: Path | None) -> None:
    """Raise :class:`click.UsageError` when a PDF would get the name of something else."""
    if output is not None and output.suffix.casefold() != ".pdf":
        raise click.UsageError(f"What is written is a PDF; give {output.name} a name that ends in .pdf.")


def pluralise(n: int, one: str, many: str) -> str:
    """A number with its noun, in English."""
    return f"{n} {one if n == 1 else many}"


def print_message(message: str) -> None:
    """Something for people: on standard error, so that standard output stays data."""
    from checkin.core.text import printable

    click.echo(printable(message), err=True)


def print_result(line: str) -> None:
    """A line of the answer, on standard output; a terminal finds nothing in it to obey."""
    from checkin.core.text import printable

    click.echo(printable(line))
