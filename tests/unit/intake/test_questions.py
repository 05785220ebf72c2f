"""Doubts about a file become questions with choices."""

from checkin.core.errors import Notice, Problem, Topic
from checkin.core.text import sentence
from checkin.intake.questions import Choice, find_questions


def problem(text: str, **values: object) -> Problem:
    return Problem("a.csv", 0, "", sentence(text, **values))


def test_an_unknown_status_asks_whether_a_person_takes_part() -> None:
    (question,) = find_questions([problem('put:\n[status]\n  "Quizás" = "registered"   # or "withdrawn" (2 x)')])
    assert question.choices == (Choice("status", "Quizás", "registered"), Choice("status", "Quizás", "withdrawn"))


def test_dates_that_can_be_read_in_two_ways_ask_for_the_order() -> None:
    lines = '[columns]\n  dates = "dmy"   # 2026-09-03\nor\n  dates = "mdy"   # 2026-03-09'
    (question,) = find_questions([problem(lines)])
    assert [(choice.value, choice.note) for choice in question.choices] == [
        ("dmy", "2026-09-03"),
        ("mdy", "2026-03-09"),
    ]


def test_another_name_under_the_same_key_asks_who_it_is() -> None:
    (question,) = find_questions([problem("{before} {after}", before="Ana", after="Luis", key="id 7", code="BCDF")])
    assert [(choice.table, choice.key) for choice in question.choices] == [("renamed", "BCDF"), ("substituted", "BCDF")]


def test_a_doubt_can_be_left_as_it_was_read() -> None:
    notice = Notice("a.csv", 0, "", sentence("x"), topic=Topic.DOUBT, settle='[columns]\n  "Estado" = "fact"')
    (question,) = find_questions([], [notice])
    assert (question.must, question.choices[0].table, question.choices[1].value) == (False, "", "fact")


def test_another_time_zone_and_other_dates_of_the_course_are_questions() -> None:
    lines = '[course]\n  timezone = "Europe/Madrid"\n  starts = 2026-03-09\n  title = "x"'
    found = find_questions([], [Notice("a.csv", 0, "", sentence("x"), topic=Topic.DOUBT, settle=lines)])
    assert [(question.key, question.choices[1].value) for question in found] == [
        ("timezone", "Europe/Madrid"),
        ("starts", "2026-03-09"),
    ]


def test_a_guess_that_only_another_file_would_change_is_a_question_too() -> None:
    (question,) = find_questions([], [Notice("a.csv", 0, "", sentence("names in capitals"), topic=Topic.DOUBT)])
    assert (question.must, [choice.table for choice in question.choices]) == (False, ["", "correct_file"])
