"""A text from outside, quoted in a message, has the quotation marks of the language."""

import pytest

from checkin.core.errors import InputError
from checkin.core.text import joined, names_of, sentence, with_commas
from checkin.i18n.translator import get_translator
from checkin.intake.readers.cells import quoted

MARKS = {
    "en": "'Brazill'",
    "es": "“Brazill”",
    "pt": "“Brazill”",
    "fr": "«\u00a0Brazill\u00a0»",
}


def shown(language: str, value: object) -> str:
    return get_translator(language).sentence(sentence("{value}", value=value))


@pytest.mark.parametrize("language", MARKS)
def test_a_quoted_value_has_the_marks_of_the_language(language: str) -> None:
    assert shown(language, quoted("Brazill")) == MARKS[language]


@pytest.mark.parametrize("language", MARKS)
def test_so_has_the_value_of_an_error(language: str) -> None:
    assert get_translator(language).error(InputError("{value}", value=quoted("Brazill"))) == MARKS[language]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (names_of([quoted("A"), quoted("B")]), "“A”, “B”"),
        (names_of([quoted("A"), quoted("A")]), "“A” (×2)"),
        (names_of([quoted("A") + " = S01", "column C"]), "“A” = S01, column C"),
        (names_of([quoted("A"), quoted("B")], 1), "“A” y 1 más"),
        (joined([sentence("{text}", text=quoted("A"))]), "“A”"),
        (with_commas(["A", quoted("B")]), "A, “B”"),
        (quoted("D'Ávila"), "“D'Ávila”"),
        (quoted("""the "D'Ávila" room"""), """“the "D'Ávila" room”"""),
        (quoted("a\x1b[31mb\nc"), "“a\\x1b[31mb\\nc”"),
        (quoted("a\ue003b"), "“a\\ue003b”"),
        (quoted("x" * 90), f"“{'x' * 80}...”"),
    ],
)
def test_they_stand_around_each_value_only(value: object, text: str) -> None:
    assert shown("es", value) == text


@pytest.mark.parametrize("value", [quoted("A"), names_of([quoted("A")]), with_commas([quoted("A")])])
def test_files_and_programs_have_straight_marks(value: object) -> None:
    assert str(value) == "'A'"


def test_a_spanish_conjunction_suits_a_quoted_word() -> None:
    assert get_translator("es")("{a} y {b}", a="A", b=quoted("Inglés")) == "A e “Inglés”"
