"""Tell a column of academic degrees and forms of address from one of titles. Pure."""

import re

from checkin.core.speaker_names import TITLE_WORDS
from checkin.core.text import lookup_key
from checkin.intake.readers.table import Table

_DEGREE = re.compile(rf"(?:(?:{'|'.join(sorted((*TITLE_WORDS, 'ph d'), key=len, reverse=True))})\b ?)+")
_SAMPLE = 500


def are_degrees(table: Table, place: int) -> bool:
    """Return True if the cells of a column are degrees such as ``Dra.`` and nothing else."""
    found = [lookup_key(text) for text in table.sample(place, _SAMPLE)]
    return bool(found) and all(map(_DEGREE.fullmatch, found))
