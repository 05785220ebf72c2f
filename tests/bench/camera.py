"""How soon a badge before a camera is answered, and which pictures are read: ``python -m tests.bench.camera [BADGES]``.

A webcam: the door in a terminal plays a film of 30 pictures a second (MJPEG over TCP on loopback) in the place of the
camera. Each badge comes into focus, and the time runs from the first sharp picture to the name on the terminal.

A phone: the page in headless Chromium, whose fake camera plays such a film, against ``checkin serve`` on loopback.
The time runs from the first sharp picture that the page's video shows to the answer on the page.

Then the share of pictures that are read, by what happened to them, as a phone sends them (640 x 480, JPEG).
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

from aiohttp.test_utils import unused_port
from PIL import Image, ImageChops, ImageEnhance

from checkin.core.codes import EditionCodes
from checkin.core.course import Participant
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants
from checkin.web.frames import read_frame
from tests.bench.__main__ import course_folder, set_up
from tests.bench.door import Screen
from tests.browser import chromium
from tests.scenes import as_jpeg, phone_screen, scene, tilted

RATE = 1 / 30
BLURRED, GONE = 15, 20  # pictures before a badge is sharp, and after it is away


class Film:
    """A film in the place of a webcam: it plays what it was told to, at 30 pictures a second."""

    def __init__(self) -> None:
        self._empty = as_jpeg(scene())
        self._next = self._empty
        self.sent = threading.Event()
        film = self

        class Player(StreamRequestHandler):
            def handle(self) -> None:
                for picture in film.pictures():
                    head = f"--film\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
                    try:
                        self.wfile.write(head.encode() + picture + b"\r\n")
                    except OSError:
                        return  # the door has ended

        self._server = ThreadingTCPServer(("127.0.0.1", 0), Player)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"tcp://127.0.0.1:{self._server.server_address[1]}"

    def pictures(self) -> Iterator[bytes]:
        """The pictures, each at its time."""
        due = time.perf_counter()
        while True:
            due += RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            yield self._next
            self.sent.set()

    def play(self, picture: bytes) -> float:
        """Play a picture from now on. Returns when it was sent first."""
        self._next = picture
        for _ in range(2):  # the one that is on its way, then this one
            self.sent.clear()
            began = time.perf_counter()
            self.sent.wait()
        return began


def webcam(root: Path, count: int) -> None:
    """From the first sharp picture to the name on the terminal."""
    people = prepared(root, count)
    film = Film()
    words = ("-C", str(root), "door", "--language", "en", "--session", "s59", "--anytime", "--camera", film.address)
    door = Screen("-m", "checkin", *words)
    door.until(lambda found: b"Ready" in found)
    took = []
    for person in people:
        film.play(as_jpeg(scene((person.code, 240, (200, 120)), blur=9)))
        time.sleep(BLURRED * RATE)
        began = film.play(as_jpeg(scene((person.code, 240, (200, 120)))))
        door.until(lambda found, name=person.name: name.encode() in found)  # type: ignore[misc]
        took.append((time.perf_counter() - began) * 1000)
        film.play(as_jpeg(scene()))
        time.sleep(GONE * RATE)
    door.close()
    report("webcam, first sharp picture to the name on the terminal", took[1:])  # the camera opens during the first


def phone(root: Path, count: int) -> None:
    """From the first sharp picture of the page's video to the answer on the page."""
    people = prepared(root, count)
    film = root / "film.mjpeg"
    film.write_bytes(b"".join(coming_into_focus(people)))
    port = unused_port()
    command = [sys.executable, "-m", "checkin", "-C", str(root), "serve", "--json", "--port", str(port)]
    options = (
        "--ignore-certificate-errors",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server,
        chromium(*options) as found,
    ):
        page = found.page()
        page.open(json.loads(server.stdout.readline())["url"])
        page.until("state.texts.title && !at('pair').hidden")
        page.run("at('pair-name').value = 'Hall'; at('pair').requestSubmit()")
        page.until("!at('door').hidden")
        page.run("ask('/session', { session: 's59', anytime: true })")
        page.run(_TIMED)
        for number in range(count):
            page.until(f"took.length > {number}")
        report("phone, first sharp picture in the page to the answer on it", page.run("took"))
        server.stdin.close()


