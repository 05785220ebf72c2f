"""What a course says about its badges in course.toml is what they show."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from checkin.badges.draw import draw_one
from checkin.core.badge_style import BadgeField, BadgeStyle, NameLines, PrintAtDoor
from checkin.core.course import Course, Participant, Role
from checkin.core.course_toml import parse
from checkin.core.errors import CourseError
from checkin.i18n.role_labels import role_word

Make = Callable[..., Participant]
COURSE = '[course]\ntitle = "T"\ntimezone = "UTC"\nlanguage = "es"\n'


def said(course: Course, person: Participant, design: str = "lanyard") -> str:
    """Return the words of a badge in one line."""
    text = pypdfium2.PdfDocument(draw_one(course, person, design=design))[0].get_textpage().get_text_range()
    return " ".join(text.replace("\u00a0", " ").split())


def with_badges(text: str) -> Course:
    return parse(f"{COURSE}[badges]\n{text}")


def test_a_course_without_the_new_keys_has_badges_as_before() -> None:
    assert with_badges('design = "card"').badges == BadgeStyle()


def test_every_key_is_read() -> None:
    found = with_badges(
        'fields = ["title", "group"]\nname = "given_large"\ncolours = { staff = "#112233" }\nfont = "F"\nmono = true\n'
        'role_words = { staff = { fr = "Équipe" }, speaker = "X" }\nsheet = "label-4x6"\nprinter = "Zebra"\n'
        'print_at_door = "first_scan"\ndoor_sheet = "brother-62x100"'
    ).badges
    assert found == BadgeStyle(
        fields=frozenset({BadgeField.TITLE, BadgeField.GROUP}),
        name=NameLines.GIVEN_LARGE,
        colours={"staff": "#112233"},
        words={"staff": {"fr": "Équipe"}, "speaker": {"": "X"}},
        font="F",
        mono=True,
        sheet="label-4x6",
        door_sheet="brother-62x100",
        printer="Zebra",
        print_at_door=PrintAtDoor.FIRST_SCAN,
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('fields = ["titel"]', "fields must be a list of title, organizer"),
        ('colours = { staff = "red" }', r"\[badges\.colours\] staff must be a colour like"),
        ('colours = { chef = "#112233" }', "has no key 'chef'"),
        ('name = "big"', "name must be one of as_fits, given_first, given_large"),
        ('print_at_door = "always"', "print_at_door must be one of never, added, first_scan"),
        ("role_words = { staff = 3 }", "staff must be a text"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(CourseError, match=reason):
        with_badges(text)


def test_group_and_position_are_shown_where_the_course_wants_them(course: Course, person: Make) -> None:
    one = person(position="Analista", groups=("Grupo A",))
    assert "Analista" not in said(course, one)
    style = BadgeStyle(fields=frozenset({BadgeField.POSITION, BadgeField.GROUP, BadgeField.ROLE}))
    shown = said(replace(course, badges=style), one)
    assert "Analista" in shown
    assert "PARTICIPANTE · GRUPO A" in shown


@pytest.mark.parametrize("design", ["lanyard", "label", "card", "name-tag", "fold-over"])
def test_a_field_that_is_not_chosen_is_left_out(course: Course, person: Make, design: str) -> None:
    style = BadgeStyle(fields=frozenset({BadgeField.TITLE}))
    shown = said(replace(course, badges=style), person(), design)
    assert "Núñez" in shown
    assert not [word for word in ("Haití", "Dirección", "PARTICIPANTE", "Mar del Plata") if word in shown]


def test_a_short_title_takes_the_place_of_edition_and_title(course: Course, person: Make) -> None:
    short = replace(course, short_title="Migraciones 2026")
    assert "Migraciones 2026" in said(short, person())
    assert "Interamericano" not in said(short, person())


def test_a_long_title_stops_no_badge(course: Course, person: Make) -> None:
    long = replace(course, title="Curso Interamericano " * 30)
    for design in ("card", "name-tag", "label", "lanyard"):
        assert "Núñez" in said(long, person(), design)


def test_a_title_is_in_the_persons_language_where_the_course_has_it(course: Course, person: Make) -> None:
    texts = {"title": {"es": course.title, "en": "Course on Migration"}}
    both = replace(course, texts=texts, edition="")
    assert "Course on Migration" in said(both, person(language="en"))
    assert course.title in said(both, person(language="fr"))


def test_the_given_names_stand_on_a_line_of_their_own(course: Course, person: Make) -> None:
    one = person("Marie-Ange Désir Paul", given_names="Marie-Ange", family_names="Désir Paul")
    text = pypdfium2.PdfDocument(draw_one(course, one))[0].get_textpage().get_text_range().replace("\r", "")
    assert [line.strip() for line in text.splitlines() if "Marie" in line or "Paul" in line] == [
        "Marie-Ange",
        "Désir Paul",
    ]


def test_given_names_can_be_larger_than_family_names(course: Course, person: Make) -> None:
    one = person("Ana Núñez", given_names="Ana", family_names="Núñez")
    text = pypdfium2.PdfDocument(draw_one(replace(course, badges=BadgeStyle(name=NameLines.GIVEN_LARGE)), one))[0]
    page = text.get_textpage()
    words = page.get_text_range()
    tall = [box[3] - box[1] for box in (page.get_charbox(words.index(part)) for part in ("Ana", "Núñez"))]
    assert tall[0] > 1.2 * tall[1]


@pytest.mark.parametrize("language", ["es", "pt", "en", "fr"])
def test_a_role_is_named_by_its_task(language: str) -> None:
    words = {role_word(role, language) for role in Role}
    assert len(words) == 5
    assert not words & {"Observador", "Observateur", "Intervenant"}


def test_a_badge_has_the_word_that_the_list_gives_for_the_role(course: Course, person: Make) -> None:
    own = replace(course, certificate=replace(course.certificate, role_column="Rol"))
    assert "OBSERVADORA" in said(own, person(role=Role.OBSERVER, facts={"Rol": "Observadora"}))


def test_a_course_has_words_of_its_own_for_roles(course: Course, person: Make, tmp_path: Path) -> None:
    style = BadgeStyle(words={"observer": {"es": "Delegación", "en": "Delegation"}})
    assert "DELEGACIÓN" in said(replace(course, badges=style), person(role=Role.OBSERVER))
