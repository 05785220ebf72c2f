"""Measure the door's first paint: ``python -m tests.bench.first_paint [RUNS]``.

The processor time of a process from its start to its first whole frame, in a terminal of 80 x 24. The door and an empty
Textual application run in turn, and both end at that frame. The load of the machine hardly changes the ratio.
"""

import fcntl
import os
import pty
import statistics
import struct
import sys
import tempfile
import termios
from pathlib import Path

RUNS = 25
PEOPLE = 1_000
# Ends a process at its first whole frame.
END = """
import os
from textual.app import App
from textual._compositor import LayoutUpdate
display = App._display
def end(self, screen, renderable):
    display(self, screen, renderable)
    if isinstance(renderable, LayoutUpdate) and not self._batch_count:
        os._exit(0)
App._display = end
"""
EMPTY = f"{END}\nApp().run()"
DOOR = f"""
import sys
from pathlib import Path
from checkin.kiosk.runtime.startup import collection_paused
with collection_paused():
    {END.replace(chr(10), chr(10) + "    ")}
    from checkin.store.course_folder import CourseFolder
    from checkin.store.open_course import open_course
    from checkin.kiosk import run
    with open_course(CourseFolder(Path(sys.argv[1]))) as course:
        run(course)
"""


def processor_time(*words: str, cache: str) -> float:
    """Return the milliseconds of processor time, user and system, of a Python process in a terminal."""
    pid, fd = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        # With byte code, as an installed package has it; the first run writes it.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.update(TERM="xterm-256color", PYTHONPYCACHEPREFIX=cache)
        os.execv(sys.executable, [sys.executable, *words])
    shown = b""
    try:
        while data := os.read(fd, 65536):
            shown += data
    except OSError:
        pass  # the terminal of a process that has ended
    _, status, usage = os.wait4(pid, 0)
    os.close(fd)
    if status:
        raise RuntimeError(shown[-2000:].decode(errors="replace"))
    return (usage.ru_utime + usage.ru_stime) * 1000


def measure(course: Path, runs: int = RUNS) -> tuple[float, float]:
    """Return the medians of an empty application and of the door. Fewer than two runs measure nothing."""
    pairs = []
    with tempfile.TemporaryDirectory() as cache:
        for _ in range(runs + 1):
            empty = processor_time("-c", EMPTY, cache=cache)
            pairs.append((empty, processor_time("-c", DOOR, str(course), cache=cache)))
    empty, door = zip(*pairs[1:], strict=True)
    return statistics.median(empty), statistics.median(door)


def report(course: Path, runs: int = RUNS) -> str:
    """Return the result in words."""
    empty, door = measure(course, runs)
    return f"{door:.0f} ms, {door / empty:.2f} x of an empty Textual app ({empty:.0f} ms), processor time, {runs} runs"


def main() -> None:
    from tests.bench.__main__ import course_folder, opened_course, set_up

    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as name:
        with opened_course(course_folder(Path(name))) as course:
            set_up(course, PEOPLE)
            course.record.checkpoint()
        print(f"the door's first paint: {report(Path(name), runs)}")


if __name__ == "__main__":
    main()
