"""The roster and the programme in the record: read as values, written as one change."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from checkin.core.codes import Codes
from checkin.core.course import Course, Participant, Role, Session
from checkin.core.events import moment, stamp
from checkin.core.text import clean, fold

_SEPARATOR = "\x1f"  # what group_concat puts between groups, in the views
_PERSON = "SELECT * FROM roster"


def edition(conn: sqlite3.Connection) -> Codes:
    """The codes of this edition, under its secret key."""
    return Codes(edition_key(conn))


def edition_key(conn: sqlite3.Connection) -> bytes:
    """The edition's secret key: it never leaves the record, and is never shown."""
    key: bytes = conn.execute("SELECT value FROM secret WHERE name = 'edition'").fetchone()[0]
    return key


def settle_rules(conn: sqlite3.Connection, course: Course) -> None:
    """Keep what the views need of ``course.toml`` beside them; the caller holds a transaction."""
    conn.executemany(
        "INSERT OR REPLACE INTO course (key, value) VALUES (?, ?)", [(key, value) for key, value in _rules(course)]
    )


def rules_settled(conn: sqlite3.Connection, course: Course) -> bool:
    """Whether the record's rules are those of ``course.toml``."""
    held = dict(conn.execute("SELECT key, value FROM course").fetchall())
    return all(held.get(key) == value for key, value in _rules(course))


def _rules(course: Course) -> list[tuple[str, str]]:
    return [("late_after", str(course.door.late_after)), ("title", course.title), ("timezone", course.timezone.key)]


def roster(conn: sqlite3.Connection, *, everybody: bool = False) -> list[Participant]:
    """The people in the roster's order; ``everybody`` includes those that the last file no longer listed."""
    condition = "" if everybody else "WHERE listed"
    return [_person(row) for row in conn.execute(f"{_PERSON} {condition} ORDER BY place, id")]


def numbered(conn: sqlite3.Connection) -> dict[str, int]:
    """Everybody's row number on every list, by their id: their place among all who were ever on the roster."""
    rows = conn.execute("SELECT id FROM participants ORDER BY place, id")
    return {row["id"]: number for number, row in enumerate(rows, 1)}


def as_loaded(conn: sqlite3.Connection) -> list[Participant]:
    """Everybody ever listed or added, as the files and the door gave them, whatever events say since."""
    rows = conn.execute(
        "SELECT r.*, p.name AS loaded_name, p.note AS loaded_note FROM roster r JOIN participants p ON p.id = r.id "
        "ORDER BY r.place, r.id"
    )
    return [
        replace(
            _person(row),
            name=row["loaded_name"],
            note=row["loaded_note"] or "",
            withdrawn=bool(row["withdrawn_by_roster"]),
        )
        for row in rows
    ]


def on_file(conn: sqlite3.Connection) -> set[str]:
    """The ids of those whom the last roster listed."""
    return {row["id"] for row in conn.execute("SELECT id FROM participants WHERE listed AND added_by IS NULL")}


def sessions_as_loaded(conn: sqlite3.Connection) -> list[Session]:
    """The sessions of the last programme, as its file gave them, whatever events say since."""
    rows = conn.execute(
        "SELECT s.*, (SELECT group_concat(g.name, char(31)) FROM session_groups g WHERE g.session = s.id) AS groups "
        "FROM sessions s WHERE s.listed ORDER BY starts_at, room, id"
    )
    return [_session(row) for row in rows]


def programme(conn: sqlite3.Connection) -> list[Session]:
    """The sessions that are held, by time."""
    return [_session(row) for row in conn.execute("SELECT * FROM programme ORDER BY starts_at, room, id")]


def holder(conn: sqlite3.Connection, code: str) -> tuple[Participant, bool] | None:
    """Who holds a code, and whether the code was replaced by another; None when nobody does."""
    found = conn.execute("SELECT participant, replaced FROM code_holders WHERE code = ?", (code,)).fetchone()
    if found is None:
        return None
    person = by_id(conn, found["participant"])
    return None if person is None else (person, bool(found["replaced"]))


def countries(conn: sqlite3.Connection) -> dict[str, str]:
    """Everybody's country, as ISO 3166-1 alpha-2, by the record's own id."""
    return {row[0]: row[1] or "" for row in conn.execute("SELECT id, country FROM participants")}


