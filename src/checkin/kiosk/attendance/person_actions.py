"""What a director can do with one person and with one session: each is a conversation, and its end an event."""

from collections.abc import Callable
from datetime import date

from textual import work
from textual.content import Content

from checkin.attendance.corrections import Corrections, Paper
from checkin.attendance.history import story
from checkin.attendance.summary import Tally
from checkin.core.errors import CheckinError
from checkin.core.events import Event
from checkin.core.text import clean, mark
from checkin.i18n.translator import Speech
from checkin.kiosk.base.dialogs import AskDialog, ChooseDialog, ReadDialog
from checkin.kiosk.base.kiosk_screen import KioskScreen
from checkin.kiosk.base.screen import CONVERSATION
from checkin.kiosk.runtime.messages import Corrected
from checkin.store.roster import programme

_ACTIONS = (
    ("story", mark("Their story")),
    ("present", mark("Mark present at a session")),
    ("absent", mark("Mark absent from a session")),
    ("excuse", mark("Excuse from a session")),
    ("excuse days", mark("Excuse for days")),
    ("take back", mark("Take something back")),
    ("earned", mark("Decide: has earned the certificate")),
    ("not earned", mark("Decide: has not earned the certificate")),
    ("proof", mark("The name is right as it stands")),
)

Act = Callable[[Corrections], Event]


