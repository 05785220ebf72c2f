"""What the door says to a scan, in words: one definition for the line of text and for the screen."""

from datetime import datetime

from checkin.codes import LENGTH, Shape, letters_of, show
from checkin.course import Course
from checkin.door import Answer
from checkin.locales.territories import country_name
from checkin.text import clean
from checkin.verdicts import Verdict, opens_at

TITLES = {
    Verdict.UNKNOWN: "Unknown code",
    Verdict.REPLACED: "Replaced badge",
    Verdict.WITHDRAWN: "Withdrawn",
    Verdict.NO_SESSION: "No session open",
    Verdict.NOT_EXPECTED: "Not expected here",
    Verdict.ALREADY: "Already in",
    Verdict.LEFT: "Left",
    Verdict.PENDING: "Welcome",
    Verdict.LATE: "Late",
    Verdict.PRESENT: "Present",
}


def clock_time(course: Course, moment: datetime, now: datetime | None = None) -> str:
    """A time on the course's clock, ``09:30``; with its date, ``09 Mar 09:30``, when that is not the day of ``now``."""
    local = course.local(moment)
    if now is not None and course.local(now).date() != local.date():
        return f"{local:%d %b %H:%M}"
    return f"{local:%H:%M}"


def who(course: Course, answer: Answer) -> str:
    """The name as the roster has it; for a code that nobody holds, the code."""
    if answer.participant is not None:
        return clean(answer.participant.name)
    return clean(show(answer.code)) or "(nothing readable)"


def country(course: Course, answer: Answer) -> str:
    """The person's country in the course's language."""
    return country_name(answer.participant.country, course.language) if answer.participant else ""


def detail(course: Course, answer: Answer) -> str:
    """The sentence beneath the verdict: since when, for whom, what to do."""
    match answer.verdict:
        case Verdict.UNKNOWN:
            return _unknown(answer)
        case Verdict.REPLACED:
            return "this badge was replaced; ask for the new one"
        case Verdict.WITHDRAWN:
            return "no longer taking part; see the organizers"
        case Verdict.NO_SESSION:
            return _opens_next(course, answer)
        case Verdict.NOT_EXPECTED:
            groups = ", ".join(answer.session.groups) if answer.session else ""
            return f"this session is for {groups}"
        case Verdict.ALREADY if answer.first is not None:
            door = f", {answer.first.door}" if answer.first.door else ""
            return f"in since {clock_time(course, answer.first.at, answer.at)}{door}"
        case Verdict.PENDING:
            return "genuine badge, not on this list yet: counted, and named as soon as the list arrives"
        case Verdict.LATE if answer.session is not None:
            return f"began at {clock_time(course, answer.session.starts_at, answer.at)}"
        case _:
            return ""


def _unknown(answer: Answer) -> str:
    letters = len(letters_of(answer.code))
    if answer.nearest:
        names = " or ".join(f"{clean(person.name)} ({show(person.code)})" for person in answer.nearest[:3])
        return f"mistyped? nearest: {names}"
    if answer.shape is Shape.INCOMPLETE:
        return f"incomplete: {letters} of {LENGTH} letters"
    if answer.shape is Shape.MISTYPED:
        return "mistyped: the check letter does not fit; read it again"
    if letters == LENGTH:
        return "a code of another edition or course"
    return "not a code of this course"


def _opens_next(course: Course, answer: Answer) -> str:
    upcoming = answer.opens_next
    if upcoming is None:
        return "nothing is open now, and no session is to come"
    opening = clock_time(course, opens_at(upcoming, course.door), answer.at)
    return f"next: {clean(upcoming.title)}, door opens {opening}"
