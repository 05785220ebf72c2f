"""Find the participants who can miss at most one more session, or have missed too many."""

from collections.abc import Sequence
from datetime import datetime

from checkin.attendance.summary import PersonAttendance
from checkin.core.attendance_rules import absences_left
from checkin.core.course import Role


def people_at_risk(found: Sequence[PersonAttendance], now: datetime) -> list[tuple[int, PersonAttendance]]:
    """Return who is at risk, most urgent first, with how many sessions each can still miss; -1 is out of reach.

    Before the end of the course also those who meet the requirements now. People who have withdrawn, or whom no
    session expects, are left out.
    """
    held = found[0].facts.held if found else ()
    to_come = {one.session.id for one in held if one.session.ends_at > now}
    at_risk = []
    for one in found:
        if one.person.role is not Role.PARTICIPANT or one.person.withdrawn or not one.sittings:
            continue
        left = absences_left(one.sittings, to_come, one.policy)
        if left < 2 and not (one.figures.earned and not to_come):
            at_risk.append((left, one))
    return sorted(at_risk, key=lambda pair: (pair[0], pair[1].person.name))
