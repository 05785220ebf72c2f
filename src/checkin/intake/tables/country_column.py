"""Find the column with the countries of people under *Delegación* or *Procedencia*, by its cells. Pure."""

from collections.abc import Collection

from checkin.core.errors import Notice, Topic
from checkin.core.text import listed, lookup_key, sentence
from checkin.intake.readers.cells import blank, quoted, tidy
from checkin.intake.readers.table import Table
from checkin.intake.tables.field_names import FACT, column_line
from checkin.intake.words.country_text import read_country

_HEADINGS = frozenset(
    listed(
        "delegacion|delegaciones|delegation|delegations|delegacao|delegacoes|procedencia|origen|origem|origin"
        "|provenance|origine|estado miembro|member state|estado membro|etat membre"
    )
)
_SAMPLE = 2_000
_BY_CELLS = 2  # the rank of a claim that neither the course nor an export makes


def find_country_column(table: Table, claims: dict[str, list[tuple[int, int]]], fixed: Collection[int]) -> list[Notice]:
    """Take a column with such a heading as the country if all its cells are countries and no other column claims it.

    ``claims`` and ``fixed`` are as in :func:`checkin.intake.tables.role_column.find_role_column`.
    """
    if "country" in claims:
        return []
    claimed = {place for found in claims.values() for _, place in found}
    for place, heading in enumerate(table.headings):
        if place in claimed or place in fixed or lookup_key(heading) not in _HEADINGS:
            continue
        texts = {text for _, cells in table.rows[:_SAMPLE] if not blank(text := tidy(cells[place]))}
        if texts and all((found := read_country(text)) and found.code for text in texts):
            claims["country"] = [(_BY_CELLS, place)]
            reason = sentence("column {heading} is taken as the country, by its words", heading=quoted(heading))
            settle = "[columns]\n" + column_line(heading, FACT)
            return [table.notice(reason, topic=Topic.DOUBT, settle=settle)]
    return []
