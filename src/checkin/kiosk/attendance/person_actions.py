"""Run the dialogs about one person; each ends with an entry in the record."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from textual import work
from textual.content import Content

from checkin.attendance.corrections import Corrections
from checkin.attendance.effect_text import person_text
from checkin.attendance.excuse_rules import ExcuseDocument, require_days
from checkin.attendance.history import HistoryLine, person_history
from checkin.attendance.summary import PersonAttendance
from checkin.core.course import Role, Session
from checkin.core.door_sessions import open_sessions
from checkin.core.errors import InputError
from checkin.core.events import Event
from checkin.core.session_times import require_arrival, require_past
from checkin.core.text import clean, one_line, translatable
from checkin.door.person_session import session_now
from checkin.intake.words.entered_times import read_days, read_session_time
from checkin.kiosk.attendance.recorded_change import ChangeActions, error_of
from checkin.kiosk.base.dialogs import AskDialog, ChooseDialog, ReadDialog
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.store.queries.excuses import Excuse, excuses_in_force
from checkin.store.roster import programme

_ACTIONS = (
    ("story", translatable("History")),
    ("present", translatable("Mark present at a session")),
    ("absent", translatable("Mark absent from a session")),
    ("excuse", translatable("Excuse from a session")),
    ("excuse days", translatable("Excuse for days")),
    ("undo", translatable("Undo an entry")),
    ("earned", translatable("Decide: meets the requirements")),
    ("not earned", translatable("Decide: does not meet the requirements")),
    ("proof", translatable("The name is right as it stands")),
    ("restore", translatable("Put back an undone entry")),
)
_DOCUMENT = ("document", translatable("The supporting document has arrived"))
_WITHDRAW = ("withdraw", translatable("Withdraw from the course"))
_REINSTATE = ("reinstate", translatable("Reinstate in the course"))


class PersonActions(ChangeActions):
    """The dialogs about one person."""

    @work(group=DIALOG_WORKERS)
    async def open_person(self, tally: PersonAttendance) -> None:
        """Show the sum, and do what is chosen."""
        tr, person = self.tr, tally.person
        waiting = [excuse for excuse in self._excuses(tally) if excuse.waiting]
        actions = (*_ACTIONS, _REINSTATE if person.withdrawn else _WITHDRAW, *([_DOCUMENT] if waiting else []))
        choices = [(key, Content(tr(text))) for key, text in actions]
        title = f"{person_text(person, tr)} · {one_line(tr.reason(tally.figures))}"
        chosen = await self.app.push_screen_wait(ChooseDialog(title, choices))
        if chosen == "story":
            await self.app.push_screen_wait(ReadDialog(person_text(person, tr), self._story(tally)))
        elif chosen and await self.may_change(tr("PIN, to change the entries of {name}", name=clean(person.name))):
            await self._do(chosen, tally, waiting)

    async def _do(self, chosen: str, tally: PersonAttendance, waiting: list[Excuse]) -> None:
        match chosen:
            case "present" | "absent":
                await self._mark(tally, chosen)
            case "excuse" | "excuse days":
                await self._excuse(tally, days=chosen == "excuse days")
            case "undo" | "restore":
                await self._undo(tally, restore=chosen == "restore")
            case "earned" | "not earned":
                await self._decide(tally, earned=chosen == "earned")
            case "proof":
                self.record_change(lambda made: made.proof(tally.person.code), tally.person.name)
            case "document":
                await self._document(tally, waiting)
            case "withdraw" | "reinstate":
                await self._withdraw(tally, back=chosen == "reinstate")

    def _story(self, tally: PersonAttendance) -> Content:
        lines = []
        for line in self._history(tally):
            style = "strike dim" if line.undone else ""
            by = f" ({line.by})" if line.by else ""
            lines.append(Content.assemble((f"{line.at}  ", "$text-muted"), (f"{line.said}{by}", style)))
        return Content("\n").join(lines) if lines else Content(self.tr("Nothing was recorded yet."))

    def _history(self, tally: PersonAttendance) -> list[HistoryLine]:
        return person_history(self.kiosk.opened, tally.person, self.tr)

    def _excuses(self, tally: PersonAttendance) -> list[Excuse]:
        with self.kiosk.opened.record.reading() as conn:
            return excuses_in_force(conn, tally.person.id)

    async def _mark(self, tally: PersonAttendance, status: str) -> None:
        session = await self._session(tally, own=False)
        if session is None:
            return
        at: datetime | None = None
        if status == "present":
            text = await self._ask(
                tally,
                self.tr("Arrival time (e.g. 09:05). Leave blank if they were in time."),
                self._wrong_arrival(session),
            )
            if text is None:
                return
            at = read_session_time(text, session, self.kiosk.course) if text else None
        if reason := await self._ask(tally, self.tr("Why?")):
            code = tally.person.code
            self.record_change(lambda made: made.mark(code, session.id, status, at), tally.person.name, reason)

    def _wrong_arrival(self, session: Session) -> Callable[[str], str]:
        course = self.kiosk.course

        def check(text: str) -> None:
            if text:
                at = read_session_time(text, session, course)
                require_arrival(session, at, course)
                require_past(at, self.kiosk.now(), course)

        return lambda text: error_of(self.tr, check, text)

    async def _excuse(self, tally: PersonAttendance, *, days: bool) -> None:
        """Ask for one session or for days, why, who granted it, and whether the document is there."""
        tr = self.tr
        session = None if days else await self._session(tally, own=True)
        span = await self._days(tally) if days else None
        if session is None and span is None:
            return
        reason = await self._ask(tally, tr("Why?"))
        who = tr("Who granted it? Leave blank if nobody has yet.")
        granted = await self._ask(tally, who, lambda _: "") if reason else None
        if not reason or granted is None:
            return
        choices = [
            ("seen", Content(tr("The supporting document was seen"))),
            ("due", Content(tr("The supporting document is still to come"))),
        ]
        paper = await self.app.push_screen_wait(ChooseDialog(person_text(tally.person, tr), choices))
        if paper is None:
            return
        due: date | None = None
        if paper == "due":
            until = tr("By which day (e.g. 2026-03-09)? Leave blank if there is none.")
            text = await self._ask(tally, until, lambda text: "" if not text else self._wrong_day(text))
            if text is None:
                return
            due = self._first_day(text)
        behind = ExcuseDocument(granted_by=granted, seen=paper == "seen", due=due)
        code, held = tally.person.code, session.id if session else None
        self.record_change(lambda made: made.excuse(code, held, span, behind), tally.person.name, reason)

    async def _days(self, tally: PersonAttendance) -> tuple[date, date] | None:
        """Ask for one or two days on which the person has a session."""
        tr, course = self.tr, self.kiosk.course
        with self.kiosk.opened.record.reading() as conn:
            held = programme.read_programme(conn)

        def check(text: str) -> None:
            found = read_days(text, course)
            if found is None:
                raise InputError("Write a day like 2026-03-09, or two days.")
            require_days(course, tally.person, found, held)

        question = tr("Which day or days (e.g. 2026-03-09, or 2026-03-09 2026-03-11)?")
        text = await self._ask(tally, question, lambda text: error_of(tr, check, text))
        return read_days(text, course) if text else None

    async def _document(self, tally: PersonAttendance, waiting: list[Excuse]) -> None:
        """Complete an excuse whose document has arrived; ask which if there are several."""
        chosen: str | None = waiting[0].event
        if len(waiting) > 1:
            said = {line.event: line.said for line in self._history(tally)}
            choices = [(excuse.event, Content(said.get(excuse.event, ""))) for excuse in waiting]
            chosen = await self.app.push_screen_wait(ChooseDialog(self.tr("Which excuse?"), choices))
        reason = await self._ask(tally, self.tr("Which document?")) if chosen else None
        if reason:
            code = tally.person.code
            self.record_change(lambda made: made.add_document(code, chosen), tally.person.name, reason)

    async def _withdraw(self, tally: PersonAttendance, *, back: bool) -> None:
        """Ask from which day a person takes part no longer, or again."""
        tr = self.tr
        question = tr("From which day (e.g. 2026-03-09)? Leave blank for today.")
        if back:
            question = tr("From which day (e.g. 2026-03-09)? Leave blank if they were never away.")
        text = await self._ask(tally, question, lambda text: "" if not text else self._wrong_day(text))
        reason = await self._ask(tally, tr("Why?")) if text is not None else None
        if reason:
            code, since = tally.person.code, self._first_day(text or "")
            act: Callable[[Corrections], Event] = lambda made: made.withdraw(code, since)  # noqa: E731
            if back:
                act = lambda made: made.reinstate(code, since)  # noqa: E731
            self.record_change(act, tally.person.name, reason)

    async def _undo(self, tally: PersonAttendance, *, restore: bool) -> None:
        tr = self.tr
        lines = [line for line in reversed(self._history(tally)) if (line.restorable if restore else line.undoable)]
        if not lines:
            self.notify(tr("There is no such entry."), markup=False)
            return
        choices = [(line.event, Content.assemble((f"{line.at}  ", "$text-muted"), line.said)) for line in lines]
        title = tr("Put back an undone entry") if restore else tr("Undo an entry")
        event = await self.app.push_screen_wait(ChooseDialog(title, choices))
        reason = await self._ask(tally, tr("Why?")) if event else None
        if event and reason:
            act: Mapping[bool, Callable[[Corrections], Event]] = {
                True: lambda made: made.restore(event),
                False: lambda made: made.undo(event),
            }
            self.record_change(act[restore], tally.person.name, reason)

    async def _session(self, tally: PersonAttendance, *, own: bool) -> Session | None:
        """Ask for a session; ``own`` offers only those at which the person is expected."""
        tr, course, person = self.tr, self.kiosk.course, tally.person
        with self.kiosk.opened.record.reading() as conn:
            sessions = programme.read_programme(conn)
            on_now = open_sessions(sessions, self.kiosk.now(), course.door)
            current, _ = session_now(conn, on_now, person)
        if own and person.role is Role.PARTICIPANT:
            sessions = [session for session in sessions if person.expected_at(session)]
        choices = []
        for session in sessions:
            start = course.local(session.starts_at)
            line = Content.assemble(f"{tr.weekday(start.date())} {start:%H:%M}  ", (clean(session.title), "bold"))
            choices.append((session.id, line))
        dialog = ChooseDialog(person_text(person, tr), choices, current.id if current else "")
        chosen = await self.app.push_screen_wait(dialog)
        return next((session for session in sessions if session.id == chosen), None)

    async def _ask(
        self, tally: PersonAttendance, question: str, check: Callable[[str], str] | None = None
    ) -> str | None:
        return await self.app.push_screen_wait(AskDialog(person_text(tally.person, self.tr), question, check=check))

    async def _decide(self, tally: PersonAttendance, *, earned: bool) -> None:
        if why := await self._ask(tally, self.tr("Why?")):
            code = tally.person.code
            self.record_change(lambda made: made.decide(code, earned=earned), tally.person.name, why)

    def _first_day(self, text: str) -> date | None:
        found = read_days(text, self.kiosk.course)
        return found[0] if found else None

    def _wrong_day(self, text: str) -> str:
        found = read_days(text, self.kiosk.course)
        return "" if found and found[0] == found[1] else self.tr("Write a day like 2026-03-09.")
