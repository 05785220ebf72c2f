"""The badge desk: create badges as files or on a printer, list the print runs, replace a lost badge."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, ProgressBar, Select, Static
from textual.worker import Worker, get_current_worker

from checkin.badges.design import design_named
from checkin.badges.preview import preview, sample_person
from checkin.badges.printers import printers, send
from checkin.badges.printing import PrintRequest, badge_design, chosen_people, print_badges
from checkin.core.course import Participant
from checkin.core.errors import CheckinError
from checkin.core.text import TranslatableText, clean, translatable
from checkin.kiosk.badges.choose_files import choose_files
from checkin.kiosk.badges.form import BadgeForm
from checkin.kiosk.base.dialogs import ChooseDialog, confirmed, title_of
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.mail.letter_actions import LetterActions
from checkin.kiosk.widgets.footer import KeysFooter
from checkin.kiosk.widgets.terminal_image import picture_content
from checkin.store import event_log
from checkin.store.roster import edition

if TYPE_CHECKING:
    from checkin.kiosk.base.search_dialog import Found

# A run of fewer is over before a bar could be read.
_BAR_FROM = 200


class _Stopped(Exception):  # noqa: N818 - not an error: somebody pressed Stop
    """The run was stopped by a person."""


class BadgesScreen(LetterActions):
    """Prints the badges of everybody, of some or of new people; shows the print runs; reissues badges."""

    HELP = translatable(
        """\
Choose the people, the design and the sheet, then create the badges with
Ctrl+P. The number of badges is shown as you type, and the first of them
as a picture.

Whose: leave blank for everybody. role=speaker, country=BR and group=A
choose some; several with commas between them must all fit. Anything else
is a code or a part of a name.

