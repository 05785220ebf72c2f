"""Bring the catalogues of the interface up to date with the source, and compile them.

    python scripts/catalogues.py
    python scripts/catalogues.py --pseudo FOLDER

Reads every text that the source marks, writes ``i18n/LANGUAGE/LC_MESSAGES/checkin.po`` with the texts that are
new left empty and those that nobody uses any more removed, and compiles the ``.mo`` files beside them. Each text has
the files that use it, and a comment for the translator from ``translator_notes.toml``.

The second form writes a pseudo-language into FOLDER: every English text in brackets and with accents, ``‹lóád›``. Run
checkin with ``CHECKIN_CATALOGUES=FOLDER``: a text that is shown plainly is in no catalogue.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import click
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from checkin.cli import checkin
from checkin.cli.command import PLACEHOLDERS, help_paragraphs, placeholders

SOURCE = Path(__file__).parent.parent / "src" / "checkin"
CATALOGUES = SOURCE / "i18n"
NOTES = Path(__file__).parent / "translator_notes.toml"
LANGUAGES = tuple(sorted(path.parent.parent.name for path in CATALOGUES.glob("*/LC_MESSAGES/checkin.po")))
METHODS = [("**.py", "python")]
Place = int | tuple[int, str]
KEYWORDS: dict[str, tuple[Place, ...] | None] = {"tr": None, "translatable": None, "sentence": None, "plural": (1, 2)}
KEYWORDS["in_context"] = ((1, "c"), 2)
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
        "PersonDesignError",
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
    for file, _, message, comments, context in extract_from_dir(SOURCE, METHODS, keywords=KEYWORDS):
        texts.add(message, locations=[(f"src/checkin/{file}", 0)], auto_comments=comments, context=context)
    for path in sorted(SOURCE.glob("badges/designs/*/*.toml")):
        title = tomllib.loads(path.read_text("utf-8"))["title"]
        texts.add(title, locations=[(f"src/checkin/{path.relative_to(SOURCE)}", 0)])
    for text in CLICK_TEXTS:
        texts.add(text, auto_comments=["Printed by the command line, in usage and errors."])
    for text, said in help_texts(checkin):
        texts.add(text, auto_comments=[said])
    for command in every_command(checkin):
        for word in placeholders(command):
            texts.add(word, context=PLACEHOLDERS, auto_comments=["In capitals, without blanks."])
    for message in texts:
        message.auto_comments += notes(message)
    return texts


@cache
def translator_notes() -> dict[str, dict[str, str]]:
    """What translators are told: by the file that uses a text, by its fields, and by the text itself."""
    return tomllib.loads(NOTES.read_text("utf-8"))


def notes(message: Message) -> list[str]:
    """What a translator should know of a text: where it is shown, how wide it may be, what its fields are."""
    known, text = translator_notes(), message.id if isinstance(message.id, str) else message.id[-1]
    said = [known["texts"][text]] if text in known["texts"] else []
    for file in sorted({file.removeprefix("src/checkin/") for file, _ in message.locations}):
        said.append(next((known["files"][part] for part in parents(file) if part in known["files"]), ""))
    fields = [field for field in dict.fromkeys(re.findall(r"\{(\w+)", text)) if field in known["fields"]]
    said += [f"{{{field}}}: {known['fields'][field]}." for field in fields]
    return list(dict.fromkeys(filter(None, said)))


def parents(file: str) -> Iterator[str]:
    """A file without its ending, and the folders above it."""
    yield file.removesuffix(".py")
    while "/" in file:
        file = file.rpartition("/")[0]
        yield file


def help_texts(command: click.Command, path: str = "checkin") -> Iterator[tuple[str, str]]:
    """Every text of a command's help, and of the commands below it, with what it is."""
    for number, text in enumerate(help_paragraphs(command)):
        yield text, f"Help of `{path}`" + (", its line in the list: at most 60 characters." if not number else ".")
    if command.epilog and not command.epilog.startswith("\b"):
        yield command.epilog, f"Help of `{path}`, below its options."
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help and not parameter.hidden:
            yield parameter.help, f"Help of the option {parameter.opts[-1]} of `{path}`."
    for found in commands_of(command):
        yield from help_texts(found, f"{path} {found.name}")


