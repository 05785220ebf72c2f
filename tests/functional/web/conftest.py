"""A server for phones, a real browser, and the page of a phone in it, whose camera plays a film."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port
from tests.browser import Browser, Page, chromium
from tests.scenes import browser_film, scene

from checkin.door.phones import Pairing
from checkin.store.open_course import OpenCourse
from checkin.web.server import PhoneServer
from checkin.web.server_run import prepare

CAMERA = ("--ignore-certificate-errors", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The film that the browser's camera plays. A page that turns the camera on sees what the file holds then."""
    return browser_film(tmp_path_factory.mktemp("film") / "film.y4m", [scene()])


@pytest.fixture(scope="session")
def browser(film: Path) -> Iterator[Browser]:
    """A browser with a camera."""
    with chromium(*CAMERA, f"--use-file-for-fake-video-capture={film}") as found:
        yield found


@dataclass
class Serving:
    """A server on a thread of its own, as ``checkin serve`` runs it."""

    course: OpenCourse
    pairing: Pairing
    url: str = ""
    has_interface: bool = False
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _runner: web.AppRunner | None = None

    def start(self) -> None:
        address = prepare(self.course, is_lan=False, port=int(self.url.rpartition(":")[2]), certificate=None)
        server = PhoneServer(self.course, self.pairing, address.hosts, language="en", has_interface=self.has_interface)
        app = server.app()
        self._runner = web.AppRunner(app, access_log=None)

        async def begin() -> None:
            assert self._runner is not None
            await self._runner.setup()
            await web.TCPSite(self._runner, address.bound, address.port, ssl_context=address.context).start()

        if not self._loop.is_running():
            Thread(target=self._loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(begin(), self._loop).result(20)

    def stop(self) -> None:
        assert self._runner is not None
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(20)

    def verdicts(self) -> list[tuple[str, str]]:
        """The door and the answer of each scan in the record."""
        with self.course.record.reading() as conn:
            rows = conn.execute("SELECT door, verdict FROM events WHERE kind = 'scan' ORDER BY rowid")
            return [tuple(row) for row in rows]


@pytest.fixture
def serving(open_course: OpenCourse) -> Iterator[Serving]:
    found = Serving(open_course, Pairing(open_course.record), f"https://localhost:{unused_port()}")
    found.start()
    yield found
    found.stop()


@pytest.fixture
def phone(browser: Browser, serving: Serving) -> Iterator[Page]:
    """The page on a phone, connected as Ana's phone by the link of the QR code."""
    page = browser.page()
    page.call("Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=1, mobile=True)
    page.open(f"{serving.url}/#{serving.pairing.current_code()}")
    page.until("state.texts.title && !document.getElementById('pair').hidden")
    page.run("at('pair-name').value = \"Ana's phone\"; at('pair').requestSubmit()")
    page.until("at('session-title').textContent === 'Opening'")
    yield page
    page.run("stopCamera()")  # the next page opens the film again
    page.close()
