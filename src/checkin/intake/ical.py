"""Programmes from iCalendar files (RFC 5545): recurring and all-day events, time zones, cancelled ones left out."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checkin.course import Course, Session
from checkin.errors import IntakeError, Problem
from checkin.intake.programme import Placed, wrong_times
from checkin.intake.tables import require_file
from checkin.text import clean

if TYPE_CHECKING:
    from icalendar import Calendar, Component

# A course lasts days or weeks; a meeting that recurs for ever is read this far.
_HORIZON = timedelta(days=366)
_MOST_EVENTS = 2_000


def read_calendar(path: Path, course: Course) -> tuple[list[Placed], list[str]]:
    """The events of a calendar as sessions, and what is worth saying. Times without a zone are the course's.

    All-day events are a programme's banners ("Week 1", a holiday), not sessions with a door: they are left out
    and named. Raises :class:`IntakeError` with every problem.
    """
    require_file(path)
    calendar = _parse(path)
    placed: list[Placed] = []
    notices: list[str] = []
    problems: list[Problem] = []
    for number, event in enumerate(_occurrences(path, calendar), start=1):
        if number > _MOST_EVENTS:
            raise IntakeError([Problem(path.name, 0, "", f"more than {_MOST_EVENTS} events")])
        title = clean(str(event.get("SUMMARY", "")))
        place = f"{path.name}, event {title!r}"
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            notices.append(f"{place}: cancelled, left out")
        elif not isinstance(_value(event, "DTSTART"), datetime):
            notices.append(f"{place}: lasts the whole day, left out; give it times to make it a session")
        elif reason := _wrong(event, title, course):
            problems.append(Problem(place, 0, "", reason))
        else:
            placed.append(Placed(path.name, number, _session(event, title, course)))
    if problems:
        raise IntakeError(problems)
    if not placed:
        raise IntakeError([Problem(path.name, 0, "", "the calendar holds no event with times")])
    return sorted(placed, key=lambda item: item.session.starts_at), notices


def _parse(path: Path) -> "Calendar":
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(path.read_bytes())
    except (ValueError, UnicodeDecodeError, IndexError, KeyError) as error:
        reason = f"the file is not a readable calendar: {str(error)[:200]}"
        raise IntakeError([Problem(path.name, 0, "", reason)]) from None
    if not isinstance(calendar, Calendar):
        raise IntakeError([Problem(path.name, 0, "", "the file is not a calendar")])
    return calendar


def _occurrences(path: Path, calendar: "Calendar") -> Iterator["Component"]:
    """Every event, recurring ones once for each time they take place, within a year of the first."""
    import recurring_ical_events

    starts = [_day(_value(event, "DTSTART")) for event in calendar.walk("VEVENT") if _value(event, "DTSTART")]
    if not starts:
        raise IntakeError([Problem(path.name, 0, "", "the calendar holds no event")])
    try:
        first = min(starts)
        # Between the days around, because a day in one zone is two in another.
        found = recurring_ical_events.of(calendar).between(first - timedelta(days=1), first + _HORIZON)
    except (ValueError, OverflowError, TypeError) as error:
        raise IntakeError([Problem(path.name, 0, "", f"an event's dates cannot be read: {error}")]) from None
    yield from found


def _value(event: "Component", name: str) -> Any:
    return getattr(event.get(name), "dt", None)


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _times(event: "Component", course: Course) -> tuple[datetime, datetime | None]:
    starts = _aware(_value(event, "DTSTART"), course)
    ends = _value(event, "DTEND")
    if ends is None and (duration := _value(event, "DURATION")) is not None:
        return starts, starts + duration
    return starts, None if ends is None else _aware(ends, course)


def _aware(value: date | datetime, course: Course) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=course.timezone)).astimezone(UTC)


def _wrong(event: "Component", title: str, course: Course) -> str:
    if not title:
        return "the event has no title (SUMMARY)"
    starts, ends = _times(event, course)
    return "the event has no end (DTEND)" if ends is None else wrong_times(starts, ends)


def _session(event: "Component", title: str, course: Course) -> Session:
    starts, ends = _times(event, course)
    categories = event.get("CATEGORIES")
    words = [str(word) for word in getattr(categories, "cats", [])]
    return Session(
        id="",
        title=title,
        starts_at=starts,
        ends_at=ends or starts,
        room=clean(str(event.get("LOCATION", ""))),
        kind=clean(re.sub(r"\s+", "-", words[0].strip())).casefold() if words else "",
    )
