"""Report what became of the programme: sessions that were cancelled, merged, moved or began at another time."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from checkin.core.course import Course, Session
from checkin.core.events import Event, Kind
from checkin.core.text import clean, in_context
from checkin.exports.report.document import Grid, Section, each_once
from checkin.i18n.translator import Translator
from checkin.store import event_log
from checkin.store.queries.attendance import SessionRow
from checkin.store.roster import programme


@dataclass(frozen=True, slots=True)
class ChangedSession:
    """A session as it was planned and as it is held (None: not held), and the entries that say so."""

    planned: Session
    held: Session | None
    events: tuple[Event, ...]

    def is_by(self, kind: Kind) -> bool:
        """Return True if an entry of that kind says so."""
        return any(event.kind == kind for event in self.events)


def changed_sessions(conn: sqlite3.Connection) -> list[ChangedSession]:
    """Return the sessions that were not held as planned, by the planned time."""
    held = {session.id: session for session in programme.read_programme(conn)}
    last: dict[str | None, Event] = {}
    for event in reversed(event_log.session_events(conn)):
        if event.kind in (Kind.SESSION_CANCEL, Kind.SESSION_MERGE):
            last[event.session] = event
    found = []
    for planned in programme.loaded_sessions(conn):
        now = held.get(planned.id)
        if now is None:
            found.append(ChangedSession(planned, None, (last[planned.id],) if planned.id in last else ()))
        elif (now.starts_at, now.room) != (planned.starts_at, planned.room):
            of_time, of_room = event_log.time_and_room_changes(conn, planned.id)
            said = [
                of_time if now.starts_at != planned.starts_at else None,
                of_room if now.room != planned.room else None,
            ]
            events = (event_log.event(conn, name) for name in dict.fromkeys(said) if name)
            found.append(ChangedSession(planned, now, tuple(event for event in events if event)))
    return found


def cancelled(changes: Sequence[ChangedSession]) -> int:
    """Return how many sessions were cancelled."""
    return sum(one.held is None and one.is_by(Kind.SESSION_CANCEL) for one in changes)


def state_text(session: SessionRow, tr: Translator) -> str:
    """Return whether a session is closed, for a table of sessions."""
    if not session.counts:
        return tr("does not count")
    return tr("closed") if session.closed else tr(in_context("a session", "open"))


def changes_section(
    course: Course, tr: Translator, changes: Sequence[ChangedSession], day: date | None = None
) -> list[Section]:
    """Return the section about changed sessions, of one day if ``day`` is given; nothing if there are none."""
    shown = [one for one in changes if day is None or day in _days(course, one)]
    if not shown:
        return []
    rows = [
        [
            tr.table_time(course.local(one.planned.starts_at)),
            clean(one.planned.title),
            _what(course, tr, one),
            each_once(event.actor for event in one.events),
            each_once(tr.recorded(event.reason) for event in one.events),
        ]
        for one in shown
    ]
    headings = [tr("Planned"), tr("Session"), tr("What changed"), tr("By"), tr("Reason")]
    return [Section(tr("Changed sessions"), grid=Grid(headings, rows))]


def _days(course: Course, one: ChangedSession) -> set[date]:
    return {course.local(session.starts_at).date() for session in (one.planned, one.held) if session}


def _what(course: Course, tr: Translator, one: ChangedSession) -> str:
    if one.held is None:
        return tr("merged with another") if one.is_by(Kind.SESSION_MERGE) else tr("cancelled")
    parts = []
    later = one.held.starts_at - one.planned.starts_at
    if later and abs(later) < timedelta(hours=12):
        minutes = abs(later) // timedelta(minutes=1)
        if later > timedelta(0):
            parts.append(tr.plural("began {n} minute later", "began {n} minutes later", minutes))
        else:
            parts.append(tr.plural("began {n} minute earlier", "began {n} minutes earlier", minutes))
    elif later:
        parts.append(tr("moved to {time}", time=tr.table_time(course.local(one.held.starts_at))))
    if one.held.room != one.planned.room:
        parts.append(tr("room: {room}", room=clean(one.held.room) or "-"))
    return tr.semicolon.join(parts)
