"""The application: one open course, one reception, one writer, three desks."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.screen import Screen

from checkin.core.errors import CheckinError, RecordError
from checkin.core.events import Presented
from checkin.core.text import clean, mark
from checkin.door.practice import Practice
from checkin.door.scan import Door
from checkin.door.service import Reception
from checkin.door.snapshot import Snapshot, take
from checkin.kiosk.app_settings import Furnished
from checkin.kiosk.base.screen import Spoken
from checkin.kiosk.door.screen import DoorScreen
from checkin.kiosk.runtime import crash_log, sounds
from checkin.kiosk.runtime.backup_job import Copies
from checkin.kiosk.runtime.hub_job import HubLine
from checkin.kiosk.runtime.messages import (
    Answered,
    BadgeWanted,
    Corrected,
    Crashed,
    Failed,
    Held,
    Recovered,
    SnapshotTaken,
    Undone,
)
from checkin.store.open_course import OpenCourse
from checkin.store.roster import codes

# Seconds between two looks at the record, and between two tries of one that cannot be written.
SELF_SERVICE = "self_service"
_REFRESH, _TRY_AGAIN = 5, 2
# Seconds between two looks whether a backup is due.
_COPY = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the interface is opened: at which desk, as which door, and whether for guests alone."""

    desk: str = "door"
    door: str = ""
    session: str | None = None
    language: str = ""
    self_service: bool = False
    serial: str = ""
    after_crash: bool = False


