"""Where each badge lies on each sheet, measured in the PDF itself."""

import os
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from checkin.badges.draw import draw
from checkin.badges.sheets import SHEETS, Sheet, sheet_named
from checkin.core.course import Course, Participant
from checkin.core.errors import DesignError

People = Callable[[int], list[Participant]]
Box = tuple[float, float, float, float]

LONG_FORM = bool(os.environ.get("CHECKIN_LONG"))
GRIDS = {name: sheet for name, sheet in SHEETS.items() if sheet.places > 1}
# Sheets of as many columns and rows fill alike; where their places lie is measured on each of them.
FILLED = GRIDS if LONG_FORM else {(sheet.columns, sheet.places): name for name, sheet in GRIDS.items()}.values()
LABELS = {name: sheet for name, sheet in GRIDS.items() if sheet.wide}
ROLLS = {name: sheet for name, sheet in SHEETS.items() if sheet.wide and sheet.places == 1}
BLACK_BOX = """\
#import "/checkin.typ": size
#let badge(person, course) = rect(width: size.width, height: size.height, fill: black)
#let back(person, course) = rect(width: size.width, height: size.height, fill: red)
"""
TOML = 'title = "Box"\nwidth = 20\nheight = 20\nfluid = true\n[least]\nwidth = 1\nheight = 1\n'


@pytest.fixture
def boxes(course: Course, people: People, tmp_path: Path) -> Callable[..., list[list[Box]]]:
    """Draws badges that are black boxes; returns each page's boxes in millimetres (left, top, width, height)."""
    folder = tmp_path / "designs" / "box"
    folder.mkdir(parents=True)
    (folder / "badge.typ").write_text(BLACK_BOX)
    (folder / "design.toml").write_text(TOML)

    def measured(count: int, sheet: Sheet, **wishes: object) -> list[list[Box]]:
        wish = {"design": "box", "designs": tmp_path / "designs", **wishes}
        (file,) = draw(course, people(count), tmp_path / "a.pdf", sheet=sheet, **wish)  # type: ignore[arg-type]
        return [_filled(page) for page in pypdfium2.PdfDocument(file)]

    return measured


def _filled(page: pypdfium2.PdfPage) -> list[Box]:
    found = []
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = (edge / 72 * 25.4 for edge in thing.get_bounds())
        if min(right - left, top - bottom) > 5:  # the cut marks are thin
            found.append((left, page.get_height() / 72 * 25.4 - top, right - left, top - bottom))
    return found


def place(sheet: Sheet, number: int, *, back: bool = False) -> Box:
    """Where a place lies by the table, counted from 0."""
    row, column = divmod(number, sheet.columns)
    wide, high = sheet.wide or 20, sheet.high or 20
    left = sheet.left + column * sheet.across
    if back:
        left = sheet.width - left - wide
    return left + sheet.right, sheet.top + row * sheet.down + sheet.lower, wide, high


def counts(sheet: Sheet, first: int) -> list[int]:
    """The counts at which a row, a sheet or the next one begins; with ``CHECKIN_LONG`` all up to two sheets."""
    if LONG_FORM:
        return list(range(1, 2 * sheet.places + 1))
    if first > 1:
        return sorted({sheet.places - first + 1, sheet.places - first + 2})
    return sorted({1, sheet.columns + 1, sheet.places - 1, sheet.places + 1} - {0})


@pytest.mark.parametrize("start_at", ["first", "second", "last"])
@pytest.mark.parametrize("name", FILLED)
def test_every_count_up_to_two_sheets_fills_its_places(
    name: str, start_at: str, boxes: Callable[..., list[list[Box]]]
) -> None:
    sheet = GRIDS[name]
    first = {"first": 1, "second": 2, "last": sheet.places}[start_at]
    for count in counts(sheet, first):
        pages = boxes(count, sheet, start_at=first)
        assert len(pages) == sheet.pages(count, first)
        numbers = [number % sheet.places for number in range(first - 1, first - 1 + count)]
        drawn = [box for page in pages for box in page]
        assert drawn == [pytest.approx(place(sheet, number), abs=0.1) for number in numbers]


@pytest.mark.parametrize("name", GRIDS)
def test_every_place_lies_where_the_table_says_and_a_back_behind_its_front_when_the_page_is_turned_over_its_long_edge(
    name: str, boxes: Callable[..., list[list[Box]]]
) -> None:
    sheet = GRIDS[name]
    count = sheet.places + 1
    pages = boxes(count, sheet, two_sided=True)
    assert [len(page) for page in pages] == [sheet.places, sheet.places, 1, 1]
    for front, back in ((pages[0], pages[1]), (pages[2], pages[3])):
        assert front == [pytest.approx(place(sheet, number), abs=0.1) for number in range(len(front))]
        assert back == [pytest.approx(place(sheet, number, back=True), abs=0.1) for number in range(len(front))]
        turned = [(sheet.width - left - wide, top, wide, high) for left, top, wide, high in back]
        assert turned == [pytest.approx(box, abs=0.1) for box in front]


def test_a_shift_moves_both_sides_alike(boxes: Callable[..., list[list[Box]]]) -> None:
    sheet = sheet_named("tags-on-a4")
    straight, moved = boxes(2, sheet, two_sided=True), boxes(2, sheet.shifted(1.5, -2), two_sided=True)
    for page, other in zip(straight, moved, strict=True):
        assert other == [pytest.approx((x + 1.5, y - 2, w, h), abs=0.1) for x, y, w, h in page]


