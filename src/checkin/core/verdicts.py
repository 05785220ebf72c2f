"""The decision at the door: which session is meant, and what the answer is.

Pure: the code's reading, the roster's facts, the sessions and the time come in, a verdict goes out.
The order of the questions in :func:`decide` is the rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from checkin.core.course import DoorRules, Participant, Session


class Verdict(StrEnum):
    """The answer to one scan."""

    UNKNOWN = "unknown"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    NO_SESSION = "no_session"
    NOT_EXPECTED = "not_expected"
    ALREADY = "already"
    LEFT = "left"
    PENDING = "pending"
    LATE = "late"
    PRESENT = "present"

    @property
    def counts(self) -> bool:
        """Whether the scan is attendance."""
        return self in COUNTED


COUNTED = frozenset({Verdict.PENDING, Verdict.LATE, Verdict.PRESENT})


@dataclass(frozen=True, slots=True)
class Entry:
    """When somebody was first let into a session, and through which door."""

    at: datetime
    door: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFacts:
    """All that the record knows of a presented code at the moment of its scan.

    ``genuine``: a code of this edition. ``participant`` is None when nobody on this roster holds it.
    ``entry`` is the standing entry into the session in question, if there is one; ``away``: they have left since.
    """

    genuine: bool
    participant: Participant | None = None
    replaced: bool = False
    entry: Entry | None = None
    away: bool = False


def decide(
    presented: CodeFacts, session: Session | None, at: datetime, rules: DoorRules, *, leaving: bool = False
) -> Verdict:
    """The verdict for one scan. ``leaving``: the door is recording exits."""
    person = presented.participant
    if person is None and not presented.genuine:
        return Verdict.UNKNOWN
    if presented.replaced:
        return Verdict.REPLACED
    if person is not None and person.withdrawn:
        return Verdict.WITHDRAWN
    if session is None:
        return Verdict.NO_SESSION
    # Whoever was let in all the same is in.
    if person is not None and presented.entry is None and not person.expected_at(session):
        return Verdict.NOT_EXPECTED
    if leaving:
        return Verdict.LEFT
    if presented.entry is not None and not presented.away:
        return Verdict.ALREADY
    if person is None:
        return Verdict.PENDING
    # Whoever comes back is as late as when they first came.
    came = at if presented.entry is None else presented.entry.at
    return Verdict.LATE if is_late(session, came, rules) else Verdict.PRESENT


def is_late(session: Session, at: datetime, rules: DoorRules) -> bool:
    """Later than ``late_after`` minutes after the start; the last moment of the limit is still in time."""
    return at > session.starts_at + timedelta(minutes=rules.late_after)


def opens_at(session: Session, rules: DoorRules) -> datetime:
    """When the door opens for a session."""
    return session.starts_at - timedelta(minutes=rules.opens_before)


def closes_at(session: Session, rules: DoorRules) -> datetime:
    """When the door closes for a session."""
    return session.ends_at + timedelta(minutes=rules.closes)


def open_sessions(sessions: Iterable[Session], at: datetime, rules: DoorRules, door: str = "") -> list[Session]:
    """The sessions whose door is open, the likeliest first.

    A door with a room's name is that room's, as long as the room is in use. Where one session ends while the
    next one's door is open already, the one whose start is nearest is meant: whoever arrives ten minutes
    before a start comes for that start.
    """
    found = [session for session in sessions if opens_at(session, rules) <= at <= closes_at(session, rules)]
    here = [session for session in found if session.room and session.room.casefold() == door.casefold()]
    return sorted(here or found, key=lambda session: (abs(session.starts_at - at), session.starts_at, session.id))


def sessions_to_leave(sessions: Iterable[Session], at: datetime, rules: DoorRules, door: str = "") -> list[Session]:
    """The sessions that people may be leaving, the likeliest first: on now, or over for less than an hour."""
    still = replace(rules, closes=max(rules.closes, 60))
    found = [session for session in open_sessions(sessions, at, still, door) if session.starts_at <= at]
    return sorted(found, key=lambda session: (session.starts_at, session.id), reverse=True)


def choose_session(candidates: Sequence[Session], person: Participant | None) -> Session | None:
    """The session that a scan is for, among those open at this door.

    Parallel sessions start together; among them it is the first that expects this person.
    """
    if not candidates:
        return None
    parallel = [session for session in candidates if session.starts_at == candidates[0].starts_at]
    if person is not None:
        for session in parallel:
            if session.groups and person.expected_at(session) and not person.role.admitted_everywhere:
                return session
        for session in parallel:
            if person.expected_at(session):
                return session
    return candidates[0]


def next_to_open(sessions: Iterable[Session], at: datetime, rules: DoorRules) -> Session | None:
    """The session whose door opens next."""
    later = [session for session in sessions if opens_at(session, rules) > at]
    return min(later, key=lambda session: (session.starts_at, session.id), default=None)
