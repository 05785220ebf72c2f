"""Convert rows to participants and sessions, and back."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from datetime import date

from checkin.core.course import Participant, Role, Session
from checkin.core.events import parse_time
from checkin.core.text import fold

GROUP_SEPARATOR = "\x1f"  # what group_concat puts between groups, in the views


ROSTER_QUERY = "SELECT * FROM roster"


def write_groups(conn: sqlite3.Connection, owner: str, groups: Iterable[tuple[str, Iterable[str]]]) -> None:
    conn.executemany(
        f"INSERT OR IGNORE INTO {owner}_groups ({owner}, name) VALUES (?, ?)",
        [(key, name) for key, names in groups for name in names],
    )


def search_words(person: Participant, countries: Callable[[str], str]) -> str:
    words = (person.name, person.institution, countries(person.country), person.code, person.own_code)
    return fold(" ".join(words))


def participant_to_row(person: Participant, place: int) -> dict[str, str | int | None]:
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


def row_to_participant(row: sqlite3.Row) -> Participant:
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
        withdrawn_from=first_day_without(row["withdrawn_from"]),
        note=row["note"] or "",
        photo=row["photo"] or "",
        facts=json.loads(row["facts"]),
    )


def row_to_session(row: sqlite3.Row) -> Session:
    return Session(
        id=row["id"],
        title=row["title"],
        starts_at=parse_time(row["starts_at"]),
        ends_at=parse_time(row["ends_at"]),
        room=row["room"] or "",
        theme=row["theme"] or "",
        speakers=_split(row["speakers"]),
        language=row["language"] or "",
        groups=_split(row["groups"]),
        kind=row["kind"] or "",
        counts=bool(row["counts"]),
        required=bool(row["required"]),
        slot=row["slot"] or "",
    )


def first_day_without(text: object) -> date | None:
    """Return the first day on which nothing is expected of somebody who withdrew; None: they never were expected."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) and text else None
    except ValueError:
        return None


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(GROUP_SEPARATOR)) if text else ()
