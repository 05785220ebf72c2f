"""Who is at risk, from how many sessions are to come and how many of them can be missed."""

import pytest

from checkin.attendance.at_risk import Margin


@pytest.mark.parametrize(
    ("left", "ahead", "at_risk"),
    [(1, 2, True), (0, 1, True), (-1, 0, True), (-1, 3, True), (2, 3, False), (1, 1, False), (0, 0, False)],
)
def test_a_person_who_can_miss_all_that_is_to_come_is_not_at_risk(left: int, ahead: int, at_risk: bool) -> None:
    assert Margin(left, ahead).at_risk is at_risk
