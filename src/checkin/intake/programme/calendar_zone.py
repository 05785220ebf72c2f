"""Say that a calendar is in another time zone than the course. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from checkin.core.course import Course
from checkin.core.errors import Notice, Topic
from checkin.core.text import sentence
from checkin.intake.programme.located_session import LocatedSession

if TYPE_CHECKING:
    from icalendar import Calendar, Component


def zone_notices(
    path: Path,
    calendars: "Sequence[Calendar]",
    events: "Sequence[Component]",
    placed: Sequence[LocatedSession],
    course: Course,
) -> list[Notice]:
    """Name each time zone of the calendar that shows other times than the course's, with one session's time in both.

    Times in UTC alone say nothing about where the calendar was written.
    """
    moments = [item.session.starts_at for item in sorted(placed, key=lambda item: item.session.starts_at)]
    notices = []
    for name in dict.fromkeys(_zones(calendars, events)):
        zone = _zone(name)
        if zone is None:
            continue
        shifted = next((at for at in moments if _clock(at, zone) != _clock(at, course.timezone)), None)
        if shifted is None:
            continue
        reason = sentence(
            "the calendar is in {zone}: {there} there is {here} at the course ({course_zone}); if the course is there, "
            "set its time zone",
            zone=name,
            there=_clock(shifted, zone),
            here=_clock(shifted, course.timezone),
            course_zone=course.timezone.key,
        )
        settle = f'[course]\n  timezone = "{name}"'
        notices.append(Notice(path.name, 0, "", reason, topic=Topic.DOUBT, settle=settle))
    return notices


def _zones(calendars: "Sequence[Calendar]", events: "Sequence[Component]") -> Iterable[str]:
    """Return the time zones of events, with what a Windows name stands for, and those that calendars name."""
    for calendar in calendars:
        if named := str(calendar.get("X-WR-TIMEZONE", "")).strip():
            yield named
    for event in events:
        starts: Any = event["DTSTART"]
        key = getattr(starts.dt.tzinfo, "key", "")
        if key and key not in ("UTC", "Etc/UTC"):
            yield key


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):
        return None


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"
