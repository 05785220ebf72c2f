"""Decide the answer to a scan. Pure.

:func:`decide` takes what is known of the code, the session and the time, and returns the verdict. The order of its
questions is the rule. Which session a scan is for is decided in :mod:`checkin.core.door_sessions`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from checkin.core.course import DoorRules, Participant, Session
from checkin.core.text import translatable


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
        """Return True if the scan counts as attendance."""
        return self in COUNTED


VERDICT_TITLES: dict[str, str] = {
    Verdict.UNKNOWN: translatable("Unknown code"),
    Verdict.REPLACED: translatable("Replaced badge"),
    Verdict.WITHDRAWN: translatable("Withdrawn"),
    Verdict.NO_SESSION: translatable("No session open"),
    Verdict.NOT_EXPECTED: translatable("Other session"),
    Verdict.ALREADY: translatable("Already in"),
    Verdict.LEFT: translatable("Left"),
    Verdict.PENDING: translatable("Valid badge"),
    Verdict.LATE: translatable("Late"),
    Verdict.PRESENT: translatable("Present"),
}
COUNTED = frozenset({Verdict.PENDING, Verdict.LATE, Verdict.PRESENT})


@dataclass(frozen=True, slots=True)
class Entry:
    """The first time that a person was let into a session, and through which door."""

    at: datetime
    door: str


@dataclass(frozen=True, slots=True)
class AbsentMark:
    """A mark by hand that a person was not at a session, in force. No scan of that person counts there."""

    actor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFacts:
    """What the record knows about a scanned code.

    ``genuine`` is True for a code of this edition. ``participant`` is None if nobody on this list holds the code.
    ``entry`` is the entry into the session that is in force. ``away`` is True if the person has left since.
    """

    genuine: bool
    participant: Participant | None = None
    replaced: bool = False
    entry: Entry | None = None
    away: bool = False


def decide(
    presented: CodeFacts,
    session: Session | None,
    at: datetime,
    rules: DoorRules,
    *,
    leaving: bool = False,
    entered: bool = False,
) -> Verdict:
    """Return the verdict for one scan at a moment on the course's clock.

    ``leaving``: the door records exits. ``entered``: a person gives the time, so that an earlier one than the known one
    counts, in whatever order the two are entered.
    """
    person = presented.participant
    if person is None and not presented.genuine:
        return Verdict.UNKNOWN
    if presented.replaced:
        return Verdict.REPLACED
    # A person who is not on the latest list is refused like one who has withdrawn, unless staff have let them in.
    # A session after midnight is of the day on which it began, as in the figures.
    day = at.date() if session is None else session.starts_at.astimezone(at.tzinfo).date()
    if person is not None and (person.has_withdrawn(day) or not person.listed):
        return Verdict.WITHDRAWN
    if session is None:
        return Verdict.NO_SESSION
    # A person whom staff have let in is in.
    if person is not None and presented.entry is None and not person.expected_at(session):
        return Verdict.NOT_EXPECTED
    if leaving:
        return Verdict.LEFT
    is_earlier = entered and presented.entry is not None and at < presented.entry.at
    if presented.entry is not None and not presented.away and not is_earlier:
        return Verdict.ALREADY
    if person is None:
        return Verdict.PENDING
    # A person who comes back is as late as at the first entry.
    came = at if presented.entry is None else min(at, presented.entry.at)
    return Verdict.LATE if is_late(session, came, rules) else Verdict.PRESENT


def is_late(session: Session, at: datetime, rules: DoorRules) -> bool:
    """Return True if ``at`` is more than ``late_after`` minutes after the start."""
    return at > session.starts_at + timedelta(minutes=rules.late_after)


def opens_at(session: Session, rules: DoorRules) -> datetime:
    """Return when the door opens for a session that no other session holds back."""
    return session.starts_at - timedelta(minutes=rules.opens_before)


def closes_at(session: Session, rules: DoorRules) -> datetime:
    """Return when the door closes for a session."""
    return session.ends_at + timedelta(minutes=rules.closes)
