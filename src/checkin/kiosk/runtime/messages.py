"""Messages from worker threads to the app."""

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(eq=False)
class Answered(Message):
    """A scan was answered, and is on disk."""

    answer: ScanAnswer


@dataclass(eq=False)
class ScanBlocked(Message):
    """A scan was not answered: the door waits for so many seconds after codes that look like guesses."""

    seconds: int


@dataclass(eq=False)
class JobFailed(Message):
    """A job that could not be done, and was not: nothing of it is recorded."""

    error: CheckinError
    what: str


class JobEnded(Message):
    """A job is over, and its answer was posted."""


@dataclass(eq=False)
class ScanFailed(Message):
    """A scan was not recorded."""

    scan: ScannedText
    error: CheckinError


@dataclass(eq=False)
class ActFound(Message):
    """The act that an undo or a put-back is about, and the reading at another door. None if there is none."""

    act: DoorAct | None
    elsewhere: OtherReading | None = None


@dataclass(eq=False)
class Undone(Message):
    """An act was taken back. None if it had been taken back before.

    ``still`` says by which entries the person is counted all the same, and ``also`` is the first of them.
    """

    act: DoorAct | None
    still: str = ""
    also: DoorAct | None = None


@dataclass(eq=False)
class PutBack(Message):
    """An act that had been undone was put back. None if that is not possible any more."""

    act: DoorAct | None


@dataclass(eq=False)
class PracticeChanged(Message):
    """A practice has begun or ended. From now on the app works on the other record."""

    generation: int


class SelfServiceStored(Message):
    """It is on disk that the door is in self-service. Now the guests' screen may be shown."""


@dataclass(eq=False)
class Corrected(Message):
    """Something else was recorded; ``text`` says what. ``then`` shows it where it was asked for."""

    text: str
    then: Callable[[], None] | None = None


@dataclass(eq=False)
class BadgeWanted(Message):
    """Somebody has a new code: their badge is to be drawn at once."""

    code: str
    name: str


@dataclass(eq=False)
class BadgePrinted(Message):
    """A badge was sent to the printer of the door, or could not be."""

    name: str
    done: "DoorPrint"


class Recovered(Message):
    """The record can be written again."""


@dataclass(eq=False)
class Crashed(Message):
    """A job met what no part of the program foresaw."""

    error: Exception


@dataclass(eq=False)
class SnapshotTaken(Message):
    """A snapshot was read."""

    snapshot: Snapshot


class PhonesChanged(Message):
    """The pages for phones are open or closed, or a phone was connected."""


@dataclass(eq=False)
class CameraSeen(Message):
    """A picture of a camera, and the scan in it, if there is one. ``job`` tells a camera from one chosen before."""

    job: object
    view: "CameraView"
    scan: ScannedText | None


@dataclass(eq=False)
class CameraLost(Message):
    """A camera gives no picture. It is tried again until it does."""

    job: object


class RemoteEventsReceived(Message):
    """Events or a roster came in from other kiosks."""
