"""Sheets: the places lie where the table says, and every count fills its pages."""

import os
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from checkin.badges.draw import draw
from checkin.badges.sheets import SHEETS, sheet_named
from checkin.core.course import Course, Participant
from checkin.core.errors import DesignError

People = Callable[[int], list[Participant]]
Read = Callable[[Path], tuple[list[str], list[str]]]


def test_a_page_of_one_badge_is_a6(course: Course, people: People, tmp_path: Path) -> None:
    (file,) = draw(course, people(1), tmp_path / "a.pdf")
    assert [edge / 72 * 25.4 for edge in pypdfium2.PdfDocument(file)[0].get_mediabox()] == pytest.approx(
        [0, 0, 105, 148], abs=0.02
    )


@pytest.mark.parametrize("start_at", [1, 2, 4])
@pytest.mark.parametrize("count", range(1, 10))
def test_the_last_sheet_is_there_whatever_the_count(
    course: Course, people: People, tmp_path: Path, count: int, start_at: int
) -> None:
    (file,) = draw(course, people(count), tmp_path / "a.pdf", sheet="a6-on-a4", start_at=start_at)
    pages = pypdfium2.PdfDocument(file)
    assert len(pages) == -(-(count + start_at - 1) // 4) == SHEETS["a6-on-a4"].pages(count, start_at)
    names = sum(page.get_textpage().get_text_range().count("Ana Núñez") for page in pages)
    assert names == count


def test_the_sheet_of_four_is_read_by_both_decoders(course: Course, people: People, tmp_path: Path, read: Read) -> None:
    six = people(6)
    files = draw(course, six, tmp_path, sheet="a6-on-a4", kind="png", ppi=150)
    for file, four in zip(files, (six[:4], six[4:]), strict=True):
        codes = sorted(person.code for person in four)
        assert read(file) == (codes, codes)


@pytest.mark.parametrize("start_at", [1, 3])
def test_each_code_stands_in_its_place(course: Course, people: People, tmp_path: Path, start_at: int) -> None:
    four = people(5 - start_at)
    (file,) = draw(course, four, tmp_path, sheet="a6-on-a4", kind="png", ppi=100, start_at=start_at)
    at = {found.text: found.position for found in zxingcpp.read_barcodes(Image.open(file).convert("L"))}
    for place, person in enumerate(four, start_at - 1):
        corner = at[person.code].top_left
        row, column = divmod(place, 2)
        x, y = corner.x / 100 * 25.4 - column * 105, corner.y / 100 * 25.4 - row * 148
        assert (x, y) == pytest.approx((37.5, 90.4), abs=0.6)


@pytest.mark.parametrize("start_at", [0, -1, 5])
def test_a_place_that_the_sheet_does_not_have_is_refused(
    course: Course, people: People, tmp_path: Path, start_at: int
) -> None:
    with pytest.raises(DesignError, match=f"a6-on-a4: 4. There is no place {start_at}"):
        draw(course, people(1), tmp_path / "a.pdf", sheet="a6-on-a4", start_at=start_at)


def test_a_sheet_that_there_is_not_is_answered_with_those_there_are() -> None:
    with pytest.raises(DesignError, match="Use one of a6, a6-on-a4"):
        sheet_named("a0")


def test_pictures_of_many_pages_come_in_the_order_of_the_people(course: Course, people: People, tmp_path: Path) -> None:
    many = people(23)
    files = draw(course, many, tmp_path, kind="svg")
    assert [file.stem.rpartition("-")[2] for file in files] == [person.code.lower() for person in many]


def test_a_begun_sheet_goes_on_over_many_pages_of_pictures(course: Course, people: People, tmp_path: Path) -> None:
    many = people(42)
    files = draw(course, many, tmp_path, sheet="a6-on-a4", kind="png", ppi=60, start_at=4)
    read = [
        sorted(found.text for found in zxingcpp.read_barcodes(Image.open(files[page]).convert("L")))
        for page in (0, 10, 11)
    ]
    assert len(files) == 12
    assert read == [sorted(person.code for person in part) for part in (many[:1], many[37:41], many[41:])]


def test_every_code_of_many_badges_is_read_back_by_two_decoders(course: Course, people: People, tmp_path: Path) -> None:
    cv2 = pytest.importorskip("cv2")  # Wine cannot load numpy
    many = people(1000 if os.environ.get("CHECKIN_LONG") else 80)
    (file,) = draw(course, many, tmp_path / "a.pdf", sheet="a6-on-a4")
    by_zxing: list[str] = []
    by_opencv: list[str] = []
    opencv = cv2.QRCodeDetectorAruco()
    for page in pypdfium2.PdfDocument(file):
        picture = page.render(scale=100 / 72, grayscale=True).to_numpy().squeeze().copy()
        by_zxing += [found.text for found in zxingcpp.read_barcodes(picture)]
        by_opencv += [text for text in opencv.detectAndDecodeMulti(picture)[1] if text]
    codes = sorted(person.code for person in many)
    assert sorted(by_zxing) == codes
    assert sorted(by_opencv) == codes
