"""Issue certificates at the attendance desk, after saying what is due and what is open."""

from textual import work
from textual.content import Content

from checkin.core.errors import CheckinError
from checkin.core.text import clean, translatable
from checkin.kiosk.attendance.recorded_change import ChangeActions
from checkin.kiosk.base.dialogs import ChooseDialog
from checkin.kiosk.base.screen import DIALOG_WORKERS


class CertificateActions(ChangeActions):
    """The dialogs of the certificate run."""

    @work(group=DIALOG_WORKERS)
    async def action_certificates(self) -> None:
        """Issue what is due, after saying how many and what is open."""
        tr = self.tr
        if not await self.may_change(tr("PIN, to issue certificates")):
            return
        lines, due = self._planned()
        choices = [("no", Content(tr("No, go back")))]
        if due:
            choices.append(("yes", Content(tr("Issue them: each is numbered and stays as it is"))))
        if await self.app.push_screen_wait(ChooseDialog(" ".join(lines), choices)) == "yes":
            self._issue()

    def _planned(self) -> tuple[list[str], int]:
        """Return what to know before the run, and how many are due."""
        from checkin.certificates.differences import changed_text
        from checkin.certificates.open_excuses import open_excuse_text
        from checkin.certificates.plan import gave_none_text, missing_facts, plan, unseen_text

        tr, course = self.tr, self.kiosk.course
        planned = plan(self.kiosk.opened)
        lines = [
            tr.plural(
                "{n} certificate is due.",
                "{n} certificates are due.",
                len(planned.due),
                none=translatable("No certificate is due."),
            )
        ]
        if planned.due and (lacking := missing_facts(self.kiosk.opened)):
            lines.append(tr.sentence(lacking))
        if planned.open:
            titles = tr.some([session.title for session in planned.open])
            lines.append(tr("Sessions over and not closed: {sessions}.", sessions=titles))
        lines += map(tr.sentence, (*planned.without_effect, *planned.doubled))
        if planned.to_come:
            many = len(planned.to_come)
            lines.append(tr.plural("{n} session is still to come.", "{n} sessions are still to come.", many))
        lines += [open_excuse_text(found, course, tr) for found in planned.excuses]
        if planned.revoked:
            names = tr.some([clean(one.facts["name"]) for one in planned.revoked])
            lines.append(tr("Revoked, and not issued again without a decision: {names}.", names=names))
        lines += [changed_text(one, course, tr) for one in planned.changed]
        if planned.gave_none:
            lines.append(gave_none_text(planned.gave_none, tr))
        if planned.unseen:
            lines.append(unseen_text(planned.unseen, tr))
        if planned.unproofed:
            lines.append(tr.plural("{n} name is not checked.", "{n} names are not checked.", len(planned.unproofed)))
        return lines, len(planned.due)

    @work(thread=True, exclusive=True, group="certificates")
    def _issue(self) -> None:
        from checkin.certificates.ceremony import prepare_ceremony
        from checkin.certificates.plan import plan

        opened = self.kiosk.opened
        try:
            made = prepare_ceremony(opened, plan(opened).due, opened.folder.certificates, actor=self.kiosk.author)
            folder = self.kiosk.display_path(opened.folder.certificates)
            count = len(made.certificates)
            text = self.tr.plural(
                "{n} certificate is in {folder}.",
                "{n} certificates are in {folder}.",
                count,
                none=translatable("No certificate was issued."),
                folder=folder,
            )
            text = "\n".join([text, *(self.tr.sentence(reason) for _, reason in made.left_out)])
        except CheckinError as error:
            text = self.tr.error(error)
        self.app.call_from_thread(self.notify, text, markup=False, timeout=15)
