"""Run the door in a child process: restore the terminal after any end, and start the door again after a crash.

Nothing is open when the child is made, so parent and child share the terminal and a pipe. Through the pipe the child
reports whether it has entered the alternate screen and whether guests are in front of it. A door of guests only ends
when staff leave it with the PIN. Without ``fork`` (Windows) the door runs by itself.
"""

import contextlib
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from checkin.core.text import translatable
from checkin.kiosk.runtime.startup import collection_paused

if TYPE_CHECKING:
    from checkin.store.course_folder import CourseFolder

# More starts than this within so many seconds: the fault does not go away by itself.
_MOST_STARTS, _WITHIN = 5, 60
# Leaves the alternate screen; shows the cursor; ends mouse, focus and paste reports and the kitty keyboard; resets.
_MODES_OFF = (1049, 1000, 1002, 1003, 1006, 1015, 1016, 1004, 2004, 2048)
_CLEAN = "".join(f"\x1b[?{mode}l" for mode in _MODES_OFF) + "\x1b[<u\x1b[?7h\x1b[?25h\x1b[0m"
# Signals that end a program on request. A keyboard sends the last two, which guests have too.
_WANTED = frozenset({"SIGHUP", "SIGTERM", "SIGINT", "SIGQUIT"})
_WANTED_OF_GUESTS = frozenset({"SIGHUP", "SIGTERM"})
_FROM_KEYBOARD = ("SIGINT", "SIGQUIT")
CRASHED = 70  # EX_SOFTWARE of sysexits.h


class State(Enum):
    """What a child reports to its parent, as the byte in the pipe."""

    SCREEN = b"A"  # the alternate screen was entered
    GUESTS = b"G"  # from now on only the PIN may end the door
    STAFF = b"S"  # staff have opened it with the PIN


# The end of the pipe that a child writes to; none in a process that nobody supervises.
_pipe = -1


def report(state: State) -> None:
    """Report a state to the supervisor, if there is one."""
    if _pipe >= 0:
        with contextlib.suppress(OSError):
            os.write(_pipe, state.value)


@dataclass(slots=True)
class _End:
    """How a child ended."""

    status: int
    reports: bytes

    @property
    def entered(self) -> bool:
        return State.SCREEN.value in self.reports

    def guests(self, before: bool) -> bool:
        """Return True if guests were in front of the door at its end."""
        guests, staff = self.reports.rfind(State.GUESTS.value), self.reports.rfind(State.STAFF.value)
        return before if guests == staff else guests > staff

    @property
    def is_crash(self) -> bool:
        if os.WIFSIGNALED(self.status):
            return signal.Signals(os.WTERMSIG(self.status)).name not in _WANTED
        return os.WEXITSTATUS(self.status) == CRASHED

    @property
    def is_signal_to_end(self) -> bool:
        """Return True if a signal that no keyboard sends has ended the child."""
        return os.WIFSIGNALED(self.status) and signal.Signals(os.WTERMSIG(self.status)).name in _WANTED_OF_GUESTS


def run_supervised(
    run: Callable[[bool], None],
    *,
    guests: bool = False,
    folder: "Callable[[], CourseFolder] | None" = None,
    language: str = "en",
) -> None:
    """Run the door until it is left. ``run`` is told whether it is a new start after a crash.

    ``guests`` says that the door begins in self-service. ``folder`` finds the course whose PIN ends a
    door that cannot be started. ``language`` is that of what the parent says at the end. In the child
    the function returns as ``run`` does; the parent raises :class:`SystemExit` with the child's status.
    """
    if not hasattr(os, "fork") or not (sys.stdin.isatty() and sys.stdout.isatty()):
        _run_alone(run, language)
        return
    import termios

    before = termios.tcgetattr(sys.stdin.fileno())
    if guests:
        _set_terminal(before, typing=True)
    starts: deque[float] = deque(maxlen=_MOST_STARTS)
    while (end := _run_child(run, starts)) is not None:
        started, guests = bool(starts), end.guests(guests)
        starts.append(time.monotonic())
        # A first start that is refused has told staff why; there are no guests yet.
        refused = not started and not end.entered and not end.is_crash
        again = not refused and (not end.is_signal_to_end if guests else end.is_crash)
        failing = len(starts) == _MOST_STARTS and starts[-1] - starts[0] < _WITHIN
        if again and failing:
            again = guests and not _leave_out_of_order(before, end, folder)
        again = again and _has_terminal()
        _clean_up(before, again=again, entered=end.entered)
        if not again:
            _end_as(end, failing=failing, language=language)


