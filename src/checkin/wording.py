"""What the door says to a scan, in words: one definition for the line of text and for the screen."""

from datetime import datetime, timedelta

from checkin.codes import LENGTH, Shape, letters_of, show
from checkin.course import Course
from checkin.door import Answer
from checkin.locales.speech import Speech
from checkin.text import clean, mark
from checkin.verdicts import Verdict, opens_at

TITLES = {
    Verdict.UNKNOWN: mark("Unknown code"),
    Verdict.REPLACED: mark("Replaced badge"),
    Verdict.WITHDRAWN: mark("Withdrawn"),
    Verdict.NO_SESSION: mark("No session open"),
    Verdict.NOT_EXPECTED: mark("Not expected here"),
    Verdict.ALREADY: mark("Already in"),
    Verdict.LEFT: mark("Left"),
    Verdict.PENDING: mark("Welcome"),
    Verdict.LATE: mark("Late"),
    Verdict.PRESENT: mark("Present"),
}


def clock_time(say: Speech, course: Course, moment: datetime, now: datetime | None = None) -> str:
    """A time on the course's clock, ``09:30``; with its date, ``9 Mar 09:30``, when that is not the day of ``now``."""
    local = course.local(moment)
    if now is not None and course.local(now).date() != local.date():
        return f"{say.day(local.date())} {local:%H:%M}"
    return f"{local:%H:%M}"


def length_of(say: Speech, span: timedelta) -> str:
    """A span of time in words: ``1 h 12 min``."""
    hours, minutes = divmod(max(0, round(span / timedelta(minutes=1))), 60)
    return say("{hours} h {minutes} min", hours=hours, minutes=minutes) if hours else say("{n} min", n=minutes)


def who(say: Speech, answer: Answer) -> str:
    """The name as the roster has it; for a code that nobody holds, the code."""
    if answer.participant is not None:
        return clean(answer.participant.name)
    return clean(show(answer.code)) or say("(nothing readable)")


def country(say: Speech, answer: Answer) -> str:
    """The person's country."""
    return say.country(answer.participant.country) if answer.participant else ""


def detail(say: Speech, course: Course, answer: Answer) -> str:
    """The sentence for the staff beneath the verdict: since when, for whom, what to do."""
    if answer.verdict is Verdict.UNKNOWN and answer.nearest:
        names = say(" or ").join(f"{clean(person.name)} ({show(person.code)})" for person in answer.nearest[:3])
        return say("mistyped? nearest: {names}", names=names)
    return guest_detail(say, course, answer)


def guest_detail(say: Speech, course: Course, answer: Answer) -> str:
    """The same sentence where the person reads it: nobody else is named."""
    match answer.verdict:
        case Verdict.UNKNOWN:
            return _unknown(say, answer)
        case Verdict.REPLACED:
            return say("this badge was replaced; ask for the new one")
        case Verdict.WITHDRAWN:
            return say("no longer taking part; see the organizers")
        case Verdict.NO_SESSION:
            return _opens_next(say, course, answer)
        case Verdict.NOT_EXPECTED:
            groups = ", ".join(clean(group) for group in answer.session.groups) if answer.session else ""
            return say("this session is for {groups}", groups=groups)
        case Verdict.ALREADY if answer.first is not None:
            return _since(say, course, answer)
        case Verdict.PENDING:
            return say("genuine badge, not on this list yet: counted, and named as soon as the list arrives")
        case Verdict.LATE if answer.session is not None and answer.first is None:
            return say("began at {time}", time=clock_time(say, course, answer.session.starts_at, answer.at))
        case Verdict.PRESENT | Verdict.LATE if answer.first is not None:
            return say("back again; first in at {time}", time=clock_time(say, course, answer.first.at, answer.at))
        case _:
            return ""


def _since(say: Speech, course: Course, answer: Answer) -> str:
    if answer.first is None:
        return ""
    time = clock_time(say, course, answer.first.at, answer.at)
    if answer.first.door:
        return say("in since {time}, {door}", time=time, door=clean(answer.first.door))
    return say("in since {time}", time=time)


def _unknown(say: Speech, answer: Answer) -> str:
    letters = len(letters_of(answer.code))
    if answer.shape is Shape.INCOMPLETE:
        return say("incomplete: {n} of {all} letters", n=letters, all=LENGTH)
    if answer.shape is Shape.MISTYPED:
        return say("mistyped: the check letter does not fit; read it again")
    if letters == LENGTH:
        return say("a code of another edition or course")
    return say("not a code of this course")


def _opens_next(say: Speech, course: Course, answer: Answer) -> str:
    upcoming = answer.opens_next
    if upcoming is None:
        return say("nothing is open now, and no session is to come")
    opening = clock_time(say, course, opens_at(upcoming, course.door), answer.at)
    return say("next: {title}, door opens {time}", title=clean(upcoming.title), time=opening)