def commands_of(command: click.Command) -> Iterator[click.Command]:
    """The commands of a group."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if found := command.get_command(context, name):
                yield found


def every_command(command: click.Command) -> Iterator[click.Command]:
    """A command, and all commands below it."""
    yield command
    for found in commands_of(command):
        yield from every_command(found)


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


def fill_header(texts: Catalog, language: str) -> None:
    """Give a catalogue the header that gettext's tools ask for."""
    name = {"es": "Spanish", "pt": "Portuguese", "fr": "French"}.get(language, language)
    texts.project, texts.version, texts.fuzzy = "checkin", "1", False
    texts.copyright_holder = texts.msgid_bugs_address = "checkin"
    texts.header_comment = (
        f"# {name} texts of checkin.\n# The comments and the order are written by scripts/catalogues.py."
    )
    texts.language_team = texts.last_translator = f"checkin <{language}>"
    if not isinstance(texts.revision_date, datetime):
        texts.revision_date = datetime.now(UTC)


def tidy(texts: Catalog, language: str) -> None:
    """Write the blanks of the language. Our fields are in braces, and ``%`` is a percent sign: drop the other flag."""
    for message in texts:
        message.flags.discard("python-format")
        if message.id and message.string:
            forms = (message.string,) if isinstance(message.string, str) else message.string
            written = tuple(with_blanks(form, language) for form in forms)
            message.string = written[0] if isinstance(message.string, str) else written


# A blank before a sign, and the one that the language has there.
BLANKS = {
    "es": ((r"(?<=[\d}])[ \u202f]%", "\u00a0%"),),
    "fr": (
        (r"(?<=[^\s«])[ \u00a0](?=[;?!](?:[\s»]|$))", "\u202f"),
        (r"(?<=[^\s«])[ \u202f](?=:(?:\s|$))", "\u00a0"),
        (r"«[ \u202f]", "«\u00a0"),
        (r"[ \u202f]»", "\u00a0»"),
        (r"(?<=[\d}])[ \u00a0]%", "\u202f%"),
    ),
    "pt": ((r"(?<=[\d}])[ \u00a0\u202f]%", "%"),),
}


def with_blanks(text: str, language: str) -> str:
    """A translation with the blanks that its language has before its signs, so that nobody has to type them."""
    for pattern, blank in BLANKS.get(language, ()):
        text = re.sub(pattern, blank, text)
    return text


ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")


def pseudo(text: str) -> str:
    """A text as the pseudo-language writes it. Its fields and its outer blanks stay."""
    before, core, after = re.fullmatch(r"(\s*)(.*?)(\s*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    parts = re.split(r"(\{[^}]*\})", core)
    return f"{before}‹{''.join(p if p.startswith('{') else p.translate(ACCENTS) for p in parts)}›{after}"


def write_pseudo(folder: Path) -> None:
    """Write the pseudo-language into a folder, in the place of every language."""
    texts = source_texts()
    texts.locale, texts.fuzzy = "en", False  # type: ignore[assignment]
    for message in texts:
        if message.id:
            message.string = pseudo(message.id) if isinstance(message.id, str) else tuple(map(pseudo, message.id))
    for language in ("en", *LANGUAGES):
        path = folder / language / "LC_MESSAGES" / "checkin.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(compiled(texts))


def main() -> None:
    if sys.argv[1:2] == ["--pseudo"]:
        write_pseudo(Path(sys.argv[2]))
    else:
        update_catalogues()


def update_catalogues() -> None:
    """Bring every catalogue up to date, and compile it."""
    source = source_texts()
    for language in LANGUAGES:
        path = catalogue_file(language)
        texts = catalogue(language)
        texts.update(source, no_fuzzy_matching=True, update_creation_date=False)
        texts.obsolete.clear()
        fill_header(texts, language)
        tidy(texts, language)
        with path.open("wb") as file:
            write_po(file, texts, sort_output=True, width=120, omit_header=False, include_lineno=False)
        path.with_suffix(".mo").write_bytes(compiled(texts))
        empty = [message.id for message in texts if message.id and not message.string]
        print(f"{language}: {len(texts)} texts, {len(empty)} without a translation")


if __name__ == "__main__":
    main()
