"""What the badge tests share: a course, people with codes, and two decoders that read what is drawn."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from PIL import Image

from checkin.core.codes import EditionCodes
from checkin.core.course import Course, Participant

CODES = EditionCodes(bytes(32))
_AROUND = 40  # pixels around the codes of a picture


@pytest.fixture
def course() -> Course:
    return Course(
        title="Curso Interamericano sobre Migración Internacional",
        edition="XXXVIII",
        organizer="Organización Internacional para las Migraciones",
        place="Mar del Plata, Argentina",
        timezone=ZoneInfo("America/Argentina/Buenos_Aires"),
        starts=date(2026, 3, 9),
        ends=date(2026, 3, 20),
        language="es",
    )


@pytest.fixture
def person() -> Callable[..., Participant]:
    """Makes somebody with a code; the same name and number have the same code."""

    def make(name: str = "Ana Núñez", number: int = 0, **facts: object) -> Participant:
        given = {
            "code": CODES.generate(random.Random(repr((name, number))).randrange),
            "institution": "Dirección Nacional de Migraciones",
            "country": "HT",
        }
        return Participant(name=name, **{**given, **facts})  # type: ignore[arg-type]

    return make


@pytest.fixture
def people(person: Callable[..., Participant]) -> Callable[[int], list[Participant]]:
    """Makes so many people with codes of their own."""
    return lambda count: [person("Ana Núñez", number) for number in range(count)]


@pytest.fixture
def read() -> Callable[[Path], tuple[list[str], list[str]]]:
    """Reads a picture's codes with zxing-cpp and with OpenCV, each sorted.

    OpenCV looks only where zxing-cpp has found codes: it takes three times as long for a page that is mostly blank.
    """
    cv2, numpy = pytest.importorskip("cv2"), pytest.importorskip("numpy")  # Wine cannot load numpy

    def both(file: Path) -> tuple[list[str], list[str]]:
        picture = Image.open(file).convert("L")
        codes = zxingcpp.read_barcodes(picture)
        corners = [corner for code in codes for corner in (code.position.top_left, code.position.bottom_right)]
        across, down = [corner.x for corner in corners] or [0], [corner.y for corner in corners] or [0]
        left, top = max(0, min(across) - _AROUND), max(0, min(down) - _AROUND)
        part = picture.crop((left, top, max(across) + _AROUND, max(down) + _AROUND))
        _, texts, _, _ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(numpy.asarray(part))
        return sorted(code.text for code in codes), sorted(text for text in texts if text)

    return both
