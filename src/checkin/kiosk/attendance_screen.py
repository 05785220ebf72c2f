"""The director's desk: everybody's figures, the sessions, and the export."""

from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable, Footer, Static

from checkin.errors import CheckinError
from checkin.exports.files import export
from checkin.exports.headings import HEADINGS
from checkin.exports.tables import Kind, Table, Tables
from checkin.kiosk.screens import KioskScreen
from checkin.text import clean, mark

# The columns of each view and their widths in cells; None is as wide as it needs.
_Widths = dict[str, int | None]
_PEOPLE: _Widths = {"name": 30, "country": 14, "attended": 8, "expected": 8, "late": 4, "excused": 7, "missed": 6}
_PEOPLE |= {"percent": 7, "earned": 6, "role": 11, "reason": None}
_SESSIONS: _Widths = {"starts_at": 16, "title": 34, "expected": 8, "present": 7, "late": 4, "excused": 7, "absent": 6}
_SESSIONS |= {"unmarked": 8, "closed": 6, "room": None}


class AttendanceScreen(KioskScreen):
    """Who attended what, who has earned the certificate, and why not."""

    HELP = mark(
        """\
F2 shows the people: what they attended, whether they have earned the
certificate, and the sum in words. F3 shows the sessions.
F4 writes exports/attendance.xlsx. F5 reads the figures again.

Late and present are worked out when they are asked for, by the rules of
course.toml: change a rule, and every figure follows.
F6 goes to the door, F7 to the badges."""
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        # No letters: a scanner types those.
        Binding("f2", "show('people')", mark("People")),
        Binding("f3", "show('sessions')", mark("Sessions")),
        Binding("f4", "export", mark("Export to Excel")),
        Binding("f5", "refresh_figures", mark("Refresh")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._what = "people"
        self._tables: Tables | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        yield DataTable[Text](cursor_type="row", zebra_stripes=True)
        yield Footer(compact=True)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.query_one(DataTable).focus()
        self.action_refresh_figures()

    def action_refresh_figures(self) -> None:
        self._read()

    def action_show(self, what: str) -> None:
        self._what = what
        self._fill()

    @work(thread=True, exclusive=True, group="figures")
    def _read(self) -> None:
        try:
            tables = Tables(self.kiosk.opened, countries_in_words=True)
        except CheckinError as error:
            self.app.call_from_thread(self.notify, self.say.error(error), severity="error", markup=False)
            return
        self.app.call_from_thread(self._take, tables)

    def _take(self, tables: Tables) -> None:
        self._tables = tables
        self._fill()

    def _fill(self) -> None:
        if self._tables is None:
            return
        people = self._what == "people"
        table, keys = (self._tables.certificates(), _PEOPLE) if people else (self._tables.sessions(), _SESSIONS)
        view = self.query_one(DataTable)
        view.clear(columns=True)
        for key in keys:
            view.add_column(Text(self.say(HEADINGS[key])), key=key, width=keys[key])
        for row in table.shown():
            view.add_row(*(_cell(table, key, row[key], keys[key]) for key in keys))
        earned = sum(tally.figures.earned for tally in self._tables.tallies)
        in_count = sum(tally.person.role.value == "participant" for tally in self._tables.tallies)
        course = self.kiosk.opened.course
        title = self.say(
            "Attendance · {title} · {earned} of {all} participants have earned the certificate",
            title=clean(course.title),
            earned=earned,
            all=in_count,
        )
        self.query_one("#heading", Static).update(Content.styled(title, "bold"))

    @work(thread=True, exclusive=True, group="export")
    def action_export(self) -> None:
        path = self.kiosk.opened.folder.exports / "attendance.xlsx"
        try:
            rows = export(self.kiosk.opened, path)
        except CheckinError as error:
            self.app.call_from_thread(self.notify, self.say.error(error), severity="error", markup=False)
            return
        self.app.call_from_thread(
            self.notify, self.say("{n} people written to {file}", n=rows, file=path), markup=False
        )


def _cell(table: Table, key: str, text: str, width: int | None) -> Text:
    right = table.columns[key] in (Kind.WHOLE, Kind.PERCENT)
    cell = Text(text.rjust(width) if right and width else text, no_wrap=True)
    if width is not None:
        cell.truncate(width, overflow="ellipsis")
    return cell
