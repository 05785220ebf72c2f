"""Write the answer to a scan as text: one definition for the command's line and for the screen."""

from datetime import date, datetime, timedelta

from checkin.core.codes import LENGTH, CodeStatus, extract_letters, format_code
from checkin.core.course import Course, Participant, Session
from checkin.core.text import clean, translatable
from checkin.core.verdicts import VERDICT_TITLES, AbsentMark, Verdict, closes_at, is_late
from checkin.door.scan import Act, ScanAnswer
from checkin.i18n.translator import Translator

# The same on the day itself and on another one: prepositions differ by language, and so these are whole sentences.
_BEGAN = (translatable("began at {time}"), translatable("began {day} at {time}"))
_BACK = (translatable("back again; first in at {time}"), translatable("back again; first in {day} at {time}"))
IN = (translatable("in since {time}"), translatable("in since {day}, {time}"))
_IN_THROUGH = (translatable("in since {time}, {door}"), translatable("in since {day}, {time}, {door}"))
_CLOSED = (translatable("{title} closed at {time}"), translatable("{title} closed {day} at {time}"))
ACT_TITLES = {Act.LET_IN: translatable("Let in"), Act.MARK: translatable("Marked present")}
MARKED_ABSENT = translatable("Marked absent")
NOT_LISTED = translatable("Not listed")
OPENS = (translatable("next: {title}, door opens {time}"), translatable("next: {title}, door opens {day} at {time}"))
# How staff load a programme: at the station, on a phone, in a shell.
LOAD_BY_KEYS = translatable("no programme is loaded, so nobody is counted: F7, then F5, loads it")
LOAD_AT_STATION = translatable("no programme is loaded, so nobody is counted: load it at the station with F7, then F5")
LOAD_BY_COMMAND = translatable("no programme is loaded, so nobody is counted: checkin load programme.csv")

READ_ELSEWHERE = (
    translatable("The badge was also read at {door} at {time}."),
    translatable("The badge was also read at {door}, {day} at {time}."),
)
_NEXT_COUNTS = (
    translatable("from {time} a scan is for {title}"),
    translatable("from {day}, {time}, a scan is for {title}"),
)
_NOT_BEGUN = (
    translatable("no exit yet: {title} begins at {time}"),
    translatable("no exit yet: {title} begins {day} at {time}"),
)
_ELSEWHERE = (
    translatable("no more in this room; next: {title}, {room}, door opens {time}"),
    translatable("no more in this room; next: {title}, {room}, door opens {day} at {time}"),
)


def clock_time(tr: Translator, course: Course, moment: datetime, now: datetime | None = None) -> str:
    """Return a local time of the course, ``09:30``; on another day than ``now`` with its date, ``9 Mar 09:30``."""
    local = course.local(moment)
    if now is not None and course.local(now).date() != local.date():
        return f"{tr.day(local.date())} {local:%H:%M}"
    return f"{local:%H:%M}"


def text_with_time(
    tr: Translator, texts: tuple[str, str], course: Course, moment: datetime, now: datetime, **values: object
) -> str:
    """Return the first text with ``{time}`` on the day of ``now``, else the second text with ``{day}`` too."""
    local = course.local(moment)
    if course.local(now).date() == local.date():
        return tr(texts[0], time=f"{local:%H:%M}", **values)
    return tr(texts[1], day=tr.day(local.date()), time=f"{local:%H:%M}", **values)


def format_duration(tr: Translator, span: timedelta) -> str:
    """Format a duration: ``1 h 12 min``."""
    hours, minutes = divmod(max(0, round(span / timedelta(minutes=1))), 60)
    return tr("{hours} h {minutes} min", hours=hours, minutes=minutes) if hours else tr("{n} min", n=minutes)


def person_text(tr: Translator, answer: ScanAnswer) -> str:
    """Return the name from the roster; for an unassigned code, the code."""
    if answer.participant is not None:
        return clean(answer.participant.name)
    return clean(format_code(answer.code)) or tr("(nothing readable)")


def country(tr: Translator, answer: ScanAnswer) -> str:
    """Return the person's country."""
    return tr.country(answer.participant.country) if answer.participant else ""


def verdict_title(tr: Translator, answer: ScanAnswer) -> str:
    """Return the title of a verdict. Entries that staff made by hand have a title that says so."""
    if answer.absent is not None:
        return tr(MARKED_ABSENT)
    if is_unlisted(answer):
        return tr(NOT_LISTED)
    return tr(ACT_TITLES.get(answer.act) or VERDICT_TITLES[answer.verdict])


