"""Names written surname first, with a comma between: ``DE LA CRUZ Y OÑA, MARÍA JOSÉ``. Pure."""

import re
from collections.abc import Sequence

from checkin.core.errors import Notice, Topic
from checkin.core.text import lookup_key, sentence
from checkin.intake.readers.cells import quoted, tidy
from checkin.intake.readers.table import Table
from checkin.intake.tables.columns import Columns
from checkin.intake.tables.row_kinds import is_placeholder

_SURNAME_FIRST = re.compile(
    r"(?:apellidos?|sobrenomes?|noms? de famille|last ?name|surname|family name|sort ?name)\b.*\b"
    r"(?:nombres?|nomes?|prenoms?|first ?name|given names?|name)|sort ?name|noms? (?:et )?prenoms?$"
)
# What stands after a comma and is no given name.
_ADDITIONS = frozenset(
    (
        "jr",
        "sr",
        "ii",
        "iii",
        "iv",
        "phd",
        "ph d",
        "md",
        "m d",
        "esq",
        "msc",
        "mba",
        "dds",
        "cpa",
        "filho",
        "junior",
        "neto",
    )
)


class NameOrder:
    """Splits the names of one table at their comma where its heading or all of its names say surname first.

    ``people`` are its rows without totals and the like.
    """

    def __init__(self, table: Table, columns: Columns, people: Sequence[Sequence[str]]) -> None:
        self._table = table
        self._people = people
        self._place = columns.fields.get("name", -1)
        self._split: tuple[str, str] | None = None
        self._capitals = 0
        self._uncut = ""  # the first name without a comma under a heading that says surname first
        self._says_order = self._place >= 0 and bool(_SURNAME_FIRST.search(lookup_key(table.headings[self._place])))
        self._active = self._place >= 0 and not columns_have_parts(columns) and self._is_surname_first()

    def _is_surname_first(self) -> bool:
        names = [name for cells in self._people if (name := tidy(cells[self._place])) and not is_placeholder(name)]
        with_comma = [name for name in names if _parts(name)]
        if self._says_order:
            return bool(with_comma)
        return len(names) > 1 and len(with_comma) == len(names)

    def split(self, name: str) -> tuple[str, str, str]:
        """Return given names, family names and the whole name in reading order; a name without a comma stays."""
        if name.isupper() and len(name) > 3 and not is_placeholder(name):
            self._capitals += 1
        parts = _parts(name) if self._active else None
        if self._says_order and parts is None and " " in name:
            self._uncut = self._uncut or name
        if parts is None:
            return "", "", name
        family, given = parts
        self._split = self._split or (name, f"{given} {family}")
        return given, family, f"{given} {family}"

    def notices(self) -> list[Notice]:
        """Return what is worth saying about the names: how the first was read, and how many are all in capitals."""
        said = []
        if self._split:
            before, after = (quoted(name) for name in self._split)
            reason = sentence("the family names stand first: {before} is read as {after}", before=before, after=after)
            said.append(self._table.notice(reason, place=self._place))
        if self._uncut:
            reason = sentence(
                "the heading says that the family names stand first; names without a comma are printed as they are "
                "written, for example {name}",
                name=quoted(self._uncut),
            )
            said.append(self._table.notice(reason, place=self._place, topic=Topic.DOUBT))
        if self._capitals:
            reason = sentence(
                "names all in capitals, which stay so on badges and certificates: {n}; write them as they shall be "
                "printed",
                n=self._capitals,
            )
            said.append(self._table.notice(reason, place=self._place, topic=Topic.DOUBT))
        return said


def columns_have_parts(columns: Columns) -> bool:
    """Return True if the file has separate columns for given or family names."""
    return bool({"given_names", "family_names", "second_family_name"} & set(columns.fields))


def with_second(first: str, second: str) -> str:
    """Return both given names, or both family names, unless the first cell has the second already."""
    known = f" {lookup_key(first)} "
    return first if not second or f" {lookup_key(second)} " in known else f"{first} {second}".strip()


def _parts(name: str) -> tuple[str, str] | None:
    """Return what stands before and after the only comma of a name."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if not (comma and family and given) or "," in given or lookup_key(given) in _ADDITIONS:
        return None
    return family, given
