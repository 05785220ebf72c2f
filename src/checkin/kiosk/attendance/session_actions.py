"""Run the dialogs about one session as it was held; each ends with an entry in the record."""

from collections.abc import Callable, Sequence

from textual import work
from textual.content import Content

from checkin.attendance.session_changes import SessionChanges
from checkin.core.course import Session
from checkin.core.errors import CheckinError
from checkin.core.events import Event, Kind, parse_time
from checkin.core.text import clean, translatable
from checkin.intake.words.entered_times import read_moment, read_session_time
from checkin.kiosk.attendance.recorded_change import Act, ChangeActions, error_of
from checkin.kiosk.base.dialogs import AskDialog, ChooseDialog, confirmed
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.store import event_log
from checkin.store.queries import attendance
from checkin.store.roster import programme

_ACTIONS = (
    ("close", translatable("Close it: who is missing, one key for each")),
    ("close_over", translatable("Close every session that is over")),
    ("shift", translatable("It began later or earlier")),
    ("move_time", translatable("It was at another time")),
    ("move_end", translatable("It ended earlier or later")),
    ("move_room", translatable("It was in another room")),
    ("cancel", translatable("It was not held")),
    ("merge", translatable("It was held as part of another")),
    ("move_scans", translatable("Its scans belong to another session, or their times are wrong")),
    ("undo", translatable("Undo a change of a session")),
)
_SAID = {
    Kind.SESSION_CLOSE: translatable("closed"),
    Kind.SESSION_SHIFT: translatable("shifted"),
    Kind.SESSION_MOVE: translatable("moved"),
    Kind.SESSION_CANCEL: translatable("cancelled"),
    Kind.SESSION_MERGE: translatable("merged into another"),
}
Check = Callable[[str], str]


