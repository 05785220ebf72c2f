"""The status of one person in one session, for every pair of facts in both orders."""

import pytest

from checkin.core.session_status import Mark, SessionTimes, Status, Stay, decide_status

MINUTE = 60_000
TIMES = SessionTimes(0, 90 * MINUTE, 15 * MINUTE)


def minutes(*times: float) -> list[int]:
    return [int(one * MINUTE) for one in times]


def stay(**facts: object) -> Stay:
    return decide_status(TIMES, **facts)  # type: ignore[arg-type]


def test_an_arrival_within_the_limit_loses_no_minutes() -> None:
    assert stay(entries=minutes(15)) == Stay(Status.PRESENT, 15 * MINUTE, None, 5400, 0)


def test_a_late_arrival_counts_to_the_second() -> None:
    assert stay(entries=[20 * MINUTE + 40_000]) == Stay(Status.LATE, 20 * MINUTE + 40_000, None, 4160, 1240)


def test_the_earliest_scan_gives_the_time() -> None:
    assert stay(entries=minutes(40, 5, 20)).arrived == 5 * MINUTE


def test_a_mark_without_a_time_says_in_time_over_a_late_scan() -> None:
    assert stay(entries=minutes(20), mark=Mark(True)) == Stay(Status.PRESENT, None, None, 5400, 0)


@pytest.mark.parametrize("scan", [5, 20, 60])
def test_a_mark_with_a_time_sets_the_arrival_over_every_scan(scan: int) -> None:
    assert stay(entries=minutes(scan), mark=Mark(True, 30 * MINUTE)) == Stay(Status.LATE, 30 * MINUTE, None, 3600, 1800)


def test_a_mark_that_says_absent_decides_over_a_scan() -> None:
    assert stay(entries=minutes(5), mark=Mark(False)) == Stay(Status.ABSENT)


def test_an_excuse_after_a_mark_absent_does_not_bring_the_scan_back() -> None:
    assert stay(entries=minutes(5), mark=Mark(False), excused=True) == Stay(Status.EXCUSED)


def test_with_exits_the_stay_counts_from_the_marked_arrival() -> None:
    found = stay(entries=minutes(5), exits=minutes(60), mark=Mark(True, 30 * MINUTE))
    assert (found.attended, found.left) == (30 * 60, 60 * MINUTE)


def test_an_exit_before_the_marked_arrival_is_void() -> None:
    assert stay(entries=minutes(5), exits=minutes(20), mark=Mark(True, 30 * MINUTE)).attended == 3600


def test_a_person_who_came_back_was_away_between() -> None:
    found = stay(entries=minutes(5, 60), exits=minutes(40))
    assert (found.attended, found.left) == (70 * 60, None)


def test_an_excuse_pardons_an_absence_only() -> None:
    assert stay(excused=True).status is Status.EXCUSED
    assert stay(entries=minutes(5), excused=True).status is Status.PRESENT


def test_the_rest_is_what_the_session_was_closed_with() -> None:
    assert stay(rest=Status.ABSENT).status is Status.ABSENT
    assert stay().status is Status.UNMARKED
