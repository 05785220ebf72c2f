"""Add the people and codes that events name: people added at doors, and codes that were reissued."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from checkin.core.course import Participant, Role
from checkin.core.events import FIELDS, Event, Kind
from checkin.store.roster import codes, edition
from checkin.store.roster import participants as roster_participants


def apply_events(conn: sqlite3.Connection, events: Sequence[Event], countries: Callable[[str], str]) -> None:
    """Add the people and codes of events; the result does not depend on the order of the events."""
    kinds = {event.kind for event in events}
    if not kinds.isdisjoint((Kind.ADD, Kind.REISSUE)):
        newcomers = []
        for event in events:
            if event.kind == Kind.ADD and (person := added_person(event)) is not None:
                roster_participants.write_added(conn, person, event.event_id, countries=countries)
                newcomers.append(person.id)
        give_codes(conn, newcomers)
        _give_new_codes(conn, [event for event in events if event.kind == Kind.REISSUE])
    if any(kind.startswith("session_") or kind in (Kind.UNDO, Kind.RENAME) for kind in kinds):
        # The programme may have changed: the doors read it again.
        edition.raise_revision(conn)


def _give_new_codes(conn: sqlite3.Connection, reissues: Iterable[Event]) -> None:
    """Give people the codes of these reissues alone: all those of a person would take the square of the time."""
    for event in reissues:
        code = event.read_facts().get("new")
        if isinstance(code, str) and code and _is_here(conn, event.participant):
            codes.write_code(conn, code, str(event.participant), event.event_id)


def _is_here(conn: sqlite3.Connection, participant: str | None) -> bool:
    return conn.execute("SELECT 1 FROM participants WHERE id = ?", (participant,)).fetchone() is not None


def rebuild_event_people(conn: sqlite3.Connection, countries: Callable[[str], str]) -> None:
    """Compute once more all people and codes that are here because of events, after an event was voided."""
    conn.execute("DELETE FROM codes WHERE event IS NOT NULL")
    gone = (
        "SELECT id FROM participants p WHERE added_by IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM codes c WHERE c.participant = p.id)"
    )
    ids = [row[0] for row in conn.execute(gone)]
    for table, column in (("search", "participant"), ("participant_groups", "participant"), ("participants", "id")):
        conn.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(one,) for one in ids])
    rows = conn.execute(
        f"SELECT {', '.join(FIELDS)} FROM events WHERE kind IN ('add', 'reissue') ORDER BY kind, event_id"
    ).fetchall()
    apply_events(conn, [Event._make(row) for row in rows], countries)


def give_codes(conn: sqlite3.Connection, participants: Iterable[str]) -> None:
    """Give these people the codes that reissues of theirs name; a reissue may have come before its person."""
    for participant in dict.fromkeys(participants):
        if not _is_here(conn, participant):
            continue
        for row in conn.execute(
            "SELECT event_id, json_extract(facts, '$.new') AS code FROM events "
            "WHERE kind = 'reissue' AND participant = ? ORDER BY event_id",
            (participant,),
        ).fetchall():
            if isinstance(row["code"], str) and row["code"]:
                codes.write_code(conn, row["code"], participant, row["event_id"])


def added_person(event: Event) -> Participant | None:
    """Return the person whom an event added. A role of another version counts as a participant's."""
    facts = event.read_facts()
    known = {name: facts[name] for name in ("name", "country", "institution") if facts.get(name)}
    if event.participant is None or event.code is None:
        return None
    role = Role(facts["role"]) if facts.get("role") in tuple(Role) else Role.PARTICIPANT
    return Participant(id=event.participant, code=event.code, role=role, **known)
