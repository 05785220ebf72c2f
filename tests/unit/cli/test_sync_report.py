"""What is said of an exchange: names from elsewhere never reach the terminal with control characters."""

import pytest

from checkin.cli.hub import _report
from checkin.hub.sync.roster_decision import RosterAction
from checkin.hub.sync.roster_sync import RosterOutcome
from checkin.hub.sync.sync_once import Synced


def test_the_publisher_of_a_list_is_named_without_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    _report(Synced(roster=RosterOutcome(RosterAction.TAKE, by="paz\x1b[2J\x07@office")))
    said = capsys.readouterr().out
    assert "paz" in said
    assert not {"\x1b", "\x07"} & set(said)
