"""Keep what the headings within a list say of the rows beneath them: a country, a status, a role, a group."""

from collections.abc import Sequence

from checkin.i18n.countries import country_code
from checkin.intake.readers.table import Table
from checkin.intake.roster.list_parts import read_heading, read_part
from checkin.intake.tables.row_kinds import RowKinds
from checkin.intake.words.block_headings import group_of_heading, is_acronym, names_an_institution

_MOST_IN_CAPITALS = 0.5  # of the names, where an acronym can be told from a name


class ListHeadings:
    """Reads the rows of one table that are no people, and what they say of the next ones.

    A country ends the status or the role of a heading within the block of another country. A heading whose
    country is not known ends the block of the country above it. ``is_own`` tables of checkin have no headings.
    """

    def __init__(self, table: Table, kinds: RowKinds, names: Sequence[str], *, is_own: bool) -> None:
        self.country_of_sheet = (country_code(table.sheet) or "") if table.sheet else ""
        sheet = "" if self.country_of_sheet or is_own else table.sheet
        self.group_of_sheet = group_of_heading(sheet)
        self.part = self._part_of_sheet = read_part(sheet)
        self.country, self.group = self.country_of_sheet, self.group_of_sheet
        self._kinds = kinds
        self._rows = [] if is_own else [cells for _, cells in table.rows]
        self._numbers = [number for number, _ in table.rows]
        self._is_nested = False
        self._has_countries = False
        capitals = sum(name.isupper() for name in names)
        self._tells_acronyms = capitals < _MOST_IN_CAPITALS * len(names)

    def take(self, number: int, cells: Sequence[str]) -> tuple[str, str] | None:
        """Return what kind of row this is, and its text, if it is no person; and keep what it says."""
        lone = self._kinds.lone(cells)
        if lone and (part := read_heading(lone)):
            self.part, self._is_nested = part, not self._is_above_country(number)
            return "no_person", lone
        if text := self._kinds.heading(cells):
            self.country, self._has_countries = self._kinds.country, True
            self._end_nested()
            return "group", text
        if lone and (group := group_of_heading(lone)):
            self.group = group
            return "group_heading", lone
        if lone and self._is_unknown_block(lone):
            self.country = self._kinds.country = self.country_of_sheet
            self._end_nested()
            return "unknown_block", lone
        note = self._kinds.note(cells)
        return ("no_person", note) if note else None

    def _end_nested(self) -> None:
        """End the status or the role of a heading within the block above."""
        if self._is_nested:
            self.part, self._is_nested = self._part_of_sheet, False

    def _is_unknown_block(self, text: str) -> bool:
        if names_an_institution(text):
            return True
        return self._has_countries and self._tells_acronyms and is_acronym(text)

    def _is_above_country(self, number: int) -> bool:
        """Return True if the next row that is filled is the heading of a country: the status is that of its block."""
        place = self._numbers.index(number) + 1
        below = next((cells for cells in self._rows[place:] if not self._kinds.is_blank(cells)), None)
        kept = self._kinds.country
        is_above = below is not None and bool(self._kinds.heading(below))
        self._kinds.country = kept
        return is_above
