"""The door without staff: it says to each person, in their own language, whether they are in, and nothing else.

No menu, no search, no names of others. Nothing but the PIN opens it.
"""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from checkin.core.course import LANGUAGES
from checkin.core.text import clean, mark
from checkin.door.scan import Answer
from checkin.i18n.translator import Speech, speech
from checkin.kiosk.base.dialogs import ChooseDialog
from checkin.kiosk.base.kiosk_screen import KioskScreen
from checkin.kiosk.base.screen import CONVERSATION
from checkin.kiosk.widgets.verdict_panel import VerdictPanel

_QUIET = 8
_WELCOME = mark("Please scan your badge")


class SelfServiceScreen(KioskScreen):
    """What guests see."""

    codes_only = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f12", "open", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._quiet_in = 0

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        yield VerdictPanel(self.kiosk.course, self.kiosk.opened.folder.root, guest=True)

    def on_mount(self) -> None:
        self.set_interval(1, self._tick)
        self.retell()

    def retell(self) -> None:
        course = self.kiosk.course
        self.query_one("#heading", Static).update(Content.styled(clean(f"{course.edition} {course.title}"), "bold"))
        if not self.kiosk.out_of_order:
            self._invite()

    def show_answer(self, answer: Answer) -> None:
        self._quiet_in = _QUIET
        self.query_one(VerdictPanel).show_answer(answer, self._speech_of(answer))

    def show_held(self, seconds: int) -> None:
        """Too many codes that nobody has: the next is not read before so many seconds have passed."""
        self._quiet_in = seconds
        lines = [say("Please wait {n} s, then scan your badge once more.", n=seconds) for say in self._speeches()]
        self.query_one(VerdictPanel).show_idle("\n\n".join(lines))

    def show_trouble(self, text: str) -> None:
        """Out of order, or in order again: no details for guests."""
        del text
        if self.kiosk.out_of_order:
            said = mark("This door is out of order. Please go to the registration desk.")
            lines = [line for say in self._speeches() for line in (say(said), "")]
            self.query_one(VerdictPanel).show_broken(lines)
        else:
            self._invite()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key does anything here but the one that asks for the PIN."""
        del parameters
        return action == "open"

    @work(group=CONVERSATION)
    async def action_open(self) -> None:
        """Open the door for the staff."""
        if not await self.kiosk.permitted():
            return
        say = self.say
        choices = [
            ("stay", Content(say("Stay in self-service"))),
            ("door", Content(say("Open the door of the staff"))),
            ("quit", Content(say("Leave checkin"))),
        ]
        match await self.app.push_screen_wait(ChooseDialog(say("Self-service"), choices)):
            case "door":
                self.kiosk.action_desk("door")
            case "quit":
                self.app.exit()

    def _tick(self) -> None:
        if self._quiet_in > 0:
            self._quiet_in -= 1
            if self._quiet_in == 0 and not self.kiosk.out_of_order:
                self._invite()

    def _invite(self) -> None:
        self.query_one(VerdictPanel).show_idle("\n\n".join(say(_WELCOME) for say in self._speeches()))

    def _speeches(self) -> list[Speech]:
        return [speech(language) for language in self.kiosk.course.languages]

    def _speech_of(self, answer: Answer) -> Speech:
        """The language of the person's row in the roster, else of the door."""
        language = answer.participant.language[:2].lower() if answer.participant else ""
        return speech(language) if language in LANGUAGES else self.say
