"""Add the people and codes that events name: people added at doors, and codes that were reissued."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence

from checkin.core.course import Participant, Role
from checkin.core.events import Event, Kind
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
        reissued = [event.participant for event in events if event.kind == Kind.REISSUE and event.participant]
        give_codes(conn, [*newcomers, *reissued])
    if any(kind.startswith("session_") or kind in (Kind.UNDO, Kind.RENAME) for kind in kinds):
        # The programme may have changed: the doors read it again.
        edition.raise_revision(conn)


def give_codes(conn: sqlite3.Connection, participants: Iterable[str]) -> None:
    """Give these people the codes that reissues of theirs name; a reissue may have come before its person."""
    for participant in dict.fromkeys(participants):
        if conn.execute("SELECT 1 FROM participants WHERE id = ?", (participant,)).fetchone() is None:
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
    facts = json.loads(event.facts or "{}")
    known = {name: facts[name] for name in ("name", "country", "institution") if facts.get(name)}
    if event.participant is None or event.code is None:
        return None
    role = Role(facts["role"]) if facts.get("role") in tuple(Role) else Role.PARTICIPANT
    return Participant(id=event.participant, code=event.code, role=role, **known)
