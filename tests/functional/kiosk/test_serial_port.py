"""A scanner at a serial port, over a pair of pseudo-terminals."""

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.core.events import ScannedText
from checkin.kiosk.scanner.serial_port import SerialLineReader, listen

pty = pytest.importorskip("pty")
pytest.importorskip("serial")


class Listener:
    """The thread that listens, with what it heard."""

    def __init__(self, port: str) -> None:
        self.heard: list[str] = []
        self.troubles: list[str] = []
        self._more = threading.Condition()
        self._running = True
        self._thread = threading.Thread(target=listen, args=(port, self._hear, self._trouble, lambda: self._running))
        self._thread.start()

    def _hear(self, presented: ScannedText) -> None:
        with self._more:
            self.heard.append(presented.text)
            self._more.notify()

    def _trouble(self, text: str) -> None:
        with self._more:
            self.troubles.append(text)
            self._more.notify()

    def until(self, count: int, *, troubles: bool = False) -> None:
        """Wait until so many scans, or troubles, were heard."""
        with self._more:
            assert self._more.wait_for(lambda: len(self.troubles if troubles else self.heard) >= count, timeout=20)

    def stop(self) -> None:
        self._running = False
        self._thread.join()


@pytest.mark.parametrize("ending", [b"\r", b"\n", b"\r\n", b"\t", b""], ids=["CR", "LF", "CR LF", "Tab", "none"])
def test_a_serial_scanner_is_heard_whatever_ends_its_codes(ending: bytes) -> None:
    master, slave = pty.openpty()
    listener = Listener(os.ttyname(slave))
    listener.until(1, troubles=True)
    for number, code in enumerate((b"HJPFLXRFHXNJ", b"TICKET-1"), 1):
        os.write(master, code + ending)
        listener.until(number)
    listener.stop()
    os.close(master)
    os.close(slave)
    assert listener.heard == ["HJPFLXRFHXNJ", "TICKET-1"]


def test_a_port_that_is_not_there_is_named(tmp_path: Path) -> None:
    listener = Listener(str(tmp_path / "ttyACM9"))
    listener.until(1, troubles=True)
    listener.stop()
    assert "ttyACM9" in listener.troubles[0]


@given(st.lists(st.text("BCDFGH", min_size=1, max_size=12), max_size=20), st.integers(1, 7))
def test_however_the_bytes_are_cut_the_scans_are_the_same(codes: list[str], size: int) -> None:
    stream = "".join(f"{code}\r\n" for code in codes).encode()
    lines = SerialLineReader()
    chunks = [stream[start : start + size] for start in range(0, len(stream), size)]
    assert [text for chunk in chunks for text in lines.feed(chunk)] == codes
