"""The whole interface in a real browser, from ``checkin serve --interface``."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest
from aiohttp.test_utils import unused_port
from tests.browser import PROGRAM, Browser, Page, chromium
from tests.functional.web.conftest import Serving

from checkin.store.open_course import OpenCourse

pytestmark = pytest.mark.skipif(PROGRAM is None or sys.platform == "win32", reason="no Chromium here")

# The terminal draws on a canvas, which has no text to look at: what it was sent, without the control sequences.
_WATCH = r"""
window.shown = "";
const Seen = window.WebSocket;
window.WebSocket = class extends Seen {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", (event) => {
      if (typeof event.data !== "string")
        window.shown += new TextDecoder().decode(event.data).replace(/\x1b\[[0-9;?]*[a-zA-Z]/g, "");
    });
  }
};
"""


@pytest.fixture
def page(open_course: OpenCourse) -> Iterator[Page]:
    """A tablet that was connected with the link of ``checkin serve --interface``."""
    command = [sys.executable, "-m", "checkin", "-C", str(open_course.folder.root), "--language", "en"]
    command += ["serve", "--interface", "--json", "--port", str(unused_port())]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    with subprocess.Popen(command, **pipes) as process:  # type: ignore[call-overload]
        url = json.loads(process.stdout.readline())["url"]
        with chromium("--ignore-certificate-errors") as browser:
            page = browser.page()
            page.call("Emulation.setDeviceMetricsOverride", width=1024, height=768, deviceScaleFactor=1, mobile=False)
            page.call("Page.enable")
            page.call("Page.addScriptToEvaluateOnNewDocument", source=_WATCH)
            page.open(url)
            page.until("state.texts.title && !at('pair').hidden")
            page.run("at('pair-name').value = 'Tablet'; at('pair').requestSubmit()")
            for _ in range(5):
                with suppress(AssertionError):  # the page that waited has gone
                    page.until("location.pathname === '/interface' && (window.shown || '').includes('Scan a badge')")
                    break
            yield page
        process.stdin.close()
        process.wait(20)


def test_the_door_is_shown_takes_keys_and_records_a_code(page: Page, open_course: OpenCourse) -> None:
    page.until("window.shown.includes('Tablet · Course') && document.querySelector('#terminal canvas')")
    page.run("document.querySelector('#terminal textarea').focus()")
    for letter in "TTFDRVLHJCHG":
        page.call("Input.dispatchKeyEvent", type="keyDown", key=letter, text=letter)
    tap(page, "Enter")
    page.until("window.shown.toLowerCase().includes('another edition')")
    with open_course.record.reading() as conn:
        found = conn.execute("SELECT door, code FROM events WHERE kind = 'scan'").fetchall()
    assert [tuple(row) for row in found] == [("Tablet", "TTFDRVLHJCHG")]
    assert page.run("document.querySelector('#keys').getBoundingClientRect().bottom <= innerHeight")
    # Keys that browsers keep for themselves have buttons.
    tap(page, "F5")
    page.until("window.shown.includes('Who is missing')")
    # The kiosk asks whether to leave if it has read the counts; once more says yes.
    page.until(f"({button('Ctrl+Q')}.click(), at('ended').open)")


def tap(page: Page, key: str) -> None:
    """Tap the button of a key."""
    page.run(f"{button(key)}.click()")


def button(key: str) -> str:
    return f"[...document.querySelectorAll('#keys button')].find(one => one.textContent === {key!r})"


# A browser that refuses the connection, as Safari on an iPad does: it is closed before it was open.
_REFUSES = """
const Real = window.WebSocket;
window.WebSocket = class extends Real { constructor() { super("wss://" + location.host + "/interface/screen/none"); } };
"""


def test_a_browser_that_refuses_the_connection_says_so_and_what_to_do(browser: Browser, serving: Serving) -> None:
    serving.stop()
    serving.has_interface = True
    serving.start()
    _, token = serving.pairing.pair(serving.pairing.current_code(), "iPad")
    page = browser.page()
    page.open(serving.url)
    page.run(f"localStorage.setItem('token', '{token}')")
    page.call("Page.enable")
    page.call("Page.addScriptToEvaluateOnNewDocument", source=_REFUSES)
    page.open(f"{serving.url}/interface")
    page.until("at('ended').open")
    assert page.run("at('why').textContent").startswith("This browser refuses the connection that the interface needs.")
    assert page.run("document.querySelector('#ended a').textContent") == "Open the page for phones"
    page.close()
