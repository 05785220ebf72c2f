"""Keep what the headings within a list say of the rows beneath them: a country, a status, a role, a group."""

from collections.abc import Sequence

from checkin.core.course import Participant
from checkin.i18n.countries import country_code
from checkin.intake.readers.table import Table
from checkin.intake.roster.block_ends import BlockEnds
from checkin.intake.roster.list_parts import read_heading, read_part
from checkin.intake.tables.columns import END_BLOCK, IN_BLOCK
from checkin.intake.tables.row_kinds import RowKinds
from checkin.intake.words.block_headings import group_of_heading, is_acronym, names_an_institution

PART, GROUP, COUNTRY = "part", "group", "country"  # what a heading says
_MOST_IN_CAPITALS = 0.5  # of the names, where an acronym can be told from a name


class ListHeadings:
    """Reads the rows of one table that are no people, and what they say of the next ones.

    A country ends the status or the role of a heading within the block of another country. A heading whose
    country is not known ends the block of the country above it. ``is_own`` tables of checkin have no headings.
    ``blank_rows`` is the course's own word for blank rows and totals beneath the people of a heading: ``end_block``
    or ``in_block``. Without it the people after one are gathered in ``ends``.
    """

    def __init__(
        self, table: Table, kinds: RowKinds, names: Sequence[str], *, is_own: bool, blank_rows: str = ""
    ) -> None:
        self.country_of_sheet = (country_code(table.sheet) or "") if table.sheet else ""
        sheet = "" if self.country_of_sheet or is_own else table.sheet
        self.group_of_sheet = group_of_heading(sheet)
        self.part = self._part_of_sheet = read_part(sheet)
        self.country, self.group = self.country_of_sheet, self.group_of_sheet
        self.ends = BlockEnds()
        self._blank_rows = blank_rows
        self._before = table.heading_row
        self._with_people: set[str] = set()  # what the headings above say, and people have
        self._past: set[str] = set()  # of these: before the last blank row
        self._taken: set[str] = set()  # of these: what the person of this row has
        self._kinds = kinds
        self._rows = [] if is_own else [cells for _, cells in table.rows]
        self._numbers = [number for number, _ in table.rows]
        self._is_nested = False  # the status or the role, in the block of a country
        self._is_group_above = False  # the group has countries beneath it
        self._has_countries = False
        capitals = sum(name.isupper() for name in names)
        self._tells_acronyms = capitals < _MOST_IN_CAPITALS * len(names)

    def take(self, number: int, cells: Sequence[str]) -> tuple[str, str] | None:
        """Return what kind of row this is, and its text, if it is no person; and keep what it says."""
        if number > self._before + 1:
            self._past |= self._with_people
        self._before = number
        lone = self._kinds.lone(cells)
        if lone and (part := read_heading(lone)):
            self.part, self._is_nested = part, not self._is_above_country(number)
            self._begin(PART, *([COUNTRY] if self._is_nested else []))
            return "no_person", lone
        if text := self._kinds.heading(cells):
            self.country, self._has_countries = self._kinds.country, True
            self._begin(COUNTRY, PART, *([GROUP] if self._is_group_above else []))
            self._end_nested()
            return "group", text
        if lone and (group := group_of_heading(lone)):
            self.group, self._is_group_above = group, self._is_above_country(number)
            self._begin(GROUP)
            return "group_heading", lone
        if lone and self._is_unknown_block(lone):
            self._end(COUNTRY)
            self._end_nested()
            return "unknown_block", lone
        if note := self._kinds.note(cells):
            self._past |= self._with_people
            return "no_person", note
        self._pass_person()
        return None

    def has(self, what: str) -> None:
        """Note that the person of this row gets something from a heading: ``part``, ``group`` or ``country``."""
        self._taken.add(what)

    def check(self, row: int, person: Participant) -> None:
        """Gather a person who gets something from a heading above a blank row; but no groups of the withdrawn."""
        doubtful = self._past & self._taken if self._blank_rows != IN_BLOCK else set()
        self._taken = set()
        if COUNTRY in doubtful:
            self.ends.named.add(row, person.name)
        if PART in doubtful:
            self.ends.ask(row, person.name, self.part.text)
        elif GROUP in doubtful and not person.withdrawn:
            self.ends.ask(row, person.name, self.group)

    def _pass_person(self) -> None:
        if self._blank_rows == END_BLOCK:
            for what in tuple(self._past):
                self._end(what)
        if self.part is not self._part_of_sheet:
            self._with_people.add(PART)
        if self.group != self.group_of_sheet:
            self._with_people.add(GROUP)
        if self.country != self.country_of_sheet:
            self._with_people.add(COUNTRY)

    def _begin(self, *what: str) -> None:
        """Begin a block: nobody stands beneath its heading yet."""
        self._with_people.difference_update(what)
        self._past.difference_update(what)

    def _end(self, what: str) -> None:
        """End what a heading says: from here on the sheet says it."""
        self._begin(what)
        if what == PART:
            self.part, self._is_nested = self._part_of_sheet, False
        elif what == GROUP:
            self.group = self.group_of_sheet
        else:
            self.country = self._kinds.country = self.country_of_sheet

    def _end_nested(self) -> None:
        """End the status or the role of a heading within the block above."""
        if self._is_nested:
            self._end(PART)

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
