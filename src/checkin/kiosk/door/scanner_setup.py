"""Set up the scanner: scan a test code, then show what the scanner does and what was adjusted."""

from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Label, Static

from checkin.core.codes import ALPHABET
from checkin.core.events import ScannedText
from checkin.core.text import clean, translatable
from checkin.i18n.translator import Translator
from checkin.kiosk.base.qr_blocks import qr_lines
from checkin.kiosk.base.screen import BaseScreen
from checkin.kiosk.scanner.scanner_profile import ScannerProfile, profile_from_test_scan
from checkin.kiosk.widgets.footer import KeysFooter

# Without an ending key, so long a silence ends the test code, in seconds.
_SILENCE = 0.6
_SLOW = 0.04


class ScannerScreen(BaseScreen[ScannerProfile | None]):
    """Ends with what is to be adjusted for the scanner, or with None."""

    HELP = translatable(
        """\
Scan the code on the screen with the scanner of this door. The screen then
says what it types: letters, a prefix, Enter or Tab.

"Use these settings" keeps what was found. "Reset all adjustments" starts
again. Esc goes back, and nothing is changed."""
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", translatable("Help")),
        Binding("escape", "dismiss(None)", translatable("Back")),
    ]

    def __init__(self, wedge: ScannerProfile) -> None:
        super().__init__()
        self._wedge = wedge
        self._is_found = False
        self._last: tuple[ScannerProfile | None, str, str] | None = None
        self._ended = float("-inf")
        self._typed: list[tuple[str, float]] = []

    def compose(self) -> ComposeResult:
        tr = self.tr
        yield Static(Content.styled(tr("Set up the scanner"), "bold"), id="heading")
        with Horizontal(id="scanner"):
            yield Static(Content("\n").join(qr_lines(ALPHABET)), id="test-code")
            with Vertical():
                yield Label(Content(tr("Scan this code with the scanner of this door, from the screen or from paper.")))
                yield Static(id="found-in-words")
                with Vertical(classes="stacked"):
                    yield Button(
                        Content(tr("Use these settings")), id="use", variant="primary", compact=True, disabled=True
                    )
                    yield Button(Content(tr("Reset all adjustments")), id="plain", compact=True)
                    yield Button(Content(tr("Back")), id="back", compact=True)
                yield Label(Content(tr("Esc goes back")), classes="hint")
        yield KeysFooter()

    def intercept_key(self, event: events.Key) -> bool:
        """Every key comes here first, as it was typed; whether it was one of a scanner's."""
        if event.key in ("enter", "tab", "ctrl+j"):
            if self._typed:
                self._ended = event.time
                self._finish(event.key)
            # The second key of CR LF must not press a button.
            return event.time - self._ended < _SILENCE
        if event.is_printable and event.character is not None:
            self._typed.append((event.character, event.time))
            self.set_timer(_SILENCE, partial(self._silence, len(self._typed)))
            return True
        return False

    def consume_scan(self, presented: ScannedText) -> bool:
        """Handle a scan that arrives as a whole: from a paste or a serial port."""
        self._tell(profile_from_test_scan(presented.text, 0.0), presented.text, "paste")
        return True

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "use":
            self.dismiss(self._wedge)
        else:
            self.dismiss(ScannerProfile() if event.button.id == "plain" else None)

    def _silence(self, count: int) -> None:
        if self._typed and len(self._typed) == count:
            self._finish("")

    def _finish(self, ending: str) -> None:
        text = "".join(character for character, _ in self._typed)
        first, last = self._typed[0][1], self._typed[-1][1]
        gap = (last - first) / max(1, len(self._typed) - 1)
        self._typed.clear()
        self._tell(profile_from_test_scan(text, gap), text, ending)

    def _tell(self, wedge: ScannerProfile | None, text: str, ending: str) -> None:
        self._last = (wedge, text, ending)
        if wedge is not None:
            self._wedge, self._is_found = wedge, True
        self.fill_again()

    def fill_again(self) -> None:
        """Show what was found, in the language of now."""
        self.query_one("#use", Button).disabled = not self._is_found
        lines = found_in_words(self.tr, *self._last) if self._last else []
        self.query_one("#found-in-words", Static).update(Content("\n".join(lines)))


def found_in_words(tr: Translator, wedge: ScannerProfile | None, text: str, ending: str) -> list[str]:
    """Return the findings of a test scan, one line each. ``ending`` is the key that ended it, if any."""
    if wedge is None:
        return [
            tr("That was not the test code: {text}", text=clean(text)[:60]),
            tr("Scan it again; if it comes out the same, set the scanner to a plain keyboard (USA)."),
        ]
    lines = [tr("√ The scanner reads the codes.")]
    if wedge.letters:
        lines.append(
            tr(
                "! Its keyboard layout swaps letters: {letters}. They are corrected automatically.",
                letters=wedge.letters,
            )
        )
    elif ALPHABET.lower() in text:
        lines.append(tr("√ It types small letters, or Caps Lock is on: that changes nothing."))
    if wedge.prefix:
        lines.append(tr("! It types {text} before each code: that is left out.", text=clean(wedge.prefix)))
    elif not text.casefold().startswith(ALPHABET.casefold()) and not wedge.letters:
        lines.append(tr("√ It types the kind of the code before it: that is left out."))
    if wedge.suffix:
        lines.append(tr("! It types {text} after each code: that is left out.", text=clean(wedge.suffix)))
    endings = {
        "enter": tr("√ It ends each code with Enter."),
        "ctrl+j": tr("√ It ends each code with Enter."),
        "tab": tr("√ It ends each code with Tab."),
        "paste": tr("√ It sends each code in one piece."),
    }
    missing = tr("! It ends the code with nothing: codes of this course are read all the same, others need Enter.")
    lines.append(endings.get(ending, missing))
    if wedge.gap > _SLOW:
        lines.append(tr("√ It is slow ({n} ms a key), but is recognized as a scanner.", n=round(wedge.gap * 1000)))
    return lines
