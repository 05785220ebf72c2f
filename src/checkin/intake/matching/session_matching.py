"""Match the sessions of a programme file to those of the record. Pure.

A session is recognised by the id or UID that its file gives, else by its title on the same day, else by its title.
An id that was derived from day and time is not an id of the file and recognises nothing. Nor does an id that the file
gives to another session than before, as running numbers do after a row was inserted.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import TypeVar
from zoneinfo import ZoneInfo

from checkin.core.course import Session
from checkin.core.text import fold
from checkin.intake.matching.programme_shift import UNMOVED, Cause, ProgrammeShift, contradicted, find_shift

_DERIVED = re.compile(r"\d{4}-\d{4}(?:-.*)?")
_UTC = ZoneInfo("UTC")
_ALIKE = 0.6
_EXACT = 2  # the first keys hold the time

_T = TypeVar("_T")
Key = Callable[[Session], Hashable]


@dataclass(frozen=True, slots=True)
class MatchedSessions:
    """The file's sessions with the ids that they have in the record.

    ``doubtful`` are recorded sessions with attendance whose new place the file does not show. ``shift`` is how the
    whole programme has moved since the last load.
    """

    sessions: tuple[Session, ...]
    doubtful: tuple[Session, ...] = ()
    shift: ProgrammeShift = UNMOVED
    renumbered: tuple[Session, ...] = ()  # sessions that have another id in the file than in the record


def match_sessions(
    existing: Sequence[Session],
    incoming: Sequence[Session],
    *,
    derived: Set[str],
    attended: Mapping[str, int],
    retired: Sequence[Session] = (),
    day: Callable[[Session], date],
    zones: tuple[ZoneInfo, ZoneInfo] = (_UTC, _UTC),
) -> MatchedSessions:
    """Give each session of a file the id that it has in the record.

    ``derived``: the ids of ``incoming`` that its file does not give. ``attended``: how many people attended a session
    of the record. ``retired``: sessions that the last file no longer had. ``zones``: the time zones of the last load
    and of this one. No new session takes an id that is in use.
    """
    given, derived = derived, derived | _moved_ids(existing, incoming, derived, day)
    held = {session.id: session for session in existing}
    # A new id, as a calendar that is exported again gives, is that of the session of the same title on the same day.
    new = derived | {session.id for session in incoming if session.id not in held}
    found = {place: session.id for place, session in enumerate(incoming) if _by_file(session, derived, held)}
    recognised = set(found.values())
    free = [session for session in existing if session.id not in recognised]
    offered = [session for place, session in enumerate(incoming) if place not in found]
    shift = find_shift(free, offered, *zones)
    _match_by_title(found, free, incoming, (derived, new), retired, attended, shift, day)
    matched = set(found.values())
    unclear = {session.id for session in contradicted(shift, free, offered, attended)}
    doubtful = [
        session
        for session in free
        if session.id in unclear
        or (session.id not in matched and attended.get(session.id) and _is_offered(session, incoming, derived, found))
    ]
    used = {session.id for session in (*existing, *retired)}
    named = tuple(_named(found, incoming, derived, used))
    pairs = zip(incoming, named, strict=True)
    renumbered = tuple(now for before, now in pairs if before.id not in given and before.id != now.id)
    return MatchedSessions(named, tuple(doubtful), shift, renumbered)


def _match_by_title(
    found: dict[int, str],
    free: Sequence[Session],
    incoming: Sequence[Session],
    unknown: tuple[Set[str], Set[str]],
    retired: Sequence[Session],
    attended: Mapping[str, int],
    shift: ProgrammeShift,
    day: Callable[[Session], date],
) -> None:
    """Match sessions by their titles. ``unknown``: ids that recognise nothing, without and with those that are new."""
    derived, new = unknown
    moved = [shift.moved(session) for session in free]
    same_time, on_day, by_title = _keys(day)[:_EXACT], _keys(day)[_EXACT:-1], _keys(day)[-1:]
    certain = derived if shift.cause is Cause.OTHER else new
    steps = (
        (moved, same_time, certain),
        (free, same_time, new),
        (moved, on_day, certain),
        (moved, by_title, derived),
    )
    for sessions, keys, ids in steps:
        for key in keys:
            _match(found, sessions, incoming, ids, key)
    for sessions in (moved, free):
        _match_titles_corrected(found, sessions, incoming, derived)
    gone = [shift.moved(session) for session in retired]
    for key in same_time:
        _match(found, gone, incoming, new, key)
    # A session that stayed for its attendance is that of the same title on the same day, as one of the programme is.
    for key in on_day:
        _match(found, [session for session in gone if attended.get(session.id)], incoming, certain, key)


def _moved_ids(
    existing: Sequence[Session], incoming: Sequence[Session], derived: Set[str], day: Callable[[Session], date]
) -> Set[str]:
    """Return the ids of the file that it gives to another session than before.

    Such a session has another title under the id, and stands at its time with its title under another id, in the
    record or in the file. Of running numbers the title and the day are enough.
    """
    held = {session.id: session for session in existing}
    given = [session for session in incoming if session.id not in derived]
    found: set[str] = set()
    for key, only_numbers in ((_keys(day)[1], False), (_keys(day)[3], True)):
        recorded = _unique({session.id: key(session) for session in existing if not _DERIVED.fullmatch(session.id)})
        offered = _unique({session.id: key(session) for session in given})
        for session in given:
            before = held.get(session.id)
            if before is None or fold(before.title) == fold(session.title):
                continue
            if only_numbers and not session.id.isdigit():
                continue
            other, elsewhere = recorded.get(key(session)), offered.get(key(before))
            if other not in (None, session.id) or elsewhere not in (None, session.id):
                found |= {session.id, *([elsewhere] if elsewhere else [])}
    return found


def _is_offered(session: Session, incoming: Sequence[Session], derived: Set[str], found: Mapping[int, str]) -> bool:
    """Return True if the file has a session of the same title that is not matched."""
    return any(
        place not in found and new.id in derived and fold(new.title) == fold(session.title)
        for place, new in enumerate(incoming)
    )


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
    found: dict[int, str], sessions: Sequence[Session], incoming: Sequence[Session], derived: Set[str], key: Key
) -> None:
    """Match the sessions that share a key with exactly one session of the other side."""
    taken = set(found.values())
    free = [session for session in sessions if session.id not in taken]
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
