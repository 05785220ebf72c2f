"""Tell the notes under a programme, and days above its sessions that are not understood. Pure."""

import re

from checkin.core.text import lookup_key
from checkin.intake.readers.table import Table
from checkin.intake.words.cell_words import MONTHS, WEEKDAYS

_MOST_WORDS_OF_A_DAY = 6
_DAY_WORDS = re.compile(r"\b\d{1,2}/\d{1,2}\b|^(?:d[ií]a|day|jour|jornada|journ[ée]e)\s+\d")


def rows_below(table: Table) -> tuple[frozenset[int], frozenset[int]]:
    """Return the rows at the end of a sheet with one filled cell, and those that blank rows part from the others."""
    below: list[int] = []
    apart: list[int] = []
    for place in range(len(table.rows) - 1, 0, -1):
        number, cells = table.rows[place]
        if sum(map(bool, cells)) > 1:
            break
        below.append(number)
        if number - table.rows[place - 1][0] > 1:
            apart = list(below)
    return frozenset(below), frozenset(apart)


def may_be_day(text: str) -> bool:
    """Whether a short text seems to say a day: it has a weekday, a month, a number after "day", or ``10/3``."""
    words = lookup_key(text).split()
    if len(words) > _MOST_WORDS_OF_A_DAY:
        return False
    named = any(len(word) > 2 and (word in WEEKDAYS or word in MONTHS) for word in words)
    return named or bool(_DAY_WORDS.search(text.casefold()))
