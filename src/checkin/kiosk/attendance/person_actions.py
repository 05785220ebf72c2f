"""What a director can do with one person and with one session: each is a conversation, and its end an event."""

from collections.abc import Callable
from datetime import date

from textual import work
from textual.content import Content

from checkin.attendance.corrections import Corrections
from checkin.attendance.excuse_rules import ExcuseDocument
from checkin.attendance.history import person_history
from checkin.attendance.summary import PersonAttendance
from checkin.core.errors import CheckinError
from checkin.core.events import Event
from checkin.core.text import clean, translatable
from checkin.i18n.translator import Translator
from checkin.kiosk.base.dialogs import AskDialog, ChooseDialog, ReadDialog
from checkin.kiosk.base.kiosk_screen import KioskScreen
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.runtime.messages import Corrected
from checkin.store.roster import programme

_ACTIONS = (
    ("story", translatable("Their story")),
    ("present", translatable("Mark present at a session")),
    ("absent", translatable("Mark absent from a session")),
    ("excuse", translatable("Excuse from a session")),
    ("excuse days", translatable("Excuse for days")),
    ("take back", translatable("Take something back")),
    ("earned", translatable("Decide: has earned the certificate")),
    ("not earned", translatable("Decide: has not earned the certificate")),
    ("proof", translatable("The name is right as it stands")),
)

Act = Callable[[Corrections], Event]


