"""Labels that are too low for an institution are named, with one that has the room."""

from pathlib import Path

import pypdfium2
import pytest

from checkin.badges.draw import design_named, draw
from checkin.badges.label_room import no_room_for_institution
from checkin.badges.sheets import SHEETS
from checkin.core.course import Participant
from checkin.store.open_course import OpenCourse

ANA = Participant(name="Ana Paz", country="AR", institution="Migraciones", code="BBBBBBBBBBBB")
LABELS = [sheet.name for sheet in SHEETS.values() if sheet.wide]


def said(course: OpenCourse, sheet: str, *people: Participant) -> str:
    design = design_named("label", course.folder.designs)
    return str(no_room_for_institution(course.course, design, SHEETS[sheet], people) or "")


@pytest.mark.parametrize("sheet", LABELS)
def test_a_label_is_named_if_and_only_if_it_prints_no_institution(
    open_course: OpenCourse, tmp_path: Path, sheet: str
) -> None:
    design = design_named("label", open_course.folder.designs)
    (file,) = draw(open_course.course, [ANA], tmp_path / "a.pdf", design=design, sheet=SHEETS[sheet])
    printed = pypdfium2.PdfDocument(file)[0].get_textpage().get_text_range()
    assert ("Migraciones" in printed) == (not said(open_course, sheet, ANA))


@pytest.mark.parametrize(
    ("sheet", "other"),
    [("brother-62x29", "brother-62x100"), ("avery-l4784", "lyreco-143344"), ("avery-5160", "avery-74459")],
)
def test_a_label_of_the_same_kind_that_has_the_room_is_named(open_course: OpenCourse, sheet: str, other: str) -> None:
    assert said(open_course, sheet, ANA).endswith(f"no room for the institution; {other} has.")
    assert said(open_course, sheet, Participant(name="Ana Paz")) == ""
