"""Convert rows to participants and sessions, and back."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from checkin.core.course import Participant, Role, Session
from checkin.core.events import parse_time
from checkin.core.name_split import name_parts
from checkin.core.text import fold
from checkin.core.withdrawals import Period, withdrawal_periods

GROUP_SEPARATOR = "\x1f"  # what group_concat puts between groups, in the views


ROSTER_QUERY = "SELECT * FROM roster"


def write_groups(conn: sqlite3.Connection, owner: str, groups: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Add the groups of people or sessions by their ids; ``owner`` is ``participant`` or ``session``."""
    conn.executemany(
        f"INSERT OR IGNORE INTO {owner}_groups ({owner}, name) VALUES (?, ?)",
        [(key, name) for key, names in groups for name in names],
    )


def write_participants(conn: sqlite3.Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert or replace rows of people, which have the same columns."""
    if not rows:
        return
    columns = list(rows[0])
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
    conn.executemany(
        f"INSERT INTO participants ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)}) "
        f"ON CONFLICT (id) DO UPDATE SET {changes}",
        rows,
    )


def search_words(person: Participant, countries: Callable[[str], str]) -> str:
    words = (person.name, person.institution, countries(person.country), person.code, person.own_code)
    return fold(" ".join(words))


def write_search_words(
    conn: sqlite3.Connection, people: Iterable[Participant], countries: Callable[[str], str]
) -> None:
    """Index people for the search, in one statement: the index is written to disk at the end of each statement."""
    words = {person.id: search_words(person, countries) for person in people}
    conn.execute(
        "INSERT INTO search (participant, words) SELECT key, value FROM json_each(?) WHERE true "
        "ON CONFLICT (participant) DO UPDATE SET words = excluded.words",
        (json.dumps(words),),
    )


def participant_to_row(person: Participant, place: int) -> dict[str, str | int | None]:
    """Return the row of a person; ``place`` is the position in the list."""
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
    """Return the person of a row of the view ``roster``."""
    periods = row_to_withdrawals(row)
    given, family = row["given_names"] or "", row["family_names"] or ""
    if row["name"] != row["loaded_name"]:
        given, family = name_parts(row["name"], given, family)
    return Participant(
        withdrawn=bool(periods) and periods[-1][1] == date.max,
        withdrawals=periods,
        id=row["id"],
        code=row["code"] or "",
        own_code=row["own_code"] or "",
        own_id=row["own_id"] or "",
        name=row["name"],
        given_names=given,
        family_names=family,
        email=row["email"] or "",
        country=row["country"] or "",
        institution=row["institution"] or "",
        position=row["position"] or "",
        role=Role(row["role"]),
        groups=_split(row["groups"]),
        language=row["language"] or "",
        listed=bool(row["listed"]),
        note=row["note"] or "",
        photo=row["photo"] or "",
        facts=json.loads(row["facts"]),
    )


def row_to_session(row: sqlite3.Row) -> Session:
    """Return the session of a row, whose ``groups`` are joined."""
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


def row_to_withdrawals(row: sqlite3.Row) -> tuple[Period, ...]:
    """Read the periods in which a person had withdrawn, from the list and by hand, in the order of recording."""
    found = [_withdrawal(act, row["timezone"]) for act in _split(row["withdrawals"])]
    if row["withdrawn_by_roster"]:
        found.append((row["withdrawn_on"] or "", True, read_day(row["withdrawn_on"])))
        found.sort(key=lambda act: act[0])
    return withdrawal_periods((withdraws, day) for _, withdraws, day in found)


def _withdrawal(act: str, timezone: str | None) -> tuple[str, bool, date | None]:
    """Read a withdrawal or reinstatement: the course's day on which it was recorded, which it is, and its first day."""
    kind, at, since = act.split(" ")
    recorded = parse_time(at).astimezone(ZoneInfo(timezone) if timezone else None).date()
    withdraws = kind == "withdraw"
    return recorded.isoformat(), withdraws, recorded if withdraws and not since else read_day(since)


def read_day(text: str | None) -> date | None:
    """Read a day; None for an empty text, or for one from elsewhere that is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(GROUP_SEPARATOR)) if text else ()
