"""Define the exceptions of checkin, each with one sentence for the user: what is wrong, where, what to do.

Interfaces show ``str(error)`` and nothing else. No traceback reaches a user.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class CheckinError(Exception):
    """The input or the state does not allow the action; ``str()`` is one sentence for the user.

    ``text`` is that sentence before its ``values`` are inserted, so that an interface can translate it.
    """

    def __init__(self, text: str, /, **values: object) -> None:
        self.text = text
        self.values = values
        super().__init__(text.format(**values) if values else text)


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


class CertificateError(CheckinError):
    """A certificate cannot be issued, or a text is not a certificate."""


class PrinterError(CheckinError):
    """The printer refused the job; the badges are in their file."""


class HubError(CheckinError):
    """The hub refuses a request or cannot be used. The record on this computer is not affected."""


class HubUnreachableError(HubError):
    """The hub cannot be reached, or the connection timed out. A retry may help."""


class ForbiddenError(HubError):
    """This login has no permission for the action at the hub."""


class StaleRosterError(HubError):
    """The roster is based on another version than the hub's current one."""


class ExportError(CheckinError):
    """An export file cannot be written."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One error in an input file. ``row`` counts from 1 as a spreadsheet does; 0 is the whole file."""

    file: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        return f"{place}: {self.reason}"


class IntakeError(CheckinError):
    """Files that cannot be loaded, with every problem found. Nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
