"""The guide for the door: one page for the wall in each language."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from checkin.core.course import Course
from checkin.core.course_toml import parse
from checkin.core.text import LANGUAGES
from checkin.core.verdicts import Verdict
from checkin.door.answer_signs import SHORT_TITLES
from checkin.door.answer_text import MARKED_ABSENT, NOT_LISTED
from checkin.exports.door_guide import draw_door_guide
from checkin.i18n.translator import get_translator


@pytest.fixture(scope="module")
def course() -> Course:
    title = 'es = "Curso Interamericano sobre Migraciones Internacionales y Protección de las Personas Refugiadas"'
    return parse(
        f'[course]\ntitle = {{ {title}, fr = "Cours interaméricain" }}\nedition = "38.º"\nplace = "Mar del Plata"\n'
        'timezone = "America/Argentina/Buenos_Aires"\nlanguage = "es"\ncontact = "curso@example.org"\n'
        "[door]\nexits = true\n"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_page_that_names_every_answer(language: str, course: Course, tmp_path: Path) -> None:
    pdf = pypdfium2.PdfDocument(draw_door_guide(course, language, tmp_path / "guide.pdf"))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    shown = {verdict for verdict in Verdict if get_translator(language)(SHORT_TITLES[verdict]) in text}
    assert (len(pdf), shown) == (1, set(Verdict))
    assert {get_translator(language)(title) in text for title in (NOT_LISTED, MARKED_ABSENT)} == {True}
    assert "curso@example.org" in text
    assert ("Cours interaméricain" in text) is (language == "fr")


def test_a_course_without_exits_has_no_answer_for_them(course: Course, tmp_path: Path) -> None:
    entries = replace(course, door=replace(course.door, exits=False))
    pdf = pypdfium2.PdfDocument(draw_door_guide(entries, "en", tmp_path / "guide.pdf"))
    assert "The exit is recorded." not in pdf[0].get_textpage().get_text_range()
