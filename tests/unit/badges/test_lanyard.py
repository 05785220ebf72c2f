"""The lanyard design: every code is read back, every name fits, what matters is large and away from the edge."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdfium2 import raw

from checkin.badges.design import design_named
from checkin.badges.draw import draw, draw_one
from checkin.core.course import Course, Participant, Role
from checkin.core.text import LANGUAGES

Make = Callable[..., Participant]
Read = Callable[[Path], tuple[list[str], list[str]]]
MM = 72 / 25.4

NAMES = (
    "María de los Ángeles Fernández-Villavicencio y Ortiz de Zárate",
    "João Guilherme d’Ávila Nascimento dos Santos Albuquerque",
    "Jean-Baptiste Wisly Saint-Fleur",
    "Ng",
    "W" * 70,
    "Dieudonne\u0301 Pòl Jozèf Ñandú G\u0303",
    "- a--b -",
)
LONG_INSTITUTION = (
    "Dirección General de Coordinación Institucional y Comisiones, Subsecretaría de Asuntos Consulares del "
    "Ministerio de Relaciones Exteriores, Comercio Internacional y Culto"
)


def letters(pdf: bytes) -> list[tuple[str, float, tuple[float, float, float, float]]]:
    """Each letter of a badge with its size in points, and its left, bottom, right and top in points."""
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = []
    for index in range(page.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(page, index))
        if not letter.isspace():
            found.append((letter, raw.FPDFText_GetFontSize(page, index), page.get_charbox(index)))
    return found


def text_of(pdf: bytes) -> str:
    return " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())


def test_every_code_is_read_back_by_two_decoders(course: Course, person: Make, tmp_path: Path, read: Read) -> None:
    people = [person(name, role=list(Role)[number % 5]) for number, name in enumerate(NAMES)]
    files = draw(course, people, tmp_path, kind="png", ppi=150)
    for one, file in zip(people, files, strict=True):
        assert read(file) == ([one.code], [one.code]), one.name


def test_the_qr_is_30_mm_wide_low_and_in_the_middle(course: Course, person: Make, tmp_path: Path) -> None:
    (file,) = draw(course, [person()], tmp_path, kind="png", ppi=300)
    found = zxingcpp.read_barcodes(Image.open(file).convert("L"))[0].position
    left, right, top = (edge / 300 * 25.4 for edge in (found.top_left.x, found.top_right.x, found.top_left.y))
    assert right - left == pytest.approx(30, abs=0.3)
    assert (left + right) / 2 == pytest.approx(105 / 2, abs=0.2)
    assert top > 148 / 2


@pytest.mark.parametrize("code", ["", "z3kq8-" * 10 + "abcd"])
def test_four_modules_around_the_qr_are_pure_white(course: Course, person: Make, tmp_path: Path, code: str) -> None:
    crowded = person(NAMES[0], institution=LONG_INSTITUTION)
    crowded = replace(crowded, code=code or crowded.code)
    (file,) = draw(course, [crowded], tmp_path, kind="png", ppi=300)
    picture = Image.open(file).convert("L")
    (found,) = zxingcpp.read_barcodes(picture)
    at, modules = found.position, 21 if not code else 41
    module = (at.top_right.x - at.top_left.x) / modules
    quiet, slack = 4 * module, 3
    outer = (at.top_left.x - quiet, at.top_left.y - quiet, at.top_right.x + quiet, at.bottom_left.y + quiet)
    inner = (at.top_left.x, at.top_left.y, at.top_right.x, at.bottom_left.y)
    ring = picture.copy()
    ring.paste(255, tuple(round(edge + by) for edge, by in zip(inner, (-slack, -slack, slack, slack), strict=True)))
    inside = tuple(round(edge + by) for edge, by in zip(outer, (slack, slack, -slack, -slack), strict=True))
    assert ring.crop(inside).getextrema() == (255, 255)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_set_smaller_than_ten_points(course: Course, person: Make, name: str) -> None:
    for facts in ({}, {"institution": LONG_INSTITUTION}):
        assert min(size for _, size, _ in letters(draw_one(course, person(name, **facts)))) >= 9.99


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_of_a_name_is_there(course: Course, person: Make, name: str) -> None:
    printed = text_of(draw_one(course, person(name))).replace(" ", "").replace("\u200b", "")
    # A hyphen at a line's end, the name's own or that of a broken word, is read back as the mark of a broken word.
    printed = printed.replace("\u0002", "").replace("\ufffe", "").replace("-", "")
    assert unicodedata.normalize("NFC", name).replace(" ", "").replace("-", "") in printed


def test_a_name_breaks_before_it_shrinks(course: Course, person: Make) -> None:
    sizes = [size for letter, size, _ in letters(draw_one(course, person("Shanelle Brathwaite Cumberbatch")))]
    assert max(sizes) > 26


def test_a_short_name_is_set_large(course: Course, person: Make) -> None:
    assert max(size for letter, size, _ in letters(draw_one(course, person("Ng"))) if letter in "Ng") == pytest.approx(
        42, abs=0.1
    )


@pytest.mark.parametrize("name", [*NAMES, "Ana"])
def test_all_text_keeps_four_millimetres_from_the_edge(course: Course, person: Make, name: str) -> None:
    crowded = person(name, institution=LONG_INSTITUTION, role=Role.ORGANIZER)
    for letter, _, (left, bottom, right, top) in letters(draw_one(course, crowded)):
        assert min(left, bottom, 105 * MM - right, 148 * MM - top) >= 4 * MM, letter


@given(
    st.lists(st.text("aáeiñmrdlzWQ-’", min_size=1, max_size=24), min_size=1, max_size=9),
    st.lists(st.text("aeiopsñm", min_size=1, max_size=18), max_size=12),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_texts_they_keep_their_margins_and_leave_the_qr_free(
    course: Course, person: Make, name: list[str], institution: list[str]
) -> None:
    found = letters(draw_one(course, person(" ".join(name), institution=" ".join(institution).upper())))
    assert min(size for _, size, _ in found) >= 9.99
    for letter, _, (left, bottom, right, top) in found:
        assert left >= 7.5 * MM, letter
        assert right <= 97.5 * MM, letter
        assert bottom >= 64.3 * MM or top <= 22.9 * MM, letter


def test_markup_in_a_name_is_printed_as_it_is(course: Course, person: Make) -> None:
    name = '#panic() *bold* $x$ [b] \\ @ref <label> // "q" `r` ~ --- =h'
    printed = text_of(draw_one(course, person(name))).replace(" ", "")
    assert name.replace(" ", "") in printed


@pytest.mark.parametrize("name", ["a\x00b\x1b[31mc", "a\u202eb", "a\nb\r\nc\td", "\ud800x"])
def test_control_characters_in_a_name_are_not_printed(course: Course, person: Make, name: str) -> None:
    page = pypdfium2.PdfDocument(draw_one(course, person(name)))[0].get_textpage()
    assert not {"\x00", "\x1b", "\u202e"} & set(page.get_text_range())


ROLES = {
    "es": ("Participante", "Disertante", "Organización", "Observador/a", "Personal de apoyo"),
    "pt": ("Participante", "Palestrante", "Organização", "Observador(a)", "Equipe de apoio"),
    "en": ("Participant", "Speaker", "Organizer", "Observer", "Staff"),
    "fr": ("Participant(e)", "Intervenant(e)", "Organisation", "Observateur/observatrice", "Équipe"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", Role)
def test_the_role_stands_there_in_the_courses_language(course: Course, person: Make, language: str, role: Role) -> None:
    printed = text_of(draw_one(replace(course, language=language), person(role=role)))
    assert ROLES[language][list(Role).index(role)].upper() in printed


@pytest.mark.parametrize(("language", "country"), [("es", "Haití"), ("pt", "Haiti"), ("en", "Haiti"), ("fr", "Haïti")])
def test_the_country_is_in_words_of_the_courses_language(
    course: Course, person: Make, language: str, country: str
) -> None:
    assert country in text_of(draw_one(replace(course, language=language), person()))


def test_the_course_is_named_with_edition_organizer_place_and_dates(course: Course, person: Make) -> None:
    printed = text_of(draw_one(course, person()))
    assert "XXXVIII Curso Interamericano sobre Migración Internacional" in printed
    assert "Organización Internacional para las Migraciones" in printed
    assert "Mar del Plata, Argentina · 9–20 de marzo de 2026" in printed


def test_the_code_stands_beneath_in_groups_of_four(course: Course, person: Make) -> None:
    assert "HJPF LXRF HXNJ" in text_of(draw_one(course, person(code="HJPFLXRFHXNJ")))


def test_a_bare_course_and_a_bare_person_make_a_badge(course: Course, person: Make) -> None:
    bare = replace(course, edition="", organizer="", place="", starts=None, ends=None)
    assert "Ana" in text_of(draw_one(bare, person("Ana", institution="", country="")))


@pytest.mark.parametrize("role", Role)
def test_white_on_a_roles_colour_has_contrast(role: Role) -> None:
    def linear(channel: str) -> float:
        value = int(channel, 16) / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    colour = design_named("lanyard").colour(role)
    red, green, blue = (linear(colour[at : at + 2]) for at in (1, 3, 5))
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5


def test_the_roles_have_five_colours() -> None:
    assert len({design_named("lanyard").colour(role) for role in Role}) == 5


def alternative_texts(pdf: bytes) -> list[str]:
    """The alternative texts of everything on the first page."""
    page = pypdfium2.PdfDocument(pdf)[0]
    tree = raw.FPDF_StructTree_GetForPage(page)
    waiting = [raw.FPDF_StructTree_GetChildAtIndex(tree, at) for at in range(raw.FPDF_StructTree_CountChildren(tree))]
    texts = []
    while waiting:
        element = waiting.pop()
        if not element:
            continue
        size = raw.FPDF_StructElement_GetAltText(element, None, 0)
        if size:
            import ctypes

            buffer = ctypes.create_string_buffer(size)
            raw.FPDF_StructElement_GetAltText(element, buffer, size)
            texts.append(buffer.raw.decode("utf-16-le").rstrip("\0"))
        children = raw.FPDF_StructElement_CountChildren(element)
        waiting += [raw.FPDF_StructElement_GetChildAtIndex(element, at) for at in range(children)]
    return texts


def test_the_pdf_is_tagged_and_titled_and_says_what_the_qr_is(course: Course, person: Make) -> None:
    pdf = draw_one(course, person(code="HJPFLXRFHXNJ"))
    document = pypdfium2.PdfDocument(pdf)
    assert raw.FPDFCatalog_IsTagged(document)
    assert document.get_metadata_dict()["Title"] == course.title
    assert alternative_texts(pdf) == ["QR HJPF LXRF HXNJ"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"/Lang(es)" in pdf.replace(b" ", b"") or b"<dc:language><rdf:Bag><rdf:li>es" in pdf


def test_an_arabic_name_is_not_broken_inside_its_parts(course: Course, tmp_path: Path) -> None:
    person = Participant(name="محمد بن عبد الله آل سعود", code="TTFDRVLHJCHG", country="SA")
    (tmp_path / "a.pdf").write_bytes(draw_one(course, person))
    text = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0].get_textpage()
    heights = {text.get_text_range(place, 1): text.get_charbox(place)[1] for place in range(text.count_chars())}
    # The letters of "عبد" and "الله" that no other part of the name has.
    assert abs(heights["ب"] - heights["ه"]) < 12
