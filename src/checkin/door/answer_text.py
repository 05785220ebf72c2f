"""What the door says to a scan, in words: one definition for the line of text and for the screen."""

from datetime import datetime, timedelta

from checkin.core.codes import LENGTH, Shape, letters_of, show
from checkin.core.course import Course
from checkin.core.text import clean, mark
from checkin.core.verdicts import Verdict, opens_at
from checkin.door.scan import Answer
from checkin.i18n.translator import Speech

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

# The same on the day itself and on another one: prepositions differ by language, and so these are whole sentences.
_BEGAN = (mark("began at {time}"), mark("began {day} at {time}"))
_BACK = (mark("back again; first in at {time}"), mark("back again; first in {day} at {time}"))
_IN = (mark("in since {time}"), mark("in since {day}, {time}"))
_IN_THROUGH = (mark("in since {time}, {door}"), mark("in since {day}, {time}, {door}"))
_OPENS = (mark("next: {title}, door opens {time}"), mark("next: {title}, door opens {day} at {time}"))


def clock_time(say: Speech, course: Course, moment: datetime, now: datetime | None = None) -> str:
    """A time on the course's clock, ``09:30``; with its date, ``9 Mar 09:30``, when that is not the day of ``now``."""
    local = course.local(moment)
    if now is not None and course.local(now).date() != local.date():
        return f"{say.day(local.date())} {local:%H:%M}"
    return f"{local:%H:%M}"


def told_when(
    say: Speech, texts: tuple[str, str], course: Course, moment: datetime, now: datetime, **values: object
) -> str:
    """The first text with the ``{time}`` on the day of ``now``; on another day the second, with the ``{day}`` too."""
    local = course.local(moment)
    if course.local(now).date() == local.date():
        return say(texts[0], time=f"{local:%H:%M}", **values)
    return say(texts[1], day=say.day(local.date()), time=f"{local:%H:%M}", **values)


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
            return told_when(say, _BEGAN, course, answer.session.starts_at, answer.at)
        case Verdict.PRESENT | Verdict.LATE if answer.first is not None:
            return told_when(say, _BACK, course, answer.first.at, answer.at)
        case _:
            return ""


def _since(say: Speech, course: Course, answer: Answer) -> str:
    if answer.first is None:
        return ""
    door = clean(answer.first.door)
    return told_when(say, _IN_THROUGH if door else _IN, course, answer.first.at, answer.at, door=door)


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
    return told_when(say, _OPENS, course, opens_at(upcoming, course.door), answer.at, title=clean(upcoming.title))
