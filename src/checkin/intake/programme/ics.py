"""Programmes from iCalendar files (RFC 5545): recurring events, time zones, exceptions; cancelled ones left out."""

import re
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2s
from itertools import chain, islice
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from checkin.core.course import Course, Session
from checkin.core.errors import IntakeError, Notice, Problem, Topic
from checkin.core.text import TranslatableText, sentence, translatable
from checkin.intake.programme.calendar_zone import zone_notices
from checkin.intake.programme.located_session import LocatedSession, ProgrammeContent, wrong_times
from checkin.intake.readers.cells import quoted, tidy
from checkin.intake.readers.delimited import decode
from checkin.intake.readers.limits import (
    CALENDAR_SECONDS,
    LONGEST_SESSION,
    LONGEST_SPAN,
    LONGEST_TEXT,
    MEGABYTES,
    MOST_CALENDAR_BYTES,
    MOST_EVENTS,
    MOST_OCCURRENCES,
    MOST_SESSIONS,
)
from checkin.intake.readers.sheet import file_error, read_bytes
from checkin.intake.words.breaks import breaks_notice, is_break
from checkin.intake.words.dates import YEARS, in_zone
from checkin.intake.words.held_words import says_not_held
from checkin.system.sandbox import SandboxError, SandboxFailure, run_sandboxed

