"""The interface in the terminal: the door, the badges, the attendance."""

import sys
from typing import TYPE_CHECKING

from checkin.errors import CheckinError

if TYPE_CHECKING:
    from checkin.store.opening import OpenCourse


def run(opened: "OpenCourse", *, desk: str = "door", door: str = "", session: str | None = None) -> None:
    """Open the interface at a desk and stay in it until it is left.

    Raises :class:`checkin.errors.NotFoundError` when ``session`` is not in the programme, and
    :class:`checkin.errors.CheckinError` where there is no terminal.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CheckinError("The interface needs a terminal; 'checkin scan' answers codes without one.")
    from checkin.kiosk.app import KioskApp

    KioskApp(opened, desk=desk, door=door, session=session).run()
