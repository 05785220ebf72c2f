"""SIGKILL to everything at once (``python -m tests.faults storm``): afterwards both stations record and agree."""

import pytest

pytest.importorskip("pty")

from tests.faults.storm import storm


def test_a_door_loads_exports_backups_and_exchanges_are_killed_at_once() -> None:
    counts = storm(1, seed=2)
    assert counts.wrong == []
    # The two doors scan until they are killed; a command may end before its moment comes.
    assert counts.kills["scan"] == 2