if TYPE_CHECKING:
    from icalendar import Calendar, Component

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TOO_LONG = translatable("{title} recurs for more than two years; give it an earlier end")
_CANCELLED = translatable("{title} is cancelled and left out")
_WHOLE_DAY = translatable("{title} lasts the whole day and is left out; give it times to make it a session")
_NO_END = translatable("{title} has no end (DTEND) and is left out; give it one to make it a session")
_NO_LENGTH = translatable("{title} ends as it starts and is left out; give it an end to make it a session")
_LONGER_THAN_A_DAY = translatable("{title} lasts more than 24 hours and is left out")
_SHORT_UID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,23}")
_SINGLE = ("DTSTART", "DTEND", "DURATION", "RRULE", "RECURRENCE-ID", "UID", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION")
_RECURRENCE = frozenset({"RRULE", "RDATE", "RECURRENCE-ID"})
_TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE")


def read_calendar(path: Path, course: Course) -> ProgrammeContent:
    """Return the events of a calendar as sessions, with notices.

    Times without a zone are in the calendar's own (X-WR-TIMEZONE) if it names one, else in the course's.

    Read in a child process, as spreadsheets are: a rule may be followed for hours and find no day.

    Events that cannot be sessions are left out and named; they refuse nothing else: all-day events ("Week 1", a
    holiday), cancelled ones, those without an end, without a length, or longer than a day.
    A session's id comes from the event's UID, so that an event that is moved stays the same session. Raises
    :class:`IntakeError` when the file is no calendar.
    """
    text, _ = decode(path, _without_comment(path, read_bytes(path, most=MOST_CALENDAR_BYTES)))
    question = {"file": path.name, "timezone": course.timezone.key}
    try:
        answer, _ = run_sandboxed(
            f"{__name__}:work", question, [text.encode()], seconds=CALENDAR_SECONDS, megabytes=MEGABYTES
        )
    except SandboxError as error:
        if error.why is SandboxFailure.CRASH:
            raise file_error(path, sentence("this cannot be read as a calendar; export it again")) from None
        reason = sentence("reading the calendar, {reason}; export the course's own events alone", reason=error)
        raise file_error(path, reason) from None
    problems = [Problem(**{**said, "reason": _sentence_of(said["reason"])}) for said in answer["problems"]]
    if answer["refused"]:
        raise IntakeError(problems)
    placed = [LocatedSession(path.name, 0, _session_of(facts)) for facts in answer["sessions"]]
    notices = [
        Notice(**{**said, "reason": _sentence_of(said["reason"]), "topic": Topic(said["topic"]), "rows": ()})
        for said in answer["notices"]
    ]
    return ProgrammeContent(placed, problems, notices)


def _sentence_of(facts: dict[str, Any]) -> TranslatableText:
    values = {key: _sentence_of(value) if isinstance(value, dict) else value for key, value in facts["values"].items()}
    return TranslatableText(facts["text"], values)


def _without_comment(path: Path, data: bytes) -> bytes:
    """Return the calendar out of the HTML comment that some sites wrap around it. Raises :class:`IntakeError`."""
    start = data.find(b"BEGIN:VCALENDAR")
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return data
    end = data.rfind(b"END:VCALENDAR")
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<!--") or not 0 <= start < end:
        reason = sentence(
            "this is the page and not the calendar; copy the address of the calendar's .ics and download that"
        )
        raise file_error(path, reason)
    return data[start : end + len(b"END:VCALENDAR")]


def work(question: dict[str, Any], blobs: list[bytes]) -> tuple[Mapping[str, Any], Sequence[bytes]]:
    """Parse the calendar in the sandbox; return sessions, problems and notices as JSON."""
    course = Course(title="", timezone=ZoneInfo(question["timezone"]))
    try:
        found = _read(Path(question["file"]), blobs[0].decode(), course)
    except IntakeError as error:
        return {"refused": True, "problems": [asdict(problem) for problem in error.problems]}, ()
    return {
        "refused": False,
        "problems": [asdict(problem) for problem in found.problems],
        "notices": [asdict(notice) for notice in found.notices],
        "sessions": [_facts_of(item.session) for item in found.placed],
    }, ()


def _facts_of(session: Session) -> dict[str, Any]:
    facts = asdict(session)
    return facts | {name: facts[name].isoformat() for name in ("starts_at", "ends_at")}


def _session_of(facts: dict[str, Any]) -> Session:
    changed: dict[str, Any] = {name: datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at")}
    changed |= {name: tuple(facts[name]) for name in ("speakers", "groups")}
    return Session(**(facts | changed))


def _read(path: Path, text: str, course: Course) -> ProgrammeContent:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # icalendar warns of guesses about time zones
        calendars = _parsed(path, text)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
        if not events:
            broken = sentence("the events of the calendar cannot be read; export it again")
            none = sentence("the calendar holds no event; export it again with the days of the course")
            raise file_error(path, broken if "BEGIN:VEVENT" in text else none)
        if len(events) > MOST_EVENTS:
            reason = sentence("the calendar has {n:,} events; up to {most:,} are read", n=len(events), most=MOST_EVENTS)
            raise file_error(path, reason)
        for event in events:
            if "UID" in event and not tidy(str(event["UID"])):
                del event["UID"]  # an empty UID identifies nothing
        events, notices = _taking_place(path, events)
        wrong = [(event, _wrong(event)) for event in events]
        problems = [Problem(path.name, 0, "", why) for event, why in wrong if why]
        sound = [event for event, why in wrong if not why]
        each_time = chain.from_iterable(_occurrences(path, calendar, sound) for calendar in calendars)
        found = list(islice(each_time, MOST_SESSIONS + 1))
        if len(found) > MOST_SESSIONS:
            reason = sentence("its events take place more than {n:,} times; up to that many are read", n=MOST_SESSIONS)
            raise file_error(path, reason)
        recurring = {str(event.get("UID", "")) for event in sound if not _RECURRENCE.isdisjoint(event)}
        placed, worse = _placed(path, course, found, recurring - {""})
    problems += worse + _same_uids(path, sound)
    if not placed and not problems:
        left_out = [Problem(path.name, 0, "", notice.reason) for notice in notices]
        none = sentence("the calendar holds no event with times that takes place")
        raise IntakeError(left_out or [Problem(path.name, 0, "", none)])
    notices += zone_notices(path, calendars, sound, placed, course)
    notices += breaks_notice(path.name, dict.fromkeys(i.session.title for i in placed if not i.session.counts))
    return ProgrammeContent(sorted(placed, key=lambda item: item.session.starts_at), problems, notices)


def _parsed(path: Path, text: str) -> "list[Calendar]":
    from icalendar import Calendar

    try:
        # Programs on Windows that write CR LF as text leave CR CR LF.
        parsed = Calendar.from_ical(text.replace("\r\r\n", "\r\n"), multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        reason = sentence("this cannot be read as a calendar: {reason}", reason=tidy(str(error))[:120])
        raise file_error(path, reason) from None
    return [calendar for calendar in parsed if isinstance(calendar, Calendar)]


def _wrong(event: "Component") -> TranslatableText | None:
    """Return why an event cannot be read, or None."""
    title = quoted(_title(event))
    broken = [name for name, _ in event.errors if name in _TIMES]
    if broken:
        return sentence("{title} has a {property} that cannot be read", title=title, property=broken[0])
    twice = [name for name in _SINGLE if isinstance(event.get(name), list)]
    if twice:
        return sentence("{title} has more than one {property}", title=title, property=twice[0])
    starts, ends = _value(event, "DTSTART"), _value(event, "DTEND")
    if starts is None:
        return sentence("{title} has no start (DTSTART)", title=title)
    if starts.year not in YEARS:
        return sentence("{title} starts in the year {year}", title=title, year=starts.year)
    length = _value(event, "DURATION")
    for name in ("DTSTART", "DTEND"):
        zone = event[name].params.get("TZID") if name in event else None
        if zone and _value(event, name).tzinfo is None:
            return sentence(
                "{title} is in the time zone {zone}, which is not known here", title=title, zone=quoted(tidy(str(zone)))
            )
    if not isinstance(ends, datetime | None) or (ends and (ends.tzinfo is None) != (starts.tzinfo is None)):
        return sentence("{title} has a start and an end that cannot be compared", title=title)
    if ends < starts if ends is not None else length < timedelta():
        return sentence("{title} ends before it starts", title=title)
    return _wrong_rule(event, starts)


def _wrong_rule(event: "Component", starts: datetime) -> TranslatableText | None:
    """Return what is wrong with an event's recurrence rule, such as a missing end; None if nothing."""
    rule, title = event.get("RRULE"), quoted(_title(event))
    if rule is None:
        return None
    frequency = str(rule.get("FREQ", [""])[0]).upper()
    if frequency not in _FREQUENCIES:
        return sentence(
            "{title} recurs {frequency}; daily is the most often that is read", title=title, frequency=frequency.lower()
        )
    times, until = rule.get("COUNT", [None])[0], rule.get("UNTIL", [None])[0]
    if times is None:
        if until is None:
            return sentence("{title} recurs without an end; give it one", title=title)
        days = ((until.date() if isinstance(until, datetime) else until) - starts.date()).days + 1
        if days > LONGEST_SPAN.days + 1:
            return sentence(_TOO_LONG, title=title)
        times = days * prod(len(set(rule.get(name, [0]))) for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    if times <= MOST_OCCURRENCES:
        return None
    return sentence("{title} recurs more than {n:,} times; give it an earlier end", title=title, n=MOST_OCCURRENCES)


def _taking_place(path: Path, events: "Sequence[Component]") -> "tuple[list[Component], list[Notice]]":
    """Return the events that can be sessions, and notices about the others."""
    kept: list[Component] = []
    left: dict[tuple[str, str], None] = {}
    for event in events:
        why = _left_out(event)
        if why:
            left[why, _title(event)] = None
        if not why or (why == _CANCELLED and "RECURRENCE-ID" in event):
            kept.append(event)
    return kept, [
        Notice(path.name, 0, "", sentence(why, title=quoted(title)), topic=Topic.LEFT_OUT) for why, title in left
    ]


def _left_out(event: "Component") -> str:
    """Return why an event is no session, as a text for the catalogues; empty if it can be one."""
    starts, ends, length = (_value(event, name) for name in ("DTSTART", "DTEND", "DURATION"))
    if isinstance(starts, date) and not isinstance(starts, datetime):
        return _WHOLE_DAY
    if _is_cancelled(event):
        return _CANCELLED
    if starts is None or any(name in _TIMES for name, _ in event.errors) or isinstance(event.get("DTEND"), list):
        return ""  # an error, not an event of another kind
    if ends is None and length is None and "DTEND" not in event and "DURATION" not in event:
        return _NO_END
    if not isinstance(ends, datetime | None) or (ends and (ends.tzinfo is None) != (starts.tzinfo is None)):
        return ""
    span = ends - starts if ends is not None else length
    if span == timedelta():
        return _NO_LENGTH
    return _LONGER_THAN_A_DAY if span is not None and span > LONGEST_SESSION else ""


def _occurrences(path: Path, calendar: "Calendar", events: "Sequence[Component]") -> "Iterator[Component]":
    """Return the occurrences of these events of a calendar."""
    import recurring_ical_events

    wanted = {id(event) for event in events}
    mine = [event for event in calendar.walk("VEVENT") if id(event) in wanted]
    if not mine:
        return
    others = [part for part in calendar.subcomponents if part.name != "VEVENT"]
    calendar.subcomponents = [*others, *mine]
    days = [_value(event, "DTSTART").date() for event in mine]
    # Rules end within two years or a number of times; whatever comes later than this is too long for that reason.
    last = max(days) + 10 * LONGEST_SPAN
    try:
        yield from recurring_ical_events.of(calendar).between(min(days) - timedelta(days=2), last)
    except (ValueError, ArithmeticError, TypeError, LookupError, AttributeError, AssertionError) as error:
        reason = sentence("the dates of an event cannot be read: {reason}", reason=tidy(str(error))[:120])
        raise file_error(path, reason) from None


def _placed(
    path: Path, course: Course, found: "Sequence[Component]", recurring: Set[str]
) -> tuple[list[LocatedSession], list[Problem]]:
    placed: list[LocatedSession] = []
    problems: list[Problem] = []
    series: dict[str, list[Component]] = defaultdict(list)
    for event in found:
        series[str(event.get("UID", ""))].append(event)
    for uid, events in series.items():
        days = [_value(event, "DTSTART").date() for event in events]
        if uid in recurring and max(days) - min(days) > LONGEST_SPAN:
            problems.append(Problem(path.name, 0, "", sentence(_TOO_LONG, title=quoted(_title(events[0])))))
            continue
        for event in filter(lambda event: not _is_cancelled(event), events):
            session = _session(event, course, recurs=uid in recurring)
            if isinstance(session, Session):
                placed.append(LocatedSession(path.name, 0, session))
            else:
                problems.append(Problem(path.name, 0, "", session))
    return placed, problems


def _session(event: "Component", course: Course, *, recurs: bool) -> Session | TranslatableText:
    """Return an occurrence as a session, or the problem with it."""
    title, room = _title(event), tidy(str(event.get("LOCATION", "")))
    starts, ends = (_moment(_value(event, name), course) for name in ("DTSTART", "DTEND"))
    when = _value(event, "DTSTART")
    if not title:
        return sentence("the event at {when} has no title (SUMMARY)", when=when)
    if starts is None or ends is None:
        return sentence(
            "{title} at {when}: that time does not exist on that day, the clocks are put forward over it",
            title=quoted(title),
            when=when,
        )
    if reason := wrong_times(starts, ends):
        return sentence("{title} at {when}: {reason}", title=quoted(title), when=when, reason=reason)
    if max(len(title), len(room)) > LONGEST_TEXT:
        reason = sentence("a text has more than {n} letters", n=LONGEST_TEXT)
        return sentence("{title} at {when}: {reason}", title=quoted(title), when=when, reason=reason)
    words = [tidy(str(word)) for word in getattr(event.get("CATEGORIES"), "cats", [])]
    kind = "-".join(words[0].casefold().split()) if words else ""
    return Session(
        id=_id(event, course, recurs=recurs),
        title=title,
        starts_at=starts,
        ends_at=ends,
        room=room,
        kind=kind,
        counts=not is_break(kind, title),
    )


def _id(event: "Component", course: Course, *, recurs: bool) -> str:
    """Short, and the same at every export: the UID before its ``@`` if that is short, else a digest of it."""
    uid = tidy(str(event.get("UID", "")))
    if not uid:
        return ""
    short = uid.partition("@")[0]
    name = short if _SHORT_UID.fullmatch(short) else f"ev-{blake2s(uid.encode(), digest_size=4).hexdigest()}"
    if not recurs:
        return name
    planned = _value(event, "RECURRENCE-ID") or _value(event, "DTSTART")
    if isinstance(planned, datetime) and planned.tzinfo:
        planned = course.local(planned)
    return f"{name[:24]}-{planned:%m%d-%H%M}"


def _moment(value: datetime, course: Course) -> datetime | None:
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    return in_zone(value.date(), since, course.timezone)


def _same_uids(path: Path, events: "Sequence[Component]") -> list[Problem]:
    """Two events of one UID that are not occurrences of one another: only one of them would be read."""
    seen: dict[str, Component] = {}
    problems = []
    for event in events:
        uid = str(event.get("UID", ""))
        if not uid or "RECURRENCE-ID" in event:
            continue
        first = seen.setdefault(uid, event)
        if first is not event and str(first.get("SEQUENCE", 0)) == str(event.get("SEQUENCE", 0)):
            reason = sentence(
                "{title} has the same UID as {other}; export the calendar again",
                title=quoted(_title(event)),
                other=quoted(_title(first)),
            )
            problems.append(Problem(path.name, 0, "", reason))
    return problems


def _title(event: "Component") -> str:
    return tidy(str(event.get("SUMMARY", "")))


def _is_cancelled(event: "Component") -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED" or says_not_held(_title(event))


def _value(event: "Component", name: str) -> Any:
    """Return the date or time of a property; None if it is missing or invalid."""
    if any(broken == name for broken, _ in event.errors):
        return None
    return getattr(event.get(name), "dt", None)
