"""Show, write and print the emergency list at the door: who is inside now."""

from textual import work
from textual.content import Content

from checkin.core.errors import CheckinError
from checkin.core.namesakes import told_apart
from checkin.kiosk.base.dialogs import ReadDialog
from checkin.kiosk.base.kiosk_screen import KioskScreen
from checkin.kiosk.base.screen import DIALOG_WORKERS


class EmergencyActions(KioskScreen):
    """The emergency list. It asks for no PIN: in an emergency nobody remembers it."""

    @work(group=DIALOG_WORKERS)
    async def action_emergency(self) -> None:
        """Show who is inside now, and write the list as a PDF meanwhile."""
        from checkin.exports.emergency_list import as_of, basis, seen_text, who_is_inside

        tr, course = self.tr, self.kiosk.course
        found = who_is_inside(self.kiosk.opened)
        self._write_emergency_list()
        lines = [
            Content.assemble(
                (told_apart(person, found.marks), "bold"),
                f"  {tr.country(person.country)}  {seen_text(person, found, tr)}".rstrip(),
            )
            for person in found.inside
        ]
        head = [Content(as_of(found, tr)), *map(Content, basis(found, course, tr)), Content("")]
        title = tr("Inside now: {n}", n=len(found.inside) + len(found.nameless))
        await self.app.push_screen_wait(ReadDialog(title, Content("\n").join([*head, *lines])))

    @work(thread=True, exclusive=True, group="emergency")
    def _write_emergency_list(self) -> None:
        from checkin.badges import printers
        from checkin.exports.emergency_list import emergency
        from checkin.exports.list_pdf import draw_list
        from checkin.i18n.file_names import local_file_name

        tr, opened = self.tr, self.kiosk.opened
        day = self.kiosk.course.local(self.kiosk.now()).date().isoformat()
        name = f"{day}-{local_file_name('emergency.pdf', opened.course.language)}"
        printer = opened.course.export.printer
        severity = "information"
        try:
            file = draw_list(emergency(opened), opened.folder.exports / name, in_child=True)
            text = tr("Written: {file}", file=self.kiosk.display_path(file))
            if printer:
                printers.send([file], printer)
                text = tr("Sent to the printer {printer}: {file}", printer=printer, file=self.kiosk.display_path(file))
        except CheckinError as error:
            text, severity = tr.error(error), "error"
        self.app.call_from_thread(self.notify, text, severity=severity, markup=False, timeout=15)