def own_codes(conn: sqlite3.Connection) -> frozenset[str]:
    """The roster's own codes, without case."""
    return frozenset(row[0].casefold() for row in conn.execute("SELECT code FROM codes WHERE own"))


def by_id(conn: sqlite3.Connection, participant: str) -> Participant | None:
    """One person by the record's own id."""
    row = conn.execute(f"{_PERSON} WHERE id = ?", (participant,)).fetchone()
    return None if row is None else _person(row)


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
    people = [_person(row) for row in conn.execute(f"{_PERSON} WHERE id IN ({marks}) ORDER BY name", found)]
    return sorted(people, key=lambda person: place.get(person.id, limit))


_TRIGRAM = 3
_LONGEST_SEARCH, _MOST_WORDS = 200, 10
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


def write_people(
    conn: sqlite3.Connection,
    people: Sequence[Participant],
    *,
    countries: Callable[[str], str],
    new_id: Callable[[], str],
    choose: Callable[[int], int],
) -> list[Participant]:
    """Write new and changed people, giving the new ones an id and a code; the caller holds a transaction.

    ``countries`` gives all the words by which a country may be searched. Returns the people as they now stand.
    """
    from sqlite_utils import Database

    codes = edition(conn)
    settled = [_with_identity(conn, codes, person, new_id, choose) for person in people]
    places = {row[0]: row[1] for row in conn.execute("SELECT id, place FROM participants")}
    top = max(places.values(), default=0)
    db = Database(conn)
    db.table("participants").upsert_all(
        [_row(person, places.get(person.id, top + number)) for number, person in enumerate(settled, 1)], pk="id"
    )
    conn.executemany("DELETE FROM participant_groups WHERE participant = ?", [(person.id,) for person in settled])
    _write_groups(conn, "participant", ((person.id, person.groups) for person in settled))
    conn.executemany(
        "INSERT INTO codes (code, participant, own) VALUES (?, ?, ?) ON CONFLICT (code) DO NOTHING",
        [
            (code, person.id, own)
            for person in settled
            for code, own in ((person.code, 0), (person.own_code, 1))
            if code
        ],
    )
    db.table("search").upsert_all(
        [{"participant": person.id, "words": _words(person, countries)} for person in settled], pk="participant"
    )
    return settled


def _with_identity(
    conn: sqlite3.Connection,
    codes: Codes,
    person: Participant,
    new_id: Callable[[], str],
    choose: Callable[[int], int],
) -> Participant:
    return replace(person, id=person.id or new_id(), code=person.code or _free_code(conn, codes, choose))


def free_code(conn: sqlite3.Connection, choose: Callable[[int], int]) -> str:
    """A new code of this edition that nobody has. ``choose(n)`` gives a random number below ``n``."""
    return _free_code(conn, edition(conn), choose)


def _free_code(conn: sqlite3.Connection, codes: Codes, choose: Callable[[int], int]) -> str:
    while True:
        code = codes.mint(choose)
        if conn.execute("SELECT 1 FROM codes WHERE code = ?", (code,)).fetchone() is None:
            return code


def write_code(conn: sqlite3.Connection, code: str, participant: str, event: str) -> None:
    """Keep a code that an event gave to somebody.

    Where two kiosks drew the same one, the roster's stands, else the older event's: in whatever order they came.
    """
    conn.execute(
        "INSERT INTO codes (code, participant, own, event) VALUES (?, ?, 0, ?) ON CONFLICT (code) DO UPDATE "
        "SET participant = excluded.participant, event = excluded.event "
        "WHERE codes.event IS NOT NULL AND excluded.event < codes.event",
        (code, participant, event),
    )


# After everybody on the roster, and among one another by their ids, which begin with the time: the same on every kiosk.
_ADDED_PLACE = 1_000_000_000


def write_added(conn: sqlite3.Connection, person: Participant, event: str, *, countries: Callable[[str], str]) -> None:
    """Keep a person whom an event added; with the event undone they are gone again.

    Whoever is here already, because a roster that came before the event lists them, stays as that says.
    """
    row = _row(person, _ADDED_PLACE) | {"added_by": event}
    fresh = conn.execute(
        f"INSERT INTO participants ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}) ON CONFLICT DO NOTHING",
        list(row.values()),
    )
    write_code(conn, person.code, person.id, event)
    if fresh.rowcount:
        conn.execute("INSERT INTO search (participant, words) VALUES (?, ?)", (person.id, _words(person, countries)))


