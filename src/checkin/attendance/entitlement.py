"""Decide who is entitled to a certificate, and the state of each person's certificate. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from checkin.attendance.summary import PersonAttendance
from checkin.core.course import Course, Role, Session
from checkin.core.speaker_names import names_person
from checkin.store.queries.certificates import Decision, Issued
from checkin.store.queries.certificates import standing as standing_certificates


class State(StrEnum):
    """The state of a person's certificate."""

    DUE = "due"
    ISSUED = "issued"
    REVOKED = "revoked"
    NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class Entitlements:
    """Who is entitled now, and the certificates that stand or bar a new one, by the id of the person."""

    entitled: frozenset[str]
    standing: Mapping[str, Issued]
    barred: Mapping[str, Issued]

    def of(self, person: str) -> tuple[State, Issued | None]:
        """Return a person's state, with the valid or the revoked certificate."""
        if person in self.standing:
            return State.ISSUED, self.standing[person]
        if person in self.entitled:
            return (State.REVOKED, self.barred[person]) if person in self.barred else (State.DUE, None)
        return State.NOT_DUE, None


def find_entitlements(
    found: Sequence[PersonAttendance],
    course: Course,
    programme: Sequence[Session],
    issued: Sequence[Issued],
    decided: Mapping[str, Decision],
) -> Entitlements:
    """Return how everybody stands with the certificate, from one moment of the record."""
    entitled = {one.person.id for one in found if is_entitled(one, course, programme, decided.get(one.person.id))}
    standing = standing_certificates(issued)
    newest = {one.participant: one for one in issued}
    barred = {who: one for who, one in newest.items() if who not in standing and _barred(one, decided.get(who))}
    return Entitlements(frozenset(entitled), standing, barred)


def _barred(certificate: Issued, decision: Decision | None) -> bool:
    """Return True if a person's last certificate was revoked and no director has decided for one since."""
    again = decision is not None and decision.earned and decision.at > certificate.revoked_at
    return certificate.revoked is not None and not again


def is_entitled(
    found: PersonAttendance, course: Course, programme: Sequence[Session], decision: Decision | None = None
) -> bool:
    """Return True if a person is to have a certificate: it is earned, decided, or goes with their role.

    A speaker gets one for the sessions that they gave.
    """
    person = found.person
    if person.withdrawn and not (decision is not None and decision.earned):
        return False
    if decision is not None or person.role is Role.PARTICIPANT:
        return found.figures.earned
    if person.role.value not in course.certificate.roles:
        return found.figures.earned
    return person.role is not Role.SPEAKER or bool(given_sessions(found, programme))


def given_sessions(found: PersonAttendance, programme: Sequence[Session]) -> list[Session]:
    """Return the sessions whose speakers surely include this person, however the programme writes the name."""
    name = found.person.name
    return [session for session in programme if any(names_person(text, name) for text in session.speakers)]
