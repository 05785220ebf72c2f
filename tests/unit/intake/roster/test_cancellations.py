"""Remarks and additions to a name that say that a person does not take part."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from checkin.core.course import Course, Participant
from checkin.core.errors import IntakeError
from checkin.intake.roster.cancellations import may_say_withdrawn, name_and_remark, says_withdrawn
from checkin.intake.roster.roster_file import read_roster


@pytest.mark.parametrize(
    ("written", "name", "remark"),
    [
        ("Luis Gil - BAJA", "Luis Gil", "BAJA"),
        ("Luis Gil – Canceló", "Luis Gil", "Canceló"),
        ("Luis Gil (no asiste)", "Luis Gil", "no asiste"),
        ("Gil, Luis [cancelled]", "Gil, Luis", "cancelled"),
        ("BAJA: Luis Gil", "Luis Gil", "BAJA"),
        ("(DESISTIU) Luís Gil", "Luís Gil", "DESISTIU"),
        ("Luis Gil: annulée", "Luis Gil", "annulée"),
        ("Luis Gil **BAJA**", "Luis Gil", "BAJA"),
        ("Ana Baja", "Ana Baja", ""),
        ("Baja, Ana", "Baja, Ana", ""),
        ("Ana-Baja Ruiz", "Ana-Baja Ruiz", ""),
        ("Ana Ruiz (Chile)", "Ana Ruiz (Chile)", ""),
        ("Ana Ruiz - Ministerio", "Ana Ruiz - Ministerio", ""),
        ("María (Mari) de la Paz - Cancela", "María (Mari) de la Paz", "Cancela"),
    ],
)
def test_a_remark_is_taken_off_a_name(written: str, name: str, remark: str) -> None:
    assert name_and_remark(written) == (name, remark)


@pytest.mark.parametrize(
    "text", ["BAJA", "Dado de baja", "CANCELÓ", "no asistirá", "Cancelou", "Annulé", "withdrew", "No viene", "desistió"]
)
def test_a_cancellation_is_recognized(text: str) -> None:
    assert says_withdrawn(text)


@pytest.mark.parametrize(
    "text",
    [
        "Vegetariana",
        "No",
        "Vuelo cancelado",
        "Canceló el hotel",
        "No asiste a la cena",
        "Cancelled the booking of the room",
        "Asistirá",
        "Llega el martes",
        "Baja visión",
        "Reemplaza a Luis Gil",
        "Necesita visa",
    ],
)
def test_another_remark_is_no_cancellation(text: str) -> None:
    assert not says_withdrawn(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Por enfermedad no asistirá", "avisó que canceló", "Il ne viendra pas, voir courriel", "Não virá na 2a"),
        *("no pudo viajar", "reemplazado por G. Gil", "lo sustituye P. Paz", "NO CONFIRMÓ", "Sin visa", "ausente"),
        *("substituído por Rui Sá", "absent", "remplacé par Luc Roy", "dropped out", "unable to travel", "sem visto"),
    ],
)
def test_a_longer_text_is_a_doubt(text: str) -> None:
    assert may_say_withdrawn(text)


def _people(tmp_path: Path, course: Course, statuses: Mapping[str, str], text: str) -> tuple[Participant, ...]:
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    return read_roster([path], replace(course, statuses=statuses)).people


def test_the_course_withdraws_by_a_remark(tmp_path: Path, course: Course) -> None:
    text = "Nombre,País,Observaciones\nLuis Gil,Chile,CANCELÓ\n"
    assert [person.withdrawn for person in _people(tmp_path, course, {"Canceló": "withdrawn"}, text)] == [True]


def test_the_course_keeps_a_person_in_spite_of_a_remark(tmp_path: Path, course: Course) -> None:
    text = "Nombre,País,Observaciones\nLuis Gil,Chile,CANCELÓ\n"
    assert [person.withdrawn for person in _people(tmp_path, course, {"Canceló": "registered"}, text)] == [False]


def test_a_remark_that_the_course_knows_leaves_the_name(tmp_path: Path, course: Course) -> None:
    text = "Nombre,País\nLuis Gil - BAJA,Chile\n"
    people = _people(tmp_path, course, {"baja": "withdrawn"}, text)
    assert [(person.name, person.withdrawn) for person in people] == [("Luis Gil", True)]


def test_names_crossed_out_in_an_ods_sheet_are_said(tmp_path: Path, course: Course) -> None:
    path = tmp_path / "list.ods"
    styles = (
        '<style:style style:name="ce1" style:family="table-cell"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style><style:style style:name="T1" style:family="text">'
        '<style:text-properties style:text-line-through-type="single"/></style:style>'
    )
    cell = '<table:table-cell{style} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    rows = [
        ("Nombre", "País", ""),
        ("Rosa Delgado", "Uruguay", ""),
        ("Teo Marsal", "Chile", ' table:style-name="ce1"'),
        ('<text:span text:style-name="T1">Ana Pires</text:span>', "Brasil", ""),
        ('Luz <text:span text:style-name="T1">Roca</text:span>', "Perú", ""),
    ]
    written = "".join(
        f"<table:table-row>{cell.format(style=style, text=name)}{cell.format(style='', text=country)}</table:table-row>"
        for name, country, style in rows
    )
    names = ("office", "style", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:automatic-styles>{styles}'
        f'</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="Lista">{written}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", "<manifest/>")
        made.writestr("content.xml", content)
    said = list(map(str, read_roster([path], course).notices))
    assert any("crossed out in the sheet are loaded too: 'Teo Marsal', 'Ana Pires' (row 3" in text for text in said)


def test_a_column_of_codes_that_the_course_names_is_no_doubt(tmp_path: Path, course: Course) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Nombre,País,Código\nLuis Gil,Chile,7600\n", "utf-8")
    said = read_roster([path], replace(course, columns={"Código": "code"})).notices
    assert not any("postal" in str(notice) for notice in said)


@pytest.mark.parametrize("name", ["Eva Sol NO VIENE", "Luis Gil no asiste", "Rui Sá não vem", "Jean Roy ne vient pas"])
def test_a_name_that_ends_in_a_remark_is_named(name: str, tmp_path: Path, course: Course) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Nombre,País\n{name},Chile\n", "utf-8")
    assert any("names that may say" in str(notice) for notice in read_roster([path], course).notices)


def test_a_day_under_withdrawn_is_named_and_kept(tmp_path: Path, course: Course) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Nombre,País,Baja\nAna Paz,Chile,20/10/2026\nEva Sol,Chile,X\nTeo Mar,Chile,\n", "utf-8")
    found = read_roster([path], course)
    assert [(one.withdrawn, one.facts) for one in found.people] == [
        (True, {"Baja": "20/10/2026"}),
        (True, {}),
        (False, {}),
    ]
    assert any("withdrawn from the day of this load" in str(notice) for notice in found.notices)


@pytest.mark.parametrize(
    "heading",
    [
        *("Fecha de baja", "Dado de baja", "Renuncia", "Desistencia", "Désistement", "Desistência", "Date withdrawn"),
        *("Data de desistência", "Date de désistement", "Dropped out", "Retiro", "Fecha de cancelación"),
    ],
)
@pytest.mark.parametrize("mark", ["X", "20/10/2026"])
def test_a_mark_under_a_heading_of_withdrawals_withdraws(
    heading: str, mark: str, tmp_path: Path, course: Course
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Nombre,País,{heading}\nAna Paz,Chile,{mark}\nTeo Mar,Chile,\n", "utf-8")
    assert [one.withdrawn for one in read_roster([path], course).people] == [True, False]


@pytest.mark.parametrize(("heading", "text"), [("Retiro", "10:30 hotel"), ("Withdrawal", "cash 200"), ("Baja", "?")])
def test_another_text_under_a_heading_of_withdrawals_is_asked_about(
    heading: str, text: str, tmp_path: Path, course: Course
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Nombre,País,{heading}\nAna Paz,Chile,{text}\nTeo Mar,Chile,\n", "utf-8")
    with pytest.raises(IntakeError, match=rf'"{re.escape(text)}" = "withdrawn"   # or "registered"'):
        read_roster([path], course)
    said = replace(course, statuses={text: "registered"})
    assert [one.withdrawn for one in read_roster([path], said).people] == [False, False]


@pytest.mark.parametrize("text", ["X", "sí", "BAJA", "Canceló", "20 de octubre", "2026-10-20 10:30"])
def test_a_mark_a_day_or_a_word_withdraws(text: str, tmp_path: Path, course: Course) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Nombre,País,Baja\nAna Paz,Chile,{text}\n", "utf-8")
    assert [one.withdrawn for one in read_roster([path], course).people] == [True]