def is_unlisted(answer: ScanAnswer) -> bool:
    """Return True if a person is refused because the latest list lacks them, and not for a withdrawal."""
    person = answer.participant
    refused = answer.verdict is Verdict.WITHDRAWN and person is not None
    return refused and person is not None and not person.listed and not person.withdrawn


def _back_on(course: Course, answer: ScanAnswer) -> date | None:
    """Return the day from which a person who is away takes part again; None if there is none."""
    day = course.local(answer.session.starts_at if answer.session else answer.at).date()
    periods = answer.participant.withdrawals if answer.participant else ()
    return next((after for first, after in periods if first <= day < after < date.max), None)


def session_text(tr: Translator, course: Course, session: Session, now: datetime) -> str:
    """Return a session's title, with its day and time if it is not open now."""
    title = clean(session.title)
    rules = course.door
    if session.starts_at <= now <= closes_at(session, rules):
        return title
    return f"{title} ({clock_time(tr, course, session.starts_at, now)})"


def detail(
    tr: Translator, course: Course, answer: ScanAnswer, *, names_session: bool = False, load_by: str = LOAD_BY_KEYS
) -> str:
    """Return the sentence for staff below the verdict: since when, for whom, what to do.

    ``names_session`` puts the session first, for a door where more than one could be meant. ``load_by`` says how staff
    load a programme if there is none.
    """
    if answer.verdict is Verdict.UNKNOWN and answer.nearest:
        names = tr.any_of([f"{clean(person.name)} ({_own_or_code(person)})" for person in answer.nearest[:3]])
        text = tr("mistyped? nearest: {names}", names=names)
    elif is_unlisted(answer):
        text = tr("not on the latest list; let in with a reason, or send to the organizers")
    elif answer.act in ACT_TITLES:
        text = tr.recorded(answer.reason)
    elif answer.absent is not None:
        text = _marked_absent(tr, answer.absent)
    elif _lacks_programme(answer):
        text = tr(load_by)
    else:
        text = _known_detail(tr, course, answer)
    names_session = names_session or answer.names_session
    title = session_text(tr, course, answer.session, answer.at) if names_session and answer.session else ""
    return " · ".join(part for part in (title, text) if part)


def _own_or_code(person: Participant) -> str:
    return clean(person.own_code) or format_code(person.code)


def guest_detail(tr: Translator, course: Course, answer: ScanAnswer) -> str:
    """Return the sentence that the person reads at a door without staff. It names nobody else."""
    match answer.verdict:
        case Verdict.UNKNOWN:
            return tr("The badge could not be read. Hold it to the scanner again, or ask at the registration desk.")
        case Verdict.NOT_EXPECTED:
            return _not_expected(tr, course, answer, is_guest=True)
        case Verdict.WITHDRAWN if answer.participant is not None and not answer.participant.withdrawn:
            return tr("Please ask at the registration desk.")
        case _ if answer.absent is not None or _lacks_programme(answer):
            return tr("Please ask at the registration desk.")
        case _:
            return _known_detail(tr, course, answer)


def _lacks_programme(answer: ScanAnswer) -> bool:
    return answer.verdict is Verdict.NO_SESSION and not answer.has_programme


def _marked_absent(tr: Translator, mark: AbsentMark) -> str:
    """Say that a scan is recorded and does not count, who decided that, and how to change it."""
    text = tr("recorded, but does not count: marked absent by {who}", who=clean(mark.actor) or "-")
    why = f" ({tr.recorded(mark.reason)})" if mark.reason else ""
    return f"{text}{why}. " + tr("To count the person, let them in with a reason.")


def _known_detail(tr: Translator, course: Course, answer: ScanAnswer) -> str:
    match answer.verdict:
        case Verdict.UNKNOWN:
            return _unknown(tr, answer)
        case Verdict.REPLACED:
            return tr("this badge was replaced; ask for the new one")
        case Verdict.WITHDRAWN:
            back = _back_on(course, answer)
            return (
                tr("takes part again from {day} on; see the organizers", day=tr.day(back))
                if back
                else tr("no longer taking part; see the organizers")
            )
        case Verdict.NO_SESSION:
            return _opens_next(tr, course, answer)
        case Verdict.NOT_EXPECTED:
            return _not_expected(tr, course, answer)
        case Verdict.ALREADY if answer.first is not None:
            late = tr("late; the time of the list counts if it is entered") if leaves_late(course, answer) else ""
            return _joined(_since(tr, course, answer), late, _next_counts(tr, course, answer))
        case Verdict.PENDING:
            return tr("genuine badge, not on this list yet: counted, and named as soon as the list arrives")
        case Verdict.LATE if answer.session is not None and answer.first is None:
            began = text_with_time(tr, _BEGAN, course, answer.session.starts_at, answer.at)
            return _joined(began, _next_counts(tr, course, answer))
        case Verdict.PRESENT | Verdict.LATE if answer.first is not None:
            if answer.at < answer.first.at:
                return tr("counts instead of the scan at {time}", time=f"{course.local(answer.first.at):%H:%M}")
            return text_with_time(tr, _BACK, course, answer.first.at, answer.at)
        case _:
            return ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def leaves_late(course: Course, answer: ScanAnswer) -> bool:
    """Return True if a person stays late by a scan, since the paper list gives no time."""
    first, session = answer.first, answer.session
    if answer.act is not Act.PAPER or answer.verdict is not Verdict.ALREADY or first is None or session is None:
        return False
    return answer.at < first.at and is_late(session, first.at, course.door)


