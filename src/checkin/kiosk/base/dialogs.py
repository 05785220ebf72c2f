"""The plain dialogs: choose one of a list, answer a question, read a text."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.console import RenderableType
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.markup import escape
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from checkin.core.text import translatable
from checkin.kiosk.base.app_protocol import KioskApi
from checkin.kiosk.base.backdrop import Backdrop
from checkin.kiosk.base.screen import BaseScreen, T
from checkin.kiosk.widgets.hanging_indent import aligned, hanging, hanging_text

# Letters; a dialog of 80 columns has room for some more.
_LONGEST_BORDER_TITLE = 48
# A dialog fills a narrow screen. On a wide one it has a greatest width. Frame, padding and scroll bar take cells.
_WIDE, _WIDEST, _FRAME = 110, 100, 8
# Cells from which buttons stand side by side, and rows from which a dialog has blank lines and its hint. The button
# that leaves it is always there.
_SIDE_BY_SIDE, _HIGH = 70, 22


# A text of a dialog, or a function that makes it in the language of the moment.
Said = str | Callable[[], str]


def said(text: Said) -> str:
    """Return a text of a dialog in the language of the moment."""
    return text() if callable(text) else text


def title_of(text: str) -> str:
    """Return a title for a border, in which Textual would read square brackets as markup."""
    return escape(text)


def heading(box: Vertical, title: str, longest: int = _LONGEST_BORDER_TITLE) -> Iterator[Label]:
    """Put a short title into the border. A longer one, or one of several lines, is text of the dialog: not cut."""
    if "\n" not in title and cell_len(title) <= min(longest, box.app.size.width - _FRAME):
        box.border_title = title_of(title)
    else:
        yield Label(Content(title), classes="question")


def flowing(text: str) -> str:
    """Join each paragraph into one line, so that it fits any width; indented lines are kept."""
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and line and lines[-1] and not line.startswith(" ") and not lines[-1].startswith(" "):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(lines)


class KioskDialog(BaseScreen[T], ModalScreen[T]):
    """A dialog above a screen; Esc goes back, F1 explains it."""

    HELP = translatable(
        """\
Up and Down choose, Enter takes what is chosen. Tab goes to the buttons.
Esc goes back, and nothing is changed.

A badge that is scanned meanwhile is answered above the dialog."""
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", translatable("Back")),
        Binding("f1", "app.help", translatable("Help"), show=False),
        Binding("f9", "app.language", translatable("Language"), show=False),
    ]

    # A dialog whose texts are given as they are keeps them. One that is given them as functions makes them again.
    keeps_language = True

    # Textual's own lists.
    HORIZONTAL_BREAKPOINTS = [(0, "-small"), (_SIDE_BY_SIDE, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (_HIGH, "-high")]  # noqa: RUF012
    _covered: frozenset[int] = frozenset()

    def render(self) -> RenderableType:
        """Render the screen below, without the letters that this dialog cuts."""
        below = super().render()
        if isinstance(below, BackgroundScreen):
            return Backdrop(below.screen, below.color, self._covered)
        return below

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Render the screen below again if the dialog takes other rows than before."""
        super()._refresh_layout(size, scroll)
        regions = [part.region for part in self.children if part.display]
        covered = frozenset(row for region in regions for row in range(region.y, region.bottom))
        if covered != self._covered:
            self._covered = covered
            self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Pass keys typed before the field has the focus to the field."""
        fields = self.query(Input)
        if fields and event.is_printable and event.character and not isinstance(self.focused, Input):
            event.stop()
            field = fields.first()
            field.insert_text_at_cursor(event.character)
            field.focus()

    @on(Button.Pressed, "#back")
    def _go_back(self) -> None:
        self.dismiss(None)

    @property
    def room(self) -> int:
        """Return the cells of a line in the dialog, next to a scroll bar."""
        width = self.app.size.width
        return max(20, (width if width < _WIDE else min(_WIDEST, width * 9 // 10)) - _FRAME)

    def hint(self) -> str:
        """Return how to leave the dialog."""
        return self.tr("Esc goes back")


class ChooseDialog(KioskDialog[str | None]):
    """Choose one of a list; ends with its key, or None."""

    def __init__(
        self,
        title: Said,
        choices: Sequence[tuple[str, Content]] | Callable[[], Sequence[tuple[str, Content]]],
        current: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._made = choices
        self._choices = choices() if callable(choices) else choices
        self._current = current
        self.keeps_language = not (callable(title) and callable(choices))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            yield from heading(box, said(self._title))
            self._choices = self._made() if callable(self._made) else self._made
            lines = aligned([line for _, line in self._choices])
            yield OptionList(*[Option(hanging(line, self.room)) for line in lines])
            with Horizontal(classes="buttons"):
                yield Button(Content(self.tr("Back")), id="back", compact=True)
            yield Label(Content(self.tr("Enter chooses · Esc goes back")), classes="hint")

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        keys = [key for key, _ in self._choices]
        options.highlighted = keys.index(self._current) if self._current in keys else 0
        options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index][0])


async def confirmed(kiosk: KioskApi, question: str, yes: str) -> bool:
    """Ask whether to go on; to go back comes first. ``yes`` names what is done. Runs in a worker, since it waits."""
    choices = [("no", Content(kiosk.tr("No, go back"))), ("yes", Content(yes))]
    return bool(await kiosk.push_screen_wait(ChooseDialog(question, choices)) == "yes")


class AskDialog(KioskDialog[str | None]):
    """Ask for a line of text; ends with it, or with None. ``check`` gives what is wrong with an answer, or nothing."""

    HELP = translatable(
        """\
