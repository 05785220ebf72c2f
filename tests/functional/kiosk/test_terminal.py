"""The program in a real pseudo-terminal, with a scanner's speed."""

import contextlib
import os
import secrets
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

pty = pytest.importorskip("pty")

from checkin.intake.load import load  # noqa: E402
from checkin.lifecycle.demo import sample_clock, sample_folder, write_sample  # noqa: E402
from checkin.store import event_log  # noqa: E402
from checkin.store.open_course import open_course as opened_course  # noqa: E402
from checkin.store.roster import edition as roster_edition  # noqa: E402
from checkin.store.roster import participants  # noqa: E402


class Terminal:
    """A program in a terminal of 80 x 24."""

    def __init__(self, *words: str, env: dict[str, str] | None = None) -> None:
        import fcntl
        import struct
        import termios

        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color"} | (env or {}))
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
                    # The other end is closed; whoever waits for the process still does.
                    select.select([], [], [], 0.05)

    def type(self, data: bytes, gap: float = 0.0) -> None:
        """What a scanner types, so many seconds between two keys."""
        if not gap:
            os.write(self.fd, data)
            return
        for key in data:
            os.write(self.fd, bytes([key]))
            select.select([], [], [], gap)

    def read(self, seconds: float) -> None:
        """Read what the program writes, for so many seconds."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and select.select([self.fd], [], [], left)[0]:
            try:
                self.shown += os.read(self.fd, 65536)
            except OSError:
                return

    def stop(self) -> None:
        """End it by a signal, as the system does when it shuts down."""
        os.kill(self.pid, signal.SIGTERM)
        self.ended()
        os.close(self.fd)

    def door_process(self) -> psutil.Process:
        """The process that the screen runs in, beneath the one that watches over it."""
        return psutil.Process(self.pid).children()[0]

    def ended(self) -> int:
        """Wait for the end; the exit status, and whatever was still written."""
        statuses: list[int] = []

        def gone() -> bool:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                statuses.append(os.waitstatus_to_exitcode(status))
            return bool(pid)

        self.until(gone)
        while select.select([self.fd], [], [], 0)[0]:
            try:
                self.shown += os.read(self.fd, 65536)
            except OSError:
                break
        return statuses[0]

    def close(self) -> int:
        """Leave by Ctrl+Q, and once more where it asks; the exit status."""
        for _ in range(2):
            with contextlib.suppress(OSError):
                os.write(self.fd, b"\x11")
        status = self.ended()
        os.close(self.fd)
        return status


@pytest.fixture(scope="module")
def loaded_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample course, loaded."""
    clock = sample_clock()
    folder = sample_folder(tmp_path_factory.mktemp("sample") / "demo")
    write_sample(folder, clock.now())
    with opened_course(folder, clock=clock) as course:
        load(course)
    return folder.root


@pytest.fixture
def demo(loaded_demo: Path, tmp_path: Path) -> Path:
    """A copy of the sample course for each test."""
    return Path(shutil.copytree(loaded_demo, tmp_path / "demo"))


def scans(root: Path) -> list[tuple[str | None, str | None]]:
    """What the record holds, read beside the running program."""
    with opened_course(sample_folder(root)) as course:
        return [(e.code, e.verdict) for e in event_log.events(course.record.conn) if e.kind == "scan"]


def door(root: Path) -> Terminal:
    """The door of a course, open."""
    terminal = Terminal("-C", str(root), "door", "--language", "en")
    terminal.until(lambda: b"Ready" in terminal.shown)
    return terminal


def some_codes(root: Path, count: int) -> list[str]:
    """The codes of the first people of the roster."""
    with opened_course(sample_folder(root)) as course:
        return [person.code for person in participants.roster(course.record.conn)[:count]]


@pytest.mark.parametrize("ending", [b"\r", b"\n", b"\r\n", b"\t"], ids=["CR", "LF", "CR LF", "Tab"])
def test_twenty_scans_at_a_scanners_speed_are_all_recorded(demo: Path, ending: bytes) -> None:
    codes = some_codes(demo, 20)
    terminal = door(demo)
    # Twelve letters and the ending in one write, twenty people in a row: several scans in one read of the program.
    for code in codes:
        terminal.type(code.encode() + ending)
    terminal.until(lambda: len(scans(demo)) >= 20)
    terminal.close()
    assert scans(demo) == [(code, "present") for code in codes]


