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
        from checkin.certificates.plan import plan
        from checkin.certificates.run_notes import run_notes

        tr = self.tr
        planned = plan(self.kiosk.opened)
        due = tr.plural(
            "{n} certificate is due.",
            "{n} certificates are due.",
            len(planned.due),
            none=translatable("No certificate is due."),
        )
        lines = [due, *run_notes(self.kiosk.opened, planned, tr)]
        if planned.revoked:
            names = tr.some([clean(one.facts["name"]) for one in planned.revoked])
            lines.append(tr("Revoked, and not issued again without a decision: {names}.", names=names))
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
