"""App part: the badges of people who were added at the door, got a new code, or come for the first time."""

from typing import Any

from textual import work
from textual.message import Message

from checkin.core.badge_style import PrintAtDoor
from checkin.core.errors import CheckinError
from checkin.core.text import clean
from checkin.kiosk.app_scans import AppWithScans
from checkin.kiosk.runtime.badge_printer import BadgePrinter
from checkin.kiosk.runtime.messages import Answered, BadgePrinted, BadgeWanted


class AppWithBadges(AppWithScans):
    """The part of the kiosk that draws badges at the door and sends them to a printer."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.badge_printer = BadgePrinter(self.post_message)

    def on_badge_wanted(self, event: BadgeWanted) -> None:
        self.counts_changed()
        if self.course.badges.print_at_door is PrintAtDoor.NEVER or self.is_practice:
            self._draw_badge(event.code, event.name)
        else:
            self.print_badge(event.code, event.name)

    def on_answered(self, event: Answered) -> None:
        """Print the badge of a person who comes for the first time, if the course wants it."""
        if self.course.badges.print_at_door is not PrintAtDoor.FIRST_SCAN or self.is_practice:
            return
        person = event.answer.participant
        if person is not None and event.answer.verdict.counts:
            self.print_badge(person.code, clean(person.name), once=True)

    def print_badge(self, code: str, name: str, *, printer: str = "", once: bool = False) -> None:
        """Send a badge to a printer. The door says what became of it."""
        opened = self.opened

        def job() -> Message | None:
            from checkin.badges.door_printing import print_at_door

            done = print_at_door(opened, code, name, printer=printer, once=once)
            return None if once and done.file is None and done.problem is None else BadgePrinted(name, done)

        if not self.badge_printer.submit(code, job):
            text = self.tr("Too many badges wait for the printer. Print the badge of {name} at F7.", name=name)
            self._say(text)

    def on_badge_printed(self, event: BadgePrinted) -> None:
        done, name = event.done, event.name
        reason = self.tr.error(done.problem) if done.problem is not None else ""
        if done.problem is None and done.file is None:
            text = self.tr("{name} gets no badge: their role has none.", name=name)
        elif done.problem is None:
            text = self.tr("The badge of {name} is being printed.", name=name)
        elif done.file is None:
            text = self.tr("The badge of {name} could not be created: {reason}", name=name, reason=reason)
        else:
            text = self.tr(
                "The badge of {name} was not printed: {reason} Print this file by hand: {file}",
                name=name,
                reason=reason,
                file=self.display_path(done.file),
            )
        self._say(text, lasts=done.problem is not None)

    def _say(self, text: str, *, lasts: bool = True) -> None:
        self.notify(text, markup=False, timeout=30 if lasts else 5, severity="warning" if lasts else "information")

    @work(thread=True, group="badge", exit_on_error=False)
    def _draw_badge(self, code: str, name: str) -> None:
        from checkin.badges.printing import print_one

        try:
            file = print_one(self.opened, code, name)
            if file is not None:
                text = self.tr(
                    "The badge of {name} is ready ({file}). F5, then Enter: the card prints it, or shows the QR code.",
                    name=name,
                    file=self.display_path(file),
                )
            else:
                text = self.tr("{name} gets no badge: their role has none.", name=name)
        except CheckinError as error:
            text = self.tr("The badge of {name} could not be created: {reason}", name=name, reason=self.tr.error(error))
        self.call_from_thread(self.notify, text, markup=False, timeout=15)
