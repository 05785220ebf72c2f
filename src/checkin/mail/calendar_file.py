"""Write a person's own sessions as an iCalendar file (RFC 5545)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from checkin.core.course import Course, Session
from checkin.core.text import clean, slug


def calendar_file(course: Course, sessions: Sequence[Session], now: datetime) -> bytes:
    """Return the sessions as an iCalendar file. Times are UTC, so that every calendar shows them right.

    The ids are stable: a second file replaces the sessions of the first in a calendar.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//checkin//checkin-kiosk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    edition = slug(f"{course.title} {course.edition}") or "course"
    for session in sessions:
        event = Event()
        event.add("uid", f"{clean(session.id)}@{edition}.checkin")
        event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
        event.add("dtstart", session.starts_at.astimezone(UTC))
        event.add("dtend", session.ends_at.astimezone(UTC))
        event.add("summary", clean(session.title))
        if place := ", ".join(part for part in (clean(session.room), clean(course.place)) if part):
            event.add("location", place)
        if session.speakers:
            event.add("description", ", ".join(map(clean, session.speakers)))
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
