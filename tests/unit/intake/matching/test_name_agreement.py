"""Two names under one e-mail, id or code: of one person, or of two."""

import pytest

from checkin.intake.matching.name_agreement import names_agree, share_a_word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Pérez", "Ana Pérez Gil"),
        ("Ana Pérez", "PÉREZ, Ana"),
        ("Anna Peres", "Ana Pérez"),
        ("A. Pérez", "Ana Pérez"),
        ("María José Díaz", "M. J. Díaz"),
        ("Juan Carlos Pérez", "Juan Pérez López"),
        ("Anamaría Paz", "Ana María Paz"),
        ("Carla de la Cruz", "Carla Cruz"),
        ("Suharto", "Suharto Wijaya"),
        ("Mario Gómez", "María Gómez"),
        ("李娜", "李娜"),
    ],
)
def test_a_correction_is_the_same_person(one: str, other: str) -> None:
    assert (names_agree(one, other), names_agree(other, one)) == (True, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana María Pérez", "María López"),
        ("Ana María Pérez", "Jorge Pérez"),
        ("Juan Pérez", "Ana Pérez"),
        ("Carla de la Cruz", "Luis de la Torre"),
        ("A. Pérez", "Luis Pérez"),
        ("Beto Ruiz", "Beto Ruiz Hijo"),
        ("Beto Ruiz", "Elsa Roca"),
    ],
)
def test_a_colleague_is_another_person(one: str, other: str) -> None:
    assert (names_agree(one, other), names_agree(other, one)) == (False, False)


def test_particles_are_no_word_in_common() -> None:
    assert not share_a_word("Carla de la Cruz", "Luis de la Torre")
    assert share_a_word("Ana Pérez", "Jorge Perez")
