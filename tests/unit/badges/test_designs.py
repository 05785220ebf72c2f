"""The designs that come with checkin: every code reads, every name fits, every sheet holds what it says."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pdfua
import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdfium2 import raw

from checkin.attendance.participant_filter import sort_participants
from checkin.badges.calibration_sheet import draw_calibration_sheet
from checkin.badges.design import design_named, folders
from checkin.badges.draw import draw, draw_one
from checkin.badges.sheets import SHEETS
from checkin.core.course import Course, Participant, Role
from checkin.core.errors import DesignError
from checkin.i18n.role_labels import role_word

Make = Callable[..., Participant]
Read = Callable[[Path], tuple[list[str], list[str]]]
DESIGNS = ("card", "fold-over", "label", "name-tag")
SIDES = {"fold-over": 2}
NAMES = (
    "María de los Ángeles Fernández-Villavicencio y Ortiz de Zárate",
    "Jean-Baptiste Wisly Saint-Fleur",
    "Ng",
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftsch",
    "Dieudonne\u0301 Pòl Jozèf Ñandú",
)
FITTING = {"cards-on-a4": "card", "cards-on-letter": "card", "tags-on-a4": "name-tag"}


def test_these_are_the_designs() -> None:
    assert sorted(folders()) == ["card", "fold-over", "label", "lanyard", "name-tag"]


@pytest.mark.parametrize("design", DESIGNS)
def test_every_code_is_read_back_by_two_decoders(
    course: Course, person: Make, tmp_path: Path, read: Read, design: str
) -> None:
    people = [person(name, role=list(Role)[number % 5]) for number, name in enumerate(NAMES)]
    files = draw(course, people, tmp_path, design=design, kind="png", ppi=200)
    for one, file in zip(people, files, strict=True):
        by_zxing, by_opencv = read(file)
        assert by_zxing == [one.code] * SIDES.get(design, 1)
        assert set(by_opencv) == {one.code}


@pytest.mark.parametrize("design", DESIGNS)
def test_nothing_is_smaller_than_10_points_and_nothing_is_cut(
    course: Course, person: Make, tmp_path: Path, design: str
) -> None:
    (file,) = draw(course, [person(name) for name in NAMES], tmp_path / "a.pdf", design=design)
    pages = list(pypdfium2.PdfDocument(file))
    assert len(pages) == len(NAMES)
    for page in pages:
        text = page.get_textpage()
        sizes = [
            raw.FPDFText_GetFontSize(text, index)
            for index in range(text.count_chars())
            if not chr(raw.FPDFText_GetUnicode(text, index)).isspace()
        ]
        assert min(sizes) >= 9.99
        width, height = page.get_size()
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            assert -0.5 <= left <= right <= width + 0.5
            assert -0.5 <= bottom <= top <= height + 0.5


@pytest.mark.parametrize("design", DESIGNS)
def test_the_role_is_said_in_a_word(course: Course, person: Make, tmp_path: Path, design: str) -> None:
    (file,) = draw(course, [person(role=role) for role in Role], tmp_path / "a.pdf", design=design)
    for role, page in zip(Role, pypdfium2.PdfDocument(file), strict=True):
        assert role_word(role, course.language).upper() in page.get_textpage().get_text_range().upper()


@pytest.mark.parametrize("design", DESIGNS)
def test_the_qr_is_22_mm_or_more(course: Course, person: Make, tmp_path: Path, design: str) -> None:
    (file,) = draw(course, [person()], tmp_path, design=design, kind="png", ppi=300)
    at = zxingcpp.read_barcodes(Image.open(file).convert("L"))[0].position
    side = ((at.top_right.x - at.top_left.x) ** 2 + (at.top_right.y - at.top_left.y) ** 2) ** 0.5
    assert side / 300 * 25.4 >= 21.8


@pytest.mark.parametrize("name", FITTING)
def test_every_badge_of_a_sheet_stands_in_its_place(
    course: Course, people: Callable[[int], list[Participant]], tmp_path: Path, name: str
) -> None:
    sheet, design = SHEETS[name], design_named(FITTING[name])
    everybody = people(sheet.places)
    alone = draw(course, everybody[:1], tmp_path / "one", design=design, kind="png", ppi=200)[0]
    corner = zxingcpp.read_barcodes(Image.open(alone).convert("L"))[0].position.top_left
    (file,) = draw(course, everybody, tmp_path, design=design, sheet=sheet, kind="png", ppi=200)
    found = {code.text: code.position.top_left for code in zxingcpp.read_barcodes(Image.open(file).convert("L"))}
    for place, person in enumerate(everybody):
        row, column = divmod(place, sheet.columns)
        x = sheet.left + column * sheet.across + corner.x / 200 * 25.4
        y = sheet.top + row * sheet.down + corner.y / 200 * 25.4
        at = found[person.code]
        assert (at.x / 200 * 25.4, at.y / 200 * 25.4) == pytest.approx((x, y), abs=0.3)


@pytest.mark.parametrize("name", FITTING)
def test_the_test_sheet_has_the_outline_of_every_place(tmp_path: Path, name: str) -> None:
    sheet, design = SHEETS[name], design_named(FITTING[name])
    page = pypdfium2.PdfDocument(draw_calibration_sheet(sheet.shifted(1, 2), design, tmp_path / "grid.pdf"))[0]
    numbers = page.get_textpage().get_text_range().split()
    assert {str(place) for place in range(1, sheet.places + 1)} <= set(numbers)
    mm = 72 / 25.4
    boxes = [item.get_bounds() for item in page.get_objects() if item.type == raw.FPDF_PAGEOBJ_PATH]
    # The bounds of an outline reach half its stroke's width, and a little, beyond it.
    wide = [box for box in boxes if 0 <= box[2] - box[0] - design.width * mm < 2 and box[3] - box[1] > 100]
    lefts = sorted({round(box[0] / mm + 0.2, 1) for box in wide})
    expected = [sheet.left + 1 + column * sheet.across for column in range(sheet.columns)]
    assert lefts == pytest.approx(expected, abs=0.1)
    assert len(wide) == sheet.places


def test_a_sheet_of_one_badge_a_page_has_no_test_sheet(tmp_path: Path) -> None:
    with pytest.raises(DesignError, match="one badge a page"):
        draw_calibration_sheet(SHEETS["a6"], design_named("lanyard"), tmp_path / "grid.pdf")


def test_people_come_in_the_order_that_is_wished(person: Make) -> None:
    zoe, ana = person("Zoe", country="AR", institution="B"), person("Ana", country="CL", institution="A")
    eva = replace(person("Éva"), country="AR", institution="C")
    three = [zoe, ana, eva]
    assert [one.name for one in sort_participants(three, "roster", "es")] == ["Zoe", "Ana", "Éva"]
    assert [one.name for one in sort_participants(three, "name", "es")] == ["Ana", "Éva", "Zoe"]
    assert [one.name for one in sort_participants(three, "country", "es")] == ["Éva", "Zoe", "Ana"]
    assert [one.name for one in sort_participants(three, "institution", "es")] == ["Ana", "Zoe", "Éva"]


@pytest.mark.parametrize("design", ["lanyard", *DESIGNS])
def test_an_independent_check_finds_no_fault_in_the_tags(
    course: Course, person: Make, tmp_path: Path, design: str
) -> None:
    (file,) = draw(course, [person(name) for name in NAMES], tmp_path / "a.pdf", design=design, two_sided=True)
    report = pdfua.validate(file)
    assert not report.findings


@pytest.mark.parametrize("name", sorted(name for name, sheet in SHEETS.items() if sheet.width))
def test_the_test_sheet_says_which_it_is_and_how_to_print_it(name: str, tmp_path: Path) -> None:
    design = design_named("label").on(SHEETS[name])
    page = pypdfium2.PdfDocument(draw_calibration_sheet(SHEETS[name], design, tmp_path / "grid.pdf", language="es"))[0]
    text = " ".join(page.get_textpage().get_text_bounded().split())
    assert f"{name}: imprímala al 100 %, sin ajustarla a la página." in text


def text_on(document: bytes) -> str:
    """What a badge says, line by line."""
    return str(pypdfium2.PdfDocument(document)[0].get_textpage().get_text_range()).replace("\r", "")


@pytest.mark.parametrize("design", ["card", "name-tag", "fold-over"])
def test_a_long_institution_takes_more_lines(course: Course, person: Make, design: str) -> None:
    ministry = "Ministerio de Interior – Dirección Nacional de Migraciones"
    said = text_on(draw_one(course, person(institution=ministry), design=design))
    assert ministry in " ".join(said.replace("\u00a0", " ").split())


@pytest.mark.parametrize("design", DESIGNS)
def test_an_institution_without_room_is_left_out_and_stops_no_run(course: Course, person: Make, design: str) -> None:
    endless = "Secretaría " * 40
    assert "Núñez" in text_on(draw_one(course, person(institution=endless), design=design))


def test_a_name_without_room_is_said_with_whose_badge_it_is(course: Course, person: Make, tmp_path: Path) -> None:
    people = [person("Ana"), person("x" * 300), person("Eva")]
    with pytest.raises(DesignError, match=r"on the badge of x+\. Shorten the text"):
        draw(course, people, tmp_path / "a.pdf", design="card")


def test_a_name_takes_no_more_lines_than_it_needs(course: Course, person: Make) -> None:
    name = "María de los Ángeles Fernández de la Torre"
    said = text_on(draw_one(replace(course, title="Curso", edition=""), person(name), design="label")).splitlines()
    assert [line.strip() for line in said[1:3]] == ["María de los Ángeles", "Fernández de la Torre"]


def test_a_word_that_is_broken_has_a_hyphen(course: Course, person: Make) -> None:
    name = "Wolfeschlegelsteinhausenbergerdorffwelche"
    said = text_on(draw_one(course, person(name), design="card")).splitlines()
    (broken,) = (line for line in said if line.startswith("Wolfe"))
    # The mark of a hyphen that is no letter of the word: whoever copies it copies the name.
    assert broken.count("\ufffe") == 2
    assert broken.replace("\ufffe", "").strip() == name


def test_the_name_on_a_label_stands_clear_of_the_courses_title(course: Course, person: Make, tmp_path: Path) -> None:
    course = replace(course, title="Curso de Migración", edition="")
    sheet = SHEETS["avery-74459"]
    (file,) = draw(course, [person("Dieudonné Jozèf Ñandú Ruiz")], tmp_path / "a.pdf", design="label", sheet=sheet)
    page = pypdfium2.PdfDocument(file)[0].get_textpage()
    said = page.get_text_range()
    lowest = min(page.get_charbox(said.index("Migración") + place)[1] for place in range(9))
    highest = max(page.get_charbox(said.index("Dieudonné") + place)[3] for place in range(9))
    assert (lowest - highest) / 72 * 25.4 > 2


@pytest.mark.parametrize(("language", "is_black"), [("es", True), ("fr", False)])
def test_a_label_has_no_black_band_without_its_word(
    course: Course, person: Callable[..., Participant], tmp_path: Path, language: str, is_black: bool
) -> None:
    spoken = replace(course, language=language)
    (file,) = draw(spoken, [person("Ana")], tmp_path, design="label", sheet="25x50", kind="png", ppi=100, mono=True)
    picture = Image.open(file).convert("L")
    assert (picture.getpixel((1, picture.height - 2)) == 0) is is_black
