"""Decide which sessions are open at a door, and which one a scan is for. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import get_close_matches

from checkin.core.course import DoorRules, Participant, Session
from checkin.core.group_names import share_a_group
from checkin.core.text import fold
from checkin.core.verdicts import closes_at, opens_at

# People leave until one hour after the end.
_LEAVING_MINUTES = 60
_SIMILAR = 0.75


@dataclass(frozen=True, slots=True)
class Opening:
    """A session and the moment when its door opens."""

    session: Session
    at: datetime


def same_place(one: str, other: str) -> bool:
    """Return True if two names of places differ only in accents, case or blanks."""
    return fold(one) == fold(other)


def is_room(door: str, sessions: Iterable[Session]) -> bool:
    """Return True if a room of the programme has the name of the door."""
    return bool(door) and any(session.room and same_place(session.room, door) for session in sessions)


def similar_room(door: str, sessions: Iterable[Session]) -> str:
    """Return the room whose name is close to the door's name, or an empty text if there is none or they are equal."""
    rooms = {fold(session.room): session.room for session in sessions if session.room}
    name = fold(door)
    if not name or name in rooms:
        return ""
    close = get_close_matches(name, rooms, n=1, cutoff=_SIMILAR)
    return rooms[close[0]] if close else ""


def at_door(sessions: Iterable[Session], door: str) -> list[Session]:
    """Return the sessions that a door is for: those of its room, or all if no room has its name."""
    found = list(sessions)
    if not is_room(door, found):
        return found
    return [session for session in found if same_place(session.room, door)]


def door_opens(session: Session, sessions: Iterable[Session], rules: DoorRules) -> datetime:
    """Return when the door opens for a session, given the sessions that run before it.

    While an earlier session for the same people is running, the door opens at most ``opens_before_next`` minutes
    before the start. Until then a scan is for the session that is running.
    """
    opens = opens_at(session, rules)
    latest = max(opens, session.starts_at - timedelta(minutes=rules.opens_before_next))
    ends = [
        before.ends_at
        for before in sessions
        if before.starts_at < session.starts_at and before.ends_at > opens and _share_people(before, session)
    ]
    return min(latest, max([opens, *ends]))


def _share_people(before: Session, session: Session) -> bool:
    """Return True if a person may be expected at both. A break holds nothing back."""
    if not before.counts:
        return False
    return not before.groups or not session.groups or share_a_group(before.groups, session.groups)


def overlapping_openings(sessions: Sequence[Session], rules: DoorRules) -> list[Opening]:
    """Return the sessions that count and whose door opens later than ``opens_before``, since another is running."""
    found = [Opening(session, door_opens(session, sessions, rules)) for session in sessions]
    return [one for one in found if one.session.counts and one.at > opens_at(one.session, rules)]


def open_sessions(sessions: Iterable[Session], at: datetime, rules: DoorRules, door: str = "") -> list[Session]:
    """Return the sessions that are open at a door, the likeliest first.

    A door that has the name of a room is only for the sessions of that room. If two sessions are open, the one
    whose start is nearest comes first, and a session that counts comes before a break.
    """
    here = at_door(sessions, door)
    found = [session for session in here if door_opens(session, here, rules) <= at <= closes_at(session, rules)]
    return sorted(
        found,
        key=lambda session: (not session.counts, abs(session.starts_at - at), session.starts_at, session.id),
    )


def sessions_to_leave(sessions: Iterable[Session], at: datetime, rules: DoorRules, door: str = "") -> list[Session]:
    """Return the sessions that people may be leaving, the likeliest first: running, or over for less than an hour."""
    still_open = replace(rules, closes=max(rules.closes, _LEAVING_MINUTES))
    found = [session for session in open_sessions(sessions, at, still_open, door) if session.starts_at <= at]
    return sorted(found, key=lambda session: (session.starts_at, session.id), reverse=True)


def parallel_sessions(candidates: Sequence[Session]) -> list[Session]:
    """Return the sessions that start together with the likeliest one."""
    return [session for session in candidates if session.starts_at == candidates[0].starts_at]


def choose_session(candidates: Sequence[Session], person: Participant | None) -> Session | None:
    """Return the session that a scan is for, among those open at the door.

    Among parallel sessions it is the first that expects the person; a session for their group comes first.
    """
    if not candidates:
        return None
    parallel = parallel_sessions(candidates)
    if person is not None:
        for session in parallel:
            if session.groups and person.expected_at(session) and not person.role.admitted_everywhere:
                return session
        for session in parallel:
            if person.expected_at(session):
                return session
    return candidates[0]


def own_session(sessions: Iterable[Session], refused: Session, person: Participant) -> Session | None:
    """Return the person's own session at the time of one that is for others."""
    found = [
        session
        for session in sessions
        if session.id != refused.id
        and session.groups
        and session.starts_at < refused.ends_at
        and refused.starts_at < session.ends_at
        and person.expected_at(session)
    ]
    return min(found, key=lambda session: (abs(session.starts_at - refused.starts_at), session.id), default=None)


def next_opening(sessions: Iterable[Session], at: datetime, rules: DoorRules, door: str = "") -> Opening | None:
    """Return the session that opens next at a door, and when."""
    here = at_door(sessions, door)
    later = [Opening(session, door_opens(session, here, rules)) for session in here]
    later = [opening for opening in later if opening.at > at]
    return min(later, key=lambda opening: (opening.session.starts_at, opening.session.id), default=None)


def held_back(sessions: Iterable[Session], at: datetime, rules: DoorRules, door: str = "") -> Opening | None:
    """Return the next session if its door would be open now but for the session that is running."""
    found = next_opening(sessions, at, rules, door)
    return found if found is not None and opens_at(found.session, rules) <= at else None
