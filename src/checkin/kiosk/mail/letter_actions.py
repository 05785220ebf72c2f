"""Send letters from a desk: what, to whom, after a look at the plan; and the list of those that were sent."""

import time
from collections import Counter

from textual import work
from textual.content import Content
from textual.worker import Worker, get_current_worker

from checkin.attendance.history import LETTER_KINDS
from checkin.core.errors import CheckinError
from checkin.core.text import translatable
from checkin.kiosk.base.author import require_author
from checkin.kiosk.base.dialogs import AskDialog, ChooseDialog, ReadDialog
from checkin.kiosk.base.kiosk_screen import KioskScreen
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.mail.answers import (
    busy_text,
    counts_text,
    delivered_text,
    letter_text,
    name_and_address,
    plan_lines,
)
from checkin.mail.carrier import Carrier, CarrierBusyError, FolderCarrier
from checkin.mail.delivery import Delivery, Pacing, Result, settle_doubts
from checkin.mail.letter_texts import What
from checkin.mail.letters import open_letters
from checkin.mail.password import find_password
from checkin.mail.plan import Doubtful, MailPlan, MailRequest, plan_mail
from checkin.mail.readiness import find_obstacles
from checkin.mail.smtp import SmtpCarrier
from checkin.store.queries.letters import letters
from checkin.store.roster import participants

# Seconds between two looks whether a run that waits was stopped.
_LOOK = 0.2


class _Stopped(Exception):  # noqa: N818 - not an error: a person stopped the run
    """The run was stopped by a person, or the program ends."""


