"""Decide which columns hold the whole name, the given names and the family names, by headings and cells. Pure."""

from collections.abc import Mapping

from checkin.core.errors import Notice, Topic
from checkin.core.text import lookup_key, names_of, sentence
from checkin.intake.readers.cells import quoted
from checkin.intake.readers.table import Table
from checkin.intake.tables.field_names import column_line

_GENERAL = 2  # the rank of a claim that neither the course nor an export makes
_NOM = frozenset({"nom", "noms"})
# Headings that mean the whole name, unless another column says that they are a part of it.
_WHOLE = frozenset({"nombre", "nombres", "nome", "nomes", "name", "names"}) | _NOM
_FEWEST = 3  # names of one word that are no chance
Claims = dict[str, list[tuple[int, int]]]  # the rank and the place of each column that gives a field


def find_name_parts(claims: Claims, table: Table) -> None:
    """Decide which part of the name ``Nombre``, ``Name`` or ``Nom`` is, by the other columns and by the cells.

    Beside family names they are the given names, beside given names the family names: ``Nombre`` and ``Apellidos``,
    ``Nom`` and ``Prénom``, ``First name`` and ``Name``. A column whose cells contain the others is the whole name.
    """
    for claim in list(claims.get("name", ())):
        if claim[0] == _GENERAL and lookup_key(table.headings[claim[1]]) in _WHOLE:
            _decide(claims, table, claim)
    if not claims.get("name", True):
        del claims["name"]


def _decide(claims: Claims, table: Table, claim: tuple[int, int]) -> None:
    given, family = claims.get("given_names"), claims.get("family_names") or claims.get("second_family_name")
    place = claim[1]
    if given and family:
        if _contains(table, place, given[0][1]) is not False or not _fills(table, given[0][1], place):
            return
        if _contains(table, place, family[0][1]):
            claims["name"].remove(claim)  # the family names again
        elif lookup_key(table.headings[place]) in _NOM:
            claims["name"].remove(claim)
            claims["family_names"] = [claim]  # what stands beside "Nom de naissance" is the name in use
        return
    part, other = ("family_names", given) if given else ("given_names", family)
    if other and not _contains(table, place, other[0][1]):
        claims["name"].remove(claim)
        claims[part] = [claim]


def _contains(table: Table, place: int, part: int) -> bool | None:
    """Return True if most cells contain the text of another column, as whole names contain a part; None without any."""
    pairs = [(lookup_key(cells[place]), lookup_key(cells[part])) for _, cells in table.rows]
    pairs = [(whole, name) for whole, name in pairs if whole and name]
    return 2 * sum(f" {name} " in f" {whole} " for whole, name in pairs) > len(pairs) if pairs else None


def _fills(table: Table, place: int, other: int) -> bool:
    """Return True if a column is filled wherever another one is."""
    return all(cells[place].strip() for _, cells in table.rows if cells[other].strip())


def name_doubts(table: Table, fields: Mapping[str, int]) -> list[Notice]:
    """Say that names may be half a name: they lack the given names beside them, or have one word only."""
    given, family = fields.get("given_names"), fields.get("family_names")
    place = fields.get("name", given)
    if place is None or (family is not None and "name" not in fields):
        return []
    names = table.sample(place)
    if given is not None and place != given and _contains(table, place, given) is False:
        reason = sentence(
            "{heading} is printed as the whole name, though it does not contain {given}: {names}",
            heading=quoted(table.headings[place]),
            given=quoted(table.headings[given]),
            names=names_of([quoted(name) for name in names], 3),
        )
        settle = "[columns]\n" + column_line(table.headings[place], "family_names")
        return [table.notice(reason, place=place, topic=Topic.DOUBT, settle=settle)]
    if len(names) < _FEWEST or any(" " in name or "," in name for name in names):
        return []
    reason = sentence(
        "all names have one word only, and are printed so: {names}", names=names_of([quoted(name) for name in names], 3)
    )
    return [table.notice(reason, place=place, topic=Topic.DOUBT)]
