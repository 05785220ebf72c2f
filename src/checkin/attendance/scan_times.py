"""Find scans whose times do not fit a session: after a move, a merge, or a clock that was wrong."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from checkin.core.course import Course, Session
from checkin.core.events import Event, Kind, parse_time
from checkin.core.session_times import may_arrive
from checkin.core.text import clean
from checkin.core.verdicts import closes_at, opens_at
from checkin.store.roster import participants

NO_SHIFT = timedelta()
_WAITING = timedelta(hours=1)


def is_within(scan: Event, session: Session, course: Course, by: timedelta = NO_SHIFT) -> bool:
    """Return True if a scan or an exit, shifted by ``by``, is within the session."""
    at = parse_time(scan.at) + by
    if scan.kind == Kind.EXIT:
        return session.starts_at <= at <= closes_at(session, course.door)
    return may_arrive(session, at, course)


def contradicts(scan: Event, session: Session, course: Course) -> bool:
    """Return True if an arrival is after the end of the session, or too early for it."""
    at = parse_time(scan.at)
    return at > session.ends_at or at < earliest_arrival(session, course)


def may_count(conn: sqlite3.Connection, scan: Event, session: Session, course: Course) -> bool:
    """Return False for a scan of a session that is in no sum, or of a person who had withdrawn on its day."""
    person = participants.by_id(conn, scan.participant) if scan.participant else None
    return session.counts and not (person and person.has_withdrawn(course.local(session.starts_at).date()))


def earliest_arrival(session: Session, course: Course) -> datetime:
    """Return the time from which a person may have waited for the door of a session to open.

    Who was scanned before a session was put off has waited for it; who came more than an hour before the new opening
    may have been there for something else.
    """
    return opens_at(session, course.door) - _WAITING


def scan_texts(conn: sqlite3.Connection, scans: Iterable[Event], course: Course, by: timedelta = NO_SHIFT) -> list[str]:
    """Return the person and the time of each scan."""
    texts = []
    for scan in scans:
        person = participants.by_id(conn, scan.participant) if scan.participant else None
        at = course.local(parse_time(scan.at) + by)
        texts.append(f"{clean(person.name if person else scan.code or '-')} {at:%H:%M}")
    return texts
