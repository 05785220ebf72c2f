"""The decision at the door, question by question."""

from datetime import UTC, datetime, timedelta

import pytest

from checkin.core.course import DoorRules, Participant, Role, Session
from checkin.core.door_sessions import choose_session, next_opening, open_sessions
from checkin.core.verdicts import CodeFacts, Entry, Verdict, decide

NINE = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
RULES = DoorRules(opens_before=30, late_after=15)


def session(
    key: str = "s1", start: float = 0, length: float = 90, room: str = "", groups: tuple[str, ...] = ()
) -> Session:
    starts = NINE + timedelta(minutes=start)
    ends = starts + timedelta(minutes=length)
    return Session(id=key, title=key, starts_at=starts, ends_at=ends, room=room, groups=groups)


ANA = Participant(id="a", name="Ana", groups=("A",))
SPEAKER = Participant(id="s", name="Sol", role=Role.SPEAKER)
GONE = Participant(id="g", name="Gone", withdrawn=True)
INSIDE = Entry(NINE, "Hall")


@pytest.mark.parametrize(
    ("presented", "at", "where", "verdict"),
    [
        (CodeFacts(genuine=False), 0, session(), Verdict.UNKNOWN),
        (CodeFacts(genuine=True, participant=GONE, replaced=True), 0, session(), Verdict.REPLACED),
        (CodeFacts(genuine=True, participant=GONE), 0, None, Verdict.WITHDRAWN),
        (CodeFacts(genuine=True, participant=ANA), 0, None, Verdict.NO_SESSION),
        (CodeFacts(genuine=True, participant=ANA), 0, session(groups=("B",)), Verdict.NOT_EXPECTED),
        (CodeFacts(genuine=True, participant=SPEAKER), 0, session(groups=("B",)), Verdict.PRESENT),
        (CodeFacts(genuine=True, participant=ANA, entry=INSIDE), 60, session(), Verdict.ALREADY),
        (CodeFacts(genuine=True), 60, session(), Verdict.PENDING),
        (CodeFacts(genuine=True, entry=INSIDE), 60, session(), Verdict.ALREADY),
        (CodeFacts(genuine=True, participant=ANA), 15, session(), Verdict.PRESENT),
        (CodeFacts(genuine=True, participant=ANA), 15.01, session(), Verdict.LATE),
        (CodeFacts(genuine=True, participant=ANA), -30, session(), Verdict.PRESENT),
    ],
    ids=[
        "not a code of ours", "the old badge", "withdrawn comes before no session", "nothing open", "another group",
        "speakers go everywhere", "in already", "not on this list yet", "pending and in already",
        "the last moment of the limit", "a moment later", "early",
    ],
)  # fmt: skip
def test_the_verdict(presented: CodeFacts, at: float, where: Session | None, verdict: Verdict) -> None:
    assert decide(presented, where, NINE + timedelta(minutes=at), RULES) is verdict


def test_a_door_that_records_exits_says_left() -> None:
    inside = CodeFacts(genuine=True, participant=ANA, entry=INSIDE)
    assert decide(inside, session(), NINE, RULES, leaving=True) is Verdict.LEFT


@pytest.mark.parametrize("verdict", list(Verdict))
def test_only_present_late_and_pending_count(verdict: Verdict) -> None:
    assert verdict.counts == (verdict.value in ("present", "late", "pending"))


def test_a_session_opens_half_an_hour_before_and_closes_at_its_end() -> None:
    sessions = [session()]
    open_at = [
        minutes for minutes in (-31, -30, 90, 91) if open_sessions(sessions, NINE + timedelta(minutes=minutes), RULES)
    ]
    assert open_at == [-30, 90]


def test_between_two_sessions_the_nearer_start_is_meant() -> None:
    sessions = [session("first"), session("second", start=100)]
    found = open_sessions(sessions, NINE + timedelta(minutes=90), RULES)
    assert [found.id for found in found] == ["second", "first"]


def test_a_door_with_a_rooms_name_is_that_rooms() -> None:
    sessions = [session("a", room="Mar"), session("b", room="Sierra")]
    assert [found.id for found in open_sessions(sessions, NINE, RULES, "sierra")] == ["b"]


def test_a_door_of_no_room_serves_every_session() -> None:
    sessions = [session("a", room="Mar"), session("b", room="Sierra")]
    assert len(open_sessions(sessions, NINE, RULES, "Main entrance")) == 2


def test_of_parallel_sessions_the_one_for_the_persons_group_is_meant() -> None:
    candidates = [session("b", groups=("B",)), session("a", groups=("A",))]
    chosen = choose_session(candidates, ANA)
    assert chosen is not None
    assert chosen.id == "a"


def test_the_next_session_to_open_is_named() -> None:
    sessions = [session("on"), session("later", start=300), session("soon", start=120)]
    upcoming = next_opening(sessions, NINE, RULES)
    assert upcoming is not None
    assert upcoming.session.id == "soon"
