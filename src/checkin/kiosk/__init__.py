"""The interface in the terminal: the door, the badges, the attendance."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checkin.store.opening import OpenCourse


def run(opened: "OpenCourse", *, desk: str = "door", door: str = "", session: str | None = None) -> None:
    """Open the interface at a desk and stay in it until it is left.

    Raises :class:`checkin.errors.NotFoundError` when ``session`` is not in the programme.
    """
    from checkin.kiosk.app import KioskApp

    KioskApp(opened, desk=desk, door=door, session=session).run()
