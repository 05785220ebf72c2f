"""Every text of the interface is translated, and no translation is left over."""

import ast
import builtins
import re
import runpy
import shutil
import subprocess
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

SCRIPT = runpy.run_path(str(Path(__file__).parents[3] / "scripts" / "catalogues.py"))
LANGUAGES = SCRIPT["LANGUAGES"]
SOURCE_TEXTS = cache(SCRIPT["source_texts"])
_PLACES = re.compile(r"\{(\w+)\}")
_SHORT = 18  # a heading or a label, which may be abbreviated


def parts(text: str | tuple[str, ...]) -> tuple[str, ...]:
    """The forms of a text: one, or one for each number."""
    return (text,) if isinstance(text, str) else tuple(text)


@cache
def catalogue(language: str) -> Catalog:
    """The texts of a language."""
    texts: Catalog = SCRIPT["catalogue"](language)
    return texts


def messages(language: str) -> list[Message]:
    """The texts of a language, without the header."""
    return [message for message in catalogue(language) if message.id]


def translated(language: str) -> dict[object, tuple[str, ...]]:
    """The texts of a language by those of the source, which are the English ones."""
    if language == "en":
        return {message.id: parts(message.id) for message in SOURCE_TEXTS() if message.id}
    return {message.id: parts(message.string) for message in messages(language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_left_over(language: str) -> None:
    wanted = {(message.id, message.context) for message in SOURCE_TEXTS() if message.id}
    assert {(message.id, message.context) for message in messages(language)} == wanted
    assert [text for text, said in translated(language).items() if not all(said)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tools_of_gettext_accept_every_catalogue(language: str) -> None:
    program = shutil.which("msgfmt")
    if not program:
        pytest.skip("gettext is not installed")
    command = [program, "--check", "--output-file=/dev/null", SCRIPT["catalogue_file"](language)]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stderr == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_header_is_that_of_this_project(language: str) -> None:
    header = SCRIPT["catalogue_file"](language).read_text("utf-8").partition("\n\n")[0]
    assert re.findall(r"fuzzy|ORGANIZATION|FIRST AUTHOR|EMAIL@ADDRESS|YEAR-MO-DA|FULL NAME|LL@li\.org", header) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_says_where_it_is_used_and_what_it_is(language: str) -> None:
    assert [message.id for message in messages(language) if not message.auto_comments] == []


def test_no_note_for_translators_is_about_a_file_that_there_is_not() -> None:
    files = {file.removeprefix("src/checkin/") for message in messages("es") for file, _ in message.locations}
    used = {part for file in files for part in SCRIPT["parents"](file)}
    assert set(SCRIPT["translator_notes"]()["files"]) - used == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess_of_the_tools(language: str) -> None:
    assert [message.id for message in messages(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_the_values_of_its_text(language: str) -> None:
    for text, said in translated(language).items():
        # The form for one thing may leave the number out.
        wanted = [set(_PLACES.findall(form)) for form in parts(text)]  # type: ignore[arg-type]
        for form in said:
            assert set(_PLACES.findall(form)) in wanted, form


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_its_text(language: str) -> None:
    """But for the header, in which Babel names its own version."""
    written = SCRIPT["catalogue_file"](language).with_suffix(".mo").read_bytes()
    held = [
        {(str(text.id), text.context): text.string for text in read_mo(BytesIO(compiled)) if text.id}
        for compiled in (written, SCRIPT["compiled"](SCRIPT["catalogue"](language)))
    ]
    assert held[0] == held[1]
    assert len(held[0]) > 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_a_help_is_wider_than_a_dialog_of_eighty_columns(language: str) -> None:
    for text, said in translated(language).items():
        for form in (*parts(text), *said):  # type: ignore[arg-type]
            if form.count("\n") > 2:
                assert max(len(line) for line in form.split("\n")) <= 76, form


@pytest.mark.parametrize(("language", "singular"), [("es", "n != 1"), ("pt", "n != 1"), ("fr", "n > 1")])
def test_a_language_has_two_forms_for_numbers_and_says_which_of_them_nought_has(language: str, singular: str) -> None:
    assert catalogue(language).plural_forms == f"nplurals=2; plural=({singular});"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_ends_and_begins_as_its_text(language: str) -> None:
    found = []
    for text, said in translated(language).items():
        for form in said:
            wanted = {(ending(one), blanks(one)) for one in parts(text)}  # type: ignore[arg-type]
            if len(parts(text)[0]) >= _SHORT and (ending(form), blanks(form)) not in wanted:  # type: ignore[arg-type]
                found.append((text, form))
    assert found == []


def ending(text: str) -> str:
    """The sign at the end of a text; the quotation marks of a language are one sign."""
    last = text.rstrip()[-1:]
    return {"”": "'", "»": "'", '"': "'"}.get(last, last) if last in ".:;?!…,'\"”»" else ""


def blanks(text: str) -> tuple[str, str]:
    """The blanks and lines before and after a text."""
    return text[: len(text) - len(text.lstrip(" \n"))], text[len(text.rstrip(" \n")) :]


_HEADINGS_OF_A_FILE = ("date; début; titre",)
# Signs with the wrong blank before or after them; addresses, times and keys of files have none.
_WRONG_SPACES = {
    "en": r"[\d}][ \u00a0\u202f]%|[«»]",
    "fr": r"[\w)»}\"][;?!](?=[\s»]|$)|[^\s«][ \u00a0][;?!]|[^\s«][ \u202f]:(?=\s|$)|[\w)»}\"]:(?=\s|$)"
    r"|«[^\u00a0]|[^\u00a0]»|[\d}][ \u00a0]?%",
    "es": r"\S[ \u00a0][;:?!](?=\s|$)|[\d}] ?%|[«»]",
    "pt": r"\S[ \u00a0][;:?!](?=\s|$)|[\d}][ \u00a0\u202f]%|[«»]",
}


@pytest.mark.parametrize("language", _WRONG_SPACES)
def test_every_sign_has_the_blanks_of_the_language(language: str) -> None:
    found = [
        (hit.group(), form)
        for said in translated(language).values()
        for form in said
        if form not in _HEADINGS_OF_A_FILE
        for hit in re.finditer(_WRONG_SPACES[language], form)
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_quoted_in_a_sentence_has_the_marks_of_the_language(language: str) -> None:
    """Values of course.toml and of the command line keep theirs; a shown value is quoted by the program."""
    straight = re.compile(r"(?<![\w=])'[^'\n]+'(?!\w)")
    assert [form for said in translated(language).values() for form in said if straight.search(form)] == []


def test_a_text_with_a_context_keeps_it_in_the_catalogue() -> None:
    texts = read_po(['msgctxt "a session"\n', 'msgid "open"\n', 'msgstr "abierta"\n'], locale="es")
    texts.update(SOURCE_TEXTS(), no_fuzzy_matching=True)
    assert texts.get("open", "a session").string == "abierta"


def test_no_text_stands_inside_an_f_string() -> None:
    """Before Python 3.12 Babel does not find it there."""
    inside = re.compile(r"""f"[^"\n]*\{[^}"\n]*(?:tr|say|sentence|translatable|in_context)\('""")
    sources = Path(__file__).parents[3].glob("src/checkin/**/*.py")
    assert [path.name for path in sources if inside.search(path.read_text("utf-8"))] == []


def test_the_sentence_of_every_error_is_in_the_catalogues() -> None:
    known, source = SCRIPT["KEYWORDS"], SCRIPT["SOURCE"]
    lost = []
    for path in sorted(source.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
                text, name = call.args[0].value, getattr(call.func, "id", getattr(call.func, "attr", ""))
                is_error = name == "__init__" or (name.endswith("Error") and name not in dir(builtins))
                if isinstance(text, str) and " " in text and "{" in text and is_error and name not in known:
                    lost.append((path.name, name, text))
    assert lost == []


_ROW = re.compile(r"  \S.*?  +(?=\S)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_column_of_a_table_in_a_text_is_one_column(language: str) -> None:
    ragged: list[str] = []
    for source, said in translated(language).items():
        columns = {found.end() for line in said[0].split("\n") if (found := _ROW.match(line))}
        if len(columns) > 1:
            ragged.append(str(source))
    assert ragged == []
