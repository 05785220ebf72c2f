"""Rows of a roster file into participants; what is wrong or worth saying is gathered."""

import re
from collections.abc import Sequence

from checkin.core.codes import normalise as tidy_code
from checkin.core.course import Participant, Role
from checkin.core.errors import Notice, Problem, Topic
from checkin.core.text import TranslatableText, lookup_key, names_of, sentence
from checkin.i18n.countries import suggested_code
from checkin.intake.readers.cells import blank, hidden, quoted, tidy
from checkin.intake.readers.limits import LONGEST_NAME, LONGEST_TEXT, MOST_GROUPS, MOST_SUGGESTIONS
from checkin.intake.readers.table import Table
from checkin.intake.roster.cancellations import (
    ends_like_remark,
    has_left,
    is_day,
    may_say_withdrawn,
    name_and_remark,
    remark_places,
    says_withdrawn,
)
from checkin.intake.roster.duplicates import LocatedPerson
from checkin.intake.roster.list_headings import COUNTRY, GROUP, PART, ListHeadings
from checkin.intake.roster.name_order import NameOrder, with_second
from checkin.intake.roster.roster_notices import ASIDES, PERSONAL, Aside, unknown_country
from checkin.intake.roster.roster_words import RosterWords
from checkin.intake.tables.column_notices import MOST_COLUMNS_NAMED
from checkin.intake.tables.columns import Columns
from checkin.intake.tables.field_names import FACT, IGNORE, column_line
from checkin.intake.tables.own_tables import unescape
from checkin.intake.tables.row_kinds import RowKinds, is_placeholder, is_unfinished, odd_in_name
from checkin.intake.words import cell_words
from checkin.intake.words.country_text import CountryText, read_country
from checkin.intake.words.email_text import read_email
from checkin.intake.words.group_cells import split_groups
from checkin.intake.words.status_words import Status

_SHORT_CODE = 5  # letters and digits; postal and dialling codes are no longer
_LOST_DIGITS = re.compile(r"\d[.,]?\d*E\+\d+", re.IGNORECASE)
_FORMULA_ERROR = re.compile(r"#(?:[¡¿]?[A-ZÁÉÍÓÚÑ/0]+[!?]|N/[AD])")
_PHOTO = re.compile(r"(?!.*\.\.)[^/\\:*?\"<>|][^\\:*?\"<>|]*\.(?:jpe?g|png|webp)", re.IGNORECASE)


