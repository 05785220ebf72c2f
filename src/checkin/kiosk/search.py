"""Find somebody as one types: by any part of the name, institution, country or code, without accents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Label, OptionList
from textual.widgets.option_list import Option

from checkin.codes import show
from checkin.course import Participant
from checkin.kiosk.screens import KioskDialog
from checkin.locales.speech import Speech
from checkin.text import clean, mark


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who was found: to be checked in at once, or to be looked at."""

    person: Participant
    at_once: bool


class SearchDialog(KioskDialog[Found | None]):
    """Enter checks the chosen person in; F5 or a click opens their card. ``only_cards``: Enter chooses only."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "card", mark("Card")),
        Binding("down", "move(1)", mark("Next"), show=False),
        Binding("up", "move(-1)", mark("Previous"), show=False),
    ]

    def __init__(self, title: str, search: Callable[[str], Sequence[Participant]], *, at_once: str) -> None:
        super().__init__()
        self._title = title
        self._search = search
        self._at_once = at_once
        self._found: Sequence[Participant] = ()

    def compose(self) -> ComposeResult:
        say = self.say
        with Vertical(classes="dialog"):
            yield Label(Content(self._title), classes="title")
            yield Input(placeholder=say("for example: fern arg"))
            yield OptionList()
            with Horizontal(classes="buttons"):
                yield Button(Content(self._at_once), id="at-once", variant="primary", compact=True)
                yield Button(Content(say("Card")), id="card", compact=True)
                yield Button(Content(say("Back")), id="back", compact=True)
            yield Label(Content(say("Enter: first button · F5: card · Escape goes back")), classes="hint")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.run_worker(lambda: self._look_up(event.value), thread=True, exclusive=True, exit_on_error=False)

    def _look_up(self, text: str) -> None:
        found = self._search(text) if len(text.strip()) > 1 else ()
        self.app.call_from_thread(self._list, found)

    def _list(self, found: Sequence[Participant]) -> None:
        self._found = found
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(described(person, self.say)) for person in found])
        if found:
            options.highlighted = 0

    def action_move(self, by: int) -> None:
        options = self.query_one(OptionList)
        if self._found:
            options.highlighted = ((options.highlighted or 0) + by) % len(self._found)

    def action_card(self) -> None:
        self._finish(at_once=False)

    def on_input_submitted(self) -> None:
        self._finish(at_once=True)

    def on_option_list_option_selected(self) -> None:
        self._finish(at_once=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "back":
            self.dismiss(None)
        else:
            self._finish(at_once=event.button.id == "at-once")

    def _finish(self, *, at_once: bool) -> None:
        place = self.query_one(OptionList).highlighted
        if self._found and place is not None:
            self.dismiss(Found(self._found[place], at_once))


def described(person: Participant, say: Speech) -> Content:
    """Somebody on one line: name, country, institution, code."""
    parts = [say.country(person.country), clean(person.institution), show(person.code)]
    return Content.assemble((clean(person.name), "bold"), "  ", " · ".join(part for part in parts if part))
