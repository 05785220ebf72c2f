"""The attendance desk: people, sessions, the matrix and who is at risk; corrections, certificates and exports."""

from collections.abc import Sequence
from threading import Lock
from typing import ClassVar

from rich.text import Text
from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import DataTable, Static

from checkin.attendance.live_figures import LiveFigures
from checkin.core.course import Role
from checkin.core.errors import CheckinError
from checkin.core.text import clean, translatable
from checkin.exports.tables import Tables
from checkin.kiosk.attendance import table_views
from checkin.kiosk.attendance.certificate_actions import CertificateActions
from checkin.kiosk.attendance.export_actions import ExportActions
from checkin.kiosk.attendance.person_actions import PersonActions
from checkin.kiosk.attendance.session_actions import SessionActions
from checkin.kiosk.attendance.table_views import View
from checkin.kiosk.base.author import ask_author
from checkin.kiosk.base.dialogs import AskDialog
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.mail.letter_actions import LetterActions
from checkin.kiosk.widgets.footer import KeysFooter

# Scans arrive one after the other: the figures are read once they pause for so long, in seconds.
_PAUSE = 1.0
_VIEWS = (
    ("F2", "people", translatable("People")),
    ("F3", "sessions", translatable("Sessions")),
    ("F4", "matrix", translatable("Matrix")),
    ("F5", "risk", translatable("At risk")),
)