class RosterRows:
    """Reads the rows of one file; what is wrong is gathered, and what is worth saying."""

    def __init__(
        self, table: Table, columns: Columns, words: RosterWords, *, is_code_doubtful: bool, blank_rows: str = ""
    ) -> None:
        self.people: list[LocatedPerson] = []
        self.problems: list[Problem] = []
        self._table = table
        self._columns = columns
        self._words = words
        self._is_own = columns.export is not None and columns.export.own
        self._facts = tuple(columns.facts.items())
        self._used: dict[str, None] = {}  # the names of facts that some row has, in order
        self._asides: dict[tuple[str, str], Aside] = {}
        fields = (columns.fields.get(name) for name in ("name", "given_names", "family_names", "second_family_name"))
        self._name_places = tuple(place for place in fields if place is not None)
        self._remarks = () if columns.export else tuple(remark_places(columns))
        self._is_code_doubtful = is_code_doubtful
        self._suggestions = MOST_SUGGESTIONS
        self._no_countries: dict[str, list[int]] = {}
        self._row = 0
        self._cells: Sequence[str] = ()
        self._kept: dict[str, str] = {}
        self._out_by = ""  # the sheet or heading by which the person of the row does not take part
        self._kinds = RowKinds(table, columns)
        people = [cells for _, cells in table.rows if not self._kinds.note(cells)]
        self._names = NameOrder(table, columns, people)
        names = [cells[place] for cells in people for place in self._name_places[:1]]
        self._headings = ListHeadings(table, self._kinds, names, is_own=self._is_own, blank_rows=blank_rows)

    def read(self, row: int, cells: Sequence[str]) -> None:
        """Read one row into a participant, or into the problems that it has."""
        self._row, self._cells, self._kept, self._out_by = row, cells, {}, ""
        # Checkin's own table has nothing but people.
        if not self._is_own and self._is_no_person(cells):
            return
        before = len(self.problems)
        name, given, family, remark = self._name()
        if not name and self._columns.export and self._columns.export.nameless:
            self._aside("nameless", "name", "")
            return
        if not self._is_own and is_placeholder(name):
            email = self._text("email")
            self._aside("placeholder", "", f"{name} ({email})" if email else name)
            return
        self._check_name(name)
        self._doubt_name(name, remark)
        person = Participant(
            name=name,
            given_names=given,
            family_names=family,
            own_id=self._own_id(),
            own_code=self._own_code(),
            email=self._email(),
            country=self._country(),
            institution=self._text("institution"),
            position=self._text("position"),
            role=self._role(),
            groups=self._groups(),
            language=self._language(),
            withdrawn=self._withdrawn(remark),
            note=self._text("note"),
            photo=self._photo(),
            facts=self._facts_of_row(),
        )
        self._headings.check(row, person)
        if len(self.problems) == before:
            if person.withdrawn:
                self._aside("out", "status", person.name)
            heading = self._columns.heading("own_code") if person.own_code else ""
            place = (self._table.file, row, person, self._table.sheet)
            self.people.append(LocatedPerson(*place, heading, self._out_by))

    def _name(self) -> tuple[str, str, str, str]:
        """Return the full name, the given names, the family names, and a remark in brackets behind the name."""
        given = with_second(self._text("given_names"), self._text("second_given_name"))
        family = with_second(self._text("family_names"), self._text("second_family_name"))
        written = self._text("name")
        if written and not (given or family):
            given, family, written = self._names.split(written)
        name = written or " ".join(part for part in (given, family) if part)
        # Only when the course says what the remark means is it taken off the name.
        plain, remark = (name, "") if self._is_own else name_and_remark(name)
        if remark and self._words.remark(remark):
            name = plain
            given, family = name_and_remark(given)[0], name_and_remark(family)[0]
        return name, given, family, remark

    def _is_no_person(self, cells: Sequence[str]) -> bool:
        if self._kinds.is_blank(cells):
            return True
        found = self._headings.take(self._row, cells)
        if found is not None:
            kind, text = found
            self._aside(kind, "", text)
        return found is not None

    def all_problems(self) -> list[Problem]:
        """Return the problems in the order of the rows; an unknown country once, with all its rows."""
        for text, rows in self._no_countries.items():
            near = suggested_code(text) if self._suggestions else ""
            self._suggestions = max(0, self._suggestions - 1)
            self._row = rows[0]
            self._wrong("country", unknown_country(text, rows, near))
        self.problems.extend(self._headings.ends.problems(self._table))
        return sorted(self.problems, key=lambda problem: problem.row)

    def notices(self) -> list[Notice]:
        """Return the notices about the sheet, one sentence each."""
        said = []
        if self._columns.export:
            said.append(
                self._table.notice(sentence("read as an export of {program}", program=self._columns.export.name))
            )
        if self._used:
            names = names_of(list(self._used), MOST_COLUMNS_NAMED)
            said.append(self._table.notice(sentence("kept as extra facts: {names}", names=names)))
        if personal := [name for name in self._used if PERSONAL.search(lookup_key(name))]:
            settle = "\n".join(["[columns]", *(column_line(name, IGNORE) for name in personal)])
            reason = sentence("these extra facts look personal: {names}", names=names_of(personal))
            said.append(self._table.notice(reason, topic=Topic.DOUBT, settle=settle))
        said += [*self._names.notices(), *self._headings.ends.notices(self._table)]
        for (kind, name), aside in self._asides.items():
            topic, text = ASIDES[kind]
            reason = sentence(text, **aside.values())
            place = self._columns.fields.get(name)
            settle = aside.settle(kind)
            if kind == "short_code":
                settle = "[columns]\n" + column_line(self._columns.heading(name), FACT)
            said.append(self._table.notice(reason, place=place, topic=topic, rows=aside.rows, settle=settle))
        return said

    def _raw(self, name: str) -> str:
        place = self._columns.fields.get(name)
        return "" if place is None else self._cell(place)

    def _cell(self, place: int) -> str:
        return unescape(self._cells[place]) if self._is_own else self._cells[place]

    def _text(self, name: str) -> str:
        raw = self._raw(name)
        if not raw:
            return ""
        text = tidy(raw)
        if not raw.isprintable() and (found := hidden(raw)):
            self._aside("hidden", name, found)
        if len(text) > LONGEST_TEXT:
            self._wrong(name, sentence("the text has more than {n} letters", n=LONGEST_TEXT))
        elif text.startswith("#") and _FORMULA_ERROR.fullmatch(text):
            self._wrong(name, sentence("the cell shows the error {text}; correct its formula", text=text))
        return "" if blank(text) else text

    def _wrong(self, name: str, reason: TranslatableText) -> None:
        self.problems.append(self._table.problem(self._row, reason, self._columns.fields.get(name)))

    def _aside(self, kind: str, name: str, text: str, meaning: str = "") -> None:
        self._asides.setdefault((kind, name), Aside()).add(self._row, text, meaning)

    def _unknown(self, name: str, text: str, kind: str = "") -> None:
        """Keep an unknown word as a fact, with a notice of that kind."""
        self._aside(kind or name, name, text)
        self._kept[self._columns.heading(name)] = text

    def _check_name(self, name: str) -> None:
        column = next(
            (name for name in ("name", "family_names", "given_names") if name in self._columns.fields), "name"
        )
        if not name:
            self._wrong(column, sentence("the name is missing"))
        elif len(name) > LONGEST_NAME:
            self._wrong(column, sentence("the name has more than {n} letters", n=LONGEST_NAME))
        elif not any(character.isalpha() for character in name):
            self._wrong(column, sentence("{text} is no name", text=quoted(name)))

    def _doubt_name(self, name: str, remark: str) -> None:
        if is_unfinished(name):
            self._aside("unfinished", "", name)
        if not self._is_own and not remark and (kind := odd_in_name(name)):
            self._aside(kind, "", name)
        if self._row in self._table.hidden:
            self._aside("hidden_row", "", name)
        if any((self._row, place) in self._table.struck for place in self._name_places):
            self._aside("struck", "", name)
        if not self._is_own and ends_like_remark(name):
            self._aside("out_name", "", name)

    def _own_id(self) -> str:
        own = self._identifier("own_id")
        if "order" not in self._columns.fields:
            return own
        order = self._kept[self._columns.heading("order")] = self._text("order")
        if own or "order_position" not in self._columns.fields:
            return own
        position = self._text("order_position")
        return f"{order}-{position}" if order and position else ""

    def _own_code(self) -> str:
        code = tidy_code(self._identifier("own_code"))
        if code and self._is_code_doubtful and len(code) <= _SHORT_CODE:
            self._aside("short_code", "own_code", code)
        return code

    def _identifier(self, name: str) -> str:
        text = self._text(name)
        if _LOST_DIGITS.fullmatch(text):
            reason = sentence(
                "the spreadsheet has turned this number into {text}; make the column text, fill it again", text=text
            )
            self._wrong(name, reason)
        return text

    def _email(self) -> str:
        found = read_email(self._text("email"))
        if found.doubt:
            # The door needs no e-mail: what cannot be read stays as a fact and refuses nobody.
            self._unknown("email", found.text, found.doubt)
        return found.address

    def _country(self) -> str:
        text = self._text("country")
        if not text and self._headings.country:
            if self._headings.country == self._headings.country_of_sheet:
                self._aside("of_sheet", "", self._table.sheet)
            self._headings.has(COUNTRY)
            return self._headings.country
        found = read_country(text) if text else CountryText()
        if found is None:
            self._no_countries.setdefault(text, []).append(self._row)
            return ""
        if found.nothing:
            self._unknown("country", text)
        elif found.guessed:
            self._aside("country_part", "country", f"{text} = {found.code}")
        return found.code

    def _role(self) -> Role:
        text = self._text("role")
        heading = self._columns.heading("role")
        if text and (role := self._words.role(text, heading)):
            if not self._is_own and self._words.is_guess(text, heading, role):
                self._aside("weak_role", "role", text, str(role))
            if kept := self._words.own_role_column(heading):
                self._kept[kept] = text
            return role
        if text:
            self._unknown("role", text)
        ticket = self._text("ticket")
        if ticket:
            self._kept[self._columns.heading("ticket")] = ticket
        role = self._words.ticket_role(ticket)
        if role and role is not Role.PARTICIPANT and not self._is_own:
            self._aside("ticket_role", "ticket", ticket, str(role))
        return role or self._role_of_part() or Role.PARTICIPANT

    def _role_of_part(self) -> Role | None:
        """Return the role by the name of the sheet or by the heading above."""
        part = self._words.part(self._headings.part, "role")
        if part.role and part.role is not Role.PARTICIPANT:
            self._aside("part_role", "", part.text, str(part.role))
            self._headings.has(PART)
        return part.role

    def _groups(self) -> tuple[str, ...]:
        groups = tuple(sorted(split_groups(self._raw("groups"))))
        if len(groups) > MOST_GROUPS or any(len(group) > LONGEST_NAME for group in groups):
            reason = sentence(
                "up to {n} groups of up to {letters} letters are read", n=MOST_GROUPS, letters=LONGEST_NAME
            )
            self._wrong("groups", reason)
        if not groups and self._headings.group:
            if self._headings.group == self._headings.group_of_sheet:
                self._aside("group_of_sheet", "", self._table.sheet)
            self._headings.has(GROUP)
            return (self._headings.group,)
        return groups

    def _language(self) -> str:
        text = self._text("language")
        code = cell_words.language(text)
        if text and not code:
            self._unknown("language", text)
        elif code and not self._is_own and len(cell_words.languages(text)) > 1:
            self._aside("languages", "language", text, code)
        return code

    def _withdrawn(self, remark: str) -> bool:
        """Return True if the status, a mark under "Baja" or a remark that the course knows withdraws the person."""
        has_left = self._has_left(self._text("withdrawn"))
        text = self._text("status")
        status = self._status(text) if text else self._status_of_part()
        if status is Status.OUT or has_left:
            return True
        found = [self._is_withdrawn_by(text) for text in (remark, *self._remarks_of_row()) if text]
        role = "" if self._columns.export else self._text("role")  # "Participante (baja)"
        return any([*found, bool(role) and self._is_withdrawn_by(role, is_role=True)])

    def _has_left(self, text: str) -> bool:
        """Return True for a mark, a yes or a day under "Baja". Another text is asked about."""
        known = self._words.remark(text) if text else Status.IN
        left = has_left(text) if known is None else known is Status.OUT
        if left is None:
            self._words.ask_about(text)
        elif known is None and is_day(text):
            self._unknown("withdrawn", text, "left_on")
        return left is True

    def _status_of_part(self) -> Status:
        """Return what the name of the sheet or the heading above says about taking part."""
        part = self._words.part(self._headings.part, "status")
        if part.status is Status.OUT:
            self._aside("part_out", "", part.text)
            self._out_by = part.text
            self._headings.has(PART)
        elif part.status is Status.OPEN:
            self._aside("open", "", part.text)
        return part.status or Status.IN

    def _remarks_of_row(self) -> list[str]:
        return [text for place in self._remarks if (cell := self._cell(place)) and (text := tidy(cell))]

    def _is_withdrawn_by(self, remark: str, *, is_role: bool = False) -> bool:
        known = self._words.remark(remark)
        if known is None and (may_say_withdrawn(remark) if is_role else says_withdrawn(remark)):
            self._words.ask_about(remark)
        elif known is None and may_say_withdrawn(remark):
            self._aside("out_remark", "", remark)
        return known is Status.OUT

    def _status(self, text: str) -> Status:
        status = self._words.status(text)
        if status is Status.OPEN:
            self._aside("open", "status", text)
        return status

    def _photo(self) -> str:
        text = self._text("photo")
        if "://" in text:
            self._unknown("photo", text)
            return ""
        if text and not _PHOTO.fullmatch(text):
            reason = sentence(
                "{text} is not the name of a picture file in the course's folder, like ana.jpg", text=quoted(text)
            )
            self._wrong("photo", reason)
        return text

    def _facts_of_row(self) -> dict[str, str]:
        facts = {name: text for name, text in self._kept.items() if text}
        for place, name in self._facts:
            if (cell := self._cell(place)) and (text := tidy(cell)):
                facts[name] = text
                self._used[name] = None
        return facts
