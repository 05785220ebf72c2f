"""Tell a column of academic degrees and forms of address from one of titles. Pure."""

import re

from checkin.core.text import lookup_key
from checkin.intake.readers.table import Table

_DEGREE = re.compile(
    r"(?:(?:dr|dra|drs|doctor|doctora|doutor|doutora|docteur|docteure|lic|licda|licdo|licenciado|licenciada|mg|mgter"
    r"|mgtr|mag|magister|mestre|mestra|msc|ma|phd|ph d|prof|profa|professor|professora|profesor|profesora|ing|inga"
    r"|ingeniero|ingeniera|arq|abog|abogado|abogada|adv|me|maitre|mtro|mtra|esp|cr|cra|cont|tec|bach|bel|sr|sra|srta"
    r"|don|dona|m|mm|mme|mlle|mr|mrs|ms|miss|exmo|exma|excmo|excma|hon|rev|pbro)\b ?)+"
)
_SAMPLE = 500


def are_degrees(table: Table, place: int) -> bool:
    """Return True if the cells of a column are degrees such as ``Dra.`` and nothing else."""
    found = [lookup_key(text) for text in table.sample(place, _SAMPLE)]
    return bool(found) and all(map(_DEGREE.fullmatch, found))
