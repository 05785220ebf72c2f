"""Lists in which only the first row of each delegation has the country, the institution or the group."""

from dataclasses import replace

import pytest
from tests.unit.intake.conftest import Write, said

from checkin.core.course import Course, Participant
from checkin.core.errors import IntakeError
from checkin.intake.roster.roster_file import read_roster

HEAD = ["País", "Institución", "Nombre", "Correo"]
EMBASSY = [
    HEAD,
    ["Argentina", "DNM", "Ana Paz", "a@x.org"],
    ["", "", "Luis Gil", "b@x.org"],
    ["", "MREC", "Eva Sol", "c@x.org"],
    ["", "", "", ""],
    ["Chile", "PDI", "Teo Mar", "d@x.org"],
    ["", "", "Pía Roa", "e@x.org"],
    ["TOTAL", "", "5", ""],
]


def people(rows: list[list[str]], book: Write, course: Course) -> dict[str, Participant]:
    return {person.name: person for person in read_roster([book(Lista=rows)], course).people}


def test_a_country_in_the_first_row_of_a_delegation_holds_for_the_rows_beneath(book: Write, course: Course) -> None:
    found = people(EMBASSY, book, course)
    assert [one.country for one in found.values()] == ["AR", "AR", "AR", "CL", "CL"]


def test_an_institution_holds_until_the_next_one(book: Write, course: Course) -> None:
    found = people(EMBASSY, book, course)
    assert [one.institution for one in found.values()] == ["DNM", "DNM", "MREC", "PDI", "PDI"]


def test_what_was_filled_is_said_with_the_line_that_leaves_it_empty(book: Write, course: Course) -> None:
    notices = [
        notice for notice in read_roster([book(Lista=EMBASSY)], course).notices if "as the cell above" in str(notice)
    ]
    assert [notice.rows for notice in notices] == [(3, 4, 7), (3, 7)]
    assert {notice.settle for notice in notices} == {'[columns]\n  blank_cells = "empty"'}


def test_the_course_may_say_that_empty_is_empty(book: Write, course: Course) -> None:
    course = course_with(course, "empty")
    assert [one.country for one in people(EMBASSY, book, course).values()] == ["AR", "", "", "CL", ""]


def course_with(course: Course, blank_cells: str) -> Course:
    return replace(course, columns={**course.columns, "blank_cells": blank_cells})


ORDINARY = [
    HEAD,
    ["Argentina", "DNM", "Ana Paz", "a@x.org"],
    ["Argentina", "DNM", "Luis Gil", "b@x.org"],
    ["", "", "Eva Sol", "c@x.org"],
    ["Chile", "PDI", "Teo Mar", "d@x.org"],
    ["", "PDI", "Pía Roa", "e@x.org"],
]


def test_empty_cells_in_a_list_that_repeats_the_country_stay_empty(book: Write, course: Course) -> None:
    assert [one.country for one in people(ORDINARY, book, course).values()] == ["AR", "AR", "", "CL", ""]


LATE = [*EMBASSY[:7], ["Argentina", "DNM", "Zoe Lux", "f@x.org"], ["Argentina", "DNM", "Ian Fox", "g@x.org"]]


def test_the_course_may_say_that_empty_is_the_country_above(book: Write, course: Course) -> None:
    """Late people at the end of a list of delegations have their country written out."""
    found = people(LATE, book, course_with(course, "as_above")).values()
    assert [one.country for one in found] == ["AR", "AR", "AR", "CL", "CL", "AR", "AR"]


def test_groups_that_few_people_have_are_not_taken_from_above_with_the_country(book: Write, course: Course) -> None:
    rows = [["País", "Nombre", "Grupo"], ["Chile", "Ana Paz", "A"], ["", "Eva Sol", ""], ["Chile", "Teo Mar", "B"]]
    found = people(rows, book, course_with(course, "as_above")).values()
    assert [(one.country, one.groups) for one in found] == [("CL", ("A",)), ("CL", ()), ("CL", ("B",))]


def test_people_without_a_country_come_with_the_line_that_takes_it_from_above(book: Write, course: Course) -> None:
    read = read_roster([book(Lista=LATE)], course)
    (notice,) = [notice for notice in read.notices if "people without a country" in str(notice)]
    assert notice.settle == '[columns]\n  blank_cells = "as_above"'


def test_people_without_a_country_are_named(book: Write, course: Course) -> None:
    assert "people without a country: 'Eva Sol', 'Pía Roa' (row 4 and 1 more)" in " ".join(
        said(read_roster([book(Lista=ORDINARY)], course))
    )


def test_one_empty_cell_is_no_block(book: Write, course: Course) -> None:
    rows = [["País", "Nombre"], ["Chile", "Ana Paz"], ["", "Luis Gil"], ["Perú", "Eva Sol"], ["Cuba", "Teo Mar"]]
    assert [one.country for one in people(rows, book, course).values()] == ["CL", "", "PE", "CU"]


def test_institutions_of_people_in_an_ordinary_list_stay_empty(book: Write, course: Course) -> None:
    rows = [
        ["Nombre", "Institución"],
        *([f"Persona {letter}", f"Inst {letter}"] for letter in "ABCDEFG"),
        ["Eva Sol", ""],
        ["Teo Mar", ""],
    ]
    assert people(rows, book, course)["Eva Sol"].institution == ""


def test_groups_that_some_people_have_are_no_blocks(book: Write, course: Course) -> None:
    rows = [["Nombre", "País", "Grupo"], ["Ana Paz", "UY", "A"], ["Eva Sol", "UY", ""], ["Teo Mar", "CL", ""]]
    assert [one.groups for one in people(rows, book, course).values()] == [("A",), (), ()]


GROUPS = [
    ["País", "Nombre", "Grupo"],
    ["Argentina", "Ana Paz", "A"],
    ["", "Luis Gil", ""],
    ["", "Eva Sol", ""],
    ["Chile", "Teo Mar", "A"],
    ["", "Pía Roa", ""],
]


def test_groups_of_a_delegation_are_asked_about(book: Write, course: Course) -> None:
    with pytest.raises(IntakeError, match='blank_cells = "as_above"   # or "empty"'):
        read_roster([book(Lista=GROUPS)], course)


@pytest.mark.parametrize(("answer", "groups"), [("as_above", ["A"] * 5), ("empty", ["A", "", "", "A", ""])])
def test_the_answer_decides_about_the_groups(answer: str, groups: list[str], book: Write, course: Course) -> None:
    found = people(GROUPS, book, course_with(course, answer))
    assert [" ".join(one.groups) for one in found.values()] == groups
