"""Names are sorted as each language sorts them."""

import pytest

from checkin.core.text import LANGUAGES, sort_key


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("es", ["Muniz", "Muntaner", "Muñiz", "Muñoz", "Muo"]),
        ("pt", ["Muniz", "Muñiz", "Muñoz", "Muntaner", "Muo"]),
        ("fr", ["Egypte", "Équateur", "Espagne", "Uruguay"]),
        ("pt", ["Açores", "Acre", "África", "Zambia"]),
        ("es", ["Ávila", "Avila Ríos", "Azul", "Zúñiga"]),
        ("en", ["O’Connor", "O'Connor Smith", "Oconnor"]),
    ],
)
def test_names_stand_where_a_reader_looks_for_them(language: str, names: list[str]) -> None:
    assert sorted(set(names), key=lambda name: sort_key(name, language)) == names


@pytest.mark.parametrize("language", LANGUAGES)
def test_case_and_accents_decide_between_equal_letters_alone(language: str) -> None:
    assert sorted(["peña", "Pena b", "péna", "Pena"], key=lambda name: sort_key(name, language))[0] == "Pena"


def test_an_n_and_a_tilde_of_their_own_are_the_letter() -> None:
    assert sort_key("Mun\N{COMBINING TILDE}oz", "es")[0] == sort_key("Muñoz", "es")[0]
