"""Search participants by name, institution or code."""

import sqlite3
from collections.abc import Sequence

from checkin.core.course import Participant
from checkin.core.text import clean, fold
from checkin.store.roster.rows import ROSTER_QUERY, row_to_participant

_LONGEST_SEARCH, _MOST_WORDS = 200, 10


def search(conn: sqlite3.Connection, text: str, limit: int = 30) -> list[Participant]:
    """The people whose name, institution, country or code has the words of the text.

    First whoever is called exactly so, then the names that begin so, then the rest; each by name.
    """
    # Quotation marks, and NULs and halves of letters, end a query before its end.
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
    people = [
        row_to_participant(row) for row in conn.execute(f"{ROSTER_QUERY} WHERE id IN ({marks}) ORDER BY name", found)
    ]
    return sorted(people, key=lambda person: place.get(person.id, limit))


_TRIGRAM = 3


# So many names that begin with the text are put in order; more come of a letter or two, which are typed on.
_ORDERED = 2000


def _called(conn: sqlite3.Connection, words: Sequence[str]) -> list[str]:
    """Whose name begins with the words, by their ids: exactly so called first, then by name."""
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
