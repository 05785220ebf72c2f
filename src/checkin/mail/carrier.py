"""Define how letters are transported, and write letters as files for a mail program."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from checkin.core.errors import MailError
from checkin.system.files import write_errors, write_files_atomically

FOLDER = "folder"  # stored in entries of letters


class Step(StrEnum):
    """The result of handing over a letter. ``unknown``: no answer came afterwards."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the carrier did with a letter, and the answer in its own words."""

    step: Step
    answer: str = ""


class Carrier(Protocol):
    """Takes letters, one after the other."""

    via: str

    def ready(self) -> None:
        """Get ready for the next letter.

        Raises :class:`CarrierBusyError` if a later attempt may help, :class:`MailError` if none will.
        """

    def send(self, letter: bytes, sender: str, to: str, stem: str) -> Outcome:
        """Hand over one letter. Raises :class:`MailError` if no other letter can be sent either."""

    def close(self) -> None:
        """Release the connection."""


class CarrierBusyError(MailError):
    """The server cannot be reached or is busy: nothing was handed over, and a later attempt may help."""


# Outlook opens a letter with this header as a draft.
_DRAFT = b"X-Unsent: 1\r\n"


class FolderCarrier:
    """Writes letters into a folder as .eml files, which mail programs open as drafts."""

    via = FOLDER

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ready(self) -> None:
        """Do nothing: a folder is always ready."""

    def send(self, letter: bytes, sender: str, to: str, stem: str) -> Outcome:
        """Write one letter; an earlier file is never overwritten."""
        name, number = f"{stem}.eml", 2
        while (self._folder / name).exists():
            name, number = f"{stem}-{number}.eml", number + 1
        with write_errors(self._folder, MailError):
            write_files_atomically(self._folder, [(name, _DRAFT + letter)])
        return Outcome(Step.ACCEPTED, name)

    def close(self) -> None:
        """Do nothing: every file is complete."""
