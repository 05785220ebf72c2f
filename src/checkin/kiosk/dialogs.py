"""The dialogs above the door: search, choice of session, help."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from checkin.codes import show
from checkin.course import Course, Participant, Session
from checkin.locales.territories import country_name
from checkin.text import clean

_CLOSE: list[BindingType] = [Binding("escape", "dismiss(None)", "Back")]


class SearchDialog(ModalScreen[Participant | None]):
    """Find somebody by any part of the name, institution, country or code, and check them in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_CLOSE,
        Binding("down", "move(1)", "Next", show=False),
        Binding("up", "move(-1)", "Previous", show=False),
    ]

    def __init__(self, course: Course, search: Callable[[str], Sequence[Participant]]) -> None:
        super().__init__()
        self._course = course
        self._search = search
        self._found: Sequence[Participant] = ()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label("Search: name, institution, country or code")
            yield Input(placeholder="for example: fern arg")
            yield OptionList()
            yield Label("Enter checks in · Up and Down choose · Escape goes back", classes="hint")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.run_worker(lambda: self._look_up(event.value), thread=True, exclusive=True, exit_on_error=False)

    def _look_up(self, text: str) -> None:
        found = self._search(text) if len(text.strip()) > 1 else ()
        self.app.call_from_thread(self._list, found)

    def _list(self, found: Sequence[Participant]) -> None:
        self._found = found
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(self._line(person)) for person in found])
        if found:
            options.highlighted = 0

    def _line(self, person: Participant) -> Content:
        place = country_name(person.country, self._course.language)
        parts = [place, clean(person.institution), show(person.code)]
        return Content.assemble((clean(person.name), "bold"), "  ", " · ".join(part for part in parts if part))

    def action_move(self, by: int) -> None:
        options = self.query_one(OptionList)
        if self._found:
            options.highlighted = ((options.highlighted or 0) + by) % len(self._found)

    def on_input_submitted(self) -> None:
        place = self.query_one(OptionList).highlighted
        if self._found and place is not None:
            self.dismiss(self._found[place])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._found[event.option_index])


class SessionDialog(ModalScreen[str | None]):
    """Choose the session of this door: an id, or the empty text for whatever the clock says."""

    BINDINGS: ClassVar[list[BindingType]] = _CLOSE

    def __init__(self, course: Course, sessions: Sequence[Session], current: str | None) -> None:
        super().__init__()
        self._course = course
        self._sessions = sessions
        self._current = current

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label("The session of this door")
            yield OptionList(Option(Content("By the clock")), *[Option(self._line(s)) for s in self._sessions])
            yield Label("Enter chooses · Escape goes back", classes="hint")

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        ids = [session.id for session in self._sessions]
        options.highlighted = ids.index(self._current) + 1 if self._current in ids else 0
        options.focus()

    def _line(self, session: Session) -> Content:
        start = self._course.local(session.starts_at)
        room = f" · {clean(session.room)}" if session.room else ""
        return Content.assemble(f"{start:%d %b %H:%M}  ", (clean(session.title), "bold"), room)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._sessions[event.option_index - 1].id if event.option_index else "")


class HelpDialog(ModalScreen[None]):
    """What the keys do."""

    BINDINGS: ClassVar[list[BindingType]] = [*_CLOSE, Binding("f1", "dismiss(None)", "Back", show=False)]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._text))
            yield Label("Escape goes back", classes="hint")
