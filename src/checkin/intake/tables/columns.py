"""Decide which column of a file holds which field, by its headings.

The tables of words are in :mod:`checkin.intake.tables.heading_names`; a course's own ``[columns]`` win over them. Pure.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from itertools import pairwise

from checkin.core.course import Course
from checkin.core.errors import IntakeError, Notice, Problem, Topic
from checkin.core.text import lookup_key, sentence, with_commas
from checkin.intake.readers.cells import quoted, tidy
from checkin.intake.readers.limits import LONGEST_HEADING
from checkin.intake.readers.sheet import COMPLETE
from checkin.intake.readers.table import Table, letters
from checkin.intake.tables.country_column import find_country_column
from checkin.intake.tables.degrees import are_degrees
from checkin.intake.tables.field_names import FACT, IGNORE, column_line, field_word, shown_field
from checkin.intake.tables.heading_names import EXPORTS, PROGRAMME, ROSTER, Export
from checkin.intake.tables.name_columns import Claims, find_name_parts
from checkin.intake.tables.own_tables import own_export
from checkin.intake.tables.role_column import choose_ticket_column, find_role_column

# Columns that are never read.
SECRET = re.compile(r"(?:password|passwd|contrasena|senha|mot de passe|token|pin|clave de acceso)(?: \d+)?")
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"  # values of the option ``dates``
# What an empty cell beneath the country, the institution or the group of a delegation's first person means.
BLANK_CELLS, AS_ABOVE, EMPTY_CELLS = "blank_cells", "as_above", "empty"
# What a blank row among the people beneath a heading means.
BLANK_ROWS, END_BLOCK, IN_BLOCK = "blank_rows", "end_block", "in_block"
_CHOICES = {"dates": (DAY_FIRST, MONTH_FIRST), BLANK_CELLS: (AS_ABOVE, EMPTY_CELLS), BLANK_ROWS: (END_BLOCK, IN_BLOCK)}
_ASKED = re.compile(
    r" (?:(?:en|a|em) (?:la|el|na|que|qual)\b|que |donde |onde |where |which |that |you |ou vous |qui ).*"
)
_ASKED_FIELDS = frozenset({"institution", "position"})
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Headings that mean the title, unless another column gives it: then they mean this.
_SESSIONS = frozenset(("session", "sesion", "sessao", "seance"))
_ALSO = dict.fromkeys(("tema", "topic", "assunto", "sujet", "modulo", *_SESSIONS), "theme")
_ALSO |= {"aula": "room", "description": FACT}
_TITLES = (FACT, "room", "theme", "", "title")  # from the weakest to the strongest; between them the sessions
_RUNNING_NUMBERS = frozenset(
    {"n", "no", "nro", "num", "numero", "number", "#", "orden", "ordem", "ordre", "ord", "item", "nr", "s no", "sr no"}
) | {"row", "fila", "linha", "ligne", "n de orden", "no de orden", "nro de orden", "numero de orden", "n d ordre"}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Fields for which a wrong column would change who is admitted, what counts or a figure.
_NAMES = frozenset(("name", "given_names", "family_names", "second_given_name", "second_family_name"))
_DECISIVE = (
    _NAMES
    | {"own_id", "own_code", "email", "country", "role", "groups", "status", "withdrawn", "title", "date", "end_date"}
    | {"start", "end", "duration", "counts", "required", "slot", "id"}
)
# What stands in rows of data and in no heading: e-mails, long numbers, moments.
_DATA = re.compile(r"[^@\s]+@[^@\s]+\.\w+|\d{5,}|[\d/.-]{6,10}[ T]\d{1,2}:\d{2}.*")
_WORD_ENDINGS = re.compile(r"(?<=\w)/(?:s|es|as|os|a|o|e)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its fields by heading, the programs that export it, and which fields it cannot do without."""

    words: Mapping[str, str]
    complete: Callable[[Collection[str]], bool]
    added: re.Pattern[str]  # what programs put before or after the headings of their own things
    exports: Sequence[Export] = ()

    def field(self, heading: str, own: Mapping[str, str]) -> str:
        """Return the field that a heading names, by ``own`` first; empty if it names none."""
        return _named(self, own, heading)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of one file are: the place of each field, and the name of each extra fact by its place."""

    fields: Mapping[str, int]
    facts: Mapping[int, str]
    headings: Sequence[str]
    export: Export | None = None
    ignored: frozenset[int] = frozenset()
    notices: tuple[Notice, ...] = ()

    def heading(self, name: str) -> str:
        """Return the file's heading of a field; empty if the file has no such column."""
        return self.headings[self.fields[name]] if name in self.fields else ""


