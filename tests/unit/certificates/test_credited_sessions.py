"""The hours that a certificate states."""

import pytest

from checkin.certificates.credited_sessions import hours_text


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [(0, ""), (60, "1"), (90, "1.5"), (600, "10"), (615, "10.25"), (620, "10.33"), (635, "10.58"), (6000, "100")],
)
def test_quarters_of_an_hour_are_not_rounded_away(minutes: int, hours: str) -> None:
    assert hours_text(minutes) == hours
