"""Names as people type them."""

import pytest

from checkin.core.similar_names import is_meant, is_namesake, is_written


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("oconnor", "Keisha-Ann O’Connor"),
        ("saintfleur", "Jean-Baptiste Saint-Fleur"),
        ("saint fleur", "Jean-Baptiste Saint-Fleur"),
        ("davila", "João d’Ávila Nascimento"),
        ("d avila", "João d’Ávila Nascimento"),
        ("benites", "Ana Lucía Benítez Cáceres"),
        ("etchevery", "Juan Ignacio Etcheverry"),
        ("etchveerry", "Juan Ignacio Etcheverry"),
        ("jeanbaptiste", "Jean-Baptiste Saint-Fleur"),
        ("ana benites", "Ana Lucía Benítez Cáceres"),
    ],
)
def test_a_name_is_meant_without_its_punctuation_or_with_one_mistake_a_word(text: str, name: str) -> None:
    assert is_meant(text, name)


@pytest.mark.parametrize(
    ("text", "name"), [("", "Ana"), ("gomez", "Ana Benítez"), ("ana gomez", "Ana Benítez"), ("bonitos", "Ana Benítez")]
)
def test_another_name_is_not_meant(text: str, name: str) -> None:
    assert not is_meant(text, name)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Maria Fernandez", "María Fernández y Ortiz", True),
        ("ana benitez", "Ana Lucía Benítez Cáceres", True),
        ("juan etcheverry", "Juan Ignacio Etcheverry", True),
        ("Ana Lucía Benítez Cáceres Gómez", "Ana Benites", True),
        ("Ana Gómez", "Ana Benítez", False),
        ("Ana", "Ana Benítez", False),
        ("Zoe", "Zoe", True),
    ],
)
def test_a_namesake_lacks_no_word_of_the_shorter_name(one: str, other: str, expected: bool) -> None:
    assert is_namesake(one, other) is expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("ana nunez", "Ana Núñez", True),
        ("nun", "Ana Núñez", True),
        ("saint fl", "Jean-Baptiste Saint-Fleur", True),
        ("davila", "João d’Ávila", True),
        ("ana paz", "Mariana Pazos", False),
        ("luis perez", "Luisa Pérez Gil", False),
        ("peru", "Ben Beta", False),
        ("", "Ben Beta", False),
    ],
)
def test_a_text_is_a_name_if_only_its_last_word_is_unfinished(text: str, name: str, expected: bool) -> None:
    assert is_written(text, name) is expected
