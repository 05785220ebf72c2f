"""Sessions by command: the list, moved scans, excuses and documents, withdrawals and what is put back."""

import pytest
from tests.functional.cli.directors_course import BY, WHY, DirectorsCourse

EXCUSE = ("excuse", "KEI104", "--from", "2026-03-10", "--to", "2026-03-11")


def report(course: DirectorsCourse) -> str:
    """The text of the course report."""
    course.done("report", course.root / "r.txt")
    return (course.root / "r.txt").read_text("utf-8")


def missing_documents(course: DirectorsCourse) -> list[str]:
    """The lines of the report with an excuse by Dr. Sosa whose document nobody saw."""
    return [line for line in report(course).splitlines() if "Dr. Sosa" in line and "seen" not in line]


def test_the_session_list_has_time_title_room_and_state(directors_course: DirectorsCourse) -> None:
    course = directors_course
    course.done("session", "close", "s1", "--rest", "absent", *BY)
    course.done("session", "cancel", "s6", *BY)
    course.done("session", "move", "s2", "--room", "Room 9", *BY)
    found = {one["session"]: one for one in course.done("session", "list", "--json").objects}
    assert " ".join(found["s1"]) == "session title starts_at ends_at room state"
    assert found["s1"]["starts_at"] == "2026-03-09T09:00-03:00"
    assert (found["s1"]["state"], found["s6"]["state"], found["s4"]["state"]) == ("closed", "cancelled", "open")
    assert (found["s2"]["room"], found["s2"]["title"]) == ("Room 9", "Migration in the Americas")


def test_the_session_list_is_a_table_for_people(directors_course: DirectorsCourse) -> None:
    lines = directors_course.done("session", "list").out.splitlines()
    assert "s1" in lines[1]
    assert "9 Mar 2026 09:00" in lines[1]
    assert "Opening ceremony" in lines[1]
    assert "Main hall" in lines[1]


def test_the_session_list_speaks_the_language_of_the_command(directors_course: DirectorsCourse) -> None:
    directors_course.done("session", "cancel", "s6", *BY)
    lines = directors_course.done("--language", "es", "session", "list").out.splitlines()
    assert lines[0].split() == ["sesión", "comienza", "termina", "título", "sala", "situación"]
    assert {line.split("  ")[-1].strip() for line in lines[1:]} == {"sin cerrar", "no cuenta", "cancelada"}


def test_scans_of_a_wrong_clock_are_moved_with_their_times(directors_course: DirectorsCourse) -> None:
    course = directors_course
    course.scan("ANA101", "LUIS103", at="2026-03-09T10:35")
    ended = course.done("session", "move-scans", "s2", "s1", "--minutes", "-90", *BY, *WHY)
    row = course.row("LUIS103", "s1")
    assert (row["status"], row["at"][:16], row["minutes"]) == ("present", "2026-03-09T09:05", 90)
    assert course.row("LUIS103", "s2")["status"] == "unmarked"
    assert "2 scans moved" in ended.err


def test_scans_that_would_lie_outside_the_session_are_named_and_not_moved(directors_course: DirectorsCourse) -> None:
    course = directors_course
    course.scan("ANA101", "LUIS103", at="2026-03-09T10:35")
    before = course.events()
    ended = course.run("session", "move-scans", "s2", "s1", *BY, *WHY)
    assert ended.status == 1
    assert [part for part in ("Ana Torres", "Luis Paredes", "10:35", "--minutes") if part not in ended.err] == []
    assert course.events() == before


def test_scans_outside_the_session_are_moved_on_request_and_named(directors_course: DirectorsCourse) -> None:
    course = directors_course
    course.scan("ANA101", at="2026-03-09T10:35")
    ended = course.done("session", "move-scans", "s2", "s1", "--anytime", *BY, *WHY)
    assert "Ana Torres" in ended.err
    assert course.row("ANA101", "s1")["status"] == "late"


def test_the_document_of_an_excuse_can_arrive_later(directors_course: DirectorsCourse) -> None:
    course = directors_course
    course.done(*EXCUSE, "--granted-by", "Dr. Sosa", "--no-paper", "--due", "2026-03-12", *BY, *WHY)
    assert missing_documents(course) != []
    ended = course.done(*EXCUSE, "--paper", *BY, *WHY)
    assert missing_documents(course) == []
    course.done("undo", ended.event, *BY)
    assert missing_documents(course) != []