class PersonDesk(KioskScreen):
    """The conversations of the director's desk."""

    @work(group=CONVERSATION)
    async def open_person(self, tally: Tally) -> None:
        """Show the sum, and do what is chosen."""
        say, person = self.say, tally.person
        choices = [(key, Content(say(text))) for key, text in _ACTIONS]
        title = f"{clean(person.name)} · {clean(say.reason(tally.figures))}"
        chosen = await self.app.push_screen_wait(ChooseDialog(title, choices))
        if chosen == "story":
            await self.app.push_screen_wait(ReadDialog(clean(person.name), self._story(tally)))
        elif chosen in ("present", "absent") and await self.kiosk.permitted():
            await self._mark(tally, chosen)
        elif chosen in ("excuse", "excuse days") and await self.kiosk.permitted():
            await self._excuse(tally, days=chosen == "excuse days")
        elif chosen == "take back" and await self.kiosk.permitted():
            await self._take_back(tally)
        elif chosen in ("earned", "not earned") and await self.kiosk.permitted():
            await self._decide(tally, earned=chosen == "earned")
        elif chosen == "proof":
            done = say("The name was proofed: {name}", name=clean(person.name))
            self._correct(lambda made: made.proof(person.code), done)

    def _story(self, tally: Tally) -> Content:
        lines = []
        for line in story(self.kiosk.opened, tally.person, self.say):
            style = "strike dim" if line.undone else ""
            by = f" ({line.by})" if line.by else ""
            lines.append(Content.assemble((f"{line.at}  ", "dim"), (f"{line.said}{by}", style)))
        return Content("\n").join(lines) if lines else Content(self.say("Nothing was recorded yet."))

    async def _mark(self, tally: Tally, status: str) -> None:
        session = await self._session(tally)
        reason = await self._ask(tally, self.say("Why?")) if session else None
        if session and reason:
            code = tally.person.code
            self._record(tally, lambda made: made.mark(code, session, status), reason=reason)

    async def _excuse(self, tally: Tally, *, days: bool) -> None:
        """From one session or from days; with what stands behind it: who granted it, and whether its paper is there."""
        say = self.say
        session = None if days else await self._session(tally)
        which = say("Which days, as 2026-03-09 or 2026-03-09 2026-03-11")
        span = await self._ask(tally, which, _wrong_days(say)) if days else None
        if session is None and not span:
            return
        reason = await self._ask(tally, say("Why?"))
        granted = await self._ask(tally, say("Who granted it? Nothing, if nobody yet"), _anything) if reason else None
        if not reason or granted is None:
            return
        choices = [("seen", Content(say("Its paper was seen"))), ("due", Content(say("Its paper is still to come")))]
        paper = await self.app.push_screen_wait(ChooseDialog(clean(tally.person.name), choices))
        if paper is None:
            return
        until = say("By which day, as 2026-03-09; nothing, if there is none")
        due = await self._ask(tally, until, _wrong_day(say)) if paper == "due" else ""
        behind = Paper(granted_by=granted, seen=paper == "seen", due=date.fromisoformat(due) if due else None)
        code, between = tally.person.code, _days(span or "")
        self._record(tally, lambda made: made.excuse(code, session, between, behind), reason=reason)

    async def _take_back(self, tally: Tally) -> None:
        say = self.say
        lines = [line for line in reversed(story(self.kiosk.opened, tally.person, say)) if line.undoable]
        if not lines:
            self.notify(say("Nothing was recorded yet."), markup=False)
            return
        choices = [(line.event, Content.assemble((f"{line.at}  ", "dim"), line.said)) for line in lines]
        event = await self.app.push_screen_wait(ChooseDialog(say("Take something back"), choices))
        reason = await self._ask(tally, say("Why?")) if event else None
        if event and reason:
            self._record(tally, lambda made: made.undo(event), reason=reason)

    async def _session(self, tally: Tally) -> str | None:
        say, course = self.say, self.kiosk.course
        with self.kiosk.opened.record.reading() as conn:
            sessions = programme.read_programme(conn)
        choices = []
        for session in sessions:
            start = course.local(session.starts_at)
            line = Content.assemble(f"{say.weekday(start.date())} {start:%H:%M}  ", (clean(session.title), "bold"))
            choices.append((session.id, line))
        return await self.app.push_screen_wait(ChooseDialog(clean(tally.person.name), choices))

    async def _ask(self, tally: Tally, question: str, check: Callable[[str], str] | None = None) -> str | None:
        return await self.app.push_screen_wait(AskDialog(clean(tally.person.name), question, check=check))

    async def _decide(self, tally: Tally, *, earned: bool) -> None:
        who = await self._ask(tally, self.say("Who decides?"))
        why = await self._ask(tally, self.say("Why?")) if who else None
        if who and why:
            code = tally.person.code
            self._record(tally, lambda made: made.decide(code, earned=earned), reason=why, actor=who)

    def _record(self, tally: Tally, act: Act, *, reason: str, actor: str | None = None) -> None:
        done = self.say("Recorded: {name}", name=clean(tally.person.name))
        self._correct(act, done, reason=reason, actor=actor)

    def _correct(self, act: Act, done: str, *, reason: str | None = None, actor: str | None = None) -> None:
        def correct() -> Corrected:
            act(Corrections.of(self.kiosk.opened, reason=reason, actor=actor))
            return Corrected(done)

        self.kiosk.writer.submit(correct, done)

    # -- the closing day

    @work(group=CONVERSATION)
    async def action_certificates(self) -> None:
        """Issue what is due, after saying how many and what is open."""
        from checkin.certificates.plan import plan

        say = self.say
        if not await self.kiosk.permitted():
            return
        planned = plan(self.kiosk.opened)
        lines = [say.plural("{n} certificate is due.", "{n} certificates are due.", len(planned.due))]
        if planned.open:
            ids = ", ".join(session.id for session in planned.open)
            lines.append(say("Sessions over and not closed: {sessions}.", sessions=ids))
        lines += planned.without_effect
        if planned.to_come:
            many = len(planned.to_come)
            lines.append(say.plural("{n} session is still to come.", "{n} sessions are still to come.", many))
        if planned.revoked:
            names = ", ".join(clean(one.facts["name"]) for one in planned.revoked)
            lines.append(say("Revoked, and not issued again without a decision: {names}.", names=names))
        if planned.unproofed:
            lines.append(say.plural("{n} name is not proofed.", "{n} names are not proofed.", len(planned.unproofed)))
        choices = [("no", Content(say("No, go back")))]
        if planned.due:
            choices.append(("yes", Content(say("Issue them: each is numbered and stays as it is"))))
        if await self.app.push_screen_wait(ChooseDialog(" ".join(lines), choices)) == "yes":
            self._issue()

    @work(thread=True, exclusive=True, group="certificates")
    def _issue(self) -> None:
        from checkin.certificates.ceremony import closing_day
        from checkin.certificates.plan import plan

        opened = self.kiosk.opened
        try:
            made = closing_day(opened, plan(opened).due, opened.folder.certificates)
            folder = self.kiosk.near(opened.folder.certificates)
            text = self.say("{n} certificates are in {folder}.", n=len(made.certificates), folder=folder)
        except CheckinError as error:
            text = self.say.error(error)
        self.app.call_from_thread(self.notify, text, markup=False, timeout=15)


def _anything(_: str) -> str:
    return ""


def _wrong_day(say: Speech) -> Callable[[str], str]:
    return lambda text: "" if not text or _days(text) else say("Write a day like 2026-03-09.")


def _wrong_days(say: Speech) -> Callable[[str], str]:
    return lambda text: "" if _days(text) else say("Write a day like 2026-03-09.")


def _days(text: str) -> tuple[date, date] | None:
    """The first and the last of one or two days, as a person writes them."""
    try:
        first, *rest = [date.fromisoformat(part) for part in text.split()]
    except ValueError:
        return None
    return (first, rest[-1]) if rest and len(rest) == 1 else None if rest else (first, first)