class KioskApp(Furnished):
    """The kiosk: the door, the badges, the attendance."""

    CSS_PATH = Path(__file__).with_name("kiosk.tcss")
    TITLE = "checkin"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "desk('door')", mark("Door")),
        Binding("f7", "badges", mark("Badges")),
        Binding("f8", "attendance", mark("Attendance")),
        Binding("f12", "direction", mark("Exit"), show=False),
        Binding("ctrl+q", "quit", mark("Quit"), priority=True),
    ]

    def __init__(self, opened: OpenCourse, wish: Wish = Wish()) -> None:
        super().__init__(opened, wish.language, driver_class=_driver())
        self.reception = Reception(Door(opened.record, opened.course, name=wish.door, session=wish.session))
        self.out_of_order = False
        self._wish = wish
        self._scanner_trouble = ""
        self._stale = True
        self._ticks = 0
        self._read_revision = -1
        self._started_by = os.getppid()
        self._copies = Copies(opened)
        self.hub = HubLine(opened, wish.door, self.post_message) if opened.course.hub else None
        self.door_screen = DoorScreen()

    def on_mount(self) -> None:
        self.writer.start()
        self.add_mode("door", lambda: self.door_screen)
        self.add_mode("badges", _badges_screen)
        self.add_mode("attendance", _attendance_screen)
        self.add_mode(SELF_SERVICE, _self_service_screen)
        self.switch_mode(SELF_SERVICE if self._wish.self_service else self._wish.desk)
        if self._wish.serial:
            self._listen_to_serial(self._wish.serial)
        self.set_interval(1, self.tick)
        # The first look at the record comes after the first paint, which it would slow down.
        self.call_after_refresh(self.tick)
        if self.hub is not None:
            self.call_after_refresh(self.hub.start)
        if self._wish.after_crash:
            # A killed program leaves no log; one that met something unforeseen does.
            log = self.opened.folder.crash_log
            why = self.say("{file} says why.", file=log.name) if log.exists() else ""
            text = self.say("The door stopped and was started again. Nothing recorded is lost.")
            self.notify(f"{text} {why}".strip(), markup=False, timeout=20)

    def on_unmount(self) -> None:
        if self.hub is not None:
            self.hub.stop()
        self.writer.stop()

    # -- scans

    def scanned(self, presented: Presented) -> None:
        """Answer a scan, wherever it was heard; a screen that sets up the scanner takes it for itself."""
        take_scan: Callable[[Presented], None] | None = getattr(self.screen, "take_scan", None)
        if take_scan is not None:
            take_scan(presented)
            return
        guests = self.current_mode == SELF_SERVICE
        self.writer.submit(lambda: self._answer(presented, guests=guests), clean(presented.text)[:40])

    def _answer(self, presented: Presented, *, guests: bool) -> Message:
        """The answer to a scan; on the writer's thread. Guests who guess are held up, and not answered meanwhile."""
        seconds = self.reception.held() if guests else 0
        return Held(seconds) if seconds else Answered(self.reception.answer(presented))

    def typed(self, text: str) -> None:
        typed: Callable[[str], None] | None = getattr(self.screen, "typed", None)
        if typed is not None:
            typed(text)

    def alt_codes_heard(self) -> None:
        text = self.say(
            "The scanner types ALT codes, which a terminal cannot read.\n"
            "Set it to a plain keyboard (its manual says: ALT mode off, keyboard USA)."
        )
        if isinstance(self.screen, Spoken):
            self.screen.show_trouble(text)

    def _moved(self) -> None:
        """Something was recorded: the figures that are shown are no longer those of now."""
        self._stale = True
        for screen in self.screen_stack:
            moved: Callable[[], None] | None = getattr(screen, "figures_moved", None)
            if moved is not None:
                moved()

    def on_answered(self, event: Answered) -> None:
        self._moved()
        if isinstance(self.screen, Spoken):
            self.screen.show_answer(event.answer)
        if self.screen is not self.door_screen and self.door_screen.is_whole:
            self.door_screen.show_answer(event.answer)
        self.ring(sounds.pattern(event.answer))
        if self.out_of_order:
            self._recover()

    def on_came_in(self) -> None:
        self._moved()

    def on_held(self, event: Held) -> None:
        if not self.screen_stack:
            return
        show_held: Callable[[int], None] | None = getattr(self.screen, "show_held", None)
        if show_held is not None:
            show_held(event.seconds)
        self.ring(sounds.REFUSED)

    def on_undone(self, event: Undone) -> None:
        self._moved()
        if self.door_screen.is_whole:
            self.door_screen.show_undone(event.event_id, event.name)

    def on_corrected(self, event: Corrected) -> None:
        self._moved()
        self.notify(event.text, markup=False)

    def on_badge_wanted(self, event: BadgeWanted) -> None:
        self._stale = True
        self._draw_badge(event.code, event.name)

    @work(thread=True, group="badge", exit_on_error=False)
    def _draw_badge(self, code: str, name: str) -> None:
        from checkin.badges.printing import print_one

        try:
            file = print_one(self.opened, code, name)
            if file is not None:
                text = self.say("The badge of {name} is in {file}.", name=name, file=self.near(file))
            else:
                text = self.say("{name} gets no badge: their role has none.", name=name)
        except CheckinError as error:
            text = self.say("The badge of {name} could not be drawn: {reason}", name=name, reason=self.say.error(error))
        self.call_from_thread(self.notify, text, markup=False, timeout=15)

    # -- the moments when nothing works

    def on_failed(self, event: Failed) -> None:
        reason = self.say.error(event.error)
        if not isinstance(event.error, RecordError):
            self.notify(reason, severity="error", markup=False)
            return
        self.out_of_order = True
        if self.screen is not self.door_screen and isinstance(self.screen, Spoken):
            self.screen.show_trouble(f"{self.say('OUT OF ORDER')}\n{event.what}\n{reason}")
        if self.door_screen.is_whole:
            self.door_screen.show_broken(reason, event.what)
        self.ring(sounds.REFUSED)

    def on_recovered(self) -> None:
        if self.out_of_order:
            self._recover()
            text = self.say("Recording again. Scan the last badge once more.")
            if self.door_screen.is_whole:
                self.door_screen.rest(text)
            if self.screen is not self.door_screen and isinstance(self.screen, Spoken):
                self.screen.show_trouble("")

    def _recover(self) -> None:
        self.out_of_order = False
        self._stale = True

    def _prove(self) -> Recovered | None:
        """Try whether the record takes a write again."""
        try:
            self.opened.record.prove()
        except RecordError:
            return None
        return Recovered()

    def on_crashed(self, event: Crashed) -> None:
        raise event.error

    def _fatal_error(self) -> None:
        """No traceback reaches the terminal: where it came from goes into a file, and the door is started again."""
        if self._exception is not None:
            crash_log.keep(self.opened.folder.crash_log, self._exception, self.now())
        self._close_messages_no_wait()

    # -- time

    def now(self) -> datetime:
        """The record's clock, aware."""
        return self.opened.record.clock.now()

    def look_again(self) -> None:
        """Read a snapshot at once, not at the next turn."""
        self.reception.forget()
        self._stale = False
        self._take_snapshot()

    def trouble(self) -> str:
        """What the staff should know, in one line; empty when all is well."""
        record = self.opened.record
        # A hub that is away is no trouble: the door goes on, and its line says so.
        view = self.hub.view if self.hub is not None else None
        hub = view.trouble if view is not None and view.reached else None
        if doubt := record.doubt or record.clock_watch.doubt() or self._copies.trouble or hub:
            return self._scanner_trouble or self.say.error(doubt)
        mirror = record.mirror.trouble if record.mirror is not None else ""
        return self._scanner_trouble or mirror or self.door_screen.snapshot.guessing(self.course, self.say)

    def hub_words(self) -> Content:
        """What the session bar says of the hub; nothing for a course without one."""
        return self.hub.words(self.say) if self.hub is not None else Content("")

    def tick(self) -> None:
        """A second has passed."""
        if os.getppid() != self._started_by:
            self.exit()  # the parent that watched over this process is gone, and the terminal is no longer ours
        self._ticks += 1
        if self._stale or self._ticks % _REFRESH == 0:
            self._stale = False
            self._take_snapshot()
        if self.out_of_order and self._ticks % _TRY_AGAIN == 0:
            self.writer.submit(self._prove, "")
        if self._ticks % _COPY == 0 and self._copies.due(self.now()):
            self.run_worker(self._copies.make, thread=True, group="copies", exit_on_error=False)
        if self.door_screen.is_whole:
            self.door_screen.tick()

    @work(thread=True, exclusive=True, exit_on_error=False, group="snapshot")
    def _take_snapshot(self) -> None:
        try:
            snapshot = take(self.opened, self.now(), self.reception, self.say)
            if snapshot.revision != self._read_revision:
                with self.opened.record.reading() as conn:
                    self.capture.own = codes.own_codes(conn)
                self._read_revision = snapshot.revision
        except RecordError as error:
            self.post_message(Failed(error, self.say("the counts")))
            return
        self.post_message(SnapshotTaken(snapshot))

    def on_snapshot_taken(self, event: SnapshotTaken) -> None:
        if self.door_screen.is_whole:
            self.door_screen.take(event.snapshot)
        if not self.screen_stack:
            return  # between one desk and the next
        watch: Callable[[Snapshot], None] | None = getattr(self.screen, "watch_snapshot", None)
        if watch is not None:
            watch(event.snapshot)

    # -- keys of every desk

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Guests have no keys: not even Ctrl+Q, and no dialog gives them any."""
        del action, parameters
        return self.current_mode != SELF_SERVICE

    def action_desk(self, name: str) -> None:
        """Go to a desk; a dialog that is open stays where it is."""
        self.switch_mode(name)

    def action_badges(self) -> None:
        """Go to the organizers' desk."""
        self.switch_mode("badges")

    def action_attendance(self) -> None:
        """Go to the directors' desk."""
        self.switch_mode("attendance")

    def action_self_service(self) -> None:
        """Leave the door to guests; only the PIN opens it again."""
        if self.pin.is_set:
            self.switch_mode(SELF_SERVICE)

    def action_direction(self) -> None:
        """Make the entrance an exit, or an entrance again, where the course records exits."""
        if self.course.door.exits:
            self.reception.door.leaving = not self.reception.door.leaving
            self.look_again()

    def action_practice(self) -> None:
        """Begin or end a practice."""
        reception = self.reception
        reception.practice = Practice(reception.door, self.say("Practice")) if reception.practice is None else None
        self.look_again()
        if self.door_screen.is_whole:
            self.door_screen.practice_changed()

    def action_paper(self) -> None:
        """Enter a paper list."""
        from checkin.kiosk.door.paper_entry_screen import PaperScreen

        self.push_screen(PaperScreen(self.door_screen.snapshot))

    def action_board(self) -> None:
        """The board of the delegations, for a second screen."""
        from checkin.kiosk.door.country_board import BoardScreen

        self.push_screen(BoardScreen(self.door_screen.snapshot))

    def _listen_to_serial(self, port: str) -> None:
        from checkin.kiosk.scanner.serial_port import listen

        def trouble(text: str) -> None:
            self._scanner_trouble = text

        self.run_worker(
            lambda: listen(
                port, lambda scan: self.call_from_thread(self.scanned, scan), trouble, lambda: self.is_running
            ),
            thread=True,
            exit_on_error=False,
        )


def _driver() -> type | None:
    """Textual's own driver for the terminal, hardened where it is the one for POSIX terminals."""
    if os.name != "posix" or os.environ.get("TEXTUAL_DRIVER"):
        return None
    from checkin.kiosk.runtime.terminal_driver import KioskDriver

    return KioskDriver


# The door opens first and fast; what the other desks need is loaded when somebody goes there.
def _badges_screen() -> Screen[None]:
    from checkin.kiosk.badges.screen import BadgesScreen

    return BadgesScreen()


def _attendance_screen() -> Screen[None]:
    from checkin.kiosk.attendance.screen import AttendanceScreen

    return AttendanceScreen()


def _self_service_screen() -> Screen[None]:
    from checkin.kiosk.door.self_service import SelfServiceScreen

    return SelfServiceScreen()
