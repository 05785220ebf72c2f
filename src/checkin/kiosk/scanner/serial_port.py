"""Read scanners at a serial port (USB CDC) in a separate thread; reconnect after an interruption."""

import time
from collections.abc import Callable, Iterator

from checkin.core.events import EventSource, ScannedText
from checkin.kiosk.scanner.detector import SILENCE
from checkin.system.extra_packages import require_packages

_BAUD = 9600
_TRY_AGAIN = 2.0
_ENDINGS = (b"\r", b"\n", b"\t")
_LONGEST = 4096


class SerialLineReader:
    """Splits the bytes of a serial scanner into scans, which end with CR, LF, Tab or a pause."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> Iterator[str]:
        """Yield the scans completed by the next bytes. An empty read completes the pending one."""
        self._held += data
        for ending in _ENDINGS[1:]:
            self._held = self._held.replace(ending, _ENDINGS[0])
        *ended, self._held = self._held.split(_ENDINGS[0])
        if not data or len(self._held) > _LONGEST:
            ended.append(self._held)
            self._held = b""
        for line in ended:
            if line.strip():
                yield line.decode("utf-8", errors="replace")


def listen(
    port: str,
    scanned: Callable[[ScannedText], object],
    trouble: Callable[[str], None],
    running: Callable[[], bool],
) -> None:
    """Hand every scan at a port on, until ``running`` ends. ``port`` is a device, with ``@9600`` for its speed.

    ``trouble`` hears in one line what is wrong with the scanner, and the empty text when it is well again.
    """
    require_packages("serial", "serial")
    import serial

    device, _, speed = port.partition("@")
    while running():
        try:
            with serial.Serial(device, int(speed or _BAUD), timeout=SILENCE) as connection:
                trouble("")
                lines = SerialLineReader()
                while running():
                    for text in lines.feed(connection.read(max(1, connection.in_waiting))):
                        scanned(ScannedText(text, EventSource.SCANNED))
        except (serial.SerialException, OSError) as error:
            trouble(f"{device}: {error}")
            time.sleep(_TRY_AGAIN)
