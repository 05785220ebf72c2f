"""Find the column that says in which role people take part, by its cells. Pure.

A heading such as *Función* or *Type* may be above positions or above roles; the words below it tell which.
"""

from collections.abc import Collection, Iterable, Sequence

from checkin.core.course import Role
from checkin.core.errors import Notice, Topic
from checkin.core.text import lookup_key, names_of, sentence
from checkin.i18n.roles import certain_role, role_of
from checkin.intake.readers.cells import quoted
from checkin.intake.readers.table import Table
from checkin.intake.tables.field_names import FACT, column_line

_TICKETS = frozenset({"ticket", "tickets", "billet", "ingresso"})
_BY_CELLS = 2  # the rank of a claim that neither the course nor an export makes


def find_role_column(
    table: Table, claims: dict[str, list[tuple[int, int]]], fixed: Collection[int], own_words: Collection[int] = ()
) -> list[Notice]:
    """Take a position or a fact whose cells are roles as the role, if no other column claims it.

    ``claims`` are the rank and the place of the columns that give each field, and are changed. ``fixed`` are the
    columns whose meaning is settled. ``own_words`` hold what certificates print: they say the role if no other does.
    """
    claimed = claims.pop("role", [])
    if firm := [claim for claim in claimed if claim[1] not in own_words]:
        claims["role"] = firm
        # Most people have no word there: the column is not that of the roles, however it is called.
        others = [place for _, place in claims.get("position", []) if place not in fixed]
        return _roles_among(table, others)
    found = _find_by_cells(table, claims, {*fixed, *own_words})
    if claimed and "role" not in claims:
        claims["role"] = claimed
    return found


def _find_by_cells(table: Table, claims: dict[str, list[tuple[int, int]]], fixed: Collection[int]) -> list[Notice]:
    positions = [place for _, place in claims.get("position", []) if place not in fixed]
    claimed = {place for found in claims.values() for _, place in found}
    facts = [place for place in range(len(table.headings)) if place not in claimed and place not in fixed]
    place = _find(table, [*positions, *facts])
    if place is None:
        return _roles_among(table, positions)
    if others := [claim for claim in claims.pop("position", []) if claim[1] != place]:
        claims["position"] = others
    claims["role"] = [(_BY_CELLS, place)]
    heading = table.headings[place]
    reason = sentence("column {heading} is taken as the role, by its words", heading=quoted(heading))
    return [table.notice(reason, topic=Topic.DOUBT, settle="[columns]\n" + column_line(heading, FACT))]


def _find(table: Table, places: Iterable[int]) -> int | None:
    """Return the first of these columns with roles in all its cells, at least one of them no position too."""
    for place in places:
        texts = table.sample(place)
        if texts and all(map(role_of, texts)) and any(map(certain_role, texts)):
            return place
    return None


def _roles_among(table: Table, places: Iterable[int]) -> list[Notice]:
    """Return a doubt for each of these columns, none of them the role, that names a role other than participant."""
    found = []
    for place in places:
        roles = {text: certain_role(text) for text in table.sample(place)}
        words = {lookup_key(text): text for text, role in roles.items() if role not in (None, Role.PARTICIPANT)}
        if not words:
            continue
        heading = table.headings[place]
        reason = sentence(
            "column {heading} has words that say a role ({words}), but is not taken as the role",
            heading=quoted(heading),
            words=names_of(list(words.values())),
        )
        settle = "[columns]\n" + column_line(heading, "role")
        found.append(table.notice(reason, topic=Topic.DOUBT, settle=settle))
    return found


def choose_ticket_column(claims: dict[str, list[tuple[int, int]]], headings: Sequence[str]) -> None:
    """Of several columns about tickets take those with their types: ``Ticket`` alone may be a number."""
    tickets = claims.get("ticket", [])
    if types := [claim for claim in tickets if lookup_key(headings[claim[1]]) not in _TICKETS]:
        claims["ticket"] = types
