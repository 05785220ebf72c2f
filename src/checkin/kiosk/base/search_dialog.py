"""Dialog: find a person while staff type, by any part of the name, institution, country or code."""

from collections.abc import Callable, Mapping, Sequence
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
from checkin.kiosk.base.dialogs import KioskDialog, Said, heading, said
from checkin.kiosk.widgets.hanging_indent import hanging
from checkin.store.roster.search import SearchHits, find_people

_NO_STATES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Found:
    """A person who was found: to be checked in at once, or to be looked at. None is a new person of that name."""

    person: Participant | None
    at_once: bool
    new_name: str = ""


_FIXED_SPACE = "\N{NO-BREAK SPACE}"
_SCROLL_BAR, _INDENT = 2, 2


class SearchResults(OptionList):
    """The people who were found. Enter is :class:`Entered`, a click is ``OptionSelected``."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "enter", show=False)]

    class Entered(Message):
        """Enter was pressed on a row."""

    def __init__(self, name: str | None = None, *, compact: bool = False) -> None:
        super().__init__(id=name, compact=compact)
        self.people: Sequence[Participant] = ()
        self._new_name = ""
        self._first = 0

    @property
    def new_name(self) -> str:
        """Return the name to add, if that row is the chosen one."""
        is_last = self.highlighted is not None and self.highlighted == self.option_count - 1
        return self._new_name if is_last else ""

    @property
    def chosen(self) -> Participant | None:
        """Return the person of the chosen row."""
        if self.highlighted is None:
            return None
        place = self.highlighted - self._first
        return self.people[place] if 0 <= place < len(self.people) else None

    def show(
        self,
        hits: SearchHits,
        text: str,
        tr: Translator,
        states: Mapping[str, str] = _NO_STATES,
        *,
        can_add: bool = False,
    ) -> None:
        """Show the people found for a text, each with a state; or the nearest ones, and the way to add a new one."""
        self.people, self._first, self._new_name = hits.people, 0, ""
        self.clear_options()
        options = []
        if not is_searchable(text):
            self._first = 1
            options = [Option(Content(tr("One more letter")), disabled=True)] if text.strip() else []
        elif not hits.people or not hits.is_exact:
            self._first = 1
            word = tr("Nobody found. The nearest:") if hits.people else tr("Nobody found")
            options = [Option(Content(word), disabled=True)]
        rows = [person_line(person, tr, states.get(person.id, "")) for person in hits.people]
        options += [Option(self._broken(row)) for row in rows]
        if can_add and is_searchable(text) and not (hits.people and hits.is_exact):
            self._new_name = clean(text)
            options.append(Option(Content(tr("Add “{name}” …", name=self._new_name))))
        self.add_options(options)
        # One who is only near is not chosen before staff choose.
        if hits.is_exact and hits.people:
            self.highlighted = self._first

    def _broken(self, row: Content) -> Content:
        """Break a row that is too long, but neither its code nor its state."""
        room = self.size.width - _SCROLL_BAR
        broken = hanging(row, room, _INDENT) if room > 2 * _INDENT else row
        return Content(broken.plain.replace(_FIXED_SPACE, " "), list(broken.spans))

    def move(self, by: int) -> None:
        """Choose another row, and stay in the list."""
        if self.people or self._new_name:
            last = self.option_count - 1
            before = self._first - 1 if self.highlighted is None and by > 0 else self.highlighted
            place = (self._first if before is None else before) + by
            self.highlighted = self._first if place > last else last if place < self._first else place
            self.focus()

    def go_in(self) -> None:
        """Go into the list, where staff choose."""
        if not (self.people or self._new_name):
            return
        if self.highlighted is None:
            self.highlighted = self._first
        self.focus()

    def settles(self) -> bool:
        """Return True if Enter means one person. Of several, or of the nearest ones, Enter first goes into the list."""
        if len(self.people) != 1 or self.highlighted is None:
            self.go_in()
            return False
        return True

    def action_enter(self) -> None:
        self.post_message(self.Entered())


class SearchDialog(KioskDialog[Found | None]):
    """Enter checks the only person in, or goes into the list first. F5 or a click opens the card.

    ``states`` gives how the people stand, and ``can_add`` offers to add a person of the typed name.
    """

    HELP = translatable(
        """\