ROSTER_KIND = Kind(
    ROSTER,
    lambda fields: "name" in fields or {"given_names", "family_names", "second_family_name"} & set(fields) != set(),
    re.compile(
        r"^(?:attendee|participant|registrant|delegate|invitee) "
        r"| (?:of (?:the )?(?:attendee|participant)|d[eo]l? (?:participante|asistente|inscripto|inscrito|alumno))$"
    ),
    EXPORTS,
)
PROGRAMME_KIND = Kind(
    PROGRAMME,
    lambda fields: "title" in fields and ("start" in fields or {"date", "duration"} <= set(fields)),
    re.compile(
        r"^(?:event|session|meeting|scheduled|talk|program submission|evento|sesion|sessao|seance) "
        r"| (?:de la sesion|del evento|da sessao|de la seance)$"
    ),
)


def own_columns(columns: Mapping[str, str]) -> dict[str, str]:
    """Return the ``[columns]`` of a course as a lookup table from heading to field name.

    Raises :class:`IntakeError` for a field that does not exist.
    """
    known = {shown_field(name) for name in (*ROSTER.values(), *PROGRAMME.values())} | {FACT, IGNORE}
    own, problems = {}, []
    for heading, wanted in columns.items():
        if wanted in _CHOICES.get(heading, ()):
            continue
        if heading == "length" and wanted.isascii() and wanted.isdigit():
            continue
        name = (
            wanted
            if wanted in known
            else shown_field(ROSTER.get(lookup_key(wanted)) or PROGRAMME.get(lookup_key(wanted), ""))
        )
        if not name:
            close = get_close_matches(wanted.lower(), known, n=1)
            hint = sentence("the fields are {fields}", fields=", ".join(sorted(known)))
            if close:
                hint = sentence("did you mean {near}?", near=repr(close[0]))
            reason = sentence(
                "[columns] {heading} = {wanted} names no field; {hint}",
                heading=str(quoted(heading)),  # as course.toml has them
                wanted=str(quoted(wanted)),
                hint=hint,
            )
            problems.append(Problem("course.toml", 0, "", reason))
        own[lookup_key(heading)] = name
    if problems:
        raise IntakeError(problems)
    return own


def length_of(course: Course) -> timedelta | None:
    """Return how long a session without an end lasts, by the option ``length`` of ``[columns]``; None if not set."""
    text = course.columns.get("length", "")
    return timedelta(minutes=int(text)) if text.isascii() and text.isdigit() and int(text) else None


def score_headings(kind: Kind, own: Mapping[str, str]) -> Callable[[Sequence[str]], int]:
    """Return how many fields of the kind a row of cells names; COMPLETE or more if it has all that are needed."""

    def rating(cells: Sequence[str]) -> int:
        if any(_DATA.fullmatch(cell.strip()) for cell in cells if len(cell) < LONGEST_HEADING):
            return 0
        names = {name for cell in cells if len(cell) <= LONGEST_HEADING and (name := _named(kind, own, cell))}
        return len(names) + (COMPLETE if kind.complete(names) else 0)

    return rating


