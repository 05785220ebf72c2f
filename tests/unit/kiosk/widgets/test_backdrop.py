"""What shows through beside a dialog: drawings are whole, or not there."""

import pytest

pytest.importorskip("textual")

from checkin.kiosk.base.backdrop import cut_rows

_ROWS = ["title", "▄▄█ 1", "█▀▀", "", "▀ ▀", "█▄█", "▀▀▀", "", "▁▂▃"]


@pytest.mark.parametrize(
    ("covered", "cut"),
    [
        (set(), set()),
        ({0}, set()),
        ({2}, {1, 2}),
        ({3}, set()),
        ({3, 4}, {4, 5, 6}),
        ({2, 3, 4}, {1, 2, 4, 5, 6}),
        ({8}, set()),
    ],
    ids=["nothing", "a line of text", "the end", "a gap", "the beginning", "two", "a chart of one row"],
)
def test_a_drawing_that_is_covered_in_part_is_cut(covered: set[int], cut: set[int]) -> None:
    assert cut_rows(_ROWS, covered) == cut
