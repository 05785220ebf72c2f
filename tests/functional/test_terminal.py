"""The program in a real pseudo-terminal, with a scanner's speed."""

import os
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")

from checkin.demo.sample import sample_clock, sample_folder, write_sample  # noqa: E402
from checkin.intake.load import load  # noqa: E402
from checkin.store import log, people  # noqa: E402
from checkin.store.opening import opened  # noqa: E402


class Terminal:
    """A program in a terminal of 80 x 24."""

    def __init__(self, *words: str) -> None:
        import fcntl
        import struct
        import termios

        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execv(sys.executable, [sys.executable, "-m", "checkin", *words])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.shown = b""

    def until(self, seen: Callable[[], bool], seconds: float = 30) -> None:
        """Read what the program writes until something is seen."""
        end = time.monotonic() + seconds
        while not seen():
            left = end - time.monotonic()
            assert left > 0, self.shown[-3000:]
            if select.select([self.fd], [], [], min(left, 0.2))[0]:
                try:
                    self.shown += os.read(self.fd, 65536)
                except OSError:
                    return

    def close(self) -> None:
        """Leave by Ctrl+Q."""
        os.write(self.fd, b"\x11")
        self.until(lambda: os.waitpid(self.pid, os.WNOHANG) != (0, 0))
        os.close(self.fd)


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    clock = sample_clock()
    folder = sample_folder(tmp_path / "demo")
    write_sample(folder, clock.now())
    with opened(folder, clock=clock) as course:
        load(course)
    return folder.root


def scans(root: Path) -> list[tuple[str | None, str | None]]:
    """What the record holds, read beside the running program."""
    with opened(sample_folder(root)) as course:
        return [(e.code, e.verdict) for e in log.events(course.record.conn) if e.kind == "scan"]


@pytest.mark.parametrize("ending", [b"\r", b"\n", b"\r\n", b"\t"], ids=["CR", "LF", "CR LF", "Tab"])
def test_twenty_scans_at_a_scanners_speed_are_all_recorded(demo: Path, ending: bytes) -> None:
    with opened(sample_folder(demo)) as course:
        codes = [person.code for person in people.roster(course.record.conn)[:20]]
    terminal = Terminal("-C", str(demo), "door", "--language", "en")
    terminal.until(lambda: b"Ready" in terminal.shown)
    # Twelve letters and the ending in one write, twenty people in a row: several scans in one read of the program.
    for code in codes:
        os.write(terminal.fd, code.encode() + ending)
    terminal.until(lambda: len(scans(demo)) >= 20)
    terminal.close()
    assert scans(demo) == [(code, "present") for code in codes]
