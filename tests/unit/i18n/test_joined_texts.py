"""What is put together from several texts reads as one text of the language."""

import pytest

from checkin.core.text import one_line
from checkin.i18n.translator import get_translator


@pytest.mark.parametrize(
    ("language", "names", "text"),
    [
        ("es", ["Ana", "Luis"], "Ana o Luis"),
        ("es", ["Ana", "Óscar"], "Ana u Óscar"),
        ("es", ["Ana", "Luis", "Horacio"], "Ana, Luis u Horacio"),
        ("pt", ["Ana", "Luis", "Óscar"], "Ana, Luis ou Óscar"),
        ("fr", ["Ana", "Luis", "Óscar"], "Ana, Luis ou Óscar"),
        ("en", ["Ana", "Luis"], "Ana or Luis"),
        ("en", ["Ana"], "Ana"),
    ],
)
def test_alternatives_have_the_word_before_the_last(language: str, names: list[str], text: str) -> None:
    assert get_translator(language).any_of(names) == text


@pytest.mark.parametrize(
    ("other", "word"),
    [("Inés", "e"), ("Hilda", "e"), ("Íñigo", "e"), ("Hielo", "y"), ("Iara", "y"), ("Julia", "y"), ("Yolanda", "y")],
)
def test_spanish_has_e_before_the_sound_of_an_i(other: str, word: str) -> None:
    text = get_translator("es")("The cards of {name} and {other} are one card now.", name="Ana", other=other)
    assert text.startswith(f"Ana {word} {other} ")


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "A, B y 1 más"), ("pt", "A, B e mais 1"), ("fr", "A, B et 1 de plus"), ("en", "A, B and 1 more")],
)
def test_a_list_that_is_cut_says_how_many_more(language: str, text: str) -> None:
    assert get_translator(language).some(["A", "B", "C"], most=2) == text


@pytest.mark.parametrize(("language", "text"), [("fr", "A\u202f; B"), ("es", "A; B"), ("en", "A; B")])
def test_clauses_are_joined_with_the_blanks_of_the_language(language: str, text: str) -> None:
    assert get_translator(language).some(["A", "B"], between="; ") == text


def test_a_sentence_that_is_cleaned_keeps_its_no_break_spaces() -> None:
    assert one_line("Durée\u00a0:\u202e 46,5\u00a0heures\n\x1b") == "Durée\u00a0: 46,5\u00a0heures"


@pytest.mark.parametrize(("language", "text"), [("fr", "Aucune lettre."), ("en", "No letter.")])
def test_none_has_its_own_sentence_where_it_is_given_one(language: str, text: str) -> None:
    tr = get_translator(language)
    assert tr.plural("{n} letter sent.", "{n} letters sent.", 0, none=text) == text
    assert "0" in tr.plural("{n} letter sent.", "{n} letters sent.", 0)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Amadou Traoré", "d’Amadou Traoré"),
        ("Élodie", "d’Élodie"),
        ("Œuvre", "d’Œuvre"),
        ("Jean", "de Jean"),
        ("A1", "de A1"),
        ("Onze", "de Onze"),
    ],
)
def test_french_de_loses_its_e_before_a_vowel(name: str, words: str) -> None:
    assert (
        get_translator("fr")("PIN, for a new badge of {name}", name=name) == f"Code PIN, pour un nouveau badge {words}"
    )
