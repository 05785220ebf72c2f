"""The QR: its size, its single picture, and codes that are not ours."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from checkin.core.codes import ALPHABET
from checkin.core.errors import DesignError
from checkin.typesetting import qr

Read = Callable[[Path], tuple[list[str], list[str]]]
CODE = "HJPFLXRFHXNJ"


@given(st.text(ALPHABET, min_size=12, max_size=12))
@settings(max_examples=20, deadline=None)
def test_every_code_of_ours_is_21_modules_wide(code: str) -> None:
    rows = qr.matrix(code)
    assert len(rows) == 21
    assert {len(row) for row in rows} == {21}


def test_the_single_picture_is_read_by_both_decoders(tmp_path: Path, read: Read) -> None:
    qr.image(CODE).save(tmp_path / "qr.png")
    assert read(tmp_path / "qr.png") == ([CODE], [CODE])


def test_the_single_picture_has_four_white_modules_around() -> None:
    picture = qr.image(CODE, module=5)
    assert picture.size == (29 * 5, 29 * 5)
    dark = picture.point(lambda level: 255 - level).getbbox()
    assert dark == (20, 20, 125, 125)


def test_the_drawing_and_the_matrix_have_the_same_dark_modules() -> None:
    dark = sum(map(sum, qr.matrix(CODE)))
    runs = qr.svg(CODE).split('<path d="')[1].split("h")[1:]
    assert sum(int(run.split("v")[0]) for run in runs if "v1" in run) == dark


@pytest.mark.parametrize("code", ["TICKET-00042", "z3kq8nbwqtdjmvs2yxgr4fhp7c", "ñandú", "x" * 64])
def test_a_rosters_own_code_takes_the_version_it_needs(code: str, tmp_path: Path, read: Read) -> None:
    qr.image(code).save(tmp_path / "qr.png")
    assert read(tmp_path / "qr.png") == ([code], [code])


def test_a_code_that_no_qr_holds_is_refused_in_words() -> None:
    with pytest.raises(DesignError, match="too long for a QR"):
        qr.matrix("x" * 3000)


def test_the_picture_is_an_image_of_pillow() -> None:
    assert isinstance(qr.image(CODE), Image.Image)


@pytest.mark.parametrize("digits", [450, 600, 750])
def test_the_digits_of_a_certificate_are_read_by_both_decoders(digits: int, tmp_path: Path, read: Read) -> None:
    code = "".join(random.Random(digits).choices("0123456789", k=digits))
    rows = qr.matrix(code, dense=True)
    dots = bytes(0 if dark else 255 for row in rows for dark in row)
    picture = Image.new("L", (len(rows) + 8, len(rows) + 8), 255)
    picture.paste(Image.frombytes("L", (len(rows), len(rows)), dots), (4, 4))
    picture.resize((picture.width * 8, picture.height * 8), Image.Resampling.NEAREST).save(tmp_path / "certificate.png")
    assert read(tmp_path / "certificate.png") == ([code], [code])


def test_no_mask_is_looked_for_where_the_digits_are_as_if_drawn_by_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    masks: list[object] = []
    real = qrcode.QRCode.makeImpl
    monkeypatch.setattr(
        qrcode.QRCode, "makeImpl", lambda made, test, mask: masks.append(mask) or real(made, test, mask)
    )
    qr.matrix("7" * 600, dense=True)
    assert len(masks) == 1
