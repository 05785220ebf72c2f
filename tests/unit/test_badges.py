"""Badges: every code that is drawn is read back, every name fits, every count fills its pages."""

import random
from pathlib import Path

import cv2
import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from tests.conftest import COURSE

from checkin.badges import qr
from checkin.badges.draw import Design, design_named, draw
from checkin.badges.printing import Wish, print_badges, selected
from checkin.badges.sheets import SHEETS, Sheet
from checkin.codes import Codes
from checkin.course import Course, Participant, Role, parse
from checkin.errors import DesignError, NotFoundError
from checkin.store import figures, log
from checkin.store.opening import OpenCourse

CODES = Codes(bytes(32))
NAMES = (
    "María de los Ángeles Fernández-Villavicencio y Ortiz de Zárate",
    "João Guilherme d’Ávila Nascimento dos Santos Albuquerque",
    "Jean-Baptiste Wisly Saint-Fleur",
    "Kern Ng",
    "#panic() *bold* $x$ [b] \\ @ref <label> //",
    "Dieudonne\u0301 Pòl Jozèf",
    "W" * 70,
)


def badge_of(name: str, number: int = 0, **facts: object) -> Participant:
    code = CODES.mint(random.Random(f"{name}{number}").randrange)
    return Participant(id=f"p{number}", name=name, code=code, country="HT", institution="Ministry", **facts)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def course() -> Course:
    return parse(COURSE)


@pytest.fixture(scope="module")
def lanyard(tmp_path_factory: pytest.TempPathFactory) -> Design:
    return design_named("lanyard", tmp_path_factory.mktemp("none"))


def read_by_both(picture: Path) -> tuple[list[str], list[str]]:
    """The codes that zxing-cpp and OpenCV find; of OpenCV's two detectors the one that finds every one of a hundred."""
    image = Image.open(picture).convert("L")
    by_zxing = sorted(found.text for found in zxingcpp.read_barcodes(image))
    _, texts, _, _ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(cv2.imread(str(picture)))
    return by_zxing, sorted(text for text in texts if text)


def test_every_code_is_read_back_from_its_badge_by_two_decoders(
    course: Course, lanyard: Design, tmp_path: Path
) -> None:
    people = [badge_of(name, number) for number, name in enumerate(NAMES)]
    files = draw(course, people, tmp_path, design=lanyard, sheet=SHEETS["a6"], kind="png", ppi=150)
    for person, file in zip(people, files, strict=True):
        assert read_by_both(file) == ([person.code], [person.code]), person.name


def test_every_code_is_read_back_from_the_sheet_of_four(course: Course, lanyard: Design, tmp_path: Path) -> None:
    people = [badge_of("Ana", number) for number in range(6)]
    files = draw(course, people, tmp_path, design=lanyard, sheet=SHEETS["a6-on-a4"], kind="png", ppi=150)
    found = [read_by_both(file) for file in files]
    codes = [person.code for person in people]
    assert [pair[0] for pair in found] == [sorted(codes[:4]), sorted(codes[4:])]
    assert [pair[1] for pair in found] == [sorted(codes[:4]), sorted(codes[4:])]


def test_a_single_qr_picture_is_read_back(tmp_path: Path) -> None:
    code = CODES.mint(random.Random(1).randrange)
    qr.image(code).save(tmp_path / "qr.png")
    assert read_by_both(tmp_path / "qr.png") == ([code], [code])


def test_the_qr_of_a_code_is_version_1() -> None:
    assert len(qr.matrix(CODES.mint(random.Random(1).randrange))) == 21


def test_a_rosters_own_longer_code_takes_a_larger_qr() -> None:
    assert len(qr.matrix("z3kq8-" * 8)) > 21


