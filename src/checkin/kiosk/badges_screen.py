"""The organizer's desk: load the lists, choose whose badges, draw them to a file."""

from typing import ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Checkbox, Footer, Input, Label, Select, Static

from checkin.badges.draw import Format
from checkin.badges.printing import Wish, chosen_people, print_badges
from checkin.badges.sheets import SHEETS
from checkin.errors import CheckinError
from checkin.intake.load import Loaded, load
from checkin.kiosk.screens import KioskScreen
from checkin.locales.speech import Speech
from checkin.text import clean, mark


class BadgesScreen(KioskScreen):
    """Badges of everybody, of some, or of those not printed yet."""

    HELP = mark(
        """\
Say whose badges, on which sheet and in which format; then draw them with
Ctrl+P. The number of badges is shown as you type.

Whose: nothing is everybody. role=speaker, country=BR and group=A choose
some; several with commas between them must all fit. Anything else is a
code or a part of a name.

What was printed is remembered, and printing is never attendance.
Load reads the roster and the programme of the course folder again.
F6 goes to the door, F8 to the attendance."""
    )

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+p", "draw", mark("Draw the badges"))]

    def compose(self) -> ComposeResult:
        say = self.say
        title = say("Badges · {title}", title=clean(self.kiosk.course.title))
        formats = [(say("PDF, one file"), "pdf"), (say("PNG pictures"), "png"), (say("SVG pictures"), "svg")]
        yield Static(Content.styled(title, "bold"), id="heading")
        with VerticalScroll(id="form"):
            yield Label(Content(say("Whose (empty: everybody; role=speaker, country=BR, group=A, part of a name)")))
            yield Input(id="who", placeholder=say("everybody"), compact=True)
            yield Checkbox(Content(say("Only those not printed yet")), id="new", compact=True)
            yield Label(Content(say("Sheet")))
            yield Select(
                [(Content(say(s.title)), s.name) for s in SHEETS.values()],
                value="a6",
                allow_blank=False,
                type_to_search=False,
                id="sheet",
                compact=True,
            )
            yield Label(Content(say("Format")))
            yield Select(
                [(Content(text), name) for text, name in formats],
                value="pdf",
                allow_blank=False,
                type_to_search=False,
                id="format",
                compact=True,
            )
            with Horizontal(classes="buttons"):
                yield Button(Content(say("Draw the badges")), variant="primary", id="draw", compact=True)
                yield Button(Content(say("Load roster and programme")), id="load", compact=True)
            yield Static(id="result")
        yield Footer(compact=True)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
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
            text = self.say.plural("{n} badge", "{n} badges", len(people))
        except CheckinError as error:
            text = self.say.error(error)
        self.app.call_from_thread(self._say, text)

    @work(thread=True, group="draw")
    def _draw(self, wish: Wish) -> None:
        try:
            printed = print_badges(self.kiosk.opened, wish)
            place = printed.files[0] if len(printed.files) == 1 else printed.files[0].parent if printed.files else ""
            text = self.say.plural(
                "{n} badge on {pages} pages: {place}",
                "{n} badges on {pages} pages: {place}",
                len(printed.people),
                pages=printed.pages,
                place=place,
            )
        except CheckinError as error:
            text = self.say.error(error)
        self.app.call_from_thread(self._drawn, text)

    def _drawn(self, text: str) -> None:
        self.query_one("#draw", Button).disabled = False
        self._say(text)

    @work(thread=True, exclusive=True, group="load")
    def _load(self) -> None:
        try:
            text = _in_words(self.say, load(self.kiosk.opened))
        except CheckinError as error:
            text = self.say.error(error)
        self.app.call_from_thread(self._say, text)

    def _say(self, text: str) -> None:
        self.query_one("#result", Static).update(Content(text))


def _in_words(say: Speech, loaded: Loaded) -> str:
    parts = [
        say(
            "{what}: {added} added, {changed} changed, {unlisted} no longer listed",
            what=what,
            added=len(part.added),
            changed=len(part.changed),
            unlisted=len(part.unlisted),
        )
        for what, part in ((say("People"), loaded.roster), (say("Sessions"), loaded.programme))
        if part is not None
    ]
    return "\n".join(parts)
