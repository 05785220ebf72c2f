"""An edition that is a number is printed as an ordinal."""

import pytest

from checkin.core.course_toml import parse

TABLE = [
    ("38", "Curso Interamericano", ["38.º", "38º", "38th", "38e"]),
    ("5", "Formación regional", ["5.ª", "5ª", "5th", "5e"]),
    ("1", "Formation régionale", ["1.ª", "1ª", "1st", "1re"]),
    ("1", "Curso", ["1.º", "1º", "1st", "1er"]),
    ("2", "Programa de capacitación", ["2.º", "2º", "2nd", "2e"]),
    ("12", "Escola de verão", ["12.ª", "12ª", "12th", "12e"]),
    ("23", "Course", ["23.º", "23º", "23rd", "23e"]),
    ("2026", "Curso", ["2026"] * 4),  # a year
    ('"38"', "Curso", ["38"] * 4),  # a text is printed as it is
]


@pytest.mark.parametrize(("edition", "title", "printed"), TABLE)
def test_the_number_of_an_edition_is_an_ordinal(edition: str, title: str, printed: list[str]) -> None:
    course = parse(f'[course]\ntitle = "{title}"\ntimezone = "UTC"\nlanguage = "es"\nedition = {edition}\n')
    assert [course.text("edition", language) for language in ("es", "pt", "en", "fr")] == printed
    assert course.edition == printed[0]
