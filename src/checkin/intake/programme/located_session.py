"""A session with its place in the file, and checks of its times."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from checkin.core.course import Session
from checkin.core.errors import Notice, Problem, Topic
from checkin.core.text import TranslatableText, sentence
from checkin.intake.readers.cells import quoted
from checkin.intake.readers.limits import (
    LONGEST_SESSION,
)
from checkin.intake.tables.columns import Columns


@dataclass(frozen=True, slots=True)
class LocatedSession:
    """A session with the place in the file that it came from; events of a calendar have no row.

    ``titles`` are those of the file in other languages.
    """

    file: str
    row: int
    session: Session
    sheet: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)

    def problem(self, reason: TranslatableText, column: str = "") -> Problem:
        """Return a problem at this place."""
        return Problem(self.file, self.row, column, reason, sheet=self.sheet)

    def notice(self, reason: TranslatableText, topic: Topic = Topic.DOUBT, settle: str = "") -> Notice:
        """Return a notice about this place."""
        return Notice(self.file, self.row, "", reason, "", self.sheet, topic, settle)

    def place(self, beside: str) -> TranslatableText:
        """Describe the session for a message about a session of the file ``beside``."""
        title = quoted(self.session.title)
        if self.file != beside:
            return sentence("{title} ({file})", title=title, file=self.file)
        if self.row:
            return sentence("{title} (row {row})", title=title, row=self.row)
        return TranslatableText("{title}", {"title": title})


@dataclass(frozen=True, slots=True)
class ProgrammeContent:
    """What one file holds: sessions, what is wrong with the others, and what is worth saying."""

    placed: list[LocatedSession]
    problems: list[Problem]
    notices: list[Notice]
    columns: Columns | None = None  # those of a table; a calendar has none


def wrong_times(starts: datetime, ends: datetime) -> TranslatableText | None:
    """Return what is wrong with a session's times, or None."""
    if ends < starts:
        return sentence("the session ends before it starts")
    if ends == starts:
        return sentence("the session ends as it starts")
    return sentence("the session is longer than 24 hours") if ends - starts > LONGEST_SESSION else None
