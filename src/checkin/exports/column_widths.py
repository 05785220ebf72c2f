"""Choose the widths of a sheet's columns, in letters: narrow enough to print, with headings and long texts wrapped."""

from math import ceil

from checkin.exports.table import Table

WIDEST, _NARROWEST = 40, 6
_BUTTON = 2  # letters that the button of a filter hides
# Columns whose texts take several lines, by table; those of large tables have one line.
_WRAPPED = {"certificates": {"reason", "name", "institution"}, "matrix": {"reason", "name", "institution"}}
# How a narrow cell shows a status, with its colour. Its value stays the word: for filters, and for a load.
SIGNS = {
    "present": ("●", "#D9EAD3"),
    "late": ("◐", "#FFF2CC"),
    "excused": ("○", "#DDEBF7"),
    "absent": ("✗", "#F4CCCC"),
    "unmarked": ("·", ""),
}
WIDE_SCALE = 70  # percent: of a sheet that is several pages wide
SIGN_WIDTH = 5  # of a column of signs
HEADING_POINTS = 8  # of headings that run upwards
_SIGN_LETTER, _MOST_HEIGHT = 4.4, 170  # points of such a letter, and of the heading
_SIGN_LINES = 3


def upright_height(table: Table) -> float:
    """Return the height in points of headings that run upwards over columns of signs; 0 without such columns."""
    longest = max((len(table.heading(key)) for key in table.signs), default=0)
    return min(_MOST_HEIGHT, 30 + _SIGN_LETTER * longest / _SIGN_LINES) if longest else 0


def wrapped_columns(table: Table) -> frozenset[str]:
    """Return the columns whose long texts take several lines."""
    return frozenset(_WRAPPED.get(table.name, {"reason"})) & frozenset(table.columns)


def heading_widths(table: Table) -> list[int]:
    """Return the least width of each column: the longest word of its heading."""
    return [SIGN_WIDTH if key in table.signs else _longest_word(table.heading(key)) for key in table.columns]


def _longest_word(heading: str) -> int:
    return max(_NARROWEST, max(map(len, heading.split()), default=0) + _BUTTON)


def column_width(letters: int) -> int:
    """Return the width of a column whose longest text has so many letters."""
    return min(WIDEST, letters) + 1


def line_count(text: str, letters: int) -> int:
    """Return how many lines a text takes in a column of that width, with room for words that do not fit."""
    return ceil(len(text) * 1.15 / column_width(letters)) or 1
