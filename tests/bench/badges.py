"""Badges a second, bytes a badge and peak memory: ``python -m tests.bench.badges [COUNT...]``.

Draws so many badges (100, 1,000 and 10,000) as PDF and 1,000 at most as PNG, each run in a process of its own on one
core, beside reportlab drawing the same lines, the same symbol and the same typeface.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from checkin.badges.draw import draw
from checkin.core.codes import EditionCodes
from checkin.core.course import Participant
from checkin.core.course_toml import parse

COURSE = (
    '[course]\ntitle = "Curso Interamericano sobre Migración Internacional"\nedition = "XXXVIII"\n'
    'place = "Mar del Plata"\ntimezone = "America/Argentina/Buenos_Aires"\nlanguage = "es"\n'
)
_MOST_PNG = 1_000
_MEGA = 1024 if sys.platform.startswith("linux") else 1024 * 1024


def everybody(count: int) -> list[Participant]:
    chance, codes = random.Random(38), EditionCodes(bytes(32))
    return [
        Participant(
            name=f"María Fernández {number}",
            country="AR",
            institution="Ministerio de Relaciones Exteriores",
            code=codes.generate(chance.randrange),
        )
        for number in range(count)
    ]


def as_pdf(people: Sequence[Participant], folder: Path) -> None:
    draw(parse(COURSE), people, folder / "badges.pdf")


def as_png(people: Sequence[Participant], folder: Path) -> None:
    draw(parse(COURSE), people, folder, kind="png")


def by_reportlab(people: Sequence[Participant], folder: Path) -> None:
    """The lanyard's lines as reportlab draws them; none of its fitting, tags or alternative texts."""
    import fontpkg_source_sans_3
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    file = fontpkg_source_sans_3.ROOT / "files" / "SourceSans3[wght].ttf"
    pdfmetrics.registerFont(TTFont("Source", str(file)))
    course = parse(COURSE)
    canvas = Canvas(str(folder / "badges.pdf"), pagesize=(105 * mm, 148 * mm))
    for person in people:
        lines = (
            (130, 15, f"{course.edition} {course.title}"),
            (124, 10, course.place),
            (95, 30, person.name),
            (82, 12, person.institution),
            (75, 15, person.country),
            (16, 12, person.code),
        )
        for y, size, text in lines:
            canvas.setFont("Source", size)
            canvas.drawCentredString(52.5 * mm, y * mm, text)
        widget = QrCodeWidget(person.code, barLevel="Q", barWidth=41 * mm, barHeight=41 * mm)
        drawing = Drawing()
        drawing.add(widget)
        drawing.drawOn(canvas, 32 * mm, 22 * mm)
        canvas.rect(0, 0, 105 * mm, 15 * mm, fill=1)
        canvas.showPage()
    canvas.save()


WAYS: dict[str, Callable[[Sequence[Participant], Path], None]] = {
    "pdf": as_pdf,
    "png": as_png,
    "reportlab": by_reportlab,
}


def measure(way: str, count: int) -> None:
    """Draw once in this process, and print what it took."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    people = everybody(count)
    with tempfile.TemporaryDirectory() as name:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        WAYS[way](people, Path(name))
        took = time.perf_counter() - began
        size = sum(file.stat().st_size for file in Path(name).iterdir())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{way:10} {count:7,} badges  {count / took:7.0f} a second  {size / count / 1000:6.1f} kB a badge  "
        f"peak {peak / _MEGA:5.0f} MB ({(peak - before) / _MEGA:.0f} for the badges)",
        flush=True,
    )


def main(counts: Sequence[int]) -> None:
    for count in counts:
        for way in WAYS:
            if way != "png" or count <= _MOST_PNG:
                subprocess.run([sys.executable, "-m", "tests.bench.badges", "--one", way, str(count)], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2], int(sys.argv[3]))
    else:
        main([int(text) for text in sys.argv[1:]] or [100, 1_000, 10_000])
