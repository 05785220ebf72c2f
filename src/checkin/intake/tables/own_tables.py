"""Recognise the tables that checkin exports, in every language of their headings."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from checkin.core.errors import IntakeError
from checkin.core.text import LANGUAGES, escape_formula, lookup_key, sentence
from checkin.i18n.table_headings import LATER_ROSTER_COLUMNS, ROSTER_COLUMNS, in_words
from checkin.intake.readers.table import Table
from checkin.intake.tables.heading_names import PROGRAMME, Export

# The columns by which a programme is recognised, and the others that it can have.
_PROGRAMME = ("id", "title", "starts_at", "ends_at", "room", "theme", "speakers", "counts", "required")
_MORE_OF_PROGRAMME = ("language", "groups", "slot", "kind")
# Fields that have another name here than in the files.
_FIELDS = {"code": "own_code", "starts_at": "start", "ends_at": "end"}
# Headings of tables that were exported before the words were changed.
_OLDER = {"correo electronico": "correo", "situacion": "estado", "statut": "etat"}
_MERGED = ("code", "name", "email", "country", "institution", "role")
# Tables of figures, which are neither a list of people nor a programme.
_FIGURES = {
    "attendance": ("name", "session", "starts_at", "status", "source"),
    "scans": ("event_id", "segment", "seq", "verdict"),
    "sessions": ("session", "title", "unmarked", "closed"),
    "certificates": ("name", "expected", "attended", "percent", "earned", "reason"),
    "country": ("country", "people", "expected", "unmarked", "percent"),
    "mail-merge": ("name", "number", "verification", "issued_on", "file"),
    # What certificates and badges write beside their pages for programs that send letters.
    "certificates.csv": (*_MERGED, "number", "verification", "file"),
    "mail-merge.csv": (*_MERGED, "picture"),
}


def own_export(headings: Collection[str], *, programme: bool) -> Export | None:
    """Return checkin's own table that has these headings, as lookup keys.

    A programme with a column of days is none: checkin writes day and time into one cell.
    """
    if programme and any(PROGRAMME.get(heading) == "date" for heading in headings):
        return None
    return next((export for export in _own_exports(programme=programme) if export.recognises(headings)), None)


@cache
def _own_exports(*, programme: bool) -> tuple[Export, ...]:
    """Return checkin's own list of people, or its own programme, once for each language of the headings."""
    needed, more = (_PROGRAMME, _MORE_OF_PROGRAMME) if programme else (ROSTER_COLUMNS, LATER_ROSTER_COLUMNS)
    return tuple(_own_export(needed, more, language) for language in ("", *LANGUAGES))


def _own_export(needed: Sequence[str], more: Sequence[str], language: str) -> Export:
    marks = [frozenset({word, _OLDER.get(word, word)}) for word in _words(needed, language).values()]
    fields = {word: _FIELDS.get(key, key) for key, word in _words((*needed, *more), language).items()}
    fields |= {older: fields[word] for word, older in _OLDER.items() if word in fields}
    return Export("checkin", tuple(marks), fields, own=True)


def _words(keys: Sequence[str], language: str) -> Mapping[str, str]:
    return {key: lookup_key(in_words(key, language) if language else key) for key in keys}


def is_own_programme(headings: Collection[str]) -> bool:
    """Return True if these are the headings of a programme that checkin exported."""
    return own_export({lookup_key(heading) for heading in headings}, programme=True) is not None


def unescape(text: str) -> str:
    """Return a cell of checkin's own table without the apostrophe that keeps it from being a formula."""
    return text[1:] if text.startswith("'") and escape_formula(text[1:]) == text else text


def refuse_figures(table: Table, *, programme: bool) -> None:
    """Raise :class:`IntakeError` for a table of figures that checkin wrote: nothing can be loaded from it."""
    words = {lookup_key(heading) for heading in table.headings}
    for name in _figures(words):
        reason = sentence(
            "this is the table {table} of checkin's figures; nothing can be loaded from it. "
            "For a file that can be loaded, use 'checkin export FILE --what {what}'",
            table=name,
            what="programme" if programme else "roster",
        )
        raise IntakeError([table.problem(0, reason)])


def _figures(words: Collection[str]) -> Iterator[str]:
    for language in ("", *LANGUAGES):
        for name, keys in _FIGURES.items():
            if all(_meanings(key, language) & set(words) for key in keys):
                yield name


def _meanings(key: str, language: str) -> set[str]:
    """Return a heading in the forms that a language has: what is expected can be sessions or people."""
    if not language:
        return {lookup_key(key)}
    return {lookup_key(in_words(key, language, of_people=of_people)) for of_people in (False, True)}
