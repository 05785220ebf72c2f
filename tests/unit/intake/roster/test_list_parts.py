"""Sheets and headings among the rows that say who takes part and in which role."""

from dataclasses import replace

import pytest
from tests.unit.intake.conftest import Problems, Write, said

from checkin.core.course import Course, Role
from checkin.intake.file_preview import preview_file
from checkin.intake.roster.list_parts import ListPart, read_heading, read_part
from checkin.intake.roster.roster_file import RosterFile, read_roster

HEADINGS = ["Nombre", "País", "Email"]
ANA, LUIS = ["Ana Paz", "UY", "a@x.org"], ["Luis Gil", "PE", "l@x.org"]


def sheets(book: Write, course: Course, name: str, **options: object) -> RosterFile:
    path = book(**{"Confirmados": [HEADINGS, ANA], name: [HEADINGS, LUIS]}, **options)
    return read_roster([path], course)


@pytest.mark.parametrize(
    "name",
    [
        *("Cancelados", "Bajas", "Lista de espera", "Cancelled", "Waitlist", "Rejected", "Desistências", "Annulés"),
        *("Liste d'attente", "Cancelados (1)"),
    ],
)
def test_people_of_a_sheet_of_cancelled_ones_are_withdrawn_and_named(name: str, book: Write, course: Course) -> None:
    found = sheets(book, course, name)
    assert [person.withdrawn for person in found.people] == [False, True]
    assert any("loaded as withdrawn, by the name of their sheet" in text for text in said(found))


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Ponentes", Role.SPEAKER),
        ("Speakers", Role.SPEAKER),
        ("Palestrantes", Role.SPEAKER),
        ("Intervenants", Role.SPEAKER),
        ("Organización", Role.ORGANIZER),
        ("Staff", Role.STAFF),
        ("Participantes", Role.PARTICIPANT),
        ("Hoja 2", Role.PARTICIPANT),
    ],
)
def test_people_of_a_sheet_of_a_role_have_it(name: str, role: Role, book: Write, course: Course) -> None:
    found = sheets(book, course, name)
    assert [person.role for person in found.people] == [Role.PARTICIPANT, role]
    named = any("the role is taken from the name of the sheet" in text for text in said(found))
    assert named is (role is not Role.PARTICIPANT)


def test_a_sheet_of_people_who_are_not_confirmed_is_named(book: Write, course: Course) -> None:
    found = sheets(book, course, "Pendientes")
    assert [person.withdrawn for person in found.people] == [False, False]
    assert any("not confirmed, taken as taking part: 'Pendientes'" in text for text in said(found))


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Bajas y cambios", '[status]\n  "Bajas y cambios" = "withdrawn"   # or "registered" (1 x)'),
        ("Docentes", '[roles]\n  "Docentes" = "participant"'),
        ("VIP", '[roles]\n  "VIP" = "participant"'),
    ],
)
def test_a_sheet_that_may_mean_another_thing_is_asked(
    name: str, line: str, book: Write, course: Course, problems: Problems
) -> None:
    path = book(**{"Confirmados": [HEADINGS, ANA], name: [HEADINGS, LUIS]})
    assert line in problems(read_roster, [path], course)[0]


@pytest.mark.parametrize("name", ["Bajas y cambios", "Docentes"])
def test_what_is_asked_is_not_said_as_decided(name: str, book: Write, course: Course) -> None:
    path = book(**{"Confirmados": [HEADINGS, ANA], name: [HEADINGS, LUIS]})
    found = preview_file(path, course)
    assert found.problems
    assert not [
        str(notice) for notice in found.notices if "by the name of" in str(notice) or "taken from" in str(notice)
    ]


def test_the_course_says_what_a_sheet_means(book: Write, course: Course) -> None:
    own = replace(course, statuses={"Cancelados": "registered", "Grupo 2": "withdrawn"}, roles={"Docentes": "observer"})
    path = book(**{name: [HEADINGS, [name, "UY"]] for name in ("Cancelados", "Grupo 2", "Docentes")})
    found = read_roster([path], own).people
    assert [(person.withdrawn, person.role.value) for person in found] == [
        (False, "participant"),
        (True, "participant"),
        (False, "observer"),
    ]