Type the answer and press Enter. A PIN is not shown.
Esc goes back, and nothing is changed.

A badge that is scanned meanwhile is answered above the dialog, and what you
typed stays."""
    )

    def __init__(
        self,
        title: str,
        question: str,
        *,
        secret: bool = False,
        check: Callable[[str], str] | None = None,
        closes_after: float = 0,
    ) -> None:
        """Prepare the dialog. It closes after ``closes_after`` seconds without a key; 0 is never."""
        super().__init__()
        self._closes_after = closes_after
        self._title = title
        self._question = question
        self._secret = secret
        self._check = check

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            yield from heading(box, self._title)
            yield Label(Content(self._question))
            yield Input(password=self._secret)
            yield Label("", id="wrong")
            with Horizontal(classes="buttons"):
                yield Button(Content(self.tr("Continue")), id="go", variant="primary", compact=True)
                yield Button(Content(self.tr("Back")), id="back", compact=True)
            yield Label(Content(self.tr("Enter goes on · Esc goes back")), classes="hint")

    def on_mount(self) -> None:
        if self._closes_after:
            self._timer = self.set_timer(self._closes_after, self._go_back)

    def on_input_changed(self) -> None:
        if self._closes_after:
            # Not Timer.reset, which begins again only when the time is over: up to twice as long.
            self._timer.stop()
            self._timer = self.set_timer(self._closes_after, self._go_back)

    def on_input_submitted(self) -> None:
        self._finish()

    @on(Button.Pressed, "#go")
    def _finish(self) -> None:
        text = self.query_one(Input).value.strip()
        wrong = self._check(text) if self._check else ("" if text else self.tr("Write something, or go back."))
        if wrong:
            self.query_one("#wrong", Label).update(Content(wrong))
            self.query_one(Input).value = ""
        else:
            self.dismiss(text)


class ReadDialog(KioskDialog[None]):
    """A text to read: the help, or a list."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1,enter", "dismiss(None)", translatable("Back"), show=False)]

    def __init__(self, title: Said, text: Content | Callable[[], Content]) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self.keeps_language = not (callable(title) and callable(text))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            yield from heading(box, said(self._title))
            with VerticalScroll():
                yield Static(hanging_text(self._text() if callable(self._text) else self._text, self.room))
            with Horizontal(classes="buttons"):
                yield Button(Content(self.tr("Back")), id="back", compact=True)
            yield Label(Content(self.hint()), classes="hint")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
