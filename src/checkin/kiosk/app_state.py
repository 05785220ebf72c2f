"""App part: the state of the door, practice and self-service. All of it survives any restart."""

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from textual.message import Message

from checkin.core.door_sessions import similar_room
from checkin.core.errors import CheckinError
from checkin.core.text import clean
from checkin.door.practice import Practice, delete_left_over
from checkin.door.scan import Door
from checkin.door.service import DoorService
from checkin.kiosk.app_settings import AppWithSettings
from checkin.kiosk.runtime.door_state import DoorSetting, DoorState, read_door_state, write_door_state
from checkin.kiosk.runtime.messages import JobFailed, PracticeChanged, SelfServiceStored
from checkin.kiosk.start_options import StartOptions
from checkin.store.open_course import OpenCourse
from checkin.store.roster import programme

SELF_SERVICE = "self_service"


class AppWithState(AppWithSettings):
    """The part of the kiosk that stores what the door is set to, and restores it at the next start.

    A practice changes ``opened`` and ``door`` on the writer thread, between two jobs. Each change has a number: a job
    that staff gave before they saw the change is refused, so that it reaches neither the wrong record nor the wrong
    copy.
    """

    def __init__(self, opened: OpenCourse, start: StartOptions, **options: Any) -> None:
        super().__init__(opened, start, **options)
        self._start_options = start
        self._state = read_door_state(opened.record.conn, start.door)
        self._practice: Practice | None = None
        # What the door is set to again when the practice ends.
        state = self._state
        self._before_practice = state.before_practice if state is not None and state.practice else None
        self._generation = self._shown_generation = 0
        self._before_restart: list[str] = []
        self.is_self_service = start.self_service
        self.door = DoorService(self._restored_door())

    @property
    def is_practice(self) -> bool:
        """Return True while a practice is on."""
        return self._practice is not None

    def submit(self, job: Callable[[], Message | None], what: str) -> None:
        """Run a job on the writer thread. ``what`` names it for staff if it fails."""
        self.writer.submit(self.bound(job), what)

    def bound(self, job: Callable[[], Message | None]) -> Callable[[], Message | None]:
        """Return a job that is refused if a practice has begun or ended before its turn."""
        generation = self._shown_generation

        def run() -> Message | None:
            if generation != self._generation:
                raise CheckinError("The practice has begun or ended meanwhile. Do it once more.")
            return job()

        return run

    # -- the state of the door

    def door_changed(self) -> None:
        """Store the state of the door and read the counts: the pin or the direction was changed."""
        self.store_state()
        self.refresh_now()

    def store_state(self) -> None:
        """Store the state of the door."""
        state = self._state_now()
        self.writer.submit(lambda: self._write_state(state), self.tr("the settings"))

    def _state_now(self) -> DoorState:
        door = self.door.door
        desk = self.current_mode if self.current_mode != SELF_SERVICE else "door"
        return DoorState(
            desk=desk,
            pinned=door.pinned or "",
            anytime=door.anytime,
            is_exit=door.is_exit,
            self_service=self.is_self_service,
            before_practice=self._before_practice,
        )

    def _write_state(self, state: DoorState) -> None:
        """Write the state, with the practice that is on now: on the writer thread, where it begins and ends."""
        folder = str(self._practice.root) if self._practice else ""
        state = replace(state, practice=self.is_practice, practice_folder=folder)
        with self.home.record.writing() as writing:
            write_door_state(writing.conn, self._start_options.door, state)

    def _restored_door(self) -> Door:
        """Return the door as it was before the restart, but for what the start options say."""
        start, state, course = self._start_options, self._state, self.course
        door = Door(self.opened.record, course, name=start.door, session=start.session, anytime=start.anytime)
        if state is None:
            return door
        delete_left_over(state.practice_folder)
        self.is_self_service = start.self_service or state.self_service
        if state.is_exit:
            self._before_restart.append("exit")
            door.is_exit = course.door.exits
        if state.pinned and start.session is None:
            self._before_restart.append("pinned")
            held = {session.id for session in door.programme()}
            door.pinned = state.pinned if state.pinned in held else None
            door.anytime = state.anytime and door.pinned is not None
            if door.pin_is_over(door.programme(), self.now_of_record()):
                door.pin(None)
        if state.practice:
            self._before_restart.append("practice")
        return door

    def now_of_record(self) -> Any:
        """Return the current time of the record's clock."""
        return self.home.record.clock.now()

    def start_notes(self) -> str:
        """Say what is wrong with the terminal or the name of the door. Empty if nothing is."""
        tr, door, lines = self.tr, self.door.door, []
        encoding = getattr(sys.__stdout__, "encoding", None) or ""
        if encoding and encoding.casefold().replace("-", "") != "utf8":
            lines.append(tr("The terminal is set to {encoding}; names need UTF-8.", encoding=encoding))
        if room := similar_room(door.name, door.programme()):
            text = tr("No room is called “{name}”. Did you mean {room}?", name=clean(door.name), room=clean(room))
            lines.append(text)
        return "\n".join(lines)

    def restart_report(self) -> str:
        """Say what the door was set to before the restart, and what it is set to now. Empty if nothing was lost."""
        state, door, tr = self._state, self.door.door, self.tr
        lines = []
        if self._start_options.after_crash:
            log = self.home.folder.crash_log
            why = tr("See {file} for the reason.", file=log.name) if log.exists() else ""
            text = tr("The door stopped and was started again. Nothing recorded is lost.")
            lines.append(f"{text} {why}".strip())
        if state is None or not self._before_restart:
            return "\n".join(lines)
        before = self._said(state.is_exit, state.pinned, practice=state.practice)
        now = self._said(door.is_exit, door.pinned or "", practice=state.practice)
        lost = before != now or state.practice
        if self._start_options.after_crash or lost:
            lines.append(tr("Before the restart: {before}.", before=before))
            lines.append(tr("Now: {now}.", now=now))
        if state.practice:
            lines.append(tr("The practice begins again; what was practised before is gone."))
        return "\n".join(lines)

    def _said(self, is_exit: bool, pinned: str, *, practice: bool) -> str:
        tr = self.tr
        with self.home.record.reading() as conn:
            titles = {session.id: session.title for session in programme.loaded_sessions(conn)}
            titles |= {session.id: session.title for session in programme.read_programme(conn)}
        parts = [tr("EXIT") if is_exit else tr("entrance")]
        parts.append(tr("kept at {title}", title=clean(titles.get(pinned, pinned))) if pinned else tr("by the clock"))
        return ", ".join([*parts, tr("practice")] if practice else parts)

    # -- practice

    def action_practice(self) -> None:
        """Begin or end a practice."""
        if self.phones.state.is_running and not self.is_practice:
            text = self.tr("Phones scan for the record. Before a practice close their pages: F5, phones as scanners.")
            self.notify(text, markup=False)
            return
        self.submit(self._end_practice if self.is_practice else self._begin_practice, self.tr("the practice"))

    def _begin_practice(self) -> Message:
        """Copy the record and work on the copy. On the writer thread."""
        practice, old = Practice.begin(self.home), self.door.door
        if self._before_practice is None:
            self._before_practice = DoorSetting(old.pinned or "", old.anytime, old.is_exit)
        try:
            door = self._door_on(practice.opened, old)
            if not door.open_sessions(self.now_of_record()):
                practice.add_session(self.tr("Practice"), door.name, self.now_of_record())
                door.pin(None)
        except BaseException:
            practice.end()
            raise
        return self._switch(practice, practice.opened, door)

    def _end_practice(self) -> Message:
        """Delete the copy and work on the record again, as the door was set before. On the writer thread."""
        practice, before, self._before_practice = self._practice, self._before_practice, None
        door = self._door_on(self.home, self.door.door)
        if before is not None:
            door.pinned, door.anytime, door.is_exit = before.pinned or None, before.anytime, before.is_exit
        held = {session.id for session in door.programme()}
        if door.pinned not in held:
            door.pin(None)
        changed = self._switch(None, self.home, door)
        if practice is not None:
            practice.end()
        return changed

    def _door_on(self, opened: OpenCourse, old: Door) -> Door:
        door = Door(opened.record, opened.course, name=old.name)
        door.pinned, door.anytime, door.is_exit = old.pinned, old.anytime, old.is_exit
        return door

    def _switch(self, practice: Practice | None, opened: OpenCourse, door: Door) -> Message:
        self._practice, self.opened, self.door = practice, opened, DoorService(door)
        self._generation += 1
        try:
            self._write_state(self._state_now())
        except CheckinError as error:
            self.post_message(JobFailed(error, self.tr("the settings")))
        return PracticeChanged(self._generation)

    def end_practice_for_good(self) -> None:
        """Delete the copy of a practice that is on when the app ends."""
        if self._practice is not None:
            self._practice.end()

    # -- self-service

    def action_self_service(self) -> None:
        """Leave the door to guests. Only the PIN opens it again."""
        raise NotImplementedError

    def store_self_service(self) -> None:
        """Store that the door is in self-service, and then show the guests' screen."""
        state = self._state_now()

        def store() -> Message:
            self._write_state(replace(state, self_service=True))
            return SelfServiceStored()

        self.submit(store, self.tr("the settings"))

    def leave_self_service(self) -> None:
        """Store that staff have opened the door with the PIN."""
        self.is_self_service = False
        self.store_state()