# A white mark in the corner says that the picture is sharp.
_TIMED = """
const took = [], marks = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
let sharp = 0, named = "";
function look_at_mark(now) {
  marks.drawImage(at("video"), 0, 440, 40, 40, 0, 0, 40, 40);
  const is_sharp = marks.getImageData(20, 20, 1, 1).data[1] > 200;
  if (!is_sharp) sharp = 0; else if (sharp === 0) sharp = performance.now();
  at("video").requestVideoFrameCallback(look_at_mark);
}
new MutationObserver(() => {
  const name = at("name").textContent;
  if (name && name !== named && sharp > 0) { took.push(performance.now() - sharp); named = name; }
}).observe(at("name"), { childList: true });
at("video").requestVideoFrameCallback(look_at_mark);
at("camera").click();
"""


def coming_into_focus(people: list[Participant]) -> Iterator[bytes]:
    """The pictures of a film: each badge is blurred, then sharp, then away."""
    empty = as_jpeg(scene())
    for person in people:
        badge = (person.code, 240, (200, 120))
        yield from [as_jpeg(scene(badge, blur=9))] * BLURRED
        marked = scene(badge)
        marked.paste((255, 255, 255), (0, 440, 40, 480))
        yield from [as_jpeg(marked)] * BLURRED
        yield from [empty] * GONE


def prepared(root: Path, count: int) -> list[Participant]:
    """A course of a thousand people, and some of them."""
    with opened_course(course_folder(root)) as course:
        set_up(course, 1_000)
        return participants.roster(course.record.conn)[:count]


Kind = Callable[[str, str, random.Random], Image.Image]

# By the badge's code, another code, and chance. A square of 240 pixels is a badge at arm's length.
KINDS: dict[str, Kind] = {
    "sharp": lambda code, _, chance: scene((code, 240, place(chance))),
    "small: 2.5 pixels a module": lambda code, _, chance: scene((code, 73, place(chance))),
    "small: 2 pixels a module": lambda code, _, chance: scene((code, 58, place(chance))),
    "out of focus by 3 pixels": lambda code, _, chance: scene((code, 240, place(chance)), blur=3),
    "out of focus by 4 pixels": lambda code, _, chance: scene((code, 240, place(chance)), blur=4),
    "out of focus by 5 pixels": lambda code, _, chance: scene((code, 240, place(chance)), blur=5),
    "moved by 8 pixels": lambda code, _, chance: moved(scene((code, 240, place(chance))), 8),
    "moved by 16 pixels": lambda code, _, chance: moved(scene((code, 240, place(chance))), 16),
    "turned up to 45 degrees and leaning": lambda code, _, chance: tilted(code, chance.uniform(-45, 45), 0.12),
    "turned up to 45 degrees and leaning far": lambda code, _, chance: tilted(code, chance.uniform(-45, 45), 0.22),
    "two badges": lambda code, other, _: scene((code, 240, (340, 200)), (other, 130, (40, 40))),
    "a phone's screen, reflections": lambda code, _, chance: phone_screen(code, chance.randrange(180, 256)),
    "dim: a twelfth of the light": lambda code, _, chance: dimmed(scene((code, 240, place(chance)))),
}


def place(chance: random.Random) -> tuple[int, int]:
    return chance.randrange(100, 300), chance.randrange(60, 180)


def moved(picture: Image.Image, pixels: int) -> Image.Image:
    """The picture of a badge that moves while it is taken."""
    whole = picture
    for number in range(1, pixels):
        whole = Image.blend(whole, ImageChops.offset(picture, number, 0), 1 / (number + 1))
    return whole


def dimmed(picture: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(1 / 12)


def noisy(picture: Image.Image, chance: random.Random) -> Image.Image:
    """The picture with the noise of a sensor."""
    import numpy as np

    noise = np.random.default_rng(chance.randrange(2**32)).normal(0, 4, (picture.height, picture.width, 1))
    return Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype("uint8"))


def rates(count: int) -> None:
    """The share of pictures of each kind whose badge is read, as the largest code."""
    chance, codes = random.Random(38), EditionCodes(bytes(32))
    for kind, drawn in KINDS.items():
        read = 0
        for _ in range(count):
            code, other = (codes.generate(chance.randrange) for _ in range(2))
            found = read_frame(as_jpeg(noisy(drawn(code, other, chance), chance)))
            read += bool(found) and found[0].text == code
        print(f"{kind}: {100 * read / count:.0f}% of {count}")


def report(what: str, took: list[float]) -> None:
    late = sorted(took)[int(len(took) * 0.95)]
    middle = statistics.median(took)
    print(f"{what}: {len(took)} badges, p50 {middle:.0f} ms, p95 {late:.0f} ms, longest {max(took):.0f} ms")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    for measured in (webcam, phone):
        with tempfile.TemporaryDirectory() as name:
            measured(Path(name), count)
    rates(2 * count)


if __name__ == "__main__":
    main()