@pytest.mark.parametrize("name", GRIDS)
def test_the_places_of_a_sheet_lie_on_it_and_not_on_each_other(name: str) -> None:
    sheet = GRIDS[name]
    wide, high = sheet.wide or sheet.across, sheet.high or sheet.down
    assert sheet.across >= wide - 0.001
    assert sheet.down >= high - 0.001
    left, top, _, _ = place(sheet, sheet.places - 1)
    assert left + wide <= sheet.width + 0.001
    assert top + high <= sheet.height + 0.001


@pytest.mark.parametrize("name", LABELS)
def test_every_label_holds_long_names_and_a_code_that_reads(
    name: str, course: Course, person: Callable[..., Participant], tmp_path: Path, read: Callable[..., object]
) -> None:
    names = ("María de los Ángeles Fernández-Villavicencio y Ortiz de Zárate", "Ng", "Jean-Baptiste Wisly Saint-Fleur")
    three = [person(text) for text in names]
    (file,) = draw(course, three, tmp_path, design="label", sheet=name, kind="png", ppi=200)
    codes = sorted(one.code for one in three)
    assert read(file) == (codes, codes)


@pytest.mark.parametrize("name", ROLLS)
def test_a_label_of_a_roll_is_a_page_of_its_own(name: str, boxes: Callable[..., list[list[Box]]]) -> None:
    sheet = ROLLS[name]
    assert boxes(2, sheet) == [[pytest.approx((0, 0, sheet.wide, sheet.high), abs=0.1)]] * 2


def test_any_size_in_millimetres_is_a_label(boxes: Callable[..., list[list[Box]]]) -> None:
    assert boxes(1, sheet_named("80x120.5")) == [[pytest.approx((0, 0, 80, 120.5), abs=0.1)]]


def test_one_label_of_a_course_needs_a_size_alone(tmp_path: Path) -> None:
    (tmp_path / "sheets.toml").write_text("[roll]\nwidth = 58\nheight = 90\n")
    sheet = sheet_named("roll", tmp_path)
    assert (sheet.wide, sheet.high, sheet.across, sheet.down, sheet.places) == (58, 90, 58, 90, 1)


def test_a_design_that_fits_a_label_only_when_turned_is_turned(course: Course, people: People, tmp_path: Path) -> None:
    (file,) = draw(course, people(1), tmp_path / "a.pdf", design="card", sheet="dymo-54x101")
    page = pypdfium2.PdfDocument(file)[0]
    text = page.get_textpage()
    first, last = text.get_charbox(0), text.get_charbox(5)
    assert (page.get_width(), page.get_height()) == pytest.approx((54 / 25.4 * 72, 101 / 25.4 * 72), abs=0.1)
    assert abs(first[0] - last[0]) < 5 < abs(first[1] - last[1])


def test_a_lanyard_badge_is_made_a_little_smaller_for_a_label_of_4_x_6_inches(
    course: Course, people: People, tmp_path: Path
) -> None:
    (file,) = draw(course, people(1), tmp_path / "a.pdf", design="lanyard", sheet="label-4x6")
    page = pypdfium2.PdfDocument(file)[0]
    widest = max(thing.get_bounds()[2] - thing.get_bounds()[0] for thing in page.get_objects(max_depth=3))
    assert widest == pytest.approx(101.6 / 25.4 * 72, abs=1)


def test_a_design_of_a_fixed_size_is_not_put_on_smaller_labels(course: Course, people: People, tmp_path: Path) -> None:
    with pytest.raises(DesignError, match=r"larger than a place of the sheet avery-l4785\. Use the design label"):
        draw(course, people(1), tmp_path / "a.pdf", sheet="avery-l4785", design="name-tag")


def test_labels_that_are_too_small_for_a_design_are_refused(course: Course, people: People, tmp_path: Path) -> None:
    tiny = Sheet(name="tiny", title="", width=210, height=297, wide=30, high=20, across=30, down=20)
    with pytest.raises(DesignError, match=r"label needs 50 x 25 mm\. The sheet tiny is smaller"):
        draw(course, people(1), tmp_path / "a.pdf", sheet=tiny, design="label")


def test_a_course_has_sheets_of_its_own(course: Course, people: People, tmp_path: Path) -> None:
    (tmp_path / "sheets.toml").write_text(
        '[mine]\ntitle = "Ours"\nwidth = 210\nheight = 297\ncolumns = 2\nrows = 3\nleft = 15\ntop = 20.5\n'
        "across = 90\ndown = 80\nwide = 90\nhigh = 80\n"
    )
    sheet = sheet_named("mine", tmp_path)
    assert (sheet.title, sheet.places, sheet.top) == ("Ours", 6, 20.5)
    (file,) = draw(course, people(7), tmp_path / "a.pdf", design="label", sheet="mine", designs=tmp_path)
    assert len(pypdfium2.PdfDocument(file)) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[a", "cannot be used"),
        ("a = 1", "cannot be used"),
        ("[a]\nwidth = 210\ncolumns = 2", "needs width, height"),
        ('[a]\nwidth = "210"', "width must be a number"),
        ("[a]\nrows = 2.5", "rows must be a number"),
        ("[a]\nrows = -1", "between 0 and 1000"),
        ("[a]\ncut = 1", "cut is true or false"),
        ("[a]\ncolour = 1", "not 'colour'"),
        ("[a]\nwidth = 9\nheight = 9\nacross = 1\ndown = 1\ncolumns = 100\nrows = 100", "10000 places"),
    ],
)
def test_a_file_of_sheets_that_cannot_be_used_is_refused_with_its_name(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "sheets.toml").write_text(text)
    with pytest.raises(DesignError, match=r"sheets\.toml") as caught:
        sheet_named("a6", tmp_path)
    assert reason in str(caught.value)
