"""The page of a phone in a real browser, whose camera plays a film of badges; and the server that staff start."""

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port
from PIL import Image, ImageFilter
from tests.browser import PROGRAM, Browser, Page, chromium
from tests.conftest import COURSE, PEOPLE, PROGRAMME, HandClock, load_record

from checkin.door.phones import Pairing, revoke_phone
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants
from checkin.typesetting.qr import image
from checkin.web.running import prepare
from checkin.web.server import PhoneServer

pytestmark = pytest.mark.skipif(PROGRAM is None or sys.platform == "win32", reason="no Chromium here")

_CAMERA = ("--ignore-certificate-errors", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def picture(*badges: tuple[str, int, tuple[int, int]], blur: float = 0, angle: float = 0) -> Image.Image:
    """What a camera sees of badges of some sizes at some places."""
    seen = Image.new("RGB", (640, 480), (125, 120, 110))
    for code, size, place in badges:
        seen.paste(image(code, 8).convert("RGB").resize((size, size)), place)
    return seen.rotate(angle, fillcolor=(125, 120, 110)).filter(ImageFilter.GaussianBlur(blur))


def write_film(path: Path, pictures: list[Image.Image]) -> Path:
    """Write pictures of one size as a film that a fake camera plays again and again (YUV4MPEG2, 4:2:0)."""
    width, height = pictures[0].size
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420jpeg\n".encode())
        for one in pictures:
            bright, blue, red = one.convert("YCbCr").split()
            half = (width // 2, height // 2)
            file.write(b"FRAME\n" + bright.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes())
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera sees a tilted badge of Ana's, slightly blurred, and a smaller one of João's."""
    folder = tmp_path_factory.mktemp("film")
    (folder / "course").mkdir()
    for name, text in (("course.toml", COURSE), ("participants.csv", PEOPLE), ("programme.csv", PROGRAMME)):
        (folder / "course" / name).write_text(text, encoding="utf-8")
    course, clock = CourseFolder(folder / "course"), HandClock(datetime(2026, 3, 9, 12, 5, tzinfo=UTC))
    load_record(course, clock)
    with opened_course(course, clock=clock.clock()) as opened:
        codes = {one.name: one.code for one in participants.roster(opened.record.conn)}
    badges = ((codes["Ana Núñez"], 240, (220, 120)), (codes["João d’Ávila"], 100, (20, 20)))
    film = write_film(folder / "film.y4m", [picture(*badges, blur=1, angle=8)] * 2)
    with chromium(*_CAMERA, f"--use-file-for-fake-video-capture={film}") as found:
        yield found


@dataclass
class Serving:
    """A server on a thread of its own, as ``checkin serve`` runs it."""

    course: OpenCourse
    pairing: Pairing
    url: str = ""
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _runner: web.AppRunner | None = None

    def start(self) -> None:
        address = prepare(self.course, is_lan=False, port=int(self.url.rpartition(":")[2]), certificate=None)
        app = PhoneServer(self.course, self.pairing, address.hosts, language="en").app()
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
def phone(browser: Browser, serving: Serving) -> Page:
    """The page on a phone, connected as Ana's phone by the link of the QR code."""
    page = browser.page()
    page.call("Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=1, mobile=True)
    page.open(f"{serving.url}/#{serving.pairing.current_code()}")
    page.until("state.texts.title && !document.getElementById('pair').hidden")
    page.run("at('pair-name').value = \"Ana's phone\"; at('pair').requestSubmit()")
    page.until("at('session-title').textContent === 'Opening'")
    return page


def test_a_badge_before_the_camera_is_recorded_and_named(phone: Page, serving: Serving) -> None:
    phone.run("at('camera').click()")
    phone.until("!at('answer').hidden")
    assert phone.run("[at('word').textContent, at('name').textContent]") == ["√ Present", "Ana Núñez"]
    assert phone.run("at('answer').className") == "counted"
    assert serving.verdicts() == [("Ana's phone", "present")]
    phone.run("stopCamera()")
    phone.until("at('count-text').textContent === '1 of 3 present'")
    phone.run("at('undo').click()")
    phone.until("at('word').textContent.includes('Undone: check-in of Ana')")
    phone.until("at('count-text').textContent === '0 of 3 present'")


def test_a_person_is_found_by_name(phone: Page, serving: Serving) -> None:
    phone.run("at('find').click(); at('find-text').value = 'fleur'; at('find-text').dispatchEvent(new Event('input'))")
    phone.until("document.querySelector('#found button')")
    phone.run("document.querySelector('#found button').click()")
    phone.until("at('name').textContent === 'Jean Saint-Fleur'")
    assert serving.verdicts() == [("Ana's phone", "present")]


def test_a_lost_connection_is_said_and_nothing_is_shown_as_recorded(phone: Page, serving: Serving) -> None:
    serving.stop()
    phone.run("once('/code', { code: 'TTFDRVLHJCHG' }).catch(failed)")
    phone.until("!at('offline').hidden")
    assert phone.run("at('answer').className") == "broken"
    assert phone.run("at('word').textContent") == "No connection to the computer. Nothing is recorded now."
    serving.start()
    phone.until("at('offline').hidden")
    assert phone.run("at('word').textContent") == "Not recorded. Scan the badge again."
    assert serving.verdicts() == []


def test_a_phone_whose_access_has_ended_shows_nothing_more(phone: Page, serving: Serving) -> None:
    revoke_phone(serving.course.record, "Ana's phone")
    phone.run("refresh()")
    phone.until("at('door').hidden && !at('pair').hidden")
    assert "no access any more" in phone.run("at('pair-error').textContent")


def test_nothing_on_the_page_comes_from_elsewhere_or_breaks_its_policy(phone: Page) -> None:
    loaded = phone.run("performance.getEntriesByType('resource').map(one => new URL(one.name).origin)")
    assert set(loaded) == {phone.run("location.origin")}
