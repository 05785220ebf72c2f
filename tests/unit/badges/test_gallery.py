"""The gallery: one picture a role, one of a sheet, the same every time."""

from collections.abc import Callable
from pathlib import Path

from checkin.badges.gallery import gallery
from checkin.core.course import Course, Participant, Role

Make = Callable[..., Participant]
OTHERS = ("card.png", "fold-over.png", "label.png", "name-tag.png")
Read = Callable[[Path], tuple[list[str], list[str]]]


def test_the_gallery_has_a_badge_of_each_role_and_a_sheet(
    course: Course, person: Make, tmp_path: Path, read: Read
) -> None:
    people = [person("Ana", number, role=role) for number, role in enumerate([Role.PARTICIPANT, *Role])]
    files = gallery(course, people, tmp_path)
    assert [file.name for file in files] == [*(f"{role}.png" for role in Role), *OTHERS, "sheet.png"]
    assert set(files) == set(tmp_path.iterdir())
    firsts = [people[0], *people[2:]]
    roles = files[: len(Role)]
    assert [read(file)[0] for file in roles] == [[one.code] for one in firsts]
    assert read(files[-1])[0] == sorted(one.code for one in people[:4])


def test_a_role_that_nobody_has_has_no_picture(course: Course, person: Make, tmp_path: Path) -> None:
    files = gallery(course, [person("Ana", role=Role.STAFF)], tmp_path)
    assert [file.name for file in files] == ["staff.png", *OTHERS, "sheet.png"]


def test_the_gallery_drawn_again_is_the_same(course: Course, person: Make, tmp_path: Path) -> None:
    first = [file.read_bytes() for file in gallery(course, [person()], tmp_path / "a")]
    assert first == [file.read_bytes() for file in gallery(course, [person()], tmp_path / "b")]
