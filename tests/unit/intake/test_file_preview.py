"""What is understood of a file is said before anything of it is loaded."""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.intake.conftest import Write
from tests.unit.intake.test_shapes import SHAPES

from checkin.core.course import Course
from checkin.i18n.translator import get_translator
from checkin.intake.file_preview import FilePreview, preview_file


@pytest.fixture
def people(write: Write, course: Course) -> FilePreview:
    rows = [
        "Apellido y Nombre,Correo,Sala,Clave",
        "Total: 2,,,",
        '"Paz, Ana",ana@x.test,A,x',
        '"Gil, Luis",luis@x.test,B,y',
    ]
    return preview_file(write(rows), course)


def test_each_column_has_a_meaning(people: FilePreview) -> None:
    assert [(column.letter, column.heading, column.field) for column in people.columns] == [
        ("A", "Apellido y Nombre", "name"),
        ("B", "Correo", "email"),
        ("C", "Sala", "fact"),
        ("D", "Clave", "fact"),
    ]


def test_the_first_rows_are_shown_as_they_stand(people: FilePreview) -> None:
    assert people.rows[1] == (3, ("Paz, Ana", "ana@x.test", "A", "x"))


def test_the_people_are_those_that_would_be_loaded(people: FilePreview) -> None:
    assert [person.name for person in people.people] == ["Ana Paz", "Luis Gil"]


def test_rows_that_are_left_out_are_named_with_their_numbers(people: FilePreview) -> None:
    assert [notice.rows for notice in people.left_out] == [(2,)]


def test_another_meaning_of_a_column_is_tried_with_another_course(write: Write, course: Course) -> None:
    path = write(["Nombre,Sala", "Ana,A"])
    own = replace(course, columns={"Sala": "institution"})
    assert preview_file(path, own).people[0].institution == "A"


def test_a_doubt_names_the_line_that_settles_it(course: Course) -> None:
    two_weeks = replace(course, starts=date(2026, 3, 9), ends=date(2026, 3, 20))
    found = preview_file(SHAPES / "dates-month-first-ambiguous.csv", two_weeks)
    assert [doubt.settle for doubt in found.doubts] == ['[columns]\n  dates = "dmy"']


def test_what_refuses_a_file_is_no_exception(write: Write, course: Course) -> None:
    found = preview_file(write(["Nombre,País", "Ana,Narnia"]), course)
    assert [problem.letter for problem in found.problems] == ["B"]
    assert found.people == ()


def test_the_columns_are_shown_where_they_are_not_understood(write: Write, course: Course) -> None:
    found = preview_file(write(["Nombre,Email,Correo", "Ana,a@x.test,b@x.test"]), course)
    assert [column.field for column in found.columns] == ["name", "email", "email"]


def test_a_calendar_has_sessions_and_no_columns(course: Course) -> None:
    found = preview_file(SHAPES / "calendar-all-kinds.ics", course)
    assert ([session.title for session in found.sessions], found.columns) == (["Panel"], ())


def test_a_file_that_is_not_there_is_a_problem(write: Write, course: Course) -> None:
    found = preview_file(write("x").with_name("none.csv"), course)
    assert str(found.problems[0]).endswith("there is no such file")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "people.csv, fila 2, columna País (B): “Narnia” no es un país conocido; escriba su nombre"),
        ("pt", "people.csv, linha 2, coluna País (B): “Narnia” não é um país conhecido; escreva o nome"),
        (
            "fr",
            "people.csv, ligne 2, colonne País (B)\u00a0: «\u00a0Narnia\u00a0» n’est pas un pays connu\u202f; "
            "écrivez son nom",
        ),
    ],
)
def test_a_refusal_is_in_the_language_of_the_user(write: Write, course: Course, language: str, said: str) -> None:
    (problem,) = preview_file(write(["Nombre,País", "Ana,Narnia"]), course).problems
    text = get_translator(language).file_message(problem)
    assert " ".join(text.split()).startswith(" ".join(said.split()))
