"""Define the classes of all commands: their help is shown in the language of the run."""

import copy
import inspect
from gettext import gettext
from importlib import import_module
from typing import Any, TypeVar

import click

from checkin.cli.command_table import COMMANDS
from checkin.cli.language import choose_language, tr
from checkin.core.text import translatable

C = TypeVar("C", bound=click.Command)
_EXAMPLE = translatable("Example:")


class Translated(click.Command):
    """Shows a command's usage and help in the language of the run. The command itself stays English."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the help text in the language of the run."""
        return super(Translated, _translated(self)).get_help(ctx)

    def get_usage(self, ctx: click.Context) -> str:
        """Return the usage line in the language of the run."""
        return super(Translated, _translated(self)).get_usage(ctx)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first line of the help in the language of the run, uncut."""
        return next((tr(part).removesuffix(".") for part in help_paragraphs(self)), "")


class Command(Translated):
    """A command with translated help."""


class Group(Translated, click.Group):
    """Lists commands in the order in which a course needs them, with translated help."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class RootGroup(Group):
    """The group of all commands: it chooses the language before anything is parsed, and imports a command to run it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only the names, which click suggests for a mistyped one; get_command imports what is behind them.
        self.commands = dict.fromkeys(COMMANDS, click.Command(None))

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Choose the language from the arguments, then parse them."""
        choose_language(args)
        return super().make_context(info_name, args, parent, **extra)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; return None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(".")
        command: click.Command = getattr(import_module(f"checkin.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the names and summaries, without importing the commands."""
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, tr(summary).removesuffix(".")) for name, (_, summary) in COMMANDS.items()])


def example(*lines: str) -> str:
    """Return an epilog with an example, kept line by line."""
    return f"\b\n{_EXAMPLE}\n" + "\n".join(f"  {line}" for line in lines)


def help_paragraphs(command: click.Command) -> list[str]:
    """Return the paragraphs of a command's help, each as one line: what translators see."""
    return [" ".join(part.split()) for part in inspect.cleandoc(command.help or "").split("\n\n") if part.strip()]


def _translated(command: C) -> C:
    """Return a copy of a command with its texts translated. The original stays English, for another language."""
    found = copy.copy(command)
    found.help = "\n\n".join(map(tr, help_paragraphs(command)))
    found.params = [_translated_parameter(parameter) for parameter in command.params]
    found.options_metavar = tr("[OPTIONS]")
    found._help_option = None  # click makes it again, in the language of the run
    if isinstance(found, Group):
        optional = found.invoke_without_command
        found.subcommand_metavar = tr("[COMMAND] [ARGS]...") if optional else tr("COMMAND [ARGS]...")
    if command.epilog:
        is_example = command.epilog.startswith(f"\b\n{_EXAMPLE}")
        found.epilog = command.epilog.replace(_EXAMPLE, tr(_EXAMPLE), 1) if is_example else tr(command.epilog)
    return found


def _translated_parameter(parameter: click.Parameter) -> click.Parameter:
    if not isinstance(parameter, click.Option) or not parameter.help:
        return parameter
    found = copy.copy(parameter)
    found.help = tr(parameter.help)
    return found
