"""A webcam as a scanner: take a picture, read its codes, decide which of them is a scan.

:func:`look` runs in a child process, so that a camera that hangs or crashes never stops the door.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checkin.system.extra_packages import require_packages
from checkin.system.qr_reader import Corner, Reading, read_codes

# A code that was scanned is the same visit until it has been out of sight for so many seconds.
_SAME_VISIT = 3.0
# A code is out of sight when so many seconds passed without it. One picture may be blurred.
_OUT_OF_SIGHT = 0.35
# Other codes wait while a scanned code is held in sight, but at most so many seconds.
_LONGEST_WAIT = 3.0
# A code that is so many times as large as the one held does not wait.
_NEARER = 1.5
# Mean brightness, of 255, below which no badge is read, and the share of white pixels above which none is.
_DARK, _WHITE, _MOST_WHITE = 28, 250, 0.6
# Asked of the camera. A badge at arm's length needs more pixels than 640 x 480; most cameras give this.
_WIDTH, _HEIGHT = 1280, 720


@dataclass(frozen=True, slots=True)
class CameraView:
    """What the camera sees: rows of RGB pixels, mirrored. ``corners`` are those of the code that is in front.

    ``light`` is ``dark``, ``bright`` or empty.
    """

    pixels: bytes
    width: int
    corners: tuple[Corner, ...] = ()
    light: str = ""

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return len(self.pixels) // (3 * self.width)


class HeldCodes:
    """Decide which code in sight is a scan: the largest, once a visit. The others wait for their turn."""

    def __init__(self) -> None:
        self._scanned: dict[str, float] = {}
        self._held = ""
        self._held_area = self._held_since = self._held_seen = 0.0

    def next_scan(self, readings: Sequence[Reading], at: float) -> Reading | None:
        """Return the code to scan now, or None. ``readings`` are in one picture, the largest first."""
        self._scanned = {text: seen for text, seen in self._scanned.items() if at - seen < _SAME_VISIT}
        for one in readings:
            if one.text in self._scanned:
                self._scanned[one.text] = at
            if one.text == self._held:
                self._held_seen, self._held_area = at, one.area
        fresh = next((one for one in readings if one.text not in self._scanned), None)
        if fresh is None or self._must_wait(fresh, at):
            return None
        self._scanned[fresh.text] = at
        self._held, self._held_area, self._held_since, self._held_seen = fresh.text, fresh.area, at, at
        return fresh

    def _must_wait(self, fresh: Reading, at: float) -> bool:
        in_sight = self._held != "" and at - self._held_seen < _OUT_OF_SIGHT
        return in_sight and at - self._held_since < _LONGEST_WAIT and fresh.area < _NEARER * self._held_area


def require_camera_packages() -> None:
    """Raise :class:`CheckinError` if the packages for a camera are missing."""
    require_packages("camera", "cv2", "zxingcpp")


# -- in the child process

# The open camera, and its source.
_open: dict[str, Any] = {}


def look(question: dict[str, Any], blobs: list[bytes]) -> tuple[Mapping[str, Any], Sequence[bytes]]:
    """Read pictures until one has a code, or for ``wait`` seconds, and return the last one. Work of a sandbox.

    ``source`` is the number of a camera, or a film that OpenCV can play. The picture is returned in
    at most ``width`` x ``height`` pixels. Without a picture the answer is ``lost``, and the next call opens the
    camera again.
    """
    del blobs
    import cv2

    source, until = str(question["source"]), time.monotonic() + float(question["wait"])
    if source not in _open:
        _release()
        _open[source] = _opened(cv2, source)
    while True:
        is_read, frame = _open[source].read()
        if not is_read:
            _release()
            return {"lost": True}, []
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        height, width = grey.shape
        readings = read_codes(grey, width, height)
        if readings or time.monotonic() >= until:
            break
    scale = min(question["width"] / width, question["height"] / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.flip(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), 1)
    answer = {
        "codes": [{"text": one.text, "corners": one.corners} for one in readings],
        "width": size[0],
        "light": _light(grey),
    }
    return answer, [cv2.cvtColor(small, cv2.COLOR_BGR2RGB).tobytes()]


def _opened(cv2: Any, source: str) -> Any:
    camera = cv2.VideoCapture(int(source) if source.isdigit() else source)
    if source.isdigit():
        camera.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDTH)
        camera.set(cv2.CAP_PROP_FRAME_HEIGHT, _HEIGHT)
        camera.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # the newest picture, not those of a second ago
    return camera


def _release() -> None:
    for camera in _open.values():
        camera.release()
    _open.clear()


def _light(grey: Any) -> str:
    if float(grey.mean()) < _DARK:
        return "dark"
    return "bright" if float((grey >= _WHITE).mean()) > _MOST_WHITE else ""