def test_a_wedge_of_a_millisecond_a_key_without_an_ending_is_heard(demo: Path) -> None:
    codes = some_codes(demo, 3)
    terminal = door(demo)
    for number, code in enumerate(codes, 1):
        terminal.type(code.encode(), gap=0.001)
        terminal.until(lambda wanted=number: len(scans(demo)) >= wanted)  # type: ignore[misc]
    terminal.close()
    assert scans(demo) == [(code, "present") for code in codes]


def test_glued_and_broken_scans_are_put_right(demo: Path) -> None:
    one, two, three = some_codes(demo, 3)
    terminal = door(demo)
    terminal.type(f"{one}{two}\r{three[:5]}{three}\r".encode())
    terminal.until(lambda: len(scans(demo)) >= 3)
    terminal.close()
    assert scans(demo) == [(code, "present") for code in (one, two, three)]


def test_a_paste_of_two_hundred_codes_loses_none(demo: Path) -> None:
    with opened_course(sample_folder(demo)) as course:
        edition = roster_edition.edition_codes(course.record.conn)
        drawn = {edition.generate(secrets.randbelow) for _ in range(220)}  # once in 800 times two are alike
        codes = sorted(drawn)[:200]
    terminal = door(demo)
    terminal.type(b"\x1b[200~" + "\n".join([*codes, ""]).encode() + b"\x1b[201~")
    terminal.until(lambda: len(scans(demo)) >= 200)
    terminal.close()
    assert scans(demo) == [(code, "pending") for code in codes]


def test_noise_and_old_mouse_reports_do_not_end_the_keyboard(demo: Path) -> None:
    (code,) = some_codes(demo, 1)
    terminal = door(demo)
    terminal.type(b"\xff\xfe\xc3(\x1b[M \xe8\x2a\x1b[M#\xff\xff\x1b")
    terminal.type(b"\x1b")
    terminal.type(code.encode() + b"\r")
    terminal.until(lambda: len(scans(demo)) >= 1)
    terminal.close()
    assert (code, "present") in scans(demo)


def test_a_killed_door_comes_back_and_what_was_scanned_meanwhile_is_kept(demo: Path) -> None:
    one, two = some_codes(demo, 2)
    terminal = door(demo)
    terminal.type(one.encode() + b"\r")
    terminal.until(lambda: len(scans(demo)) >= 1)
    terminal.shown = b""
    terminal.door_process().send_signal(signal.SIGKILL)
    terminal.type(two.encode() + b"\r")
    terminal.until(lambda: len(scans(demo)) >= 2)
    terminal.until(lambda: b"door stopped" in terminal.shown)
    assert terminal.close() == 0
    assert sorted(scans(demo)) == sorted([(one, "present"), (two, "present")])


def test_the_terminal_is_left_as_it_was_whatever_ends_the_door(demo: Path) -> None:
    import termios

    for number in (signal.SIGTERM, None):
        terminal = Terminal("-C", str(demo), "door", "--language", "en")
        before = termios.tcgetattr(terminal.fd)
        terminal.until(lambda shown=terminal: b"Ready" in shown.shown)  # type: ignore[misc]
        if number is None:
            os.write(terminal.fd, b"\x11")
        else:
            os.kill(terminal.pid, number)
        terminal.ended()
        assert termios.tcgetattr(terminal.fd) == before
        assert b"\x1b[?1049l" in terminal.shown
        assert b"Traceback" not in terminal.shown
        os.close(terminal.fd)


def test_what_nobody_foresaw_is_kept_in_a_file_and_never_shown(demo: Path) -> None:
    terminal = Terminal("-C", str(demo), "door", "--language", "en", env={"PYTHONPATH": str(_broken_search(demo))})
    terminal.until(lambda: b"Ready" in terminal.shown)
    terminal.shown = b""
    terminal.type(b"\x1bOQ")  # F2
    terminal.until(lambda: b"door stopped" in terminal.shown)
    terminal.close()
    assert b"Traceback" not in terminal.shown
    assert "a fault that nobody foresaw" in (demo / "checkin-crash.log").read_text("utf-8")


def _broken_search(root: Path) -> Path:
    """A folder that makes the search of the door fail, once it is on the path."""
    folder = root / "broken"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import sys\n"
        "class Broken:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'checkin.kiosk.base.search_dialog':\n"
        "            raise RuntimeError('a fault that nobody foresaw')\n"
        "sys.meta_path.insert(0, Broken())\n",
        encoding="utf-8",
    )
    return folder
