"""Measure the door in a real terminal: ``python -m tests.bench.door [SCANS]``.

The last key of a wedge scan to the verdict on the terminal, in turn with an empty Textual application that only
echoes what was typed; then the memory of the interface through so many scans (100,000 unless told).
"""

import asyncio
import os
import pty
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from checkin.core.events import EventSource, ScannedText
from checkin.kiosk.app import KioskApp, StartOptions
from checkin.store import event_log
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants, programme
from tests.bench.__main__ import course_folder, set_up, spread
from tests.functional.kiosk.interface import drain

TIMES = 300
ECHO = """
from textual.app import App
from textual.widgets import Static
class Echo(App[None]):
    typed = ""
    def compose(self):
        yield Static("Ready")
    def on_key(self, event):
        if event.key == "enter":
            self.query_one(Static).update(self.typed)
            self.typed = ""
        elif event.character:
            self.typed += event.character
Echo().run()
"""


class Screen:
    """A program in a pseudo-terminal of 80 x 24."""

    def __init__(self, *words: str) -> None:
        import fcntl
        import struct
        import termios

        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execv(sys.executable, [sys.executable, *words])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def until(self, seen: Callable[[bytes], bool]) -> None:
        """Read until something was shown."""
        shown = b""
        while not seen(shown):
            if select.select([self.fd], [], [], 20)[0]:
                shown += os.read(self.fd, 65536)
            else:
                raise TimeoutError(shown[-2000:])

    def answer_to(self, text: str, shown: str) -> float:
        """Milliseconds from the last key to the answer; the letters were typed before."""
        os.write(self.fd, text.encode())
        time.sleep(0.05)
        began = time.perf_counter()
        os.write(self.fd, b"\r")
        self.until(lambda found: shown.encode() in found)
        return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        """End it: the door would ask before it is left."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def key_to_verdict(root: Path) -> None:
    """The door and the echo in turn."""
    with opened_course(course_folder(root)) as course:
        set_up(course, 1_000)
        roster = participants.roster(course.record.conn)[:TIMES]
    door = Screen("-m", "checkin", "-C", str(root), "door", "--language", "en", "--session", "s59", "--anytime")
    echo = Screen("-c", ECHO)
    for screen in (door, echo):
        screen.until(lambda found: b"Ready" in found)
    pairs = [
        (echo.answer_to(f"{person.code}{number}", f"{person.code}{number}"), door.answer_to(person.code, person.name))
        for number, person in enumerate(roster)
    ]
    door.close()
    echo.close()
    for name, times in (("echo", [one for one, _ in pairs]), ("door", [other for _, other in pairs])):
        median, last = spread(times[20:])
        print(f"last key to screen, {name}: p50 {median:.1f} ms, p99 {last:.1f} ms")


async def memory(root: Path, scans: int) -> None:
    """The resident memory while scans go through the interface, with a search now and then."""
    process = psutil.Process()
    with opened_course(course_folder(root)) as course:
        set_up(course, 1_000)
        roster = participants.roster(course.record.conn)
        sessions = [session.id for session in programme.read_programme(course.record.conn)]
        app = KioskApp(course, StartOptions(language="en", session=sessions[0]))
        async with app.run_test(size=(80, 24)) as pilot:
            for number in range(scans):
                app.door.door.pinned = sessions[number // len(roster) % len(sessions)]
                app.handle_scan(ScannedText(roster[number % len(roster)].code, EventSource.SCANNED))
                if number % 50 == 0:
                    await asyncio.to_thread(drain, app.writer)
                    await pilot.pause()
                if number and number % (scans // 10) == 0:
                    print(f"{number:9,} scans: {process.memory_info().rss / 1e6:.0f} MB", flush=True)
            await asyncio.to_thread(drain, app.writer)
        print(f"{event_log.count(course.record.conn):,} events on disk, {process.memory_info().rss / 1e6:.0f} MB")


def main() -> None:
    scans = int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        key_to_verdict(Path(one))
        asyncio.run(memory(Path(two), scans))


if __name__ == "__main__":
    main()
