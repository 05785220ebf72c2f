"""The application: one open course, one writer, three desks."""

from pathlib import Path
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from checkin.door import Door
from checkin.kiosk.door_screen import DoorScreen
from checkin.kiosk.writer import Writer
from checkin.store.opening import OpenCourse


class KioskApp(App[None]):
    """The kiosk: the door, the badges, the attendance."""

    CSS_PATH = Path(__file__).with_name("kiosk.tcss")
    TITLE = "checkin"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "desk('door')", "Door"),
        Binding("f7", "desk('badges')", "Badges"),
        Binding("f8", "desk('attendance')", "Attendance"),
        Binding("ctrl+q", "quit", "Quit", priority=True),
    ]

    def __init__(self, opened: OpenCourse, *, desk: str = "door", door: str = "", session: str | None = None) -> None:
        super().__init__()
        self.opened = opened
        self._desk = desk
        self._door_screen = DoorScreen(Door(opened.record, opened.course, name=door, session=session))
        self.writer = Writer(self._door_screen.post_message, opened.record.checkpoint)

    def on_mount(self) -> None:
        self.writer.start()
        self.add_mode("door", lambda: self._door_screen)
        self.add_mode("badges", _badges_screen)
        self.add_mode("attendance", _attendance_screen)
        self.switch_mode(self._desk)

    def on_unmount(self) -> None:
        self.writer.stop()

    def action_desk(self, name: str) -> None:
        """Go to a desk; a dialog that is open stays where it is."""
        self.switch_mode(name)


# The door opens first and fast; what the other desks need is loaded when somebody goes there.
def _badges_screen() -> Screen[None]:
    from checkin.kiosk.badges_screen import BadgesScreen

    return BadgesScreen()


def _attendance_screen() -> Screen[None]:
    from checkin.kiosk.attendance_screen import AttendanceScreen

    return AttendanceScreen()
