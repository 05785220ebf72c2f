"""The interface in the terminal: the door, the badges, the attendance."""

import os
import sys
from typing import TYPE_CHECKING

from checkin.core.errors import CheckinError

if TYPE_CHECKING:
    from checkin.store.open_course import OpenCourse


def require_terminal() -> None:
    """Raise :class:`CheckinError` where there is no terminal, and no browser that shows the interface."""
    if is_in_browser():
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CheckinError("The interface needs a terminal; 'checkin scan' answers codes without one.")
    if os.environ.get("TERM") == "dumb":
        raise CheckinError(
            "This terminal (TERM=dumb) cannot draw the interface. Use another one; 'checkin scan' answers codes here."
        )


def is_in_browser() -> bool:
    """Return True if a browser shows the interface (textual-serve)."""
    return "web_driver" in os.environ.get("TEXTUAL_DRIVER", "")


def run(
    opened: "OpenCourse",
    *,
    desk: str = "door",
    door: str = "",
    session: str | None = None,
    anytime: bool = False,
    language: str = "",
    self_service: bool = False,
    serial: str = "",
    camera: str = "",
    after_crash: bool = False,
) -> None:
    """Open the interface at a desk and stay in it until it is left.

    ``door`` names the place; ``serial`` a scanner's port; ``camera`` a webcam; ``language`` is that of the course or
    the one last chosen when empty. Raises :class:`NotFoundError` when ``session`` is not in the programme, and
    :class:`CheckinError` where there is no terminal, or for guests without a PIN.
    """
    require_terminal()
    # Frames a second, read when Textual is imported. The typed code is a frame of its own, and the answer comes a few
    # milliseconds after it: at 120 it waited for up to two frames. Nothing is painted while nothing changes.
    os.environ.setdefault("TEXTUAL_FPS", "500")
    from checkin.kiosk.app import KioskApp
    from checkin.kiosk.app_state import StartOptions
    from checkin.kiosk.runtime.supervisor import CRASHED

    wish = StartOptions(
        desk=desk,
        door=door,
        session=session,
        anytime=anytime,
        language=language,
        self_service=self_service,
        serial=serial,
        camera=camera,
        after_crash=after_crash,
    )
    app = KioskApp(opened, wish)
    if self_service and not app.pin.is_set:
        raise CheckinError("Self-service needs a PIN that opens it again; set one with 'checkin pin'.")
    app.run()
    if app.return_code:
        # The exception is in the crash log; the supervisor restarts the door.
        sys.exit(CRASHED)
