"""Roster files into participants: every row checked, every problem reported at once."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from checkin.core.codes import normalise as tidy_code
from checkin.core.course import Course, Participant, Role
from checkin.core.errors import IntakeError, Problem
from checkin.core.text import lookup_key
from checkin.i18n.countries import suggestion
from checkin.i18n.roles import role as role_of
from checkin.intake import cell_words
from checkin.intake.columns import ROSTER_KIND, Columns, assign_columns, own_columns, score_headings
from checkin.intake.country_text import CountryText, read_country
from checkin.intake.duplicates import LocatedPerson, find_duplicates
from checkin.intake.own_tables import refuse_figures, unescape
from checkin.intake.readers.cells import blank, hidden, quoted, split, tidy
from checkin.intake.readers.limits import LONGEST_NAME, LONGEST_TEXT, MOST_GROUPS, MOST_SUGGESTIONS
from checkin.intake.readers.sheet import limit_problems
from checkin.intake.readers.table import Table, read_table
from checkin.intake.row_kinds import RowKinds, is_placeholder
from checkin.intake.status_column import choose_status
from checkin.intake.status_words import Status, read_status

_SHOWN = 12
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_LOST_DIGITS = re.compile(r"\d[.,]?\d*E\+\d+", re.IGNORECASE)
_FORMULA_ERROR = re.compile(r"#(?:[¡¿]?[A-ZÁÉÍÓÚÑ/0]+[!?]|N/[AD])")
_PHOTO = re.compile(r"(?!.*\.\.)[^/\\:*?\"<>|][^\\:*?\"<>|]*\.(?:jpe?g|png|webp)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The people of one or more files, and what is worth saying about how they were read."""

    people: tuple[Participant, ...]
    notices: tuple[str, ...] = ()


def read_roster(paths: Sequence[Path], course: Course) -> RosterFile:
    """Read roster files. Raises :class:`IntakeError` with the problems of all of them."""
    own = own_columns(course.columns)
    people: list[LocatedPerson] = []
    problems: list[Problem] = []
    notices: list[str] = []
    for path in paths:
        try:
            reader = _read_file(path, own, course)
        except IntakeError as error:
            problems.extend(error.problems)
            continue
        people.extend(reader.people)
        problems.extend(reader.problems)
        notices.extend(reader.notices())
    kept = find_duplicates(people)
    problems.extend(kept.problems)
    if problems:
        raise IntakeError(limit_problems(problems))
    return RosterFile(kept.people, (*notices, *kept.notices))


def _read_file(path: Path, own: Mapping[str, str], course: Course) -> "_Reader":
    table = read_table(path, score_headings(ROSTER_KIND, own))
    refuse_figures(table.file, table.headings, programme=False)
    columns = assign_columns(ROSTER_KIND, table.headings, own, table.file, table.heading_row)
    if not ROSTER_KIND.complete(columns.fields):
        shown = ", ".join(heading for heading in table.headings[:30] if heading) or "none"
        reason = (
            f"no column with the names is recognised (headings found: {shown}); "
            "call one 'name', or say which it is in [columns] of course.toml"
        )
        raise IntakeError([Problem(table.file, 0, "", reason)])
    if not table.rows:
        raise IntakeError([Problem(table.file, 0, "", "the list is empty: headings, but nobody beneath them")])
    columns, notices = choose_status(table, columns, own)
    reader = _Reader(table, columns, course)
    reader.said.extend(notices)
    for number, cells in table.rows:
        reader.read(number, cells)
    reader.finish()
    if not reader.people and not reader.problems:
        raise IntakeError([Problem(table.file, 0, columns.heading("name"), "no row has a name")])
    return reader


@dataclass(slots=True)
class _Notice:
    """What is said once about a file, however many cells it is true of."""

    places: list[int] = field(default_factory=list)
    texts: dict[str, None] = field(default_factory=dict)

    def add(self, row: int, text: str) -> None:
        self.places.append(row)
        if len(self.texts) < 6:
            self.texts[text] = None

    def shown(self) -> str:
        return ", ".join(quoted(text) for text in list(self.texts)[:5]) + (" and others" if len(self.texts) > 5 else "")


