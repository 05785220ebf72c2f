"""How often the QR code of a certificate is read from a page: ``python -m tests.bench.certificate_codes``.

Prints a table for the codes of this version (digits) and of the one before (base64 letters, in 36 mm), each drawn at
the lower left of an A4 page with text: printed in one bit, blurred, copied twice, and taken with a phone as a picture
of the whole page, turned, in perspective, with shade, noise and JPEG. And for the label of a badge in one bit.
zxing-cpp reads. The same seed gives the same pictures.
"""

import base64
from collections.abc import Callable, Iterator
from itertools import product

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from checkin.certificates.facts import CertificateFacts
from checkin.certificates.signature import CertificateSigner
from checkin.core.codes import EditionCodes
from checkin.typesetting import qr

Picture = NDArray[np.uint8]

NAMES = (
    *("María Fernanda Gómez Restrepo", "João d’Ávila", "Keisha Brown", "Marie Ange Désir", "Wilber Quispe Mamani"),
    *("Ana Lucía Benítez de Cáceres", "Claire Duval", "Nguyễn Thị Minh Khai", "Józef Łukasiewicz"),
    "Bartholomew Montgomery-Fitzgerald Wolfeschlegelsteinhausen",
)
ADDRESS = "https://cursos.example.org/verificar#"
SIGNER = CertificateSigner(bytes(32))
ONE_BIT = 203 / 25.4  # pixels a millimetre of a label printer
PRINT = 300 / 25.4
MARGIN = 16  # millimetres between the code and the edges of the page


def facts_of(name: str, number: int) -> CertificateFacts:
    return CertificateFacts(
        number=f"38-{number:04d}",
        name=name,
        country="CO",
        role="participant",
        title="Curso Interamericano sobre Migraciones Internacionales",
        edition="38.º",
        organizer="Ministerio de Relaciones Exteriores, Comercio Internacional y Culto",
        place="Mar del Plata",
        starts="2026-01-26",
        ends="2026-02-06",
        hours="44.5",
        language="es",
        issued_on="2026-02-06",
    )


def old_and_new(facts: CertificateFacts) -> tuple[str, str]:
    """The content of the code as the version before wrote it, and as this one does."""
    sealed = SIGNER._key().sign(facts.signed) + facts.signed
    return ADDRESS + base64.urlsafe_b64encode(sealed).decode().rstrip("="), ADDRESS + SIGNER.seal(facts)


def symbol(text: str, *, dense: bool = True) -> Picture:
    """The symbol with its quiet zone, a pixel for each module."""
    modules = np.pad(np.array(qr.matrix(text, dense=dense)), 4)
    return np.where(modules, 0, 255).astype(np.uint8)


def page(drawn: Picture, side: float, fine: float, chance: np.random.Generator) -> Picture:
    """An A4 page across with the symbol, ``fine`` pixels a millimetre, and lines in the place of text."""
    high, wide, length = int(210 * fine), int(297 * fine), round(side * fine)
    made = np.full((high, wide), 255, np.uint8)
    corner = int(MARGIN * fine)
    enlarged = cv2.resize(drawn, (length, length), interpolation=cv2.INTER_NEAREST)
    made[high - corner - length : high - corner, corner : corner + length] = enlarged
    for line in range(12):
        y, end = int((30 + 9 * line) * fine), int((150 + chance.integers(0, 90)) * fine)
        cv2.line(made, (int(60 * fine), y), (end, y), 60, max(1, int(fine * 0.8)))
    return made


def blurred(picture: Picture, by: float) -> Picture:
    """The picture blurred by a part of a millimetre, given in pixels."""
    return cv2.GaussianBlur(picture, (0, 0), by).astype(np.uint8)


def copied(picture: Picture) -> Picture:
    """A copy of a copy: blurred and brought to black and white, twice."""
    for level in (140, 125):
        picture = np.where(blurred(picture, 1.5) > level, 255, 0).astype(np.uint8)
    return picture


