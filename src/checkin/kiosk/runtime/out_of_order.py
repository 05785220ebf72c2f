"""Show guests that a door is out of order while it cannot be started. Staff leave with F12 and the PIN."""

import os
import select
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from checkin.core.text import LANGUAGES, translatable

if TYPE_CHECKING:
    from checkin.store.course_folder import CourseFolder

_TEXT = translatable("This door is out of order. Please go to the registration desk.")
# Seconds until the next start is tried, and the time that staff have for the PIN.
_PAUSE, _FOR_PIN = 20.0, 30.0
_F12 = (b"\x1b[24~", b"\x1b[[L")
_CLEAR = "\x1b[2J\x1b[H"


def wait_out_of_order(folder: "Callable[[], CourseFolder] | None") -> bool:
    """Wait until the next start. Return True as soon as staff have typed F12 and the right PIN."""
    _show()
    read = b""
    until = time.monotonic() + _PAUSE
    asking = False
    while (left := until - time.monotonic()) > 0:
        if not select.select([sys.stdin.fileno()], [], [], left)[0]:
            break
        data = os.read(sys.stdin.fileno(), 1024)
        if not data:
            break
        read = (read + data)[-1024:]
        if not asking and (key := next((key for key in _F12 if key in read), None)):
            asking, read = True, read.partition(key)[2]
            until = time.monotonic() + _FOR_PIN
            _write("\r\n  PIN: ")
        if asking and (lines := read.replace(b"\n", b"\r").split(b"\r"))[1:]:
            if folder is not None and _check_apart(folder, lines[0].decode("utf-8", "replace").strip()):
                _write(_CLEAR)
                return True
            asking, read = False, b""
            _show()
    _write(_CLEAR)
    return False


def _check_apart(folder: "Callable[[], CourseFolder]", pin: str) -> bool:
    """Check the PIN in a child process: the supervisor itself opens no record."""
    child = os.fork()
    if child == 0:
        right = False
        try:
            right = _is_pin(folder(), pin)
        finally:
            os._exit(0 if right else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _is_pin(folder: "CourseFolder", pin: str) -> bool:
    """Return True if this is the course's PIN; False if the record cannot be read."""
    from checkin.core.errors import CheckinError
    from checkin.door.pin import Pin
    from checkin.store.open_course import open_course

    try:
        with open_course(folder) as course:
            stored = Pin(course.record)
            stored.check(pin)
            return stored.is_set
    except CheckinError:
        return False


def _show() -> None:
    from checkin.i18n.translator import get_translator

    lines = [get_translator(language)(_TEXT) for language in LANGUAGES]
    _write(_CLEAR + "".join(f"\r\n  {line}\r\n" for line in lines) + "\r\n  F12\r\n")


def _write(text: str) -> None:
    os.write(sys.stdout.fileno(), text.encode())
