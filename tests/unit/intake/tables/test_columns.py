"""Headings into fields: four languages, a course's own, two for one field."""

from collections.abc import Callable, Collection

import pytest

from checkin.core.errors import IntakeError
from checkin.core.text import lookup_key
from checkin.intake.readers.sheet import COMPLETE
from checkin.intake.readers.table import Table
from checkin.intake.tables.columns import (
    PROGRAMME_KIND,
    ROSTER_KIND,
    Columns,
    assign_columns,
    letters,
    own_columns,
    score_headings,
)
from checkin.intake.tables.field_names import field_word
from checkin.intake.tables.heading_names import EXPORTS, PROGRAMME, ROSTER

Problems = Callable[..., list[str]]


def columns(*headings: str, own: dict[str, str] | None = None) -> Columns:
    return assign_columns(ROSTER_KIND, Table("people.csv", 1, headings, []), own_columns(own or {}))


@pytest.mark.parametrize(
    "headings",
    [
        "Nombre y apellido|País|Institución|Cargo|Correo electrónico|Rol|Grupo|Idioma|Observaciones",
        "Nome completo|País|Instituição|Função|Endereço de e-mail|Papel|Turma|Língua|Observações",
        "Full name|Country|Organisation|Job title|E-mail address|Role|Group|Language|Notes",
        "Nom complet|Pays|Organisme|Fonction|Adresse e-mail|Qualité|Groupe|Langue|Remarques",
        "NOMBRE COMPLETO *|pais:|Institucion|  cargo |E-MAIL|ROL|Grupos|idioma|Nota",
    ],
)
def test_the_fields_are_known_in_four_languages(headings: str) -> None:
    fields = ["name", "country", "institution", "position", "email", "role", "groups", "language", "note"]
    assert columns(*headings.split("|")).fields == {name: place for place, name in enumerate(fields)}


def test_the_order_of_the_columns_does_not_matter() -> None:
    assert columns("País", "Correo", "Nombre").fields == {"country": 0, "email": 1, "name": 2}


def test_what_stands_in_brackets_may_be_left_out() -> None:
    assert columns("Nombre (como figurará en el certificado)", "E-mail [obligatorio]").fields == {"name": 0, "email": 1}


@pytest.mark.parametrize("headings", ["Nombre|Apellidos", "Nome|Sobrenome", "Name|Surname", "Nombre(s)|Apellido(s)"])
def test_a_name_beside_a_family_name_is_the_given_names(headings: str) -> None:
    assert columns(*headings.split("|")).fields == {"given_names": 0, "family_names": 1}


def test_nom_beside_prenom_is_the_family_name() -> None:
    assert columns("Nom", "Prénom", "Pays").fields == {"family_names": 0, "given_names": 1, "country": 2}


@pytest.mark.parametrize("heading", ["Nombre", "Nome", "Name", "Nom"])
def test_the_only_name_is_the_whole_name(heading: str) -> None:
    assert columns(heading).fields == {"name": 0}


def test_a_whole_name_beside_its_parts_stays_the_whole_name() -> None:
    assert columns("Name", "First Name", "Last Name").fields == {"name": 0, "given_names": 1, "family_names": 2}


def test_unknown_columns_are_facts_under_their_own_headings() -> None:
    assert columns("Name", "Vuelo de llegada", "", "Hotel").facts == {1: "Vuelo de llegada", 2: "column C", 3: "Hotel"}


def test_two_facts_of_one_heading_are_told_apart() -> None:
    assert columns("Name", "Hotel", "Hotel").facts == {1: "Hotel", 2: "Hotel 2"}


def test_a_number_that_counts_the_rows_is_nobodys_id() -> None:
    assert columns("N°", "Nº", "#", "Name").fields == {"name": 3}


def test_the_courses_own_headings_win() -> None:
    own = {"Cómo te llamas": "name", "nombre": "fact", "PASAPORTE": "ignore", "Ticket": "code"}
    found = columns("Nombre", "¿Cómo te llamas?", "Pasaporte", "ticket", own=own)
    assert found.fields == {"name": 1, "own_code": 3}
    assert found.facts == {0: "Nombre"}


def test_an_own_heading_settles_which_of_two_columns_it_is() -> None:
    found = columns("Email", "Correo electrónico", "Name", own={"Email": "email"})
    assert (found.fields["email"], found.facts) == (0, {1: "Correo electrónico"})


def test_an_own_heading_for_a_programme_is_a_fact_of_a_roster() -> None:
    own = {"Horario": "starts_at", "Clave": "id"}
    assert columns("Name", "Horario", "Clave", own=own).facts == {1: "Horario"}
    found = assign_columns(
        PROGRAMME_KIND, Table("programme.csv", 1, ("Título", "Horario", "Clave"), []), own_columns(own)
    )
    assert found.fields == {"title": 0, "start": 1, "id": 2}


def test_two_columns_for_one_field_are_a_problem_that_names_both(problems: Problems) -> None:
    assert problems(columns, "Name", "Email", "Correo electrónico") == [
        "people.csv, row 1: 'Email' (B) and 'Correo electrónico' (C) both give the e-mail; say in course.toml which is "
        'meant:\n[columns]\n  "Email" = "email"\n  "Correo electrónico" = "fact"\n  # or:\n  "Email" = "fact"\n'
        '  "Correo electrónico" = "email"'
    ]


