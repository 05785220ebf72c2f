"""Wrong corrections: one plain sentence with the nearest match, exit status 1, nothing recorded."""

import pytest
from tests.functional.cli.directors_course import BY, NIGHT, WHY, DirectorsCourse

MARK = ("mark", "LUIS103", "--session", "s1", "--as", "present")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ((*MARK, "--at", "2026-03-20T09:05"), ("Opening ceremony", "9 March", "09:00", "10:30")),
        ((*MARK, "--at", "2026-03-09T08:29"), ("Opening ceremony", "08:30")),
        ((*MARK, "--at", "2026-03-09T10:31"), ("Opening ceremony", "10:30")),
        ((*MARK, "--at", "2026-03-01"), ("2026-03-01", "time")),
        ((*MARK, "--at", "soon"), ("soon", "09:05")),
        (("mark", "ANA102", "--session", "s1", "--as", "present"), ("ANA102", "ANA101", "Ana Torres")),
        (("mark", "ANA101", "--session", "s3c", "--as", "present"), ("s3c", "s3a", "Workshop A", "s3b")),
        (("excuse", "KEI104", "--from", "2026-12-20", "--to", "2026-12-21"), ("Keisha Brown", "9", "11 March 2026")),
        (("excuse", "KEI104", "--from", "2026-03-11", "--to", "2026-03-10"), ("10 March 2026",)),
        (("excuse", "KEI104", "--session", "s3a"), ("Keisha Brown", "Workshop A", "Workshop B")),
        (("excuse", "SOL107", "--session", "s1"), ("Soledad Aguirre",)),
        (("withdraw", "KEI104", "--from", "2027-01-01"), ("11 March 2026",)),
        (("withdraw", "KEI104", "--from", "2025-12-01"), ("9 March 2026",)),
        (("reinstate", "KEI104"), ("Keisha Brown",)),
        (("undo", "0198c0de-0000-7000-8000-000000000000"), ("0198c0de",)),
        (("restore", "0198c0de-0000-7000-8000-000000000000"), ("0198c0de",)),
        (("session", "close", "s33", "--rest", "absent"), ("s33", "s3a")),
        (("session", "move", "s1", "--to", "2026-03-10"), ("2026-03-10", "time")),
        (("session", "move-scans", "s1", "s22"), ("s22", "s2")),
        (("decide", "KEI140", "--as", "earned"), ("KEI140", "KEI104")),
        (("proof", "KEI140"), ("KEI140", "KEI104")),
        (("merge", "KEI104", "KEI104"), ("Keisha Brown",)),
    ],
)
def test_wrong_input_is_one_sentence_and_nothing_is_recorded(
    directors_course: DirectorsCourse, words: tuple[str, ...], named: tuple[str, ...]
) -> None:
    before = directors_course.events()
    ended = directors_course.run(*words, *BY, *WHY)
    assert (ended.status, ended.out, len(ended.err.splitlines())) == (1, "", 1), ended.err
    assert [part for part in named if part not in ended.err] == []
    assert directors_course.events() == before


@pytest.mark.parametrize("at", ["08:30", "09:05", "10:30", "2026-03-09T10:30", "2026-03-09 08:30"])
def test_times_at_the_edges_of_a_session_are_accepted(directors_course: DirectorsCourse, at: str) -> None:
    directors_course.done(*MARK, "--at", at, *BY, *WHY)
    arrived = directors_course.row("LUIS103", "s1")["at"]
    assert arrived.startswith(f"2026-03-09T{at[-5:]}")


def test_a_time_after_midnight_belongs_to_the_night_of_the_session(empty_course: DirectorsCourse) -> None:
    course = empty_course.write(programme=NIGHT)
    course.done("mark", "LUIS103", "--session", "night", "--as", "present", "--at", "00:10", *BY, *WHY)
    row = course.row("LUIS103", "night")
    assert (row["at"][:16], row["status"], row["minutes"]) == ("2026-03-10T00:10", "late", 110)


def test_an_evening_time_before_the_door_opens_is_outside_the_night(empty_course: DirectorsCourse) -> None:
    course = empty_course.write(programme=NIGHT)
    ended = course.run("mark", "LUIS103", "--session", "night", "--as", "present", "--at", "21:50", *BY, *WHY)
    assert (ended.status, "Night session" in ended.err) == (1, True)


def test_the_error_of_a_session_of_a_big_programme_lists_the_nearest_only(empty_course: DirectorsCourse) -> None:
    lines = [
        f"0309-{hour:02}{minute},2026-03-09,{hour:02}:{minute},{hour:02}:{minute + 9},Talk {hour}{minute},Hall"
        for hour in range(8, 20)
        for minute in (10, 30)
    ]
    course = empty_course.write(programme="\n".join(["id,date,start,end,title,room", *lines, ""]))
    ended = course.run("session", "close", "0309-093", "--rest", "absent", *BY)
    assert "0309-0930" in ended.err
    assert ended.err.count("0309-") <= 5
