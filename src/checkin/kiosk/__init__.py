"""The interface in the terminal: the door, the badges, the attendance."""

import os
import sys
from typing import TYPE_CHECKING

from checkin.core.errors import CheckinError
from checkin.kiosk.start_options import StartOptions

if TYPE_CHECKING:
    from checkin.store.open_course import OpenCourse

_DEFAULTS = StartOptions()


def require_terminal() -> None:
    """Raise :class:`CheckinError` where there is no terminal, and no browser that shows the interface."""
    if "web_driver" in os.environ.get("TEXTUAL_DRIVER", ""):  # textual-serve
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CheckinError("The interface needs a terminal; 'checkin scan' answers codes without one.")
    if os.environ.get("TERM") == "dumb":
        raise CheckinError(
            "This terminal (TERM=dumb) cannot draw the interface. Use another one; 'checkin scan' answers codes here."
        )


def run(opened: "OpenCourse", start: StartOptions = _DEFAULTS) -> None:
    """Open the interface and stay in it until it is left.

    Raises :class:`NotFoundError` when the session is not in the programme, and :class:`CheckinError` where there is
    no terminal, or for guests without a PIN.
    """
    require_terminal()
    # Frames a second, read when Textual is imported. The typed code is a frame of its own, and the answer comes a few
    # milliseconds after it: at 120 it waited for up to two frames. Nothing is painted while nothing changes.
    os.environ.setdefault("TEXTUAL_FPS", "500")
    from checkin.kiosk.app import KioskApp
    from checkin.kiosk.runtime.supervisor import CRASHED

    app = KioskApp(opened, start)
    if start.self_service and not app.pin.is_set:
        raise CheckinError("Self-service needs a PIN that opens it again; set one with 'checkin pin'.")
    app.run()
    if app.return_code:
        # The exception is in the crash log; the supervisor restarts the door.
        sys.exit(CRASHED)
