"""Files: all or none, one for each person, under names that are safe."""

from collections.abc import Callable
from ctypes import c_uint
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from checkin.badges.draw import draw, draw_one
from checkin.core.codes import format_code
from checkin.core.course import Course, Participant, Role
from checkin.core.errors import DesignError

Make = Callable[..., Participant]


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_two_people_of_one_name_have_two_files(course: Course, person: Make, tmp_path: Path, kind: str) -> None:
    files = draw(course, [person("Ana", 1), person("Ana", 2)], tmp_path, kind=kind, ppi=50)  # type: ignore[arg-type]
    assert len(set(files)) == 2
    assert set(files) == set(tmp_path.iterdir())


def test_own_codes_that_look_alike_in_a_file_name_have_files_of_their_own(
    course: Course, person: Make, tmp_path: Path
) -> None:
    files = draw(course, [person("Ana", code=code) for code in ("A-1", "A_1", "a 1")], tmp_path, kind="svg")
    assert [file.name for file in files] == ["ana-a-1.svg", "ana-a-1-2.svg", "ana-a-1-3.svg"]


@pytest.mark.parametrize("name", ["../../etc/x", "C:\\x", "con", ".", "a/b\x00c", "x" * 300, "أنا"])
def test_a_name_like_a_path_stays_in_the_folder(course: Course, person: Make, tmp_path: Path, name: str) -> None:
    (file,) = draw(course, [person(name)], tmp_path, kind="svg")
    assert file.parent == tmp_path
    assert file.is_file()


def test_sheets_are_numbered(course: Course, person: Make, tmp_path: Path) -> None:
    people = [person("Ana", number) for number in range(5)]
    files = draw(course, people, tmp_path, sheet="a6-on-a4", kind="svg")
    assert [file.name for file in files] == ["a6-on-a4-001.svg", "a6-on-a4-002.svg"]


def test_a_pdf_is_one_file_in_a_folder_that_is_made_for_it(course: Course, person: Make, tmp_path: Path) -> None:
    output = tmp_path / "new" / "badges.pdf"
    assert draw(course, [person("Ana", number) for number in range(3)], output) == [output]
    assert len(pypdfium2.PdfDocument(output)) == 3


def test_a_file_that_was_there_is_replaced(course: Course, person: Make, tmp_path: Path) -> None:
    output = tmp_path / "badges.pdf"
    output.write_text("old")
    draw(course, [person()], output)
    assert output.read_bytes().startswith(b"%PDF")
    assert list(tmp_path.iterdir()) == [output]


def test_what_was_there_stays_when_a_badge_cannot_be_drawn(course: Course, person: Make, tmp_path: Path) -> None:
    output = tmp_path / "badges.pdf"
    output.write_text("old")
    with pytest.raises(DesignError):
        draw(course, [person("x" * 5000)], output)
    assert output.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [output]


def test_no_picture_is_left_when_a_later_one_cannot_be_drawn(course: Course, person: Make, tmp_path: Path) -> None:
    people = [person("Ana", number) for number in range(12)]
    with pytest.raises(DesignError, match="no room for “xxxx"):
        draw(course, [*people, person("x" * 5000)], tmp_path, kind="svg")
    assert list(tmp_path.iterdir()) == []


def test_the_same_people_give_the_same_bytes(course: Course, person: Make) -> None:
    assert draw_one(course, person()) == draw_one(course, person())


def test_one_badge_is_a_file_of_each_kind(course: Course, person: Make) -> None:
    assert draw_one(course, person()).startswith(b"%PDF")
    assert draw_one(course, person(), kind="png", ppi=50).startswith(b"\x89PNG")
    assert draw_one(course, person(), kind="svg").startswith(b"<svg")


def test_a_folder_that_cannot_be_written_is_named(course: Course, person: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DesignError, match=r"file[/\\]badges.pdf cannot be written"):
        draw(course, [person()], tmp_path / "file" / "badges.pdf")


def test_a_pdf_does_not_take_the_place_of_a_folder(course: Course, person: Make, tmp_path: Path) -> None:
    with pytest.raises(DesignError, match="cannot be written"):
        draw(course, [person()], tmp_path)


def test_nobody_has_no_badges(course: Course, tmp_path: Path) -> None:
    with pytest.raises(DesignError, match="nobody"):
        draw(course, [], tmp_path / "a.pdf")


def test_somebody_without_a_code_is_named(course: Course, person: Make, tmp_path: Path) -> None:
    with pytest.raises(DesignError, match="Ana has no code yet"):
        draw(course, [person("Ana", code="")], tmp_path / "a.pdf")


@pytest.mark.parametrize("ppi", [0, -1, 5000])
def test_a_resolution_that_nobody_prints_is_refused(course: Course, person: Make, tmp_path: Path, ppi: int) -> None:
    with pytest.raises(DesignError, match="dots per inch"):
        draw(course, [person()], tmp_path, kind="png", ppi=ppi)


@pytest.mark.parametrize(("sheet", "files"), [("a6", 3), ("a6-on-a4", 3)])
def test_a_long_run_is_several_files_and_everybody_is_in_one(
    course: Course, person: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: str, files: int
) -> None:
    monkeypatch.setattr("checkin.badges.draw._BADGES_A_PDF", 4)
    people = [person("Ana", number) for number in range(10)]
    drawn = draw(course, people, tmp_path / "a.pdf", sheet=sheet, start_at=1)
    assert [file.name for file in drawn] == [f"a-{number:02d}.pdf" for number in range(1, files + 1)]
    text = "".join(page.get_textpage().get_text_range() for file in drawn for page in pypdfium2.PdfDocument(file))
    shown = [format_code(one.code) for one in people]
    assert [text.count(code) for code in shown] == [1] * 10
    assert sorted(shown, key=text.index) == shown


