"""Which session of a corrected programme is which session of the record."""

from datetime import UTC, datetime

from checkin.core.course import Session
from checkin.intake.matching.session_matching import MatchedSessions, match_sessions


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


NUMBERED = (
    session("1", "Apertura", 9),
    session("2", "Derecho", 11),
    session("3", "Fronteras", 9, day=10),
    session("4", "Refugio", 11, day=10),
)


def renumbered(*titles: tuple[str, str, int, int]) -> dict[str, str]:
    """Return which session of the record each title is."""
    found = match(*(session(name, title, hour, day=day) for name, title, hour, day in titles), existing=NUMBERED)
    return {item.title: item.id for item in found.sessions}


def test_running_ids_of_an_inserted_row_do_not_move_sessions() -> None:
    found = renumbered(
        ("1", "Apertura", 9, 9),
        ("2", "Conferencia", 10, 9),
        ("3", "Derecho", 11, 9),
        ("4", "Fronteras", 9, 10),
        ("5", "Refugio", 11, 10),
    )
    assert found == {"Apertura": "1", "Conferencia": "2-2", "Derecho": "2", "Fronteras": "3", "Refugio": "4"}


def test_running_ids_of_a_deleted_row_do_not_move_sessions() -> None:
    found = renumbered(("1", "Apertura", 9, 9), ("2", "Fronteras", 9, 10), ("3", "Refugio", 11, 10))
    assert found == {"Apertura": "1", "Fronteras": "3", "Refugio": "4"}


def test_running_ids_of_the_last_but_one_row_do_not_move_sessions() -> None:
    found = renumbered(("1", "Apertura", 9, 9), ("2", "Derecho", 11, 9), ("3", "Refugio", 11, 10))
    assert found == {"Apertura": "1", "Derecho": "2", "Refugio": "4"}


def test_running_ids_and_other_times_of_the_day_do_not_move_sessions() -> None:
    found = renumbered(
        ("1", "Apertura", 9, 9),
        ("2", "Conferencia", 10, 9),
        ("3", "Derecho", 12, 9),
        ("4", "Fronteras", 10, 10),
        ("5", "Refugio", 12, 10),
    )
    assert found == {"Apertura": "1", "Conferencia": "2-2", "Derecho": "2", "Fronteras": "3", "Refugio": "4"}


def test_a_title_that_is_corrected_under_its_id_keeps_it() -> None:
    found = renumbered(
        ("1", "Acto de apertura", 9, 9), ("2", "Derecho", 12, 9), ("3", "Fronteras", 9, 10), ("4", "Asilo", 11, 10)
    )
    assert list(found.values()) == ["1", "2", "3", "4"]


def test_a_calendar_with_new_uids_has_the_same_sessions() -> None:
    old = (session("u1", "Clase", 9), session("u2", "Clase", 9, day=10), session("u3", "Taller", 9, day=11))
    found = match(
        session("n1", "Clase", 9), session("n2", "Clase", 9, day=10), session("n3", "Taller", 11, day=11), existing=old
    )
    assert ids(found) == ["u1", "u2", "u3"]
    assert [item.id for item in found.renumbered] == ["u1", "u2", "u3"]


def test_a_new_session_with_an_old_title_on_another_day_is_new() -> None:
    found = match(session("n1", "Clase", 9, day=12), existing=(session("u1", "Clase", 9),))
    assert ids(found) == ["n1"]


def test_a_renumbered_programme_that_is_loaded_again_stays_so() -> None:
    new = [
        session(name, title, hour)
        for name, title, hour in (("1", "Apertura", 9), ("2", "Nueva", 10), ("3", "Derecho", 11))
    ]
    first = match(*new, existing=NUMBERED[:2]).sessions
    assert ids(match(*new, existing=first)) == [item.id for item in first]
