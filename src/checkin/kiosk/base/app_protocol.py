"""Define what a screen may ask of the app. Screens know this protocol, not the app."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from textual.content import Content
from textual.message import Message
from textual.screen import Screen

from checkin.core.course import Course
from checkin.core.events import ScannedText
from checkin.door.pin import Pin
from checkin.door.service import DoorService
from checkin.i18n.translator import Translator
from checkin.store.open_course import OpenCourse


class KioskApi(Protocol):
    """The part of the kiosk app that screens use. Tests can pass a fake."""

    opened: OpenCourse
    course: Course
    tr: Translator
    door: DoorService
    pin: Pin
    out_of_order: bool
    author: str
    # True until staff have opened the door with the PIN: every screen and dialog shows what is for guests.
    is_self_service: bool

    @property
    def is_practice(self) -> bool:
        """Return True while a practice is on."""

    @property
    def has_camera(self) -> bool:
        """Return True if a camera scans and gives pictures."""

    def now(self) -> datetime:
        """Return the current time of the record's clock, with a time zone."""

    def submit(self, job: Callable[[], Message | None], what: str) -> None:
        """Run a job on the writer thread. ``what`` names it for staff if it fails."""

    async def require_pin(self, purpose: str) -> bool:
        """Ask for the PIN if one is set, and say what for. Return True if staff may go on."""

    def handle_scan(self, scan: ScannedText) -> None:
        """Answer a scan."""

    def take_typed(self) -> str:
        """Return what was typed so far where only codes are typed, and clear it."""

    def open_desk(self, name: str) -> None:
        """Open the desk ``door``, ``badges`` or ``attendance``."""

    def door_opened(self) -> None:
        """Show at the door what staff should know: it is shown for the first time."""

    def door_changed(self) -> None:
        """Store the state of the door and read the counts: the pin or the direction was changed."""

    def leave_self_service(self) -> None:
        """Store that staff have opened the door with the PIN."""

    def refresh_now(self) -> None:
        """Read the counts from the record now."""

    def display_path(self, path: Path) -> Path:
        """Return a path relative to the course folder, if it is inside it."""

    def warning(self) -> str:
        """Return what staff should know in one line, or an empty text."""

    def hub_status(self) -> Content:
        """Return the hub's status for the session bar."""

    def print_badge(self, code: str, name: str, *, printer: str = "", once: bool = False) -> None:
        """Send a badge to a printer without waiting. The door says what became of it."""

    def post_message(self, message: Message) -> bool:
        """Queue a message for the app."""

    async def push_screen_wait(self, screen: Screen[Any]) -> Any:
        """Open a screen and wait for its result."""
