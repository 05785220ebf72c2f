"""Report what became of the programme: sessions that were cancelled, merged, moved or began at another time."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from checkin.core.course import Course, Session
from checkin.core.events import Event, Kind
from checkin.core.text import clean
from checkin.exports.report.document import Grid, Section
from checkin.i18n.translator import Translator
from checkin.store import event_log
from checkin.store.roster import programme


@dataclass(frozen=True, slots=True)
class ChangedSession:
    """A session as it was planned and as it is held (None: not held), and the entry that says so, if one does."""

    planned: Session
    held: Session | None
    event: Event | None


def changed_sessions(conn: sqlite3.Connection) -> list[ChangedSession]:
    """Return the sessions that were not held as planned, by the planned time."""
    held = {session.id: session for session in programme.read_programme(conn)}
    last: dict[str | None, Event] = {}
    for event in reversed(event_log.session_events(conn)):
        if event.kind != Kind.SESSION_CLOSE:
            last[event.session] = event
    found = []
    for planned in programme.loaded_sessions(conn):
        now = held.get(planned.id)
        if now is None or (now.starts_at, now.room) != (planned.starts_at, planned.room):
            found.append(ChangedSession(planned, now, last.get(planned.id)))
    return found


def cancelled(changes: Sequence[ChangedSession]) -> int:
    """Return how many sessions were cancelled."""
    return sum(one.held is None and one.event is not None and one.event.kind == Kind.SESSION_CANCEL for one in changes)


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
            clean((one.event.actor or "") if one.event else ""),
            clean((one.event.reason or "") if one.event else ""),
        ]
        for one in shown
    ]
    headings = [tr("Planned"), tr("Session"), tr("What changed"), tr("By"), tr("Reason")]
    return [Section(tr("Changed sessions"), grid=Grid(headings, rows))]


def _days(course: Course, one: ChangedSession) -> set[date]:
    return {course.local(session.starts_at).date() for session in (one.planned, one.held) if session}


def _what(course: Course, tr: Translator, one: ChangedSession) -> str:
    if one.held is None:
        merged = one.event is not None and one.event.kind == Kind.SESSION_MERGE
        return tr("merged with another") if merged else tr("cancelled")
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
