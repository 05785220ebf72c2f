"""Decide whether a time that a person enters belongs to a session. Pure."""

from datetime import datetime, time, timedelta

from checkin.core.course import Course, Session
from checkin.core.errors import InputError
from checkin.core.verdicts import closes_at, opens_at


def session_wall_time(session: Session, since_midnight: timedelta, course: Course) -> datetime:
    """Return the wall-clock time, without a zone, that a time of day means for a session.

    A session of one day has its times on that day: 07:00 of one whose door opens at 18:30 is too early, not of the
    next day. Across midnight it is the time nearest to the session: 00:10 of one that starts at 22:30 is on the next
    day.
    """
    opens, ends = (
        course.local(moment).replace(tzinfo=None) for moment in (opens_at(session, course.door), session.ends_at)
    )
    midnight = datetime.combine(opens.date(), time())
    days = (0,) if opens.date() == ends.date() else (-1, 0, 1)
    found = [midnight + timedelta(days=day) + since_midnight for day in days]
    return min(found, key=lambda at: max(opens - at, at - ends, timedelta()))


def may_arrive(session: Session, at: datetime, course: Course) -> bool:
    """Return True if ``at`` is between the opening of the session's door and its end."""
    return opens_at(session, course.door) <= at <= session.ends_at


def require_arrival(session: Session, at: datetime, course: Course) -> None:
    """Raise :class:`InputError` unless a person may have arrived at the session at that time."""
    if not may_arrive(session, at, course):
        raise _outside(session, at, (opens_at(session, course.door), session.ends_at), course)


def require_departure(session: Session, at: datetime, course: Course) -> None:
    """Raise :class:`InputError` unless ``at`` is between the session's start and its end, plus ``closes``."""
    last = closes_at(session, course.door)
    if not session.starts_at <= at <= last:
        raise _outside(session, at, (session.starts_at, last), course)


def _outside(session: Session, at: datetime, accepted: tuple[datetime, datetime], course: Course) -> InputError:
    start, end, first, last = (
        f"{course.local(moment):%H:%M}" for moment in (session.starts_at, session.ends_at, *accepted)
    )
    local, day = course.local(at), course.local(session.starts_at).date()
    near = abs(local.date() - day) <= timedelta(days=1)
    return InputError(
        "{title} was on {day}, {start} to {end}. {time} is outside it: write a time from {first} to {last}.",
        title=session.title,
        day=day,
        start=start,
        end=end,
        time=f"{local:%H:%M}" if near else local,
        first=first,
        last=last,
    )
