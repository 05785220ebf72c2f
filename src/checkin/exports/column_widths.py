"""Choose the widths of a sheet's columns, in letters: narrow enough to print, with headings and long texts wrapped."""

from math import ceil

from checkin.exports.table import Table

WIDEST, _NARROWEST = 40, 6
_BUTTON = 2  # letters that the button of a filter hides
WRAPPED = ("reason",)


def heading_widths(table: Table) -> list[int]:
    """Return the least width of each column: the longest word of its heading."""
    headings = [table.heading(key) for key in table.columns]
    return [max(_NARROWEST, max(map(len, heading.split()), default=0) + _BUTTON) for heading in headings]


def column_width(letters: int) -> int:
    """Return the width of a column whose longest text has so many letters."""
    return min(WIDEST, letters) + 1


def line_count(text: str, letters: int) -> int:
    """Return how many lines a text takes in a column of that width, with room for words that do not fit."""
    return ceil(len(text) * 1.15 / column_width(letters)) or 1
