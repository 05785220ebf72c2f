"""Groups of people and of sessions: several in a cell, everybody, and groups that match nothing."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.unit.intake.conftest import Write, said

from checkin.core.course import Course, Participant, Role, Session
from checkin.intake.load import load
from checkin.intake.matching.group_checks import for_everybody, unmatched_groups
from checkin.intake.programme.programme_file import read_programme
from checkin.intake.roster.roster_file import read_roster
from checkin.intake.words.group_cells import split_groups
from checkin.lifecycle.doctor.course_checks import check_groups
from checkin.store.open_course import OpenCourse
from checkin.store.roster import programme

AT = datetime(2026, 10, 19, 9, tzinfo=UTC)
ANA = Participant(name="Ana Paz", groups=("A",))
LUIS = Participant(name="Luis Gil", groups=("Grupo A",))


def session(title: str, *groups: str) -> Session:
    return Session(id=title, title=title, starts_at=AT, ends_at=AT.replace(hour=10), groups=groups)


@pytest.mark.parametrize(
    ("cell", "groups"),
    [
        ("A y B", ("A", "B")),
        ("Grupos A, B e C", ("Grupos A", "B", "C")),
        ("1 & 2", ("1", "2")),
        ("A+B", ("A", "B")),
        ("Grupo Rojo y Grupo Azul", ("Grupo Rojo", "Grupo Azul")),
        ("Groupe A et groupe B", ("Groupe A", "groupe B")),
        ("Agua y Saneamiento", ("Agua y Saneamiento",)),
        ("Sol y Mar", ("Sol y Mar",)),
    ],
)
def test_a_cell_of_several_groups_is_split(cell: str, groups: tuple[str, ...]) -> None:
    assert split_groups(cell) == groups


@pytest.mark.parametrize(
    "word",
    ["Todos", "TODAS", "All", "All groups", "Tous", "Tous les groupes", "Todos os grupos", "Everybody", "A, todos"],
)
def test_a_session_of_everybodys_is_for_everybody_and_named(word: str, write: Write, course: Course) -> None:
    path = write(f"Fecha;Hora;Actividad;Grupo\n9/3/2026;9 a 10:30;Taller;{word}\n", "programme.csv")
    found = read_programme([path], course)
    assert found.sessions[0].groups == ()
    assert f"these sessions are for everybody, by their groups: {word!r}" in said(found)[-1]


def test_participants_of_a_group_are_not_all_participants(write: Write, course: Course) -> None:
    path = write("Fecha;Hora;Actividad;Grupo\n9/3/2026;9 a 10:30;Taller;Participantes grupo B\n", "programme.csv")
    assert read_programme([path], course).sessions[0].groups == ("Participantes grupo B",)


def test_a_person_of_two_groups_is_of_both(write: Write, course: Course) -> None:
    assert read_roster([write("Nombre,Grupo\nTeo Mar,A y B\n")], course).people[0].groups == ("A", "B")


@pytest.mark.parametrize("word", ["General", "Plenario", "Plénière", "Geral"])
def test_general_is_everybody_unless_some_have_it_as_their_group(word: str) -> None:
    (found,), texts = for_everybody([session("Cierre", word)], ["A"])
    assert (found.groups, texts) == ((), [word])
    assert for_everybody([session("Cierre", word)], [word.upper()]) == ([session("Cierre", word)], [])


def test_a_session_whose_group_nobody_has_is_named() -> None:
    found = unmatched_groups([ANA, LUIS], [session("Taller", "grupo a"), session("Taller 4", "C")])
    assert list(map(str, found)) == [
        "Nobody on the list has the group of these sessions, so nobody is expected there: Taller 4 (C)."
    ]


def test_a_person_whose_group_no_session_has_is_named() -> None:
    found = unmatched_groups([ANA, LUIS, replace(ANA, name="Ian Fox", groups=("D",))], [session("Taller", "A")])
    assert list(map(str, found)) == [
        "No session has the group of these people, so they are expected only at sessions without a group: Ian Fox (D)."
    ]


def test_a_person_without_a_group_is_named_where_most_have_one() -> None:
    uma = replace(ANA, name="Uma Rey", groups=())
    text = "These people have no group, so they are expected only at sessions without a group: Uma Rey."
    assert list(map(str, unmatched_groups([ANA, LUIS, uma], [session("Taller", "A")]))) == [text]
    assert unmatched_groups([ANA, uma, uma], [session("Taller", "A")]) == []


def test_sessions_of_a_role_and_other_roles_are_not_named() -> None:
    staff = replace(ANA, role=Role.STAFF, groups=("X",))
    assert unmatched_groups([ANA, staff], [session("Ensayo", "speaker"), session("Taller", "A")]) == []
    assert unmatched_groups([replace(ANA, groups=())], [session("Taller", "participant")]) == []


PEOPLE = "Nombre;País;Grupo\nAna Paz;UY;A\nLuis Gil;PE;Grupo A\nEva Sol;CL;a\nIan Fox;CL;D\n"
SESSIONS = "Fecha;Hora;Actividad;Grupo\n19/10/2026;9 a 10:30;Taller;A\n20/10/2026;9 a 10:30;Taller 4;C\n"


def test_a_load_names_what_matches_nothing_and_doctor_does_so_too(open_course: OpenCourse, write: Write) -> None:
    sessions = SESSIONS + "21/10/2026;9 a 10:30;Cierre;General\n"
    loaded = load(open_course, rosters=[write(PEOPLE)], programmes=[write(sessions, "programme.csv")])
    texts = [str(notice) for notice in loaded.of_record]
    assert [text for text in texts if "group" in text] == [
        "these sessions are for everybody, since nobody on the list has their group: 'General'; if some people only "
        "are meant, write the group in their rows of the list",
        "Nobody on the list has the group of these sessions, so nobody is expected there: Taller 4 (C).",
        "No session has the group of these people, so they are expected only at sessions without a group: Ian Fox (D).",
    ]
    held = programme.read_programme(open_course.record.conn)
    assert [one.groups for one in held] == [("A",), ("C",), ()]
    findings = [str(finding.text) for finding in check_groups(open_course, held)]
    assert findings == [text for text in texts if text.startswith("No")]


def test_the_groups_of_a_corrected_list_match_after_the_next_load(open_course: OpenCourse, write: Write) -> None:
    load(open_course, rosters=[write(PEOPLE)], programmes=[write(SESSIONS, "programme.csv")])
    loaded = load(open_course, rosters=[write(PEOPLE.replace(";D\n", ";Grupo c\n"))])
    assert not [text for text in map(str, loaded.of_record) if "group" in text]
