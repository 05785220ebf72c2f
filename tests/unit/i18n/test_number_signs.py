"""Signs inside numbers: those of the language, in Spanish those of the course's country."""

import pytest
from tests.conftest import COURSE

from checkin.core.number_place import NumberPlace, set_number_place
from checkin.core.text import DecimalText
from checkin.i18n.translator import get_translator
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course

# By the CLDR. Where Spanish is not spoken they are the country's own.
PLACES = {
    "America/Argentina/Buenos_Aires": "82,5 50.000",
    "America/Buenos_Aires": "82,5 50.000",  # an old name
    "America/Mexico_City": "82.5 50,000",
    "America/Lima": "82.5 50,000",
    "America/Guatemala": "82.5 50,000",
    "America/Bogota": "82,5 50.000",
    "America/Costa_Rica": "82,5 50\N{NO-BREAK SPACE}000",
    "America/Asuncion": "82,5 50.000",  # where Guaraní is spoken, too
    "America/Sao_Paulo": "82,5 50.000",
    "America/New_York": "82.5 50,000",
    "UTC": "82,5 50.000",
    "Nowhere/At_All": "82,5 50.000",
}


def told(language: str) -> str:
    return get_translator(language)("{a} {n:,}", a=DecimalText("82.5"), n=50_000)


@pytest.mark.parametrize(("zone", "text"), PLACES.items())
def test_spanish_numbers_have_the_signs_of_the_country(zone: str, text: str) -> None:
    set_number_place(NumberPlace(zone))
    assert told("es") == text


@pytest.mark.parametrize(("decimals", "text"), [("comma", "82,5 50.000"), ("point", "82.5 50,000")])
def test_a_course_may_choose_its_decimal_sign(decimals: str, text: str) -> None:
    set_number_place(NumberPlace("America/Costa_Rica", decimals))
    assert told("es") == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "82.5 50,000"), ("pt", "82,5 50.000"), ("fr", "82,5 50\N{NARROW NO-BREAK SPACE}000")],
)
def test_other_languages_have_the_same_signs_everywhere(language: str, text: str) -> None:
    for zone in PLACES:
        set_number_place(NumberPlace(zone))
        assert told(language) == text


@pytest.mark.parametrize(("chosen", "text"), [("", "82.5"), ('decimals = "comma"', "82,5")], ids=["zone", "chosen"])
def test_an_open_course_says_where_its_numbers_are_read(course_folder: CourseFolder, chosen: str, text: str) -> None:
    mexican = COURSE.replace('"America/Argentina/Buenos_Aires"', f'"America/Mexico_City"\n{chosen}')
    course_folder.course_file.write_text(mexican, encoding="utf-8")
    with open_course(course_folder):
        pass
    # Commands print tables after they have closed the course.
    assert get_translator("es").decimal("82.5") == text
