"""Letters that no font has are found before printing, and named with the person."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from checkin.badges import missing_glyphs as module
from checkin.badges.design import design_named
from checkin.badges.draw import draw, draw_one
from checkin.badges.missing_glyphs import Undrawable
from checkin.badges.pages import open_badge_pages
from checkin.core.course import Course, Participant
from checkin.core.errors import DesignError
from checkin.core.text import is_plain_latin

Make = Callable[..., Participant]


def find_missing_glyphs(course: Course, people: Sequence[Participant]) -> list[Undrawable]:
    """Return the characters of these people's lanyard badges that no font has."""
    with open_badge_pages(course, design_named("lanyard", None), None) as pages:
        return list(module.find_missing_glyphs(pages, course, people))


@pytest.mark.parametrize(
    "name",
    ["Ana Núñez", "Jean-Élie Œuvrard", "Pòl Jozèf", "Ñ G̃ g̃ Ỹ", "Łukasz Şahin", "Nguyễn Thị", "Юлия", "Ελένη"],
)
def test_the_languages_of_the_region_and_many_more_can_be_drawn(course: Course, person: Make, name: str) -> None:
    assert find_missing_glyphs(course, [person(name)]) == []


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("محمد بن عبد الله", "NotoSansArabic"),
        ("יצחק רבין", "Heebo"),
        ("สมชาย ใจดี", "NotoSansThai"),
        ("रवि कुमार", "NotoSansDevanagari"),
    ],
)
def test_other_scripts_have_a_typeface_that_is_not_monospaced(
    course: Course, person: Make, name: str, family: str
) -> None:
    assert find_missing_glyphs(course, [person(name)]) == []
    page = pypdfium2.PdfDocument(draw_one(course, person(name)))[0]
    fonts = {obj.get_font().get_base_name() for obj in page.get_objects() if hasattr(obj, "get_font")}
    assert any(family in font for font in fonts)
    assert not any("Mono" in font for font in fonts)


def test_chinese_japanese_and_korean_are_drawn_where_the_extra_package_is_installed(
    course: Course, person: Make
) -> None:
    pytest.importorskip("manimgx_fonts_cjk")
    assert find_missing_glyphs(course, [person("王小明"), person("さくら"), person("김민준")]) == []


def test_every_person_with_such_letters_is_named_with_them(course: Course, person: Make) -> None:
    people = [person("Ana"), person("ሀለ"), person("Zoë 😀"), person("Ana", institution="ሀ y ለ"), person("Ωм")]
    found = find_missing_glyphs(course, people)
    assert [(one.participant, one.letters) for one in found] == [
        (people[1], ("ሀ", "ለ")),
        (people[2], ("😀",)),
        (people[3], ("ሀ", "ለ")),
    ]


@pytest.mark.parametrize("name", ["Nu\ufffdez", "Ana \ue000"])
def test_a_letter_that_was_lost_on_the_way_is_found(course: Course, person: Make, name: str) -> None:
    (found,) = find_missing_glyphs(course, [person(name)])
    assert found.letters[0] in name


def test_the_courses_own_letters_are_found(course: Course, person: Make) -> None:
    (found,) = find_missing_glyphs(replace(course, title="Curso ሀ"), [person("Ana")])
    assert found.participant is None
    assert str(found.described()) == "ሀ in the course's title or place"


def test_what_the_design_does_not_print_is_no_fault(course: Course, person: Make) -> None:
    assert find_missing_glyphs(course, [person("Ana", facts={"remark": "😀"}, position="😀")]) == []


@pytest.mark.parametrize("kind", ["pdf", "png", "svg"])
def test_nothing_is_drawn_and_the_people_are_named(course: Course, person: Make, tmp_path: Path, kind: str) -> None:
    people = [person("ሀለ", number) for number in range(7)]
    with pytest.raises(DesignError, match=r"No font has these characters: ሀ ለ on the badge of ሀለ; .*and 2 more\."):
        draw(course, [person("Ana"), *people], tmp_path / "out.pdf", kind=kind)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_the_letters_that_are_never_asked_about_are_all_in_the_typeface(course: Course, person: Make) -> None:
    """The short cut for common letters holds: fontwise nothing but Source Sans 3 is needed to draw them."""
    safe = [letter for letter in map(chr, range(0x21, 0x2200)) if is_plain_latin(letter) and letter.isprintable()]
    parts = ["".join(safe[start : start + 40]) for start in range(0, len(safe), 40)]
    for part in parts:
        document = pypdfium2.PdfDocument(draw_one(course, person(part, institution="", country="")))
        fonts = {obj.get_font().get_base_name() for obj in document[0].get_objects() if hasattr(obj, "get_font")}
        assert all("Source" in font for font in fonts), part
