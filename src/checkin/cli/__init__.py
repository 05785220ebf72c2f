"""Define the commands: parse arguments, call one function of a lower room, print.

Nothing heavy is imported here: ``checkin --help`` imports click and this room only.
"""

import errno
import io
import os
import sys

import click

from checkin import __version__
from checkin.cli.command import RootGroup
from checkin.core.text import LANGUAGES

_USUAL_WIDTH, _WIDEST_HELP = 80, 100


@click.group(
    cls=RootGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": _WIDEST_HELP},
    epilog="Start with 'checkin demo' or 'checkin new my-course'. Without a command the full interface opens.",
)
@click.option("-C", "folder", metavar="DIR", help="The course folder (default: here, or $CHECKIN_COURSE).")
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of messages and screens.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the full traceback of an error.")
@click.version_option(__version__, prog_name="checkin")
@click.pass_context
def checkin(ctx: click.Context, folder: str | None, language: str | None) -> None:
    """Check people in at a course; print badges and reports."""
    from checkin.cli.context import Context

    ctx.obj = Context(folder=folder, language=language or "")
    if ctx.invoked_subcommand is None:
        from checkin.cli.kiosk import open_interface

        open_interface(ctx, ctx.obj)


def main() -> None:
    """Run a command; print every error as one plain sentence and set the exit status."""
    # Files hold names, and the record holds the course's key: only the owner may read them.
    os.umask(0o077)
    _open_closed_streams()
    _write_any_letter()
    try:
        status = checkin.main(standalone_mode=False, terminal_width=_help_width())
    except click.ClickException as error:
        # The message quotes the input, which may hold escape sequences.
        error.show(file=(words := io.StringIO()))
        _say(words.getvalue(), nl=False)
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except Exception as error:
        if _is_reader_gone(error):
            # A filter exits silently.
            sys.stderr.close()
            sys.exit(1)
        if "--debug" in sys.argv:  # the command line itself: this error may come before the options are parsed
            raise
        _say(_sentence(error))
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


def _help_width() -> int:
    """Return the width of help texts, as click computes it, but without importing shutil and all compressors."""
    asked = os.environ.get("COLUMNS", "")
    columns = int(asked) if asked.isdecimal() else 0
    if not columns and sys.__stdout__ is not None:
        try:
            columns = os.get_terminal_size(sys.__stdout__.fileno()).columns
        except (OSError, ValueError):
            columns = 0  # a pipe or a file
    columns = columns or _USUAL_WIDTH
    return max(min(columns, _WIDEST_HELP) - 2, 50)


def _is_reader_gone(error: Exception) -> bool:
    """Return True if the reader of the output has gone. Windows calls that an invalid argument of the pipe."""
    if isinstance(error, BrokenPipeError):
        return True
    invalid = isinstance(error, OSError) and error.errno == errno.EINVAL and error.filename is None
    return invalid and sys.platform == "win32" and not sys.stdout.isatty()


def _say(text: str, *, nl: bool = True) -> None:
    """Print a message for people on standard error, without control characters."""
    from checkin.core.text import printable

    click.echo(printable(text), err=True, nl=nl)


def _sentence(error: Exception) -> str:
    """Return one sentence for an error, of ours or unexpected."""
    from checkin.cli.language import error_text, tr
    from checkin.core.errors import CheckinError

    if isinstance(error, CheckinError):
        return f"checkin: {error_text(error)}"
    reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
    if isinstance(error, OSError) and error.strerror and error.filename:
        reason = f"{error.filename}: {reason}"
    return "checkin: " + tr("{reason}. What was recorded is safe. --debug shows the cause.", reason=reason)


def _open_closed_streams() -> None:
    """Replace standard streams that were closed (``>&-``) with the null device.

    This comes first: otherwise the record could be opened as file number 1, and print() would write into it.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


def _write_any_letter() -> None:
    """Encode output safely: UTF-8 for pipes and files; ``?`` for what a terminal cannot show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace")
