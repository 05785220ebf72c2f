"""Find somebody as one types: by any part of the name, institution, country or code, without accents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Label, OptionList
from textual.widgets.option_list import Option

from checkin.core.codes import format_code
from checkin.core.course import Participant
from checkin.core.text import clean, translatable
from checkin.i18n.translator import Translator
from checkin.kiosk.base.dialogs import KioskDialog, title_of


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who was found: to be checked in at once, or to be looked at."""

    person: Participant
    at_once: bool


class SearchResults(OptionList):
    """Those who were found. Enter is :class:`Entered`, a click is ``OptionSelected``."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "enter", show=False)]

    class Entered(Message):
        """Enter was pressed on somebody."""

    def __init__(self, name: str | None = None, *, compact: bool = False) -> None:
        super().__init__(id=name, compact=compact)
        self.people: Sequence[Participant] = ()

    @property
    def chosen(self) -> Participant | None:
        """Whoever stands under the cursor."""
        return self.people[self.highlighted] if self.people and self.highlighted is not None else None

    def show(self, people: Sequence[Participant], text: str, tr: Translator) -> None:
        """Show who was found for a text, or that nobody was."""
        self.people = people
        self.clear_options()
        self.add_options([Option(described(person, tr)) for person in people])
        if people:
            self.highlighted = 0
        elif enough(text):
            self.add_option(Option(Content(tr("Nobody found")), disabled=True))

    def move(self, by: int) -> None:
        """Go so many people on, and stay in the list: whoever went there has chosen."""
        if self.people:
            self.highlighted = ((self.highlighted or 0) + by) % len(self.people)
            self.focus()

    def settles(self) -> bool:
        """Whether Enter means one person: there is one alone, else it goes into the list first."""
        if len(self.people) > 1 and not self.has_focus:
            self.focus()
            return False
        return self.chosen is not None

    def action_enter(self) -> None:
        self.post_message(self.Entered())


class SearchDialog(KioskDialog[Found | None]):
    """Enter checks in the only one who was found, or goes into the list and then does; F5 or a click opens the card."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "card", translatable("Card")),
        Binding("down", "move(1)", translatable("Next"), show=False),
        Binding("up", "move(-1)", translatable("Previous"), show=False),
        Binding("backspace", "rub_out", show=False),
    ]

    def __init__(self, title: str, search: Callable[[str], Sequence[Participant]], *, at_once: str) -> None:
        super().__init__()
        self._title = title
        self._search = search
        self._at_once = at_once
        # The text that the list answers: whoever types fast presses Enter before the answer is there.
        self._answered = ""

    def compose(self) -> ComposeResult:
        tr = self.tr
        with Vertical(classes="dialog") as box:
            box.border_title = title_of(self._title)
            yield Input(placeholder=tr("for example: fern arg"), select_on_focus=False)
            yield SearchResults()
            with Horizontal(classes="buttons"):
                yield Button(Content(self._at_once), id="at-once", variant="primary", compact=True)
                yield Button(Content(tr("Card")), id="card", compact=True)
                yield Button(Content(tr("Back")), id="back", compact=True)
            yield Label(Content(tr("Enter: first button · F5: card · Escape goes back")), classes="hint")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.run_worker(lambda: self._look_up(event.value), thread=True, exclusive=True, exit_on_error=False)

    def _look_up(self, text: str) -> None:
        self.app.call_from_thread(self._list, text, self._found(text))

    def _found(self, text: str) -> Sequence[Participant]:
        return self._search(text) if enough(text) else ()

    def _list(self, text: str, found: Sequence[Participant]) -> None:
        # An answer that comes late is of a text that was typed on.
        if text == self.query_one(Input).value != self._answered:
            self._answered = text
            self.query_one(SearchResults).show(found, text, self.tr)

    def action_move(self, by: int) -> None:
        self.query_one(SearchResults).move(by)

    def action_rub_out(self) -> None:
        field = self.query_one(Input)
        field.focus()
        field.action_delete_left()

    def action_card(self) -> None:
        self._finish(at_once=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value != self._answered:
            self._list(event.value, self._found(event.value))
        if self.query_one(SearchResults).settles():
            self._finish(at_once=True)

    def on_search_results_entered(self) -> None:
        self._finish(at_once=True)

    def on_option_list_option_selected(self) -> None:
        self._finish(at_once=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "back":
            self.dismiss(None)
        else:
            self._finish(at_once=event.button.id == "at-once")

    def _finish(self, *, at_once: bool) -> None:
        person = self.query_one(SearchResults).chosen
        if person is not None:
            self.dismiss(Found(person, at_once))


def enough(text: str) -> bool:
    """Whether so much was typed that a search makes sense."""
    return len(text.strip()) > 1


def described(person: Participant, tr: Translator) -> Content:
    """Somebody on one line: name, country, institution, code."""
    parts = [tr.country(person.country), clean(person.institution), format_code(person.code)]
    return Content.assemble((clean(person.name), "bold"), "  ", " · ".join(part for part in parts if part))
