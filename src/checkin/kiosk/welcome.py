"""What bare ``checkin`` shows where there is no course: try the sample one, or make one's own."""

from pathlib import Path
from typing import ClassVar, Literal

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Input, Label

Choice = tuple[Literal["demo", "new"], str]


class WelcomeApp(App[Choice]):
    """Ends with what was chosen and the folder for it, or with None."""

    CSS_PATH = Path(__file__).with_name("kiosk.tcss")
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+q", "quit", "Leave", priority=True)]

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder

    def compose(self) -> ComposeResult:
        with Vertical(id="welcome"):
            yield Label(Content.styled("checkin", "bold"))
            yield Label(Content(f"There is no course in {self._folder}."))
            yield Button("Try the sample course", id="demo", variant="primary")
            yield Label("or make your own: a folder with commented files to fill in")
            yield Input(value="my-course", id="name")
            yield Button("Make this folder", id="new")
            yield Label("Escape leaves", classes="hint")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "demo":
            self.exit(("demo", "checkin-demo"))
        else:
            self.exit(("new", self.query_one(Input).value.strip() or "my-course"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.exit(("new", event.value.strip() or "my-course"))
