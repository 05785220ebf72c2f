"""Texts in the cells of a terminal, of which some letters take two."""

import pytest
from rich.cells import cell_len

from checkin.kiosk.widgets.verdict_layout import wrap_cells, wrapped


@pytest.mark.parametrize(
    "text", ["王小明 王小明王小明", "Jean-Baptiste Wisly Saint-Fleur", "王 João 小明", "김민준 김민준 김민준"]
)
def test_no_line_is_wider_than_its_room(text: str) -> None:
    assert all(cell_len(line) <= 9 for line in wrap_cells(text, 9))
    assert all(line.cell_length <= 9 for line in wrapped(text, 9))


def test_a_code_is_never_broken() -> None:
    assert [line.plain for line in wrapped("王小明王小明 HJPF LXRF HXNJ", 16)][-1] == "HJPF LXRF HXNJ"
