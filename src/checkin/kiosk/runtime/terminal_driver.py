"""The terminal's input, hardened: no byte that arrives can end the door.

Textual 8.2 decodes its input strictly, so one byte that is not UTF-8 ends its input thread and the keyboard with
it. Such bytes come from line noise, from scanners set to Latin-1, and from mouse reports in the encoding of 1985
(X10), which a terminal falls back to after a tmux reattach or an SSH reconnect.
"""

import codecs
import os
import re
import selectors

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

_X10_REPORT = re.compile(rb"\x1b\[M(...)", re.DOTALL)
# A report, or the beginning of any control sequence, that the next read will complete.
_UNFINISHED = re.compile(rb"\x1b\[(M.{0,2})?\Z", re.DOTALL)
_RELEASED = 3


class InputDecoder:
    """Bytes from a terminal into text: X10 mouse reports as SGR ones, what is not UTF-8 as a replacement character."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._held = b""

    def decode(self, data: bytes, *, final: bool = False) -> str:
        """The text of the next bytes."""
        data = self._held + data
        self._held = b""
        if not final and (unfinished := _UNFINISHED.search(data)):
            self._held, data = data[unfinished.start() :], data[: unfinished.start()]
        return self._decode(_X10_REPORT.sub(_as_sgr, data), final)


def _as_sgr(report: re.Match[bytes]) -> bytes:
    button, column, row = (byte - 32 for byte in report[1])
    if not (column > 0 and row > 0 and button >= 0):
        return b""
    ending = "m" if button & _RELEASED == _RELEASED and button < 64 else "M"
    return f"\x1b[<{button};{column};{row}{ending}".encode()


class KioskDriver(LinuxDriver):
    """Textual's driver for terminals, reading through :class:`InputDecoder`."""

    def run_input_thread(self) -> None:
        """Wait for input and dispatch it, until the application ends."""
        decoder, parser = InputDecoder(), XTermParser(self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    data = os.read(self.fileno, 4096)
                    if not data:
                        break  # the terminal has gone
                    for event in parser.feed(decoder.decode(data)):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