def test_a_begun_sheet_of_a_long_run_is_finished_before_the_next_file(
    course: Course, person: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checkin.badges.draw._BADGES_A_PDF", 4)
    people = [person("Ana", number) for number in range(6)]
    drawn = draw(course, people, tmp_path / "a.pdf", sheet="a6-on-a4", start_at=4)
    assert [len(pypdfium2.PdfDocument(file)) for file in drawn] == [1, 1, 1]


@pytest.mark.parametrize("kind", ["pdf", "png", "svg"])
def test_a_run_that_is_stopped_leaves_nothing(
    course: Course, person: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("checkin.badges.draw._BADGES_A_PDF", 10)
    told: list[int] = []

    def stop(done: int) -> None:
        told.append(done)
        if len(told) == 2:
            raise KeyboardInterrupt

    output = tmp_path / "new" / ("a.pdf" if kind == "pdf" else "")
    with pytest.raises(KeyboardInterrupt):
        draw(
            course,
            [person("Ana", number) for number in range(30)],
            output,
            kind=kind,  # type: ignore[arg-type]
            ppi=50,
            progress=stop,
        )
    assert told == [10, 20]
    assert list((tmp_path / "new").iterdir()) == []


def test_both_sides_of_a_badge_that_has_no_back_are_its_front(course: Course, person: Make, tmp_path: Path) -> None:
    (file,) = draw(course, [person("Ana"), person("Zoé")], tmp_path / "a.pdf", two_sided=True)
    names = ["Ana" if "Ana" in page.get_textpage().get_text_range() else "Zoé" for page in pypdfium2.PdfDocument(file)]
    assert names == ["Ana", "Ana", "Zoé", "Zoé"]


def test_pictures_of_backs_are_named_so(course: Course, person: Make, tmp_path: Path) -> None:
    drawn = draw(course, [person("Ana", code="A-1")], tmp_path, kind="svg", two_sided=True)
    assert [file.name for file in drawn] == ["ana-a-1.svg", "ana-a-1-back.svg"]


def test_a_pdf_says_that_it_is_printed_at_its_own_size(
    course: Course, people: Callable[[int], list[Participant]], tmp_path: Path
) -> None:
    for two_sided in (False, True):
        (file,) = draw(course, people(1), tmp_path / "a.pdf", two_sided=two_sided)
        with pikepdf.open(file) as pdf:
            preferences = pdf.Root.ViewerPreferences
            assert not pdf.check_pdf_syntax()
        assert preferences["/PrintScaling"] == "/None"
        assert preferences["/PickTrayByPDFSize"]
        assert ("/Duplex" in preferences) is two_sided


def test_a_bleed_is_beyond_the_trim_box(
    course: Course, people: Callable[[int], list[Participant]], tmp_path: Path
) -> None:
    (file,) = draw(course, people(1), tmp_path / "a.pdf", bleed=3)
    page = pypdfium2.PdfDocument(file)[0]
    mm = 72 / 25.4
    assert page.get_trimbox() == pytest.approx((3 * mm, 3 * mm, 108 * mm, 151 * mm), abs=0.1)
    assert page.get_mediabox() == pytest.approx((0, 0, 111 * mm, 154 * mm), abs=0.1)
    assert page.get_bleedbox(fallback_ok=False) == page.get_mediabox()
    lowest = min(thing.get_bounds()[1] for thing in page.get_objects(max_depth=3))
    assert lowest == pytest.approx(0, abs=0.5)


@pytest.mark.parametrize(("bleed", "black"), [(3, True), (0, False)])
def test_the_name_is_pure_black_for_a_print_shop(
    course: Course, people: Callable[[int], list[Participant]], tmp_path: Path, bleed: float, *, black: bool
) -> None:
    (file,) = draw(course, people(1), tmp_path / "a.pdf", bleed=bleed)
    texts = pypdfium2.PdfDocument(file)[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=5)
    assert ((0, 0, 0) in [fill_of(text) for text in texts]) is black


def fill_of(thing: pypdfium2.PdfObject) -> tuple[int, int, int]:
    """The colour of the letters of a text."""
    red, green, blue, alpha = (c_uint() for _ in range(4))
    pypdfium2.raw.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha)
    return red.value, green.value, blue.value


def test_a_bleed_needs_a_page_for_each_badge(
    course: Course, people: Callable[[int], list[Participant]], tmp_path: Path
) -> None:
    with pytest.raises(DesignError, match="A bleed needs one badge a page"):
        draw(course, people(1), tmp_path / "a.pdf", sheet="a6-on-a4", bleed=3)


def test_a_label_printer_gets_black_on_white(
    course: Course, people: Callable[[int], list[Participant]], tmp_path: Path
) -> None:
    (file,) = draw(course, people(1), tmp_path, design="label", sheet="brother-62x100", kind="png", ppi=72)
    red, green, blue = Image.open(file).convert("RGB").split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    least = ImageChops.darker(ImageChops.darker(red, green), blue)
    assert ImageChops.difference(most, least).getextrema()[1] < 8


@pytest.mark.parametrize(("sheet", "framed"), [("brother-62x100", True), ("brother-62x29", False)])
def test_the_frame_of_staff_leaves_room_for_the_word(
    course: Course, people: Callable[[int], list[Participant]], tmp_path: Path, sheet: str, *, framed: bool
) -> None:
    staff = [replace(person, role=Role.STAFF) for person in people(1)]
    (file,) = draw(course, staff, tmp_path / "a.pdf", design="label", sheet=sheet)
    paths = pypdfium2.PdfDocument(file)[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=5)
    wide = [one for one in paths if one.get_bounds()[2] - one.get_bounds()[0] > 150]
    assert len(wide) == 1 + framed  # the band, and its frame
