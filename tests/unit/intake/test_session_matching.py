"""Which session of a corrected programme is which session of the record."""

from datetime import UTC, datetime

from checkin.core.course import Session
from checkin.intake.session_matching import MatchedSessions, match_sessions


def session(name: str, title: str, hour: int, room: str = "", day: int = 9) -> Session:
    starts = datetime(2026, 3, day, hour, tzinfo=UTC)
    return Session(id=name, title=title, starts_at=starts, ends_at=starts.replace(hour=hour + 1), room=room)


OPENING, TALLER = session("0309-0900", "Opening", 9), session("0309-1100", "Taller A", 11, "Sala 1")


def match(
    *incoming: Session, attended: dict[str, int] | None = None, existing: tuple[Session, ...] = (OPENING, TALLER)
) -> MatchedSessions:
    derived = {item.id for item in incoming if item.id.startswith("03")}
    return match_sessions(
        existing, incoming, derived=derived, attended=attended or {}, day=lambda item: item.starts_at.date()
    )


def ids(found: MatchedSessions) -> list[str]:
    return [item.id for item in found.sessions]


def test_a_session_moved_in_time_keeps_its_id() -> None:
    assert ids(match(session("0309-1000", "Opening", 10), TALLER)) == ["0309-0900", "0309-1100"]


def test_two_sessions_that_change_places_keep_their_ids() -> None:
    found = match(session("0309-0900", "Taller A", 9, "Sala 1"), session("0309-1100", "Opening", 11))
    assert ids(found) == ["0309-1100", "0309-0900"]


def test_a_session_moved_to_another_day_keeps_its_id() -> None:
    assert ids(match(session("0310-0900", "Opening", 9, day=10), TALLER)) == ["0309-0900", "0309-1100"]


def test_a_corrected_title_keeps_the_id() -> None:
    assert ids(match(session("0309-0900", "Opening ceremony", 9), TALLER)) == ["0309-0900", "0309-1100"]


def test_another_session_at_the_same_time_takes_no_id_that_is_in_use() -> None:
    assert ids(match(session("0309-0900", "Visa law", 9), TALLER)) == ["0309-0900-2", "0309-1100"]


def test_an_id_of_the_file_wins_over_the_title() -> None:
    keynote = session("keynote", "Keynote", 9)
    found = match(session("keynote", "Opening", 9), existing=(keynote, OPENING))
    assert ids(found) == ["keynote"]


def test_a_session_with_attendance_that_was_split_is_doubtful() -> None:
    halves = session("0309-1000", "Opening", 10), session("0309-1200", "Opening", 12)
    assert match(*halves, TALLER, attended={"0309-0900": 3}).doubtful == (OPENING,)
    assert match(*halves, TALLER).doubtful == ()
