"""Free time, banquets and the like in a programme."""

import pytest
from tests.unit.intake.conftest import Write, said

from checkin.core.course import Course
from checkin.intake.programme.programme_file import read_programme
from checkin.intake.words.breaks import is_break, may_not_count


@pytest.mark.parametrize(
    "title", ["Libre", "LIBRE", "Tiempo libre", "Free time", "Temps libre", "Tempo livre", "Tarde libre"]
)
def test_free_time_is_no_session(title: str) -> None:
    assert is_break("", title)


@pytest.mark.parametrize("title", ["Libre circulación de personas", "Comercio libre", "Free movement"])
def test_a_subject_with_such_a_word_is_a_session(title: str) -> None:
    assert not is_break("", title)


@pytest.mark.parametrize(
    "title",
    [
        *("Foto oficial", "Group photo", "Photo de groupe", "Acreditación", "Registration", "Credenciamento"),
        *("Cena de gala", "Gala dinner", "Almuerzo de trabajo", "Vin d’honneur et cocktail", "City tour"),
        *("Traslado al hotel", "Visita guiada (optativa)", "Almuerzo de trabajo con la OIM", "Reserva", "---"),
        *(
            "Transfer to the hotel",
            "Airport shuttle",
            "Translado ao aeroporto",
            "Transfert vers l’hôtel",
            "Hotel check-in",
        ),
        *("Departures", "Salida de las delegaciones", "Départ des participants", "Partida para o aeroporto"),
    ],
)
def test_what_may_not_count_is_named(title: str) -> None:
    assert may_not_count("", title)
    assert not is_break("", title)


@pytest.mark.parametrize(
    "title",
    [
        *("Transfer of sentenced persons", "Transfert de compétences", "Salida de capitales", "Arrivals at the border"),
        *(
            "Transfer pricing",
            "Registro de extranjeros",
            "Recepción de refugiados",
            "Inscripción de nacimientos",
            "Taller",
        ),
    ],
)
def test_lectures_are_not_named(title: str) -> None:
    assert not may_not_count("", title)


@pytest.mark.parametrize("kind", ["Optional", "Opcional", "Facultatif", "Facultativo"])
def test_an_optional_session_is_named(kind: str) -> None:
    assert may_not_count(kind, "Taller")


def test_the_load_names_what_counts_in_doubt_unless_the_file_says_it(write: Write, course: Course) -> None:
    rows = [
        "Fecha;Inicio;Fin;Título;Cuenta",
        "9/3/2026;9:00;10:00;Foto oficial;",
        "9/3/2026;20:00;22:00;Cena de gala;sí",
    ]
    found = read_programme([write("\n".join(rows), "programme.csv")], course)
    assert [session.counts for session in found.sessions] == [True, True]
    assert any("these count as sessions for everybody they are for: 'Foto oficial';" in text for text in said(found))
