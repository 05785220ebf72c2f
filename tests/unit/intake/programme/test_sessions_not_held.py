"""Sessions that a title, a status or the name of a sheet says are not held."""

import pytest
from tests.unit.intake.conftest import Write, said

from checkin.core.course import Course
from checkin.intake.programme.programme_file import ProgrammeFile, read_programme
from checkin.intake.words.held_words import held_by_status, may_say_not_held, says_not_held

HEADINGS = "Fecha;Inicio;Fin;Título"
FIRST = "9/3/2026;9:00;10:00;Apertura"


@pytest.mark.parametrize(
    "title",
    [
        "Taller (CANCELADO)",
        "Suspendida: Clase de derecho",
        "CANCELADO - Taller",
        "Taller – cancelado",
        "Taller [suspendido por lluvia]",
        "*** CANCELADA *** Taller",
        "CANCELLED: Workshop",
        "Workshop (canceled)",
        "Workshop - postponed",
        "Oficina (CANCELADA)",
        "ADIADA: Oficina",
        "Atelier (annulé)",
        "Atelier - Séance annulée",
        "Atelier (n’aura pas lieu)",
        "Taller (no se dicta)",
        "Clase 3 - se suspende",
    ],
)
def test_a_mark_apart_from_the_title_says_that_the_session_is_not_held(title: str) -> None:
    assert says_not_held(title)


@pytest.mark.parametrize(
    "title",
    [
        "Vuelos cancelados: qué hacer",
        "Contratos anulados",
        "Derecho penal - Anulación de actos",
        "El visado denegado o anulado",
        "Penas suspendidas (seminario)",
        "Taller (Reporte)",
        "Taller REPROGRAMADO",
        "No hay plan B: gestión de crisis",
        "Visas - cancelled visas and appeals",
        "Pasajeros (cancelado el contrato anterior)",
    ],
)
def test_a_title_about_such_things_is_a_session(title: str) -> None:
    assert not says_not_held(title)


@pytest.mark.parametrize(
    ("status", "held"),
    [
        ("Cancelada", False),
        ("Suspendida", False),
        ("Postponed", False),
        ("No se dicta", False),
        ("Annulée", False),
        ("Adiada", False),
        ("Confirmada", True),
        ("Scheduled", True),
        ("Programada", True),
        ("Realizada", True),
        ("Quizás en otra sala", None),
    ],
)
def test_a_status_says_whether_a_session_is_held(status: str, held: bool | None) -> None:
    assert held_by_status(status) is held


def programme(write: Write, course: Course, *rows: str, headings: str = HEADINGS) -> ProgrammeFile:
    return read_programme([write("\n".join([headings, *rows]), "programme.csv")], course)


def test_a_session_that_is_not_held_is_left_out_and_named(write: Write, course: Course) -> None:
    found = programme(write, course, FIRST, "9/3/2026;14:00;14:50;Taller (CANCELADO)")
    assert [session.title for session in found.sessions] == ["Apertura"]
    assert said(found)[-1] == (
        "programme.csv, row 3: 'Taller (CANCELADO)' is left out, since its title says that the session is not held"
    )


def test_a_title_that_may_say_so_counts_and_is_named(write: Write, course: Course) -> None:
    found = programme(write, course, FIRST, "9/3/2026;14:00;14:50;Taller REPROGRAMADO")
    assert len(found.sessions) == 2
    assert said(found)[-1] == (
        "programme.csv: these titles may say that a session is not held or has another time; the sessions count: "
        "'Taller REPROGRAMADO'"
    )


def test_a_suspended_status_leaves_the_session_out(write: Write, course: Course) -> None:
    rows = (f"{FIRST};Confirmada", "9/3/2026;14:00;14:50;Taller;Suspendida")
    found = programme(write, course, *rows, headings=f"{HEADINGS};Estado")
    assert [session.title for session in found.sessions] == ["Apertura"]


def test_a_status_that_is_not_known_is_named(write: Write, course: Course) -> None:
    rows = (f"{FIRST};Confirmada", "9/3/2026;14:00;14:50;Taller;Según clima")
    found = programme(write, course, *rows, headings=f"{HEADINGS};Estado")
    assert len(found.sessions) == 2
    assert any("these statuses of sessions are not known; the sessions count: 'Según clima'" in t for t in said(found))


def test_an_event_of_a_calendar_whose_title_says_so_is_left_out(write: Write, course: Course) -> None:
    event = "BEGIN:VEVENT\nUID:{0}\nDTSTART:20260309T1{0}0000Z\nDTEND:20260309T1{0}3000Z\nSUMMARY:{1}\nEND:VEVENT\n"
    events = event.format(2, "Taller") + event.format(4, "CANCELADO: Charla")
    path = write(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{events}END:VCALENDAR\n", "programme.ics")
    found = read_programme([path], course)
    assert [session.title for session in found.sessions] == ["Taller"]
    assert any("'CANCELADO: Charla' is cancelled and left out" in text for text in said(found))


def test_the_sessions_of_a_sheet_of_cancelled_ones_are_left_out(book: Write, course: Course) -> None:
    headings = HEADINGS.split(";")
    path = book(
        Programa=[headings, FIRST.split(";")],
        Canceladas=[headings, ["9/3/2026", "14:00", "14:50", "Taller"]],
        name="programme.xlsx",
    )
    found = read_programme([path], course)
    assert [session.title for session in found.sessions] == ["Apertura"]
    assert any("'Taller' is cancelled and left out" in text for text in said(found))


def test_crossed_out_sessions_are_named(book: Write, course: Course) -> None:
    headings = HEADINGS.split(";")
    path = book(Programa=[headings, FIRST.split(";"), ["9/3/2026", "14:00", "14:50", "~Taller"]], name="programme.xlsx")
    assert any(
        "sessions that are crossed out or hidden in the sheet count: 'Taller'" in t
        for t in said(read_programme([path], course))
    )


def test_a_crossed_out_cell_of_a_grid_is_named_alone(book: Write, course: Course) -> None:
    grid = [["Hora", "9/3/2026", "10/3/2026"], ["9:00-10:00", "Apertura", "~Taller"], ["10:00-11:00", "Clase", "Panel"]]
    texts = said(read_programme([book(Programa=grid, name="programme.xlsx")], course))
    (text,) = [text for text in texts if "crossed out" in text]
    assert "count: 'Taller'; delete" in text


def test_a_title_that_tells_another_day_is_named() -> None:
    assert may_say_not_held("Clase 5 (pasa al 22/10)")
