"""Decide which columns hold the whole name, the given names and the family names, by headings and cells. Pure."""

import re
from collections.abc import Collection, Mapping

from checkin.core.errors import Notice, Topic
from checkin.core.text import TranslatableText, lookup_key, names_of, sentence
from checkin.intake.readers.cells import quoted, tidy
from checkin.intake.readers.table import Table
from checkin.intake.tables.field_names import column_line

_GENERAL = 2  # the rank of a claim that neither the course nor an export makes
_NOM = frozenset({"nom", "noms"})
# Headings that mean the whole name, unless another column says that they are a part of it.
_WHOLE = frozenset({"nombre", "nombres", "nome", "nomes", "name", "names"}) | _NOM
_FEWEST = 3  # names of one word that are no chance
_MAYBE_PART = re.compile(r"\b(?:apell?\w*|paterno|materno|surname|sobrenome|middle name|nom de famille)\b")
_OF_ANOTHER = re.compile(
    r"\b(?:contact\w*|emerg\w*|jef[ea]|boss|supervisor\w*|superior\w*|spouse|conyuge|conjuge|conjoint|acompan\w*"
    r"|solter[oa]|maiden|usuario|user|director\w*|responsable)\b"
)
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


def name_doubts(table: Table, fields: Mapping[str, int], facts: Collection[int]) -> list[Notice]:
    """Say that names may be half a name: by the columns beside them, or because they have one word only.

    ``facts`` are the places of the columns that give no field.
    """
    given, family = fields.get("given_names"), fields.get("family_names")
    place = fields.get("name", given)
    if place is None:
        return []
    found = [_part_notice(table, place, fact) for fact in facts if _may_be_part(table, place, fact)]
    if family is not None and "name" not in fields:
        return found
    for part, other, meaning in ((given, family, "family_names"), (family, given, "given_names")):
        if part is not None and place != part and other is None and _contains(table, place, part) is False:
            return [*found, _half_notice(table, place, part, meaning)]
    return [*found, *_short_names(table, place)]


def _may_be_part(table: Table, place: int, fact: int) -> bool:
    heading = lookup_key(table.headings[fact])
    if not _MAYBE_PART.search(heading) or _OF_ANOTHER.search(heading):
        return False
    return _contains(table, place, fact) is False


def _part_notice(table: Table, place: int, fact: int) -> Notice:
    reason = sentence(
        "column {heading} may be a part of the name; the names are printed without it: {names}",
        heading=quoted(table.headings[fact]),
        names=_first_names(table.sample(place)),
    )
    settle = "[columns]\n" + column_line(table.headings[fact], "family_names")
    return table.notice(reason, topic=Topic.DOUBT, settle=settle)


def _half_notice(table: Table, place: int, part: int, meaning: str) -> Notice:
    reason = sentence(
        "{heading} is printed as the whole name, though it does not contain {given}: {names}",
        heading=quoted(table.headings[place]),
        given=quoted(table.headings[part]),
        names=_first_names(table.sample(place)),
    )
    settle = "[columns]\n" + column_line(table.headings[place], meaning)
    return table.notice(reason, place=place, topic=Topic.DOUBT, settle=settle)


def _short_names(table: Table, place: int) -> list[Notice]:
    """Name the names of one word: a doubt if all are."""
    # A text alone in its row is a heading.
    lone = {tidy(cells[place]) for _, cells in table.rows if sum(map(bool, cells)) == 1 < len(table.headings)}
    names = [name for name in table.sample(place) if any(map(str.isalpha, name)) and name not in lone]
    short = [name for name in names if " " not in name and "," not in name]
    if len(short) == len(names) >= _FEWEST:
        reason = sentence("all names have one word only, and are printed so: {names}", names=_first_names(short))
        return [table.notice(reason, place=place, topic=Topic.DOUBT)]
    if not short or len(names) < _FEWEST:
        return []
    reason = sentence("names of one word only, printed so: {names}", names=_first_names(short))
    return [table.notice(reason, place=place)]


def _first_names(names: list[str]) -> TranslatableText:
    return names_of([quoted(name) for name in names], 3)
