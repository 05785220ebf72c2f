"""A session with its place in the file, and checks of its times."""

from dataclasses import dataclass
from datetime import datetime

from checkin.core.course import Session
from checkin.core.errors import Problem
from checkin.intake.readers.cells import quoted
from checkin.intake.readers.limits import (
    LONGEST_SESSION,
)


@dataclass(frozen=True, slots=True)
class LocatedSession:
    """A session with the place in the file that it came from; events of a calendar have no row."""

    file: str
    row: int
    session: Session

    def problem(self, reason: str, column: str = "") -> Problem:
        """Return a problem at this place."""
        return Problem(self.file, self.row, column, reason)

    def place(self, beside: str) -> str:
        """Describe the session for a message about a session of the file ``beside``."""
        where = [f"row {self.row}"] if self.row else []
        where += [self.file] if self.file != beside else []
        return quoted(self.session.title) + (f" ({' of '.join(where)})" if where else "")


@dataclass(frozen=True, slots=True)
class ProgrammeContent:
    """What one file holds: sessions, what is wrong with the others, and what is worth saying."""

    placed: list[LocatedSession]
    problems: list[Problem]
    notices: list[str]


def wrong_times(starts: datetime, ends: datetime) -> str:
    """Return what is wrong with a session's times, or nothing."""
    if ends <= starts:
        return "the session ends before it starts" if ends < starts else "the session ends as it starts"
    if ends - starts > LONGEST_SESSION:
        return "the session is longer than 24 hours"
    return ""
