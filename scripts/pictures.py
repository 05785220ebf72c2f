"""Draw every picture that the repository shows: the gallery of badges and the screens of the interface.

    python scripts/pictures.py [FOLDER]

FOLDER is the repository unless another is named. The course is the sample one on its third day in March 2026, so
that the same pictures come out on every machine.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from checkin.badges.gallery import gallery
from checkin.demo.sample import give_past, sample_clock, sample_folder, write_sample
from checkin.intake.load import load
from checkin.kiosk.app import KioskApp
from checkin.store import people
from checkin.store.opening import OpenCourse, opened

NOW = datetime(2026, 3, 11, 12, 6, tzinfo=UTC)
SHOWN = ("María de los Ángeles", "Jean-Baptiste", "Paulo Sérgio", "Verónica", "Ingrid", "Camila")


@contextmanager
def sample() -> Iterator[OpenCourse]:
    """The sample course on its third day."""
    with tempfile.TemporaryDirectory() as name:
        clock = replace(sample_clock(), now=lambda: NOW)
        folder = sample_folder(Path(name) / "course")
        write_sample(folder, NOW)
        with opened(folder, clock=clock) as course:
            load(course)
            give_past(course, NOW)
            yield course


def draw_badges(course: OpenCourse, folder: Path) -> list[Path]:
    """One badge of each role, and a sheet of four."""
    roster = people.roster(course.record.conn)
    shown = [person for name in SHOWN for person in roster if person.name.startswith(name)]
    return gallery(course.course, shown, folder)


async def draw_screens(course: OpenCourse, folder: Path) -> None:
    """The door with a verdict, the search, and the attendance, as SVG."""
    folder.mkdir(exist_ok=True)
    roster = people.roster(course.record.conn)
    app = KioskApp(course, door="Salón Atlántico")
    async with app.run_test(size=(110, 32)) as pilot:

        async def take(name: str) -> None:
            for _ in range(2):
                await pilot.pause()
                await asyncio.to_thread(app.writer.drain)
                await app.workers.wait_for_complete()
            await pilot.pause(1.2)
            (folder / f"{name}.svg").write_text(app.export_screenshot(title="checkin"), encoding="utf-8")

        for person in (roster[0], roster[27], roster[1], roster[13], roster[30], roster[0], roster[32]):
            await pilot.press(*person.code, "enter")
        await take("door")
        await pilot.press(*roster[0].code, "enter")
        await take("door-already")
        wrong = roster[5].code[:-1] + ("B" if roster[5].code[-1] != "B" else "C")
        await pilot.press(*wrong, "enter")
        await take("door-mistyped")
        await pilot.press("f2", *"saint")
        await take("search")
        await pilot.press("escape", "f8")
        await take("attendance")
        await pilot.press("f7")
        await take("badges")


def main() -> None:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent
    with sample() as course:
        for file in draw_badges(course, root / "badges"):
            print(file)
        asyncio.run(draw_screens(course, root / "docs"))


if __name__ == "__main__":
    main()
