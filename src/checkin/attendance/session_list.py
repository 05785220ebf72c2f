"""List the sessions of a course with their times, rooms and states."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Literal

from checkin.core.course import Course, Session
from checkin.core.events import Kind
from checkin.core.text import clean, translatable
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries.attendance import closed_sessions
from checkin.store.roster import programme

State = Literal["open", "closed", "uncounted", "cancelled", "merged"]
STATES: Mapping[str, str] = {
    "open": translatable("not closed"),
    "closed": translatable("closed"),
    "uncounted": translatable("does not count"),
    "cancelled": translatable("cancelled"),
    "merged": translatable("merged with another"),
}


@dataclass(frozen=True, slots=True)
class ListedSession:
    """One session and its state. ``open`` means that nobody has closed its attendance yet.

    ``uncounted``: a break, or another session that does not count; it is never closed.
    """

    session: Session
    state: State

    def as_object(self, course: Course) -> dict[str, str]:
        """Return the session for ``--json``: stable English keys, times of the course with their offset."""
        return {
            "session": self.session.id,
            "title": clean(self.session.title),
            "starts_at": course.local(self.session.starts_at).isoformat(timespec="minutes"),
            "ends_at": course.local(self.session.ends_at).isoformat(timespec="minutes"),
            "room": clean(self.session.room),
            "state": self.state,
        }


def list_sessions(opened: OpenCourse) -> list[ListedSession]:
    """Return every session, cancelled and merged ones too, by time."""
    with opened.record.reading() as conn:
        held = {session.id: session for session in programme.read_programme(conn)}
        gone = {
            event.session: event.kind
            for event in event_log.session_events(conn)
            if event.kind in (Kind.SESSION_CANCEL, Kind.SESSION_MERGE)
        }
        closed = closed_sessions(conn)
        listed = {one.id for one in programme.loaded_sessions(conn)}.difference(held)
        loaded = [one for one in programme.known_sessions(conn) if one.id in listed and one.id in gone]
    found = [ListedSession(one, _state(one, closed)) for one in held.values()]
    found += [ListedSession(one, "cancelled" if gone[one.id] == Kind.SESSION_CANCEL else "merged") for one in loaded]
    return sorted(found, key=lambda one: (one.session.starts_at, one.session.room, one.session.id))


def _state(session: Session, closed: Container[str]) -> State:
    if not session.counts:
        return "uncounted"
    return "closed" if session.id in closed else "open"
