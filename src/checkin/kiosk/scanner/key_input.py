"""App part: route keys and pastes to the scan detector, whichever screen is open.

Keys come here before any widget sees them. The characters of a scan that have already gone into a field are taken out
again, so that a dialog stays as it was.
"""

from typing import Any

from textual import events
from textual.app import App
from textual.message import Message
from textual.widgets import Input

from checkin.core.codes import CodeStatus, EditionCodes
from checkin.core.events import EventSource, ScannedText
from checkin.kiosk.scanner.detector import SILENCE, ScanDetector, Taken

_ENDINGS = frozenset({"enter", "ctrl+j", "ctrl+m", "tab"})


class ScanInputApp(App[None]):
    """The part of the kiosk that turns keys into scans."""

    def __init__(self, codes: EditionCodes, **options: Any) -> None:
        super().__init__(**options)

        def shape(letters: str) -> CodeStatus:
            return codes.read(letters).shape

        def repairable(letters: str) -> bool:
            return bool(codes.read(letters).nearest)

        self.capture = ScanDetector(shape, repairable)

    def handle_scan(self, presented: ScannedText) -> None:
        """Answer a detected scan."""
        raise NotImplementedError

    def typed(self, text: str) -> None:
        """Show the text typed so far, on screens where only codes are typed."""

    def warn_of_alt_codes(self) -> None:
        """Warn about a scanner in ALT-code mode, whose input cannot be read."""

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._hear(event):
                return
        elif isinstance(event, events.Paste) and not event.is_forwarded and self._hear_paste(event):
            return
        await super().on_event(event)

    @property
    def codes_only(self) -> bool:
        """Return True if only codes are typed on the active screen."""
        return False

    def intercept_key(self, event: events.Key) -> bool:
        """Offer a key to the active screen before the scan detector. Return True if it took the key."""
        del event
        return False

    def _hear(self, event: events.Key) -> bool:
        """Feed one key to the scan detector. Return True if no widget may see the key."""
        if self.intercept_key(event):
            return True
        codes_only = self.codes_only
        if event.key in _ENDINGS:
            if self.capture.belongs_to_last_scan(event.time):
                return True
            taken = self.capture.end(event.time, codes_only=codes_only)
            if codes_only and taken is not None and self._is_name(taken):
                self.typed("")
                self.name_typed(taken.scans[0].text)
                return True
            self._take(taken)
            return codes_only or taken is not None
        if event.key.startswith("alt+") and event.key[4:].isdecimal():
            if self.capture.alt_digit():
                self.warn_of_alt_codes()
            return True
        if event.is_printable and event.character is not None:
            self._hear_character(event.character, event.time, codes_only=codes_only)
            return codes_only
        return self._hear_editing(event.key, codes_only=codes_only)

    def _hear_character(self, character: str, at: float, *, codes_only: bool) -> None:
        self.capture.type(character, at, codes_only=codes_only)
        if self.capture.is_complete(codes_only=codes_only):
            self._listen_for_silence()
        if codes_only and self.capture.is_name():
            self.typed("")  # before a search that covers it
            if self.name_typed(self.capture.text):
                self.capture.clear()
                return
        if codes_only:
            self.typed(self.capture.text)

    def _is_name(self, taken: Taken) -> bool:
        """Return True if a person has typed something that is no code."""
        return all(scan.how is EventSource.TYPED and not self.capture.is_code(scan.text) for scan in taken.scans)

    def name_typed(self, text: str) -> bool:
        """React to a name that is typed where only codes are typed. Return True if it was taken."""
        del text
        return False

    def _hear_editing(self, key: str, *, codes_only: bool) -> bool:
        self.capture.another_key()
        if not codes_only or key not in ("backspace", "escape") or not self.capture.text:
            if not codes_only:
                self.capture.clear()
            return False
        if key == "backspace":
            self.capture.erase()
        else:
            self.capture.clear()
        self.typed(self.capture.text)
        return True

    def _hear_paste(self, event: events.Paste) -> bool:
        codes_only = self.codes_only
        taken = self.capture.paste(event.text, event.time, codes_only=codes_only)
        if taken is None:
            return False
        self._take(taken)
        if self.capture.is_complete(codes_only=codes_only):
            self._listen_for_silence()
        if codes_only:
            self.typed(self.capture.text)
        return True

    def _listen_for_silence(self) -> None:
        self.set_timer(SILENCE, self._silence)

    def _silence(self) -> None:
        self._take(self.capture.end_by_pause(Message().time, codes_only=self.codes_only))

    def _take(self, taken: Taken | None) -> None:
        if taken is None:
            return
        if self.codes_only:
            self.typed(self.capture.text)
        elif isinstance(self.focused, Input):
            # In the queue behind the characters themselves, so that exactly those go.
            for _ in range(taken.characters):
                self.focused.call_later(self.focused.action_delete_left)
        for presented in taken.scans:
            self.handle_scan(presented)
