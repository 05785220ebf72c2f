"""A small parent that outlives the door: it leaves the terminal clean whatever ends it, and starts it again.

The door runs in a child process. Nothing is open when the child is made, so parent and child share nothing but
the terminal. Where there is no ``fork`` (Windows) the door runs by itself.
"""

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Any

# So many starts within so many seconds are not a mishap any more.
_MOST_STARTS, _WITHIN = 5, 60
# Leaves the alternate screen; shows the cursor; ends mouse, focus and paste reports and the kitty keyboard; resets.
_MODES_OFF = (1049, 1000, 1002, 1003, 1006, 1015, 1016, 1004, 2004, 2048)
_CLEAN = "".join(f"\x1b[?{mode}l" for mode in _MODES_OFF) + "\x1b[<u\x1b[?7h\x1b[?25h\x1b[0m"
# What ends a program because somebody wants it to end.
_WANTED = frozenset({"SIGHUP", "SIGINT", "SIGTERM", "SIGQUIT"})
CRASHED = 70  # EX_SOFTWARE of sysexits.h


def run_supervised(run: Callable[[bool], None]) -> None:
    """Run the door until it is left. ``run`` is told whether it is a new start after a crash.

    In the child it returns as ``run`` does; the parent leaves by :class:`SystemExit` with the child's status.
    """
    if not hasattr(os, "fork") or not (sys.stdin.isatty() and sys.stdout.isatty()):
        _run_alone(run)
        return
    import termios

    before = termios.tcgetattr(sys.stdin.fileno())
    starts: deque[float] = deque(maxlen=_MOST_STARTS)
    while True:
        child = os.fork()
        if child == 0:
            run(bool(starts))
            return
        starts.append(time.monotonic())
        status = _wait(child)
        again = _is_crash(status) and not (len(starts) == _MOST_STARTS and starts[-1] - starts[0] < _WITHIN)
        _clean_up(before, again=again)
        if not again:
            break
    if _is_crash(status):
        print("checkin: the door stopped again and again; what was recorded is safe.", file=sys.stderr)
    sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


def _run_alone(run: Callable[[bool], None]) -> None:
    try:
        run(False)
    except SystemExit as end:
        if end.code == CRASHED:
            print("checkin: the door stopped; what was recorded is safe. Start it again.", file=sys.stderr)
        raise


def _wait(child: int) -> int:
    """Wait for the child, handing on what is meant to end it."""

    def hand_on(number: int, _: object) -> None:
        os.kill(child, number)

    kept = {number: signal.signal(number, hand_on) for number in (signal.SIGTERM, signal.SIGHUP)}
    kept[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return os.waitpid(child, 0)[1]
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _is_crash(status: int) -> bool:
    if os.WIFSIGNALED(status):
        return signal.Signals(os.WTERMSIG(status)).name not in _WANTED
    return os.WEXITSTATUS(status) == CRASHED


def _clean_up(before: "list[Any]", *, again: bool) -> None:
    """Leave the terminal as it was. Before another start it stays silent: what is scanned meanwhile is kept for it."""
    import termios

    settings = list(before)
    if again:
        settings[3] &= ~(termios.ECHO | termios.ICANON)
    try:
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, settings)
        os.write(sys.stdout.fileno(), _CLEAN.encode())
    except OSError:
        return  # the terminal has gone, and with it what was to be cleaned
