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
from checkin.core.errors import IntakeError, Problem
from checkin.intake.breaks import breaks_notice, is_break
from checkin.intake.dates import YEARS, in_zone
from checkin.intake.placed_session import LocatedSession, ProgrammeContent, wrong_times
from checkin.intake.readers.cells import quoted, tidy
from checkin.intake.readers.delimited import decode
from checkin.intake.readers.limits import (
    CALENDAR_SECONDS,
    LONGEST_SPAN,
    LONGEST_TEXT,
    MEGABYTES,
    MOST_CALENDAR_BYTES,
    MOST_EVENTS,
    MOST_OCCURRENCES,
    MOST_SESSIONS,
)
from checkin.intake.readers.sheet import file_error, read_bytes
from checkin.system.sandbox import SandboxError, SandboxFailure, run_sandboxed

if TYPE_CHECKING:
    from icalendar import Calendar, Component

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TOO_LONG = "recurs for more than two years; give it an earlier end"
_SHORT_UID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,23}")
_SINGLE = ("DTSTART", "DTEND", "DURATION", "RRULE", "RECURRENCE-ID", "UID", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION")
_RECURRENCE = frozenset({"RRULE", "RDATE", "RECURRENCE-ID"})
_TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE")


def read_calendar(path: Path, course: Course) -> ProgrammeContent:
    """Return the events of a calendar as sessions, with notices. Times without a zone are local to the course.

    Read in a child process, as spreadsheets are: a rule may be followed for hours and find no day.

    All-day events are a calendar's banners ("Week 1", a holiday), not sessions with a door: they are left out and
    named, as cancelled ones are. A session's id comes from the event's UID, so that an event that is moved stays the
    same session. Raises :class:`IntakeError` when the file is no calendar.
    """
    text, _ = decode(path, read_bytes(path, most=MOST_CALENDAR_BYTES))
    question = {"file": path.name, "timezone": course.timezone.key}
    try:
        answer, _ = run_sandboxed(
            f"{__name__}:work", question, [text.encode()], seconds=CALENDAR_SECONDS, megabytes=MEGABYTES
        )
    except SandboxError as error:
        if error.why is SandboxFailure.CRASH:
            raise file_error(path, "this cannot be read as a calendar; export it again") from None
        raise file_error(path, f"reading the calendar, {error}; export the course's own events alone") from None
    problems = [Problem(**problem) for problem in answer["problems"]]
    if answer["refused"]:
        raise IntakeError(problems)
    placed = [LocatedSession(path.name, 0, _session_of(facts)) for facts in answer["sessions"]]
    return ProgrammeContent(placed, problems, answer["notices"])


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
        "notices": found.notices,
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
            raise file_error(path, "the calendar holds no event")
        if len(events) > MOST_EVENTS:
            raise file_error(path, f"the calendar has {len(events):,} events; up to {MOST_EVENTS:,} are read")
        for event in events:
            if "UID" in event and not tidy(str(event["UID"])):
                del event["UID"]  # an empty UID identifies nothing
        events, notices = _taking_place(path, events)
        wrong = [(event, _wrong(event)) for event in events]
        problems = [Problem(path.name, 0, "", f"{quoted(_title(event))} {why}") for event, why in wrong if why]
        sound = [event for event, why in wrong if not why]
        each_time = chain.from_iterable(_occurrences(path, calendar, sound) for calendar in calendars)
        found = list(islice(each_time, MOST_SESSIONS + 1))
        if len(found) > MOST_SESSIONS:
            raise file_error(path, f"its events take place more than {MOST_SESSIONS:,} times; up to that many are read")
        recurring = {str(event.get("UID", "")) for event in sound if not _RECURRENCE.isdisjoint(event)}
        placed, worse = _placed(path, course, found, recurring - {""})
    problems += worse + _same_uids(path, sound)
    if not placed and not problems:
        raise file_error(path, "the calendar holds no event with times that takes place")
    notices += breaks_notice(path.name, dict.fromkeys(i.session.title for i in placed if not i.session.counts))
    return ProgrammeContent(sorted(placed, key=lambda item: item.session.starts_at), problems, notices)


def _parsed(path: Path, text: str) -> "list[Calendar]":
    from icalendar import Calendar

    try:
        parsed = Calendar.from_ical(text, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise file_error(path, f"this cannot be read as a calendar: {tidy(str(error))[:120]}") from None
    return [calendar for calendar in parsed if isinstance(calendar, Calendar)]


def _wrong(event: "Component") -> str:
    """Return why an event cannot be read, or nothing."""
    broken = [name for name, _ in event.errors if name in _TIMES]
    if broken:
        return f"has a {broken[0]} that cannot be read"
    twice = [name for name in _SINGLE if isinstance(event.get(name), list)]
    if twice:
        return f"has more than one {twice[0]}"
    starts, ends = _value(event, "DTSTART"), _value(event, "DTEND")
    if starts is None:
        return "has no start (DTSTART)"
    if starts.year not in YEARS:
        return f"starts in the year {starts.year}"
    length = _value(event, "DURATION")
    if ends is None and length is None:
        return "has no end (DTEND)"
    for name in ("DTSTART", "DTEND"):
        zone = event[name].params.get("TZID") if name in event else None
        if zone and _value(event, name).tzinfo is None:
            return f"is in the time zone {quoted(tidy(str(zone)))}, which is not known here"
    if not isinstance(ends, datetime | None) or (ends and (ends.tzinfo is None) != (starts.tzinfo is None)):
        return "has a start and an end that cannot be compared"
    if ends <= starts if ends is not None else length <= timedelta():
        return "ends before it starts"
    return _wrong_rule(event, starts)


def _wrong_rule(event: "Component", starts: datetime) -> str:
    """Return what is wrong with an event's recurrence rule, such as a missing end; empty if nothing."""
    rule = event.get("RRULE")
    if rule is None:
        return ""
    frequency = str(rule.get("FREQ", [""])[0]).upper()
    if frequency not in _FREQUENCIES:
        return f"recurs {frequency.lower() or 'without a frequency'}; daily is the most often that is read"
    times, until = rule.get("COUNT", [None])[0], rule.get("UNTIL", [None])[0]
    if times is None:
        if until is None:
            return "recurs without an end; give it one"
        days = ((until.date() if isinstance(until, datetime) else until) - starts.date()).days + 1
        if days > LONGEST_SPAN.days + 1:
            return _TOO_LONG
        times = days * prod(len(set(rule.get(name, [0]))) for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    return f"recurs more than {MOST_OCCURRENCES:,} times; give it an earlier end" if times > MOST_OCCURRENCES else ""


def _taking_place(path: Path, events: "Sequence[Component]") -> "tuple[list[Component], list[str]]":
    """Return the events with a time of day that are not cancelled, and notices about the others."""
    kept: list[Component] = []
    whole_days: dict[str, None] = {}
    cancelled: dict[str, None] = {}
    for event in events:
        starts = _value(event, "DTSTART")
        if isinstance(starts, date) and not isinstance(starts, datetime):
            whole_days[_title(event)] = None
            continue
        if _is_cancelled(event):
            cancelled[_title(event)] = None
        if not _is_cancelled(event) or "RECURRENCE-ID" in event:
            kept.append(event)
    notices = [f"{path.name}: {quoted(title)} is cancelled and left out" for title in cancelled]
    notices += [
        f"{path.name}: {quoted(title)} lasts the whole day and is left out; give it times to make it a session"
        for title in whole_days
    ]
    return kept, notices


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
        raise file_error(path, f"the dates of an event cannot be read: {tidy(str(error))[:120]}") from None


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
            problems.append(Problem(path.name, 0, "", f"{quoted(_title(events[0]))} {_TOO_LONG}"))
            continue
        for event in filter(lambda event: not _is_cancelled(event), events):
            session = _session(event, course, recurs=uid in recurring)
            if isinstance(session, Session):
                placed.append(LocatedSession(path.name, 0, session))
            else:
                problems.append(Problem(path.name, 0, "", session))
    return placed, problems


def _session(event: "Component", course: Course, *, recurs: bool) -> Session | str:
    """Return an occurrence as a session, or the problem with it."""
    title, room = _title(event), tidy(str(event.get("LOCATION", "")))
    starts, ends = (_moment(_value(event, name), course) for name in ("DTSTART", "DTEND"))
    when = f"{_value(event, 'DTSTART'):%Y-%m-%d %H:%M}"
    if not title:
        return f"the event at {when} has no title (SUMMARY)"
    if starts is None or ends is None:
        return f"{quoted(title)} at {when}: that time does not exist on that day, the clocks are put forward over it"
    if reason := wrong_times(starts, ends):
        return f"{quoted(title)} at {when}: {reason}"
    if max(len(title), len(room)) > LONGEST_TEXT:
        return f"{quoted(title)} at {when}: a text has more than {LONGEST_TEXT} letters"
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
            reason = f"{quoted(_title(event))} has the same UID as {quoted(_title(first))}; export the calendar again"
            problems.append(Problem(path.name, 0, "", reason))
    return problems


def _title(event: "Component") -> str:
    return tidy(str(event.get("SUMMARY", "")))


def _is_cancelled(event: "Component") -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _value(event: "Component", name: str) -> Any:
    """Return the date or time of a property; None if it is missing or invalid."""
    if any(broken == name for broken, _ in event.errors):
        return None
    return getattr(event.get(name), "dt", None)
