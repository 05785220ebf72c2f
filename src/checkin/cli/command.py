"""Define the classes of all commands: their help is shown in the language of the run."""

import copy
import inspect
import re
from collections.abc import Callable, Mapping
from gettext import gettext
from importlib import import_module
from typing import Any, TypeVar

import click

from checkin.cli.command_table import COMMANDS
from checkin.cli.language import choose_language, tr
from checkin.core.text import in_context, translatable

C = TypeVar("C", bound=click.Command)
_EXAMPLE = translatable("Example:")
# The words of a usage line that stand for a value, and their context in the catalogues.
PLACEHOLDER = re.compile(r"\b(?:[A-Z]{2,}|N)\b")
PLACEHOLDERS = "a placeholder in a usage line"
# What click calls a kind of number.
_NUMBERS = {
    "integer": translatable("whole number"),
    "integer range": translatable("whole number"),
    "float range": translatable("number"),
}


class Translated(click.Command):
    """Shows a command's usage and help in the language of the run. The command itself stays English."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments. An error names the argument and the kind of number in the language of the run."""
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter as error:
            if isinstance(error.param, click.Argument) and error.param_hint is None:
                error.param_hint = f"'{_shown_name(error.param, ctx)}'"
            kind = error.param.type.name if error.param else ""
            if kind not in _NUMBERS:
                raise
            text = error.message.replace(kind, tr(_NUMBERS[kind]))
            raise click.BadParameter(text, error.ctx, error.param, error.param_hint) from error

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
    """A command with translated help, which names everything that is missing at once, and shows its example."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments. Raise :class:`click.UsageError` for what is missing."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter as error:
            values, _, _ = self.make_parser(ctx).parse_args(given)
            lacking = [one for one in self.params if one.required and not _is_given(one, values)]
            names = [_shown_name(one, ctx) for one in lacking]
            text = tr("Missing: {what}.", what=", ".join(names))
            if line := next(iter((self.epilog or "").split("\n")[2:]), "").strip():
                text += " " + tr("Example: {line}", line=_translated_example(line))
            raise click.UsageError(text, ctx) from error


def _shown_name(parameter: click.Parameter, ctx: click.Context) -> str:
    """Return an option, or the placeholder of an argument in the language of the run."""
    shown = parameter.make_metavar(ctx) if isinstance(parameter, click.Argument) else ""
    return translate_placeholders(shown) or parameter.opts[0]


def _is_given(parameter: click.Parameter, values: Mapping[str, object]) -> bool:
    """Return True if the command line has a value for a parameter."""
    return isinstance(values.get(parameter.name or ""), str | tuple) and bool(values[parameter.name or ""])


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


def command(
    name: str, *examples: str, group: click.Group | None = None, **settings: Any
) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function a command, of a group or by itself. The ``examples`` stand below its help."""
    make = group.command if group is not None else click.command
    return make(name, cls=Command, epilog=example(*examples), **settings)


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
        heading = command.epilog.replace(_EXAMPLE, tr(_EXAMPLE), 1)
        found.epilog = _translated_example(heading) if is_example else tr(command.epilog)
    return found


def _translated_example(text: str) -> str:
    from checkin.cli.examples import translate_example  # not at the top: the list of commands has no example

    return translate_placeholders(translate_example(text))


def _translated_parameter(parameter: click.Parameter) -> click.Parameter:
    found = copy.copy(parameter)
    if metavar := parameter.metavar or _usual_metavar(parameter):
        found.metavar = translate_placeholders(metavar)
    if isinstance(found, click.Option) and found.help:
        found.help = tr(found.help)
    return found


def translate_placeholders(usage: str) -> str:
    """Return a part of a usage line with its placeholders in the language of the run."""
    return PLACEHOLDER.sub(lambda word: tr(in_context(PLACEHOLDERS, word[0])), usage)


def _usual_metavar(parameter: click.Parameter) -> str:
    """Return what click shows for an argument, or a number; the words of a choice are values and stay."""
    if isinstance(parameter.type, click.Choice):
        return ""
    if isinstance(parameter, click.Option):
        if isinstance(parameter.type, click.types.IntParamType) and not parameter.is_flag:
            return "N"
        return "FILE" if isinstance(parameter.type, click.Path) else ""
    name = (parameter.name or "").upper()
    name = name if parameter.required else f"[{name}]"
    return f"{name}..." if parameter.nargs != 1 else name


def placeholders(command: click.Command) -> set[str]:
    """Return the words of a command's usage line that stand for a value, like ``FILE``."""
    return {word for one in command.params for word in PLACEHOLDER.findall(one.metavar or _usual_metavar(one))}