def test_the_document_of_the_only_open_excuse_needs_no_days(directors_course: DirectorsCourse) -> None:
    course = directors_course
    course.done(*EXCUSE, "--granted-by", "Dr. Sosa", "--no-paper", *BY, *WHY)
    ended = course.done("excuse", "KEI104", "--paper", *BY, *WHY)
    assert missing_documents(course) == []
    assert "10–11 March" in ended.err


def test_a_document_without_an_open_excuse_is_refused(directors_course: DirectorsCourse) -> None:
    ended = directors_course.run("excuse", "KEI104", "--paper", *BY, *WHY)
    assert (ended.status, "Keisha Brown" in ended.err) == (1, True)


def test_the_document_of_an_excuse_for_one_session_keeps_who_granted_it(directors_course: DirectorsCourse) -> None:
    course = directors_course
    course.done("excuse", "KEI104", "--session", "s4", "--granted-by", "Dr. Sosa", "--no-paper", *BY, *WHY)
    course.done("excuse", "KEI104", "--session", "s4", "--paper", *BY, *WHY)
    assert "Dr. Sosa" in course.events()[-1]["facts"]
    assert missing_documents(course) == []


def test_a_withdrawal_can_be_ended(directors_course: DirectorsCourse) -> None:
    course = directors_course
    course.scan("JEAN102", at="2026-03-09T08:55")
    course.done("session", "close", "--over", "--rest", "absent", *BY)
    before = course.figures("JEAN102")
    course.done("withdraw", "JEAN102", "--from", "2026-03-10", *BY, *WHY)
    assert course.figures("JEAN102")["expected"] == 3
    course.done("reinstate", "JEAN102", *BY, *WHY)
    assert course.figures("JEAN102") == before


def test_a_withdrawal_by_default_is_from_today(directors_course: DirectorsCourse) -> None:
    course = directors_course
    course.done("session", "close", "--over", "--rest", "absent", *BY)
    course.done("withdraw", "JEAN102", *BY, *WHY)
    assert course.figures("JEAN102")["expected"] == 6


@pytest.mark.parametrize(
    "words",
    [
        ("mark", "KEI104", "--session", "s1", "--as", "present", "--at", "09:20"),
        ("excuse", "KEI104", "--session", "s1"),
        ("excuse", "KEI104", "--from", "2026-03-09", "--to", "2026-03-09"),
        ("withdraw", "KEI104", "--from", "2026-03-10"),
        ("decide", "KEI104", "--as", "earned"),
        ("session", "cancel", "s1"),
        ("session", "shift", "s1", "10"),
        ("session", "close", "s1", "--rest", "excused"),
    ],
)
def test_what_was_undone_can_be_put_back(directors_course: DirectorsCourse, words: tuple[str, ...]) -> None:
    course = directors_course
    made = course.done(*words, *BY, *WHY).event
    figures, row = course.figures("KEI104"), course.done("attendance", "--by", "session").out
    course.done("undo", made, *BY)
    course.done("restore", made, *BY)
    assert (course.figures("KEI104"), course.done("attendance", "--by", "session").out) == (figures, row)


def test_a_scan_is_put_back_with_its_own_time(directors_course: DirectorsCourse) -> None:
    course = directors_course
    course.scan("KEI104", at="2026-03-09T09:20", door="Hall")
    row = course.row("KEI104", "s1")
    scan = course.events()[-1]["event_id"]
    course.done("undo", scan, *BY)
    course.done("restore", scan, *BY)
    assert course.row("KEI104", "s1") == row


def test_what_stands_or_was_put_back_already_is_not_put_back(directors_course: DirectorsCourse) -> None:
    course = directors_course
    course.scan("KEI104", at="2026-03-09T09:20")
    scan = course.events()[-1]["event_id"]
    assert course.run("restore", scan, *BY).status == 1
    course.done("undo", scan, *BY)
    course.done("restore", scan, *BY)
    assert course.run("restore", scan, *BY).status == 1


def test_an_exported_programme_names_what_was_changed_by_hand(directors_course: DirectorsCourse) -> None:
    directors_course.done("session", "cancel", "s6", *BY)
    ended = directors_course.done("export", directors_course.root / "p.csv", "--what", "programme")
    assert "(s6). 'checkin session list' shows them as they are held." in ended.err
