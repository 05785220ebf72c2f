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
    """Reads a picture's codes with zxing-cpp and with OpenCV, each sorted."""
    cv2 = pytest.importorskip("cv2")  # Wine cannot load numpy

    def both(file: Path) -> tuple[list[str], list[str]]:
        by_zxing = sorted(found.text for found in zxingcpp.read_barcodes(Image.open(file).convert("L")))
        _, texts, _, _ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(cv2.imread(str(file)))
        return by_zxing, sorted(text for text in texts if text)

    return both
