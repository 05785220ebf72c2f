"""The width of help texts: the terminal's, from 50 columns to 100; 80 where there is no terminal."""

import os

import pytest

from checkin.cli import _help_width


@pytest.mark.parametrize(("columns", "width"), [("60", 58), ("200", 98), ("20", 50), ("0", 68), ("", 68), ("wide", 68)])
def test_the_width_is_that_of_the_environment_else_of_the_terminal(
    columns: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((70, 24)))
    assert _help_width() == width


def test_a_pipe_has_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_terminal(_: int) -> os.terminal_size:
        raise OSError

    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(os, "get_terminal_size", no_terminal)
    assert _help_width() == 78
