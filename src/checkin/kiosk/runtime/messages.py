"""What the writer's thread tells the interface."""

from textual.message import Message

from checkin.core.errors import CheckinError
from checkin.door.scan import ScanAnswer
from checkin.door.snapshot import Snapshot


class Answered(Message):
    """A scan was answered, and is on disk."""

    def __init__(self, answer: ScanAnswer) -> None:
        super().__init__()
        self.answer = answer


class ScanBlocked(Message):
    """A scan was not answered: the door waits for so many seconds after codes that look like guesses."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class JobFailed(Message):
    """A job that could not be done, and was not: nothing of it is recorded."""

    def __init__(self, error: CheckinError, what: str) -> None:
        super().__init__()
        self.error = error
        self.what = what


class Undone(Message):
    """A scan was taken back."""

    def __init__(self, event_id: str, name: str) -> None:
        super().__init__()
        self.event_id = event_id
        self.name = name


class Corrected(Message):
    """Something else was recorded; ``text`` says what."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class BadgeWanted(Message):
    """Somebody has a new code: their badge is to be drawn at once."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__()
        self.code = code
        self.name = name


class Recovered(Message):
    """The record can be written again."""


class Crashed(Message):
    """A job met what no part of the program foresaw."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class SnapshotTaken(Message):
    """A snapshot was read."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self.snapshot = snapshot


class RemoteEventsReceived(Message):
    """Events or a roster came in from other kiosks."""
