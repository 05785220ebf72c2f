"""What bare ``checkin`` shows where there is no course: try the sample one, or make one's own."""

from typing import ClassVar, Literal

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Input, Label

from checkin.core.text import translatable
from checkin.i18n.translator import get_translator

Choice = tuple[Literal["demo", "new"], str]


class WelcomeApp(App[Choice]):
    """Ends with what was chosen and the folder for it, or with None."""

    CSS = """
    #welcome { align: center middle; padding: 1 4; height: 100%; }
    #welcome Label { margin-bottom: 1; }
    #welcome Button { margin-bottom: 1; width: 40; }
    #welcome Input { width: 60; margin-bottom: 1; }
    """
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+q", "quit", translatable("Leave"), priority=True)]

    def __init__(self, folder: str, language: str) -> None:
        super().__init__()
        self._folder = folder
        self._say = get_translator(language)

    def compose(self) -> ComposeResult:
        tr = self._say
        with Vertical(id="welcome"):
            yield Label(Content.styled("checkin", "bold"))
            yield Label(Content(tr("There is no course in {folder}.", folder=self._folder)))
            yield Button(Content(tr("Try the sample course")), id="demo", variant="primary")
            yield Label(Content(tr("or make your own: a folder with commented files to fill in")))
            yield Input(value="my-course", id="name")
            yield Button(Content(tr("Make this folder")), id="new")
            yield Label(Content(tr("Escape leaves")), classes="hint")

    def action_help_quit(self) -> None:
        """Ctrl+C, which leaves other programs: say how one leaves this one."""
        self.notify(self._say("Escape leaves"), markup=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "demo":
            self.exit(("demo", "checkin-demo"))
        else:
            self.exit(("new", self.query_one(Input).value.strip() or "my-course"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.exit(("new", event.value.strip() or "my-course"))