def assign_columns(kind: Kind, table: Table, own: Mapping[str, str], kept: Collection[str] = ()) -> Columns:
    """Return which column holds which field; any other column is an extra fact.

    ``kept`` are lookup keys of headings whose cells are facts too, whatever field they give.

    Raises :class:`IntakeError` when two columns claim one field and nothing tells which is meant.
    """
    headings = table.headings
    keys = {lookup_key(heading) for heading in headings}
    export = own_export(keys, programme=kind is PROGRAMME_KIND)
    export = export or next((export for export in kind.exports if export.recognises(keys)), None)
    claims: Claims = {}
    ignored = set()
    for place, (rank, name) in enumerate(_claim(kind, own, export, heading) for heading in headings):
        if name == IGNORE or (name in ("", FACT) and rank == _GENERAL and _is_running_number(table, place)):
            ignored.add(place)
        elif name and name != FACT:
            claims.setdefault(name, []).append((rank, place))
    find_name_parts(claims, table)
    choose_ticket_column(claims, headings)
    correct_meanings(claims, headings, {place for _, place in claims.get("title", []) if are_degrees(table, place)})
    fields, problems, notices = {}, [], _secret_notice(table, ignored)
    if kind is ROSTER_KIND and not (export and export.own):
        fixed = {place for place, heading in enumerate(headings) if lookup_key(heading) in own} | ignored
        notices += find_role_column(table, claims, fixed, _places(headings, kept) - fixed)
        notices += find_country_column(table, claims, fixed)
    for name, claimed in claims.items():
        best = min(rank for rank, _ in claimed)
        places = _used_places(table, [place for rank, place in claimed if rank == best])
        if best == _ACCOUNT_OF_FORM:
            places = [place for place in places if is_used(table, place)] or places
        fields[name] = places[0]
        if len(places) == 1 or (best == _EXPORTED and export):
            continue
        if len({lookup_key(headings[place]) for place in places}) == 1 and best != _OWN:
            notices.append(_same_heading(table, name, places))
        elif best == _OWN or (not export and name in _DECISIVE):
            problems.append(_conflict(table, name, places))
        elif not export:
            notices.append(_first_taken(table, name, places))
    if problems:
        raise IntakeError(problems)
    is_own = export is not None and export.own
    taken = ignored | set(fields.values()) - (set() if is_own else _places(headings, kept))
    # In checkin's own table a fact can have the heading of a field.
    facts = dict(_fact_names(headings, taken, () if is_own else taken))
    return Columns(fields, facts, headings, export, frozenset(ignored), tuple(notices))


def _places(headings: Sequence[str], keys: Collection[str]) -> set[int]:
    return {place for place, heading in enumerate(headings) if lookup_key(heading) in keys}


def _secret_notice(table: Table, ignored: Collection[int]) -> list[Notice]:
    """Name the columns with passwords, which are never read."""
    secrets = [
        quoted(table.headings[place])
        for place in sorted(ignored)
        if SECRET.fullmatch(lookup_key(table.headings[place])) and is_used(table, place)
    ]
    return [table.notice(sentence("never read: {headings}", headings=with_commas(secrets)))] if secrets else []


# How strongly a column claims a field. The account that filled in a form yields to any other name and e-mail.
_OWN, _EXPORTED, _GENERAL, _ACCOUNT_OF_FORM = range(4)


def is_used(table: Table, place: int) -> bool:
    return any(cells[place].strip() for _, cells in table.rows)


def _used_places(table: Table, places: list[int]) -> list[int]:
    """Of several columns those with any text; all of them if none has."""
    if len(places) == 1:
        return places
    return [place for place in places if is_used(table, place)] or places


def _is_running_number(table: Table, place: int) -> bool:
    """Whether a column only counts the rows: it changes for everybody when a row is inserted."""
    heading = lookup_key(table.headings[place])
    # Programs write the numbers of rows without a heading, and people number the row of the headings too.
    unnamed = not heading or heading.isdigit()
    if not unnamed and heading not in _RUNNING_NUMBERS:
        return False
    # A heading of a group or a total may stand there, with one more cell at most.
    few = min(2, len(table.headings) - 1)
    rows = ((cells[place].strip().rstrip(".)"), sum(map(bool, cells))) for _, cells in table.rows)
    texts = [text for text, filled in rows if text and (filled > few or text.isdigit())]
    if not all(text.isascii() and text.isdigit() and len(text) < 9 for text in texts):
        return False
    numbers = list(map(int, texts))
    if unnamed:
        return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] < 3
    return all(later > before for before, later in pairwise(numbers))


def _same_heading(table: Table, name: str, places: Sequence[int]) -> Notice:
    between = next((table.headings[at] for at in range(places[1] - 1, places[0], -1) if table.headings[at]), "")
    reason = sentence(
        "columns {first} and {other} are both called {heading}; {first} is taken as the {field}, {other} is kept as a "
        "fact{part}",
        first=table.letter(places[0]),
        other=table.letter(places[1]),
        heading=quoted(table.headings[places[0]]),
        field=field_word(name),
        part=sentence(" (it stands after {heading})", heading=quoted(between)) if between else "",
    )
    return table.notice(reason, topic=Topic.DOUBT)


def _first_taken(table: Table, name: str, places: Sequence[int]) -> Notice:
    first, other = (table.headings[place] for place in places[:2])
    reason = sentence(
        "{first} and {other} both give the {field}; {first} is taken",
        first=quoted(first),
        other=quoted(other),
        field=field_word(name),
    )
    settle = "\n".join(["[columns]", column_line(first, FACT), column_line(other, shown_field(name))])
    return table.notice(reason, topic=Topic.DOUBT, settle=settle)