def _next_counts(tr: Translator, course: Course, answer: ScanAnswer) -> str:
    """Say from when a scan is for the next session, if the running one holds its opening back."""
    upcoming = answer.opens_next
    if upcoming is None:
        return ""
    return text_with_time(tr, _NEXT_COUNTS, course, upcoming.at, answer.at, title=clean(upcoming.session.title))


def _not_expected(tr: Translator, course: Course, answer: ScanAnswer, *, is_guest: bool = False) -> str:
    """Say for whom the session is, and where the person's own session is. ``is_guest``: the person reads it."""
    groups = ", ".join(clean(group) for group in answer.session.groups) if answer.session else ""
    text = tr("for group {groups}", groups=groups)
    person, own = answer.participant, answer.own_session
    mine = ", ".join(clean(group) for group in person.groups) if person else ""
    if own is None:
        theirs = tr("your group: {groups}", groups=mine) if is_guest else tr("their group: {groups}", groups=mine)
        return _joined(text, theirs if mine else "")
    room = clean(own.room)
    time = clock_time(tr, course, own.starts_at, answer.at)
    place = f"{clean(own.title)}, {room}, {time}" if room else f"{clean(own.title)}, {time}"
    if not mine:
        return _joined(text, place)
    if is_guest:
        return tr("{text}; your group {group}: {place}", text=text, group=mine, place=place)
    return tr("{text}; this person is in group {group}: {place}", text=text, group=mine, place=place)


def _since(tr: Translator, course: Course, answer: ScanAnswer) -> str:
    if answer.first is None:
        return ""
    door = clean(answer.first.door)
    return text_with_time(tr, _IN_THROUGH if door else IN, course, answer.first.at, answer.at, door=door)


def _unknown(tr: Translator, answer: ScanAnswer) -> str:
    letters = len(extract_letters(answer.code))
    if answer.shape is CodeStatus.INCOMPLETE:
        written = [one for one in clean(answer.code).upper() if one.isalnum()]
        if len(written) == LENGTH and (others := dict.fromkeys(one for one in written if not extract_letters(one))):
            return tr("misread: no code has {letters}; read it again", letters=", ".join(others))
        if not letters:
            return tr("no badge of this course")
        return tr("incomplete: {n} of {all} letters", n=letters, all=LENGTH)
    if answer.shape is CodeStatus.MISTYPED:
        return tr("mistyped: the check letter does not fit; read it again")
    if letters == LENGTH and answer.shape is CodeStatus.FOREIGN:
        return tr("a code of another edition or course")
    return tr("no badge of this course")


def _opens_next(tr: Translator, course: Course, answer: ScanAnswer) -> str:
    upcoming, other = answer.opens_next, answer.elsewhere
    if answer.not_begun is not None:
        values = {"title": clean(answer.not_begun.title)}
        return text_with_time(tr, _NOT_BEGUN, course, answer.not_begun.starts_at, answer.at, **values)
    if other is not None:
        values = {"title": clean(other.session.title), "room": clean(other.session.room)}
        if other.at <= answer.at:
            return tr("no more in this room; open now: {title}, {room}", **values)
        return text_with_time(tr, _ELSEWHERE, course, other.at, answer.at, **values)
    if upcoming is None:
        return tr("nothing is open now, and no session is to come")
    if upcoming.at <= answer.at:
        ended = closes_at(upcoming.session, course.door)
        return text_with_time(tr, _CLOSED, course, ended, answer.at, title=clean(upcoming.session.title))
    return text_with_time(tr, OPENS, course, upcoming.at, answer.at, title=clean(upcoming.session.title))
