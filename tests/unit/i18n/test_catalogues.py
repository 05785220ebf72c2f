"""Every text of the interface is translated, and no translation is left over."""

import re
import runpy
from pathlib import Path

import pytest

SCRIPT = runpy.run_path(str(Path(__file__).parents[3] / "scripts" / "catalogues.py"))
LANGUAGES = SCRIPT["LANGUAGES"]
_PLACES = re.compile(r"\{(\w+)\}")


def parts(text: str | tuple[str, ...]) -> tuple[str, ...]:
    """The forms of a text: one, or one for each number."""
    return (text,) if isinstance(text, str) else tuple(text)


def translated(language: str) -> dict[object, tuple[str, ...]]:
    """The texts of a language by those of the source."""
    return {message.id: parts(message.string) for message in SCRIPT["catalogue"](language) if message.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_left_over(language: str) -> None:
    wanted = {message.id for message in SCRIPT["source_texts"]() if message.id}
    found = translated(language)
    assert set(found) == wanted
    assert [text for text, said in found.items() if not all(said)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess_of_the_tools(language: str) -> None:
    assert [message.id for message in SCRIPT["catalogue"](language) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_the_values_of_its_text(language: str) -> None:
    for text, said in translated(language).items():
        # The form for one thing may leave the number out.
        wanted = [set(_PLACES.findall(form)) for form in parts(text)]  # type: ignore[arg-type]
        for form in said:
            assert set(_PLACES.findall(form)) in wanted, form


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_its_text(language: str) -> None:
    compiled = SCRIPT["catalogue_file"](language).with_suffix(".mo").read_bytes()
    assert compiled == SCRIPT["compiled"](SCRIPT["catalogue"](language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_a_help_is_wider_than_a_dialog_of_eighty_columns(language: str) -> None:
    for text, said in translated(language).items():
        for form in (*parts(text), *said):  # type: ignore[arg-type]
            if form.count("\n") > 2:
                assert max(len(line) for line in form.split("\n")) <= 76, form
