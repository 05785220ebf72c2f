"""Bring the catalogues of the interface up to date with the source, and compile them.

    python scripts/catalogues.py

Reads every text that the source marks, writes ``i18n/LANGUAGE/LC_MESSAGES/checkin.po`` with the texts that are
new left empty and those that nobody uses any more removed, and compiles the ``.mo`` files beside them.
"""

import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import click
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from checkin.cli import checkin
from checkin.cli.command import help_paragraphs

SOURCE = Path(__file__).parent.parent / "src" / "checkin"
LANGUAGES = ("es", "pt", "fr")
METHODS = [("**.py", "python")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {"tr": None, "translatable": None, "sentence": None, "plural": (1, 2)}
# The sentences of errors are written where they are raised.
KEYWORDS |= dict.fromkeys(
    (
        "CarrierBusyError",
        "CertificateError",
        "StaleRosterError",
        "InvalidValueError",
        "HubUnreachableError",
        "NoAccessError",
        "WebError",
        "HubError",
        "ForbiddenError",
        "CourseError",
        "CheckinError",
        "DesignError",
        "ExportError",
        "InputError",
        "MailError",
        "NotFoundError",
        "PinError",
        "PrinterError",
        "RecordError",
        "RosterConflictError",
    )
)
# What click itself prints; it reads these texts from our catalogues.
CLICK_TEXTS: tuple[str | tuple[str, str], ...] = (
    "Aborted!",
    "Argument {name!r} takes {nargs} values.",
    "Choose from:\n\t{choices}",
    "Commands",
    "Could not open file {filename!r}: {message}",
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    "Error: The two entered values do not match.",
    "Error: invalid input",
    "Error: {message}",
    "Invalid value for {param_hint}: {message}",
    "Invalid value: {message}",
    "Missing argument",
    "Missing command.",
    "Missing option",
    "Missing parameter",
    "No such command {name!r}.",
    "No such option {name!r}.",
    "Option {name!r} does not take a value.",
    "Options",
    "Repeat for confirmation",
    "Show the version and exit.",
    "Show this message and exit.",
    "Try '{command} {option}' for help.",
    "Usage:",
    "default: {default}",
    "directory",
    "env var: {var}",
    "file",
    "path",
    "required",
    "{name} {filename!r} does not exist.",
    "{name} {filename!r} is a directory.",
    "{name} {filename!r} is a file.",
    "{name} {filename!r} is not readable.",
    "{name} {filename!r} is not writable.",
    "{value!r} is not a valid {number_type}.",
    "{value} is not in the range {range}.",
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)


def source_texts() -> Catalog:
    """Every text that the source marks for translation, every help text, and what click prints."""
    texts = Catalog(project="checkin", charset="utf-8")
    for _, _, message, _, _ in extract_from_dir(SOURCE, METHODS, keywords=KEYWORDS):
        texts.add(message)
    titles = [
        tomllib.loads(path.read_text("utf-8"))["title"] for path in sorted(SOURCE.glob("badges/designs/*/*.toml"))
    ]
    for text in (*CLICK_TEXTS, *help_texts(checkin), *titles):
        texts.add(text)
    return texts


def help_texts(command: click.Command) -> Iterator[str]:
    """Every text of a command's help, and of the commands below it."""
    yield from help_paragraphs(command)
    if command.epilog and not command.epilog.startswith("\b"):
        yield command.epilog
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help and not parameter.hidden:
            yield parameter.help
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if found := command.get_command(context, name):
                yield from help_texts(found)


def catalogue_file(language: str) -> Path:
    """Where a language's texts are."""
    return SOURCE / "i18n" / language / "LC_MESSAGES" / "checkin.po"


def catalogue(language: str) -> Catalog:
    """A language's texts."""
    path = catalogue_file(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(texts: Catalog) -> bytes:
    """The texts as gettext reads them."""
    out = BytesIO()
    write_mo(out, texts)
    return out.getvalue()


def main() -> None:
    for language in LANGUAGES:
        path = catalogue_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        texts = catalogue(language) if path.exists() else Catalog(locale=language, project="checkin")
        texts.update(source_texts(), no_fuzzy_matching=True, update_creation_date=False)
        texts.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, texts, sort_output=True, width=120, omit_header=False)
        path.with_suffix(".mo").write_bytes(compiled(texts))
        empty = [message.id for message in texts if message.id and not message.string]
        print(f"{language}: {len(texts)} texts, {len(empty)} without a translation")


if __name__ == "__main__":
    main()
