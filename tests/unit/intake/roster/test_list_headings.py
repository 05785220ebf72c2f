"""Headings within a list of people: countries with numbers and words, statuses of a block, groups."""

from dataclasses import replace

import pytest
from tests.unit.intake.conftest import Write, said

from checkin.core.course import Course, Participant
from checkin.core.errors import IntakeError
from checkin.intake.roster.roster_file import read_roster
from checkin.intake.words.block_headings import country_of_heading, group_of_heading, names_an_institution

HEAD = ["Nombre", "Cargo", "Correo"]
TEO, PIA = ["Teo Mar", "Jefe", "c@x.org"], ["Pía Roa", "Jefa", "p@x.org"]
ZOE, EVA = ["Zoe Lux", "Jefa", "e@x.org"], ["Eva Sol", "Jefa", "ev@x.org"]


def lone(text: str) -> list[str]:
    return [text, "", ""]


def people(rows: list[list[str]], book: Write, course: Course) -> dict[str, Participant]:
    return {person.name: person for person in read_roster([book(Lista=[HEAD, *rows])], course).people}


@pytest.mark.parametrize(
    "heading",
    [
        *("PERÚ", "PERÚ (2)", "Perú: 2", "PERU:", "Perú – 2 participantes", "2. PERÚ", "DELEGACIÓN: PERÚ", "Pérou (2)"),
        *("Delegación de Perú", "Delegación del Perú", "Delegação do Peru", "Embajada del Perú", "Embassy of Peru"),
        *("Délégation du Pérou", "República del Perú", "Participantes de Perú", "Representantes del Perú", "II. PERÚ"),
        *("PERÚ – Lima", "PERÚ / PERU", "Participants from Peru", "Délégués du Pérou"),
    ],
)
def test_a_heading_gives_its_country_to_the_rows_beneath(heading: str, book: Write, course: Course) -> None:
    found = people([lone("CHILE"), TEO, PIA, lone(heading), ZOE, EVA], book, course)
    assert [one.country for one in found.values()] == ["CL", "CL", "PE", "PE"]


@pytest.mark.parametrize("heading", ["OIM", "Ministerio de Relaciones Exteriores", "Delegación 3:", "Naciones Unidas"])
def test_a_heading_without_a_country_ends_the_block_above(heading: str, book: Write, course: Course) -> None:
    read = read_roster([book(Lista=[HEAD, lone("CHILE"), TEO, PIA, lone(heading), ZOE, EVA])], course)
    assert [(one.name, one.country) for one in read.people] == [
        ("Teo Mar", "CL"),
        ("Pía Roa", "CL"),
        ("Zoe Lux", ""),
        ("Eva Sol", ""),
    ]
    assert any("do not get the country above them" in text for text in said(read))


@pytest.mark.parametrize("name", ["Ana Paz", "ANA PAZ", "Georgia Ríos", "Universo Paz"])
def test_a_person_who_stands_alone_in_a_row_is_a_person(name: str, book: Write, course: Course) -> None:
    found = people([lone("CHILE"), TEO, PIA, lone(name), ZOE], book, course)
    assert (found[name].country, found["Zoe Lux"].country) == ("CL", "CL")


@pytest.mark.parametrize("heading", ["Suplentes", "LISTA DE ESPERA"])
def test_a_status_within_the_block_of_a_country_ends_at_the_next_country(
    heading: str, book: Write, course: Course
) -> None:
    found = people([lone("CHILE"), TEO, lone(heading), EVA, lone("PERÚ"), ZOE, PIA], book, course)
    assert {name: one.withdrawn for name, one in found.items()} == {
        "Teo Mar": False,
        "Eva Sol": True,
        "Zoe Lux": False,
        "Pía Roa": False,
    }


def test_a_status_above_a_country_holds_for_all_countries_beneath_it(book: Write, course: Course) -> None:
    found = people([lone("CHILE"), TEO, lone("SUPLENTES"), lone("CHILE"), EVA, lone("PERÚ"), ZOE], book, course)
    assert [one.withdrawn for one in found.values()] == [False, True, True]


def test_a_group_alone_in_a_row_is_the_group_of_the_rows_beneath(book: Write, course: Course) -> None:
    found = people([lone("GRUPO A"), TEO, PIA, lone("GRUPO B"), EVA], book, course)
    assert {name: one.groups for name, one in found.items()} == {
        "Teo Mar": ("GRUPO A",),
        "Pía Roa": ("GRUPO A",),
        "Eva Sol": ("GRUPO B",),
    }


