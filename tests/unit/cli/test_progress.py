"""A command shows its progress once it has taken a second, and on a terminal only."""

import pytest

from checkin.cli.progress import progress_bar


def shown(capsys: pytest.CaptureFixture[str], *, seconds: float, terminal: bool) -> str:
    times = iter([0.0, seconds, seconds])
    with progress_bar("Loading", clock=lambda: next(times), terminal=terminal) as tell:
        tell(0.5)
    return capsys.readouterr().err


def test_a_slow_command_shows_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Loading" in shown(capsys, seconds=1.5, terminal=True)


def test_a_fast_command_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, seconds=0.5, terminal=True) == ""


def test_a_pipe_gets_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, seconds=60, terminal=False) == ""
