"""Choose the session of a door: by the clock, or one that staff keep it at."""

from datetime import datetime

from textual import work
from textual.content import Content

from checkin.core.course import Session
from checkin.core.door_sessions import open_sessions, parallel_sessions
from checkin.core.text import clean
from checkin.door.session_text import out_of_hours_question, pin_ended_text
from checkin.door.snapshot import Snapshot
from checkin.kiosk.base.dialogs import ChooseDialog, confirmed
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.door.actions import DoorActions


class SessionChoice(DoorActions):
    """The session that the door is kept at. Outside its opening times staff are asked once."""

    _asked_pin: str | None = None
    _asking_about_pin = False

    @work(group=DIALOG_WORKERS)
    async def action_session(self) -> None:
        """Keep the door at one session, or let the clock choose."""

        def choices() -> list[tuple[str, Content]]:
            sessions = [(session.id, self._choice_of(session)) for session in self.from_today()]
            return [("", self._by_the_clock()), *sessions]

        pinned = self.kiosk.door.door.pinned or ""
        dialog = ChooseDialog(lambda: self.tr("The session of this door"), choices, pinned)
        chosen = await self.app.push_screen_wait(dialog)
        if chosen is None:
            return
        session = next((found for found in self.counts.sessions if found.id == chosen), None)
        await self._keep_at(session)

    def _by_the_clock(self) -> Content:
        """Name the sessions that the clock chooses now."""
        rules, door = self.kiosk.course.door, self.kiosk.door.door
        found = parallel_sessions(open_sessions(self.counts.sessions, self.kiosk.now(), rules, door.name))
        title = " / ".join(clean(session.title) for session in found)
        return Content(self.tr("By the clock, now {title}", title=title) if title else self.tr("By the clock"))

    def _choice_of(self, session: Session) -> Content:
        line = self._session_line(session)
        if not self.kiosk.door.door.is_in_hours(session, self.kiosk.now()):
            return line
        return Content.assemble(line, " · ", (self.tr("open now"), "$text-success"))

    async def _keep_at(self, session: Session | None) -> None:
        door = self.kiosk.door.door
        now = self.kiosk.now()
        in_hours = session is None or door.is_in_hours(session, now)
        if session is not None and not in_hours and not await self._counts_all_the_same(session, now):
            return
        door.pin(session.id if session else None, anytime=not in_hours)
        self._asked_pin = door.pinned
        self.kiosk.door_changed()

    async def _counts_all_the_same(self, session: Session, now: datetime) -> bool:
        tr = self.tr
        question = out_of_hours_question(tr, self.kiosk.course, session, now)
        return await confirmed(self.kiosk, question, tr("Yes: count every scan for it"))

    def pin_out_of_hours(self) -> Session | None:
        """Return the pinned session if scans count for it outside its opening times."""
        door = self.kiosk.door.door
        session = next((found for found in self.snapshot.sessions if found.id == door.pinned), None)
        if session is None or not door.anytime or door.is_in_hours(session, self.kiosk.now()):
            return None
        return session

    def check_pin(self, before: Snapshot) -> None:
        """End a pin whose session is over or no longer held, and announce it. Ask once about one that is not open."""
        door, snapshot = self.kiosk.door.door, self.snapshot
        if self._asking_about_pin:
            return
        if door.ended_pin is not None or (snapshot.pin_over and before.revision):
            self._end_pin(door.ended_pin or door.pinned, before)
            return
        session = next((found for found in snapshot.sessions if found.id == door.pinned), None)
        if session is None or door.anytime or self._asked_pin == door.pinned:
            return
        self._asked_pin = door.pinned
        if not door.is_in_hours(session, self.kiosk.now()):
            self._ask_about_pin(session)

    def _end_pin(self, pinned: str | None, before: Snapshot) -> None:
        tr, known = self.tr, [*self.snapshot.sessions, *before.sessions]
        title = next((clean(found.title) for found in known if found.id == pinned), "")
        is_held = any(found.id == pinned for found in self.snapshot.sessions)
        self.kiosk.door.door.pin(None)
        text = pin_ended_text(tr, title, is_held=is_held)
        self.show_idle(text, stays=True)  # until the next scan: nobody may be looking now
        if not self.is_current:
            self.notify_staff(text)
        self.kiosk.door_changed()

    @work(group=DIALOG_WORKERS)
    async def _ask_about_pin(self, session: Session) -> None:
        door, self._asking_about_pin = self.kiosk.door.door, True
        try:
            is_wanted = await self._counts_all_the_same(session, self.kiosk.now())
        finally:
            self._asking_about_pin = False
        door.pin(session.id if is_wanted else None, anytime=is_wanted)
        self.kiosk.door_changed()
