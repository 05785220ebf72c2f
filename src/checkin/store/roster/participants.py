"""Read and write the participants of the record."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from checkin.core.codes import EditionCodes
from checkin.core.course import Participant
from checkin.store.roster.codes import choose_free_code, write_code
from checkin.store.roster.edition import edition_codes
from checkin.store.roster.rows import (
    ROSTER_QUERY,
    participant_to_row,
    row_to_participant,
    search_words,
    write_groups,
    write_participants,
    write_search_words,
)


def roster(conn: sqlite3.Connection, *, everybody: bool = False) -> list[Participant]:
    """Return the people in roster order; ``everybody`` includes people whom the last file did not list."""
    condition = "" if everybody else "WHERE listed"
    return [row_to_participant(row) for row in conn.execute(f"{ROSTER_QUERY} {condition} ORDER BY place, id")]


def loaded_participants(conn: sqlite3.Connection) -> list[Participant]:
    """Return everybody ever listed or added, as the files and the door gave them, whatever events say since.

    A listed person whose card was merged into another is among them, so that the same list loads again.
    """
    code = "(SELECT max(h.code) FROM code_holders h WHERE h.given_to = p.id AND h.own = {} AND NOT h.replaced)"
    rows = conn.execute(
        "SELECT p.*, p.name AS loaded_name, p.withdrawn AS withdrawn_by_roster, NULL AS withdrawals, "
        f"{code.format(0)} AS code, {code.format(1)} AS own_code, "
        "(SELECT group_concat(g.name, char(31)) FROM participant_groups g WHERE g.participant = p.id) AS groups "
        "FROM participants p WHERE p.added_by IS NULL OR p.id IN (SELECT id FROM roster) ORDER BY p.place, p.id"
    )
    return [replace(row_to_participant(row), withdrawals=()) for row in rows]


def loaded_names(conn: sqlite3.Connection) -> dict[str, str]:
    """Return the names of everybody by id, of people whose cards were merged too."""
    return {row["id"]: row["name"] for row in conn.execute("SELECT id, name FROM participants")}


def proofed_names(conn: sqlite3.Connection) -> dict[str, str]:
    """Return the corrected names of people by their ids: they stand over those of a file."""
    rows = conn.execute(
        "SELECT participant, json_extract(facts, '$.name') AS name FROM standing "
        "WHERE kind = 'rename' ORDER BY at, event_id"
    )
    return {row["participant"]: row["name"] for row in rows}


def renamed_by_list(conn: sqlite3.Connection, participant: str | None = None) -> dict[str, str]:
    """Return the names in the list of people whose name was corrected by hand and who are listed otherwise since then.

    The keys are the ids of the people.
    """
    rows = conn.execute(
        "SELECT p.id, p.name FROM participants p WHERE p.id = coalesce(?, p.id) AND p.id IN "
        "(SELECT participant FROM standing WHERE kind = 'rename') AND NOT EXISTS "
        "(SELECT 1 FROM standing n WHERE n.kind = 'rename' AND n.participant = p.id "
        "AND p.name IN (json_extract(n.facts, '$.was'), json_extract(n.facts, '$.name')))",
        (participant,),
    )
    return {row["id"]: row["name"] for row in rows}


def merged_into(conn: sqlite3.Connection) -> dict[str, str]:
    """Return the people whose cards were merged, and whose these are now, by their ids."""
    return {row["participant"]: row["other"] for row in conn.execute("SELECT participant, other FROM merged")}


def listed_ids(conn: sqlite3.Connection) -> set[str]:
    """Return the ids of the people in the last roster."""
    return {row["id"] for row in conn.execute("SELECT id FROM participants WHERE listed AND added_by IS NULL")}


def added_ids(conn: sqlite3.Connection) -> set[str]:
    """Return the ids of the people whom events added, at a door or by ``add``, and not the list."""
    return {row["id"] for row in conn.execute("SELECT id FROM participants WHERE added_by IS NOT NULL")}


def on_list_ids(conn: sqlite3.Connection) -> set[str]:
    """Return the ids of the people in the last roster or added at a door; of a merged card, that of the person."""
    merged = merged_into(conn)
    ids = (row["id"] for row in conn.execute("SELECT id FROM participants WHERE listed"))
    return {merged.get(key, key) for key in ids}


def countries(conn: sqlite3.Connection) -> dict[str, str]:
    """Return everybody's country, as ISO 3166-1 alpha-2, by the record's own id."""
    return {row[0]: row[1] or "" for row in conn.execute("SELECT id, country FROM participants")}


def by_id(conn: sqlite3.Connection, participant: str) -> Participant | None:
    """Return one person by the record's own id."""
    row = conn.execute(f"{ROSTER_QUERY} WHERE id = ?", (participant,)).fetchone()
    return None if row is None else row_to_participant(row)


