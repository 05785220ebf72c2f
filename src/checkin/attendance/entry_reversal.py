"""Recognise an entry that says what the one in force says; undo an entry, and put it back."""

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
    return {key: value for key, value in found.read_facts().items() if key not in _ORIGIN} == dict(facts)


def restoring(undone: Event, actor: str | None, reason: str | None) -> NewEvent:
    """Return the entry that puts an undone one back, with the time of the old one."""
    facts = undone.read_facts() | {"restores": undone.event_id}
    return replace(copy_event(undone, facts), reason=reason or undone.reason, actor=actor)


def renamed_with(conn: sqlite3.Connection, proof: Event) -> Event | None:
    """Return the correction of the name that was recorded together with a checked name."""
    before = event_log.previous(conn, proof) if proof.kind == Kind.PROOF else None
    if before is None or (before.kind, before.participant) != (Kind.RENAME, proof.participant):
        return None
    return before if before.read_facts().get("name") == proof.read_facts().get("name") else None


def is_put_back_by_undo(conn: sqlite3.Connection, entry: Event) -> bool:
    """Return True if an undo recorded this scan: as it was before it was moved, or before people were merged."""
    undo = event_log.previous(conn, entry)
    if undo is None or undo.kind != Kind.UNDO:
        return False
    said = entry.read_facts()
    if "restores" in said:
        undone = event_log.event(conn, undo.ref or "")
        return undone is not None and undone.read_facts().get("moved_from") == said["restores"]
    source = event_log.event(conn, said["moved_from"]) if "moved_from" in said else None
    return source is not None and source.participant != entry.participant


def undoing(entry: Event) -> NewEvent:
    """Return the entry that undoes another."""
    return NewEvent(kind=Kind.UNDO, session=entry.session, participant=entry.participant, ref=entry.event_id)
