"""Calls of the disk fail (``python -m tests.faults calls``): the right answer, or a plain sentence."""

import pytest
from tests.conftest import often
from tests.faults import preload
from tests.faults.calls import COMMANDS, fail_calls

pytestmark = pytest.mark.skipif(bool(preload.reason()), reason=preload.reason() or "-")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_call_fails(command: str) -> None:
    counts = fail_calls(often(20), seed=5, commands=[command])
    assert counts.wrong == []
    assert counts.said_why > 4
