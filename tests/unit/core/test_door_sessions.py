"""Which session a scan is for: rooms, sessions back to back, and what is close to a room's name."""

from datetime import UTC, datetime, timedelta

import pytest

from checkin.core.course import DoorRules, Participant, Session
from checkin.core.door_sessions import (
    choose_session,
    door_opens,
    held_back,
    next_opening,
    open_sessions,
    overlapping_openings,
    own_session,
    similar_room,
)

NINE = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
RULES = DoorRules(opens_before=30, late_after=15)


def session(
    key: str,
    start: float,
    length: float = 90,
    room: str = "",
    groups: tuple[str, ...] = (),
    *,
    counts: bool = True,
) -> Session:
    starts = NINE + timedelta(minutes=start)
    ends = starts + timedelta(minutes=length)
    return Session(id=key, title=key, starts_at=starts, ends_at=ends, room=room, groups=groups, counts=counts)


def at(minute: float) -> datetime:
    return NINE + timedelta(minutes=minute)


def ids(found: list[Session]) -> list[str]:
    return [one.id for one in found]


BACK_TO_BACK = [session("m", 0), session("m2", 90)]


@pytest.mark.parametrize(("minute", "expected"), [(65, ["m"]), (79, ["m"]), (80, ["m2", "m"]), (90, ["m2", "m"])])
def test_the_next_session_opens_ten_minutes_before_its_start_while_one_is_running(
    minute: float, expected: list[str]
) -> None:
    assert ids(open_sessions(BACK_TO_BACK, at(minute), RULES)) == expected


def test_the_minutes_before_the_next_session_are_a_rule_of_the_course() -> None:
    rules = DoorRules(opens_before=30, opens_before_next=20)
    assert door_opens(BACK_TO_BACK[1], BACK_TO_BACK, rules) == at(70)
    assert door_opens(BACK_TO_BACK[1], BACK_TO_BACK, DoorRules(opens_before=5)) == at(85)


@pytest.mark.parametrize(
    ("before", "opens"),
    [
        (session("a", 0, 60), 60),  # over at 10:00, as the door opens
        (session("a", 0, 70), 70),  # over ten minutes later
        (session("a", 0, 120), 80),  # still running at the start
        (session("a", 0, 90, counts=False), 60),  # a break
        (session("a", 90, 90), 60),  # parallel, not before
    ],
)
def test_only_a_running_session_that_counts_holds_an_opening_back(before: Session, opens: float) -> None:
    later = session("b", 90)
    assert door_opens(later, [before, later], RULES) == at(opens)


def test_a_session_of_another_group_holds_nothing_back() -> None:
    later = session("b", 90, groups=("B",))
    assert door_opens(later, [session("a", 0, 90, groups=("A",)), later], RULES) == at(60)
    assert door_opens(later, [session("a", 0, 90, groups=("A", "B")), later], RULES) == at(80)


def test_people_can_be_late_where_short_sessions_follow_one_another() -> None:
    short = [session("a", 0, 30), session("b", 30, 30)]
    assert ids(open_sessions(short, at(16), RULES)) == ["a"]


def test_what_is_held_back_is_named_with_its_opening() -> None:
    found = held_back(BACK_TO_BACK, at(65), RULES)
    assert found is not None
    assert (found.session.id, found.at) == ("m2", at(80))
    assert held_back(BACK_TO_BACK, at(55), RULES) is None


def test_pairs_that_overlap_are_found_once() -> None:
    assert [one.session.id for one in overlapping_openings(BACK_TO_BACK, RULES)] == ["m2"]


ROOMS = [
    session("pl", 0, 120, "Salón Atlántico"),
    session("w1", 135, 60, "Sala Mar"),
    session("w2", 135, 60, "Salón Río"),
]


@pytest.mark.parametrize("door", ["Salón Río", "Salon Rio", "SALON  RIO", "salo\u0301n ri\u0301o"])
def test_a_door_is_that_of_its_room_without_accents_case_or_blanks(door: str) -> None:
    assert ids(open_sessions(ROOMS, at(120), RULES, door)) == ["w2"]


def test_a_rooms_door_is_never_for_another_rooms_session() -> None:
    assert open_sessions(ROOMS, at(100), RULES, "Salón Río") == []
    found = next_opening(ROOMS, at(100), RULES, "Salón Río")
    assert found is not None
    assert (found.session.id, found.at) == ("w2", at(105))


def test_another_rooms_session_does_not_hold_a_rooms_door_back() -> None:
    assert ids(open_sessions(ROOMS, at(106), RULES, "Salón Río")) == ["w2"]


@pytest.mark.parametrize(("door", "room"), [("Salon Roi", "Salón Río"), ("Salón Río", ""), ("Foyer", ""), ("", "")])
def test_a_door_that_is_nearly_called_like_a_room_is_noticed(door: str, room: str) -> None:
    assert similar_room(door, ROOMS) == room


def test_a_break_comes_behind_the_session_that_counts() -> None:
    beside = [session("coffee", 90, 30, counts=False), session("m", 120)]
    assert ids(open_sessions(beside, at(95), RULES)) == ["m", "coffee"]


def test_a_persons_own_session_is_found_beside_the_one_that_is_for_others() -> None:
    mine, other = session("wb", 0, groups=("B",), room="2"), session("wa", 0, groups=("A",), room="1")
    person = Participant(name="João", groups=("B",))
    assert own_session([mine, other], other, person) == mine
    assert own_session([other], other, person) is None
    assert choose_session([other, mine], person) == mine