def test_an_own_heading_for_a_field_that_is_none_gets_a_suggestion(problems: Problems) -> None:
    assert problems(own_columns, {"Mail": "e-mails", "X": "emial"}) == [
        "course.toml: [columns] 'Mail' = 'e-mails' names no field; did you mean 'email'?",
        "course.toml: [columns] 'X' = 'emial' names no field; did you mean 'email'?",
    ]


def test_a_field_may_be_named_in_ones_own_language() -> None:
    assert own_columns({"Wie heißen Sie?": "nombre completo", "Land": "país"}) == {
        "wie heissen sie": "name",
        "land": "country",
    }


def test_the_fields_of_our_own_exports_are_known() -> None:
    exported = "code|name|given_names|family_names|email|country|institution|position|role|groups|language|status"
    headings = exported.split("|")
    assert set(columns(*headings).fields) == {"own_code", *headings[1:]}


def test_programme_fields_are_those_of_the_format() -> None:
    written = "id|title|starts_at|ends_at|room|theme|speakers|language|groups|kind|counts|required"
    found = assign_columns(PROGRAMME_KIND, Table("programme.csv", 1, tuple(written.split("|")), []), {})
    assert found.facts == {}
    assert {"start", "end"} <= set(found.fields)


@pytest.mark.parametrize(
    "headings",
    [
        "Título|Fecha|Hora de inicio|Hora de fin|Salón|Eje temático|Disertantes|Grupo|Tipo|Cuenta|Obligatoria",
        "Título|Data|Início|Fim|Sala|Eixo|Palestrantes|Turma|Tipo|Conta|Obrigatória",
        "Session|Date|Start|End|Room|Theme|Speakers|Group|Type|Counts|Required",
        "Titre|Date|Début|Fin|Salle|Thématique|Intervenants|Groupe|Type|Compte|Obligatoire",
    ],
)
def test_programme_headings_are_known_in_four_languages(headings: str) -> None:
    fields = ["title", "date", "start", "end", "room", "theme", "speakers", "groups", "kind", "counts", "required"]
    found = assign_columns(PROGRAMME_KIND, Table("programme.csv", 1, tuple(headings.split("|")), []), {})
    assert found.fields == {name: place for place, name in enumerate(fields)}


def test_a_row_with_all_that_is_needed_is_rated_above_any_that_lacks_something() -> None:
    rating = score_headings(ROSTER_KIND, {})
    assert rating(["Name"]) >= COMPLETE > rating(["email", "country", "role", "groups", "language"]) > 0
    assert rating(["Ana Benítez", "Argentina", "ana@example.org"]) == 0


def test_every_listed_heading_is_written_as_it_is_looked_up() -> None:
    tables = [ROSTER, PROGRAMME, *(export.fields for export in EXPORTS)]
    assert [heading for table in tables for heading in table if lookup_key(heading) != heading] == []


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_settling_raises_for_own_headings_that_clash() -> None:
    with pytest.raises(IntakeError, match="both give the name"):
        columns("A", "B", own={"A": "name", "B": "name"})


def test_every_field_has_a_word() -> None:
    fields = {field for kind in (ROSTER_KIND, PROGRAMME_KIND) for field in kind.words.values()}
    assert {field for field in fields if field_word(field).text == "{name}"} == set()


def test_a_field_has_the_same_word_by_its_name_in_course_toml() -> None:
    assert [str(field_word(name)) for name in ("start", "starts_at", "own_id")] == ["start", "start", "id"]


@pytest.mark.parametrize(
    ("headings", "rows", "kept", "role", "facts"),
    [
        ("nombre calidad función", ["Ana - participante", "Luis jefe expositor"], {"calidad"}, "función", ["calidad"]),
        ("nombre calidad", ["Ana participante", "Luis expositor"], {"calidad"}, "calidad", ["calidad"]),
        ("nombre legajo rol", ["Ana 1 participante", "Luis 2 expositor"], {"legajo"}, "rol", ["legajo"]),
        ("nombre calidad rol", ["Ana asesora participante", "Luis jefe expositor"], {"calidad"}, "rol", ["calidad"]),
    ],
)  # fmt: skip
def test_what_certificates_print_of_a_column_is_a_fact_too(
    headings: str, rows: list[str], kept: Collection[str], role: str, facts: list[str]
) -> None:
    cells = [(2 + place, [cell.strip("-") for cell in row.split(" ")]) for place, row in enumerate(rows)]
    found = assign_columns(ROSTER_KIND, Table("people.csv", 1, tuple(headings.split(" ")), cells), {}, kept)
    assert (found.heading("role"), list(found.facts.values())) == (role, facts)


def test_a_column_with_roles_beside_the_role_is_named() -> None:
    rows = [(2, ["Ana", "", "participante"]), (3, ["Luis", "coordinador", "disertante"])]
    found = assign_columns(ROSTER_KIND, Table("people.csv", 1, ("nombre", "calidad", "función"), rows), {})
    (doubt,) = [notice for notice in found.notices if "'función'" in str(notice.reason)]
    assert "(disertante), but is not taken as the role" in str(doubt.reason)
