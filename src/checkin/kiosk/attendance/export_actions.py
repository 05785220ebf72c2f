"""Export from the attendance desk: tables, reports, lists on paper and the archive."""

from collections.abc import Callable
from pathlib import Path

from textual import work
from textual.content import Content

from checkin.core.errors import CheckinError
from checkin.core.text import translatable
from checkin.i18n.file_names import local_file_name
from checkin.kiosk.base.dialogs import ChooseDialog
from checkin.kiosk.base.kiosk_screen import KioskScreen
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.store.open_course import OpenCourse

_CHOICES = (
    ("attendance.xlsx", translatable("Figures as an Excel workbook")),
    ("attendance.ods", translatable("Figures as a LibreOffice workbook")),
    ("mail-merge.csv", translatable("People with a certificate, for a mail merge (CSV)")),
    ("participants.xlsx", translatable("Participant list as an Excel workbook")),
    ("programme.xlsx", translatable("Programme as an Excel workbook")),
    ("report.pdf", translatable("Report on the whole course (PDF)")),
    ("report.html", translatable("Report on the whole course (HTML)")),
    ("day.html", translatable("Report on today (HTML)")),
    ("sign-in.pdf", translatable("Sign-in list of today (PDF)")),
    ("sign-in-by-group.pdf", translatable("Sign-in list of today, by group (PDF)")),
    ("emergency.pdf", translatable("Emergency list: who is inside now (PDF)")),
    ("proof.pdf", translatable("Names for the certificates, to check (PDF)")),
    ("archive", translatable("Archive of the whole course, with checksums (folder)")),
)
# The choices that are one table, by the name of ``--what``.
# The choices whose file has the day in its name.
_DATED = frozenset({"day.html", "sign-in.pdf", "sign-in-by-group.pdf", "emergency.pdf", "archive"})
_TABLES = {"mail-merge.csv": "mail-merge", "participants.xlsx": "roster", "programme.xlsx": "programme"}


class ExportActions(KioskScreen):
    """The export dialogs; everything is written to ``exports/``."""

    @work(group=DIALOG_WORKERS)
    async def action_export(self) -> None:
        """Choose what to write."""
        tr = self.tr
        choices = [(name, Content(tr(text))) for name, text in _CHOICES]
        name = await self.app.push_screen_wait(ChooseDialog(tr("Export"), choices))
        if name is not None and await self.kiosk.require_pin(tr("PIN, to export")):
            self._export(name)

    @work(thread=True, exclusive=True, group="export")
    def _export(self, name: str) -> None:
        tr, opened = self.tr, self.kiosk.opened
        today = self.kiosk.course.local(self.kiosk.now()).date().isoformat()
        local = local_file_name(name, opened.course.language)
        dated = f"{today}-{local}" if name in _DATED else local
        root = opened.folder.root
        # An archive outlives the course's folder, which 'checkin forget' empties.
        path = root.parent / f"{root.name}-{dated}" if name == "archive" else opened.folder.exports / dated
        try:
            write(opened, name, path)
            text, severity = tr("Written: {file}", file=path), "information"
        except CheckinError as error:
            text, severity = tr.error(error), "error"
        self.app.call_from_thread(self.notify, text, severity=severity, markup=False, timeout=15)


def write(opened: OpenCourse, name: str, path: Path) -> None:
    """Write one of the choices to a file. Raises :class:`CheckinError`."""
    from checkin.certificates.plan import changed_certificate_texts
    from checkin.exports import emergency_list, paper_lists
    from checkin.exports.files import export
    from checkin.exports.list_pdf import draw_list
    from checkin.exports.report.course_report import report
    from checkin.exports.report.day_report import day_page
    from checkin.exports.report.renderers import save
    from checkin.lifecycle.archive import archive

    today = opened.course.local(opened.record.clock.now()).date()
    papers: dict[str, Callable[[], object]] = {
        "report.pdf": lambda: save(report(opened, also_open=changed_certificate_texts), path),
        "report.html": lambda: save(report(opened, also_open=changed_certificate_texts), path),
        "day.html": lambda: save(day_page(opened, today, also_open=changed_certificate_texts), path),
        "sign-in.pdf": lambda: draw_list(paper_lists.sign_in_of_day(opened, today), path),
        "sign-in-by-group.pdf": lambda: draw_list(paper_lists.sign_in_by_group(opened, None, today), path),
        "emergency.pdf": lambda: draw_list(emergency_list.emergency(opened), path),
        "proof.pdf": lambda: draw_list(paper_lists.proof(opened), path),
        "archive": lambda: archive(opened, path),
    }
    if name in papers:
        papers[name]()
    else:
        export(opened, path, what=_TABLES.get(name))
