"""What the door says to a scan, in words: one definition for the line of text and for the screen."""

from datetime import datetime, timedelta

from checkin.core.codes import LENGTH, CodeStatus, extract_letters, format_code
from checkin.core.course import Course
from checkin.core.text import clean, translatable
from checkin.core.verdicts import Verdict, opens_at
from checkin.door.scan import ScanAnswer
from checkin.i18n.translator import Translator

VERDICT_TITLES = {
    Verdict.UNKNOWN: translatable("Unknown code"),
    Verdict.REPLACED: translatable("Replaced badge"),
    Verdict.WITHDRAWN: translatable("Withdrawn"),
    Verdict.NO_SESSION: translatable("No session open"),
    Verdict.NOT_EXPECTED: translatable("Not expected here"),
    Verdict.ALREADY: translatable("Already in"),
    Verdict.LEFT: translatable("Left"),
    Verdict.PENDING: translatable("Welcome"),
    Verdict.LATE: translatable("Late"),
    Verdict.PRESENT: translatable("Present"),
}

# The same on the day itself and on another one: prepositions differ by language, and so these are whole sentences.
_BEGAN = (translatable("began at {time}"), translatable("began {day} at {time}"))
_BACK = (translatable("back again; first in at {time}"), translatable("back again; first in {day} at {time}"))
_IN = (translatable("in since {time}"), translatable("in since {day}, {time}"))
_IN_THROUGH = (translatable("in since {time}, {door}"), translatable("in since {day}, {time}, {door}"))
_OPENS = (translatable("next: {title}, door opens {time}"), translatable("next: {title}, door opens {day} at {time}"))


def clock_time(tr: Translator, course: Course, moment: datetime, now: datetime | None = None) -> str:
    """A time on the course's clock, ``09:30``; with its date, ``9 Mar 09:30``, when that is not the day of ``now``."""
    local = course.local(moment)
    if now is not None and course.local(now).date() != local.date():
        return f"{tr.day(local.date())} {local:%H:%M}"
    return f"{local:%H:%M}"


def text_with_time(
    tr: Translator, texts: tuple[str, str], course: Course, moment: datetime, now: datetime, **values: object
) -> str:
    """The first text with the ``{time}`` on the day of ``now``; on another day the second, with the ``{day}`` too."""
    local = course.local(moment)
    if course.local(now).date() == local.date():
        return tr(texts[0], time=f"{local:%H:%M}", **values)
    return tr(texts[1], day=tr.day(local.date()), time=f"{local:%H:%M}", **values)


def format_duration(tr: Translator, span: timedelta) -> str:
    """A span of time in words: ``1 h 12 min``."""
    hours, minutes = divmod(max(0, round(span / timedelta(minutes=1))), 60)
    return tr("{hours} h {minutes} min", hours=hours, minutes=minutes) if hours else tr("{n} min", n=minutes)


def person_text(tr: Translator, answer: ScanAnswer) -> str:
    """The name as the roster has it; for a code that nobody holds, the code."""
    if answer.participant is not None:
        return clean(answer.participant.name)
    return clean(format_code(answer.code)) or tr("(nothing readable)")


def country(tr: Translator, answer: ScanAnswer) -> str:
    """The person's country."""
    return tr.country(answer.participant.country) if answer.participant else ""


def detail(tr: Translator, course: Course, answer: ScanAnswer) -> str:
    """The sentence for the staff beneath the verdict: since when, for whom, what to do."""
    if answer.verdict is Verdict.UNKNOWN and answer.nearest:
        names = tr(" or ").join(f"{clean(person.name)} ({format_code(person.code)})" for person in answer.nearest[:3])
        return tr("mistyped? nearest: {names}", names=names)
    return guest_detail(tr, course, answer)


def guest_detail(tr: Translator, course: Course, answer: ScanAnswer) -> str:
    """The same sentence where the person reads it: nobody else is named."""
    match answer.verdict:
        case Verdict.UNKNOWN:
            return _unknown(tr, answer)
        case Verdict.REPLACED:
            return tr("this badge was replaced; ask for the new one")
        case Verdict.WITHDRAWN:
            return tr("no longer taking part; see the organizers")
        case Verdict.NO_SESSION:
            return _opens_next(tr, course, answer)
        case Verdict.NOT_EXPECTED:
            groups = ", ".join(clean(group) for group in answer.session.groups) if answer.session else ""
            return tr("this session is for {groups}", groups=groups)
        case Verdict.ALREADY if answer.first is not None:
            return _since(tr, course, answer)
        case Verdict.PENDING:
            return tr("genuine badge, not on this list yet: counted, and named as soon as the list arrives")
        case Verdict.LATE if answer.session is not None and answer.first is None:
            return text_with_time(tr, _BEGAN, course, answer.session.starts_at, answer.at)
        case Verdict.PRESENT | Verdict.LATE if answer.first is not None:
            return text_with_time(tr, _BACK, course, answer.first.at, answer.at)
        case _:
            return ""


def _since(tr: Translator, course: Course, answer: ScanAnswer) -> str:
    if answer.first is None:
        return ""
    door = clean(answer.first.door)
    return text_with_time(tr, _IN_THROUGH if door else _IN, course, answer.first.at, answer.at, door=door)


def _unknown(tr: Translator, answer: ScanAnswer) -> str:
    letters = len(extract_letters(answer.code))
    if answer.shape is CodeStatus.INCOMPLETE:
        return tr("incomplete: {n} of {all} letters", n=letters, all=LENGTH)
    if answer.shape is CodeStatus.MISTYPED:
        return tr("mistyped: the check letter does not fit; read it again")
    if letters == LENGTH:
        return tr("a code of another edition or course")
    return tr("not a code of this course")


def _opens_next(tr: Translator, course: Course, answer: ScanAnswer) -> str:
    upcoming = answer.opens_next
    if upcoming is None:
        return tr("nothing is open now, and no session is to come")
    return text_with_time(tr, _OPENS, course, opens_at(upcoming, course.door), answer.at, title=clean(upcoming.title))
