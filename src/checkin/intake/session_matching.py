"""Which session of a programme file is which session of the record. Pure.

A session is recognised by the id or UID that its file gives, else by its title on the same day, else by its title.
An id that was derived from day and time is not an id of the file and recognises nothing.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import TypeVar

from checkin.core.course import Session
from checkin.core.text import fold

_DERIVED = re.compile(r"\d{4}-\d{4}(?:-.*)?")
_ALIKE = 0.6

_T = TypeVar("_T")
Key = Callable[[Session], Hashable]


@dataclass(frozen=True, slots=True)
class MatchedSessions:
    """The file's sessions with the ids that they have in the record.

    ``doubtful`` are recorded sessions with attendance whose new place the file does not show.
    """

    sessions: tuple[Session, ...]
    doubtful: tuple[Session, ...] = ()


def match_sessions(
    existing: Sequence[Session],
    incoming: Sequence[Session],
    *,
    derived: Set[str],
    attended: Mapping[str, int],
    retired: Sequence[Session] = (),
    day: Callable[[Session], date],
) -> MatchedSessions:
    """Give each session of a file the id that it has in the record.

    ``derived``: the ids of ``incoming`` that its file does not give. ``attended``: how many people attended a session
    of the record. ``retired``: sessions that the last file no longer had. No new session takes an id that is in use.
    """
    held = {session.id: session for session in existing}
    found = {place: session.id for place, session in enumerate(incoming) if _by_file(session, derived, held)}
    for key in _keys(day):
        _match(found, [item for item in existing if item.id not in found.values()], incoming, derived, key)
    _match_titles_corrected(found, existing, incoming, derived)
    for key in _keys(day)[:2]:
        _match(found, [item for item in retired if item.id not in found.values()], incoming, derived, key)
    doubtful = tuple(
        session
        for session in existing
        if session.id not in found.values()
        and attended.get(session.id)
        and any(
            place not in found and new.id in derived and fold(new.title) == fold(session.title)
            for place, new in enumerate(incoming)
        )
    )
    used = {session.id for session in (*existing, *retired)}
    return MatchedSessions(tuple(_named(found, incoming, derived, used)), doubtful)


def _by_file(session: Session, derived: Set[str], held: Mapping[str, Session]) -> bool:
    return session.id not in derived and session.id in held


def _keys(day: Callable[[Session], date]) -> tuple[Key, ...]:
    return (
        lambda session: (fold(session.title), session.starts_at, fold(session.room)),
        lambda session: (fold(session.title), session.starts_at),
        lambda session: (fold(session.title), day(session), fold(session.room)),
        lambda session: (fold(session.title), day(session)),
        lambda session: fold(session.title),
    )


def _match(
    found: dict[int, str], free: Sequence[Session], incoming: Sequence[Session], derived: Set[str], key: Key
) -> None:
    """Match the sessions that share a key with exactly one session of the other side."""
    held = _unique({session.id: key(session) for session in free})
    left = {place: session for place, session in enumerate(incoming) if place not in found}
    offered = _unique({place: key(session) for place, session in left.items()})
    for value, place in offered.items():
        before = held.get(value)
        # A session that has an id of its own now, and had none before, is the same session.
        if before is not None and (left[place].id in derived or _DERIVED.fullmatch(before)):
            found[place] = before


def _unique(keys: Mapping[_T, Hashable]) -> dict[Hashable, _T]:
    count = Counter(keys.values())
    return {value: name for name, value in keys.items() if count[value] == 1}


def _match_titles_corrected(
    found: dict[int, str], existing: Sequence[Session], incoming: Sequence[Session], derived: Set[str]
) -> None:
    """Match sessions in one place at one time whose titles are alike."""
    free = [session for session in existing if session.id not in found.values()]
    for place, session in enumerate(incoming):
        if place in found or session.id not in derived:
            continue
        there = [one for one in free if (one.starts_at, one.room) == (session.starts_at, session.room)]
        if len(there) == 1 and there[0].id not in found.values() and _alike(there[0].title, session.title):
            found[place] = there[0].id


def _alike(one: str, other: str) -> bool:
    one, other = fold(one), fold(other)
    inside = min(one, other, key=len) in max(one, other, key=len)
    return inside or SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _named(found: Mapping[int, str], incoming: Sequence[Session], derived: Set[str], used: Set[str]) -> list[Session]:
    taken = {*used, *(session.id for session in incoming if session.id not in derived)}
    named = []
    for place, session in enumerate(incoming):
        name = found.get(place, session.id)
        if place not in found and session.id in derived:
            number, stem = 2, session.id
            while name in taken:
                name, number = f"{stem[:37]}-{number}", number + 1
            taken.add(name)
        named.append(session if name == session.id else replace(session, id=name))
    return named
