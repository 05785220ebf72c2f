"""The door: a scan in, a verdict on the screen when its event is on disk."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer, Static

from checkin.corrections import Corrections
from checkin.course import Participant
from checkin.door import Answer, Door
from checkin.events import How
from checkin.kiosk.snapshot import Snapshot, Taken, take
from checkin.kiosk.widgets import RecentScans, ScanField, SessionBar, VerdictPanel
from checkin.kiosk.writer import Failed
from checkin.store import people
from checkin.text import clean

if TYPE_CHECKING:
    from checkin.kiosk.app import KioskApp

_HELP = """\
Scan a badge: the answer fills the screen, and it is on disk by then.
No badge: F2, type some letters of the name, Enter.

  √ Present         counted
  ~ Late            counted, and late
  * Welcome         counted; a genuine badge, the list comes later
  = Already in      was counted before: see since when
  ! Not expected    this session is for others
  x Replaced, Withdrawn      see the organizers
  ? Unknown code    read it again
  - No session      nothing is open; see what is next

F3 keeps the door at one session. F4 takes the last counted scan back.
F6, F7 and F8 go to the door, the badges and the attendance."""
# How long a verdict stays before the panel rests, in seconds.
_QUIET = 30
_REFRESH = 5


class Answered(Message):
    """A scan was answered, and is on disk."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class Undone(Message):
    """A scan was taken back."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class DoorScreen(Screen[None]):
    """The desk at the entrance."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual's own
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help"),
        Binding("f2", "search", "Search"),
        Binding("f3", "session", "Session"),
        Binding("f4", "undo", "Undo"),
    ]

    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door
        self._snapshot: Snapshot | None = None
        self._stale = True
        self._ticks = 0
        self._shown_for = 0

    @property
    def kiosk(self) -> "KioskApp":
        """The application, by its own type."""
        return cast("KioskApp", self.app)

    def compose(self) -> ComposeResult:
        course = self.kiosk.opened.course
        yield Static(id="heading")
        yield SessionBar(course)
        with Container(id="body"):
            yield VerdictPanel(course)
            yield RecentScans(course)
        yield ScanField()
        yield Footer(compact=True)

    def on_mount(self) -> None:
        self.query_one(VerdictPanel).show_idle("Ready. Scan a badge.")
        self.query_one(ScanField).focus()
        self.set_interval(1, self._tick)
        self._tick()

    def on_scan_field_scanned(self, event: ScanField.Scanned) -> None:
        self._present(event.presented.text, event.presented.how)

    def _present(self, text: str, how: How) -> None:
        self.kiosk.writer.submit(lambda: Answered(self._door.scan(text, how=how)), clean(text)[:40])

    def on_answered(self, event: Answered) -> None:
        answer = event.answer
        self.query_one(VerdictPanel).show_answer(answer)
        self.query_one(RecentScans).add(answer)
        self._shown_for = 0
        self._stale = True
        if not answer.verdict.counts:
            self.app.bell()

    def on_failed(self, event: Failed) -> None:
        self.query_one(VerdictPanel).show_broken(str(event.error), event.what)
        self._shown_for = 0
        self.app.bell()

    def on_undone(self, event: Undone) -> None:
        self.query_one(RecentScans).strike(event.answer.event_id)
        name = event.answer.participant.name if event.answer.participant else event.answer.code
        self.query_one(VerdictPanel).show_idle(f"Undone: {clean(name)}")
        self._stale = True

    def on_taken(self, event: Taken) -> None:
        self._snapshot = event.snapshot
        self._show_session()

    def action_help(self) -> None:
        from checkin.kiosk.dialogs import HelpDialog

        self.app.push_screen(HelpDialog(_HELP))

    def action_search(self) -> None:
        from checkin.kiosk.dialogs import SearchDialog

        def search(text: str) -> list[Participant]:
            with self.kiosk.opened.record.reading() as conn:
                return people.search(conn, text)

        self.app.push_screen(SearchDialog(self.kiosk.opened.course, search), self._check_in)

    def _check_in(self, person: Participant | None) -> None:
        if person is not None:
            self._present(person.code, How.SEARCHED)

    def action_session(self) -> None:
        from checkin.kiosk.dialogs import SessionDialog

        if self._snapshot is not None:
            dialog = SessionDialog(self.kiosk.opened.course, self._snapshot.sessions, self._door.pinned)
            self.app.push_screen(dialog, self._pin)

    def _pin(self, session: str | None) -> None:
        if session is not None:
            self._door.pinned = session or None
            self._stale = True
            self._tick()

    def action_undo(self) -> None:
        answer = self.query_one(RecentScans).last_counted()
        if answer is None:
            self.notify("There is no counted scan to undo.", markup=False)
            return

        def undo() -> Undone:
            Corrections.of(self.kiosk.opened, reason="undone at the door").undo(answer.event_id)
            return Undone(answer)

        self.kiosk.writer.submit(undo, "the undo")

    def _tick(self) -> None:
        self._ticks += 1
        self._shown_for += 1
        if self._stale or self._ticks % _REFRESH == 0:
            self._stale = False
            self._take_snapshot()
        self._show_session()
        if self._shown_for == _QUIET:
            self.query_one(VerdictPanel).show_idle("Ready. Scan a badge.")

    @work(thread=True, exclusive=True, exit_on_error=False, group="snapshot")
    def _take_snapshot(self) -> None:
        taken = take(self.kiosk.opened, self._now(), door=self._door.name, pinned=self._door.pinned)
        self.post_message(Taken(taken))

    def _now(self) -> datetime:
        return self.kiosk.opened.record.clock.now()

    def _show_session(self) -> None:
        now, course = self._now(), self.kiosk.opened.course
        place = f"  ·  {clean(self._door.name)}" if self._door.name else ""
        clock = f"{course.local(now):%H:%M:%S}"
        title = Content.assemble((clean(f"{course.edition} {course.title}"), "bold"), place)
        room = max(20, self.size.width - len(clock) - 4)
        heading = Content.assemble(title.truncate(room, ellipsis=True, pad=True), "  ", clock)
        self.query_one("#heading", Static).update(heading)
        if (snapshot := self._snapshot) is not None:
            self.query_one(SessionBar).show_session(
                snapshot.session,
                snapshot.upcoming,
                now,
                pinned=self._door.pinned is not None,
                counts=(snapshot.present, snapshot.expected),
                trouble=self._trouble(),
            )

    def _trouble(self) -> str:
        mirror = self.kiosk.opened.record.mirror
        return mirror.trouble if mirror is not None else ""
