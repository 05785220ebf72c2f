"""Make a publication the roster and programme of this record, in one step, writing only what differs."""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from checkin.core.course import Role
from checkin.core.errors import RecordError
from checkin.core.events import MAX_EVENT_BYTES, Kind, NewEvent, format_time, is_storable
from checkin.core.facts_json import read_facts
from checkin.core.text import EnglishText, TranslatableText, clean, fold, sentence
from checkin.core.value_checks import day_fault, time_fault
from checkin.store.record import Transaction
from checkin.store.roster import edition
from checkin.store.roster.event_people import apply_events, give_codes
from checkin.store.roster.former_days import held_days, remember_former_days
from checkin.store.roster.row_numbers import MOST
from checkin.store.sync.publication import PERSON, PERSON_TEXTS, SESSION, SESSION_TEXTS, Publication

Row = dict[str, Any]
# Columns that a publication of an older checkin does not have.
_NEW = frozenset({"slot", "withdrawn_on", "row_number"})
_NEEDED = frozenset(
    {"id", "name", "role", "facts", "withdrawn", "listed", "place"}
    | {"title", "starts_at", "ends_at", "day", "counts", "required"}
)
_LARGEST, _LONGEST_RULES = 2**53, 1_000_000


def apply_publication(writing: Transaction, publication: Publication, *, countries: Callable[[str], str]) -> None:
    """Replace roster and programme by a publication. People added at doors and all people with a history stay.

    A person who is on the roster here but not in the publication, and has a history, becomes a person added at a door,
    so that every station has them. Raises :class:`RecordError` when the publication is invalid.
    """
    conn = writing.conn
    persons, sessions = _understood(publication)
    before = _rows(conn, "participants", PERSON)
    for key, row in persons.items():
        if row["row_number"] is None and key in before:
            row["row_number"] = before[key]["row_number"]
    _write(conn, "participants", PERSON, before, persons)
    left = [row for key, row in before.items() if not row["added_by"] and key not in persons]
    conn.executemany("UPDATE participants SET listed = 0 WHERE id = ? AND listed", [(row["id"],) for row in left])
    _write_groups(conn, "participant", persons)
    _write_codes(conn, persons)
    _write_search(conn, persons, countries)
    held, days = _rows(conn, "sessions", SESSION), held_days(conn)
    _write(conn, "sessions", SESSION, held, sessions)
    conn.executemany(
        "UPDATE sessions SET listed = 0 WHERE id = ? AND listed", [(key,) for key in held if key not in sessions]
    )
    _write_groups(conn, "session", sessions)
    remember_former_days(conn, days, format_time(writing.now))
    reissued = conn.execute("SELECT DISTINCT participant FROM events WHERE kind = 'reissue'").fetchall()
    give_codes(conn, [row[0] for row in reissued if row[0]])
    _add_those_left(writing, left, countries)
    edition.raise_revision(conn)


def require_readable(publication: Publication) -> None:
    """Raise :class:`RecordError` if a publication from elsewhere says something that no reader could use."""
    _understood(publication)


def _fault(error: Exception) -> EnglishText | TranslatableText:
    if type(error) is ValueError:
        return EnglishText(clean(str(error))[:200])
    return sentence("it does not have the form of a participant list")


def _understood(publication: Publication) -> tuple[dict[str, Row], dict[str, Row]]:
    try:
        _require_no_fault("its time", time_fault(publication.published_at))
        content = json.loads(publication.content)
        _text(content.get("course", ""), longest=_LONGEST_RULES)
        persons = {row["id"]: row for row in map(_person, content["people"])}
        sessions = {row["id"]: row for row in map(_session, content["sessions"])}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RecordError(
            "The participant list that {who} published is not readable ({reason}). It was not imported.",
            who=clean(publication.published_by)[:100],
            reason=_fault(error),
        ) from error
    return persons, sessions


def _person(said: Mapping[str, Any]) -> Row:
    row = _row(said, PERSON_TEXTS, PERSON)
    Role(row["role"])
    read_facts(row["facts"])
    if not row["id"] or not row["name"]:
        raise ValueError("a person without an id or a name")
    if row["row_number"] is not None and not 0 < row["row_number"] <= MOST:
        raise ValueError("a row number that no list has")
    row["groups"] = _texts(said["groups"])
    row["codes"] = [(_text(code), int(own) and 1) for code, own in said["codes"]]
    return row


def _session(said: Mapping[str, Any]) -> Row:
    row = _row(said, SESSION_TEXTS, SESSION)
    faults = time_fault(row["starts_at"]), time_fault(row["ends_at"]), day_fault(row["day"])
    _require_no_fault("a session's time or day", "".join(faults))
    if row["starts_at"] > row["ends_at"]:
        raise ValueError("a session ends before it begins")
    row["groups"] = _texts(said["groups"])
    return row