def test_the_status_of_a_row_stands_over_its_sheet(book: Write, course: Course) -> None:
    path = book(Altas=[["Nombre", "Estado"], ["Ana Paz", ""]], Bajas=[["Nombre", "Estado"], ["Luis Gil", "Confirmado"]])
    assert [person.withdrawn for person in read_roster([path], course).people] == [False, False]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_heading_among_the_rows_says_it_of_the_rows_beneath(
    ending: str, book: Write, write: Write, course: Course
) -> None:
    rows = [HEADINGS, ["Participantes"], ANA, ["LISTA DE ESPERA:"], LUIS, ["Ponentes"], ["Eva Sol", "CL", "e@x.org"]]
    filled = [[*row, "", ""][:3] for row in rows]
    path = write([",".join(row) for row in filled]) if ending == "csv" else book(Lista=filled)
    found = read_roster([path], course).people
    assert [(person.name, person.withdrawn, person.role) for person in found] == [
        ("Ana Paz", False, Role.PARTICIPANT),
        ("Luis Gil", True, Role.PARTICIPANT),
        ("Eva Sol", False, Role.SPEAKER),
    ]


def test_a_note_among_the_rows_says_nothing_of_the_others(write: Write, course: Course) -> None:
    rows = [",".join(HEADINGS), ",".join(ANA), "Los ponentes llegan el lunes,,", ",".join(LUIS)]
    assert read_roster([write(rows)], course).people[-1].role is Role.PARTICIPANT


@pytest.mark.parametrize("name", ["Esperanza", "Bajaña", "Paganini", "Validia", "Hoja1"])
def test_a_name_that_only_begins_like_a_status_says_nothing(name: str) -> None:
    assert read_heading(name) is None


@pytest.mark.parametrize("name", ["Esperanza", "Paganini", "Retiro", "Presenciales", "Grupo A"])
def test_a_sheet_of_a_place_says_nothing(name: str) -> None:
    assert read_part(name) == ListPart(name)


@pytest.mark.parametrize("name", ["Observaciones", "Conferencia", "Ponentes internacionales"])
def test_a_sheet_that_only_begins_like_a_role_is_asked_and_a_row_says_nothing(name: str) -> None:
    assert read_part(name).is_doubtful
    assert read_heading(name) is None


@pytest.mark.parametrize("name", ["Reserva", "Reservas", "Reserve list", "Stand-by", "Liste de réserve"])
def test_a_sheet_of_a_reserve_is_asked_about(name: str, book: Write, problems: Problems, course: Course) -> None:
    path = book(**{"Confirmados": [HEADINGS, ANA], name: [HEADINGS, LUIS]})
    assert f'"{name}" = "withdrawn"   # or "registered"' in problems(read_roster, [path], course)[0]


def test_a_person_on_the_list_and_on_a_sheet_of_withdrawals_is_asked_about(
    book: Write, problems: Problems, course: Course
) -> None:
    path = book(Inscritos=[HEADINGS, ANA, LUIS], Bajas=[HEADINGS, LUIS])
    (text,) = problems(read_roster, [path], course)
    assert "sheet Bajas, row 2: Luis Gil is not taking part by 'Bajas', and is also in row 3 of sheet Inscritos" in text


def test_without_e_mails_name_and_country_tell(book: Write, problems: Problems, course: Course) -> None:
    heads = HEADINGS[:2]
    path = book(Inscritos=[heads, ANA[:2], LUIS[:2]], Désistements=[heads, LUIS[:2]])
    assert "Luis Gil is not taking part by 'Désistements'" in problems(read_roster, [path], course)[0]


def test_a_cancelled_registration_beside_a_valid_one_is_left_out_by_its_status(book: Write, course: Course) -> None:
    heads = [*HEADINGS, "Estado"]
    path = book(Lista=[heads, [*LUIS, "Cancelado"], [*LUIS, "Confirmado"]])
    assert [person.withdrawn for person in read_roster([path], course).people] == [False]


@pytest.mark.parametrize("name", ["Participante 3", "xxx", "Suplente de Ana", "Delegado 12", "Nombre a confirmar"])
def test_names_that_stand_for_nobody_yet_are_named(name: str, write: Write, course: Course) -> None:
    texts = said(read_roster([write(["Nombre,País", "Ana Paz,UY", f"{name},PE"])], course))
    assert any(f"'{name}'" in text and "before badges" in text for text in texts)


def test_marks_under_confirmed_for_some_people_only_are_named(write: Write, course: Course) -> None:
    texts = said(read_roster([write(["Nombre,País,Confirmado", "Ana Paz,UY,X", "Luis Gil,PE,"])], course))
    assert any("'Confirmado' marks some people only; all are loaded as taking part" in text for text in texts)
