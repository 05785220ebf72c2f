"""Columns that ask whether a person attends, however they are called."""

import re
from dataclasses import replace

import pytest
from tests.unit.intake.conftest import Write, said

from checkin.core.course import Course
from checkin.core.errors import IntakeError
from checkin.intake.roster.roster_file import read_roster
from checkin.intake.words.status_words import Status, read_status


@pytest.mark.parametrize(
    ("heading", "yes", "no"),
    [
        ("Présence confirmée", "oui", "non"),
        ("Participation confirmée", "Oui", "Non"),
        ("Confirmez-vous votre présence ?", "oui", "non"),
        ("Serez-vous présent(e) ?", "oui", "non"),
        ("Viendra", "oui", "non"),
        ("Presencia confirmada", "sí", "no"),
        ("Confirmó asistencia", "SI", "NO"),
        ("Confirmó", "sí", "no"),
        ("¿Vendrá?", "Sí", "No"),
        ("Presença confirmada", "sim", "não"),
        ("Confirmou presença", "Sim", "Não"),
        ("Vai participar?", "sim", "não"),
        ("Confirmed attendance", "yes", "no"),
        ("Are you attending?", "Yes", "No"),
        ("Coming", "Yes", "No"),
        ("Will you be attending the course?", "I will attend", "I will not attend"),
        ("Will you attend in person?", "Yes", "I will not attend"),
        ("Asistencia presencial", "Sí", "No podré asistir"),
        ("RSVP", "Accepted", "Declined"),
    ],
)
def test_who_says_no_does_not_take_part(heading: str, yes: str, no: str, write: Write, course: Course) -> None:
    rows = [f"Nom;Prénom;Pays;{heading}", f"DUPONT;Jean;France;{yes}", f"SAINT-FLEUR;Wilfrid;Haïti;{no}"]
    assert [person.withdrawn for person in read_roster([write(rows)], course).people] == [False, True]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Rol", "Participante (baja)"),
        ("Rol", "Ponente - CANCELADO"),
        ("Role", "Participant (cancelled)"),
        ("Role", "Speaker - withdrawn"),
        ("Função", "Participante (desistiu)"),
        ("Qualité", "Intervenante - annulé"),
    ],
)
def test_a_role_that_names_a_withdrawal_too_is_asked_about(
    heading: str, role: str, write: Write, course: Course
) -> None:
    file = write([f"Nombre;País;{heading}", "Ana Paz;Perú;Participante", f"Pía Roa;Chile;{role}"])
    with pytest.raises(IntakeError, match=re.escape(f'"{role}" = "withdrawn"')):
        read_roster([file], course)
    course = replace(course, statuses={role: "withdrawn"})
    assert [person.withdrawn for person in read_roster([file], course).people] == [False, True]


@pytest.mark.parametrize(
    ("heading", "yes", "no"),
    [
        ("Inscripción", "Completa", "Cancelada"),
        ("Inscription", "Validée", "Annulée"),
        ("Inscription", "Confirmée", "Refusée"),
        ("Inscrição", "Aprovada", "Recusada"),
        ("Inscrição", "Deferida", "Indeferida"),
    ],
)
def test_a_refused_registration_is_no_participation(
    heading: str, yes: str, no: str, write: Write, course: Course
) -> None:
    """Whatever the other words of the column are."""
    file = write([f"Nombre;País;{heading}", f"Ana Paz;Perú;{yes}", f"Teo Mar;Chile;{no}"])
    assert [person.withdrawn for person in read_roster([file], course).people] == [False, True]


def test_no_to_coming_in_person_may_be_yes_to_the_video_and_is_named(write: Write, course: Course) -> None:
    found = read_roster([write(["Nombre,Asistencia presencial", "Ana Paz,Sí", "Luis Gil,No"])], course)
    assert [person.withdrawn for person in found.people] == [False, False]
    assert any("may say that some people do not take part; it is kept as a fact" in text for text in said(found))


@pytest.mark.parametrize(
    "heading", ["Asistencia a la cena", "Participa en la visita", "Confirma vuelo", "Participación", "Attendance"]
)
def test_columns_of_other_things_are_facts(heading: str, write: Write, course: Course) -> None:
    cell = "Oral" if heading == "Participación" else "80%" if heading == "Attendance" else "no"
    found = read_roster([write([f"Nombre,{heading}", f"Ana Paz,{cell}"])], course)
    assert found.people[0].facts == {heading: cell}


def test_a_second_column_that_says_no_is_named(write: Write, course: Course) -> None:
    rows = ["Name,Status,RSVP", "Ana Paz,Registered,Accepted", "Luis Gil,Registered,Declined"]
    found = read_roster([write(rows)], course)
    assert [person.withdrawn for person in found.people] == [False, False]
    text = "column 'RSVP' says that some people do not take part ('Declined'), but 'Status' is taken as the status"
    assert any(text in one for one in said(found))


@pytest.mark.parametrize("text", ["Pas présent", "Je n’assisterai pas", "I can’t attend", "Non", "Não vou participar"])
def test_negations_are_read(text: str) -> None:
    assert read_status(text) is Status.OUT


@pytest.mark.parametrize("text", ["To be confirmed", "À confirmer", "Pas confirmé", "Not paid"])
def test_what_is_not_settled_is_open(text: str) -> None:
    assert read_status(text) is Status.OPEN
