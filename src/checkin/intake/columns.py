"""Which column is which: the headings of a file, understood.

The tables of words are in :mod:`checkin.intake.heading_names`; a course's own ``[columns]`` win over them. Pure.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from checkin.core.errors import IntakeError, Problem
from checkin.core.text import lookup_key
from checkin.intake.heading_names import EXPORTS, PROGRAMME, ROSTER, Export
from checkin.intake.own_tables import own_exports
from checkin.intake.readers.cells import quoted, tidy
from checkin.intake.readers.limits import LONGEST_HEADING
from checkin.intake.readers.sheet import COMPLETE

# Columns that are never read.
_SECRET = re.compile(r"(?:password|passwd|contrasena|senha|mot de passe|token|pin|clave de acceso)(?: \d+)?")
FACT, IGNORE = "fact", "ignore"
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"  # values of the option ``dates``
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Headings that mean the whole name, unless another column says that they are a part of it.
_NOMBRE = frozenset({"nombre", "nombres", "nome", "nomes", "name", "names"})
_NOM = frozenset({"nom", "noms"})
# Headings that mean the title, unless another column gives it: then they are what the session belongs to.
_TOPIC = frozenset({"description", "tema", "topic", "assunto", "sujet", "modulo"})
# What people call the fields that have another name here.
_SHOWN = {"own_id": "id", "own_code": "code", "start": "starts_at", "end": "ends_at"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its fields by heading, the programs that export it, and which fields it cannot do without."""

    words: Mapping[str, str]
    complete: Callable[[Collection[str]], bool]
    exports: Sequence[Export] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of one file are: the place of each field, and the name of each extra fact by its place."""

    fields: Mapping[str, int]
    facts: Mapping[int, str]
    headings: Sequence[str]
    export: Export | None = None

    def heading(self, name: str) -> str:
        """Return the file's heading of a field; empty if the file has no such column."""
        return self.headings[self.fields[name]] if name in self.fields else ""


ROSTER_KIND = Kind(
    ROSTER, lambda fields: "name" in fields or {"given_names", "family_names"} & set(fields) != set(), EXPORTS
)
PROGRAMME_KIND = Kind(PROGRAMME, lambda fields: {"title", "start"} <= set(fields))


def own_columns(columns: Mapping[str, str]) -> dict[str, str]:
    """Return the ``[columns]`` of a course as a lookup table from heading to field name.

    Raises :class:`IntakeError` for a field that does not exist.
    """
    known = {_shown(name) for name in (*ROSTER.values(), *PROGRAMME.values())} | {FACT, IGNORE}
    own, problems = {}, []
    for heading, wanted in columns.items():
        if heading == "dates" and wanted in (DAY_FIRST, MONTH_FIRST):
            continue
        name = (
            wanted
            if wanted in known
            else _shown(ROSTER.get(lookup_key(wanted)) or PROGRAMME.get(lookup_key(wanted), ""))
        )
        if not name:
            close = get_close_matches(wanted.lower(), known, n=1)
            near = f"did you mean {close[0]!r}?" if close else f"the fields are {', '.join(sorted(known))}"
            problems.append(
                Problem("course.toml", 0, "", f"[columns] {quoted(heading)} = {quoted(wanted)} names no field; {near}")
            )
        own[lookup_key(heading)] = name
    if problems:
        raise IntakeError(problems)
    return own


def score_headings(kind: Kind, own: Mapping[str, str]) -> Callable[[Sequence[str]], int]:
    """How many fields of the kind a row of cells names; COMPLETE or more when it has all that are needed."""

    def rating(cells: Sequence[str]) -> int:
        names = {name for cell in cells if len(cell) <= LONGEST_HEADING and (name := _named(kind, own, cell))}
        return len(names) + (COMPLETE if kind.complete(names) else 0)

    return rating


