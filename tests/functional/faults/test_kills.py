"""SIGKILL at random moments (``python -m tests.faults kills``): nothing acknowledged is lost, nothing is half there."""

import pytest

pytest.importorskip("pty")

from tests.conftest import often
from tests.faults.kills import kill_many


@pytest.mark.parametrize("seed", [1, 2])
def test_scans_and_commands_are_killed(seed: int) -> None:
    counts = kill_many(often(12), seed=seed, most=0.06)
    assert counts.wrong == []
    assert counts.acknowledged > 10


def test_the_door_is_killed() -> None:
    counts = kill_many(2, seed=3, doors=2)
    assert counts.wrong == []
    assert counts.kills == {"door": 2}