def list_people(conn: sqlite3.Connection, listed: Iterable[str], order: Iterable[str]) -> None:
    """Say who is on the roster now, and in which order; nobody is ever deleted."""
    conn.execute("UPDATE participants SET listed = 0 WHERE added_by IS NULL")
    conn.executemany("UPDATE participants SET listed = 1 WHERE id = ?", [(person,) for person in listed])
    conn.executemany("UPDATE participants SET place = ? WHERE id = ?", list(enumerate(order, 1)))


def write_sessions(conn: sqlite3.Connection, course: Course, sessions: Sequence[Session]) -> None:
    """Make this the programme; sessions that it lacks are kept, unlisted. The caller holds a transaction."""
    from sqlite_utils import Database

    conn.execute("UPDATE sessions SET listed = 0")
    rows = [
        {
            "id": session.id,
            "title": session.title,
            "starts_at": stamp(session.starts_at),
            "ends_at": stamp(session.ends_at),
            "day": course.local(session.starts_at).date().isoformat(),
            "room": session.room,
            "theme": session.theme,
            "speakers": _SEPARATOR.join(session.speakers),
            "language": session.language,
            "kind": session.kind,
            "counts": int(session.counts),
            "required": int(session.required),
            "listed": 1,
        }
        for session in sessions
    ]
    Database(conn).table("sessions").upsert_all(rows, pk="id")
    conn.executemany("DELETE FROM session_groups WHERE session = ?", [(session.id,) for session in sessions])
    _write_groups(conn, "session", ((session.id, session.groups) for session in sessions))


def _write_groups(conn: sqlite3.Connection, owner: str, groups: Iterable[tuple[str, Iterable[str]]]) -> None:
    conn.executemany(
        f"INSERT OR IGNORE INTO {owner}_groups ({owner}, name) VALUES (?, ?)",
        [(key, name) for key, names in groups for name in names],
    )


def revision(conn: sqlite3.Connection) -> int:
    """How many times the roster or the programme was loaded."""
    return int(conn.execute("SELECT value FROM course WHERE key = 'revision'").fetchone()[0])


def raise_revision(conn: sqlite3.Connection) -> int:
    """Count one more revision of the roster and programme."""
    conn.execute("UPDATE course SET value = CAST(value AS INTEGER) + 1 WHERE key = 'revision'")
    return revision(conn)


def _words(person: Participant, countries: Callable[[str], str]) -> str:
    words = (person.name, person.institution, countries(person.country), person.code, person.own_code)
    return fold(" ".join(words))


def _row(person: Participant, place: int) -> dict[str, str | int | None]:
    return {
        "id": person.id,
        "own_id": person.own_id,
        "name": person.name,
        "given_names": person.given_names,
        "family_names": person.family_names,
        "email": person.email,
        "country": person.country,
        "institution": person.institution,
        "position": person.position,
        "role": person.role.value,
        "language": person.language,
        "note": person.note,
        "photo": person.photo,
        "facts": json.dumps(dict(person.facts), ensure_ascii=False),
        "withdrawn": int(person.withdrawn),
        "listed": 1,
        "place": place,
    }


def _person(row: sqlite3.Row) -> Participant:
    return Participant(
        id=row["id"],
        code=row["code"] or "",
        own_code=row["own_code"] or "",
        own_id=row["own_id"] or "",
        name=row["name"],
        given_names=row["given_names"] or "",
        family_names=row["family_names"] or "",
        email=row["email"] or "",
        country=row["country"] or "",
        institution=row["institution"] or "",
        position=row["position"] or "",
        role=Role(row["role"]),
        groups=_split(row["groups"]),
        language=row["language"] or "",
        withdrawn=bool(row["withdrawn"]),
        note=row["note"] or "",
        photo=row["photo"] or "",
        facts=json.loads(row["facts"]),
    )


def _session(row: sqlite3.Row) -> Session:
    return Session(
        id=row["id"],
        title=row["title"],
        starts_at=moment(row["starts_at"]),
        ends_at=moment(row["ends_at"]),
        room=row["room"] or "",
        theme=row["theme"] or "",
        speakers=_split(row["speakers"]),
        language=row["language"] or "",
        groups=_split(row["groups"]),
        kind=row["kind"] or "",
        counts=bool(row["counts"]),
        required=bool(row["required"]),
    )


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(_SEPARATOR)) if text else ()
