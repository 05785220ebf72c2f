"""Messages from worker threads to the app."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

from checkin.core.errors import CheckinError
from checkin.core.events import ScannedText
from checkin.door.acts import DoorAct, OtherReading
from checkin.door.scan import ScanAnswer
from checkin.door.snapshot import Snapshot

if TYPE_CHECKING:
    from checkin.badges.door_printing import DoorPrint
    from checkin.kiosk.scanner.camera import CameraView


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


class ScanFailed(Message):
    """A scan was not recorded."""

    def __init__(self, scan: ScannedText, error: CheckinError) -> None:
        super().__init__()
        self.scan = scan
        self.error = error


class ActFound(Message):
    """The act that an undo or a put-back is about, and the reading at another door. None if there is none."""

    def __init__(self, act: DoorAct | None, elsewhere: OtherReading | None = None) -> None:
        super().__init__()
        self.act = act
        self.elsewhere = elsewhere


class Undone(Message):
    """An act was taken back. None if it had been taken back before."""

    def __init__(self, act: DoorAct | None) -> None:
        super().__init__()
        self.act = act


class PutBack(Message):
    """An act that had been undone was put back. None if that is not possible any more."""

    def __init__(self, act: DoorAct | None) -> None:
        super().__init__()
        self.act = act


class PracticeChanged(Message):
    """A practice has begun or ended. From now on the app works on the other record."""

    def __init__(self, generation: int) -> None:
        super().__init__()
        self.generation = generation


class SelfServiceStored(Message):
    """It is on disk that the door is in self-service. Now the guests' screen may be shown."""


class Corrected(Message):
    """Something else was recorded; ``text`` says what. ``then`` shows it where it was asked for."""

    def __init__(self, text: str, then: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.text = text
        self.then = then


class BadgeWanted(Message):
    """Somebody has a new code: their badge is to be drawn at once."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__()
        self.code = code
        self.name = name


class BadgePrinted(Message):
    """A badge was sent to the printer of the door, or could not be."""

    def __init__(self, name: str, done: "DoorPrint") -> None:
        super().__init__()
        self.name = name
        self.done = done


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


class PhonesChanged(Message):
    """The pages for phones are open or closed, or a phone was connected."""


class CameraSeen(Message):
    """A picture of a camera, and the scan in it, if there is one. ``job`` tells a camera from one chosen before."""

    def __init__(self, job: object, view: "CameraView", scan: ScannedText | None) -> None:
        super().__init__()
        self.job = job
        self.view = view
        self.scan = scan


class CameraLost(Message):
    """A camera gives no picture. It is tried again until it does."""

    def __init__(self, job: object) -> None:
        super().__init__()
        self.job = job


class RemoteEventsReceived(Message):
    """Events or a roster came in from other kiosks."""