@pytest.mark.parametrize("count", range(1, 10))
@pytest.mark.parametrize("start_at", [1, 3])
def test_the_last_sheet_is_there_whatever_the_count(
    course: Course, lanyard: Design, tmp_path: Path, count: int, start_at: int
) -> None:
    people = [badge_of("Ana", number) for number in range(count)]
    sheet = SHEETS["a6-on-a4"]
    (file,) = draw(course, people, tmp_path / "a.pdf", design=lanyard, sheet=sheet, start_at=start_at)
    assert len(pypdfium2.PdfDocument(file)) == -(-(count + start_at - 1) // 4) == sheet.pages(count, start_at)


def test_a_page_is_a6_and_its_text_can_be_searched(course: Course, lanyard: Design, tmp_path: Path) -> None:
    (file,) = draw(course, [badge_of("Ana Núñez")], tmp_path / "a.pdf", design=lanyard, sheet=SHEETS["a6"])
    document = pypdfium2.PdfDocument(file)
    width, height = document[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (105, 148)
    text = document[0].get_textpage().get_text_range()
    assert "Ana Núñez" in text
    assert "Haití" in text
    assert "PARTICIPANTE" in text


def sizes_of(file: Path, page: int = 0) -> dict[str, float]:
    """Each character on a PDF's page with its size in points."""
    textpage = pypdfium2.PdfDocument(file)[page].get_textpage()
    raw = pypdfium2.raw
    return {
        chr(raw.FPDFText_GetUnicode(textpage, index)): raw.FPDFText_GetFontSize(textpage, index)
        for index in range(textpage.count_chars())
        if raw.FPDFText_GetFontSize(textpage, index) > 1
    }


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_set_smaller_than_ten_points(course: Course, lanyard: Design, tmp_path: Path, name: str) -> None:
    (file,) = draw(course, [badge_of(name)], tmp_path / "a.pdf", design=lanyard, sheet=SHEETS["a6"])
    assert min(sizes_of(file).values()) >= 9.99


def test_a_long_name_is_all_there(course: Course, lanyard: Design, tmp_path: Path) -> None:
    (file,) = draw(course, [badge_of(NAMES[0])], tmp_path / "a.pdf", design=lanyard, sheet=SHEETS["a6"])
    text = pypdfium2.PdfDocument(file)[0].get_textpage().get_text_range()
    assert NAMES[0] in " ".join(text.split())


def test_two_people_of_one_name_have_two_files(course: Course, lanyard: Design, tmp_path: Path) -> None:
    people = [badge_of("Ana", 1), badge_of("Ana", 2)]
    files = draw(course, people, tmp_path, design=lanyard, sheet=SHEETS["a6"], kind="svg")
    assert len(set(files)) == len(list(tmp_path.iterdir())) == 2


def test_a_name_like_a_path_stays_in_the_folder(course: Course, lanyard: Design, tmp_path: Path) -> None:
    (file,) = draw(course, [badge_of("../../etc/x")], tmp_path, design=lanyard, sheet=SHEETS["a6"], kind="png", ppi=72)
    assert file.parent == tmp_path


def test_a_design_cannot_read_outside_its_folder(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "design.toml").write_text('title = "Mine"\nwidth = 50\nheight = 50\n')
    (folder / "badge.typ").write_text('#let badge(person, course) = read("/etc/hostname")')
    with pytest.raises(DesignError, match="design mine cannot be drawn"):
        draw(course, [badge_of("Ana")], tmp_path / "a.pdf", design=design_named("mine", tmp_path), sheet=SHEETS["a6"])
    assert not (tmp_path / "a.pdf").exists()


def test_a_design_that_there_is_not_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(DesignError, match="there are lanyard"):
        design_named("../lanyard", tmp_path)


def test_a_start_beyond_the_sheet_is_refused(course: Course, lanyard: Design, tmp_path: Path) -> None:
    with pytest.raises(DesignError, match="has 4 places"):
        draw(course, [], tmp_path / "a.pdf", design=lanyard, sheet=SHEETS["a6-on-a4"], start_at=5)


def test_a_photo_is_turned_and_printed(course: Course, lanyard: Design, tmp_path: Path) -> None:
    photo = Image.new("RGB", (800, 400), "red")
    photo.getexif()[0x0112] = 6
    photo.save(tmp_path / "ana.jpg", exif=photo.getexif())
    person = badge_of("Ana", photo="ana.jpg")
    options = {"design": lanyard, "sheet": SHEETS["a6"], "pictures_in": tmp_path}
    (file,) = draw(course, [person], tmp_path / "out", kind="png", ppi=72, **options)  # type: ignore[arg-type]
    page = Image.open(file).convert("RGB")
    red, _, blue = page.getpixel((int(20 / 25.4 * 72), int(55 / 25.4 * 72)))  # type: ignore[misc]
    assert red > 200 > blue


@pytest.mark.parametrize("content", [b"no picture", b""])
def test_a_broken_photo_is_refused_by_name(course: Course, lanyard: Design, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ana.jpg").write_bytes(content)
    with pytest.raises(DesignError, match=r"'ana.jpg' is broken"):
        draw(
            course,
            [badge_of("Ana", photo="ana.jpg")],
            tmp_path / "a.pdf",
            design=lanyard,
            sheet=SHEETS["a6"],
            pictures_in=tmp_path,
        )


def test_a_photo_outside_the_course_is_refused(course: Course, lanyard: Design, tmp_path: Path) -> None:
    with pytest.raises(DesignError, match="outside the course folder"):
        draw(
            course,
            [badge_of("Ana", photo="../../etc/passwd")],
            tmp_path / "a.pdf",
            design=lanyard,
            sheet=SHEETS["a6"],
            pictures_in=tmp_path,
        )


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=list(SHEETS))
def test_the_places_of_a_sheet_lie_on_its_page(sheet: Sheet) -> None:
    if sheet.width:
        assert sheet.left + sheet.columns * sheet.across <= sheet.width
        assert sheet.top + sheet.rows * sheet.down <= sheet.height


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("", ["Ana", "João", "Sol"]),
        ("role=speaker", ["Sol"]),
        ("country=Brasil", ["João"]),
        ("country=br, group=b", ["João"]),
        ("nuñ", []),
        ("joao", ["João"]),
    ],
)
def test_whose_badges_is_said_in_a_few_words(who: str, names: list[str]) -> None:
    people = [
        Participant(name="Ana", country="PE", groups=("A",)),
        Participant(name="João", country="BR", groups=("B",)),
        Participant(name="Sol", role=Role.SPEAKER),
    ]
    assert [person.name for person in selected(people, who)] == names


def test_an_expression_that_is_not_known_says_what_is() -> None:
    with pytest.raises(NotFoundError, match="--who knows role"):
        selected([Participant(name="Ana")], "colour=red")


def test_what_was_printed_is_in_the_record_and_is_no_attendance(open_course: OpenCourse) -> None:
    printed = print_badges(open_course, Wish())
    assert len(printed.people) == 4
    assert log.printed_codes(open_course.record.conn) == {person.code for person in printed.people}
    assert not any(row.status.attended for row in figures.attendance(open_course.record.conn))


def test_only_new_badges_are_those_not_printed_yet(open_course: OpenCourse) -> None:
    print_badges(open_course, Wish(who="role=speaker"))
    assert len(print_badges(open_course, Wish(only_new=True)).people) == 3
    assert not print_badges(open_course, Wish(only_new=True)).people
