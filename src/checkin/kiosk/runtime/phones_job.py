"""Phones as scanners, from the door: a child process serves their pages, so that nothing of it can stop the door."""

import json
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from textual.message import Message

from checkin.core.text import clean
from checkin.kiosk.runtime.messages import PhonesChanged
from checkin.system.own_program import own_command

_LONGEST_LINE = 4096
_LAST_LINES = 20
_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class PhonesState:
    """How the pages are served. ``url`` connects the next phone; ``trouble`` is why nothing is served."""

    is_running: bool = False
    url: str = ""
    fingerprint: str = ""
    connected: str = ""
    trouble: str = ""


class PhonesJob:
    """The child process with the pages. ``post`` must be safe to call from another thread."""

    def __init__(self, root: Path, post: Callable[[Message], object]) -> None:
        self._root = root
        self._post = post
        self._process: subprocess.Popen[str] | None = None
        self.state = PhonesState()

    def start(self, language: str) -> None:
        """Begin to serve; the state changes when the pages are open, or with what prevents it."""
        if self.state.is_running:
            return
        command = own_command(self._root, language, "serve", "--lan", "--json")
        self.state = PhonesState(is_running=True)
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,  # Ctrl+C in the terminal is the door's
            )
        except OSError as error:
            self.state = PhonesState(trouble=str(error.strerror or error))
            return
        threading.Thread(target=self._listen, args=(self._process,), name="phones", daemon=True).start()

    def stop(self) -> None:
        """End serving, and wait for it."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        self.state = PhonesState()

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        # Read as it comes: a child whose pipe is full stands still.
        said: deque[str] = deque(maxlen=_LAST_LINES)
        errors = threading.Thread(target=_read, args=(process.stderr, said), name="phones-errors", daemon=True)
        errors.start()
        while line := process.stdout.readline(_LONGEST_LINE):
            self._hear(line)
        errors.join(_SECONDS)
        process.wait()
        if self._process is process:
            self._process = None
            self.state = PhonesState(trouble=clean("".join(said))[:_LONGEST_LINE])
            self._post(PhonesChanged())

    def _hear(self, line: str) -> None:
        with suppress(ValueError, KeyError, TypeError):
            said = json.loads(line)
            if said["event"] == "open":
                self.state = replace(self.state, url=str(said["url"]), fingerprint=str(said["fingerprint"]))
            else:
                self.state = replace(self.state, connected=clean(str(said["name"])))
            self._post(PhonesChanged())


def _read(pipe: IO[str], lines: "deque[str]") -> None:
    while line := pipe.readline(_LONGEST_LINE):
        lines.append(line)
