"""Recognise an entry that says what the one in force says; undo an entry, and put it back."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from checkin.core.events import Event, Kind, NewEvent, copy_event
from checkin.store import event_log

# Facts that say how an entry came about, not what it says.
_ORIGIN = frozenset({"restores", "let_in"})


def says_the_same(
    conn: sqlite3.Connection, before: str | None, facts: Mapping[str, object], by: tuple[str | None, str | None]
) -> bool:
    """Return True if the entry ``before``, which is in force, has the same facts, name and reason.

    ``by`` is the name and the reason of the new entry: another one of them is worth an entry of its own. So is a mark
    after an excuse for days, which it overrides.
    """
    found = event_log.event(conn, before) if before else None
    if found is None or (found.actor, found.reason) != by:
        return False
    if found.kind == Kind.MARK and event_log.is_excused_since(conn, found):
        return False
    return {key: value for key, value in json.loads(found.facts or "{}").items() if key not in _ORIGIN} == dict(facts)


def restoring(undone: Event, actor: str | None, reason: str | None) -> NewEvent:
    """Return the entry that puts an undone one back, with the time of the old one."""
    facts = json.loads(undone.facts or "{}") | {"restores": undone.event_id}
    return replace(copy_event(undone, facts), reason=reason or undone.reason, actor=actor)


def undoing(entry: Event) -> NewEvent:
    """Return the entry that undoes another."""
    return NewEvent(kind=Kind.UNDO, session=entry.session, participant=entry.participant, ref=entry.event_id)
