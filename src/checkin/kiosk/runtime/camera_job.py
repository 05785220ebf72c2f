"""A webcam at work: a thread asks a child process for pictures and posts scans and views to the app."""

import time
from collections.abc import Callable, Mapping, Sequence
from threading import Event, Thread
from typing import Any

from textual.message import Message

from checkin.core.events import EventSource, ScannedText
from checkin.kiosk.runtime.messages import CameraLost, CameraSeen
from checkin.kiosk.scanner.camera import CameraView, HeldCodes, require_camera_packages
from checkin.system.qr_reader import Reading
from checkin.system.sandbox import Sandbox, SandboxError

# Asks for the next picture, with a time limit. Raises SandboxError.
Ask = Callable[[Mapping[str, Any], float], tuple[dict[str, Any], Sequence[bytes]]]

_MEGABYTES = 4096
# A camera takes a second or two to open; one that gives no picture for longer is taken for lost.
_SECONDS = 10.0
_TRY_AGAIN = 2.0
# Seconds between two pictures on the screen. Every picture of the camera is read.
_SHOWN_EVERY = 0.15
_END_SECONDS = 1.0


class CameraJob:
    """The camera ``source``. ``post`` must be safe to call from another thread.

    ``cells`` is the largest size of the picture on the screen, as columns and rows of half blocks.
    Raises :class:`CheckinError` if the packages are missing.
    """

    def __init__(self, source: str, post: Callable[[Message], object]) -> None:
        require_camera_packages()
        self.source = source
        self.cells = (32, 12)
        self._post = post
        self._ended = Event()
        self._held = HeldCodes()
        self._thread = Thread(target=self._run, name="camera", daemon=True)

    def start(self) -> None:
        """Begin to read pictures."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, and release the camera if it answers soon."""
        self._ended.set()
        self._thread.join(_END_SECONDS)

    def _run(self) -> None:
        with Sandbox("checkin.kiosk.scanner.camera:look", megabytes=_MEGABYTES) as sandbox:
            self.watch(lambda question, seconds: sandbox.call(question, seconds=seconds))

    def watch(self, ask: Ask) -> None:
        """Post scans, views and losses until the end."""
        shown, is_lost = 0.0, False
        while not self._ended.is_set():
            answer, pictures = self._next(ask)
            if answer.get("lost"):
                if not is_lost:
                    self._post(CameraLost(self))
                is_lost = True
                self._ended.wait(_TRY_AGAIN)
                continue
            now = time.monotonic()
            readings = [Reading(one["text"], tuple(map(tuple, one["corners"]))) for one in answer["codes"]]
            scan = self._held.next_scan(readings, now)
            if scan is not None or is_lost or now - shown >= _SHOWN_EVERY:
                # The picture is mirrored.
                corners = tuple((1 - x, y) for x, y in (scan or readings[0]).corners) if readings else ()
                view = CameraView(pictures[0], answer["width"], corners, answer["light"])
                text = ScannedText(scan.text, EventSource.SCANNED) if scan is not None else None
                self._post(CameraSeen(self, view, text))
                shown, is_lost = now, False

    def _next(self, ask: Ask) -> tuple[dict[str, Any], Sequence[bytes]]:
        columns, rows = self.cells
        question = {"source": self.source, "wait": _SHOWN_EVERY, "width": columns, "height": 2 * rows}
        try:
            return ask(question, _SECONDS)
        except SandboxError:
            return {"lost": True}, []  # it hangs or has crashed; the next call starts a new child
