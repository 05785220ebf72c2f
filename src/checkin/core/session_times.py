"""Decide whether a time that a person enters belongs to a session. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from checkin.core.course import Course, Session
from checkin.core.errors import InputError
from checkin.core.text import clean
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


def require_past(at: datetime, now: datetime, course: Course) -> None:
    """Raise :class:`InputError` if a time that a person enters is still to come: nobody was seen then yet."""
    if at > now:
        raise InputError(
            "{time} is still to come: it is {now} now. Write a time that is past. Nothing was recorded.",
            time=course.local(at),
            now=course.local(now),
        )


def require_open(session: Session, now: datetime, course: Course) -> None:
    """Raise :class:`InputError` before a session's door opens: nobody can be marked present or absent yet."""
    if now < opens_at(session, course.door):
        raise InputError(
            "{title} begins on {starts}: nobody was present or absent yet. Nothing was recorded. An absence that is "
            "known before can be excused.",
            title=clean(session.title),
            starts=course.local(session.starts_at),
        )


def require_counted(session: Session) -> None:
    """Raise :class:`InputError` for a session that does not count, as a break: nobody can miss it."""
    if not session.counts:
        raise InputError(
            "{title} does not count, as a break: nobody misses it, and it is not closed. Nothing was recorded.",
            title=clean(session.title),
        )


def require_over(session: Session, now: datetime, course: Course, *, early: bool) -> None:
    """Raise :class:`InputError` if a session cannot be closed yet. ``early``: it may still be running."""
    if now < session.starts_at:
        raise InputError(
            "{title} begins on {starts}: it cannot be closed yet. Nothing was recorded. If it is not held, cancel it.",
            title=clean(session.title),
            starts=course.local(session.starts_at),
        )
    if now < session.ends_at and not early:
        raise InputError(
            "{title} runs until {ends}, and people may still come. Nothing was recorded. --early closes it now.",
            title=clean(session.title),
            ends=course.local(session.ends_at),
        )


def require_day_of_course(day: date, held: Sequence[Session], course: Course) -> None:
    """Raise :class:`InputError` for a day before the first or after the last session that is held."""
    days = [course.local(one.starts_at).date() for one in held]
    first, last = min(days, default=course.starts), max(days, default=course.ends)
    if first is not None and day < first:
        raise InputError(
            "{day} is before the course, which begins on {first}. Write {first} or a later day.", day=day, first=first
        )
    if last is not None and day > last:
        raise InputError("{day} is after the course, which ended on {last}.", day=day, last=last)


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
