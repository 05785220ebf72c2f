"""What a director can do with one person and with one session: each is a conversation, and its end an event."""

from collections.abc import Callable

from textual import work
from textual.content import Content

from checkin.corrections import Corrections
from checkin.errors import CheckinError
from checkin.events import Event
from checkin.kiosk.dialogs import AskDialog, ChooseDialog, ReadDialog
from checkin.kiosk.messages import Corrected
from checkin.kiosk.screens import CONVERSATION, KioskScreen
from checkin.session_changes import SessionChanges
from checkin.store import people
from checkin.story import story
from checkin.tally import Tally
from checkin.text import clean, mark

_ACTIONS = (
    ("story", mark("Their story")),
    ("present", mark("Mark present at a session")),
    ("absent", mark("Mark absent from a session")),
    ("excuse", mark("Excuse from a session")),
    ("earned", mark("Decide: has earned the certificate")),
    ("not earned", mark("Decide: has not earned the certificate")),
    ("proof", mark("The name is right as it stands")),
)


class PersonDesk(KioskScreen):
    """The conversations of the director's desk."""

    @work(group=CONVERSATION)
    async def open_person(self, tally: Tally) -> None:
        """Show the sum, and do what is chosen."""
        say, person = self.say, tally.person
        choices = [(key, Content(say(text))) for key, text in _ACTIONS]
        title = f"{clean(person.name)} · {clean(tally.figures.reason)}"
        chosen = await self.app.push_screen_wait(ChooseDialog(title, choices))
        if chosen == "story":
            await self.app.push_screen_wait(ReadDialog(clean(person.name), self._story(tally)))
        elif chosen in ("present", "absent", "excuse") and await self.kiosk.permitted():
            await self._mark(tally, chosen)
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

    async def _mark(self, tally: Tally, what: str) -> None:
        say, course = self.say, self.kiosk.course
        with self.kiosk.opened.record.reading() as conn:
            sessions = people.programme(conn)
        choices = []
        for session in sessions:
            start = course.local(session.starts_at)
            line = Content.assemble(f"{say.weekday(start.date())} {start:%H:%M}  ", (clean(session.title), "bold"))
            choices.append((session.id, line))
        session_id = await self.app.push_screen_wait(ChooseDialog(clean(tally.person.name), choices))
        if session_id is None:
            return
        reason = await self.app.push_screen_wait(AskDialog(clean(tally.person.name), say("Why?")))
        if reason is None:
            return
        code = tally.person.code

        def act(made: Corrections) -> Event:
            return made.excuse(code, session_id) if what == "excuse" else made.mark(code, session_id, what)

        self._correct(act, say("Recorded: {name}", name=clean(tally.person.name)), reason=reason)

    async def _decide(self, tally: Tally, *, earned: bool) -> None:
        say, name = self.say, clean(tally.person.name)
        who = await self.app.push_screen_wait(AskDialog(name, say("Who decides?")))
        why = await self.app.push_screen_wait(AskDialog(name, say("Why?"))) if who else None
        if who and why:
            code = tally.person.code
            done = say("Recorded: {name}", name=name)
            self._correct(lambda made: made.decide(code, earned=earned), done, reason=why, actor=who)

    def _correct(
        self, act: Callable[[Corrections], Event], done: str, *, reason: str | None = None, actor: str | None = None
    ) -> None:
        def correct() -> Corrected:
            act(Corrections.of(self.kiosk.opened, reason=reason, actor=actor))
            return Corrected(done)

        self.kiosk.writer.submit(correct, done)

    # -- sessions, and the closing day

    def close_session(self, session: str) -> None:
        """Who is missing at a session, with one key for each."""
        from checkin.kiosk.closing_screen import ClosingScreen

        try:
            closing = SessionChanges.of(self.kiosk.opened).closing(session)
        except CheckinError as error:
            self.notify(self.say.error(error), severity="error", markup=False)
            return
        self.app.push_screen(ClosingScreen(closing))

    @work(group=CONVERSATION)
    async def action_certificates(self) -> None:
        """Issue what is due, after saying how many and what is open."""
        from checkin.certificates.planning import plan

        say = self.say
        if not await self.kiosk.permitted():
            return
        planned = plan(self.kiosk.opened)
        lines = [say.plural("{n} certificate is due.", "{n} certificates are due.", len(planned.due))]
        if planned.open:
            ids = ", ".join(session.id for session in planned.open)
            lines.append(say("Sessions over and not closed: {sessions}.", sessions=ids))
        if planned.unproofed:
            lines.append(say.plural("{n} name is not proofed.", "{n} names are not proofed.", len(planned.unproofed)))
        choices = [("no", Content(say("No, go back")))]
        if planned.due:
            choices.append(("yes", Content(say("Issue them: each is numbered and stays as it is"))))
        if await self.app.push_screen_wait(ChooseDialog(" ".join(lines), choices)) == "yes":
            self._issue()

    @work(thread=True, exclusive=True, group="certificates")
    def _issue(self) -> None:
        from checkin.certificates.planning import plan
        from checkin.closing_day import closing_day

        opened = self.kiosk.opened
        try:
            made = closing_day(opened, plan(opened).due, opened.folder.certificates)
            text = self.say(
                "{n} certificates are in {folder}.", n=len(made.certificates), folder=opened.folder.certificates
            )
        except CheckinError as error:
            text = self.say.error(error)
        self.app.call_from_thread(self.notify, text, markup=False, timeout=15)
