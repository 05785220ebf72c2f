"""Find scans whose times do not fit a session: after a move, a merge, or a clock that was wrong."""

import sqlite3
from collections.abc import Iterable
from datetime import timedelta

from checkin.core.course import Course, Session
from checkin.core.events import Event, Kind, parse_time
from checkin.core.session_times import may_arrive
from checkin.core.text import clean
from checkin.core.verdicts import closes_at, opens_at
from checkin.store.roster import participants

NO_SHIFT = timedelta()


def is_within(scan: Event, session: Session, course: Course, by: timedelta = NO_SHIFT) -> bool:
    """Return True if a scan or an exit, shifted by a time, is within the session."""
    at = parse_time(scan.at) + by
    if scan.kind == Kind.EXIT:
        return session.starts_at <= at <= closes_at(session, course.door)
    return may_arrive(session, at, course)


def contradicts(scan: Event, session: Session, course: Course) -> bool:
    """Return True if an arrival is after the end of the session, or on an earlier day.

    An arrival before the door opened is none of these: a session that began later was waited for.
    """
    at = parse_time(scan.at)
    earlier = course.local(at).date() < course.local(session.starts_at).date()
    return at > session.ends_at or (earlier and at < opens_at(session, course.door))


def scan_texts(conn: sqlite3.Connection, scans: Iterable[Event], course: Course, by: timedelta = NO_SHIFT) -> list[str]:
    """Return the person and the time of each scan."""
    texts = []
    for scan in scans:
        person = participants.by_id(conn, scan.participant) if scan.participant else None
        at = course.local(parse_time(scan.at) + by)
        texts.append(f"{clean(person.name if person else scan.code or '-')} {at:%H:%M}")
    return texts