def loaded_by_id(conn: sqlite3.Connection, participant: str) -> Participant | None:
    """Return names, country and institution of anybody as listed, of a person who was merged into another too."""
    keys = ("name", "given_names", "family_names", "country", "institution")
    row = conn.execute(f"SELECT {', '.join(keys)} FROM participants WHERE id = ?", (participant,)).fetchone()
    if row is None:
        return None
    name, given, family, country, institution = (row[key] or "" for key in keys)
    return Participant(
        id=participant,
        name=name,
        given_names=given,
        family_names=family,
        country=country,
        institution=institution,
    )


def write_people(
    conn: sqlite3.Connection,
    people: Sequence[Participant],
    *,
    countries: Callable[[str], str],
    new_id: Callable[[], str],
    choose: Callable[[int], int],
    day: str = "",
) -> list[Participant]:
    """Write new and changed people, giving the new ones an id and a code; the caller holds a transaction.

    ``day`` is the local day of the load (ISO 8601): a person on the list who is now withdrawn has withdrawn from it.
    ``countries`` gives all the words by which a country may be searched. Returns the people as they now stand.
    """
    codes = edition_codes(conn)
    drawn = {person.code for person in people if person.code}
    settled = [_with_identity(conn, codes, person, new_id, choose, drawn) for person in people]
    before = {row["id"]: row for row in conn.execute("SELECT id, place, withdrawn, withdrawn_on FROM participants")}
    places = {key: row["place"] for key, row in before.items()}
    top = max(places.values(), default=0)
    write_participants(
        conn,
        [
            participant_to_row(person, places.get(person.id, top + number))
            | {"withdrawn_on": _withdrawn_on(person, before.get(person.id), day)}
            for number, person in enumerate(settled, 1)
        ],
    )
    conn.executemany("DELETE FROM participant_groups WHERE participant = ?", [(person.id,) for person in settled])
    write_groups(conn, "participant", ((person.id, person.groups) for person in settled))
    conn.executemany(
        "INSERT INTO codes (code, participant, own) VALUES (?, ?, ?) ON CONFLICT (code) DO NOTHING",
        [
            (code, person.id, own)
            for person in settled
            for code, own in ((person.code, 0), (person.own_code, 1))
            if code
        ],
    )
    write_search_words(conn, settled, countries)
    return settled


def _withdrawn_on(person: Participant, before: sqlite3.Row | None, day: str) -> str | None:
    """Return the day from which the list has somebody as withdrawn; None if it always had."""
    if not person.withdrawn or before is None:
        return None
    return before["withdrawn_on"] if before["withdrawn"] else day or None


def _with_identity(
    conn: sqlite3.Connection,
    codes: EditionCodes,
    person: Participant,
    new_id: Callable[[], str],
    choose: Callable[[int], int],
    drawn: set[str],
) -> Participant:
    code = person.code or choose_free_code(conn, codes, choose, drawn)
    drawn.add(code)
    return replace(person, id=person.id or new_id(), code=code)


# After everybody on the roster, and among one another by their ids, which begin with the time: the same on every kiosk.
_ADDED_PLACE = 1_000_000_000


def write_added(conn: sqlite3.Connection, person: Participant, event: str, *, countries: Callable[[str], str]) -> None:
    """Store a person whom an event added; undoing the event removes them.

    A person who is here already, because a roster that came before the event lists them, stays as that says. Of
    several events that add one person the oldest stands, in whatever order they came.
    """
    row = participant_to_row(person, _ADDED_PLACE) | {"added_by": event}
    updates = ", ".join(f"{name} = excluded.{name}" for name in row if name not in ("id", "listed", "place"))
    written = conn.execute(
        f"INSERT INTO participants ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}) ON CONFLICT (id) DO UPDATE "
        f"SET {updates} WHERE participants.added_by IS NOT NULL AND excluded.added_by < participants.added_by",
        list(row.values()),
    )
    write_code(conn, person.code, person.id, event)
    if written.rowcount:
        conn.execute(
            "INSERT INTO search (participant, words) VALUES (?, ?) "
            "ON CONFLICT (participant) DO UPDATE SET words = excluded.words",
            (person.id, search_words(person, countries)),
        )


def list_people(conn: sqlite3.Connection, listed: Iterable[str], order: Iterable[str]) -> None:
    """Store who is on the roster now, and in which order; nobody is ever deleted."""
    conn.execute("UPDATE participants SET listed = 0 WHERE added_by IS NULL")
    conn.executemany("UPDATE participants SET listed = 1 WHERE id = ?", [(person,) for person in listed])
    conn.executemany("UPDATE participants SET place = ? WHERE id = ?", list(enumerate(order, 1)))


def find_code_holder(conn: sqlite3.Connection, code: str) -> tuple[Participant, bool] | None:
    """Return who holds a code, and whether the code was replaced by another; None if nobody holds it."""
    found = conn.execute("SELECT participant, replaced FROM code_holders WHERE code = ?", (code,)).fetchone()
    if found is None:
        return None
    person = by_id(conn, found["participant"])
    return None if person is None else (person, bool(found["replaced"]))
