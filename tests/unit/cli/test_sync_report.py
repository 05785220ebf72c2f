"""What is said of an exchange: names from elsewhere never reach the terminal with control characters."""

import click
import pytest

from checkin.cli.hub import _report
from checkin.cli.hub_status import print_status
from checkin.core.errors import CheckinError, HubError
from checkin.hub.sync.roster_decision import RosterAction
from checkin.hub.sync.roster_sync import RosterOutcome
from checkin.hub.sync.status import HubRefusal, HubStatus
from checkin.hub.sync.sync_once import Synced
from checkin.store.invalid_events import InvalidEvent
from checkin.store.sync.vectors import RejectedSegment


def test_the_publisher_of_a_list_is_named_without_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    _report(Synced(roster=RosterOutcome(RosterAction.TAKE, by="paz\x1b[2J\x07@office")))
    said = capsys.readouterr().out
    assert "paz" in said
    assert not {"\x1b", "\x07"} & set(said)


HOSTILE = "\x1b[2J\x07\u202e"


def test_what_a_server_rejected_reaches_the_terminal_without_control_characters(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)  # as on a terminal
    refused = [HubRefusal(HOSTILE, 1, f"is {HOSTILE}bad", HOSTILE)]
    rejected = [RejectedSegment(HOSTILE, way, 1, HOSTILE, "", "") for way in ("in", "out")]
    invalid = [InvalidEvent(HOSTILE, 1, HOSTILE, f"has {HOSTILE}")]
    print_status(HubStatus([], refused, rejected, [(HOSTILE,)], invalid))
    said = capsys.readouterr().out
    assert len(said.splitlines()) == 5
    assert not set(HOSTILE[:1] + HOSTILE[-2:]) & set(said)


def test_of_thousands_of_rejected_entries_a_few_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    refused = [HubRefusal(f"{n:032x}", 1, "is bad", "x") for n in range(3_000)]
    print_status(HubStatus([], refused, [], []))
    assert capsys.readouterr().out.splitlines()[20:] == ["More entries that were rejected: 2980."]
    trouble: list[CheckinError] = [HubError("{n} is bad", n=n) for n in range(3_000)]
    with pytest.raises(click.exceptions.Exit):
        _report(Synced(trouble=trouble))
    assert len(capsys.readouterr().err.splitlines()) == 21
