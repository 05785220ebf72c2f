"""Say how many sessions each participant can still miss, and find those who are at risk."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime

from checkin.attendance.summary import PersonAttendance, sessions_to_come
from checkin.core.attendance_rules import absences_left, sessions_ahead
from checkin.core.course import Role
from checkin.core.session_status import Status
from checkin.i18n.translator import Translator


@dataclass(frozen=True, slots=True)
class Margin:
    """How many of the sessions to come (``ahead``) a person can still miss; -1 if the requirements are out of reach.

    A session that is over without a status counts as missed here, though nobody has recorded an absence.
    ``unrecorded`` is the number of these sessions if they decide whether the requirements can be met, else 0.
    """

    left: int
    ahead: int
    unrecorded: int = 0

    @property
    def at_risk(self) -> bool:
        """Return True if missing two of the sessions to come is too much. A person who can miss all of them is safe."""
        return self.left < min(2, self.ahead) or self.left < 0

    def in_words(self, tr: Translator) -> str:
        """Return the number, or in few words why there is none."""
        if self.left >= 0:
            return str(self.left)
        if self.unrecorded:
            return tr("{n} to record", n=self.unrecorded)
        return tr("out of reach")


def margin_of(one: PersonAttendance, to_come: Container[str]) -> Margin:
    """Return one person's margin. ``to_come`` are the ids of the sessions that are not over."""
    sittings = one.sittings
    ahead = sessions_ahead(sittings, to_come, one.policy)
    left = absences_left(sittings, ahead, one.policy)
    unrecorded = {sitting.session for sitting in sittings if sitting.status is Status.UNMARKED} - ahead
    if left >= 0 or not unrecorded or absences_left(sittings, ahead | unrecorded, one.policy) < 0:
        return Margin(left, len(ahead))
    return Margin(left, len(ahead), len(unrecorded))


def margins(found: Sequence[PersonAttendance], now: datetime) -> list[tuple[Margin, PersonAttendance]]:
    """Return every participant whom a session expects with the margin, the smallest first, else in the given order.

    People who have withdrawn are left out.
    """
    to_come = sessions_to_come(found[0].facts, now) if found else set()
    every = [
        (margin_of(one, to_come), one)
        for one in found
        if one.person.role is Role.PARTICIPANT and not one.person.withdrawn and one.sittings
    ]
    return sorted(every, key=lambda pair: (pair[0].left, pair[0].unrecorded > 0))


def people_at_risk(found: Sequence[PersonAttendance], now: datetime) -> list[tuple[Margin, PersonAttendance]]:
    """Return who can miss at most one more session or has missed too many, in the order of :func:`margins`.

    A person who meets the requirements already, by the figures or by a decision, is not at risk.
    """
    return [(margin, one) for margin, one in margins(found, now) if margin.at_risk and not one.figures.earned]