class AttendanceScreen(PersonActions, SessionActions, CertificateActions, ExportActions, LetterActions):
    """Show who attended what, who meets the requirements, and why not."""

    HELP = translatable(
        """\
F2 shows the people: what they attended, whether they meet the
requirements, and the sum in words. F3 shows the sessions, F4 everybody at
every session, F5 who is at risk. The figures follow every scan.

Enter on a person shows what can be done: history, marks, excuses,
withdrawal, the decision on the certificate. Enter on a session closes it,
one key for each person who is missing, or says that it began late, moved
or was not held. Ctrl+F filters the people, Ctrl+E writes tables, reports
and lists, Ctrl+G issues the certificates that are due.
F12 sends certificates and reminders by e-mail, and shows what was sent.

Your name is asked once and saved with every change; F10 changes it.
The rules are in course.toml: change a rule, and every figure follows."""
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        # No letters: a scanner types those.
        Binding("f2", "show('people')", translatable("People"), show=False),
        Binding("f3", "show('sessions')", translatable("Sessions"), show=False),
        Binding("f4", "show('matrix')", translatable("Matrix"), show=False),
        Binding("f5", "show('risk')", translatable("At risk"), show=False),
        Binding("ctrl+f", "filter", translatable("Filter")),
        Binding("ctrl+e", "export", translatable("Export")),
        Binding("ctrl+g", "certificates", translatable("Issue")),
        Binding("f12", "letters", translatable("Letters")),
        Binding("f10", "author", translatable("Who is here"), show=False),
    ]

    _waiting: Timer | None = None

    def __init__(self) -> None:
        super().__init__()
        self._what = "people"
        self._who = ""
        self._tables: Tables | None = None
        self._view: View | None = None
        self._live = LiveFigures()
        self._reading = Lock()

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        yield Static(id="tabs")
        yield DataTable[Text](cursor_type="row", zebra_stripes=True)
        yield Static(id="rule")
        yield KeysFooter()

    def on_mount(self) -> None:
        # The colours of the signs are the theme's.
        self.app.theme_changed_signal.subscribe(self, lambda _: self._fill(keep=True))

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        del event
        self.query_one(DataTable).focus()
        self.refresh_figures()

    def refresh_figures(self) -> None:
        """Read the figures again."""
        self._waiting = None
        self._read()

    def letters_for(self) -> str:
        """Return whom the desk shows."""
        return self._who

    def record_changed(self) -> None:
        """Read the figures at once after a change by hand, and at the next pause after scans."""
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if self.changed_by_hand:
            self.changed_by_hand = False
            self.refresh_figures()
        else:
            self._waiting = self.set_timer(_PAUSE, self.refresh_figures)

    def fill_again(self) -> None:
        """Show the figures in the new language."""
        self.query_one(DataTable).focus()
        self._fill(keep=True)

    def on_resize(self) -> None:
        """Choose the columns again: another number of them fits."""
        self._fill(keep=True)

    def action_show(self, what: str) -> None:
        self._what = what
        self._fill(keep=False)

    @work(thread=True, exclusive=True, group="figures")
    def _read(self) -> None:
        try:
            with self._reading:
                tables = Tables(self.kiosk.opened, live=self._live)
        except CheckinError as error:
            self.app.call_from_thread(self.notify, self.tr.error(error), severity="error", markup=False)
            return
        self.app.call_from_thread(self._take, tables)

    def _take(self, tables: Tables) -> None:
        self._tables = tables
        self._fill(keep=True)

    def _fill(self, *, keep: bool) -> None:
        """Show what is chosen; ``keep`` leaves the cursor where it was."""
        if self._tables is None:
            return
        table = self.query_one(DataTable)
        place = table.cursor_row if keep else 0
        shown = self._tables.only(self._who).in_language(self.tr.language)
        colours = table_views.Colours.of(self.app.theme_variables)
        now, across = self.kiosk.now(), self.app.size.width
        self._view = view = table_views.view(self._what, shown, self.tr, now, across, colours)
        table.clear(columns=True)
        table.fixed_columns = view.fixed
        for heading, width in view.columns:
            table.add_column(Text(heading), width=width)
        row: Sequence[Text]
        for row, height in zip(view.rows, view.heights, strict=True):
            table.add_row(*row, height=height)
        table.move_cursor(row=min(place, max(0, len(view.rows) - 1)))
        self.query_one("#heading", Static).update(Content.styled(self._heading(shown), "bold"))
        self.query_one("#tabs", Static).update(self._tabs())
        rule = shown.sessions().rule if view.of_sessions else shown.rule(threshold=True)
        lines = [table_views.signs_in_words(self.tr)] if self._what == "matrix" else []
        lines += [Content.styled(rule, "$text-muted")] if rule else []
        self.query_one("#rule", Static).update(Content("\n").join(lines))
        self.query_one("#rule").display = bool(lines)

    def _tabs(self) -> Content:
        """Return the views with their keys. The one that is shown is marked by its brackets and its colour."""
        tr = self.tr
        parts: list[Content] = []
        for key, what, title in _VIEWS:
            if what == self._what:
                parts.append(
                    Content.styled(f"[{key} {tr(title)}]", "bold $block-cursor-foreground on $block-cursor-background")
                )
            else:
                parts.append(Content.assemble(" ", (key, "bold $text-accent"), f" {tr(title)} "))
        return Content(" ").join(parts)

    def _heading(self, tables: Tables) -> str:
        counted = [
            tally for tally in tables.tallies if tally.person.role is Role.PARTICIPANT and not tally.person.withdrawn
        ]
        parts = (
            self.tr("Attendance"),
            self.tr(
                "requirements met: {earned} of {all}",
                earned=sum(tally.figures.earned for tally in counted),
                all=len(counted),
            ),
            clean(self.kiosk.author),
            clean(self._who),
        )
        text = " · ".join(part for part in parts if part)
        title = clean(self.kiosk.opened.course.title)
        # A title that would be cut is left out.
        return f"{text} · {title}" if len(text) + len(title) + 5 <= self.app.size.width else text

    @work(group=DIALOG_WORKERS)
    async def action_author(self) -> None:
        """Ask who sits at the desk now."""
        await ask_author(self)

    @work(group=DIALOG_WORKERS)
    async def action_filter(self) -> None:
        """Filter the people; an empty answer shows everybody again."""
        tr = self.tr
        question = tr("Filter: country=AR, role=speaker, group=A, a name; blank for everybody")
        who = await self.app.push_screen_wait(AskDialog(tr("Filter"), question, check=self._wrong))
        if who is not None:
            self._who = who
            self._fill(keep=False)

    def _wrong(self, who: str) -> str:
        try:
            nobody = self._tables is not None and not self._tables.only(who).tallies
        except CheckinError as error:
            return self.tr.error(error)
        return self.tr("Nobody fits that.") if nobody else ""

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Enter on a person or a session."""
        if self._view is None or self._tables is None or event.cursor_row >= len(self._view.subjects):
            return
        subject = self._view.subjects[event.cursor_row]
        if self._view.of_sessions:
            self.open_session(subject)
        else:
            tally = next((one for one in self._tables.tallies if one.person.id == subject), None)
            if tally is not None:
                self.open_person(tally)
