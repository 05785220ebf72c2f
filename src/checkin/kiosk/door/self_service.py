"""The door without staff: it says to each person, in their own language, whether they are in, and nothing else.

No menu, no search, no names of others. Nothing but the PIN opens it.
"""

from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from checkin.core.course import Session
from checkin.core.door_sessions import parallel_sessions
from checkin.core.text import LANGUAGES, clean, translatable
from checkin.door.answer_text import clock_time, text_with_time
from checkin.door.scan import ScanAnswer
from checkin.door.snapshot import Snapshot
from checkin.i18n.translator import Translator, get_translator
from checkin.kiosk.base.dialogs import ChooseDialog
from checkin.kiosk.base.kiosk_screen import KioskScreen
from checkin.kiosk.base.screen import DIALOG_WORKERS, NOT_RECORDED
from checkin.kiosk.runtime import supervisor
from checkin.kiosk.widgets.session_bar import NEXT
from checkin.kiosk.widgets.verdict_panel import VerdictPanel

_QUIET = 8
_WELCOME = translatable("Please scan your badge")
_WELCOME_CAMERA = translatable("Please hold your badge or phone in front of the camera")


class SelfServiceScreen(KioskScreen):
    """The screen that guests see."""

    codes_only = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f12", "open", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._quiet_in = 0
        self._opened_by_staff = False
        self._invited_to: str = ""
        self._snapshot: Snapshot | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        yield VerdictPanel(self.kiosk.course, self.kiosk.opened.folder.root, guest=True)
        yield Static(id="staff-hint")

    def on_mount(self) -> None:
        self.set_interval(1, self._tick)
        self.refresh_texts()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        del event
        if not self._opened_by_staff:
            supervisor.report(supervisor.State.GUESTS)

    def on_screen_suspend(self) -> None:
        self._opened_by_staff = False

    def refresh_texts(self) -> None:
        course = self.kiosk.course
        self.query_one("#heading", Static).update(Content.styled(clean(f"{course.edition} {course.title}"), "bold"))
        self.query_one("#staff-hint", Static).update(Content(self.tr("F12 staff")))
        if not self.kiosk.out_of_order:
            self._invite()
        self._show_clock()

    def show_answer(self, answer: ScanAnswer) -> None:
        self._quiet_in = _QUIET
        self.query_one(VerdictPanel).show_answer(answer, self._speech_of(answer))

    def show_blocked(self, seconds: int) -> None:
        """Show that no code is read for some seconds, after too many unknown ones."""
        self._quiet_in = seconds
        lines = [tr("Please wait {n} s, then scan your badge once more.", n=seconds) for tr in self._speeches()]
        self.query_one(VerdictPanel).show_idle("\n\n".join(lines))

    def show_waiting(self, what: str) -> None:
        """Ask the guest to wait for the answer, in the place of another guest's."""
        del what
        self._quiet_in = _QUIET
        self.query_one(VerdictPanel).show_idle("\n\n".join(tr("Please wait a moment.") for tr in self._speeches()))

    def show_not_recorded(self, text: str) -> None:
        """Show that the scan was not recorded, without details, in the place of another guest's answer."""
        del text
        self._quiet_in = _QUIET
        lines = [line for tr in self._speeches() for line in (tr(NOT_RECORDED), "")]
        self.query_one(VerdictPanel).show_out_of_order(lines)

    def name_typed(self, text: str) -> bool:
        """Answer letters that are no code without recording them: guests have no search, and it may be a PIN."""
        del text
        return True

    def show_trouble(self, text: str) -> None:
        """Show that the door is out of order, or in order again. Guests see no details."""
        del text
        if self.kiosk.out_of_order:
            said = translatable("This door is out of order. Please go to the registration desk.")
            lines = [line for tr in self._speeches() for line in (tr(said), "")]
            self.query_one(VerdictPanel).show_out_of_order(lines)
        else:
            self._invite()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable every key except the key that asks for the PIN."""
        del parameters
        return action == "open"

    @work(group=DIALOG_WORKERS)
    async def action_open(self) -> None:
        """Open the door for the staff."""
        tr = self.tr
        if not await self.kiosk.require_pin(tr("PIN, to leave self-service")):
            return
        choices = [
            ("stay", Content(tr("Stay in self-service"))),
            ("door", Content(tr("Open the door of the staff"))),
            ("quit", Content(tr("Leave checkin"))),
        ]
        match await self.app.push_screen_wait(ChooseDialog(tr("Self-service"), choices)):
            case "door":
                self._leave()
                self.kiosk.open_desk("door")
            case "quit":
                self._leave()
                self.app.exit()

    def _leave(self) -> None:
        """Store that staff have opened the door, and tell the supervisor that it may end."""
        self.kiosk.leave_self_service()
        self._opened_by_staff = True
        supervisor.report(supervisor.State.STAFF)

    def _tick(self) -> None:
        self._show_clock()
        if self._quiet_in > 0:
            self._quiet_in -= 1
            if self._quiet_in == 0 and not self.kiosk.out_of_order:
                self._invite()
        else:
            self._renew()

    def _renew(self) -> None:
        """Show the invitation of now in the place of an older one."""
        if self._quiet_in == 0 and not self.kiosk.out_of_order and self._invited_to != self._welcome():
            self._invite()

    def snapshot_changed(self, snapshot: Snapshot) -> None:
        """Take the sessions, and show what a scan counts for unless an answer is there."""
        self._snapshot = snapshot
        self._renew()

    def _show_clock(self) -> None:
        self.query_one(VerdictPanel).show_clock(f"{self.kiosk.course.local(self.kiosk.now()):%H:%M}")

    def _welcome(self) -> str:
        """Return the invitation in every language of the course, and what a scan counts for now."""
        text = _WELCOME_CAMERA if self.kiosk.has_camera else _WELCOME
        if self._snapshot is None or not self._snapshot.has_programme:
            return "\n\n".join(tr(text) for tr in self._speeches())
        door, now = self.kiosk.door.door, self.kiosk.now()
        found = door.sessions_at(self._snapshot.sessions, now)
        if not found:
            return "\n\n".join(f"{tr(text)}\n{self._nothing_open(tr, self._snapshot)}" for tr in self._speeches())
        counted = found if door.is_exit else parallel_sessions(found)
        lines = [self._session_line(session, is_exit=door.is_exit) for session in counted]
        return "\n\n".join([*(tr(text) for tr in self._speeches()), "\n".join(lines)])

    def _session_line(self, session: Session, *, is_exit: bool) -> str:
        """Return a session in the words of the programme, which need no language; at an exit, that people leave it."""
        course, now = self.kiosk.course, self.kiosk.now()
        start, end = (clock_time(self.tr, course, at, now) for at in (session.starts_at, session.ends_at))
        out = " / ".join(dict.fromkeys(tr("Exit") for tr in self._speeches())) if is_exit else ""
        return " · ".join(filter(None, (out, clean(session.title), f"{start}–{end}", clean(session.room))))

    def _nothing_open(self, tr: Translator, snapshot: Snapshot) -> str:
        upcoming, at = snapshot.upcoming, snapshot.upcoming_at
        if upcoming is None or at is None:
            return tr("No session is open now")
        return text_with_time(tr, NEXT, self.kiosk.course, at, self.kiosk.now(), title=clean(upcoming.title))

    def _invite(self) -> None:
        self._invited_to = self._welcome()
        self.query_one(VerdictPanel).show_idle(self._invited_to)

    def _speeches(self) -> list[Translator]:
        return [get_translator(language) for language in self.kiosk.course.languages]

    def _speech_of(self, answer: ScanAnswer) -> Translator:
        """Return the language of the person, else of the door."""
        language = answer.participant.language[:2].lower() if answer.participant else ""
        return get_translator(language) if language in LANGUAGES else self.tr
