"""What became of every column of a file."""

import pytest

from checkin.intake.readers.table import Table
from checkin.intake.tables.column_notices import columns_notice
from checkin.intake.tables.columns import ROSTER_KIND, assign_columns


@pytest.mark.parametrize(
    ("headings", "cells", "wanted"),
    [
        ("name country", "Ana AR", ["all columns are recognised by their names (2)"]),
        ("name hotel", "Ana Sol", ["columns that are recognised by their names: 'name'"]),
        ("Nombre country", "Ana AR", ["columns: 'Nombre' = name, 'country' = country"]),
        ("name N°", "Ana 1", ["columns that are recognised by their names: 'name'", "columns that are not read: 'N°'"]),
        (
            "name vuelo",
            "Ana ",
            ["columns that are recognised by their names: 'name'", "columns without a text beneath them: 'vuelo'"],
        ),
    ],
)
def test_every_column_is_in_what_is_said(headings: str, cells: str, wanted: list[str]) -> None:
    table = Table("people.csv", 1, tuple(headings.split(" ")), [(2, cells.split(" "))])
    said = columns_notice(table, assign_columns(ROSTER_KIND, table, {}))
    assert [str(notice.reason) for notice in said] == wanted