def assign_columns(kind: Kind, headings: Sequence[str], own: Mapping[str, str], file: str, row: int) -> Columns:
    """Say which column holds which field; what is no field is an extra fact.

    Raises :class:`IntakeError` when two columns claim one field.
    """
    words = {lookup_key(heading) for heading in headings}
    known = (*own_exports(programme=kind is PROGRAMME_KIND), *kind.exports)
    export = next((export for export in known if export.recognises(words)), None)
    claims: dict[str, list[tuple[int, int]]] = {}
    ignored = set()
    for place, (rank, name) in enumerate(_claim(kind, own, export, heading) for heading in headings):
        if name == IGNORE:
            ignored.add(place)
        elif name and name != FACT:
            claims.setdefault(name, []).append((rank, place))
    _part_names(claims, headings)
    _tell_topics(claims, headings)
    fields, problems = {}, []
    for name, claimed in claims.items():
        best = min(rank for rank, _ in claimed)
        places = [place for rank, place in claimed if rank == best]
        fields[name] = places[0]
        if len(places) > 1 and (best == _OWN or not export):
            first, second = headings[places[0]], headings[places[1]]
            both = f"{quoted(first)} and {quoted(second)} both give the {_shown(name).replace('_', ' ')}"
            reason = f"{both}; in course.toml, [columns], make one a 'fact'"
            problems.append(Problem(file, row, "", reason))
    if problems:
        raise IntakeError(problems)
    taken = ignored | set(fields.values())
    # In checkin's own table a fact can have the heading of a field.
    named = () if export and export.own else taken
    return Columns(fields, dict(_fact_names(headings, taken, named)), headings, export)


_OWN, _EXPORTED, _GENERAL = range(3)


def _claim(kind: Kind, own: Mapping[str, str], export: Export | None, heading: str) -> tuple[int, str]:
    word = lookup_key(heading)
    # In checkin's own table the headings mean what checkin wrote, whatever a course says of other files.
    if word in own and not (export and export.own):
        return _OWN, _own_field(kind, own[word])
    if export and word in export.fields:
        return _EXPORTED, export.fields[word]
    if _SECRET.fullmatch(word):
        return _GENERAL, IGNORE
    if export and export.own:
        return _GENERAL, FACT
    return _GENERAL, _named(kind, own, heading)


def _own_field(kind: Kind, name: str) -> str:
    """Return the field with that name in this kind of file. A field of another kind is a fact here."""
    fields = (found for found in kind.words.values() if _shown(found) == name)
    return IGNORE if name == IGNORE else next(fields, FACT)


def _named(kind: Kind, own: Mapping[str, str], heading: str) -> str:
    """Return the field that a heading names, with or without its text in brackets."""
    word = lookup_key(heading)
    if word in own:
        name = _own_field(kind, own[word])
        return "" if name in (FACT, IGNORE) else name
    return kind.words.get(word) or kind.words.get(lookup_key(_IN_BRACKETS.sub(" ", heading)), "")


def _part_names(claims: dict[str, list[tuple[int, int]]], headings: Sequence[str]) -> None:
    """``Nombre`` beside ``Apellidos`` is the given names; ``Nom`` beside ``Prénom`` is the family name."""
    for rank, place in list(claims.get("name", ())):
        word = lookup_key(headings[place])
        given, family = claims.get("given_names"), claims.get("family_names")
        part = ""
        if word in _NOMBRE and family and not given:
            part = "given_names"
        elif word in _NOM and given and not family:
            part = "family_names"
        if part and rank == _GENERAL:
            claims["name"].remove((rank, place))
            claims[part] = [(rank, place)]
    if not claims.get("name", True):
        del claims["name"]


def _tell_topics(claims: dict[str, list[tuple[int, int]]], headings: Sequence[str]) -> None:
    """``Tema`` beside ``Título`` is the theme."""
    titles = claims.get("title", [])
    topics = [(rank, place) for rank, place in titles if rank != _OWN and lookup_key(headings[place]) in _TOPIC]
    if topics and len(topics) < len(titles):
        claims["title"] = [claim for claim in titles if claim not in topics]
        claims.setdefault("theme", []).extend(topics)


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


def _shown(name: str) -> str:
    return _SHOWN.get(name, name)


def letters(place: int) -> str:
    """Return the letters of a spreadsheet column; ``place`` counts from 0."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
