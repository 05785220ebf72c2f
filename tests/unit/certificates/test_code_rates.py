"""The QR code of a certificate is read where that of the version before was not; a badge's code from any label."""

import pytest

pytest.importorskip("cv2")  # Wine cannot load numpy

import numpy as np
from tests.bench import certificate_codes as bench

OLD, NEW = bench.old_and_new(bench.facts_of(bench.NAMES[0], 1))


def is_read(condition: str, text: str, side: float) -> bool:
    fine, act = bench.CONDITIONS[condition]
    chance = np.random.default_rng(7)
    return bench.is_read(act(bench.page(bench.symbol(text), side, fine, chance), chance), text)


@pytest.mark.parametrize("condition", ["203 dots an inch, one bit", "the same, blurred by 0.2 mm", "3 megapixels"])
def test_the_code_of_a_certificate_is_read_from_the_page(condition: str) -> None:
    assert is_read(condition, NEW, 32)


def test_the_code_of_the_version_before_was_not_read_from_a_blurred_page() -> None:
    assert not is_read("the same, blurred by 0.2 mm", OLD, 36)


@pytest.mark.parametrize(("side", "blur"), [(10, 0.1), (15, 0.3)])
def test_the_code_of_a_badge_is_read_from_a_label_in_one_bit(side: float, blur: float) -> None:
    assert bench.label_rate(side, blur, 3) == 3
