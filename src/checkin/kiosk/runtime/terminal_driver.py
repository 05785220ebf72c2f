"""Read the terminal's input so that no sequence of bytes can end the door.

Textual 8.2 decodes its input strictly and trusts every number in it: one byte that is not UTF-8, an empty read or
an impossible key number ends its input thread, and a paste that is never ended swallows every key after it. Such
bytes come from line noise, from slow lines that split a sequence, from scanners set to Latin-1, from QR codes with
control characters, and from mouse reports in the old X10 encoding.
"""

import codecs
import contextlib
import os
import re
import selectors
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message
from textual.messages import InBandWindowResize

from checkin.kiosk.runtime import supervisor

_X10_REPORT = re.compile(rb"\x1b\[M(...)", re.DOTALL)
# A report, or the beginning of any control sequence, that the next read will complete.
_UNFINISHED = re.compile(rb"\x1b\[(M.{0,2})?\Z", re.DOTALL)
_RELEASED = 3
# Seconds after which an unfinished sequence is taken as it is, and after which a paste without an end has ended.
_SEQUENCE_PAUSE, _PASTE_PAUSE = 0.1, 0.6
_PASTE_START, _PASTE_END = "[200~", "\x1b[201~"
# The longest paste, in characters: no list of codes is longer.
_LONGEST_PASTE = 200_000
# No terminal is wider or higher.
_MOST_CELLS = 5_000


class InputDecoder:
    """Decode bytes to text: X10 mouse reports become SGR ones, invalid UTF-8 a replacement character."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._held = b""

    @property
    def is_waiting(self) -> bool:
        """Return True if the beginning of a sequence is held back for the next read."""
        return bool(self._held)

    def decode(self, data: bytes, *, final: bool = False) -> str:
        """Return the text of the next bytes. ``final`` holds nothing back."""
        data = self._held + data
        self._held = b""
        if not final and (unfinished := _UNFINISHED.search(data)):
            self._held, data = data[unfinished.start() :], data[: unfinished.start()]
        return self._decode(_X10_REPORT.sub(_as_sgr, data))


def _as_sgr(report: re.Match[bytes]) -> bytes:
    button, column, row = (byte - 32 for byte in report[1])
    if not (column > 0 and row > 0 and button >= 0):
        return b""
    ending = "m" if button & _RELEASED == _RELEASED and button < 64 else "M"
    return f"\x1b[<{button};{column};{row}{ending}".encode()


class InputReader:
    """Turn bytes into messages for the app. An exception of Textual's parser costs the sequence, not the input."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, debug: bool = False) -> None:
        self._clock = clock
        self._debug = debug
        self._decoder = InputDecoder()
        self._parser = XTermParser(debug)
        self._last_read = clock()
        # The last characters read, in which a split start of a paste is found; and how long an open paste is.
        self._tail = ""
        self._pasted: int | None = None

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield the messages of the next bytes."""
        self._last_read = self._clock()
        yield from self._parse(self._decoder.decode(data))

    def tick(self) -> Iterator[Message]:
        """Yield what a pause ends: a lone Escape, an unfinished sequence, a paste without an end."""
        pause = self._clock() - self._last_read
        if self._decoder.is_waiting and pause >= _SEQUENCE_PAUSE:
            yield from self._parse(self._decoder.decode(b"", final=True))
        yield from self._guarded(self._parser.tick)
        if self._pasted is not None and pause >= _PASTE_PAUSE:
            yield from self._parse(_PASTE_END)

    def _parse(self, text: str) -> Iterator[Message]:
        # Textual takes the empty text for the end of the input.
        if not text:
            return
        # One by one, so that a sequence that fails takes nothing of what follows it along.
        for character in text:
            yield from self._guarded(partial(self._parser.feed, character))
        self._follow_paste(text)
        if self._pasted is not None and self._pasted > _LONGEST_PASTE:
            yield from self._parse(_PASTE_END)

    def _follow_paste(self, text: str) -> None:
        recent = self._tail + text
        self._tail = recent[-len(_PASTE_END) :]
        start, end = recent.rfind(_PASTE_START), recent.rfind(_PASTE_END)
        if end > start:
            self._pasted = None
        elif start >= 0:
            self._pasted = len(text)
        elif self._pasted is not None:
            self._pasted += len(text)
        if end >= 0 and self._tail == _PASTE_END:
            self._tail = ""

    def _guarded(self, parse: Callable[[], Iterable[Message]]) -> Iterator[Message]:
        try:
            for message in parse():
                # A forged report of the terminal's size would change how Textual reads mouse reports.
                self._parser.mouse_pixels = False
                if is_usable(message):
                    yield message
        except Exception:  # noqa: BLE001 - whatever Textual's parser raises, the input goes on with a new one
            self._parser = XTermParser(self._debug)
            self._tail, self._pasted = "", None


def is_usable(message: Message) -> bool:
    """Return False for reports that nobody asked for and for values that no keyboard or mouse sends."""
    match message:
        # The size is read from the system when it changes.
        case events.Resize() | InBandWindowResize() | events.CursorPosition():
            return False
        case events.MouseEvent():
            return 0 <= message.x < _MOST_CELLS and 0 <= message.y < _MOST_CELLS
        case events.Key():
            return bool(message.key) and not any(_is_surrogate(text) for text in (message.key, message.character or ""))
    return True


def _is_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


class KioskDriver(LinuxDriver):
    """Textual's driver for terminals, with :class:`InputReader` between the terminal and the app."""

    def start_application_mode(self) -> None:
        """Enter the alternate screen, and report it to the supervisor."""
        supervisor.report(supervisor.State.SCREEN)
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def _run_input_thread(self) -> None:
        """Run the input thread. If it ends early, end the process as a crash, so that it is started again."""
        with contextlib.suppress(Exception):  # no traceback may reach the terminal
            self.run_input_thread()
        if not self.exit_event.is_set():
            self._app.call_later(self._app.exit, return_code=supervisor.CRASHED)

    def run_input_thread(self) -> None:
        """Wait for input and dispatch it, until the app ends or the terminal has gone."""
        reader = InputReader(debug=self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                ready = selector.select(0.1)
                data = os.read(self.fileno, 4096) if ready else b""
                if ready and not data:
                    break
                self._dispatch(reader.feed(data) if data else iter(()))
                self._dispatch(reader.tick())

    def _dispatch(self, messages: Iterator[Message]) -> None:
        for message in messages:
            # One message that cannot be delivered does not end the input.
            with contextlib.suppress(Exception):
                self.process_message(message)