def _conflict(table: Table, name: str, places: Sequence[int]) -> Problem:
    first, other = (table.headings[place] for place in places[:2])
    lines = sentence(
        "{first}\n{other}\n  # or:\n{fact}\n{second}",
        first=column_line(first, shown_field(name)),
        other=column_line(other, _ALSO.get(lookup_key(other), FACT)),
        fact=column_line(first, _ALSO.get(lookup_key(first), FACT)),
        second=column_line(other, shown_field(name)),
    )
    reason = sentence(
        "{first} ({first_letter}) and {other} ({other_letter}) both give the {field}; say in course.toml which is "
        "meant:\n[columns]\n{lines}",
        first=quoted(first),
        first_letter=table.letter(places[0]),
        other=quoted(other),
        other_letter=table.letter(places[1]),
        field=field_word(name),
        lines=lines,
    )
    return table.problem(table.heading_row, reason)


def _claim(kind: Kind, own: Mapping[str, str], export: Export | None, heading: str) -> tuple[int, str]:
    word = lookup_key(heading)
    # In checkin's own table the headings mean what checkin wrote, whatever a course says of other files.
    if word in own and not (export and export.own):
        return _OWN, _own_field(kind, own[word])
    if export and word in export.fields:
        return _ACCOUNT_OF_FORM if export.account else _EXPORTED, export.fields[word]
    if SECRET.fullmatch(word):
        return _GENERAL, IGNORE
    if export and export.own:
        return _GENERAL, FACT
    return _GENERAL, _named(kind, own, heading)


def _own_field(kind: Kind, name: str) -> str:
    """Return the field with that name in this kind of file. A field of another kind is a fact here."""
    fields = (found for found in kind.words.values() if shown_field(found) == name)
    return IGNORE if name == IGNORE else next(fields, FACT)


def _named(kind: Kind, own: Mapping[str, str], heading: str) -> str:
    """Return the field that a heading names, with or without its text in brackets."""
    word = lookup_key(heading)
    if word in own:
        name = _own_field(kind, own[word])
        return "" if name in (FACT, IGNORE) else name
    return kind.words.get(word) or next(filter(None, map(kind.words.get, _plainer(kind, heading))), "")


def _plainer(kind: Kind, heading: str) -> Iterator[str]:
    """Return plainer forms of a heading: without brackets, ``FirstName`` apart, without "event" or "of attendee"."""
    plain = lookup_key(_WORD_ENDINGS.sub("", _IN_BRACKETS.sub(" ", heading)))
    yield plain
    apart = re.sub(r" \d$", "", lookup_key(_CAPITAL.sub(" ", _IN_BRACKETS.sub(" ", heading))))
    yield apart
    yield kind.added.sub("", apart)
    # "Institución en la que trabaja"; a question about a person's name may be about anybody.
    if kind.words.get(asked := _ASKED.sub("", plain)) in _ASKED_FIELDS:
        yield asked


def correct_meanings(claims: Claims, headings: Sequence[str], degrees: Collection[int] = ()) -> None:
    """Correct meanings by other columns: ``Tema`` beside ``Título`` is the theme; ``degrees`` are facts."""
    if others := [claim for claim in claims.get("title", []) if claim[0] == _OWN or claim[1] not in degrees]:
        claims["title"] = others

    def weight(claim: tuple[int, int]) -> int:
        word = lookup_key(headings[claim[1]])
        return _TITLES.index(_ALSO.get(word, "title")) + (word in _SESSIONS) if claim[0] != _OWN else len(_TITLES) + 1

    titles = claims.get("title", [])
    strongest = max(map(weight, titles), default=0)
    for claim in [claim for claim in titles if weight(claim) < strongest]:
        claims["title"].remove(claim)
        if (meaning := _ALSO[lookup_key(headings[claim[1]])]) != FACT:
            claims.setdefault(meaning, []).append(claim)


def _fact_names(headings: Sequence[str], taken: Collection[int], named: Collection[int]) -> Iterator[tuple[int, str]]:
    used = {tidy(headings[place]) for place in named}
    for place, heading in enumerate(headings):
        if place in taken:
            continue
        base = tidy(heading)[:LONGEST_HEADING] or f"column {letters(place)}"
        name, number = base, 2
        while name in used:
            name, number = f"{base} {number}", number + 1
        used.add(name)
        yield place, name
