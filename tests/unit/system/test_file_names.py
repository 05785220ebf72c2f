"""Files from a Mac have their accents apart (NFD); lists and settings have them composed (NFC)."""

import sys
from pathlib import Path
from unicodedata import normalize
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from checkin.badges.design import design_named, folders
from checkin.badges.imprint import look_hash
from checkin.core.course import Course
from checkin.core.text import clean
from checkin.intake.readers.sheet import read_bytes
from checkin.system.file_names import stored_path
from checkin.typesetting import images

pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="macOS finds a file under both names itself")

APART, COMPOSED = normalize("NFD", "Señor Ávila"), normalize("NFC", "Señor Ávila")


def picture(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (30, 40), "red").save(path)


@pytest.mark.parametrize(("stored", "named"), [(APART, COMPOSED), (COMPOSED, APART)], ids=["apart", "composed"])
def test_a_file_is_found_under_the_other_form_of_its_name(tmp_path: Path, stored: str, named: str) -> None:
    picture(tmp_path / stored / f"{stored}.png")
    assert stored_path(tmp_path / named / f"{named}.png") == tmp_path / stored / f"{stored}.png"


def test_of_two_files_the_one_of_exactly_that_name_is_taken(tmp_path: Path) -> None:
    for name in (APART, COMPOSED):
        picture(tmp_path / f"{name}.png")
    assert stored_path(tmp_path / f"{APART}.png").name == f"{APART}.png"


def test_a_path_that_is_nowhere_stays_as_it_is(tmp_path: Path) -> None:
    assert stored_path(tmp_path / COMPOSED) == tmp_path / COMPOSED


def test_a_photo_is_found(tmp_path: Path) -> None:
    picture(tmp_path / "photos" / f"{APART}.png")
    assert images.cropped_photo(f"photos/{COMPOSED}.png", tmp_path, (3, 4)).size == (3, 4)


def test_a_crest_is_found(tmp_path: Path) -> None:
    picture(tmp_path / f"{APART}.png")
    assert images.logo(f"{COMPOSED}.png", tmp_path)[1] == "png"


def test_a_changed_crest_is_noticed(tmp_path: Path) -> None:
    course = Course(title="Course", timezone=ZoneInfo("UTC"), logo=f"{COMPOSED}.png")
    without = look_hash(course, design_named("card"), tmp_path)
    picture(tmp_path / f"{APART}.png")
    assert look_hash(course, design_named("card"), tmp_path) != without


def test_a_list_is_read(tmp_path: Path) -> None:
    (tmp_path / f"{APART}.csv").write_text("Name\nAna\n", encoding="utf-8")
    assert read_bytes(tmp_path / f"{COMPOSED}.csv")


def test_an_own_design_is_found(tmp_path: Path) -> None:
    (tmp_path / APART).mkdir()
    (tmp_path / APART / "design.toml").touch()
    assert folders(tmp_path)[COMPOSED] == tmp_path / APART


def test_the_background_of_a_design_is_named_as_it_is_stored(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "badge.typ").touch()
    (own / "design.toml").write_text(
        f'title = "Own"\nwidth = 80\nheight = 50\nbackground = "{COMPOSED}.png"\n', encoding="utf-8"
    )
    picture(own / f"{APART}.png")
    assert design_named("own", tmp_path).background == f"{APART}.png"


def test_names_in_a_list_are_equal_in_both_forms() -> None:
    assert clean(APART) == clean(COMPOSED)
