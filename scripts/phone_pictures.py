"""Draw the pictures of docs/phones.md: ``python scripts/phone_pictures.py [LANGUAGE FOLDER]`` (en, docs).

The languages are en, es, pt and fr.

``phones-computer.svg`` is what the computer shows, ``phones.png`` the six steps on a phone. Needs Chromium.
"""

import asyncio
import io
import sys
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from aiohttp.test_utils import unused_port  # noqa: E402
from pictures import Camera, sample  # noqa: E402
from PIL import Image, ImageDraw, ImageFont  # noqa: E402
from tests.browser import Page, chromium  # noqa: E402
from tests.functional.web.conftest import CAMERA, Serving  # noqa: E402
from tests.scenes import SIZE, as_jpeg, browser_film, scene  # noqa: E402

from checkin.badges.draw import draw_one  # noqa: E402
from checkin.door.phones import Pairing  # noqa: E402
from checkin.kiosk.app import KioskApp, StartOptions  # noqa: E402
from checkin.kiosk.runtime.phones_job import PhonesJob, PhonesState  # noqa: E402
from checkin.store.open_course import OpenCourse  # noqa: E402
from checkin.store.roster import participants  # noqa: E402
from checkin.web.frames import read_frame  # noqa: E402

WIDE, HIGH, SHOWN = 390, 760, 300
NAMES = {"en": "Ana's phone", "es": "Teléfono de Ana", "pt": "Celular de Ana", "fr": "Téléphone d’Ana"}
PRINT = ":".join(f"{number * 37 % 256:02X}" for number in range(32))


def badge_in_hand(course: OpenCourse) -> Image.Image:
    """A badge before a camera."""
    person = participants.roster(course.record.conn)[1]
    badge = Image.open(io.BytesIO(draw_one(course.course, person, kind="png", ppi=200))).convert("RGB")
    seen = scene()
    badge.thumbnail((SIZE[0], SIZE[1] - 40))
    seen.paste(badge, ((SIZE[0] - badge.width) // 2, (SIZE[1] - badge.height) // 2))
    return seen


def phone_page(page: Page) -> Page:
    page.call("Emulation.setDeviceMetricsOverride", width=WIDE, height=HIGH, deviceScaleFactor=1, mobile=True)
    return page


def the_warning(serving: Serving, folder: Path) -> list[Path]:
    """The browser's warning, closed and open. This browser does not ignore that the certificate is not signed."""
    files = [folder / "1.png", folder / "2.png"]
    with chromium() as browser:
        page = phone_page(browser.page())
        page.call("Page.navigate", url=serving.url)
        page.until("document.querySelector('#details-button')")
        page.picture(files[0])
        page.run("document.querySelector('#details-button').click()")
        page.until("document.querySelector('#proceed-link').checkVisibility()")
        page.picture(files[1])
    return files


def the_page(serving: Serving, seen: Image.Image, language: str, folder: Path) -> list[Path]:
    """Connecting, the camera, an answer, a search."""
    files = [folder / f"{number}.png" for number in range(3, 7)]
    film = browser_film(folder / "film.y4m", [seen])
    with chromium(*CAMERA, f"--use-file-for-fake-video-capture={film}") as browser:
        page = phone_page(browser.page(language))
        page.open(serving.url)
        page.run(f"localStorage.setItem('language', '{language}')")
        page.open(f"{serving.url}/#{serving.pairing.current_code()}")
        page.until("state.texts.title && !at('pair').hidden")
        page.run(f'at("pair-name").value = "{NAMES[language]}"')
        page.picture(files[0])
        page.run("at('pair').requestSubmit()")
        page.until("!at('door').hidden && at('session-title').textContent")
        page.run("once = () => Promise.resolve({ codes: 1 })")  # the answer is for the next picture
        page.run("at('camera').click()")
        page.until("at('video').videoWidth && at('camera').hidden")
        corners = [list(corner) for corner in read_frame(as_jpeg(seen))[0].corners]
        page.run("document.querySelectorAll('.mirrored').forEach((one) => one.classList.remove('mirrored'))")
        page.run(f"outline({corners}); outline = () => {{}}")
        page.picture(files[1])
        page.run("stopCamera()")
        code = read_frame(as_jpeg(seen))[0].text
        page.run(f"ask('/code', {{ code: '{code}' }}, requestId()).then((reply) => showAnswer(reply.answer))")
        page.until("!at('answer').hidden && !at('count-text').textContent.startsWith('0')")
        page.picture(files[2])
        page.run("at('find').click(); at('find-text').value = 'mar'; at('find-text').dispatchEvent(new Event('input'))")
        page.until("document.querySelector('#found button')")
        page.picture(files[3])
    return files


def strip(files: list[Path]) -> Image.Image:
    """Pictures side by side, with their numbers."""
    high = HIGH * SHOWN // WIDE
    whole = Image.new("RGB", (len(files) * (SHOWN + 16) - 16, high + 44), "white")
    draw = ImageDraw.Draw(whole)
    for number, file in enumerate(files):
        left = number * (SHOWN + 16)
        whole.paste(Image.open(file).convert("RGB").resize((SHOWN, high), Image.Resampling.LANCZOS), (left, 44))
        draw.rectangle((left, 44, left + SHOWN - 1, high + 43), outline=(140, 150, 160))
        draw.text((left + SHOWN // 2, 20), str(number + 1), "black", ImageFont.load_default(28), anchor="mm")
    return whole.quantize(160)


async def draw_dialog(course: OpenCourse, language: str, folder: Path) -> None:
    """The computer's screen with the QR code."""
    state = PhonesState(True, "https://192.168.1.5:8443/#H4K7PR2M", PRINT)
    app = KioskApp(course, StartOptions(door="Salón Atlántico", language=language))
    with patch.object(PhonesJob, "start", lambda job, _: setattr(job, "state", state)):
        async with app.run_test(size=(112, 32)) as pilot:
            camera = Camera(app, pilot, folder)
            await camera.settle()
            app.action_phones()
            await camera.take("phones-computer")


def main() -> None:
    language, folder = sys.argv[1:3] if len(sys.argv) > 2 else ("en", str(ROOT / "docs"))
    with sample() as course:
        work = course.folder.root
        serving = Serving(course, Pairing(course.record), f"https://localhost:{unused_port()}")
        serving.start()
        files = [
            *the_warning(serving, work),
            *the_page(serving, badge_in_hand(course), language, work),
        ]
        strip(files).save(Path(folder) / "phones.png", optimize=True)
        serving.stop()
        asyncio.run(draw_dialog(course, language, Path(folder)))


if __name__ == "__main__":
    main()
