"""Check for ``checkin doctor`` whether the webcam gives a picture."""

import sys
from pathlib import Path

from checkin.core.errors import CheckinError
from checkin.core.text import sentence
from checkin.kiosk.scanner.camera import require_camera_packages
from checkin.lifecycle.doctor.finding import Finding, State
from checkin.system.sandbox import Sandbox, SandboxError

_SECONDS, _MEGABYTES = 10.0, 4096
_PART = "camera"


def check_camera(source: str = "0") -> Finding:
    """Take one picture with a camera. ``source`` is its number, or a film. A course without a webcam is in order."""
    try:
        require_camera_packages()
    except CheckinError as error:
        return Finding(_PART, State.NOTICE, error)
    if source == "0" and sys.platform == "linux" and not any(Path("/dev").glob("video*")):
        return Finding(_PART, State.NOTICE, sentence("No camera is connected. A scanner or a phone needs none."))
    question = {"source": source, "wait": 0, "width": 32, "height": 24}
    try:
        with Sandbox("checkin.kiosk.scanner.camera:look", megabytes=_MEGABYTES) as sandbox:
            answer, _ = sandbox.call(question, seconds=_SECONDS)
    except SandboxError:
        answer = {"lost": True}
    if answer.get("lost"):
        text = sentence("Camera {number} gives no picture. Does another program use it?", number=source)
        return Finding(_PART, State.NOTICE, text)
    return Finding(_PART, State.OK, sentence("Camera {number} gives pictures.", number=source))
