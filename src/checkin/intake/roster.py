"""Roster files into participants: every row checked, every problem reported at once."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from checkin.course import LANGUAGES, Course, Participant, Role
from checkin.errors import IntakeError, Problem
from checkin.intake import headings
from checkin.intake.headings import Columns
from checkin.intake.tables import Row, Table, read_table
from checkin.locales.countries import country_code, suggestion
from checkin.text import clean, fold

_LONGEST_NAME = 200
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# The beginnings of the words for each role, folded; the first that fits decides.
_ROLES = (
    (
        Role.SPEAKER,
        "speaker|ponente|disertante|orador|expositor|palestrante|conferenc|intervenant|docente|professor|"
        "profesor|lecturer|formateur|panelist",
    ),
    (Role.ORGANIZER, "organi|coordina|comite organizador|comissao|director|direccion|diretor"),
    (Role.OBSERVER, "observ|invitad|convidad|guest|invite"),
    (
        Role.STAFF,
        "staff|personal|equipo|equipe|apoyo|apoio|acreditaci|voluntari|volunteer|benevole|tecnic|crew|prensa|press",
    ),
)
_WITHDRAWN = (
    "withdrawn|withdrew|cancel|annul|baja|retirad|retire|desist|declin|rejected|rechazad|recusad|rejet|not attending|"
    "deleted|refunded|expired|no asiste|expirad|abandon"
)
_LANGUAGE_WORDS = {
    "es": "espanol|castellano|spanish|espanhol|espagnol",
    "pt": "portugues|portuguese|portugais|brasileiro",
    "en": "ingles|english|anglais",
    "fr": "frances|french|francais",
}


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The people of one or more files, and what is worth saying about how they were read."""

    people: tuple[Participant, ...]
    notices: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """Rows read so far, with the problems met on the way."""

    problems: list[Problem] = field(default_factory=list)
    people: list[tuple[str, int, Participant]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def read_roster(paths: Sequence[Path], course: Course) -> RosterFile:
    """Read roster files. Raises :class:`IntakeError` with every problem of every file."""
    reading = _Reading()
    for path in paths:
        try:
            table = read_table(path, lambda cells: headings.ROSTER.score(cells, course.columns))
            _read_table(table, headings.match(table, headings.ROSTER, course.columns), reading)
        except IntakeError as error:
            reading.problems.extend(error.problems)
    reading.problems.extend(_duplicates(reading.people))
    if reading.problems:
        raise IntakeError(reading.problems)
    return RosterFile(tuple(person for _, _, person in reading.people), tuple(reading.notices))


def _read_table(table: Table, columns: Columns, reading: _Reading) -> None:
    if not {"name", "given_names", "family_names"} & set(columns.fields):
        shown = ", ".join(clean(heading) for heading in table.headings if heading) or "none"
        reason = (
            f"no column with the names was recognised (headings found: {shown}); "
            "call one 'name', or say which it is in [columns] of course.toml"
        )
        reading.problems.append(Problem(table.file, 0, "", reason))
        return
    if not table.rows:
        reading.problems.append(Problem(table.file, 0, "", "the list is empty: headings, but nobody beneath them"))
        return
    if columns.facts:
        reading.notices.append(f"{table.file}: kept as extra facts: {', '.join(columns.facts)}")
    for row in table.rows:
        found = _RowReader(table.file, row, columns)
        person = found.participant()
        reading.problems.extend(found.problems)
        if person is not None:
            reading.people.append((table.file, row.number, person))


class _RowReader:
    """One row, read field by field; what is wrong is gathered."""

    def __init__(self, file: str, row: Row, columns: Columns) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._row = row
        self._columns = columns

    def participant(self) -> Participant | None:
        given, family = self._text("given_names"), self._text("family_names")
        name = self._text("name") or " ".join(part for part in (given, family) if part)
        if not name:
            self._wrong("name" if "name" in self._columns.fields else "family_names", "the name is missing")
        elif len(name) > _LONGEST_NAME:
            self._wrong("name", f"the name has more than {_LONGEST_NAME} letters")
        person = Participant(
            name=name,
            own_id=self._text("own_id"),
            own_code=self._text("own_code"),
            given_names=given,
            family_names=family,
            email=self._email(),
            country=self._country(),
            institution=self._text("institution"),
            position=self._text("position"),
            role=self._role(),
            groups=split_groups(self._raw("groups")),
            language=self._language(),
            withdrawn=bool(re.search(_WITHDRAWN, fold(self._raw("status")))),
            note=self._text("note"),
            photo=self._text("photo"),
            facts={
                heading: clean(self._row.cells[place])
                for heading, place in self._columns.facts.items()
                if place < len(self._row.cells) and clean(self._row.cells[place])
            },
        )
        return None if self.problems else person

    def _raw(self, name: str) -> str:
        return self._columns.get(self._row.cells, name)

    def _text(self, name: str) -> str:
        raw = self._raw(name)
        if any(unicodedata.category(character) == "Cs" for character in raw):
            self._wrong(name, "the text has broken characters (lone surrogates); type it again")
        return clean(raw)

    def _wrong(self, name: str, reason: str) -> None:
        self.problems.append(Problem(self._file, self._row.number, self._columns.heading(name), reason))

    def _email(self) -> str:
        email = self._text("email")
        if email and not _EMAIL.fullmatch(email):
            self._wrong("email", f"{email!r} is not an e-mail address")
        return email

    def _country(self) -> str:
        text = self._text("country")
        if not text:
            return ""
        code = country_code(text)
        if code is None:
            near = suggestion(text)
            hint = f"; did you mean {near}?" if near else "; write its name or its ISO code"
            self._wrong("country", f"{text!r} is not a country that is known here{hint}")
        return code or ""

    def _role(self) -> Role:
        text = fold(self._raw("role"))
        for role, beginnings in _ROLES:
            if re.search(rf"\b({beginnings})", text):
                return role
        # A ticket's name that says nothing about a role is a participant's; so is an empty cell.
        return Role.PARTICIPANT

    def _language(self) -> str:
        text = fold(self._raw("language"))
        if text[:2] in LANGUAGES and (len(text) == 2 or text[2] in "-_"):
            return text[:2]
        for code, words in _LANGUAGE_WORDS.items():
            if text and text in words.split("|"):
                return code
        return ""


def split_groups(text: str) -> tuple[str, ...]:
    """Group names in a cell, parted by commas, semicolons, slashes or bars, in their alphabet's order."""
    return tuple(sorted({part for part in map(clean, re.split("[,;/|]", text)) if part}))


def _duplicates(people: Iterable[tuple[str, int, Participant]]) -> list[Problem]:
    """Two rows that cannot be two people. One e-mail for several people of different names is an office's."""
    problems: list[Problem] = []
    for what, key in _IDENTITIES:
        places: dict[object, list[tuple[str, int, Participant]]] = defaultdict(list)
        for file, number, person in people:
            if (value := key(person)) is not None:
                places[value].append((file, number, person))
        for found in places.values():
            first_file, first_row, first = found[0]
            for file, number, person in found[1:]:
                where = f"row {first_row}" + ("" if file == first_file else f" of {first_file}")
                reason = f"the same {what} as {first.name} in {where}"
                problems.append(Problem(file, number, "", f"{person.name} has {reason}"))
    return problems


def _named(person: Participant) -> object:
    if person.own_id or person.email or person.own_code:
        return None
    return fold(person.name), person.country


_IDENTITIES: tuple[tuple[str, Callable[[Participant], object]], ...] = (
    ("id", lambda person: person.own_id or None),
    ("code", lambda person: person.own_code or None),
    ("e-mail and name", lambda person: (fold(person.email), fold(person.name)) if person.email else None),
    ("name and country", _named),
)
