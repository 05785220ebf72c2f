"""The commands: parse, call one function below, print.

Nothing heavy is imported here: ``checkin --help`` loads click and this room alone.
"""

import io
import os
import sys
from pathlib import Path

import click

from checkin import __version__
from checkin.cli import (
    attendance,
    badges,
    certificates,
    corrections,
    courses,
    door,
    hub,
    maintenance,
    paper_lists,
    reports,
    sessions,
)
from checkin.cli.context import Context, Group


@click.group(
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with 'checkin demo', or 'checkin new my-course'. Without a command the terminal interface opens.",
)
@click.option("-C", "folder", metavar="DIR", help="The course folder (default: here, or $CHECKIN_COURSE).")
@click.option("--debug", is_flag=True, help="Show where in the program an error came from.")
@click.version_option(__version__, prog_name="checkin")
@click.pass_context
def checkin(ctx: click.Context, folder: str | None, debug: bool) -> None:
    """Check people in at a course: the door, the badges, the attendance."""
    ctx.obj = Context(folder=folder, debug=debug)
    if ctx.invoked_subcommand is None:
        from checkin.cli.kiosk import open_interface

        open_interface(ctx, ctx.obj)


for module in (
    courses,
    door,
    badges,
    attendance,
    corrections,
    sessions,
    paper_lists,
    certificates,
    reports,
    hub,
    maintenance,
):
    for command in module.COMMANDS:
        checkin.add_command(command)


def main() -> None:
    """Run a command; whatever goes wrong is one plain sentence and an exit status."""
    from checkin.core.errors import CheckinError
    from checkin.core.text import printable

    # What is written names people, and the record holds the course's key: it is for its owner's eyes.
    os.umask(0o077)
    _open_closed_streams()
    _write_any_letter()
    debug = "--debug" in sys.argv
    try:
        status = checkin.main(standalone_mode=False)
    except click.ClickException as error:
        # What was typed is quoted there, and whoever typed it may have copied it from somewhere.
        error.show(file=(words := io.StringIO()))
        click.echo(printable(words.getvalue()), err=True, nl=False)
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except CheckinError as error:
        if debug:
            raise
        from checkin.i18n.translator import get_translator

        click.echo(printable(f"checkin: {get_translator('en').error(error)}"), err=True)
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output has gone; closing quietly is what a filter does.
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        _say_unforeseen(error)
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


def _open_closed_streams() -> None:
    """Stand in for standard streams that were closed, as by ``>&-``: nobody listens, and that is no error.

    Their numbers are taken first of all, or the record would be opened as number 1, and written to by whoever prints.
    """
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


def _write_any_letter() -> None:
    """Let no letter end a command: pipes and files get UTF-8, a terminal gets ``?`` for what it cannot show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace")


def _say_unforeseen(error: Exception) -> None:
    """One sentence for what no part of the program foresaw."""
    reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
    from checkin.core.text import printable

    click.echo(
        printable(f"checkin: {reason}. What was recorded is safe; --debug shows where this came from."), err=True
    )
