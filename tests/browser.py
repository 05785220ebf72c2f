"""A real browser without a window, for web pages and letters: Chromium, spoken to by its own protocol through pipes."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

# Chromium reads at 3 and writes at 4.
_START = """
import os, sys
from fcntl import F_DUPFD, fcntl
for place, end in enumerate([fcntl(int(end), F_DUPFD, 10) for end in sys.argv[1:3]], 3):
    os.dup2(end, place)
os.execv(sys.argv[3], sys.argv[3:])
"""


@dataclass
class Page:
    """An open page."""

    browser: "Browser"
    session: str

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self.browser.call(method, self.session, **parameters)

    def open(self, url: str) -> None:
        """Go to an address and wait until the page is there."""
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=url)
        self.run("new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))")

    def run(self, script: str) -> Any:
        """Run a script in the page; wait for a promise; return the value."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, condition: str) -> None:
        """Wait until an expression is true."""
        looks = f"const look = () => ({condition}) ? done() : Date.now() > ends ? late(new Error({condition!r})) : "
        self.run(
            f"new Promise((done, late) => {{ const ends = Date.now() + 20000; {looks} setTimeout(look, 20); look() }})"
        )

    def close(self) -> None:
        """Close the page; its camera and its requests end."""
        self.call("Page.close")

    def picture(self, file: Path) -> None:
        """Save what the page shows, to be looked at."""
        answer = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(answer["data"]))


class Browser:
    """A running Chromium. Messages are JSON and end with a zero byte."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read, self._rest, self._number = write, read, b"", 0

    def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            pass
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._read, 1 << 16)
            assert more, "the browser ended"
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def page(self, language: str = "en") -> Page:
        """Open an empty page whose reader prefers a language."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        page = Page(self, self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        page.call("Emulation.setUserAgentOverride", userAgent="", acceptLanguage=language)
        return page


@contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    """Start a browser, and end it."""
    assert PROGRAM is not None
    to_read, write = os.pipe()
    read, to_write = os.pipe()
    words = [PROGRAM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe"]
    words += options
    with TemporaryDirectory() as profile:
        start = [sys.executable, "-SEc", _START, str(to_read), str(to_write), *words, f"--user-data-dir={profile}"]
        running = subprocess.Popen(start, pass_fds=(to_read, to_write), stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        browser = Browser(write, read)
        try:
            yield browser
        finally:
            # Chromium ends when its pipe does.
            os.close(write)
            running.wait(timeout=20)
            os.close(read)
