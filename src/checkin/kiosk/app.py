"""The Textual app: one open course, one door, one writer thread, three desks."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.css.query import NoMatches
from textual.screen import Screen

from checkin.core.errors import RecordError
from checkin.core.text import translatable
from checkin.kiosk.app_camera import AppWithCamera
from checkin.kiosk.app_state import SELF_SERVICE
from checkin.kiosk.base.dialogs import confirmed
from checkin.kiosk.base.screen import DIALOG_WORKERS, BaseScreen
from checkin.kiosk.door.screen import DoorScreen
from checkin.kiosk.runtime import crash_log
from checkin.kiosk.runtime.backup_job import BackupJob
from checkin.kiosk.runtime.hub_job import HubJob
from checkin.kiosk.runtime.messages import (
    ActFound,
    Corrected,
    Crashed,
    PracticeChanged,
    PutBack,
    Undone,
)
from checkin.kiosk.runtime.startup import load_the_rest, resume_collection
from checkin.kiosk.start_options import StartOptions
from checkin.store.open_course import OpenCourse

# Seconds between two looks at the record, and between two tries of one that cannot be written.
_REFRESH, _TRY_AGAIN = 5, 2
# Seconds between two looks whether a backup is due.
_COPY = 10
# A door that has recorded something within this time asks before it is left.
_LATELY = timedelta(hours=12)

_DEFAULTS = StartOptions()
_FOLDER = Path(__file__).parent
# The styles of the dialogs and of the other desks.
_MORE_STYLES = _FOLDER / "desks.tcss"


class KioskApp(AppWithCamera):
    """The kiosk: the door, the badges, the attendance."""

    CSS_PATH = _FOLDER / "kiosk.tcss"
    TITLE = "checkin"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "desk('door')", translatable("Door")),
        Binding("f7", "desk('badges')", translatable("Badges")),
        Binding("f8", "desk('attendance')", translatable("Attendance")),
        Binding("f12", "direction", translatable("Exit"), show=False),
        Binding("ctrl+q", "quit", translatable("Quit"), priority=True),
    ]

    def __init__(self, opened: OpenCourse, start: StartOptions = _DEFAULTS) -> None:
        super().__init__(opened, start, driver_class=_driver())
        # Who sits at the desk; asked for when the first change is made.
        self.author = os.environ.get("CHECKIN_BY", "").strip()
        self._scanner_trouble = ""
        self._ticks = 0
        self._is_leaving = False
        self._started_by = os.getppid()
        self._copies = BackupJob(opened)
        self.hub = HubJob(opened, start.door, self.post_message) if opened.course.hub else None
        self.door_screen = DoorScreen()
        self.add_mode("door", lambda: self.door_screen)
        self.add_mode("badges", _badges_screen)
        self.add_mode("attendance", _attendance_screen)
        self.add_mode(SELF_SERVICE, _self_service_screen)
        # Begin with this screen, not with Textual's empty one, which would be laid out and styled before it.
        self._current_mode = SELF_SERVICE if self.is_self_service else self._first_desk()
        self._screen_stacks = {self._current_mode: []}
        if self._current_mode not in ("door", SELF_SERVICE):
            self.css_path.append(_MORE_STYLES)

    def on_mount(self) -> None:
        self.writer.start()
        if self._state is not None and self._state.practice:
            self.action_practice()
        if self._start_options.serial:
            self._listen_to_serial(self._start_options.serial)
        self.set_interval(1, self.tick)
        # The first look at the record comes after the first paint, which it would slow down.
        self.call_after_refresh(self.tick)
        self.call_after_refresh(self._finish_start)
        if self.hub is not None:
            self.call_after_refresh(self.hub.start)
        self.call_after_refresh(self._report_restart)
        self.call_after_refresh(self.begin_with_camera)

    def _finish_start(self) -> None:
        """Do what the first frame did not wait for. The imports are done where the first scan is answered."""
        resume_collection()
        if _MORE_STYLES not in self.css_path:
            self.css_path.append(_MORE_STYLES)
            self.stylesheet.read(_MORE_STYLES)
            self.stylesheet.parse()
        self.store_state()
        self.writer.submit(self._prepare_first_scan, "")

    def _prepare_first_scan(self) -> None:
        load_the_rest()
        _ = self.opened.record.warning  # the participant list is checked now

    def _first_desk(self) -> str:
        """Return the desk to open: the requested desk, else the desk that was open at a crash."""
        start, state = self._start_options, self._state
        was_open = state.desk if state is not None and start.after_crash else ""
        return was_open if start.desk == "door" and was_open in ("badges", "attendance") else start.desk

    def _report_restart(self) -> None:
        if self.screen is self.door_screen or self.current_mode == SELF_SERVICE:
            return  # the door shows it when it is opened
        if report := self.restart_report():
            self.notify(report, markup=False, timeout=20)

    def on_unmount(self) -> None:
        if self.hub is not None:
            self.hub.stop()
        self.phones.stop()
        self.stop_camera()
        self.writer.stop()
        self.end_practice_for_good()

    @property
    def codes_only(self) -> bool:
        return self.active is not None and self.active.codes_only

    def intercept_key(self, event: events.Key) -> bool:
        return self.active is not None and self.active.intercept_key(event)

    def open_desk(self, name: str) -> None:
        """Open a desk. A dialog that is open stays where it is."""
        self.switch_mode(name)
        self.store_state()
        if name == "door" and self.door_screen.is_ready and (text := self.unrecorded_text()):
            self.door_screen.show_idle(text, stays=True)

    def door_opened(self) -> None:
        """Show what staff should know at a door that is shown for the first time, maybe after self-service."""
        if not self.door_screen.is_ready:
            return
        self.list_unrecorded()
        notes = [self.start_notes(), self.restart_report(), self.unrecorded_text()]
        if text := "\n".join(note for note in notes if note):
            self.door_screen.show_idle(text, stays=True)
        if self._ticks:
            self.refresh_now()  # otherwise the first tick does it

    # -- scans

    def name_typed(self, text: str) -> bool:
        return self.active is not None and self.active.name_typed(text)

    def typed(self, text: str) -> None:
        if self.active is not None:
            self.active.show_typed(text)

    def warn_of_alt_codes(self) -> None:
        text = self.tr(
            "The scanner types ALT codes, which a terminal cannot read.\n"
            "Set it to a plain keyboard (its manual says: ALT mode off, keyboard USA)."
        )
        if isinstance(self.screen, BaseScreen):
            self.screen.show_trouble(text)

    def on_remote_events_received(self) -> None:
        self.counts_changed()

    def on_act_found(self, event: ActFound) -> None:
        if self.door_screen.is_ready:
            self.door_screen.offer_undo(event.act, event.elsewhere)

    def on_undone(self, event: Undone) -> None:
        self.counts_changed()
        if self.door_screen.is_ready:
            self.door_screen.show_undone(event.act, event.still, event.also)

    def on_put_back(self, event: PutBack) -> None:
        self.counts_changed()
        if self.door_screen.is_ready:
            self.door_screen.show_put_back(event.act)

    def on_self_service_stored(self) -> None:
        self.is_self_service = True
        self.switch_mode(SELF_SERVICE)
        self.refresh_now()  # it shows the session of now

    def on_practice_changed(self, event: PracticeChanged) -> None:
        self._shown_generation = event.generation
        for name, make in (("badges", _badges_screen), ("attendance", _attendance_screen)):
            # What these desks have read is of the other record.
            if self.current_mode != name:
                self.remove_mode(name)
                self.add_mode(name, make)
        self._read_revision = -1
        self.refresh_now()
        if self.door_screen.is_ready:
            self.door_screen.practice_changed()
        if not self.is_practice:
            self.notify(self.tr("The practice has ended. What was practised is deleted."), markup=False)
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.show_practice_band()

    def on_corrected(self, event: Corrected) -> None:
        self.counts_changed()
        self.notify(event.text, markup=False)
        if event.then is not None:
            event.then()

    # -- the moments when nothing works

    def on_crashed(self, event: Crashed) -> None:
        raise event.error

    def _handle_exception(self, error: Exception) -> None:
        """Ignore that a screen finds no parts which was still being made when the app ended."""
        if not (self._exit and isinstance(error, NoMatches)):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """No traceback reaches the terminal: where it came from goes into a file, and the door is started again."""
        if self._exception is not None:
            crash_log.write_crash(self.home.folder.crash_log, self._exception, self.now())
        self._close_messages_no_wait()

    # -- time

    def now(self) -> datetime:
        """Return the current time of the record's clock, aware."""
        return self.opened.record.clock.now()

    def warning(self) -> str:
        """Return the current warning for staff in one line; empty if there is none."""
        record = self.opened.record
        # A hub that is away is no trouble: the door goes on, and its line says so.
        view = self.hub.view if self.hub is not None else None
        hub = view.trouble if view is not None and view.reached else None
        try:
            damage = record.warning
        except RecordError as error:
            damage = error
        if doubt := damage or record.clock_watch.doubt() or self._copies.trouble or hub:
            return self._scanner_trouble or self.camera_trouble or self.tr.error(doubt)
        trouble = record.mirror.trouble if record.mirror is not None else None
        mirror = self.tr.error(trouble) if trouble else ""
        snapshot = self.door_screen.snapshot
        # Staff at the door itself have seen the codes: a notice is enough, and the next session stays.
        here = snapshot.guessed is not None and snapshot.guessed.door == self.door.door.name
        unknown = "" if here else snapshot.unknown_codes_warning(self.course, self.tr)
        return self._scanner_trouble or self.camera_trouble or mirror or unknown

    def hub_status(self) -> Content:
        """Return the status of the hub and of the phones for the session bar; empty without both."""
        hub = self.hub.words(self.tr) if self.hub is not None else Content("")
        phones = Content(self.tr("open to phones")) if self.phones.state.url else Content("")
        return Content(" · ").join(part for part in (hub, phones) if part)

    def tick(self) -> None:
        """Update clock, status and checks once a second."""
        if os.getppid() != self._started_by:
            self.exit()  # the parent that watched over this process is gone, and the terminal is no longer ours
        self._ticks += 1
        self._stale = self._stale or self._ticks % _REFRESH == 0
        self._count()
        if self.out_of_order and self._ticks % _TRY_AGAIN == 0:
            self.try_again()
        if self._ticks % _COPY == 0 and self._copies.due(self.now()):
            self.run_worker(self._copies.make, thread=True, group="copies", exit_on_error=False)
        if self.door_screen.is_ready:
            self.door_screen.tick()

    # -- keys of every desk

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable every key for guests, Ctrl+Q too, and in every dialog."""
        del action, parameters
        return self.current_mode != SELF_SERVICE

    def action_desk(self, name: str) -> None:
        """Go to a desk. A dialog that is open stays where it is."""
        self.open_desk(name)

    async def action_quit(self) -> None:
        """Leave. A door that has recorded something lately asks first; Ctrl+Q once more says yes."""
        lately = self.now() - _LATELY
        if self._is_leaving:
            self.exit()
        elif any(act.answer.at > lately for act in self.door_screen.snapshot.acts) and not self.is_practice:
            self._is_leaving = True
            self._ask_to_leave()
        else:
            self.exit()

    @work(group=DIALOG_WORKERS)
    async def _ask_to_leave(self) -> None:
        tr, present = self.tr, self.door_screen.snapshot.presence.present
        title = tr("{n} present. Everything is saved. Leave checkin?", n=present)
        if self.door_screen.snapshot.session is None:  # then nobody is counted
            title = tr("Everything is saved. Leave checkin?")
        try:
            if await confirmed(self, title, tr("Yes, leave")):
                self.exit()
        finally:
            self._is_leaving = False

    def action_self_service(self) -> None:
        """Leave the door to guests. Only the PIN opens it again."""
        if self.pin.is_set:
            self.store_self_service()

    def action_direction(self) -> None:
        """Make the entrance an exit, or an entrance again, where the course records exits."""
        if self.course.door.exits:
            self.door.door.is_exit = not self.door.door.is_exit
            self.door_changed()

    def action_paper(self) -> None:
        """Enter a paper list."""
        from checkin.kiosk.door.paper_entry_screen import PaperScreen

        self.push_screen(PaperScreen(self.door_screen.snapshot))

    def action_board(self) -> None:
        """Open the delegations board, for a second screen."""
        from checkin.kiosk.door.country_board import BoardScreen

        self.push_screen(BoardScreen(self.door_screen.snapshot))

    def _listen_to_serial(self, port: str) -> None:
        from checkin.kiosk.scanner.serial_port import listen

        def trouble(text: str) -> None:
            self._scanner_trouble = text

        self.run_worker(
            lambda: listen(
                port, lambda scan: self.call_from_thread(self.handle_scan, scan), trouble, lambda: self.is_running
            ),
            thread=True,
            exit_on_error=False,
        )


def _driver() -> type | None:
    """Return the hardened driver for POSIX terminals, or None for Textual's default driver."""
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
