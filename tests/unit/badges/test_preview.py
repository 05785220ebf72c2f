"""A badge as blocks in the terminal."""

from collections.abc import Callable

import pytest
from PIL import Image

from checkin.badges.design import design_named, folders
from checkin.badges.preview import ansi, in_blocks, preview
from checkin.core.course import Course, Participant


@pytest.mark.parametrize(
    ("dark", "block"),
    [((), " "), (((0, 0),), "▘"), (((1, 0), (1, 1)), "▐"), (((0, 1), (1, 1)), "▄"), (((0, 0), (1, 1)), "▚")],
)
def test_the_dark_pixels_of_a_cell_are_the_ink_of_its_block(dark: tuple[tuple[int, int], ...], block: str) -> None:
    picture = Image.new("RGB", (2, 2), "white")
    for at in dark:
        picture.putpixel(at, (0, 0, 255))
    assert in_blocks(picture) == [[(block, "#0000ff" if dark else "#ffffff", "#ffffff")]]


@pytest.mark.parametrize("design", sorted(folders()))
@pytest.mark.parametrize(("columns", "rows"), [(34, 18), (60, 34), (1, 1)])
def test_a_preview_fits_its_area(
    course: Course, person: Callable[..., Participant], design: str, columns: int, rows: int
) -> None:
    cells = preview(course, person(), design_named(design), columns=columns, rows=rows)
    assert 1 <= len(cells) <= rows
    assert {len(row) for row in cells} == {len(cells[0])}
    assert 1 <= len(cells[0]) <= columns


def test_a_terminal_gets_the_colours_and_nothing_of_them_after_the_line() -> None:
    assert ansi([[("▘", "#0000ff", "#ffffff")]]) == ["\x1b[38;2;0;0;255;48;2;255;255;255m▘\x1b[0m"]