F2 creates a new badge for a lost one. F3 shows what was printed and when,
and prints it again. F4 creates the sheet's test page. F5 loads lists and
programmes: it shows first how they would be read. F12 sends the people
their codes by e-mail, and shows what was sent.
What was printed is recorded. Printing never counts as attendance."""
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "draw", translatable("Create")),
        Binding("f2", "reissue", translatable("Lost badge")),
        Binding("f3", "history", translatable("Printed")),
        Binding("f4", "test_sheet", translatable("Test"), show=False),
        Binding("f5", "load", translatable("Load")),
        Binding("f12", "letters", translatable("Letters")),
    ]

    # Text typed on this screen filters the people.
    AUTO_FOCUS = "#who"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual's own

    _drawing: Worker[None] | None = None
    _wrong = ""
    _loaded = ""  # the answer to the last load, until the form was counted after it

    def compose(self) -> ComposeResult:
        tr = self.tr
        title = tr("Badges · {title}", title=clean(self.kiosk.course.title))
        yield Static(Content.styled(title, "bold"), id="heading")
        with Horizontal(id="desk"):
            yield BadgeForm(self.kiosk.opened, tr)
            yield Static(id="preview")
        with Horizontal(classes="buttons", id="actions"):
            yield Button(Content(tr("Create the badges")), variant="primary", id="draw", compact=True)
            yield Button(Content(tr("Stop")), id="stop", compact=True)
            yield ProgressBar(id="progress", show_eta=False)
            yield Static(id="count")
        yield Static(id="result")
        yield KeysFooter()

    def on_mount(self) -> None:
        self._fill()
        if not edition.revision(self.kiosk.opened.record.conn):
            self.call_after_refresh(self.action_load)

    def fill_again(self) -> None:
        """Show the titles in the new language, and the printers."""
        self._fill()
        self.call_after_refresh(self._count)

    def _fill(self) -> None:
        self.query_one("#form").border_title = title_of(self.tr("Badges"))
        self.query_one("#preview").border_title = title_of(self.tr("First badge"))
        self._set_running(self._drawing is not None)
        self._find_printers()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        del event
        self._count()

    def on_resize(self) -> None:
        """Fit the picture into the available space."""
        self.call_after_refresh(self._count)

    # -- the form, and what it stands for

    @on(Input.Changed)
    @on(Checkbox.Changed)
    @on(Select.Changed)
    def _wish_changed(self) -> None:
        self._count()

    @work(thread=True, exclusive=True, group="count")
    def _count(self) -> None:
        """Show how many badges the form stands for, and the first of them as a picture."""
        worker, request = get_current_worker(), self.app.call_from_thread(self._request)
        if request is None:
            return
        picture, first = Content(""), None
        try:
            chosen = chosen_people(self.kiosk.opened, request)
            first = chosen[0] if chosen else None
            text = self.tr.plural("{n} badge", "{n} badges", len(chosen), none=translatable("no badge"))
            wrong = ""
        except CheckinError as error:
            text, wrong = "", self.tr.error(error)
        if worker.is_cancelled:
            return
        self.app.call_from_thread(self._show_count, text, wrong)
        try:
            picture = self._picture(first, request)
        except CheckinError as error:
            picture = Content(self.tr.error(error))
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show_picture, picture)

    def letters_for(self) -> str:
        """Return whom the form has chosen."""
        request = self._request()
        return request.who if request else ""

    def _request(self) -> PrintRequest | None:
        forms = self.query(BadgeForm)
        return forms.first().request if forms and forms.first().is_mounted else None

    def _picture(self, person: Participant | None, request: PrintRequest) -> Content:
        opened = self.kiosk.opened
        shown = person or sample_person()
        name = request.design or badge_design(opened.course, shown)
        if not name:
            return Content(self.tr("Their role gets no badge."))
        design = design_named(name, opened.folder.designs)
        area = self.query_one("#preview").size
        cells = preview(
            opened.course,
            shown,
            design,
            columns=max(area.width, 16),
            rows=max(area.height, 8),
            pictures_in=opened.folder.root,
        )
        return picture_content(cells)

    def _show_count(self, text: str, wrong: str) -> None:
        self.query_one("#count", Static).update(Content(text))
        # A sentence has more room below; what stands there of a run goes when the form says something new.
        loaded, self._loaded = self._loaded, ""
        if wrong or self._wrong:
            self._say("\n".join(filter(None, (loaded, wrong))))
        self._wrong = wrong

    def _show_picture(self, picture: Content) -> None:
        self.query_one("#preview", Static).update(picture)

    @work(thread=True, group="printers")
    def _find_printers(self) -> None:
        if found := printers():
            self.app.call_from_thread(lambda: self.query_one(BadgeForm).offer_printers(found))

    # -- drawing

    @on(Button.Pressed, "#draw")
    def action_draw(self) -> None:
        self._create(self.query_one(BadgeForm).request)

    def _create(self, request: PrintRequest) -> None:
        printer = self.query_one(BadgeForm).printer
        if self._drawing is not None:
            return
        if question := request.shift_question:
            self._ask_and_draw(self.tr.sentence(question), request, printer)
        else:
            self._start(request, printer)

    @work(group=DIALOG_WORKERS, exclusive=True)
    async def _ask_and_draw(self, question: str, request: PrintRequest, printer: str | None) -> None:
        if await confirmed(self.kiosk, question, self.tr("Create")) and self._drawing is None:
            self._start(request, printer)

    def _start(self, request: PrintRequest, printer: str | None) -> None:
        self._set_running(True)
        self._drawing = self._draw(request, printer)

    @on(Button.Pressed, "#stop")
    def _stop_pressed(self) -> None:
        if self._drawing is not None:
            self._drawing.cancel()

    @work(thread=True, group="draw")
    def _draw(self, request: PrintRequest, printer: str | None) -> None:
        worker = get_current_worker()

        def progress(done: int) -> None:
            if worker.is_cancelled:
                raise _Stopped
            self.app.call_from_thread(self._progress, done)

        def deliver(files: Sequence[Path]) -> Sequence[TranslatableText]:
            return send(files, printer, two_sided=request.two_sided) if printer and files else []

        try:
            wanted = len(chosen_people(self.kiosk.opened, request))
            self.app.call_from_thread(self._expect, wanted)
            printed = print_badges(self.kiosk.opened, request, progress, deliver)
            told = [*map(self.tr.sentence, printed.notices), *map(self.tr.error, printed.problems)]
            text = "\n".join([printed.in_words(request, self.tr), *told])
            if printer and printed.files:
                text += "\n" + self.tr("Sent to {printer}.", printer=clean(printer))
        except _Stopped:
            text = self.tr("Stopped. Nothing was created or recorded.")
        except CheckinError as error:
            text = self.tr.error(error)
        self.app.call_from_thread(self._drawn, text)

    def _expect(self, badges: int) -> None:
        bar = self.query_one(ProgressBar)
        bar.update(total=badges, progress=0)
        bar.display = badges >= _BAR_FROM

    def _progress(self, done: int) -> None:
        self.query_one(ProgressBar).update(progress=done)

    def _drawn(self, text: str) -> None:
        self._drawing = None
        self._set_running(False)
        self._say(text)

    def _set_running(self, running: bool) -> None:
        self.query_one("#draw", Button).disabled = running
        self.query_one("#stop", Button).display = running
        self.query_one(ProgressBar).display = False

    @work(thread=True, group="draw", exclusive=True)
    def action_test_sheet(self) -> None:
        """Draw the page that shows how far a printer is off."""
        from checkin.badges.printing import print_grid

        request = self.app.call_from_thread(self._request)
        if request is None:
            return
        try:
            text = self.tr("The test page: {file}", file=print_grid(self.kiosk.opened, request))
        except CheckinError as error:
            text = self.tr.error(error)
        self.app.call_from_thread(self._say, text)

    # -- one badge again, and a whole run again

    def action_reissue(self) -> None:
        """Reissue a lost badge."""
        from checkin.kiosk.base.search_dialog import SearchDialog

        title = self.tr("Whose badge was lost?")
        self.app.push_screen(SearchDialog(title, at_once=self.tr("New badge")), self._found)

    def _found(self, found: "Found | None") -> None:
        if found is not None:
            self._lost(found.person)

    @work(group=DIALOG_WORKERS)
    async def _lost(self, person: Participant) -> None:
        from checkin.kiosk.base.reissue import new_badge

        if await self.kiosk.require_pin(self.tr("PIN, for a new badge of {name}", name=clean(person.name))):
            await new_badge(self, person)

    @work(group=DIALOG_WORKERS)
    async def action_history(self) -> None:
        """List the print runs; repeat the chosen one for the same people."""
        with self.kiosk.opened.record.reading() as conn:
            runs = event_log.print_runs(conn)
        if not runs:
            self._say(self.tr("Nothing was printed yet."))
            return
        title = self.tr("What was printed; Enter creates it again")
        choices = [(run.run, Content(self._run_line(run))) for run in runs]
        chosen = await self.app.push_screen_wait(ChooseDialog(title, choices))
        if chosen is not None:
            self._create(replace(self.query_one(BadgeForm).request, run=chosen))

    def _run_line(self, run: event_log.PrintRun) -> str:
        at = self.kiosk.course.local(datetime.fromisoformat(run.at))
        badges = self.tr.plural("{n} badge", "{n} badges", run.badges)
        return f"{self.tr.weekday(at.date())} {at:%H:%M}  {badges} · {clean(run.design)} · {clean(run.sheet)}"

    # -- the lists

    @work(group=DIALOG_WORKERS)
    async def action_load(self) -> None:
        """Choose lists of the course folder, and show how they would be loaded."""
        from checkin.kiosk.badges.load_screen import LoadScreen

        paths = await choose_files(self, self.kiosk.opened)
        if paths is None:
            return
        done = await self.app.push_screen_wait(LoadScreen(self.kiosk.opened, paths))
        if done is None:
            self._say(self.tr("Nothing was loaded."))
            return
        self.kiosk.opened = done.opened
        self._loaded = done.text
        self._say(done.text)
        self._count()

    def _say(self, text: str) -> None:
        self.query_one("#result", Static).update(Content(text))
