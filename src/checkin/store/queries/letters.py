"""Letters in the record: what was sent to whom, what the server said, and what is in doubt."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from checkin.core.events import Kind


class LetterState(StrEnum):
    """What is known about a letter. ``doubt``: it was begun, and no answer is recorded."""

    NEW = "new"
    SENT = "sent"
    DOUBT = "doubt"
    REFUSED = "refused"
    DEFERRED = "deferred"


# By the step of the event that answers an intent; no answer is a doubt.
_STATES = {
    "accepted": LetterState.SENT,
    "refused": LetterState.REFUSED,
    "deferred": LetterState.DEFERRED,
    None: LetterState.DOUBT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One attempt to send a letter. ``intent`` is the event's id, ``at`` the time of the last step (UTC, ISO 8601).

    ``about`` tells letters of one kind apart: the code or the certificate that is sent. ``via`` is ``smtp`` or
    ``folder``.
    """

    intent: str
    participant: str
    what: str
    about: str
    to: str
    message_id: str
    via: str
    at: str
    actor: str
    state: LetterState
    answer: str


# Letters cannot be taken back, so an undo has no effect: every event counts, not those in force.
_LETTERS = (
    "SELECT i.event_id, coalesce(m.other, i.participant) AS participant, i.facts, i.actor, coalesce(a.at, i.at) AS at, "
    "json_extract(a.facts, '$.step') AS step, json_extract(a.facts, '$.answer') AS answer FROM events i "
    f"LEFT JOIN events a ON a.kind = '{Kind.MAIL}' AND a.kind <> 'undo' AND a.ref = i.event_id AND a.event_id = "
    f"(SELECT max(l.event_id) FROM events l WHERE l.kind = '{Kind.MAIL}' AND l.kind <> 'undo' AND l.ref = i.event_id) "
    "LEFT JOIN merged m ON m.participant = i.participant "
    f"WHERE i.kind = '{Kind.MAIL}' AND json_extract(i.facts, '$.step') = 'intent' "
)


def letters(conn: sqlite3.Connection) -> list[Letter]:
    """Return every attempt to send a letter, by time."""
    return [_letter(row) for row in conn.execute(f"{_LETTERS} ORDER BY i.at, i.event_id")]


def letters_of(conn: sqlite3.Connection, participant: str) -> list[Letter]:
    """Return the attempts to send letters to one person, by time."""
    rows = conn.execute(
        f"{_LETTERS} AND i.participant IN (SELECT ? UNION SELECT o.participant FROM merged o WHERE o.other = ?) "
        "ORDER BY i.at, i.event_id",
        (participant, participant),
    )
    return [_letter(row) for row in rows]


def by_subject(found: Sequence[Letter]) -> dict[tuple[str, str, str], list[Letter]]:
    """Group attempts by person, kind of letter and what it is about."""
    groups: dict[tuple[str, str, str], list[Letter]] = defaultdict(list)
    for one in found:
        groups[one.participant, one.what, one.about].append(one)
    return groups


def state_of(attempts: Sequence[Letter]) -> tuple[LetterState, Letter | None]:
    """Return what is known about one letter from all attempts to send it, and the attempt that says so.

    A last attempt without an answer is in doubt, whatever came before. Else one accepted attempt is enough.
    """
    if not attempts:
        return LetterState.NEW, None
    last = attempts[-1]
    if last.state is not LetterState.DOUBT:
        last = next((one for one in reversed(attempts) if one.state is LetterState.SENT), last)
    return last.state, last


def _letter(row: sqlite3.Row) -> Letter:
    facts = json.loads(row["facts"])
    return Letter(
        intent=row["event_id"],
        participant=row["participant"],
        what=facts["what"],
        about=facts.get("about", ""),
        to=facts.get("to", ""),
        message_id=facts.get("message_id", ""),
        via=facts.get("by", ""),
        at=row["at"],
        actor=row["actor"] or "",
        state=_STATES.get(row["step"], LetterState.DOUBT),
        answer=row["answer"] or "",
    )