class SessionActions(ChangeActions):
    """The dialogs about sessions."""

    @work(group=DIALOG_WORKERS)
    async def open_session(self, session_id: str) -> None:
        """Show what can be done with a session, and do what is chosen."""
        tr = self.tr
        session = next((one for one in self._programme() if one.id == session_id), None)
        if session is None:
            return
        choices = [(key, Content(tr(text))) for key, text in _ACTIONS]
        chosen = await self.app.push_screen_wait(ChooseDialog(clean(session.title), choices))
        if chosen == "close":
            self._open_closing(session_id)
        elif chosen == "close_over" and await self.may_change(tr("PIN, to close sessions")):
            await self._close_over()
        elif chosen == "undo" and await self.may_change(tr("PIN, to undo a change of a session")):
            await self._undo_change()
        elif chosen and await self.may_change(tr("PIN, to change the session {title}", title=clean(session.title))):
            change = await self._change(chosen, session)
            reason = await self._ask_about(session, tr("Why?")) if change else None
            if change and reason:
                self.record_change(change, session.title, reason)

    async def _close_over(self) -> None:
        tr = self.tr
        with self.kiosk.opened.record.reading() as conn:
            over = attendance.open_sessions(conn, self.kiosk.now())
        title = tr.plural(
            "{n} session is over and not closed",
            "{n} sessions are over and not closed",
            len(over),
            none=translatable("No session is over and not closed."),
        )
        choices = [("absent", Content(tr("The rest is absent"))), ("excused", Content(tr("The rest is excused")))]
        rest = await self.app.push_screen_wait(ChooseDialog(title, choices)) if over else None
        if not over:
            self.notify(title, markup=False)
        if rest:
            why = "at the closing of the session"  # translated where it is shown
            self.record_change(lambda made: made.close_over(rest), title, why)

    async def _change(self, chosen: str, session: Session) -> Act | None:
        """Return what is to be done, asking where it needs an answer; None if they went back."""
        match chosen:
            case "shift":
                return await self._ask_shift(session)
            case "move_time":
                return await self._ask_time(session)
            case "move_end":
                return await self._ask_end(session)
            case "move_room":
                room = await self._ask_about(session, self.tr("The room"))
                return (lambda made: made.move(session.id, room=room)) if room else None
            case "cancel":
                return lambda made: made.cancel(session.id)
        others = [one for one in self._programme() if one.id != session.id]
        if chosen == "move_scans":
            others.append(session)
        other = await self._which(self.tr("Which one?"), others)
        if other is None:
            return None
        if chosen == "merge":
            return lambda made: made.merge_sessions(session.id, other)
        return await self._ask_scans(session, other)

    async def _ask_scans(self, session: Session, other: str) -> Act | None:
        """Ask by how many minutes the times of scans were wrong; ask again where they are outside the session."""
        tr = self.tr
        wrong = tr("Write a whole number of minutes, like 25 or -10.")
        question = tr("Correct their times by how many minutes (e.g. -90: earlier)? Leave blank to keep them.")
        text = await self._ask_about(session, question, lambda text: "" if not text or _whole(text) else wrong)
        if text is None:
            return None
        minutes = int(text or 0)
        outside = SessionChanges.of(self.kiosk.opened).scans_outside(session.id, other, minutes=minutes)
        if outside:
            title = tr("Outside the session then: {scans}", scans=tr.some(outside))
            if not await confirmed(self.kiosk, title, tr("Move them all the same")):
                return None
        return lambda made: made.move_scans(session.id, other, minutes=minutes, anytime=True)

    async def _ask_shift(self, session: Session) -> Act | None:
        wrong = self.tr("Write a whole number of minutes, like 25 or -10.")
        text = await self._ask_about(
            session, self.tr("How many minutes later (-10: earlier)"), lambda text: "" if _whole(text) else wrong
        )
        return (lambda made: made.shift(session.id, int(text))) if text else None

    async def _ask_time(self, session: Session) -> Act | None:
        course = self.kiosk.course
        question = self.tr("When it began (e.g. 2026-03-09 09:30)")
        text = await self._ask_about(
            session, question, lambda text: error_of(self.tr, lambda text: read_moment(text, course), text)
        )
        return (lambda made: made.move(session.id, starts_at=read_moment(text, course))) if text else None

    async def _ask_end(self, session: Session) -> Act | None:
        course = self.kiosk.course
        question = self.tr("When it ended (e.g. 12:30)")
        text = await self._ask_about(
            session,
            question,
            lambda text: error_of(self.tr, lambda text: read_session_time(text, session, course), text),
        )
        return (lambda made: made.move(session.id, ends_at=read_session_time(text, session, course))) if text else None

    async def _ask_about(self, session: Session, question: str, check: Check | None = None) -> str | None:
        return await self.app.push_screen_wait(AskDialog(clean(session.title), question, check=check))

    async def _which(self, title: str, sessions: Sequence[Session]) -> str | None:
        choices = [(one.id, self._session_line(one)) for one in sessions]
        return await self.app.push_screen_wait(ChooseDialog(title, choices))

    async def _undo_change(self) -> None:
        """Choose among all changes in force: a session that was cancelled is on no list any more."""
        tr = self.tr
        with self.kiosk.opened.record.reading() as conn:
            changes = event_log.session_events(conn)
            titles = {session.id: session.title for session in programme.loaded_sessions(conn)}
        if not changes:
            self.notify(tr("No session was changed."), markup=False)
            return
        choices = [(event.event_id, self._change_line(event, titles.get(event.session or "", ""))) for event in changes]
        title = tr("Undo a change of a session")
        chosen = await self.app.push_screen_wait(ChooseDialog(title, choices))
        reason = await self.app.push_screen_wait(AskDialog(title, tr("Why?"))) if chosen else None
        if chosen and reason:
            self.record_change(lambda made: made.undo(chosen), title, reason)

    def _change_line(self, event: Event, title: str) -> Content:
        at = self.kiosk.course.local(parse_time(event.at))
        by = " · ".join(filter(None, (clean(event.actor or ""), self.tr.recorded(event.reason))))
        said = f"{self.tr(_SAID[Kind(event.kind)])} {self._where(event)}".rstrip()
        return Content.assemble(
            (f"{self.tr.moment(at)}  ", "$text-muted"), (clean(title), "bold"), f": {said}", f" ({by})" if by else ""
        )

    def _where(self, event: Event) -> str:
        """Return when and where a session is since it was shifted or moved."""
        facts = event.read_facts()
        if "starts_at" not in facts:
            return ""
        begins = self.kiosk.course.local(parse_time(facts["starts_at"]))
        return f"→ {self.tr.moment(begins)} {clean(str(facts.get('room') or ''))}".rstrip()

    def _session_line(self, session: Session) -> Content:
        start = self.kiosk.course.local(session.starts_at)
        return Content.assemble(f"{self.tr.weekday(start.date())} {start:%H:%M}  ", (clean(session.title), "bold"))

    def _programme(self) -> Sequence[Session]:
        with self.kiosk.opened.record.reading() as conn:
            return programme.read_programme(conn)

    def _open_closing(self, session: str) -> None:
        from checkin.kiosk.attendance.close_session import ClosingScreen

        try:
            closing = SessionChanges.of(self.kiosk.opened).unmarked_people(session)
        except CheckinError as error:
            self.notify(self.tr.error(error), severity="error", markup=False)
            return
        self.app.push_screen(ClosingScreen(closing))


def _whole(text: str) -> bool:
    try:
        return abs(int(text)) <= 24 * 60
    except ValueError:
        return False
