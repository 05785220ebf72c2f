"""Tell the rows of a list that are no people or sessions: totals, signatures, group headings, placeholders. Pure."""

import re
from collections.abc import Sequence

from checkin.core.text import listed, lookup_key
from checkin.intake.readers.cells import tidy
from checkin.intake.readers.table import Table
from checkin.intake.tables.columns import Columns
from checkin.intake.words.block_headings import country_of_heading

_TOTAL = re.compile(r"(?:sub ?)?tota(?:l|is|les|ux)\b|(?:suma|sum|count)$|cantidad de|quantidade de")
_TOTAL_ALONE = re.compile(r"(?:sub ?)?tota(?:l|is|les|ux)(?: general| geral)?")
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
_GUEST = re.compile(
    r"(?:guest|plus one|1|invitad[oa]|acompanante|convidad[oa]|acompanhante|invitee?|accompagnante?)"
    r"(?: of| del?| d[oa]?)\b"
)
_NUMBERED = re.compile(
    r"(?:participante?|participant|delegad[oa]|delegate|delegue|asistente|attendee|persona|person|guest|invitad[oa]"
    r"|speaker|ponente|orador|oradora|expert|experto|experta)(?: n| no| nro)? \d+|x{3,}|nombre (?:a|por) confirmar"
    r"|nome a confirmar|nom a confirmer|name to be confirmed|suplente d[aeo]l?\b.*|substitute (?:of|for)\b.*"
)
_REMARKS = frozenset(
    listed(
        "nota|notas|note|notes|n b|nb|obs|observacion|observaciones|observacao|observacoes|remarque|remarques|remark"
        "|remarks|atencion|atencao|attention|importante|important|aviso|actualizado|actualizada|actualizacion"
        "|atualizado|atualizada|updated|update|fuente|fonte|source|lista|liste|list|tachados|tachadas|riscados|barres"
        "|leyenda|legenda|legende|legend|referencias|version|versao|provisorio|provisoria|confirmados|pendientes"
    )
)
# As in "Ana Paz *", "1. Pia Roa", "Ian Fox / Bob Ray" and "Eva Sol [virtual]".
_MARKS = re.compile(r"[*\[\]{}<>#=+|;]|\s/\s|^\s*\d+\s*[.)-]|\d{2,}|\?")
_TITLE_BEHIND = re.compile(r"(?:jr|sr|junior|filho|neto|ph ?d|m ?d|esq|msc|mba|ii|iii|iv)$")
_MOST_WORDS_OF_A_NAME = 8
_FEW = 2


class RowKinds:
    """Decides for the rows of one table. ``country`` is the last group heading that names a country.

    Running numbers are not looked at: a total may be numbered like the people above it.
    """

    def __init__(self, table: Table, columns: Columns) -> None:
        self._ignored = columns.ignored
        filled = sorted(self._count(cells) for _, cells in table.rows)
        # How full the rows of people are: headings and totals are fewer than they, even in a short list.
        self._usual = filled[len(filled) * 3 // 4] if filled else 0
        self._country = columns.fields.get("country")
        self._name = columns.fields.get("name", columns.fields.get("title", 0))
        self.country = ""

    def is_blank(self, cells: Sequence[str]) -> bool:
        """Return True if a row has nothing but its running number."""
        if not self._ignored or len(set(cells)) > _FEW + len(self._ignored) or self._filled(cells):
            return False
        return not (self.note(cells) or self.heading(cells))

    def note(self, cells: Sequence[str]) -> str:
        """Return the text of a row that is a total, a signature or points, and no person or session; else nothing."""
        if lookup_key(cells[self._name]) in _POINTS:
            return tidy(cells[self._name])
        if len(set(cells)) > _FEW + 2 + len(self._ignored):
            return ""
        beside = self._beside_numbers(cells)
        filled = self._filled(cells) or beside
        if not 0 < len(filled) <= _FEW:
            return ""
        if _TOTAL_ALONE.fullmatch(lookup_key([*beside, *filled][0])):
            return [*beside, *filled][0]
        few = len(filled) < self._usual
        texts = [text for text in filled if not _is_number(text)]
        word = lookup_key(texts[0]) if len(texts) == 1 else ""
        sure = len(filled) > 1 or few or ":" in filled[0] or _TOTAL_ALONE.fullmatch(word)
        if sure and _TOTAL.match(word):
            return texts[0]
        first = lookup_key(filled[0])
        if len(filled) == 1 and few and _is_remark(filled[0]):
            return filled[0]
        if _LINE.search(" ".join(filled)) or (_SIGNATURE.match(first) and few and not self._is_plain(filled)):
            return filled[0]
        return ""

    def heading(self, cells: Sequence[str]) -> str:
        """Return the text of a row that is a group heading with a country; nothing for any other row."""
        if len(set(cells)) > _FEW + len(self._ignored):
            return ""
        filled = self._filled(cells) or self._beside_numbers(cells)
        if len(filled) != 1 or self._usual < _FEW or len(lookup_key(filled[0])) < 4:
            return ""
        if self._country is not None and tidy(cells[self._country]):
            return ""
        code = country_of_heading(filled[0])
        if not code:
            return ""
        self.country = code
        return filled[0]

    def lone(self, cells: Sequence[str]) -> str:
        """Return the text of a row that has no other, where the rows of people have more; nothing for any other row."""
        if self._usual < _FEW or len(set(cells)) > _FEW + len(self._ignored):
            return ""
        filled = [*self._filled(cells), *self._beside_numbers(cells)]
        return filled[0] if len(filled) == 1 else ""

    def _count(self, cells: Sequence[str]) -> int:
        kept = {cell.strip() for place, cell in enumerate(cells) if cell and place not in self._ignored}
        return len(kept - {""})

    def _filled(self, cells: Sequence[str]) -> list[str]:
        texts = (tidy(cell) for place, cell in enumerate(cells) if cell and place not in self._ignored)
        return list(dict.fromkeys(filter(None, texts)))

    def _beside_numbers(self, cells: Sequence[str]) -> list[str]:
        """Return the words of a row in which nothing is filled but the column of the running numbers."""
        return [text for place in self._ignored if (text := tidy(cells[place])) and not _is_number(text)]

    @staticmethod
    def _is_plain(filled: Sequence[str]) -> bool:
        return len(filled) > 1 and "@" in filled[1]


def is_placeholder(name: str) -> bool:
    """Return True if a name stands for a person who is not known yet."""
    return lookup_key(name) in _PLACEHOLDERS


def is_unfinished(name: str) -> bool:
    """Return True if a name only says whose guest or substitute a person is, or which number they have."""
    word = lookup_key(name)
    return bool(_GUEST.match(word) or _NUMBERED.fullmatch(word))


def odd_in_name(name: str) -> str:
    """Return what is odd about a name that is printed as it is: ``brackets``, ``comma`` or ``marks``; else nothing."""
    if "(" in name:
        return "brackets"
    if _MARKS.search(name):
        return "marks"
    return "comma" if "," in name and not _TITLE_BEHIND.search(lookup_key(name)) else ""


def _is_remark(text: str) -> bool:
    """Return True if a text that stands alone in its row is a note about the list, and no name."""
    words = lookup_key(text).split()
    said = bool(words) and words[0] in _REMARKS
    return said or text.lstrip().startswith("*") or len(words) > _MOST_WORDS_OF_A_NAME or _has_date_or_colon(text)


def _has_date_or_colon(text: str) -> bool:
    return ":" in text or any(character.isdigit() for character in text)


def _is_number(text: str) -> bool:
    return text.replace(".", "").replace(",", "").replace(" ", "").isdigit()
