"""Sessions that exclude each other."""

from datetime import UTC, datetime

import pytest

from checkin.core.slots import Slots, SlotSession, find_slots


def session(name: str, start: str, end: str, *, slot: str = "", counts: bool = True) -> SlotSession:
    def at(text: str) -> int:
        return int(datetime.fromisoformat(f"2026-03-09T{text}").replace(tzinfo=UTC).timestamp() * 1000)

    return SlotSession(name, at(start), at(end), counts, slot)


def slots(*sessions: SlotSession) -> Slots:
    return find_slots(sessions)


def test_sessions_of_one_start_are_one_slot() -> None:
    assert slots(session("a", "09:00", "10:30"), session("b", "09:00", "12:00")).slots == (("a", "b"),)


def test_sessions_that_start_at_other_minutes_are_one_slot() -> None:
    found = slots(session("a", "09:00", "10:30"), session("b", "09:00", "10:30"), session("c", "09:30", "10:30"))
    assert found.slots == (("a", "b", "c"),)


@pytest.mark.parametrize(("start", "joined"), [("09:45", True), ("09:46", False)])
def test_half_of_the_shorter_session_is_enough(start: str, joined: bool) -> None:
    found = slots(session("a", "09:00", "10:30"), session("b", start, "11:15"))
    assert bool(found.slots) is joined


def test_sessions_one_after_the_other_are_no_slot() -> None:
    assert slots(session("a", "09:00", "10:30"), session("b", "10:30", "12:00")) == Slots()


def test_a_chain_is_named_and_not_joined() -> None:
    long, first, second = session("x", "09:00", "12:00"), session("a", "09:15", "10:00"), session("b", "11:00", "12:00")
    found = slots(long, first, second)
    assert (found.slots, found.chains) == ((), (("x", "a", "b"),))


def test_of_a_chain_the_sessions_of_one_start_are_joined() -> None:
    day, later = session("x", "09:00", "17:00"), session("c", "14:00", "15:00")
    found = slots(day, session("a", "10:00", "11:00"), session("b", "10:00", "11:00"), later)
    assert found.slots == (("a", "b"),)


def test_a_slot_word_joins_sessions_of_other_days_and_keeps_others_apart() -> None:
    found = slots(
        session("a", "09:00", "10:00", slot="Visit"),
        session("b", "15:00", "16:00", slot=" visit"),
        session("c", "09:00", "10:00"),
    )
    assert found.slots == (("a", "b"),)


def test_a_session_that_does_not_count_has_no_alternative() -> None:
    assert slots(session("a", "09:00", "10:00"), session("b", "09:00", "10:00", counts=False)) == Slots()


def test_the_slot_of_a_session_alone_is_the_session() -> None:
    assert Slots().of("a") == ("a",)
