"""Tell the rows of a list that are no people: totals, signatures, group headings, placeholders. Pure."""

import re
from collections.abc import Sequence
from statistics import median

from checkin.core.text import listed, lookup_key
from checkin.i18n.countries import country_code
from checkin.intake.readers.cells import tidy
from checkin.intake.readers.table import Table

_TOTAL = re.compile(r"(?:sub ?)?tota(?:l|is|les|ux)\b|(?:suma|sum|count)$|cantidad de|quantidade de")
_SIGNATURE = re.compile(r"(?:firma|firmas|signature|signatures|assinatura|aclaracion|sello|vo bo|responsable)\b")
_LINE = re.compile(r"_{4,}|\.{6,}|-{6,}|…{2,}")
_POINTS = frozenset({"points possible", "puntos posibles", "pontos possiveis", "points possibles", "student test"})
_PLACEHOLDERS = frozenset(
    listed(
        "info requested info requested|info requested|tba|tbd|tbc|n n|nn|a designar|por designar|por confirmar"
        "|a confirmar"
        "|a definir|por definir|vacante|to be announced|to be confirmed|to be designated|to be determined|a determinar"
        "|a etre designe|a designer|unassigned|sin asignar|nao atribuido|test student|student test|vacant|reserved"
    )
)
_FEW = 2


class RowKinds:
    """Decides for the rows of one table. ``country`` is the last group heading that names a country."""

    def __init__(self, table: Table, country: int | None) -> None:
        filled = [len(_filled(cells)) for _, cells in table.rows]
        usual = median(filled) if filled else 0
        self._sparse = len(filled) > 1 and usual > 1
        self._usual = usual
        self._country = country
        self.country = ""

    def note(self, cells: Sequence[str]) -> str:
        """Return why a row is no person: ``total``, ``signature``, ``heading``, ``points``; empty if it is one."""
        filled = _filled(cells)
        if not filled or len(filled) > _FEW:
            return "points" if filled and lookup_key(filled[0]) in _POINTS else ""
        first = lookup_key(filled[0])
        if first in _POINTS:
            return "points"
        few = len(filled) < self._usual
        numbers = all(_is_number(text) for text in filled[1:])
        if _TOTAL.match(first) and numbers and (len(filled) > 1 or few or ":" in filled[0]):
            return "total"
        if _LINE.search(" ".join(filled)) or (_SIGNATURE.match(first) and few and not self._is_plain(filled)):
            return "signature"
        elsewhere = self._country is None or not tidy(cells[self._country])
        if few and len(filled) == 1 and self._sparse and elsewhere and len(first) > 3 and country_code(filled[0]):
            self.country = country_code(filled[0]) or ""
            return "heading"
        return ""

    @staticmethod
    def _is_plain(filled: Sequence[str]) -> bool:
        return len(filled) > 1 and "@" in filled[1]


def is_placeholder(name: str) -> bool:
    """Return True if a name stands for a person who is not known yet."""
    return lookup_key(name) in _PLACEHOLDERS


def _filled(cells: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(text for cell in cells if (text := tidy(cell))))


def _is_number(text: str) -> bool:
    return text.replace(".", "").replace(",", "").replace(" ", "").isdigit()