class LetterActions(KioskScreen):
    """The dialogs of letters by e-mail."""

    _sending: Worker[None] | None = None

    def letters_for(self) -> str:
        """Return whom the desk has chosen, as an expression; empty is everybody."""
        return ""

    @work(group=DIALOG_WORKERS)
    async def action_letters(self) -> None:
        """Choose what to send, or see what was sent."""
        tr = self.tr
        kinds = [(what, tr(text)) for what, text in LETTER_KINDS.items() if what != What.TEXT]
        choices = [(what, Content(text[:1].upper() + text[1:])) for what, text in kinds]
        choices.append(("list", Content(tr("Letters sent so far"))))
        if self._sending is not None and not self._sending.is_finished:
            choices.insert(0, ("stop", Content(tr("Stop sending"))))
        chosen = await self.app.push_screen_wait(ChooseDialog(tr("Letters by e-mail"), choices))
        if chosen == "stop" and self._sending is not None:
            self._sending.cancel()
        elif chosen == "list":
            await self.app.push_screen_wait(ReadDialog(tr("Letters sent so far"), Content(self._sent_so_far())))
        elif (
            chosen is not None
            and await self.kiosk.require_pin(tr("PIN, to send letters"))
            and await require_author(self)
        ):
            await self._prepare(MailRequest(what=What(chosen), who=self.letters_for()))

    def _sent_so_far(self) -> str:
        opened = self.kiosk.opened
        with opened.record.reading() as conn:
            found = letters(conn)
            people = {person.id: person for person in participants.roster(conn, everybody=True)}
        known = [one for one in reversed(found) if one.participant in people]
        lines = [letter_text(one, people[one.participant], opened.course, self.tr) for one in known]
        return "\n".join(lines) or self.tr("No letter was sent yet.")

    async def _prepare(self, request: MailRequest, *, looked: bool = False) -> None:
        """Show the plan of a run, and start it. Reminders are sent after a look at the list of people."""
        tr, opened = self.tr, self.kiosk.opened
        try:
            plan = plan_mail(opened, request)
        except CheckinError as error:
            self.notify(tr.error(error), severity="error", markup=False)
            return
        obstacles = find_obstacles(opened, plan, to_folder=not opened.course.mail.host, sample=False)
        lines = [*plan_lines(plan, opened.course, tr), *map(tr.error, obstacles)]
        chosen = await self.app.push_screen_wait(ChooseDialog("\n".join(lines), self._choices(plan, looked)))
        if chosen == "look":
            people = "\n".join(self._line(plan))
            await self.app.push_screen_wait(ReadDialog(tr("Who is written to"), Content(people)))
            await self._prepare(request, looked=True)
        elif chosen == "arrived":
            settled = settle_doubts(opened, plan_mail(opened, _with(request, Doubtful.ARRIVED)), self.kiosk.author)
            self.notify(tr.plural("{n} letter recorded.", "{n} letters recorded.", len(settled)), markup=False)
        elif chosen == "doubtful":
            await self._prepare(_with(request, Doubtful.SEND))
        elif chosen == "folder":
            self._sending = self._send(plan, FolderCarrier(opened.folder.letters))
        elif chosen == "send" and (carrier := await self._server()) is not None:
            self._sending = self._send(plan, carrier)

    def _choices(self, plan: MailPlan, looked: bool) -> list[tuple[str, Content]]:
        tr = self.tr
        choices = [("no", translatable("No, go back"))]
        if plan.due:
            choices.append(("look", translatable("Show the recipients")))
        if plan.due and (looked or plan.request.what is not What.REMINDER):
            if self.kiosk.course.mail.host:
                choices.append(("send", translatable("Send the letters")))
            choices.append(("folder", translatable("Write the letters as files, for a mail program")))
        if plan.doubtful:
            choices.append(("arrived", translatable("In doubt: record that they arrived")))
            choices.append(("doubtful", translatable("In doubt: write again")))
        return [(key, Content(tr(text))) for key, text in choices]

    def _line(self, plan: MailPlan) -> list[str]:
        reasons = [self.tr.reason(one.attendance.figures) if one.attendance else "" for one in plan.due]
        named_ones = [name_and_address(one.person) for one in plan.due]
        return [self.tr.colon.join(filter(None, pair)) for pair in zip(named_ones, reasons, strict=True)]

    async def _server(self) -> Carrier | None:
        """Return the server of the course, with the password. None if a person gives none."""
        rules, tr = self.kiosk.course.mail, self.tr
        password = find_password(rules, lambda _: "") if rules.user else ""
        if rules.user and not password:
            question = tr("Password of {user}", user=rules.user)
            typed = await self.app.push_screen_wait(AskDialog(tr("Mail server"), question, secret=True))
            if not typed:
                return None
            password = typed
        return SmtpCarrier(rules, lambda: password)

    @work(thread=True, exclusive=True, group="letters")
    def _send(self, plan: MailPlan, carrier: Carrier) -> None:
        tr, opened, worker = self.tr, self.kiosk.opened, get_current_worker()

        def sleep(seconds: float) -> None:
            end = time.monotonic() + seconds
            while (left := end - time.monotonic()) > 0:
                if worker.is_cancelled:
                    raise _Stopped
                time.sleep(min(left, _LOOK))

        def busy(error: CarrierBusyError, seconds: float) -> None:
            said = busy_text(error, seconds, tr)
            self.app.call_from_thread(self.notify, said, severity="warning", markup=False, timeout=20)

        pacing = Pacing(opened.course.mail.rate if carrier.via == "smtp" else 0, sleep=sleep)
        counts: Counter[Result] = Counter()
        others, wrong = [], ""
        try:
            with open_letters(opened, plan.request) as maker:
                run = Delivery(opened, plan, maker, carrier, pacing, self.kiosk.author, on_busy=busy)
                for done in run.run():
                    counts[done.result] += done.result is not Result.WAITS
                    if done.result not in (Result.SENT, Result.WAITS):
                        others.append(delivered_text(done, tr))
                    if worker.is_cancelled:
                        break
        except _Stopped:
            pass
        except CheckinError as error:
            wrong = tr.error(error)
        text = "\n".join(filter(None, [counts_text(counts, tr, carrier.via), *others[:5], wrong]))
        severity = "error" if wrong or others else "information"
        if not worker.is_cancelled or self.app.is_running:
            self.app.call_from_thread(self.notify, text, severity=severity, markup=False, timeout=20)


def _with(request: MailRequest, doubtful: Doubtful) -> MailRequest:
    return MailRequest(what=request.what, who=request.who, doubtful=doubtful)
