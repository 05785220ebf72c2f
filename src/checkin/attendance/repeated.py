"""Recognise an entry by hand that says again what the one in force says."""

import json
import sqlite3
from collections.abc import Mapping

from checkin.core.events import Kind
from checkin.store import event_log

# Facts that say how an entry came about, not what it says.
_ORIGIN = frozenset({"restores"})


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
