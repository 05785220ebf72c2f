"""The organizer's desk: load the lists, choose whose badges, draw them to a file."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Checkbox, Footer, Input, Label, Select, Static

from checkin.badges.draw import Format
from checkin.badges.printing import Wish, chosen_people, print_badges
from checkin.badges.sheets import SHEETS
from checkin.errors import CheckinError
from checkin.intake.load import Loaded, load
from checkin.text import clean

if TYPE_CHECKING:
    from checkin.kiosk.app import KioskApp


class BadgesScreen(Screen[None]):
    """Badges of everybody, of some, or of those not printed yet."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+p", "draw", "Draw the badges")]

    @property
    def kiosk(self) -> "KioskApp":
        """The application, by its own type."""
        return cast("KioskApp", self.app)

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(f"Badges · {clean(self.kiosk.opened.course.title)}", "bold"), id="heading")
        with VerticalScroll(id="form"):
            yield Label("Whose (empty: everybody; role=speaker, country=BR, group=A, part of a name)")
            yield Input(id="who", placeholder="everybody", compact=True)
            yield Checkbox("Only those not printed yet", id="new", compact=True)
            yield Label("Sheet")
            yield Select(
                [(Content(s.title), s.name) for s in SHEETS.values()], value="a6", allow_blank=False, id="sheet"
            )
            yield Label("Format")
            yield Select(
                [(Content("PDF, one file"), "pdf"), (Content("PNG pictures"), "png"), (Content("SVG pictures"), "svg")],
                value="pdf",
                allow_blank=False,
                id="format",
                compact=True,
            )
            with Horizontal(classes="buttons"):
                yield Button("Draw the badges", variant="primary", id="draw", compact=True)
                yield Button("Load roster and programme", id="load", compact=True)
            yield Static(id="result")
        yield Footer(compact=True)

    def on_screen_resume(self) -> None:
        self._count()

    @on(Input.Changed)
    @on(Checkbox.Changed)
    def _wish_changed(self) -> None:
        self._count()

    @on(Button.Pressed, "#draw")
    def action_draw(self) -> None:
        self.query_one("#draw", Button).disabled = True
        self._draw(self._wish())

    @on(Button.Pressed, "#load")
    def _load_pressed(self) -> None:
        self._load()

    def _wish(self) -> Wish:
        return Wish(
            who=self.query_one("#who", Input).value,
            only_new=self.query_one("#new", Checkbox).value,
            sheet=str(self.query_one("#sheet", Select).value),
            kind=cast("Format", self.query_one("#format", Select).value),
        )

    @work(thread=True, exclusive=True, group="count")
    def _count(self) -> None:
        try:
            people = chosen_people(self.kiosk.opened, self._wish())
            text = f"{len(people)} badges"
        except CheckinError as error:
            text = str(error)
        self.app.call_from_thread(self._say, text)

    @work(thread=True, group="draw")
    def _draw(self, wish: Wish) -> None:
        try:
            printed = print_badges(self.kiosk.opened, wish)
            place = printed.files[0] if len(printed.files) == 1 else printed.files[0].parent if printed.files else ""
            text = f"{len(printed.people)} badges on {printed.pages} pages: {place}"
        except CheckinError as error:
            text = str(error)
        self.app.call_from_thread(self._drawn, text)

    def _drawn(self, text: str) -> None:
        self.query_one("#draw", Button).disabled = False
        self._say(text)

    @work(thread=True, exclusive=True, group="load")
    def _load(self) -> None:
        try:
            text = _in_words(load(self.kiosk.opened))
        except CheckinError as error:
            text = str(error)
        self.app.call_from_thread(self._say, text)

    def _say(self, text: str) -> None:
        self.query_one("#result", Static).update(Content(text))


def _in_words(loaded: Loaded) -> str:
    parts = [
        f"{name}: {len(part.added)} added, {len(part.changed)} changed, {len(part.unlisted)} no longer listed"
        for name, part in (("People", loaded.roster), ("Sessions", loaded.programme))
        if part is not None
    ]
    return "\n".join(parts)