def _run_child(run: Callable[[bool], None], starts: "deque[float]") -> _End | None:
    """Run the door in a child and return how it ended. Return None in the child itself, after its run."""
    global _pipe
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    child = os.fork()
    if child == 0:
        os.close(reading)
        _pipe = writing
        with collection_paused():
            run(bool(starts))
        return None
    os.close(writing)
    try:
        return _End(_wait(child), _read_all(reading))
    finally:
        os.close(reading)


def _read_all(pipe: int) -> bytes:
    with contextlib.suppress(BlockingIOError):
        return os.read(pipe, 65536)
    return b""


def _run_alone(run: Callable[[bool], None], language: str) -> None:
    try:
        with collection_paused():
            run(False)
    except SystemExit as end:
        if end.code == CRASHED:
            _say(language, translatable("The door stopped. What was recorded is safe. Start it again."))
        raise


def _wait(child: int) -> int:
    """Wait for the child. Pass on the signals that are meant to end it; the keyboard's are for the child alone."""

    def pass_on(number: int, _: object) -> None:
        os.kill(child, number)

    for name in _WANTED_OF_GUESTS:
        signal.signal(getattr(signal, name), pass_on)
    for name in _FROM_KEYBOARD:
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    try:
        return os.waitpid(child, 0)[1]
    finally:
        for name in _WANTED_OF_GUESTS:
            signal.signal(getattr(signal, name), signal.SIG_DFL)


def _say(language: str, text: str) -> None:
    from checkin.i18n.translator import get_translator  # the child has loaded it, and the parent needs it at its end

    print(f"checkin: {get_translator(language)(text)}", file=sys.stderr)


def _end_as(end: _End, *, failing: bool, language: str) -> None:
    if end.is_crash and failing:
        _say(language, translatable("The door stopped several times in a minute. What was recorded is safe."))
    status = end.status
    sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


def _leave_out_of_order(before: "list[Any]", end: _End, folder: "Callable[[], CourseFolder] | None") -> bool:
    """Show "out of order" instead of a shell. Return True if staff leave with the PIN, False for another start."""
    from checkin.kiosk.runtime.out_of_order import wait_out_of_order

    _clean_up(before, again=True, entered=end.entered)
    return wait_out_of_order(folder)


def _has_terminal() -> bool:
    import termios

    try:
        termios.tcgetattr(sys.stdin.fileno())
    except (termios.error, OSError):
        return False
    return True


def _set_terminal(before: "list[Any]", *, typing: bool) -> None:
    """Set the terminal to how it was before. ``typing`` shows what is typed; without, no key has an effect."""
    import termios

    settings = list(before)
    settings[3] &= ~termios.ISIG
    if not typing:
        settings[3] &= ~(termios.ECHO | termios.ICANON)
    with contextlib.suppress(termios.error, OSError):
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, settings)


def _clean_up(before: "list[Any]", *, again: bool, entered: bool) -> None:
    """Leave the terminal as it was. Before another start no key has an effect, and scans are kept for that start."""
    import termios

    if again:
        _set_terminal(before, typing=False)
    with contextlib.suppress(termios.error, OSError):  # the terminal may have gone
        if not again:
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, before)
        if entered:
            os.write(sys.stdout.fileno(), _CLEAN.encode())