Type some letters of first name, family name, country or institution, or a
code. Accents do not matter. Of names that differ by a letter, choose one.

Up and Down choose a person. Enter takes the person who is chosen; F5 shows
the card first: it lets in, excuses, prints and corrects.
When nobody fits, the last line adds the person.

Esc goes back, and nothing is changed."""
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "card", translatable("Card")),
        Binding("down", "move(1)", translatable("Next"), show=False),
        Binding("up", "move(-1)", translatable("Previous"), show=False),
        Binding("backspace", "rub_out", show=False),
    ]

    def __init__(
        self,
        title: Said,
        *,
        at_once: Said,
        text: str = "",
        states: Callable[[Sequence[Participant]], Mapping[str, str]] = lambda people: _NO_STATES,
        can_add: bool = False,
    ) -> None:
        super().__init__()
        self._title = title
        self._at_once = at_once
        self._text = text
        self._states = states
        self._can_add = can_add
        # The text that the list answers: Enter may be pressed before the answer is there.
        self._answered = ""
        self.keeps_language = not (callable(title) and callable(at_once))

    async def recompose(self) -> None:
        self._text, self._answered = self.query_one(Input).value, ""
        await super().recompose()

    def fill_again(self) -> None:
        # The people are looked up again, for their states and countries in the other language.
        hits = self._found(self._text)
        self._list(self._text, hits, self._states(hits.people))

    def compose(self) -> ComposeResult:
        tr = self.tr
        with Vertical(classes="dialog") as box:
            yield from heading(box, said(self._title))
            yield Input(self._text, placeholder=tr("for example: fern arg"), select_on_focus=False)
            yield SearchResults()
            with Horizontal(classes="buttons"):
                yield Button(Content(said(self._at_once)), id="at-once", variant="primary", compact=True)
                yield Button(Content(tr("Card")), id="card", compact=True)
                yield Button(Content(tr("Back")), id="back", compact=True)
            yield Label(
                Content(tr("Enter: {action} · F5: more, on the card · Esc goes back", action=said(self._at_once))),
                classes="hint",
            )

    def on_mount(self) -> None:
        field = self.query_one(Input)
        field.cursor_position = len(field.value)
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.run_worker(lambda: self._look_up(event.value), thread=True, exclusive=True, exit_on_error=False)

    def _look_up(self, text: str) -> None:
        hits = self._found(text)
        self.app.call_from_thread(self._list, text, hits, self._states(hits.people))

    def _found(self, text: str) -> SearchHits:
        if not is_searchable(text):
            return SearchHits()
        with self.kiosk.opened.record.reading() as conn:
            return find_people(conn, text)

    def _list(self, text: str, hits: SearchHits, states: Mapping[str, str]) -> None:
        # An answer that comes late is of a text that was typed on.
        if text == self.query_one(Input).value != self._answered:
            self._answered = text
            self.query_one(SearchResults).show(hits, text, self.tr, states, can_add=self._can_add)

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
            hits = self._found(event.value)
            self._list(event.value, hits, self._states(hits.people))
        if self.query_one(SearchResults).settles():
            self._finish(at_once=True)

    def on_search_results_entered(self) -> None:
        self._finish(at_once=True)

    def on_option_list_option_selected(self) -> None:
        self._finish(at_once=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id != "back":
            self._finish(at_once=event.button.id == "at-once")

    def _finish(self, *, at_once: bool) -> None:
        results = self.query_one(SearchResults)
        if results.chosen is not None:
            self.dismiss(Found(results.chosen, at_once))
        elif results.new_name:
            self.dismiss(Found(None, at_once, results.new_name))
        else:
            results.go_in()


def is_searchable(text: str) -> bool:
    """Return True if enough was typed for a search."""
    return len(text.strip()) > 1


def person_line(person: Participant, tr: Translator, state: str = "") -> Content:
    """Return a person on one line: name, state, country, institution, code."""
    code, state = (text.replace(" ", _FIXED_SPACE) for text in (format_code(person.code), state))
    parts = [tr.country(person.country), clean(person.institution), code]
    shown = Content.assemble((clean(person.name), "bold"))
    if state:
        shown = Content.assemble(shown, "  ", (state, "bold"))
    return Content.assemble(shown, "  ", " · ".join(part for part in parts if part))