def test_a_sheet_that_is_called_after_a_group_gives_it(book: Write, course: Course) -> None:
    sheets = {"Grupo A": [HEAD, TEO, PIA], "Grupo B": [HEAD, EVA]}
    read = read_roster([book(**sheets)], course)
    assert [one.groups for one in read.people] == [("Grupo A",), ("Grupo A",), ("Grupo B",)]
    assert any("the group is taken from the name of the sheet" in text for text in said(read))


@pytest.mark.parametrize("text", ["Juan 2", "María de Perú Gil", "Delegado Ruiz", "2", "Total 3"])
def test_a_text_without_a_country_names_none(text: str) -> None:
    assert (country_of_heading(text), group_of_heading(text), names_an_institution(text)) == ("", "", False)


@pytest.mark.parametrize(
    "heading",
    [
        "GRUPO B",
        "Grupo B (2)",
        "GRUPO B - 2 participantes",
        "Grupo B: tarde",
        "Groupe B (1)",
        "Group B (afternoon)",
        "TURMA B - manhã",
        "Comisión B",
    ],
)
def test_what_stands_behind_a_group_is_no_part_of_it(heading: str, book: Write, course: Course) -> None:
    found = people([lone("GRUPO A"), TEO, PIA, lone(heading), EVA], book, course)
    assert [one.groups[0].casefold()[-1] for one in found.values()] == ["a", "a", "b"]


def test_headings_are_not_named_as_short_names(book: Write, course: Course) -> None:
    read = read_roster([book(Lista=[HEAD, lone("CHILE"), TEO, lone("Suplentes"), EVA, lone("PERÚ"), ZOE])], course)
    assert not [text for text in said(read) if "one word only" in text]


def test_an_institution_ends_the_status_within_the_block_above(book: Write, course: Course) -> None:
    found = people([lone("CHILE"), TEO, lone("Suplentes"), EVA, lone("OIM"), ZOE, PIA], book, course)
    assert [one.withdrawn for one in found.values()] == [False, True, False, False]


BLANK = ["", "", ""]
TOTAL = ["Total: 1", "", ""]


@pytest.mark.parametrize("heading", ["*CANCELADOS*", "Observadores", "GRUPO A"])
@pytest.mark.parametrize("end", [BLANK, TOTAL])
def test_people_after_a_blank_row_beneath_a_heading_are_asked_about(
    heading: str, end: list[str], book: Write, course: Course
) -> None:
    file = book(Lista=[HEAD, TEO, PIA, lone(heading), EVA, end, ZOE])
    with pytest.raises(IntakeError, match=r'(?s)Zoe Lux.*row 7.*blank_rows = "end_block"   # or "in_block"'):
        read_roster([file], course)


@pytest.mark.parametrize(
    ("answer", "withdrawn"), [("end_block", [False, True, False]), ("in_block", [False, True, True])]
)
def test_the_answer_decides_whose_heading_it_is(
    answer: str, withdrawn: list[bool], book: Write, course: Course
) -> None:
    course = replace(course, columns={**course.columns, "blank_rows": answer})
    found = people([TEO, lone("CANCELADOS"), EVA, BLANK, ZOE], book, course)
    assert [one.withdrawn for one in found.values()] == withdrawn


def test_people_after_a_blank_row_beneath_a_country_are_named(book: Write, course: Course) -> None:
    read = read_roster([book(Lista=[HEAD, lone("CHILE"), TEO, BLANK, ZOE, lone("PERÚ"), EVA, PIA])], course)
    (notice,) = [notice for notice in read.notices if "country of a heading" in str(notice)]
    assert (notice.rows, notice.settle) == ((5,), '[columns]\n  blank_rows = "end_block"')


@pytest.mark.parametrize(
    "rows",
    [
        [lone("CHILE"), TEO, BLANK, lone("Suplentes"), BLANK, EVA, BLANK, lone("PERÚ"), ZOE],
        [lone("SUPLENTES"), lone("CHILE"), EVA, TEO, BLANK, lone("PERÚ"), ZOE],
        [lone("GRUPO A"), lone("CHILE"), EVA, TEO, BLANK, lone("PERÚ"), ZOE, BLANK, lone("GRUPO B"), PIA],
        [lone("GRUPO A"), EVA, TEO, BLANK, lone("LISTA DE ESPERA"), ZOE],
    ],
)
def test_blank_rows_before_headings_ask_nothing(rows: list[list[str]], book: Write, course: Course) -> None:
    assert "Zoe Lux" in people(rows, book, course)
