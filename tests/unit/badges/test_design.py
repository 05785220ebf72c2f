"""Designs: found by name, one's own first, and shut in their folder."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import fontpkg_source_sans_3
import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw

from checkin.badges.design import design_named, folders
from checkin.badges.draw import draw_one
from checkin.badges.sheets import SHEETS
from checkin.core.badge_style import BadgeStyle
from checkin.core.course import Course, Participant, Role
from checkin.core.errors import DesignError
from checkin.typesetting.copy_design import copy_design

Make = Callable[..., Participant]
FONTS = fontpkg_source_sans_3.ROOT / "files"
TOML = 'title = "Mine"\nwidth = 50\nheight = 60\n'


@pytest.fixture
def own(tmp_path: Path) -> Callable[..., Path]:
    """Writes a design called ``mine``; returns the folder of designs."""

    def write(badge: str = "#let badge(person, course) = [A]", toml: str = TOML) -> Path:
        (tmp_path / "designs" / "mine").mkdir(parents=True, exist_ok=True)
        (tmp_path / "designs" / "mine" / "design.toml").write_text(toml)
        (tmp_path / "designs" / "mine" / "badge.typ").write_text(badge)
        return tmp_path / "designs"

    return write


def test_a_design_of_ones_own_has_its_own_size(course: Course, person: Make, own: Callable[..., Path]) -> None:
    page = pypdfium2.PdfDocument(draw_one(course, person(), design="mine", designs=own()))[0]
    assert [side / 72 * 25.4 for side in page.get_size()] == pytest.approx([50, 60], abs=0.02)


def test_ones_own_design_goes_before_checkins_of_that_name(own: Callable[..., Path]) -> None:
    designs = own()
    (designs / "mine").rename(designs / "lanyard")
    assert design_named("lanyard", designs).title == "Mine"
    assert design_named("lanyard").width == 105


def test_the_helpers_serve_a_design_of_ones_own(course: Course, person: Make, own: Callable[..., Path]) -> None:
    badge = """
    #import "/checkin.typ": *
    #let badge(person, course) = {
      fit-line(person.name, 40mm, 8mm)
      fit-block(person.facts.at("shirt"), 40mm, 8mm)
      qr(person, 22mm)
      role-band(person, 50mm, 8mm)
    }"""
    designs = own(badge)
    pdf = draw_one(course, person("Ana", facts={"shirt": "Size L"}), design="mine", designs=designs)
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert "Ana" in text
    assert "Size L" in text
    assert "PARTICIPANTE" in text


@pytest.mark.parametrize("path", ["/etc/hostname", "../../../../../../etc/hostname", "../data.txt"])
def test_a_design_cannot_read_outside_its_folder(
    course: Course, person: Make, own: Callable[..., Path], path: str
) -> None:
    with pytest.raises(DesignError, match=r"design mine cannot be drawn: badge\.typ, line 1"):
        draw_one(course, person(), design="mine", designs=own(f'#let badge(person, course) = read("{path}")'))


def test_a_link_in_a_design_is_not_followed(
    course: Course, person: Make, own: Callable[..., Path], tmp_path: Path
) -> None:
    designs = own('#let badge(person, course) = read("link.txt")')
    (tmp_path / "secret.txt").write_text("secret")
    (designs / "mine" / "link.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(DesignError, match=r"badge.typ, line 1: file not found"):
        draw_one(course, person(), design="mine", designs=designs)


@pytest.mark.parametrize("name", ["../lanyard", "lanyard/", "", ".", "Lanyard", "a\x00"])
def test_a_design_that_there_is_not_is_answered_with_those_there_are(name: str, own: Callable[..., Path]) -> None:
    with pytest.raises(DesignError, match="Use one of card, fold-over, label, lanyard, mine, name-tag"):
        design_named(name, own())


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ("width = ", "cannot be used"),
        ('title = "x"\nheight = 3', "has no width"),
        ('title = "x"\nwidth = "a"\nheight = 3', "width must be millimetres"),
        ('title = "x"\nwidth = nan\nheight = 3', "width must be millimetres"),
        ('title = "x"\nwidth = 3\nheight = -3', "height must be millimetres"),
        (TOML + "colours = 3", "cannot be used"),
        (TOML + '[colours]\nspeaker = "red"', "a colour is written like"),
        (TOML + '[colours]\nguest = "#ffffff"', "has participant, speaker"),
    ],
)
def test_a_design_that_says_nonsense_is_refused_with_the_reason(
    own: Callable[..., Path], toml: str, reason: str
) -> None:
    with pytest.raises(DesignError, match=reason):
        design_named("mine", own(toml=toml))


def test_a_design_without_a_template_is_refused(own: Callable[..., Path]) -> None:
    designs = own()
    (designs / "mine" / "badge.typ").unlink()
    with pytest.raises(DesignError, match=r"has no badge.typ"):
        design_named("mine", designs)


def test_a_mistake_in_a_template_is_told_with_its_line(course: Course, person: Make, own: Callable[..., Path]) -> None:
    with pytest.raises(DesignError, match=r"badge\.typ, line 2: unknown variable: nope"):
        draw_one(course, person(), design="mine", designs=own("#let badge(person, course) = {\n nope }"))


def test_a_design_larger_than_the_sheets_places_is_refused(
    course: Course, person: Make, own: Callable[..., Path], tmp_path: Path
) -> None:
    from checkin.badges.draw import draw

    large = design_named("mine", own(toml='title = "x"\nwidth = 106\nheight = 150'))
    with pytest.raises(DesignError, match="larger than a place"):
        draw(course, [person()], tmp_path / "a.pdf", design=large, sheet=SHEETS["a6-on-a4"])


def test_a_role_without_a_colour_takes_the_participants(own: Callable[..., Path]) -> None:
    designs = own(toml=TOML + '[colours]\nparticipant = "#123456"')
    assert design_named("mine", designs).colour(Role.STAFF) == "#123456"


def test_every_design_of_checkin_can_be_used() -> None:
    assert {design_named(name).name for name in folders()} == {"card", "fold-over", "label", "lanyard", "name-tag"}


def test_a_design_may_have_a_band_with_the_country(
    course: Course, person: Callable[..., Participant], own: Callable[..., Path]
) -> None:
    badge = '#import "/checkin.typ": *\n#let badge(person, course) = country-band(person, 50mm, 9mm)'
    drawn = draw_one(course, person(country="HT"), design="mine", designs=own(badge))
    text = pypdfium2.PdfDocument(drawn)[0].get_textpage().get_text_range()
    assert text.split() == ["HT", "Haití"]


def test_a_design_is_copied_into_the_course_and_draws(course: Course, person: Make, tmp_path: Path) -> None:
    folder = copy_design("ministry", "lanyard", folders(tmp_path), tmp_path)
    assert folder == tmp_path / "ministry"
    assert draw_one(course, person(), design="ministry", designs=tmp_path).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("name", "reason"), [("card", "already"), ("../out", "small letters"), ("A b", "small letters")]
)
def test_a_copy_needs_a_new_name_of_plain_letters(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(DesignError, match=reason):
        copy_design(name, "lanyard", folders(tmp_path), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_copy_of_a_design_that_is_not_there_names_the_designs(tmp_path: Path) -> None:
    with pytest.raises(DesignError, match=r"no design 'lan'\. Use one of card, "):
        copy_design("ministry", "lan", folders(tmp_path), tmp_path)


def test_a_design_has_a_background_and_a_font_of_its_own(course: Course, person: Make, tmp_path: Path) -> None:
    folder = copy_design("ministry", "lanyard", folders(tmp_path), tmp_path)
    shutil.copy(FONTS / "SourceSans3-Italic[wght].ttf", folder / "font.ttf")
    Image.new("RGB", (50, 70), "#ffe0e0").save(folder / "paper.png")
    file = folder / "design.toml"
    file.write_text('background = "paper.png"\n' + file.read_text("utf-8"), "utf-8")
    pdf = draw_one(course, person(), design="ministry", designs=tmp_path)
    assert has_picture(pdf)


def has_picture(pdf: bytes) -> bool:
    return any(thing.type == raw.FPDF_PAGEOBJ_IMAGE for thing in pypdfium2.PdfDocument(pdf)[0].get_objects())


@pytest.mark.parametrize(("mono", "shown"), [(False, True), (True, False)])
def test_a_background_of_the_course_is_on_every_design_in_colour(
    course: Course, person: Make, tmp_path: Path, mono: bool, shown: bool
) -> None:
    Image.new("RGB", (50, 70), "#ffe0e0").save(tmp_path / "paper.png")
    own = replace(course, badges=BadgeStyle(background="paper.png", mono=mono))
    found = {name: has_picture(draw_one(own, person(), design=name, pictures_in=tmp_path)) for name in folders()}
    assert set(found.values()) == {shown}


def test_a_background_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = copy_design("ministry", "lanyard", folders(tmp_path), tmp_path) / "design.toml"
    file.write_text('background = "paper.png"\n' + file.read_text("utf-8"), "utf-8")
    with pytest.raises(DesignError, match=r"background names no file of the design's folder: 'paper\.png'"):
        design_named("ministry", tmp_path)


@pytest.mark.parametrize(
    ("name", "near"), [("MiModelo", " Use 'mimodelo'."), ("Ñandú 2", " Use 'nandu-2'."), ("..", "")]
)
def test_a_name_that_no_design_can_have_gets_a_proposal(tmp_path: Path, name: str, near: str) -> None:
    with pytest.raises(DesignError) as refused:
        copy_design(name, "lanyard", folders(tmp_path), tmp_path)
    assert str(refused.value).partition(f"not '{name}'.")[2] == near


def test_a_font_of_the_course_is_used(course: Course, person: Make, tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    shutil.copy(FONTS / "SourceSans3-Italic[wght].ttf", tmp_path / "fonts" / "font.ttf")
    own = replace(course, badges=BadgeStyle(font="Source Sans 3"))
    assert draw_one(own, person(), pictures_in=tmp_path).startswith(b"%PDF")


def test_a_font_that_is_not_there_stops_the_run_with_its_name(course: Course, person: Make) -> None:
    with pytest.raises(DesignError, match="there is no font “ministry sans”"):
        draw_one(replace(course, badges=BadgeStyle(font="Ministry Sans")), person())


def test_a_design_that_is_too_large_for_a_sheet_names_those_that_fit() -> None:
    with pytest.raises(DesignError, match=r"cards-on-a4\. These designs fit: card, name-tag\."):
        design_named("lanyard").on(SHEETS["cards-on-a4"])
