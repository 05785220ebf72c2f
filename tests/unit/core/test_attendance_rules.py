"""The arithmetic that decides about certificates, against sums done by hand."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.core.attendance_rules import SessionAttendance, absences_left, evaluate
from checkin.core.course import Excused, Policy, Role, Unit
from checkin.core.session_status import Status
from checkin.core.sum_in_words import format_percent

P, L, E, A, U = Status.PRESENT, Status.LATE, Status.EXCUSED, Status.ABSENT, Status.UNMARKED


def sat(*statuses: Status, length: int = 90, minutes: int = 60, late_by: int = 20) -> list[SessionAttendance]:
    taken = {P: length * 60, L: minutes * 60}
    return [
        SessionAttendance(
            session=f"s{n}",
            status=s,
            length=length * 60,
            attended=taken.get(s, 0),
            late_by=late_by * 60 if s is L else 0,
        )
        for n, s in enumerate(statuses)
    ]


@pytest.mark.parametrize(
    ("statuses", "policy", "percent", "earned"),
    [
        ([P] * 8 + [A] * 2, Policy(), Fraction(80), True),
        ([P] * 7 + [A] * 3, Policy(), Fraction(70), False),
        ([P] * 6 + [U] * 24, Policy(), Fraction(20), False),
        ([P] * 7 + [A] * 1 + [E] * 2, Policy(), Fraction(175, 2), True),
        ([P] * 7 + [A] * 1 + [E] * 2, Policy(excused=Excused.COUNTED), Fraction(90), True),
        ([P] * 7 + [A] * 1 + [E] * 2, Policy(excused=Excused.ABSENT), Fraction(70), False),
        ([P] * 7 + [A] * 1 + [E] * 2, Policy(excused_cap=Fraction(10)), Fraction(700, 9), False),
        ([P] * 6 + [L] * 4, Policy(), Fraction(100), True),
        ([P] * 6 + [L] * 4, Policy(late=Fraction(1, 2)), Fraction(80), True),
        ([P] * 4 + [L] * 6, Policy(late=Fraction(1, 2)), Fraction(70), False),
        ([P] * 7 + [L] * 3, Policy(lates_per_absence=3), Fraction(90), True),
        ([P] * 8 + [L] * 2, Policy(lates_per_absence=3), Fraction(100), True),
        ([P] * 8 + [L] * 2, Policy(late_absent_after=19), Fraction(80), True),
        ([P] * 8 + [L] * 2, Policy(late_absent_after=20), Fraction(100), True),
        ([P] * 2 + [L] * 1, Policy(unit=Unit.MINUTES), Fraction(100 * 240, 270), True),
        ([P] * 2 + [A] * 1, Policy(unit=Unit.MINUTES), Fraction(200, 3), False),
        ([P] * 1 + [E] * 2, Policy(unit=Unit.MINUTES), Fraction(100), True),
        ([A] * 2 + [P] * 4 + [A], Policy(from_arrival=True), Fraction(80), True),
        ([A] * 3, Policy(from_arrival=True), Fraction(0), False),
    ],
)
def test_the_percentage_is_the_one_done_by_hand(
    statuses: list[Status], policy: Policy, percent: Fraction, earned: bool
) -> None:
    figures = evaluate(sat(*statuses), policy)
    assert (figures.percent, figures.earned) == (percent, earned)


def test_79_96_percent_is_not_80_and_is_not_shown_as_80() -> None:
    figures = evaluate(sat(*[P] * 1999, *[A] * 501), Policy())
    assert figures.percent == Fraction("79.96")
    assert not figures.earned
    assert "79.96%" in figures.reason


@pytest.mark.parametrize(
    ("percent", "shown"),
    [(Fraction(80), "80"), (Fraction(260, 3), "86.7"), (Fraction(175, 2), "87.5"), (Fraction(0), "0"), (None, "-")],
)
def test_a_percentage_is_shown_with_one_decimal(percent: Fraction | None, shown: str) -> None:
    assert format_percent(percent, Fraction(80)) == shown


def test_a_required_session_that_was_missed_decides() -> None:
    figures = evaluate(sat(*[P] * 9, A), Policy(required=("s9",)))
    assert not figures.earned
    assert "required and missed: s9" in figures.reason


@pytest.mark.parametrize(("status", "said"), [(U, "required and not recorded: s9"), (E, "required and excused: s9")])
def test_a_required_session_without_an_absence_is_not_called_missed(status: Status, said: str) -> None:
    figures = evaluate(sat(*[P] * 9, status), Policy(required=("s9",)))
    assert not figures.earned
    assert said in figures.reason
    assert "missed" not in figures.reason


@pytest.mark.parametrize(("from_arrival_too", "earned"), [(False, False), (True, True)])
def test_a_required_session_before_the_arrival_decides_unless_the_rule_says_otherwise(
    from_arrival_too: bool, earned: bool
) -> None:
    policy = Policy(required=("s0",), from_arrival=True, required_from_arrival=from_arrival_too)
    assert evaluate(sat(A, P, P), policy).earned is earned


def test_too_few_of_a_kind_decide() -> None:
    assert not evaluate(sat(*[P] * 10), Policy(minimum={"lecture": 3})).earned


def test_a_speaker_is_outside_the_count() -> None:
    assert not evaluate(sat(P), Policy(), Role.SPEAKER).earned


def test_nothing_expected_is_no_percentage() -> None:
    figures = evaluate([], Policy())
    assert figures.percent is None
    assert not figures.earned


def test_the_sum_is_said_in_words() -> None:
    figures = evaluate(sat(*[P] * 24, *[L] * 2, *[A] * 4), Policy())
    assert figures.reason == "26 of 30 sessions, 2 late, 86.7%, needs 80%"


def test_two_more_can_be_missed() -> None:
    statuses = [*[P] * 5, *[U] * 5]
    assert absences_left(sat(*statuses), [f"s{n}" for n in range(5, 10)], Policy()) == 2


def test_a_threshold_out_of_reach_is_said() -> None:
    assert absences_left(sat(*[A] * 5, *[U] * 5), [f"s{n}" for n in range(5, 10)], Policy()) == -1


def left(statuses: list[Status], policy: Policy, ahead: int = 5) -> int:
    """How many of the last sessions may be missed."""
    places = range(len(statuses))
    return absences_left(sat(*statuses), [f"s{n}" for n in places[len(statuses) - ahead :]], policy)


@pytest.mark.parametrize(
    ("statuses", "policy", "expected"),
    [
        ([A, P, P, P, P, *[U] * 5], Policy(required=("s0",)), -1),
        ([U, P, P, P, P, *[U] * 5], Policy(required=("s0",)), -1),
        ([P, P, P, P, P, *[U] * 5], Policy(required=("s9",)), 2),
        ([A, A, A, P, P, *[U] * 5], Policy(from_arrival=True), 1),
        ([A, A, A, A, A, *[U] * 5], Policy(from_arrival=True), 1),
        ([P, P, P, P, P, *[E] * 5], Policy(), 0),
        ([P, P, P, A, A, *[E] * 4, U], Policy(), -1),
        ([P, P, P, P, A, *[E] * 4, U], Policy(), 0),
        ([A, A, P, P, P, *[E] * 5], Policy(excused=Excused.ABSENT), 0),
        ([*[P] * 5, *[U] * 5], Policy(minimum={"lecture": 1}), -1),
    ],
)
def test_how_many_sessions_may_be_missed_follows_every_rule(
    statuses: list[Status], policy: Policy, expected: int
) -> None:
    assert left(statuses, policy) == expected


def test_a_required_session_to_come_can_be_attended_at_its_parallel_session() -> None:
    parallel = replace(sat(U)[0], instead_of=(("w", "Workshop", True),))
    assert absences_left([parallel], ["s0"], Policy()) == 0


policies = st.builds(
    Policy,
    late=st.fractions(0, 1, max_denominator=4),
    excused=st.sampled_from(Excused),
    lates_per_absence=st.integers(0, 4),
    late_absent_after=st.none() | st.integers(0, 40),
    unit=st.sampled_from(Unit),
)


@given(st.lists(st.sampled_from(Status), min_size=1, max_size=30), st.data(), policies)
def test_the_percentage_never_falls_when_someone_is_marked_present(
    statuses: list[Status], data: st.DataObject, policy: Policy
) -> None:
    place = data.draw(st.integers(0, len(statuses) - 1))
    before = evaluate(sat(*statuses), policy).percent
    after = evaluate(sat(*statuses[:place], P, *statuses[place + 1 :]), policy).percent
    assert after is not None
    assert before is None or after >= before


@given(st.lists(st.sampled_from(Status), max_size=30), policies)
def test_the_counts_add_up(statuses: list[Status], policy: Policy) -> None:
    """A session at which nobody recorded anything is not missed: the sum in words counts it."""
    figures = evaluate(sat(*statuses), policy)
    unmarked = re.search(r"(\d+) not recorded", figures.reason)
    counted = figures.attended + figures.excused + figures.missed
    assert figures.expected == counted + (int(unmarked[1]) if unmarked else 0)
    assert figures.percent is None or 0 <= figures.percent <= 100


def test_what_is_not_recorded_is_not_missed() -> None:
    assert evaluate(sat(P, A, U, U), Policy()).missed == 1


def test_while_sessions_are_to_come_the_sum_also_says_what_it_is_of_those_held() -> None:
    sittings = sat(P, A, *[U] * 8)
    words = evaluate(sittings, Policy(), to_come={sitting.session for sitting in sittings[2:]}).reason
    assert words == "1 of 10 sessions, 8 not recorded, 10%, needs 80%; so far 1 of 2, 50%; below the minimum"


def test_when_all_is_over_there_is_one_percentage() -> None:
    assert "so far" not in evaluate(sat(P, A), Policy()).reason


def test_what_is_to_come_decides_nothing_else() -> None:
    sittings = sat(*[P, L, A, E, U] * 3)
    with_it, without = evaluate(sittings, Policy(), to_come={"s14"}), evaluate(sittings, Policy())
    assert (with_it.percent, with_it.earned, with_it.attended) == (without.percent, without.earned, without.attended)


@given(st.lists(st.sampled_from(Status), max_size=5), st.integers(1, 4), policies)
def test_nobody_is_out_of_reach_who_could_still_earn_and_nobody_fails_by_missing_what_may_be_missed(
    held: list[Status], ahead: int, policy: Policy
) -> None:
    may_miss = left([*held, *[U] * ahead], policy, ahead)
    outcomes = {
        missed: {
            evaluate(sat(*held, *[A if n in chosen else P for n in range(ahead)]), policy).earned
            for chosen in combinations(range(ahead), missed)
        }
        for missed in range(ahead + 1)
    }
    assert may_miss == max((n for n in outcomes if all(all(outcomes[m]) for m in range(n + 1))), default=-1)