class PersonActions(KioskScreen):
    """The conversations of the director's desk."""

    @work(group=DIALOG_WORKERS)
    async def open_person(self, tally: PersonAttendance) -> None:
        """Show the sum, and do what is chosen."""
        tr, person = self.tr, tally.person
        choices = [(key, Content(tr(text))) for key, text in _ACTIONS]
        title = f"{clean(person.name)} · {clean(tr.reason(tally.figures))}"
        chosen = await self.app.push_screen_wait(ChooseDialog(title, choices))
        if chosen == "story":
            await self.app.push_screen_wait(ReadDialog(clean(person.name), self._story(tally)))
        elif chosen in ("present", "absent") and await self.kiosk.require_pin():
            await self._mark(tally, chosen)
        elif chosen in ("excuse", "excuse days") and await self.kiosk.require_pin():
            await self._excuse(tally, days=chosen == "excuse days")
        elif chosen == "take back" and await self.kiosk.require_pin():
            await self._take_back(tally)
        elif chosen in ("earned", "not earned") and await self.kiosk.require_pin():
            await self._decide(tally, earned=chosen == "earned")
        elif chosen == "proof":
            done = tr("The name was proofed: {name}", name=clean(person.name))
            self._correct(lambda made: made.proof(person.code), done)

    def _story(self, tally: PersonAttendance) -> Content:
        lines = []
        for line in person_history(self.kiosk.opened, tally.person, self.tr):
            style = "strike dim" if line.undone else ""
            by = f" ({line.by})" if line.by else ""
            lines.append(Content.assemble((f"{line.at}  ", "dim"), (f"{line.said}{by}", style)))
        return Content("\n").join(lines) if lines else Content(self.tr("Nothing was recorded yet."))

    async def _mark(self, tally: PersonAttendance, status: str) -> None:
        session = await self._session(tally)
        reason = await self._ask(tally, self.tr("Why?")) if session else None
        if session and reason:
            code = tally.person.code
            self._record(tally, lambda made: made.mark(code, session, status), reason=reason)

    async def _excuse(self, tally: PersonAttendance, *, days: bool) -> None:
        """From one session or from days; with what stands behind it: who granted it, and whether its paper is there."""
        tr = self.tr
        session = None if days else await self._session(tally)
        which = tr("Which days, as 2026-03-09 or 2026-03-09 2026-03-11")
        span = await self._ask(tally, which, _wrong_days(tr)) if days else None
        if session is None and not span:
            return
        reason = await self._ask(tally, tr("Why?"))
        granted = await self._ask(tally, tr("Who granted it? Nothing, if nobody yet"), _anything) if reason else None
        if not reason or granted is None:
            return
        choices = [("seen", Content(tr("Its paper was seen"))), ("due", Content(tr("Its paper is still to come")))]
        paper = await self.app.push_screen_wait(ChooseDialog(clean(tally.person.name), choices))
        if paper is None:
            return
        until = tr("By which day, as 2026-03-09; nothing, if there is none")
        due = await self._ask(tally, until, _wrong_day(tr)) if paper == "due" else ""
        behind = ExcuseDocument(granted_by=granted, seen=paper == "seen", due=date.fromisoformat(due) if due else None)
        code, between = tally.person.code, _days(span or "")
        self._record(tally, lambda made: made.excuse(code, session, between, behind), reason=reason)

    async def _take_back(self, tally: PersonAttendance) -> None:
        tr = self.tr
        lines = [line for line in reversed(person_history(self.kiosk.opened, tally.person, tr)) if line.undoable]
        if not lines:
            self.notify(tr("Nothing was recorded yet."), markup=False)
            return
        choices = [(line.event, Content.assemble((f"{line.at}  ", "dim"), line.said)) for line in lines]
        event = await self.app.push_screen_wait(ChooseDialog(tr("Take something back"), choices))
        reason = await self._ask(tally, tr("Why?")) if event else None
        if event and reason:
            self._record(tally, lambda made: made.undo(event), reason=reason)

    async def _session(self, tally: PersonAttendance) -> str | None:
        tr, course = self.tr, self.kiosk.course
        with self.kiosk.opened.record.reading() as conn:
            sessions = programme.read_programme(conn)
        choices = []
        for session in sessions:
            start = course.local(session.starts_at)
            line = Content.assemble(f"{tr.weekday(start.date())} {start:%H:%M}  ", (clean(session.title), "bold"))
            choices.append((session.id, line))
        return await self.app.push_screen_wait(ChooseDialog(clean(tally.person.name), choices))

    async def _ask(
        self, tally: PersonAttendance, question: str, check: Callable[[str], str] | None = None
    ) -> str | None:
        return await self.app.push_screen_wait(AskDialog(clean(tally.person.name), question, check=check))

    async def _decide(self, tally: PersonAttendance, *, earned: bool) -> None:
        who = await self._ask(tally, self.tr("Who decides?"))
        why = await self._ask(tally, self.tr("Why?")) if who else None
        if who and why:
            code = tally.person.code
            self._record(tally, lambda made: made.decide(code, earned=earned), reason=why, actor=who)

    def _record(self, tally: PersonAttendance, act: Act, *, reason: str, actor: str | None = None) -> None:
        done = self.tr("Recorded: {name}", name=clean(tally.person.name))
        self._correct(act, done, reason=reason, actor=actor)

    def _correct(self, act: Act, done: str, *, reason: str | None = None, actor: str | None = None) -> None:
        def correct() -> Corrected:
            act(Corrections.of(self.kiosk.opened, reason=reason, actor=actor))
            return Corrected(done)

        self.kiosk.submit(correct, done)

    # -- the closing day

    @work(group=DIALOG_WORKERS)
    async def action_certificates(self) -> None:
        """Issue what is due, after saying how many and what is open."""
        from checkin.certificates.plan import plan

        tr = self.tr
        if not await self.kiosk.require_pin():
            return
        planned = plan(self.kiosk.opened)
        lines = [tr.plural("{n} certificate is due.", "{n} certificates are due.", len(planned.due))]
        if planned.open:
            ids = ", ".join(session.id for session in planned.open)
            lines.append(tr("Sessions over and not closed: {sessions}.", sessions=ids))
        lines += planned.without_effect
        if planned.to_come:
            many = len(planned.to_come)
            lines.append(tr.plural("{n} session is still to come.", "{n} sessions are still to come.", many))
        if planned.revoked:
            names = ", ".join(clean(one.facts["name"]) for one in planned.revoked)
            lines.append(tr("Revoked, and not issued again without a decision: {names}.", names=names))
        if planned.unproofed:
            lines.append(tr.plural("{n} name is not proofed.", "{n} names are not proofed.", len(planned.unproofed)))
        choices = [("no", Content(tr("No, go back")))]
        if planned.due:
            choices.append(("yes", Content(tr("Issue them: each is numbered and stays as it is"))))
        if await self.app.push_screen_wait(ChooseDialog(" ".join(lines), choices)) == "yes":
            self._issue()

    @work(thread=True, exclusive=True, group="certificates")
    def _issue(self) -> None:
        from checkin.certificates.ceremony import prepare_ceremony
        from checkin.certificates.plan import plan

        opened = self.kiosk.opened
        try:
            made = prepare_ceremony(opened, plan(opened).due, opened.folder.certificates)
            folder = self.kiosk.display_path(opened.folder.certificates)
            text = self.tr("{n} certificates are in {folder}.", n=len(made.certificates), folder=folder)
        except CheckinError as error:
            text = self.tr.error(error)
        self.app.call_from_thread(self.notify, text, markup=False, timeout=15)


def _anything(_: str) -> str:
    return ""


def _wrong_day(tr: Translator) -> Callable[[str], str]:
    return lambda text: "" if not text or _days(text) else tr("Write a day like 2026-03-09.")


def _wrong_days(tr: Translator) -> Callable[[str], str]:
    return lambda text: "" if _days(text) else tr("Write a day like 2026-03-09.")


def _days(text: str) -> tuple[date, date] | None:
    """The first and the last of one or two days, as a person writes them."""
    try:
        first, *rest = [date.fromisoformat(part) for part in text.split()]
    except ValueError:
        return None
    return (first, rest[-1]) if rest and len(rest) == 1 else None if rest else (first, first)
