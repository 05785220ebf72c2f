"""Close a session: who is missing, by country, and one key for each."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable, Static

from checkin.attendance.participant_filter import sort_participants
from checkin.attendance.session_changes import SessionChanges, UnmarkedPeople
from checkin.core.course import Participant
from checkin.core.errors import CheckinError
from checkin.core.events import Event
from checkin.core.namesakes import names_apart
from checkin.core.session_times import require_departure, require_over, require_past
from checkin.core.text import clean, in_context, translatable
from checkin.core.verdicts import closes_at
from checkin.intake.words.entered_times import read_session_time
from checkin.kiosk.attendance.recorded_change import ChangeActions, error_of
from checkin.kiosk.attendance.table_views import folded
from checkin.kiosk.base.dialogs import AskDialog, ChooseDialog, confirmed
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.runtime.messages import Corrected
from checkin.kiosk.widgets.footer import KeysFooter

_ANSWERS = {
    "absent": translatable("was absent"),
    "excused": translatable("is excused"),
    "present": translatable("was here without a badge"),
    "left": translatable("was here and left early"),
}
# The width of the countries, in cells.
_COUNTRY = 20


class ClosingScreen(ChangeActions):
    """Asks about each missing person. Every answer is recorded at once; Enter closes the session for the others."""

    HELP = translatable(
        """\
