"""Names in two or more columns give the full name, and half a name is named."""

import pytest
from tests.unit.intake.conftest import Write, said

from checkin.core.course import Course
from checkin.intake.roster.roster_file import read_roster

ONE_WORD = "all names have one word only"


@pytest.mark.parametrize(
    ("headings", "cells", "parts"),
    [
        ("First name,Name", "Ana,Paz", ("Ana", "Paz")),
        ("Name,First name", "Paz,Ana", ("Ana", "Paz")),
        ("Given name,Name", "Ana,De la Paz", ("Ana", "De la Paz")),
        ("firstname,name", "Ana,Paz", ("Ana", "Paz")),
        ("Vorname,Name", "Ana,Paz", ("Ana", "Paz")),
        ("Vorname,Nachname", "Ana,Paz", ("Ana", "Paz")),
        ("Nome,Cognome", "Ana,Paz", ("Ana", "Paz")),
        ("Nom,Cognoms", "Ana,Paz Gil", ("Ana", "Paz Gil")),
        ("Nombre de pila,Nombre", "Ana,Paz", ("Ana", "Paz")),
        ("Prenome,Nome", "Ana,Paz", ("Ana", "Paz")),
        ("Primeiro nome,Nome", "Ana,Paz", ("Ana", "Paz")),
        ("Prénom,Nom", "Ana,Paz", ("Ana", "Paz")),
        ("Nom,Prénoms", "Paz,Ana", ("Ana", "Paz")),
        ("Nom,Prénom,Nom de naissance", "Paz,Ana,Gil", ("Ana", "Paz")),
        ("Nombre,Apellido paterno,Apellido materno", "Ana,Paz,Gil", ("Ana", "Paz Gil")),
        ("Nombre(s),Apellido Paterno,Apellido Materno", "Ana,Paz,", ("Ana", "Paz")),
        ("Apellido paterno,Apellido materno,Nombres", "Paz,Gil,Ana", ("Ana", "Paz Gil")),
        ("Nombres,Primer apellido,Segundo apellido", "Ana,Paz,Gil", ("Ana", "Paz Gil")),
        ("Primer nombre,Segundo nombre,Primer apellido,Segundo apellido", "Ana,Eva,Paz,Gil", ("Ana Eva", "Paz Gil")),
        ("Nombre,Apellidos,Segundo apellido", "Ana,Paz Gil,Gil", ("Ana", "Paz Gil")),
        ("Nome,Sobrenome", "Ana,Paz", ("Ana", "Paz")),
        ("Nome,Primeiro sobrenome,Segundo sobrenome", "Ana,Paz,Gil", ("Ana", "Paz Gil")),
        ("First name,First surname,Second surname", "Ana,Paz,Gil", ("Ana", "Paz Gil")),
        ("Name,Surname", "Ana,Paz", ("Ana", "Paz")),
        ("Nombre,Ap. Paterno,Ap. Materno", "Ana,Paz,Gil", ("Ana", "Paz Gil")),
        ("Nombres,A. Paterno,A. Materno", "Luis María,Paz,Gil", ("Luis María", "Paz Gil")),
        ("Nombre(s),Apell. Paterno,Apell. Materno", "Ana,Paz,Gil", ("Ana", "Paz Gil")),
        ("Apellidos,Nombre y segundo nombre", "Paz,Ana Eva", ("Ana Eva", "Paz")),
        ("First Name,Middle Name,Last Name", "Ana,Eva,Paz", ("Ana Eva", "Paz")),
        ("Nombre,Ap. 1,Ap. 2", "Luis María,Gil,Sosa", ("Luis María", "Gil Sosa")),
        ("Last name,First and middle name", "Paz,Ana Eva", ("Ana Eva", "Paz")),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_parts_of_a_name_give_the_full_name(
    headings: str, cells: str, parts: tuple[str, str], ending: str, write: Write, sheet: Write, course: Course
) -> None:
    rows = [f"{headings},País", f"{cells},UY"]
    path = write(rows) if ending == "csv" else sheet([row.split(",") for row in rows])
    person = read_roster([path], course).people[0]
    assert (person.given_names, person.family_names) == parts
    assert person.name == " ".join(parts)


@pytest.mark.parametrize(
    "rows",
    [
        ("First name,Name,Country", "Ana,Ana Paz,UY", "Luis,Luis Gil,PE"),
        ("Name,First name,Last name", "Ana Paz,Ana,Paz", "Luis Gil,Luis,Gil"),
        ("Prénom,Nom,Pays", "Ana,PAZ Ana,UY", "Luis,GIL Luis,PE"),
    ],
)
def test_a_column_with_both_parts_is_the_whole_name(rows: tuple[str, ...], write: Write, course: Course) -> None:
    whole = {"Ana Paz", "Luis Gil"}, {"PAZ Ana", "GIL Luis"}
    assert {person.name for person in read_roster([write(rows)], course).people} in whole


def test_family_names_that_stand_twice_are_not_the_whole_name(write: Write, course: Course) -> None:
    rows = ["Name,First name,Last name", "Paz,Ana,Paz", "Gil,Luis,Gil"]
    assert [person.name for person in read_roster([write(rows)], course).people] == ["Ana Paz", "Luis Gil"]


def test_a_whole_name_without_the_given_names_beside_it_is_named(write: Write, course: Course) -> None:
    rows = ["Full name,First name", "Paz,Ana", "Gil,Luis"]
    texts = said(read_roster([write(rows)], course))
    text = "'Full name' is printed as the whole name, though it does not contain 'First name': 'Paz', 'Gil'"
    assert any(text in one for one in texts)


@pytest.mark.parametrize("heading", ["Nombre", "Full name", "First name"])
def test_names_of_one_word_are_named(heading: str, write: Write, course: Course) -> None:
    texts = said(read_roster([write([f"{heading},País", "Ana,UY", "Luis,PE", "Eva,CL"])], course))
    assert any(f"{ONE_WORD}, and are printed so: 'Ana', 'Luis', 'Eva'" in one for one in texts)


def test_some_names_of_one_word_are_named_too(write: Write, course: Course) -> None:
    texts = said(read_roster([write(["Nombre,País", "Ana,UY", "Luis María,PE", "Eva,CL"])], course))
    assert any("names of one word only, printed so: 'Ana', 'Eva'" in one for one in texts)


def test_a_whole_name_without_the_family_names_beside_it_is_named(write: Write, course: Course) -> None:
    texts = said(read_roster([write(["Nombre completo,Apellidos", "Ana,Paz", "Luis,Gil"])], course))
    text = "'Nombre completo' is printed as the whole name, though it does not contain 'Apellidos': 'Ana', 'Luis'"
    assert any(text in one for one in texts)


@pytest.mark.parametrize("heading", ["Apellido de la madre", "2.º apellido paterno"])
def test_a_column_that_may_be_a_part_of_the_name_is_named(heading: str, write: Write, course: Course) -> None:
    notices = read_roster([write([f"Nombre,{heading}", "Ana,Paz", "Luis María,Gil"])], course).notices
    settle = [notice.settle for notice in notices if "may be a part of the name" in str(notice)]
    assert settle == [f'[columns]\n  "{heading}" = "family_names"']


@pytest.mark.parametrize("heading", ["Apellido del jefe", "Surname of emergency contact"])
def test_a_column_with_the_name_of_another_person_is_not(heading: str, write: Write, course: Course) -> None:
    texts = said(read_roster([write([f"Nombre,{heading}", "Ana Paz,Roa", "Luis Gil,Sosa"])], course))
    assert not any("may be a part of the name" in one for one in texts)
