"""What can go wrong, in words for the person in front of the screen.

Every exception here carries one plain sentence: what is wrong, where, and what to do.
A face shows ``str(error)`` and nothing else; no traceback reaches a user.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class CheckinError(Exception):
    """The input or the state does not allow it; ``str()`` is one sentence for the user.

    ``text`` is that sentence before its ``values`` are put into it, so that an interface can translate it.
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
    """A code, a session or an event that the record does not hold."""


class InputError(CheckinError):
    """A value that a person entered cannot be used."""


class DesignError(CheckinError):
    """A badge or certificate design cannot be drawn."""


class CertificateError(CheckinError):
    """A certificate that cannot be issued, or that is none."""


class PrinterError(CheckinError):
    """The printer took nothing; what was drawn is in its file."""


class HubError(CheckinError):
    """The hub refuses something, or cannot be used as it is; the record here goes on."""


class HubUnreachableError(HubError):
    """The hub cannot be reached, or fell silent; trying again later may help."""


class ForbiddenError(HubError):
    """Something that this login may not do at the hub."""


class StaleRosterError(HubError):
    """A roster that was built on another one than the hub has by now."""


class ExportError(CheckinError):
    """An export file cannot be written."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file from outside. ``row`` counts from 1 as a spreadsheet does; 0 is the file."""

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
    """Files that cannot be loaded: every problem found, and nothing written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