class _Reader:
    """Reads the rows of one file; what is wrong is gathered, and what is worth saying."""

    def __init__(self, table: Table, columns: Columns, course: Course) -> None:
        self.said: list[str] = []
        self.people: list[LocatedPerson] = []
        self.problems: list[Problem] = []
        self._table = table
        self._columns = columns
        self._is_own = columns.export is not None and columns.export.own
        self._facts = tuple(columns.facts.items())
        self._used: dict[str, None] = {}  # the names of facts that some row has, in order
        self._asides: dict[tuple[str, str], _Notice] = {}
        self._suggestions = MOST_SUGGESTIONS
        self._row = 0
        self._cells: Sequence[str] = ()
        self._kept: dict[str, str] = {}
        self._statuses = {lookup_key(text): value for text, value in course.statuses.items()}
        self._unknown_statuses: Counter[str] = Counter()
        self._kinds = RowKinds(table, columns.fields.get("country"))

    def read(self, row: int, cells: Sequence[str]) -> None:
        """Read one row into a participant, or into the problems that it has."""
        self._row, self._cells, self._kept = row, cells, {}
        # Checkin's own table has nothing but people.
        if not self._is_own and self._is_no_person(row, cells):
            return
        before = len(self.problems)
        given, family = self._text("given_names"), self._text("family_names")
        name = self._text("name") or " ".join(part for part in (given, family) if part)
        if not name and self._columns.export and self._columns.export.nameless:
            self._aside("nameless", "name", "")
            return
        if not self._is_own and is_placeholder(name):
            email = self._text("email")
            self._aside("placeholder", "", f"{name} ({email})" if email else name)
            return
        self._check_name(name)
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
            withdrawn=self._withdrawn(),
            note=self._text("note"),
            photo=self._photo(),
            facts=self._facts_of_row(),
        )
        if len(self.problems) == before:
            self.people.append(LocatedPerson(self._table.file, row, person))

    def _is_no_person(self, row: int, cells: Sequence[str]) -> bool:
        kind = self._kinds.note(cells)
        if kind:
            first = next(text for cell in cells if (text := tidy(cell)))
            self._aside("group" if kind == "heading" else "no_person", "", first)
        return bool(kind)

    def finish(self) -> None:
        """Add the problem of statuses that nobody has explained, once for the file."""
        if not self._unknown_statuses:
            return
        lines = "\n".join(
            f'  {_toml(text)} = "registered"   # or "withdrawn": {number} {"person" if number == 1 else "people"}'
            for text, number in self._unknown_statuses.most_common(30)
        )
        reason = f"these words do not say whether a person takes part; put them into course.toml:\n[status]\n{lines}"
        self.problems.append(Problem(self._table.file, 0, self._columns.heading("status"), reason))

    def notices(self) -> list[str]:
        """Return the notices about the file, one sentence each."""
        said = [*self._table.notices, *self.said]
        if self._columns.export:
            said.append(f"{self._table.file}: read as an export of {self._columns.export.name}")
        if self._used:
            more = f" and {len(self._used) - _SHOWN} more" if len(self._used) > _SHOWN else ""
            said.append(f"{self._table.file}: kept as extra facts: {', '.join(list(self._used)[:_SHOWN])}{more}")
        for (kind, name), aside in self._asides.items():
            place = f"{self._table.file}, column {self._columns.heading(name)}" if name else self._table.file
            rows = f"row {aside.places[0]}" + (f" and {len(aside.places) - 1} more" if len(aside.places) > 1 else "")
            said.append(f"{place}: {_ASIDES[kind].format(texts=aside.shown(), rows=rows)}")
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
            self._wrong(name, f"the text has more than {LONGEST_TEXT} letters")
        elif text.startswith("#") and _FORMULA_ERROR.fullmatch(text):
            self._wrong(name, f"the cell shows the error {text}; correct its formula")
        return "" if blank(text) else text

    def _wrong(self, name: str, reason: str) -> None:
        self.problems.append(Problem(self._table.file, self._row, self._columns.heading(name), reason))

    def _aside(self, kind: str, name: str, text: str) -> None:
        self._asides.setdefault((kind, name), _Notice()).add(self._row, text)

    def _unknown(self, name: str, text: str) -> None:
        """Keep an unknown word as a fact, with a notice."""
        self._aside(name, name, text)
        self._kept[self._columns.heading(name)] = text

    def _check_name(self, name: str) -> None:
        column = "name" if "name" in self._columns.fields else "family_names"
        if not name:
            self._wrong(column, "the name is missing")
        elif len(name) > LONGEST_NAME:
            self._wrong(column, f"the name has more than {LONGEST_NAME} letters")
        elif not any(character.isalpha() for character in name):
            self._wrong(column, f"{quoted(name)} is no name")

    def _own_id(self) -> str:
        own = self._identifier("own_id")
        if not own and "order" in self._columns.fields and "order_position" in self._columns.fields:
            order, position = self._text("order"), self._text("order_position")
            self._kept |= {self._columns.heading("order"): order}
            return f"{order}-{position}" if order and position else ""
        if "order" in self._columns.fields:
            self._kept |= {self._columns.heading("order"): self._text("order")}
        return own

    def _own_code(self) -> str:
        return tidy_code(self._identifier("own_code"))

    def _identifier(self, name: str) -> str:
        text = self._text(name)
        if _LOST_DIGITS.fullmatch(text):
            self._wrong(
                name, f"the spreadsheet has turned this number into {text}; make the column text, fill it again"
            )
        return text

    def _email(self) -> str:
        text = self._text("email").removeprefix("mailto:")
        if not text or _EMAIL.fullmatch(text):
            return text
        # The door needs no e-mail: what cannot be read stays as a fact and refuses nobody.
        found = _EMAIL.search(text)
        self._unknown("email", text)
        return found[0] if found else ""

    def _country(self) -> str:
        text = self._text("country")
        if not text and self._kinds.country:
            return self._kinds.country
        found = read_country(text) if text else CountryText()
        if found is None:
            hint = "write its name or its ISO code, or nothing"
            if self._suggestions and (near := suggestion(text)):
                hint = f"did you mean {near}?"
            self._suggestions = max(0, self._suggestions - 1)
            self._wrong("country", f"{quoted(text)} is not a country that is known here; {hint}")
            return ""
        if found.nothing:
            self._unknown("country", text)
        elif found.guessed:
            self._aside("country_part", "country", f"{text} = {found.code}")
        return found.code

    def _role(self) -> Role:
        text = self._text("role")
        if text and (role := role_of(text)):
            return role
        if text:
            self._unknown("role", text)
        ticket = self._text("ticket")
        if ticket:
            self._kept[self._columns.heading("ticket")] = ticket
        return role_of(ticket) or Role.PARTICIPANT

    def _groups(self) -> tuple[str, ...]:
        groups = tuple(sorted(split(self._raw("groups"))))
        if len(groups) > MOST_GROUPS or any(len(group) > LONGEST_NAME for group in groups):
            self._wrong("groups", f"up to {MOST_GROUPS} groups of up to {LONGEST_NAME} letters are read")
        return groups

    def _language(self) -> str:
        text = self._text("language")
        code = cell_words.language(text)
        if text and not code:
            self._unknown("language", text)
        return code

    def _withdrawn(self) -> bool:
        # A mark or a date under "Baja" withdraws as a yes does.
        left = self._text("withdrawn")
        text = self._text("status")
        status = self._status(text) if text else Status.IN
        return status is Status.OUT or (left != "" and cell_words.yes(left) is not False)

    def _status(self, text: str) -> Status:
        own = self._statuses.get(lookup_key(text))
        status = Status(own) if own else read_status(text)
        if status is None:
            self._unknown_statuses[text] += 1
        if status is Status.OPEN:
            self._aside("open", "status", text)
        return status or Status.IN

    def _photo(self) -> str:
        text = self._text("photo")
        if "://" in text:
            self._unknown("photo", text)
            return ""
        if text and not _PHOTO.fullmatch(text):
            reason = "is not the name of a picture file in the course's folder, like ana.jpg"
            self._wrong("photo", f"{quoted(text)} {reason}")
        return text

    def _facts_of_row(self) -> dict[str, str]:
        facts = {name: text for name, text in self._kept.items() if text}
        for place, name in self._facts:
            if (cell := self._cell(place)) and (text := tidy(cell)):
                facts[name] = text
                self._used[name] = None
        return facts


_ASIDES = {
    "nameless": "rows without a name, such as other things that were ordered, are left out ({rows})",
    "hidden": "characters that nobody sees and that can disguise a text were taken out ({texts}; {rows})",
    "role": "not known as roles, taken as participants: {texts} ({rows})",
    "language": "not one of the languages of the door: {texts} ({rows})",
    "email": "not one e-mail address; the first that can be read is taken, the text is a fact: {texts} ({rows})",
    "country": "no country, kept as a fact: {texts} ({rows})",
    "country_part": "the country is taken from these words: {texts} ({rows})",
    "open": "not confirmed, taken as taking part: {texts} ({rows})",
    "no_person": "rows that are no people are left out: {texts} ({rows})",
    "group": "headings of groups, whose country is given to the rows beneath: {texts} ({rows})",
    "placeholder": "placeholders without a name are left out; ask for the names: {texts} ({rows})",
    "photo": "addresses are not fetched; put the pictures into the course's folder ({rows})",
}


def _toml(text: str) -> str:
    """Return a text as a quoted TOML string."""
    return json.dumps(text, ensure_ascii=False)
