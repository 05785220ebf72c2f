"""Bare ``checkin``: the interface with its three desks."""

from checkin.cli.context import Context


def open_interface(context: Context) -> None:
    """Open the course that is here; where there is none, say how to make or try one."""
    from checkin.kiosk import run

    with context.opened() as course:
        run(course, desk="door")
