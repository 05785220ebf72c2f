"""Read dates and times that staff type, on the clock of the course."""

from datetime import UTC, date, datetime

from checkin.core.course import Course, Session
from checkin.core.errors import InputError
from checkin.core.session_times import session_wall_time
from checkin.intake.words.dates import Written, in_zone, read_date, read_time, read_written


def read_moment(text: str, course: Course) -> datetime:
    """Return the moment of a date with a time, like ``2026-03-09T09:05`` or ``9/3/2026 9:05``.

    A date alone would mean midnight, so it is refused. Raises :class:`InputError`.
    """
    if not text.strip():
        raise InputError("The date and the time are missing. Write them like 2026-03-09T09:30.")
    written = read_written(text, _year(course))
    if written is not None and written.day is not None and written.at is None:
        raise InputError("{text} has no time of day. Write it like 2026-03-09T09:30.", text=text.strip())
    if written is None or written.day is None:
        raise InputError("{text} is not a date with a time. Write it like 2026-03-09T09:30.", text=text.strip())
    return _moment(written, course, text)


def read_session_time(text: str, session: Session, course: Course) -> datetime:
    """Return the moment of a time for a session: a time of day like ``9:05``, or a date with a time.

    A time of day belongs to the night of the session. Raises :class:`InputError`.
    """
    at = read_time(text)
    if not text.strip():
        raise InputError("The time is missing. Write it like 09:05.")
    if at is None:
        written = read_written(text, _year(course))
        if written is None:
            raise InputError("{text} is not a time. Write it like 09:05.", text=text.strip())
        return read_moment(text, course)
    wall = session_wall_time(session, at, course)
    found = in_zone(wall.date(), wall - datetime.combine(wall.date(), datetime.min.time()), course.timezone)
    return _existing(found, course, text)


def read_days(text: str, course: Course) -> tuple[date, date] | None:
    """Return the first and the last of one or two days, written side by side; None if they are not days in order."""
    days = [read_date(part, _year(course)) for part in text.split()]
    found = [day for day in days if day is not None]
    if len(found) != len(days) or len(found) not in (1, 2) or found[-1] < found[0]:
        return None
    return found[0], found[-1]


def _moment(written: Written, course: Course, text: str) -> datetime:
    if written.day is None or written.at is None:
        raise AssertionError(text)
    if written.zone is not None:
        wall = datetime.combine(written.day, datetime.min.time()) + written.at
        return wall.replace(tzinfo=written.zone).astimezone(UTC)
    return _existing(in_zone(written.day, written.at, course.timezone), course, text)


def _existing(moment: datetime | None, course: Course, text: str) -> datetime:
    """Return a moment that exists, and only once: daylight saving skips an hour in spring and repeats one in autumn."""
    if moment is None:
        raise InputError("{text} does not exist: the clocks go forward in that hour.", text=text.strip())
    first = course.local(moment)
    second = first.replace(fold=1)
    if first.utcoffset() != second.utcoffset():
        raise InputError(
            "{text} comes twice: the clocks go back in that hour. Write {first} or {second}. Nothing was recorded.",
            text=text.strip(),
            first=first.isoformat(timespec="minutes"),
            second=second.isoformat(timespec="minutes"),
        )
    return moment


def _year(course: Course) -> int | None:
    return course.starts.year if course.starts else None
