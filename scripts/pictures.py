"""Draw every picture that the repository shows: the gallery of badges and the screens of the interface.

    python scripts/pictures.py [FOLDER]
    python scripts/pictures.py --language LANGUAGE FOLDER

FOLDER is the repository unless another is named. With a language only the screens are drawn, in that language, into
FOLDER itself: to look at a translation, and for ``docs/LANGUAGE``. The course is the sample one on its third day in
March 2026, so that the same pictures come out on every machine.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from textual.pilot import Pilot

from checkin.badges.draw import draw, draw_one
from checkin.certificates.credited_sessions import Credit, HoursOf
from checkin.certificates.draw import Page, drawing
from checkin.certificates.facts import CertificateFacts
from checkin.certificates.page_content import page_content
from checkin.certificates.pictures import CertificatePictures
from checkin.certificates.signature import CertificateSigner
from checkin.core.course import CertificateStyle, Participant, Role, Signer
from checkin.core.events import EventSource, ScannedText
from checkin.intake.load import load
from checkin.kiosk.app import KioskApp, StartOptions
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.lifecycle.demo import give_past, sample_clock, sample_folder, write_sample
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants

PPI = 150
NOW = datetime(2026, 3, 11, 12, 6, tzinfo=UTC)
SHOWN = ("María de los Ángeles", "Jean-Baptiste", "Paulo Sérgio", "Verónica", "Ingrid", "Camila")


@contextmanager
def sample() -> Iterator[OpenCourse]:
    """The sample course on its third day."""
    with tempfile.TemporaryDirectory() as name:
        clock = replace(sample_clock(), now=lambda: NOW)
        folder = sample_folder(Path(name) / "course")
        write_sample(folder, NOW)
        with opened_course(folder, clock=clock) as course:
            load(course)
            give_past(course, NOW)
            yield course


def draw_badges(course: OpenCourse, folder: Path) -> list[Path]:
    """Draw a badge of each role and of each design, and a sheet of four, as images."""
    roster = participants.roster(course.record.conn)
    shown = [person for name in SHOWN for person in roster if person.name.startswith(name)]
    of_roles = {role.value: next(person for person in shown if person.role is role) for role in Role}
    badges = {name: draw_one(course.course, person, kind="png", ppi=PPI) for name, person in of_roles.items()}
    for design in ("card", "fold-over", "label", "name-tag"):
        badges[design] = draw_one(course.course, shown[0], design=design, kind="png", ppi=PPI)
    files = [folder / f"{name}.png" for name in badges]
    for file, badge in zip(files, badges.values(), strict=True):
        file.write_bytes(badge)
    (sheet,) = draw(course.course, shown[:4], folder, sheet="a6-on-a4", kind="png", ppi=PPI // 2)
    return [*files, sheet.replace(folder / "sheet.png")]


def draw_certificates(course: OpenCourse, folder: Path) -> list[Path]:
    """A certificate of the sample course in each design that differs at the front; nothing is issued."""
    person = Participant(name="Jean-Baptiste Wisly Saint-Fleur", country="HT", language="es")
    facts = CertificateFacts(
        number="38-0001",
        name=person.name,
        country=person.country,
        role="participant",
        title=course.course.title,
        edition=course.course.edition,
        organizer=course.course.organizer,
        place=course.course.place,
        starts="2026-03-09",
        ends="2026-03-20",
        hours="60",
        language="es",
        issued_on="2026-03-20",
    )
    sealed = CertificateSigner(bytes(32)).seal(facts)
    credited = Credit(sessions=(), hours=facts.hours, hours_of=HoursOf.EXPECTED)
    files = []
    for design, name in (("attendance", "certificate"), ("classical", "classical"), ("modern", "modern")):
        signers = (
            Signer(name="Valentina Paz", post={"": "Directora del Curso"}),
            Signer(name="Julio Ruiz", post={"": "Rector"}),
        )
        style = CertificateStyle(design=design, signers=signers, verify_url="https://cursos.example.org/verificar")
        shown = replace(course.course, certificate=style)
        content = page_content(shown, person, facts, credited, {})
        with drawing(design, course.folder.designs, CertificatePictures(course.folder.root)) as made:
            drawn = made.pages([Page(content, (), sealed, facts.code)], kind="png", ppi=90)[0]
        files.append(folder / f"{name}.png")
        files[-1].write_bytes(drawn)
    return files


class Camera:
    """The interface at work, and a picture of it whenever one is wanted."""

    def __init__(self, app: KioskApp, pilot: Pilot[None], folder: Path) -> None:
        self.app = app
        self._pilot = pilot
        self._folder = folder

    async def settle(self) -> None:
        """Wait until nothing moves."""
        for _ in range(2):
            await self._pilot.pause()
            done = Event()
            self.app.writer.submit(done.set, "")
            await asyncio.to_thread(done.wait)
            while any(not worker.is_finished for worker in self.app.workers if worker.group != DIALOG_WORKERS):
                await self._pilot.pause()
        self.app.tick()
        await self._pilot.pause()

    async def keys(self, *keys: str) -> None:
        """Press some keys, one after the other."""
        for key in keys:
            await self._pilot.press(key)
            await self.settle()

    async def scan(self, code: str) -> None:
        """Scan a code."""
        self.app.handle_scan(ScannedText(code, EventSource.SCANNED))
        await self.settle()

    async def take(self, name: str) -> None:
        """Keep a picture of the screen."""
        await self.settle()
        picture = self.app.export_screenshot(title="checkin")
        (self._folder / f"{name}.svg").write_text(picture, encoding="utf-8")


async def draw_screens(course: OpenCourse, folder: Path, language: str = "en") -> None:
    """Every screen of the interface in a language, as SVG."""
    folder.mkdir(exist_ok=True)
    app = KioskApp(course, StartOptions(door="Salón Atlántico", language=language))
    async with app.run_test(size=(112, 32)) as pilot:
        camera = Camera(app, pilot, folder)
        await at_the_door(camera, participants.roster(course.record.conn))
        await beside_the_door(camera)
        await camera.keys("f8")
        await camera.take("attendance")
        await camera.keys("f4")
        await camera.take("matrix")
        await camera.keys("f3", "enter")
        await camera.take("closing")
        await camera.keys("escape", "f7")
        await camera.take("badges")
    guests = KioskApp(course, StartOptions(door="Salón Atlántico", language=language, self_service=True))
    async with guests.run_test(size=(112, 32)) as pilot:
        camera = Camera(guests, pilot, folder)
        await camera.scan(participants.roster(course.record.conn)[27].code)
        await camera.take("self-service")


async def at_the_door(camera: Camera, roster: list[Participant]) -> None:
    """The verdicts, and what stands above them."""
    for person in (roster[0], roster[27], roster[1], roster[13], roster[30], roster[32]):
        await camera.scan(person.code)
    await camera.take("door")
    camera.app.door.reset_repeats()
    await camera.scan(roster[0].code)
    await camera.take("door-already")
    await camera.scan(roster[5].code[:-1] + ("B" if roster[5].code[-1] != "B" else "C"))
    await camera.take("door-mistyped")
    await camera.keys("f2", *"saint")
    await camera.take("search")
    await camera.keys("f5")
    await camera.take("card")
    await camera.keys("escape", "f1")
    await camera.take("help")
    await camera.keys("escape", "f5")
    await camera.take("menu")
    await camera.keys("escape")


async def beside_the_door(camera: Camera) -> None:
    """What the menu leads to."""
    app = camera.app
    app.door_screen.action_missing()
    await camera.take("missing")
    await camera.keys("escape")
    for name in ("board", "paper", "scanner"):
        getattr(app, f"action_{name}")()
        await camera.take(name)
        await camera.keys("escape")
    app.action_practice()
    await camera.take("practice")
    app.action_practice()
    await camera.settle()  # its end is said at the door, and on no later picture


def main() -> None:
    if sys.argv[1:2] == ["--language"]:
        with sample() as course:
            asyncio.run(draw_screens(course, Path(sys.argv[3]), sys.argv[2]))
        return
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent
    with sample() as course:
        for file in draw_badges(course, root / "badges"):
            print(file)
        asyncio.run(draw_screens(course, root / "docs"))
        print(*draw_certificates(course, root / "docs"), sep="\n")


if __name__ == "__main__":
    main()