def _row(said: Mapping[str, Any], texts: Sequence[str], columns: Sequence[str]) -> Row:
    row: Row = {}
    for name in columns:
        value = said.get(name) if name in _NEW else said[name]
        if value is None and name not in _NEEDED:
            row[name] = None
        elif name in texts:
            row[name] = _text(value)
        elif type(value) is int and abs(value) < _LARGEST:
            row[name] = value
        else:
            raise ValueError(f"{name} is no whole number")
    return row


def _require_no_fault(what: str, wrong: str) -> None:
    if wrong:
        raise ValueError(f"{what} {wrong}")


def _text(value: object, *, longest: int = MAX_EVENT_BYTES) -> str:
    if not isinstance(value, str) or len(value) > longest or not is_storable(value):
        raise ValueError("a value is no text that can be stored")
    return value


def _texts(values: Sequence[object]) -> list[str]:
    return [_text(value) for value in values]


def _rows(conn: sqlite3.Connection, table: str, columns: Sequence[str]) -> dict[str, Row]:
    return {row["id"]: dict(row) for row in conn.execute(f"SELECT {', '.join(columns)} FROM {table}")}


def _write(
    conn: sqlite3.Connection, table: str, columns: Sequence[str], before: Mapping[str, Row], rows: Mapping[str, Row]
) -> None:
    changed = [
        [row[name] for name in columns]
        for key, row in rows.items()
        if key not in before or any(before[key][name] != row[name] for name in columns)
    ]
    updates = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    conn.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
        f"ON CONFLICT (id) DO UPDATE SET {updates}",
        changed,
    )


def _write_groups(conn: sqlite3.Connection, owner: str, rows: Mapping[str, Row]) -> None:
    before: dict[str, set[str]] = {}
    for row in conn.execute(f"SELECT {owner}, name FROM {owner}_groups"):
        before.setdefault(row[0], set()).add(row[1])
    changed = [key for key, row in rows.items() if before.get(key, set()) != set(row["groups"])]
    conn.executemany(f"DELETE FROM {owner}_groups WHERE {owner} = ?", [(key,) for key in changed])
    conn.executemany(
        f"INSERT OR IGNORE INTO {owner}_groups ({owner}, name) VALUES (?, ?)",
        [(key, name) for key in changed for name in rows[key]["groups"]],
    )


def _write_codes(conn: sqlite3.Connection, persons: Mapping[str, Row]) -> None:
    """Apply the publisher's codes, even if other people had them here."""
    rows = conn.execute("SELECT code, participant, own, event FROM codes")
    before = {row["code"]: (row["participant"], row["own"], row["event"]) for row in rows}
    conn.executemany(
        "INSERT OR REPLACE INTO codes (code, participant, own, event) VALUES (?, ?, ?, NULL)",
        [
            (code, key, own)
            for key, row in persons.items()
            for code, own in row["codes"]
            if before.get(code) != (key, own, None)
        ],
    )


def _write_search(conn: sqlite3.Connection, persons: Mapping[str, Row], countries: Callable[[str], str]) -> None:
    before = dict(conn.execute("SELECT participant, words FROM search").fetchall())
    # The code that an event gave somebody added at a door is not in the publication, and can be searched all the same.
    given = dict(conn.execute("SELECT participant, code FROM codes WHERE event IS NOT NULL").fetchall())
    rows = []
    for key, row in persons.items():
        # As the roster's own writing has it: our code, then the roster's.
        codes = [code for code, _ in sorted(row["codes"], key=lambda one: one[1])] or [given.get(key, "")]
        words = fold(" ".join((row["name"], row["institution"] or "", countries(row["country"] or ""), *codes)))
        if before.get(key) != words:
            rows.append((key, words))
    conn.executemany(
        "INSERT INTO search (participant, words) VALUES (?, ?) "
        "ON CONFLICT (participant) DO UPDATE SET words = excluded.words",
        rows,
    )


def _add_those_left(writing: Transaction, left: Sequence[Row], countries: Callable[[str], str]) -> None:
    """Add a person who is left here only and has a history by an event, with the event's data."""
    conn = writing.conn
    for row in left:
        key = row["id"]
        if conn.execute("SELECT 1 FROM events WHERE participant = ?", (key,)).fetchone() is None:
            continue
        code = conn.execute(
            "SELECT max(code) FROM codes WHERE participant = ? AND event IS NULL AND own = 0", (key,)
        ).fetchone()[0]
        if not code:
            continue
        facts = {name: row[name] or "" for name in ("name", "country", "institution", "role")}
        event = writing.append(NewEvent(kind=Kind.ADD, participant=key, code=code, facts=facts))
        for table in ("participant_groups", "codes", "search"):
            conn.execute(f"DELETE FROM {table} WHERE participant = ?", (key,))
        conn.execute("DELETE FROM participants WHERE id = ?", (key,))
        apply_events(conn, [event], countries)
