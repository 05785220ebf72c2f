"""The options with which the interface is started."""

from dataclasses import dataclass

# The camera of the start options that stands for the one used last.
LAST_CAMERA = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartOptions:
    """How the interface is opened: at which desk, as which door, and whether for guests alone.

    ``door`` names the place, ``serial`` a scanner's port, ``camera`` a webcam. An empty ``language`` is the one chosen
    last at this station, else ``machine_language`` if the course speaks it, else that of the course.
    """

    desk: str = "door"
    door: str = ""
    session: str | None = None
    anytime: bool = False
    language: str = ""
    machine_language: str = ""
    self_service: bool = False
    serial: str = ""
    camera: str = ""
    after_crash: bool = False
