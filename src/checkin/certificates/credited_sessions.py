"""Choose the sessions that a certificate states, and add up their hours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from checkin.attendance.entitlement import given_sessions
from checkin.attendance.summary import PersonAttendance
from checkin.core.attendance_rules import SessionAttendance
from checkin.core.course import Course, Role, Session
from checkin.core.text import clean

ATTENDED = "attended"


class HoursOf(StrEnum):
    """The quantity that the hours on a certificate state."""

    EXPECTED = "expected"
    ATTENDED = "attended"
    COURSE = "course"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditedSession:
    """One session as the back of a certificate lists it. ``day`` is ISO 8601."""

    session: str
    title: str
    day: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """The sessions of one certificate, the hours on its front, and the quantity that they state."""

    sessions: tuple[CreditedSession, ...]
    hours: str
    hours_of: HoursOf

    @property
    def minutes(self) -> int:
        """Return the sum of the listed minutes."""
        return sum(one.minutes for one in self.sessions)

    def facts(self) -> dict[str, object]:
        """Return what the entry of the certificate keeps."""
        return {"sessions": [asdict(one) for one in self.sessions], "hours_of": self.hours_of.value}


def credit(course: Course, found: PersonAttendance, programme: Sequence[Session]) -> Credit:
    """Return the sessions that a person's certificate states.

    A participant's are those at which they were expected, or those that they attended, as the course has it. A
    speaker's are those that they gave. Everybody else's are those at which they were seen.
    """
    style, person = course.certificate, found.person
    language = course.language_of(person)
    if person.role is Role.SPEAKER:
        given = [_of_session(course, one, one.minutes, language) for one in given_sessions(found, programme)]
        return _credit(given, HoursOf.GIVEN)
    held = found.facts.held
    places = [(held[cell.place].session, cell.sitting, cell.expected) for cell in found.cells]
    counted = [one for one in places if one[0].counts]
    if person.role is not Role.PARTICIPANT or style.hours == ATTENDED:
        expected_only = person.role is Role.PARTICIPANT
        seen = [one for one in counted if one[1].status.attended and (one[2] or not expected_only)]
        return _credit([_of_sitting(course, *one[:2], language, attended=True) for one in seen], HoursOf.ATTENDED)
    sessions = [_of_sitting(course, *one[:2], language, attended=False) for one in counted if one[2]]
    if style.hours:
        return Credit(sessions=tuple(sessions), hours=style.hours, hours_of=HoursOf.COURSE)
    return _credit(sessions, HoursOf.EXPECTED)


def hours_text(minutes: int) -> str:
    """Return minutes as hours with at most two decimals (10.25 are 10 h 15 min); an empty text for none."""
    hundredths = round(Fraction(minutes * 100, 60))
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").removesuffix(".") if minutes else ""


def read_credited(facts: Mapping[str, Any]) -> tuple[tuple[CreditedSession, ...], HoursOf] | None:
    """Return the frozen sessions of an issued certificate; None for one from a version that kept none."""
    if "sessions" not in facts:
        return None
    return tuple(CreditedSession(**one) for one in facts["sessions"]), HoursOf(facts["hours_of"])


def _credit(sessions: Iterable[CreditedSession], hours_of: HoursOf) -> Credit:
    listed = tuple(sessions)
    return Credit(sessions=listed, hours=hours_text(sum(one.minutes for one in listed)), hours_of=hours_of)


def _of_sitting(
    course: Course, session: Session, sitting: SessionAttendance, language: str, *, attended: bool
) -> CreditedSession:
    # "Attended" means the same in a course that counts sessions: the minutes that every table has.
    return _of_session(course, session, (sitting.attended if attended else sitting.length) // 60, language)


def _of_session(course: Course, session: Session, minutes: int, language: str) -> CreditedSession:
    return CreditedSession(
        session=session.id,
        title=clean(course.session_title(session, language)),
        day=course.local(session.starts_at).date().isoformat(),
        minutes=minutes,
    )
