"""The power goes (``python -m tests.faults power``): what was acknowledged is there, whatever else the disk kept."""

from pathlib import Path

import pytest
from tests.conftest import often
from tests.faults import forgotten, power, preload
from tests.faults.course import loaded_course

pytestmark = pytest.mark.skipif(bool(preload.reason()), reason=preload.reason() or "-")


def loaded(root: Path) -> None:
    loaded_course(root, 25)


def aged(root: Path) -> None:
    loaded(root)
    power.old_record(root)


def test_a_record_is_made_loaded_scanned_into_and_backed_up() -> None:
    counts = power.images(power.whole_life, often(100), seed=11)
    assert counts.wrong == {}
    assert counts.cuts_that_could_lose > 40


def test_scans_and_checkpoints() -> None:
    counts = power.images(power.scans_and_checkpoints(), often(70), seed=12, prepare=loaded)
    assert counts.wrong == {}
    assert counts.cuts_that_could_lose > 30


def test_people_are_forgotten_all_of_them_or_none() -> None:
    counts = power.images(
        forgotten.act,
        often(50),
        seed=15,
        prepare=forgotten.prepare,
        check=forgotten.half_forgotten,
        late=forgotten.LATE,
    )
    assert counts.wrong == {}
    assert counts.cuts_that_could_lose > 20


def test_a_migration() -> None:
    assert power.images(power.migration, often(40), seed=13, prepare=aged).wrong == {}


@pytest.mark.parametrize(("pragma", "sign"), [("NORMAL", "were acknowledged"), ("OFF", "")])
def test_less_than_full_synchrony_is_seen_to_lose(pragma: str, sign: str) -> None:
    """The control: the harness must find what it looks for."""
    counts = power.images(power.scans_and_checkpoints(pragma), 40, seed=14, prepare=loaded)
    assert counts.lost > 5
    assert any(sign in found for found in counts.wrong)
