"""A session as it was held, with what the rows of everybody share."""

import sqlite3
from datetime import UTC, date, datetime

from checkin.core.attendance_rules import SessionAttendance
from checkin.core.course import Session
from checkin.core.session_status import SessionTimes, Status, Stay
from checkin.store.roster.rows import row_to_session


class HeldSession:
    """One session as it was held, with what everybody shares: times, closing, and the sittings without own times."""

    __slots__ = ("absent", "day", "excused", "late_at", "length", "present", "rest", "session", "times", "unseen")

    def __init__(self, row: sqlite3.Row, rest: str | None) -> None:
        self.session: Session = row_to_session(row)
        self.day = date.fromisoformat(row["day"])
        self.late_at: str = row["late_at"]
        self.times = SessionTimes(
            milliseconds(row["starts_at"]), milliseconds(row["ends_at"]), milliseconds(self.late_at)
        )
        self.length = self.times.length
        # A session that does not count has nobody to miss it, even if an older version closed it.
        self.rest = Status(rest) if self.session.counts and rest in ("absent", "excused") else Status.UNMARKED
        self.present = self.sitting(Stay(Status.PRESENT, attended=self.length))
        self.excused = self.sitting(Stay(Status.EXCUSED))
        self.absent = self.sitting(Stay(Status.ABSENT))
        self.unseen = self.sitting(Stay(self.rest))

    def sitting(self, stay: Stay) -> SessionAttendance:
        """Return the part of a stay that the policy needs."""
        return SessionAttendance(
            session=self.session.id,
            status=stay.status,
            length=self.length,
            attended=stay.attended,
            late_by=stay.late_by,
            kind=self.session.kind,
            required=self.session.required,
            title=self.session.title,
        )


_DAYS: dict[str, int] = {}


def milliseconds(text: str) -> int:
    """Convert a moment as the record keeps it (UTC, ISO 8601 with milliseconds) to milliseconds since 1970."""
    day = _DAYS.get(text[:10])
    if day is None:
        if len(_DAYS) > 10_000:
            _DAYS.clear()
        day = _DAYS[text[:10]] = int(datetime.fromisoformat(text[:10]).replace(tzinfo=UTC).timestamp()) * 1000
    return (
        day + int(text[11:13]) * 3_600_000 + int(text[14:16]) * 60_000 + int(text[17:19]) * 1000 + int(text[20:23] or 0)
    )
