"""Keep what people and sessions have, where a file has no column for it. Pure."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from typing import Any

from checkin.core.course import Participant, Session
from checkin.core.text import fold, lookup_key

# What a session has while nothing was said of it.
_UNSAID = {item.name: item.default for item in fields(Session)}


def unsaid_facts(before: Participant, person: Participant, headings: Collection[str] | None) -> dict[str, str]:
    """Return the extra facts that a person keeps, since the file has no column for them."""
    if headings is None:
        return {}
    unsaid = before.facts.keys() - person.facts.keys()
    return {name: before.facts[name] for name in before.facts if name in unsaid and lookup_key(name) not in headings}


def keep_unsaid(
    existing: Sequence[Session], incoming: Sequence[Session], silent: Collection[str]
) -> tuple[list[Session], Counter[str]]:
    """Give sessions of the same title what the programme before said, for the fields for which the file has no column.

    Return the sessions, and how many keep each field.
    """
    held, kept, stays = {session.id: session for session in existing}, [], Counter[str]()
    for session in incoming:
        before = held.get(session.id)
        if before is not None and fold(before.title) == fold(session.title):
            unsaid = [name for name in silent if getattr(session, name) == _UNSAID[name]]
            values: dict[str, Any] = {name: getattr(before, name) for name in unsaid}
            values = {name: value for name, value in values.items() if value != _UNSAID[name]}
            stays.update(values.keys())
            session = replace(session, **values)
        kept.append(session)
    return kept, stays
