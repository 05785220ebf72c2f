"""Define the exceptions of checkin, each with one sentence for the user: what is wrong, where, what to do.

Interfaces show ``str(error)`` and nothing else. No traceback reaches a user.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from checkin.core.text import TranslatableText, sentence, written


class CheckinError(Exception):
    """The input or the state does not allow the action; ``str()`` is one sentence for the user.

    ``text`` is that sentence before its ``values`` are inserted, so that an interface can translate it.
    """

    def __init__(self, text: str, /, **values: object) -> None:
        self.text = text
        self.values = values
        super().__init__(text.format(**written(values)) if values else text)


class CourseError(CheckinError):
    """The course folder or its ``course.toml`` cannot be used."""


class RecordError(CheckinError):
    """The record (``checkin.db``) cannot be read or written; nothing was acknowledged."""


class NotFoundError(CheckinError):
    """The record does not hold this code, session or event."""


class InputError(CheckinError):
    """A value that a person entered cannot be used."""


class InvalidValueError(CheckinError, ValueError):
    """A value in a file cannot be used. Its text is part of the sentence of another error."""


class DesignError(CheckinError):
    """A badge or certificate design cannot be drawn."""


class PersonDesignError(DesignError):
    """The badges of some people cannot be drawn; ``codes`` are those of the people."""

    codes: tuple[str, ...] = ()


class CertificateError(CheckinError):
    """A certificate cannot be issued, or a text is not a certificate."""


class PrinterError(CheckinError):
    """The printer refused the job; the badges are in their file."""


class MailError(CheckinError):
    """A letter cannot be made or sent."""


class WebError(CheckinError):
    """A page or a request in a browser cannot be served."""


class HubError(CheckinError):
    """The hub refuses a request or cannot be used. The record on this computer is not affected."""


class HubUnreachableError(HubError):
    """The hub cannot be reached, or the connection timed out. A retry may help."""


class ForbiddenError(HubError):
    """This login has no permission for the action at the hub."""


class RevokedError(ForbiddenError):
    """An organizer has ended the access of this station."""


class StaleRosterError(HubError):
    """The roster is based on another version than the hub's current one."""


class ExportError(CheckinError):
    """An export file cannot be written."""


@dataclass(frozen=True, slots=True)
class FileMessage:
    """One sentence about an input file, with its place.

    ``row`` counts from 1 as a spreadsheet does; 0 is the whole file. ``column`` is the heading, ``letter`` the letter
    of the column.
    """

    file: str
    row: int
    column: str
    reason: TranslatableText
    letter: str = ""
    sheet: str = ""

    def place(self) -> list[TranslatableText]:
        """Return the parts of the place, the file first."""
        parts = [TranslatableText("{file}", {"file": self.file})]
        if self.sheet:
            parts.append(sentence("sheet {sheet}", sheet=self.sheet))
        if self.row:
            parts.append(sentence("row {row}", row=self.row))
        if self.column and self.letter:
            parts.append(sentence("column {heading} ({letter})", heading=self.column, letter=self.letter))
        elif self.column or self.letter:
            parts.append(sentence("column {heading}", heading=self.column or self.letter))
        return parts

    def __str__(self) -> str:
        place = ", ".join(map(str, self.place()))
        return f"{place}: {self.reason}" if place else str(self.reason)


@dataclass(frozen=True, slots=True)
class Problem(FileMessage):
    """One error in an input file."""


class Topic(StrEnum):
    """What a notice about a file is about."""

    COLUMNS = "columns"  # which column is which; a table of the columns says the same
    READ = "read"  # how the file was read
    LEFT_OUT = "left_out"  # rows and events that are not loaded
    DOUBT = "doubt"  # a guess; ``settle`` says otherwise


@dataclass(frozen=True, slots=True)
class Notice(FileMessage):
    """One thing worth saying about how a file was read.

    ``settle`` holds the lines of course.toml that say otherwise, ``rows`` the rows that it is about.
    """

    topic: Topic = Topic.READ
    settle: str = ""
    rows: tuple[int, ...] = ()


class IntakeError(CheckinError):
    """Files that cannot be loaded, with every problem found. Nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