def photo(picture: Picture, wide: int, blur: float, chance: np.random.Generator) -> Picture:
    """A picture that a phone takes of the whole page."""
    (rows, columns), high = picture.shape, int(wide * 0.75)
    edge, top = 0.05 * wide, 0.08 * high
    scale = (wide - 2 * edge) / columns
    tall = min(high - 2 * top, scale * rows)
    flat = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    seen = np.array([[edge, top], [wide - edge, top], [wide - edge, top + tall], [edge, top + tall]], np.float32)
    seen += chance.uniform(-0.02, 0.02, seen.shape).astype(np.float32) * wide
    softened = blurred(picture, max(0.3, 0.45 / scale)) if scale < 1 else picture
    turned = cv2.warpPerspective(softened, cv2.getPerspectiveTransform(flat, seen), (wide, high), borderValue=120)
    light = blurred(turned, blur) * np.linspace(0.75, 1, wide)[None, :] * 0.82 + 20
    noisy = np.clip(light + chance.normal(0, 6, light.shape), 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def is_read(picture: Picture, text: str) -> bool:
    """Whether zxing-cpp finds the text."""
    return any(one.text == text for one in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode))


Condition = Callable[[Picture, np.random.Generator], Picture]
CONDITIONS: dict[str, tuple[float, Condition]] = {
    "203 dots an inch, one bit": (ONE_BIT, lambda drawn, _: drawn),
    "the same, blurred by 0.2 mm": (ONE_BIT, lambda drawn, _: blurred(drawn, 0.2 * ONE_BIT)),
    "300 dots an inch, blurred by 0.2 mm": (PRINT, lambda drawn, _: blurred(drawn, 0.2 * PRINT)),
    "picture of the whole page, 12 megapixels": (PRINT, lambda drawn, chance: photo(drawn, 4000, 1.5, chance)),
    "8 megapixels": (PRINT, lambda drawn, chance: photo(drawn, 3264, 1.2, chance)),
    "5 megapixels": (PRINT, lambda drawn, chance: photo(drawn, 2592, 1.1, chance)),
    "4 megapixels": (PRINT, lambda drawn, chance: photo(drawn, 2304, 1.0, chance)),
    "3 megapixels": (PRINT, lambda drawn, chance: photo(drawn, 2048, 0.9, chance)),
    "copy of a copy, 8 megapixels": (PRINT, lambda drawn, chance: photo(copied(drawn), 3264, 1.2, chance)),
}
KINDS = {"before, in 36 mm": (0, 36.0), "now, in 32 mm": (1, 32.0)}
SIDES, BLURS = (10, 12, 15, 18, 22, 30), (0.0, 0.1, 0.2, 0.3)


def rates(names: tuple[str, ...] = NAMES) -> Iterator[tuple[str, str, int]]:
    """How many certificates are read: the condition, the kind of the code, the number."""
    certificates = [old_and_new(facts_of(name, number)) for number, name in enumerate(names, 1)]
    for (condition, (fine, act)), (kind, (place, side)) in product(CONDITIONS.items(), KINDS.items()):
        chance = np.random.default_rng(7)
        drawn = ((one[place], page(symbol(one[place]), side, fine, chance)) for one in certificates)
        yield condition, kind, sum(is_read(act(picture, chance), text) for text, picture in drawn)


def label_rate(side: float, blur: float, count: int = 20) -> int:
    """How many badge codes are read from a label in one bit; ``side`` of the symbol and ``blur`` in millimetres."""
    codes, chance = EditionCodes(bytes(32)), np.random.default_rng(7)
    texts = [codes.generate(lambda below: int(chance.integers(below))) for _ in range(count)]
    length = round(side * 29 / 21 * ONE_BIT)
    read = 0
    for text in texts:
        enlarged = cv2.resize(symbol(text, dense=False), (length, length), interpolation=cv2.INTER_NEAREST)
        drawn = np.asarray(enlarged, np.uint8)
        read += is_read(blurred(drawn, blur * ONE_BIT) if blur else drawn, text)
    return read


def main() -> None:
    found = {(condition, kind): count for condition, kind, count in rates()}
    print(f"Certificates read, of {len(NAMES)}\n\n| | {' | '.join(KINDS)} |\n|---|{'---:|' * len(KINDS)}")
    for condition in CONDITIONS:
        print(f"| {condition} | {' | '.join(str(found[condition, kind]) for kind in KINDS)} |")
    print("\nBadge codes read from a label at 203 dots an inch in one bit, of 20, by millimetres of blur\n")
    print(f"| side | {' | '.join(f'{blur:g}' for blur in BLURS)} |\n|---|{'---:|' * len(BLURS)}")
    for side in SIDES:
        print(f"| {side} mm | {' | '.join(str(label_rate(side, blur)) for blur in BLURS)} |")


if __name__ == "__main__":
    main()
