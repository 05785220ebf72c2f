"""Enter a paper list afterwards: choose the session and the time, then type one name after the other."""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Label, Select, Static

from checkin.core.course import Participant, Session
from checkin.core.errors import CheckinError
from checkin.core.events import EventSource
from checkin.core.session_times import may_arrive, require_past
from checkin.core.similar_names import is_written, words_of
from checkin.core.text import clean, translatable
from checkin.core.verdicts import Verdict, opens_at
from checkin.door.answer_text import detail, format_duration, person_text, verdict_title
from checkin.door.paper_entry import enter_rows, looks_like_rows
from checkin.door.scan import Door, ScanAnswer
from checkin.door.snapshot import Snapshot
from checkin.intake.words.entered_times import read_session_time
from checkin.kiosk.base.dialogs import confirmed, title_of
from checkin.kiosk.base.kiosk_screen import KioskScreen
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.base.search_dialog import SearchResults, is_searchable
from checkin.kiosk.widgets.footer import KeysFooter
from checkin.store.roster import search

_SHOWN = 12


class PaperScreen(KioskScreen):
    """Every name is recorded as from paper, for the session and at the time that stand above."""

    keeps_language = True

    HELP = translatable(
        """\
For a list that was kept on paper while the door was closed.
Choose the session, and the time at which they came. Then type some
letters of each name and press Enter: the person is recorded as from
paper, and the next name can be typed at once. The row numbers of a sign-in
list do as well, like 3 7 12-18. A badge can be scanned at any time; it is
answered as at the door, with the time of now."""
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", translatable("Back")),
        Binding("down", "move(1)", translatable("Next"), show=False),
        Binding("up", "move(-1)", translatable("Previous"), show=False),
    ]

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._answered = ""
        self._entered: list[str] = []
        self._sure_of: tuple[str, datetime] | None = None
        # Whether staff have typed a time. The field holds the start of the session at first, which takes no place of a
        # scan.
        self._is_timed = False

    def compose(self) -> ComposeResult:
        tr, sessions = self.tr, self._snapshot.sessions
        now = self.kiosk.now()
        held = [session for session in sessions if session.starts_at <= now]
        current = self._snapshot.session or (held[-1] if held else sessions[0] if sessions else None)
        yield Static(Content.styled(tr("Enter a paper list"), "bold"), id="heading")
        with Vertical(id="form"):
            yield Label(Content(tr("Session")))
            yield Select(
                [(self._line(session), session.id) for session in sessions],
                value=current.id if current else Select.NULL,
                allow_blank=current is None,
                type_to_search=False,
                id="session",
                compact=True,
            )
            yield Label(Content(tr("When they came (e.g. 09:05)")))
            yield Input(value=self._start(current), id="time", compact=True)
            yield Static(id="day")
            yield Label(Content(tr("Name, institution, country or code; Enter records the person")))
            yield Input(id="who", compact=True, select_on_focus=False)
            with Horizontal(classes="columns"):
                yield SearchResults("found", compact=True)
                yield Static(id="entered")
            with Horizontal(classes="buttons"):
                yield Button(Content(tr("Record")), id="record", variant="primary", compact=True)
                yield Button(Content(tr("Back")), id="back", compact=True)
        yield KeysFooter()

    def on_mount(self) -> None:
        self.query_one("#found").border_title = title_of(self.tr("Found"))
        self.query_one("#entered").border_title = title_of(self.tr("Recorded"))
        self.query_one("#who").focus()
        self._show_day()

    def action_move(self, by: int) -> None:
        self.query_one(SearchResults).move(by)

    def on_key(self, event: events.Key) -> None:
        """Pass keys typed in the list to the name field."""
        if event.is_printable and event.character and self.focused is self.query_one(SearchResults):
            event.stop()
            field = self.query_one("#who", Input)
            field.insert_text_at_cursor(event.character)
            field.focus()

    def on_select_changed(self, event: Select.Changed) -> None:
        session = next((found for found in self._snapshot.sessions if found.id == event.value), None)
        self._is_timed = False
        self.query_one("#time", Input).value = self._start(session)
        self._show_day()

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "who":
            self._look_up(event.value)
        elif event.input.id == "time":
            self._is_timed = self._is_timed or event.value != self._start(self._session())
            self._show_day()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id != "who":
            self.query_one("#who").focus()
            return
        if event.value != self._answered:
            self._list(event.value, self._search(event.value))
        if looks_like_rows(event.value) or self.query_one(SearchResults).settles():
            self._record()

    def on_search_results_entered(self) -> None:
        self._record()

    def on_option_list_option_selected(self) -> None:
        self._record()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "record":
            self._record()
        else:
            self.dismiss()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _look_up(self, text: str) -> None:
        self.app.call_from_thread(self._list, text, self._search(text))

    def _search(self, text: str) -> search.SearchHits:
        if not is_searchable(text):
            return search.SearchHits()
        with self.kiosk.opened.record.reading() as conn:
            hits = search.find_people(conn, text)
        # Names are typed one after the other from paper: who is called otherwise has to be chosen.
        return replace(hits, is_exact=hits.is_exact and any(_is_meant(text, person) for person in hits.people))

    def _list(self, text: str, found: search.SearchHits) -> None:
        if text == self.query_one("#who", Input).value != self._answered:
            self._answered = text
            shown = "" if looks_like_rows(text) else text
            self.query_one(SearchResults).show(found, shown, self.tr)

    @work(group=DIALOG_WORKERS)
    async def _record(self) -> None:
        """Record the chosen person, or the people of the row numbers. A time outside the session is asked about."""
        person = self.query_one(SearchResults).chosen
        session = self._session()
        field = self.query_one("#who", Input)
        rows = field.value.strip() if looks_like_rows(field.value) else ""
        if session is None or not (rows or person):
            self.query_one(SearchResults).go_in()
            return
        try:
            at = self._when(session)
        except CheckinError as error:
            self.notify(self.tr.error(error), severity="error", markup=False)
            self.query_one("#time").focus()
            return
        if not may_arrive(session, at, self.kiosk.course) and not await self._is_sure(session, at):
            self.query_one("#time").focus()
            return
        is_timed = self._is_timed
        if rows:
            self.kiosk.submit(lambda: self._enter_rows(rows, session.id, at if is_timed else None), rows)
        elif person is not None:
            self.kiosk.submit(lambda: self._enter(person, session, at, is_timed=is_timed), clean(person.name))
        field.value = ""
        field.focus()

    async def _is_sure(self, session: Session, at: datetime) -> bool:
        """Ask about a time outside the opening times of the session. Ask once for the same time."""
        if self._sure_of == (session.id, at):
            return True
        tr, course = self.tr, self.kiosk.course
        opens = opens_at(session, course.door)
        time = self._day_and_time(at)
        if at < opens:
            span = format_duration(tr, opens - at)
            title = tr("{time} is {span} before the door opened. Record it all the same?", time=time, span=span)
        else:
            span = format_duration(tr, at - session.ends_at)
            title = tr("{time} is {span} after the end. Record it all the same?", time=time, span=span)
        if not await confirmed(self.kiosk, title, tr("Yes, record it")):
            return False
        self._sure_of = (session.id, at)
        return True

    def _enter(self, person: Participant, session: Session, at: datetime, *, is_timed: bool) -> None:
        """Record a person, on the writer thread."""
        kiosk = self.kiosk
        door = Door(kiosk.opened.record, kiosk.course, name=kiosk.door.door.name, session=session.id, anytime=True)
        answer = door.scan(person.code, how=EventSource.PAPER, at=at, signed=True, entered=is_timed)
        self.app.call_from_thread(self._show, answer)

    def _enter_rows(self, rows: str, session: str, at: datetime | None) -> None:
        """Record the row numbers of a sign-in list, on the writer thread."""
        for answer in enter_rows(self.kiosk.opened, session, rows, at=at, name=self.kiosk.door.door.name):
            self.app.call_from_thread(self._show, answer)

    def _show(self, answer: ScanAnswer) -> None:
        tr = self.tr
        said = f"{verdict_title(tr, answer)}  {person_text(tr, answer)}"
        if answer.verdict is Verdict.ALREADY:
            said += f"\n  {detail(tr, self.kiosk.course, answer)}"
        person, session = answer.participant, answer.session
        if answer.counted and person and session and not person.expected_at(session):
            said += "\n  " + tr("not on the sign-in list of this session: it is for other groups")
        self._entered.insert(0, said)
        del self._entered[_SHOWN:]
        self.query_one("#entered", Static).update(Content("\n".join(self._entered)))

    def _session(self) -> Session | None:
        value = self.query_one("#session", Select).value
        return next((known for known in self._snapshot.sessions if known.id == value), None)

    def _when(self, session: Session) -> datetime:
        """Return the time that was typed, on the day of the session. Raises :class:`InputError`."""
        at = read_session_time(self.query_one("#time", Input).value, session, self.kiosk.course)
        require_past(at, self.kiosk.now(), self.kiosk.course)
        return at

    def _show_day(self) -> None:
        """Show the day and the time that the typed time means."""
        session = self._session()
        try:
            text = self._day_and_time(self._when(session)) if session else ""
        except CheckinError as error:
            text = self.tr.error(error)
        self.query_one("#day", Static).update(Content(text))

    def _day_and_time(self, at: datetime) -> str:
        local = self.kiosk.course.local(at)
        return f"{self.tr.weekday(local.date())} {local:%H:%M}"

    def _start(self, session: Session | None) -> str:
        return f"{self.kiosk.course.local(session.starts_at):%H:%M}" if session else ""

    def _line(self, session: Session) -> Content:
        start = self.kiosk.course.local(session.starts_at)
        return Content(f"{self.tr.weekday(start.date())} {start:%H:%M}  {clean(session.title)}")


def _is_meant(text: str, person: Participant) -> bool:
    """Return True if a text is the name of a person, its beginning, or the person's code or own number."""
    own = {"".join(words_of(word)) for word in (person.code, person.own_code, person.own_id)} - {""}
    return is_written(text, person.name) or "".join(words_of(text)) in own
