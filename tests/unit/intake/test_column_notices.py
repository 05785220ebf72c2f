"""What became of every column of a file."""

import pytest

from checkin.intake.column_notices import columns_notice, unused_columns_notice
from checkin.intake.columns import PROGRAMME_KIND, ROSTER_KIND, assign_columns
from checkin.intake.readers.table import Table


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


@pytest.mark.parametrize(
    ("heading", "is_title"), [("title_en", True), ("título_inglés", True), ("título breve", False), ("titles", False)]
)
def test_titles_in_other_languages_have_their_place_named(heading: str, is_title: bool) -> None:
    table = Table("programme.csv", 1, ("date", "start", "end", "title", heading), [(2, ["a", "b", "c", "d", "e"])])
    said = [str(one.reason) for one in unused_columns_notice(table, assign_columns(PROGRAMME_KIND, table, {}))]
    assert (said[0], any("[session_titles]" in text for text in said)) == (f"not used: {heading}", is_title)
