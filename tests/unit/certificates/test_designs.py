"""The designs of certificates: accessible, complete in four languages, with a code that bad printers do not spoil."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pdfua
import pypdfium2
import pypdfium2.raw as raw
import pytest
import zxingcpp
from PIL import ImageFilter

from checkin.certificates.credited_sessions import Credit, CreditedSession, HoursOf
from checkin.certificates.draw import Page, designs, drawing
from checkin.certificates.facts import CertificateFacts
from checkin.certificates.page_content import page_content
from checkin.certificates.pictures import CertificatePictures
from checkin.certificates.signature import CertificateSigner, verify_signature
from checkin.core.course import Course, Participant
from checkin.core.course_toml import parse
from checkin.core.errors import DesignError
from checkin.typesetting.copy_design import copy_design

DESIGNS = sorted(designs())
LANGUAGES = ("es", "pt", "en", "fr")
COURSE = """
[course]
title = "Curso Interamericano sobre Migraciones Internacionales: gobernanza, derechos humanos y cooperación regional"
edition = "38.º"
organizer = "Ministerio de Relaciones Exteriores, Comercio Internacional y Culto de la República Argentina"
place = "Mar del Plata"
timezone = "America/Argentina/Buenos_Aires"
starts = 2026-01-26
ends = 2026-02-06
language = "es"
contact = "cursos@example.org"
[certificate]
show = ["institution"]
resolution = "Resolución 114/2026"
[[certificate.signatures]]
name = "Dra. Valentina Paz Iturralde"
post = "Directora del Curso"
[[certificate.signatures]]
name = "Emb. Juan Ignacio de la Cruz Etcheverry"
post = "Secretario de Relaciones Internacionales"
[[certificate.signatures]]
name = "Solange Moreau"
post = "Rectora"
"""
NAME = "Sir Bartholomew Montgomery-Fitzgerald Wolfeschlegelsteinhausen of Saint Christopher"
SIR = Participant(name=NAME)
SEAL = CertificateSigner(bytes(32))
SESSIONS = tuple(
    CreditedSession(
        session=f"s{number}",
        title=f"Gobernanza de las migraciones en América Latina y el Caribe: instrumentos regionales, parte {number}"
        if number % 3 == 2
        else f"Refugio y apatridia, parte {number}",
        day=(date(2026, 1, 26) + timedelta(days=number // 6)).isoformat(),
        minutes=45,
    )
    for number in range(60)
)
Draw = Callable[..., bytes]


@pytest.fixture(scope="module")
def draw(tmp_path_factory: pytest.TempPathFactory) -> Draw:
    """Draws the certificate of a person with a long name and sixty sessions in some languages; once for each design."""
    root = tmp_path_factory.mktemp("course")
    kept: dict[tuple[str, tuple[str, ...]], bytes] = {}
    course = parse(COURSE)
    credited = Credit(sessions=SESSIONS, hours="45", hours_of=HoursOf.EXPECTED)

    def drawn(design: str, languages: tuple[str, ...] = LANGUAGES) -> bytes:
        if (design, languages) not in kept:
            pages = []
            for language in languages:
                person = Participant(name=NAME, country="TT", institution="Ministry of National Security")
                facts = facts_in(language)
                content = page_content(course, person, facts, credited, {})
                pages.append(Page(content, SESSIONS, SEAL.seal(facts), facts.code))
            with drawing(design, root, CertificatePictures(root)) as made:
                kept[design, languages] = made.pages(pages)[0]
        return kept[design, languages]

    return drawn


def facts_in(language: str) -> CertificateFacts:
    course = parse(COURSE)
    return CertificateFacts(
        number="38-0001",
        name=NAME,
        country="TT",
        role="participant",
        title=course.title,
        edition=course.edition,
        organizer=course.organizer,
        place=course.place,
        starts="2026-01-26",
        ends="2026-02-06",
        hours="45",
        language=language,
        issued_on="2026-02-06",
    )


@pytest.mark.parametrize("design", DESIGNS)
def test_a_certificate_is_an_accessible_pdf(design: str, draw: Draw, tmp_path: Path) -> None:
    (tmp_path / "c.pdf").write_bytes(draw(design))
    assert not pdfua.validate(tmp_path / "c.pdf").findings


@pytest.mark.parametrize("design", DESIGNS)
def test_a_long_name_and_sixty_sessions_have_room_on_two_pages_in_every_language(design: str, draw: Draw) -> None:
    document = pypdfium2.PdfDocument(draw(design))
    two_sided = design != "attendance"
    assert len(document) == len(LANGUAGES) * (1 + two_sided)
    for number in range(0, len(document), 1 + two_sided):
        text = " ".join(document[number].get_textpage().get_text_range().replace("\ufffe", "-").split())
        assert NAME in text.replace("Montgomery- Fitzgerald", "Montgomery-Fitzgerald")
        if two_sided:
            back = document[number + 1].get_textpage().get_text_range()
            assert "45 hor" in back.replace("heures", "hor").replace("hours", "hor")
            assert "parte 59" in " ".join(back.split())


@pytest.mark.parametrize("blur", [0.0, 1.2])
@pytest.mark.parametrize("design", DESIGNS)
def test_the_code_is_read_from_the_whole_page_at_203_dots_an_inch_in_one_bit(
    design: str, blur: float, draw: Draw
) -> None:
    page = pypdfium2.PdfDocument(draw(design))[0]
    picture = page.render(scale=203 / 72, grayscale=True).to_pil()
    printed = picture.point(lambda level: 255 if level > 127 else 0)
    (found,) = zxingcpp.read_barcodes(printed.filter(ImageFilter.GaussianBlur(blur)))
    assert verify_signature(found.text, SEAL.public) == facts_in("es")


def test_the_code_is_read_from_a_picture_of_the_whole_page_of_four_megapixels(draw: Draw) -> None:
    cv2 = pytest.importorskip("cv2")  # Wine cannot load numpy
    np = pytest.importorskip("numpy")
    page = pypdfium2.PdfDocument(draw("attendance"))[0]
    picture = page.render(scale=300 / 72, grayscale=True).to_numpy().squeeze()
    high, wide = picture.shape
    corners = np.float32([[0, 0], [wide, 0], [wide, high], [0, high]])
    turned = np.float32([[110, 130], [2190, 95], [2230, 1590], [70, 1560]])
    soft = cv2.GaussianBlur(picture, (0, 0), 0.8)
    photo = cv2.warpPerspective(soft, cv2.getPerspectiveTransform(corners, turned), (2304, 1728), borderValue=120)
    photo = cv2.GaussianBlur(photo, (0, 0), 1.0)
    (found,) = zxingcpp.read_barcodes(photo)
    assert verify_signature(found.text, SEAL.public).number == "38-0001"


@pytest.mark.parametrize("design", DESIGNS)
def test_a_copy_of_a_design_draws_from_the_course(design: str, tmp_path: Path) -> None:
    copy_design("ministry", design, designs(tmp_path), tmp_path)
    with drawing("ministry", tmp_path, CertificatePictures(tmp_path)) as made:
        assert made.pages([page_of(COURSE)])[0].startswith(b"%PDF")


@pytest.mark.parametrize("design", DESIGNS)
def test_the_font_of_the_course_sets_the_whole_certificate(design: str, tmp_path: Path) -> None:
    drawn = draw_with_font(design, "Heebo", tmp_path)
    fonts = {str(name) for name in re.findall(rb"/FontName ?/[A-Z]{6}\+(\w+)", drawn)}
    assert "Heebo" in str(fonts)
    assert "Source" not in str(fonts)
    assert "Libertinus" not in str(fonts)


def test_a_font_that_is_not_there_stops_the_run_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(DesignError, match="there is no font “ministry sans”"):
        draw_with_font("classical", "Ministry Sans", tmp_path)


def page_of(text: str) -> Page:
    course, facts = parse(text), facts_in("es")
    credited = Credit(sessions=SESSIONS[:3], hours="45", hours_of=HoursOf.EXPECTED)
    content = page_content(course, Participant(name="Ana Núñez", country="AR"), facts, credited, {})
    return Page(content, SESSIONS[:3], SEAL.seal(facts), facts.code)


def draw_with_font(design: str, font: str, root: Path) -> bytes:
    with drawing(design, root, CertificatePictures(root)) as made:
        page = page_of(COURSE.replace("[certificate]", f'[certificate]\nfont = "{font}"'))
        return made.pages([page])[0]


def test_what_is_drawn_from_the_record_is_what_was_drawn_at_the_issue() -> None:
    course, facts = parse(COURSE), facts_in("es")
    credited = Credit(sessions=SESSIONS, hours="45", hours_of=HoursOf.EXPECTED)
    content = page_content(course, Participant(name=NAME, country="TT"), facts, credited, {})
    assert json.loads(json.dumps(content)) == content


def drawn_with(course: Course, design: str, root: Path, person: Participant = SIR) -> pypdfium2.PdfPage:
    """The front of a certificate of a course."""
    credited = Credit(sessions=SESSIONS, hours="45", hours_of=HoursOf.EXPECTED)
    facts = facts_in("es")
    content = page_content(course, person, facts, credited, {})
    with drawing(design, root, CertificatePictures(root)) as made:
        return pypdfium2.PdfDocument(made.pages([Page(content, SESSIONS, SEAL.seal(facts), facts.code)])[0])[0]


@pytest.mark.parametrize("design", ["attendance", "classical"])
def test_the_seal_ends_before_the_signatures(design: str, tmp_path: Path) -> None:
    course = parse(COURSE.replace("cursos@example.org", "coordinacion.academica@example.org"))
    page = drawn_with(course, design, tmp_path)
    text = page.get_textpage()
    end = text.get_charbox(text.search("academica@").get_next()[0] + 9)[2]
    shapes = (one.get_bounds() for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=5))
    lines = [
        left for left, lower, right, upper in shapes if upper - lower < 2 and 60 < right - left < 200 and lower < 150
    ]
    assert min(lines) - end > 3 * 72 / 25.4


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("design", DESIGNS)
def test_four_people_with_long_names_sign(design: str, paper: str, tmp_path: Path) -> None:
    fourth = '[[certificate.signatures]]\nname = "Prof. Dr. João d’Ávila Nascimento"\npost = "Reitor da Universidade"\n'
    text = (
        drawn_with(parse(COURSE.replace("[course]", f'[course]\npaper = "{paper}"') + fourth), design, tmp_path)
        .get_textpage()
        .get_text_range()
    )
    assert "João" in text


def test_values_from_right_to_left_stand_in_their_order(tmp_path: Path) -> None:
    """Without marks the end of the document's number stands behind the beginning of the institution."""
    course = parse(COURSE.replace('["institution"]', '["document", "institution"]'))
    person = Participant(name="יעל כהן", country="IL", institution="רשות", facts={"DNI": "80-ב"})
    text = drawn_with(course, "attendance", tmp_path, person).get_textpage()
    left = {text.get_text_range(place, 1): text.get_charbox(place)[0] for place in range(text.count_chars())}
    assert left["ב"] < min(left[letter] for letter in "רשות")
