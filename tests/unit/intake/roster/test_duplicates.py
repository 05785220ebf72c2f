"""Rows that are perhaps one person twice are named."""

import pytest
from tests.unit.intake.conftest import Write, said

from checkin.core.course import Course
from checkin.intake.roster.roster_file import read_roster


def doubts(rows: list[str], write: Write, course: Course) -> list[str]:
    texts = said(read_roster([write(["Nombre;País;Correo", *rows])], course))
    return [text for text in texts if "may be one person" in text]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José Núñez Pérez;Perú;jnunez@x.org", "Jose Nuñez;Peru;"),
        ("José Núñez Pérez;Perú;j@x.org", "Núñez Pérez José;Perú;jose@y.org"),
        ("Rui Sá;;", "Rui Sá;Brasil;"),
        ("María del Carmen Ríos;Chile;", "Maria Rios;Chile;mrios@x.org"),
    ],
)
def test_names_that_differ_in_order_or_length_are_named(one: str, other: str, write: Write, course: Course) -> None:
    names = [row.split(";")[0] for row in (one, other)]
    (text,) = doubts([one, "Ana Paz;UY;a@x.org", other], write, course)
    assert f"{names[0]} (row 2) and {names[1]} (row 4)" in text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José Núñez Pérez;Perú;", "Jose Nuñez;Chile;"),
        ("José Núñez Pérez;Perú;", "José Núñez Rey;Perú;"),
        ("José Núñez;Perú;", "José Pérez;Perú;"),
    ],
)
def test_other_people_are_not(one: str, other: str, write: Write, course: Course) -> None:
    assert doubts([one, other], write, course) == []
