"""Search participants by name, institution or code."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from checkin.core.course import Participant
from checkin.core.similar_names import is_meant, is_named, is_namesake, likeness
from checkin.core.text import clean, fold
from checkin.store.roster.rows import ROSTER_QUERY, row_to_participant

_LONGEST_SEARCH, _MOST_WORDS = 200, 10


@dataclass(frozen=True, slots=True)
class SearchHits:
    """The people found for a text. ``is_exact`` is False if they are only the nearest ones."""

    people: tuple[Participant, ...] = ()
    is_exact: bool = True


_CANDIDATES, _NEAREST = 200, 3


def find_people(conn: sqlite3.Connection, text: str, limit: int = 30) -> SearchHits:
    """Return the people that a text names, else the nearest ones: with one typing mistake a word, else more.

    Mario is not María: who differs by a letter is a guess, which a person has to choose.
    """
    exact = search(conn, text, limit)
    if exact:
        return SearchHits(tuple(exact))
    candidates = _sharing_trigrams(conn, text)
    for is_found in (is_named, is_meant):
        if found := [person for person in candidates if is_found(text, person.name)]:
            ordered = sorted(found, key=lambda person: -likeness(text, person.name))[:limit]
            return SearchHits(tuple(ordered), is_exact=is_found is is_named)
    nearest = sorted(candidates, key=lambda person: -likeness(text, person.name))[:_NEAREST]
    return SearchHits(tuple(nearest), is_exact=False)


def namesakes(conn: sqlite3.Connection, name: str, country: str) -> list[Participant]:
    """Return the people of an equal name, and those of the same country whose name shares its words with a name."""
    found = [*search(conn, name), *_sharing_trigrams(conn, name)]
    same = {
        person.id: person
        for person in found
        if fold(person.name) == fold(name)
        or (is_namesake(name, person.name) and (not country or person.country in ("", country)))
    }
    return sorted(same.values(), key=lambda person: -likeness(name, person.name))


def _sharing_trigrams(conn: sqlite3.Connection, text: str) -> list[Participant]:
    """Return people whose words share three letters in a row with a text, the most alike first."""
    plain = fold(clean(text[:_LONGEST_SEARCH]))
    words = ["".join(c for c in word if c.isalnum()) for word in plain.split()][:_MOST_WORDS]
    parts = {word[place : place + _TRIGRAM] for word in words for place in range(len(word) - _TRIGRAM + 1)}
    if not parts:
        return []
    query = " OR ".join(f'"{part}"' for part in sorted(parts))
    rows = conn.execute(
        "SELECT s.participant FROM search_parts f JOIN search s ON s.rowid = f.rowid "
        "WHERE search_parts MATCH ? ORDER BY f.rank LIMIT ?",
        (query, _CANDIDATES),
    ).fetchall()
    marks = ", ".join("?" * len(rows))
    people = conn.execute(f"{ROSTER_QUERY} WHERE id IN ({marks})", [row[0] for row in rows])
    return [row_to_participant(row) for row in people]


def search(conn: sqlite3.Connection, text: str, limit: int = 30) -> list[Participant]:
    """Return the people whose name, institution, country or code contains the words of the text.

    Exact names come first, then names that begin with the text, then the rest; each by name.
    """
    # Quotation marks, NUL characters and lone surrogates would end a query early.
    plain = clean(text[:_LONGEST_SEARCH]).replace('"', " ")
    words = [word for word in fold(plain).split() if any(c.isalnum() for c in word)][:_MOST_WORDS]
    if not words:
        return []
    first = _called(conn, words)[:limit]
    begun = _matching(conn, "search_fts", " ".join(f'"{word}"*' for word in words), limit)
    found = list(dict.fromkeys(first + begun))
    if len(found) < limit and all(len(word) >= _TRIGRAM for word in words):
        within = _matching(conn, "search_parts", " ".join(f'"{word}"' for word in words), limit)
        found = list(dict.fromkeys(found + within))
    found = found[:limit]
    marks = ", ".join("?" * len(found))
    place = {person: number for number, person in enumerate(first)}
    people = [row_to_participant(row) for row in conn.execute(f"{ROSTER_QUERY} WHERE id IN ({marks})", found)]
    return sorted(people, key=lambda person: (place.get(person.id, limit), fold(person.name), person.name))


_TRIGRAM = 3


# So many names that begin with the text are put in order; more come of a letter or two, which are typed on.
_ORDERED = 2000


def _called(conn: sqlite3.Connection, words: Sequence[str]) -> list[str]:
    """Return whose name begins with the words, by id: exactly these names first, then by name."""
    text = " ".join(words)
    rows = conn.execute(
        "SELECT s.participant, r.name FROM search s JOIN roster r ON r.id = s.participant WHERE s.rowid IN "
        "(SELECT rowid FROM search_fts WHERE search_fts MATCH ? LIMIT ?)",
        (f'^"{text}"*', _ORDERED),
    )
    named = [(fold(row["name"]), row["participant"]) for row in rows]
    begun = [(name != text, name, person) for name, person in named if name.startswith(text)]
    return [person for _, _, person in sorted(begun)]


def _matching(conn: sqlite3.Connection, index: str, query: str, limit: int) -> list[str]:
    # In the order of the rows, not of the names: ordering would fetch every match of a short word first.
    rows = conn.execute(
        f"SELECT participant FROM search WHERE rowid IN (SELECT rowid FROM {index} WHERE {index} MATCH ? LIMIT ?)",
        (query, limit),
    )
    return [row[0] for row in rows]
