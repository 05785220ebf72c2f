"""What the door's screen shows beside the verdicts: the session on now and its counts, read apart from the scans."""

from dataclasses import dataclass
from datetime import datetime

from textual.message import Message

from checkin.course import Session
from checkin.store import figures, people
from checkin.store.opening import OpenCourse
from checkin.verdicts import next_to_open, open_now


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the course at one door."""

    sessions: tuple[Session, ...]
    session: Session | None
    upcoming: Session | None
    present: int
    expected: int


class Taken(Message):
    """A snapshot was read."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self.snapshot = snapshot


def take(opened: OpenCourse, now: datetime, *, door: str, pinned: str | None) -> Snapshot:
    """Read a snapshot; for a thread that may wait."""
    rules = opened.course.door
    with opened.record.reading() as conn:
        sessions = tuple(people.programme(conn))
        if pinned is not None:
            session = next((found for found in sessions if found.id == pinned), None)
        else:
            session = next(iter(open_now(sessions, now, rules, door)), None)
        present, expected = figures.present_of_expected(conn, session.id) if session else (0, 0)
    return Snapshot(sessions, session, next_to_open(sessions, now, rules), present, expected)