These people are expected at the session and have no status yet.
F2 says that the chosen one was absent, F3 that they are excused, F4 that
they were here without a badge, F5 that they were here and left early. Each
is recorded at once, and can be undone like any correction.
Enter closes the session. Say whether the others are absent or excused."""
    )

    # Its people and their answers stay as they are until it is closed.
    keeps_language = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", translatable("Back")),
        Binding("f2", "answer('absent')", translatable("Absent")),
        Binding("f3", "answer('excused')", in_context("key of the closing screen", "Excused")),
        Binding("f4", "answer('present')", translatable("Was here")),
        Binding("f5", "answer('left')", translatable("Left")),
        Binding("enter", "close_session", translatable("Close"), priority=True),
    ]

    def __init__(self, closing: UnmarkedPeople) -> None:
        super().__init__()
        self._shown = closing
        self._people = list(closing.missing)
        self._answered: set[str] = set()  # ids of the people of whom something was said here

    def compose(self) -> ComposeResult:
        self._people = sort_participants(self._people, "country", self.tr.language)
        yield Static(id="heading")
        yield DataTable[Text](cursor_type="row", zebra_stripes=True)
        yield Static(id="result")
        yield KeysFooter()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        said = max(len(self.tr(answer)) for answer in _ANSWERS.values())
        # What is left beside the country, the answer, a blank on both sides of each, and the scroll bar.
        name = max(20, self.app.size.width - _COUNTRY - said - 8)
        for key, heading, width in (
            ("country", "country", _COUNTRY),
            ("name", "name", name),
            ("answer", "status", said),
        ):
            table.add_column(Text(self.tr(heading)), key=key, width=width)
        names = names_apart(self._people, self.tr.country)
        row: Sequence[Text]
        for person in self._people:
            row = Text(self.tr.country(person.country)), folded(names[person.id], name), Text("")
            table.add_row(*row, key=person.id, height=row[1].plain.count("\n") + 1)
        table.focus()
        self._count()

    @work(group=DIALOG_WORKERS)
    async def action_answer(self, answer: str) -> None:
        """Record what is said of the chosen person, and go to the next."""
        table = self.query_one(DataTable)
        if not self._people or not await self._may_answer():
            return
        place = table.cursor_row
        person = self._people[place]
        at = await self._when() if answer == "left" else None
        if answer == "left" and at is None:
            return
        self._record(person, answer, at)
        table.move_cursor(row=min(place + 1, len(self._people) - 1))

    async def _when(self) -> datetime | None:
        """Ask when the person left, until the time lies within the session."""
        session, course, tr = self._shown.session, self.kiosk.course, self.tr

        def check(text: str) -> None:
            at = read_session_time(text, session, course)
            require_departure(session, at, course)
            require_past(at, self.kiosk.now(), course)

        first, last = (course.local(at) for at in (session.starts_at, closes_at(session, course.door)))
        question = tr(
            "When they left, from {first} to {last} (e.g. 10:15)",
            first=f"{tr.weekday(first.date())} {first:%H:%M}",
            last=f"{tr.weekday(last.date())} {last:%H:%M}",
        )
        dialog = AskDialog(tr("Left early"), question, check=lambda text: error_of(tr, check, text))
        text = await self.app.push_screen_wait(dialog)
        return read_session_time(text, session, course) if text else None

    def _record(self, person: Participant, answer: str, at: datetime | None) -> None:
        session = self._shown.session

        def act(changes: SessionChanges) -> Event:
            if answer == "excused":
                return changes.excuse(person.code, session.id)
            if answer == "absent":
                return changes.mark(person.code, session.id, "absent")
            event = changes.mark(person.code, session.id, "present", at=session.starts_at)
            return changes.left(person.code, session.id, at) if at else event

        def show() -> None:
            for table in self.query(DataTable):  # the screen may be closed by now
                table.update_cell(person.id, "answer", Text(self.tr(_ANSWERS[answer])))
                self._answered.add(person.id)
                self._count()

        self.record_change(act, person.name, "at the closing of the session", then=show)  # translated where it is shown

    @work(group=DIALOG_WORKERS)
    async def action_close_session(self) -> None:
        """Close the session; people without a status get the chosen one."""
        tr = self.tr
        if not await self._may_answer() or not await self._may_close():
            return
        choices = [("absent", Content(tr("The rest is absent"))), ("excused", Content(tr("The rest is excused")))]
        rest = await self.app.push_screen_wait(ChooseDialog(tr("Close the session"), choices))
        if rest is None:
            return
        try:
            why = "at the closing of the session"  # translated where it is shown
            changes = SessionChanges.of(self.kiosk.opened, actor=self.kiosk.author or None, reason=why)
            changes.close(self._shown.session.id, rest, early=True)
        except CheckinError as error:
            self._say(tr.error(error))
            return
        self.kiosk.post_message(Corrected(tr("{title} is closed.", title=clean(self._shown.session.title))))
        self.dismiss()

    async def _may_answer(self) -> bool:
        title = clean(self._shown.session.title)
        return await self.may_change(self.tr("PIN, to close the session {title}", title=title))

    async def _may_close(self) -> bool:
        """Refuse a session that has not begun. Ask about one that is still running."""
        tr, course, session, now = self.tr, self.kiosk.course, self._shown.session, self.kiosk.now()
        if refusal := error_of(tr, lambda _: require_over(session, now, course, early=True), ""):
            self._say(refusal)
            return False
        if session.ends_at <= now:
            return True
        ends = f"{course.local(session.ends_at):%H:%M}"
        title = tr("{title} runs until {time}, and people may still come.", title=clean(session.title), time=ends)
        return await confirmed(self.kiosk, title, tr("Yes, close it now"))

    def _count(self) -> None:
        """Show the session and how many people nothing was said of."""
        session = self._shown.session
        start = self.kiosk.course.local(session.starts_at)
        title = self.tr(
            "Close {title}, {day} {time}",
            title=clean(session.title),
            day=self.tr.weekday(start.date()),
            time=f"{start:%H:%M}",
        )
        left = self.tr.plural(
            "{n} person without a status",
            "{n} people without a status",
            len(self._people) - len(self._answered),
            none=translatable("Everybody has a status"),
        )
        self.query_one("#heading", Static).update(Content.assemble((title, "bold"), f"\n{left}"))

    def _say(self, text: str) -> None:
        self.query_one("#result", Static).update(Content(text))
