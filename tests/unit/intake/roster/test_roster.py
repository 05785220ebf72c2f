"""Roster files into participants: what is understood, what is wrong, and what is said about it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import often
from tests.unit.intake.conftest import said

from checkin.core.course import Course, Participant, Role
from checkin.core.errors import IntakeError, Topic
from checkin.intake.roster.roster_file import read_roster

FILES = Path(__file__).parents[1] / "files"
Write = Callable[..., Path]
Problems = Callable[..., list[str]]


@pytest.fixture
def people(write: Write, course: Course) -> Callable[..., tuple[Participant, ...]]:
    return lambda *lines: read_roster([write(lines)], course).people


@pytest.fixture
def wrong(write: Write, course: Course, problems: Problems) -> Callable[..., list[str]]:
    return lambda *lines: problems(read_roster, [write(lines)], course)


@pytest.fixture
def notices(write: Write, course: Course) -> Callable[..., tuple[str, ...]]:
    return lambda *lines: said(read_roster([write(lines)], course))


People = Callable[..., tuple[Participant, ...]]
Wrong = Callable[..., list[str]]
Notices = Callable[..., tuple[str, ...]]


def test_a_row_becomes_a_participant_with_every_field(people: People) -> None:
    assert people(
        "Legajo,Nombres,Apellidos,País,Institución,Cargo,Correo,Rol,Grupo,Idioma,Nota,Código,Foto,Vuelo",
        '7,Ana Lucía,Benítez,Argentina,DNM,Analista,ana@example.org,ponente,"B; A",español,Avisar,XK-7,ana.jpg,AR1',
    ) == (
        Participant(
            name="Ana Lucía Benítez",
            given_names="Ana Lucía",
            family_names="Benítez",
            own_id="7",
            own_code="XK-7",
            country="AR",
            institution="DNM",
            position="Analista",
            email="ana@example.org",
            role=Role.SPEAKER,
            groups=("A", "B"),
            language="es",
            note="Avisar",
            photo="ana.jpg",
            facts={"Vuelo": "AR1"},
        ),
    )


def test_names_are_never_recased_or_cut(people: People) -> None:
    written = "María de los ÁNGELES d’Ávila-O’Connor y Ortiz de Zárate III"
    assert people("name", written)[0].name == written


def test_a_whole_name_wins_over_its_parts(people: People) -> None:
    person = people("Name,First name,Last name", "Wilber Quispe Mamani,Wilber,Quispe")[0]
    assert (person.name, person.given_names, person.family_names) == ("Wilber Quispe Mamani", "Wilber", "Quispe")


def test_where_the_whole_name_is_empty_its_parts_are_joined(people: People) -> None:
    assert people("Name,First name,Last name", ",Wilber,Quispe")[0].name == "Wilber Quispe"


def test_one_name_alone_is_enough(people: People) -> None:
    assert people("Nombres,Apellidos", "Pelé,")[0].name == "Pelé"


def test_empty_cells_and_dashes_say_nothing(people: People) -> None:
    person = people("name,country,email,position,role,facts", "Ana,-,n/a,—,,")[0]
    assert person == Participant(name="Ana")


@pytest.mark.parametrize("word", ["Cancelado", "baja", "withdrawn", "annulé", "Not Attending", "canceled"])
def test_a_status_can_withdraw_somebody(people: People, word: str) -> None:
    assert people("name,status", f"Ana,{word}", "Luis,confirmado") == (
        Participant(name="Ana", withdrawn=True),
        Participant(name="Luis"),
    )


def test_a_date_under_baja_withdraws_and_a_no_does_not(people: People) -> None:
    assert [person.withdrawn for person in people("name,Baja", "Ana,12/03/2026", "Luis,no", "Eva,", "Ada,x")] == [
        True,
        False,
        False,
        True,
    ]


def test_a_state_without_a_status_word_is_a_fact(write: Write, course: Course) -> None:
    file = read_roster([write(["Nombre,Estado", "João,SP", "Ana,RJ", "Luis,SP"])], course)
    assert [person.facts for person in file.people] == [{"Estado": "SP"}, {"Estado": "RJ"}, {"Estado": "SP"}]
    assert "column 'Estado' has no status in it and is kept as a fact" in "\n".join(said(file))


def test_a_word_that_is_no_role_stops_the_load_under_a_heading_that_says_role(wrong: Wrong) -> None:
    (only,) = wrong("Nombre,Rol", "Ana,Funcionaria")
    assert only.startswith("people.csv, column Rol (B): these words are not known as roles; put them into course.toml")
    assert '"Funcionaria" = "participant"' in only


def test_a_word_that_is_no_role_is_a_fact_under_a_heading_that_may_mean_anything(write: Write, course: Course) -> None:
    file = read_roster([write(["Nombre,Categoría", "Ana,Funcionaria"])], course)
    assert file.people == (Participant(name="Ana", facts={"Categoría": "Funcionaria"}),)
    notice = "people.csv, column Categoría (B): not known as roles, taken as participants: 'Funcionaria' (row 2)"
    assert notice in said(file)


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Función", ("disertante", "participante")),
        ("Função", ("palestrante", "participante")),
        ("Fonction", ("conférencier", "participant")),
        ("Function", ("speaker", "participant")),
        ("Type", ("Speaker", "Attendee")),
        ("Condición", ("Ponente", "Asistente")),
        ("Capacity", ("Panelist", "Delegate")),
    ],
)
@pytest.mark.parametrize("position", ["", "Analista"])
def test_a_column_with_roles_in_its_cells_is_the_role(
    write: Write, course: Course, heading: str, words: tuple[str, str], position: str
) -> None:
    lines = [f"Nombre,Cargo,{heading}", f"Ana,{position},{words[0]}", f"Luis,{position},{words[1]}"]
    file = read_roster([write(lines)], course)
    assert [(one.role, one.position, one.facts) for one in file.people] == [
        (Role.SPEAKER, position, {}),
        (Role.PARTICIPANT, position, {}),
    ]
    assert f"people.csv: column '{heading}' is taken as the role, by its words" in said(file)


@pytest.mark.parametrize("words", [("Docente", "Docente"), ("Directora", "Analista"), ("Director", "Profesora")])
def test_a_column_with_positions_in_its_cells_is_the_position(
    write: Write, course: Course, words: tuple[str, str]
) -> None:
    file = read_roster([write(["Nombre,Función", f"Ana,{words[0]}", f"Luis,{words[1]}"])], course)
    assert [(one.role, one.position) for one in file.people] == [(Role.PARTICIPANT, word) for word in words]


def test_a_role_among_positions_is_a_doubt(write: Write, course: Course) -> None:
    file = read_roster([write(["Nombre,Función", "Ana,Disertante", "Luis,Analista"])], course)
    assert [one.role for one in file.people] == [Role.PARTICIPANT, Role.PARTICIPANT]
    (doubt,) = [one for one in file.notices if one.topic is Topic.DOUBT]
    assert "has words that say a role (Disertante), but is not taken as the role" in str(doubt)
    assert doubt.settle == '[columns]\n  "Función" = "role"'


def test_what_the_course_says_of_a_column_is_not_told_by_its_cells(write: Write, course: Course) -> None:
    own = replace(course, columns={"Función": "fact"})
    file = read_roster([write(["Nombre,Función", "Ana,Disertante"])], own)
    assert file.people[0] == Participant(name="Ana", facts={"Función": "Disertante"})


@pytest.mark.parametrize(
    "note",
    [
        "Nota: lista provisoria",
        "Updated 3 June 2026",
        "Tachados: no asisten",
        "Observaciones",
        "* por confirmar",
        "Atenção",
    ],
)
def test_a_note_under_the_list_is_no_person(write: Write, course: Course, note: str) -> None:
    lines = [
        "Nombre,País,Cargo",
        "Ana Paz,Perú,Analista",
        "Luis Gil,Chile,Asesor",
        "Eva Luz,Chile,Asesora",
        f"{note},,",
    ]
    file = read_roster([write(lines)], course)
    assert [one.name for one in file.people] == ["Ana Paz", "Luis Gil", "Eva Luz"]
    assert any("rows that are no people are left out" in line for line in said(file))


def test_a_person_with_a_name_alone_is_a_person(write: Write, course: Course) -> None:
    lines = ["Nombre,País,Cargo", "Ana Paz,Perú,Analista", "Luis Gil,Chile,Asesor", "María Nota de los Santos,,"]
    assert read_roster([write(lines)], course).people[-1].name == "María Nota de los Santos"


def test_the_roles_of_the_course_come_first(write: Write, course: Course) -> None:
    own = replace(course, roles={"Funcionaria": "organizer"})
    assert read_roster([write(["Nombre,Rol", "Ana,Funcionaria"])], own).people[0].role is Role.ORGANIZER


def test_the_column_of_the_roles_may_be_the_one_whose_words_are_printed(write: Write, course: Course) -> None:
    own = replace(course, certificate=replace(course.certificate, role_column="Rol"))
    (person,) = read_roster([write(["Nombre,Rol", "Ana,Observadora"])], own).people
    assert (person.role, person.facts) == (Role.OBSERVER, {"Rol": "Observadora"})


def test_a_language_that_is_not_spoken_at_the_door_is_kept_and_said(write: Write, course: Course) -> None:
    file = read_roster([write(["Nombre,Idioma", "Ana,guaraní"])], course)
    assert file.people == (Participant(name="Ana", facts={"Idioma": "guaraní"}),)
    assert "'guaraní' (row 2)" in "\n".join(said(file))


def test_an_address_of_a_picture_is_kept_and_said(write: Write, course: Course) -> None:
    file = read_roster([write(["name,photo", "Ana,https://drive.example.org/open?id=1"])], course)
    assert file.people[0].photo == ""
    assert "addresses are not fetched" in "\n".join(said(file))


@pytest.mark.parametrize(
    "photo", ["/etc/passwd", "../../secret.png", "C:\\a.jpg", "a/../../b.jpg", "ana.exe", "\\\\host\\a.png", "ana"]
)
def test_a_picture_is_a_file_of_the_course_and_nothing_else(wrong: Wrong, photo: str) -> None:
    (only,) = wrong("name,photo", f"Ana,{photo}")
    assert only.startswith(f"people.csv, row 2, column photo (B): {photo!r} is not the name of a picture file")


def test_hidden_characters_are_taken_out_of_names_and_that_is_said(write: Write, course: Course) -> None:
    file = read_roster([write(["name", "Ana\u202e Benítez", "Lu\u200bis"])], course)
    assert [person.name for person in file.people] == ["Ana Benítez", "Luis"]
    assert (
        "people.csv, column name (A): characters that nobody sees and that can disguise a text were taken out "
        "('U+202E', 'U+200B'; row 2 and 1 more)"
    ) in said(file)


def test_markup_and_formulas_stay_what_they_are_text(people: People) -> None:
    written = '=HYPERLINK("http://x") [b]<script> #set page()'
    assert people("name", '"=HYPERLINK(""http://x"") [b]<script> #set page()"')[0].name == written


def test_extra_columns_are_facts_and_are_said(write: Write, course: Course) -> None:
    file = read_roster([write(["Nombre,Vuelo,Talle,Vacía", "Ana,AR 1234,M,", "Luis,,L,"])], course)
    assert [person.facts for person in file.people] == [{"Vuelo": "AR 1234", "Talle": "M"}, {"Talle": "L"}]
    assert "people.csv: kept as extra facts: Vuelo, Talle" in said(file)


def test_a_column_can_be_left_out_altogether(write: Write, course: Course) -> None:
    ignoring = replace(course, columns={"Pasaporte": "ignore"})
    assert read_roster([write(["Nombre,Pasaporte", "Ana,AAB1"])], ignoring).people == (Participant(name="Ana"),)


@pytest.mark.parametrize(
    ("heading", "cell", "reason"),
    [
        ("name", "123", "'123' is no name"),
        ("name", "x" * 201, "the name has more than 200 letters"),
        ("name", "#N/A", "the cell shows the error #N/A; correct its formula"),
        ("name", "#¡REF!", "the cell shows the error #¡REF!; correct its formula"),
        ("country", "Argentna", "'Argentna' is not a country that is known here; did you mean Argentina?"),
        (
            "country",
            "Atlantis",
            "'Atlantis' is not a country that is known here; write its name or its ISO code, or nothing",
        ),
        ("institution", "x" * 501, "the text has more than 500 letters"),
        (
            "code",
            "1.68937E+19",
            "the spreadsheet has turned this number into 1.68937E+19; make the column text, fill it again",
        ),
    ],
)
def test_a_bad_cell_is_named_with_file_row_column_and_reason(
    wrong: Wrong, heading: str, cell: str, reason: str
) -> None:
    head, row = ("name,x", f"{cell},") if heading == "name" else (f"name,{heading}", f"Ana,{cell}")
    letter = "A" if heading == "name" else "B"
    assert wrong(head, "Luis,", row) == [f"people.csv, row 3, column {heading} ({letter}): {reason}"]


def test_a_missing_name_is_named(wrong: Wrong) -> None:
    assert wrong("Nombre,Apellido,País", "Ana,Paz,AR", ",,AR") == [
        "people.csv, row 3, column Apellido (B): the name is missing"
    ]


def test_every_bad_row_of_every_file_is_reported_at_once(write: Write, course: Course, problems: Problems) -> None:
    one = write(["name,country,email", "Ana,Narnia,ana", ",AR,x@example.org"], "one.csv")
    two = write(["name,country", "Luis,Oz"], "two.csv")
    three = write("", "three.csv")
    found = problems(read_roster, [one, two, three], course)
    assert [problem.partition(": ")[0] for problem in found] == [
        "one.csv, row 2, column country (B)",
        "one.csv, row 3, column name (A)",
        "two.csv, row 2, column country (B)",
        "three.csv",
    ]


def test_thousands_of_bad_rows_are_reported_as_far_as_anybody_reads(wrong: Wrong) -> None:
    found = wrong("name,country", *(f"Ana {number},Narnia {number}" for number in range(1500)))
    assert len(found) == 1001
    assert found[-1] == "people.csv: more problems like these: 500"


def test_suggestions_are_made_for_the_first_bad_countries_only(wrong: Wrong) -> None:
    found = wrong("name,country", *(f"Ana {number},Argentna {number}" for number in range(90)))
    assert sum("did you mean" in problem for problem in found) == 50


def test_a_file_without_names_lists_the_headings_that_it_has(wrong: Wrong) -> None:
    assert wrong("País,Correo,Vuelo", "AR,ana@example.org,1") == [
        "people.csv: no column with the names is recognised (headings found: País, Correo, Vuelo); "
        'call one \'name\', or say in course.toml which it is:\n[columns]\n  "Vuelo" = "name"\n'
        "It was read as a list of people. If it is the programme: checkin load --programme people.csv"
    ]


def test_an_empty_roster_is_said_so(wrong: Wrong) -> None:
    assert wrong("name,country", "", ",") == ["people.csv: the list is empty: headings, but nobody beneath them"]


def test_a_second_row_with_the_same_id_is_named_with_the_first(wrong: Wrong) -> None:
    assert wrong("id,name", "7,Ana", "8,Eva", "7,Luis") == [
        "people.csv, row 4: Luis has the same id as Ana in row 2; correct one of them"
    ]


def test_a_second_row_with_the_same_code_is_named_with_the_first(wrong: Wrong) -> None:
    assert wrong("code,name,id", "X,Ana,1", "X,Luis,2") == [
        "people.csv, row 3: Luis has the same code as Ana in row 2; correct one of them. If the column holds another "
        'thing:\n[columns]\n  "code" = "fact"'
    ]


def test_the_same_person_in_two_files_is_named_with_the_other_file(
    write: Write, course: Course, problems: Problems
) -> None:
    one = write(["name,email", "Ana,ana@example.org"], "one.csv")
    two = write(["name,email", "ANA,Ana@Example.org"], "two.csv")
    assert problems(read_roster, [one, two], course) == [
        "two.csv, row 2: ANA has the same e-mail and name as Ana in row 2 of one.csv; delete one of the rows, or give "
        "both an id of their own"
    ]


def test_colleagues_may_share_an_office_email(people: People) -> None:
    assert len(people("name,email", "Ana,office@example.org", "Luis,office@example.org")) == 2


def test_two_ids_make_two_people_of_one_name_and_email_and_that_is_said(write: Write, course: Course) -> None:
    file = read_roster([write(["id,name,email", "1,Ana,a@example.org", "2,Ana,a@example.org"])], course)
    assert len(file.people) == 2
    assert "people.csv: rows 2 and 3: Ana with one e-mail and two ids is loaded as two people" in said(file)


def test_who_does_not_take_part_is_named(write: Write, course: Course) -> None:
    file = read_roster([write(["name,estado", "Ana,Confirmado", "Ramón,Cancelado"])], course)
    assert "people.csv, column estado (B): not taking part by the list: 'Ramón' (row 3)" in said(file)


def test_namesakes_of_one_country_need_something_to_tell_them_apart(wrong: Wrong) -> None:
    assert wrong("name,country", "José Pérez,PE", "JOSE PEREZ,Perú", "José Pérez,CL") == [
        "people.csv, row 3: JOSE PEREZ has the same name and country as José Pérez in row 2; "
        "give both an id or an e-mail of their own"
    ]


def test_an_office_email_does_not_tell_namesakes_apart(wrong: Wrong) -> None:
    rows = ["José Pérez,PE,office@example.org", "Luis Gil,PE,office@example.org", "José Pérez,PE,"]
    assert "same name and country as José Pérez in row 2" in wrong("name,country,email", *rows)[0]


def test_namesakes_whom_an_email_tells_apart_are_two_people(people: People) -> None:
    rows = people("name,country,email", "José Pérez,PE,", "José Pérez,PE,b@example.org", "José Pérez,PE,c@example.org")
    assert len(rows) == 3


def test_a_cancelled_registration_beside_a_valid_one_is_left_out_and_said(write: Write, course: Course) -> None:
    rows = ["id,name,email,status", "1,Ana,a@example.org,canceled", "2,Ana,a@example.org,paid"]
    file = read_roster([write(rows)], course)
    assert [(person.own_id, person.withdrawn) for person in file.people] == [("2", False)]
    notice = "people.csv, row 2: Ana has another registration that is not cancelled; this one is left out"
    assert notice in said(file)


def test_somebody_whose_every_registration_is_cancelled_is_withdrawn(people: People) -> None:
    assert [person.withdrawn for person in people("name,email,status", "Ana,a@example.org,canceled")] == [True]


def test_a_pretix_order_export_loads_as_it_comes(course: Course) -> None:
    file = read_roster([FILES / "pretix.csv"], course)
    ana, joao, keisha = file.people
    assert (ana.name, ana.given_names, ana.email) == ("Ana Lucía Benítez", "Ana Lucía", "ana@example.org")
    assert (ana.own_id, ana.own_code) == ("Q37NT-1", "c6utpm6zbzfrmhhwpmvaajz8z6jfv6bt")
    assert (ana.institution, ana.country, ana.language) == ("Ministerio del Interior", "AR", "es")
    assert (ana.facts["Company 2"], ana.facts["Country 2"], ana.facts["T-shirt size"]) == ("Invoices Ltd", "CL", "M")
    assert (joao.role, joao.email, joao.facts["Email"]) == (Role.SPEAKER, "", "office@example.org")
    assert keisha.withdrawn
    assert "pretix.csv: read as an export of pretix" in said(file)
    assert any("rows without a name" in notice and "(row 3)" in notice for notice in said(file))


def test_a_pretix_check_in_list_loads_as_it_comes(course: Course) -> None:
    ana, joao = read_roster([FILES / "pretix-checkin.csv"], course).people
    assert (ana.own_code, ana.email, ana.own_id) == ("c6utpm6zbzfrmhhwpmvaajz8z6jfv6bt", "ana@example.org", "")
    assert (joao.role, joao.facts["Order code"]) == (Role.SPEAKER, "Q37NT")


def test_an_indico_export_loads_as_it_comes(course: Course) -> None:
    ana, etienne, wilber = read_roster([FILES / "indico.csv"], course).people
    assert (ana.own_id, ana.name, ana.institution, ana.position) == (
        "1",
        "Ana Lucía Benítez",
        "Ministerio del Interior",
        "Analyst",
    )
    assert (etienne.withdrawn, etienne.country, etienne.facts["Title"]) == (True, "FR", "Dr")
    assert (wilber.withdrawn, wilber.country) == (False, "BO")


def test_an_eventbrite_export_loads_as_it_comes(course: Course) -> None:
    ana, yurany, kern = read_roster([FILES / "eventbrite.csv"], course).people
    assert (ana.own_id, ana.own_code) == ("2360209833", "16893657012360209833001")
    assert (ana.country, ana.position, ana.role) == ("AR", "Analista", Role.PARTICIPANT)
    assert (yurany.role, yurany.email) == (Role.SPEAKER, ana.email)
    assert (kern.country, kern.withdrawn) == ("TT", True)


def test_a_google_forms_export_loads_as_it_comes(course: Course) -> None:
    ana, joao = read_roster([FILES / "google-forms.csv"], course).people
    assert (ana.name, ana.email, ana.country) == ("Ana Lucía Benítez", "ana@example.org", "AR")
    assert (ana.institution, ana.facts["¿Tiene restricciones alimentarias?"]) == ("Ministerio del Interior", "Ninguna")
    assert joao.facts["Marca temporal"] == "9/1/2026 11:02:10"


def test_one_table_in_the_course_maps_what_is_not_known(course: Course) -> None:
    mapped = replace(course, columns={"¿Qué idioma prefiere?": "language", "Marca temporal": "ignore"})
    ana = read_roster([FILES / "google-forms.csv"], mapped).people[0]
    assert (ana.language, "Marca temporal" in ana.facts) == ("es", False)


def test_an_old_spreadsheet_is_read(course: Course) -> None:
    people = read_roster([FILES / "old.xls"], course).people
    assert [(person.name, person.country, person.own_id) for person in people] == [
        ("Ñandú Güiza", "PE", "7"),
        ("Ana Benítez", "AR", "8"),
        ("Eva", "", ""),
    ]
    assert people[0].facts == {"Fecha": "2026-03-09", "Hora": "09:30"}


def test_an_xlsx_keeps_ids_whole_and_dates_readable(sheet: Write, course: Course) -> None:
    from datetime import date

    path = sheet([["Legajo", "Nombre", "Llegada"], [42, "Ana", date(2026, 3, 8)]])
    assert read_roster([path], course).people == (
        Participant(name="Ana", own_id="42", facts={"Llegada": "2026-03-08"}),
    )


def test_an_id_that_lost_its_last_digits_is_refused(sheet: Write, course: Course, problems: Problems) -> None:
    path = sheet([["Barcode", "Nombre"], [16893657012360209833001, "Ana"]])
    assert "the spreadsheet has turned this number into 1.68" in problems(read_roster, [path], course)[0]


@settings(max_examples=often(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(
        st.lists(
            st.text(alphabet=st.sampled_from("aÉ1 -@.#=:/\\;'\u202e\u200b\x00\x85"), max_size=6), min_size=9, max_size=9
        ),
        max_size=4,
    )
)
def test_whatever_the_cells_a_row_is_a_participant_or_a_problem(
    tmp_path: Path, course: Course, rows: list[list[str]]
) -> None:
    import csv

    path = tmp_path / "people.csv"
    with path.open("w", encoding="utf-16", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "id", "code", "email", "country", "role", "status", "photo", "language"])
        writer.writerows(rows)
    try:
        people = read_roster([path], course).people
    except IntakeError:
        return
    assert 1 <= len(people) <= len(rows)
    assert all(person.name.isprintable() and person.name.strip() for person in people)


@pytest.mark.parametrize(
    ("cell", "email"),
    [("no tiene", ""), ("rosa@x.test / rosa2@y.test", "rosa@x.test"), ("rosa@x", ""), ("rosa@x.test.", "rosa@x.test")],
)
def test_an_email_that_cannot_be_read_refuses_nobody(write: Write, course: Course, cell: str, email: str) -> None:
    file = read_roster([write(["name,email", f"Rosa,{cell}"])], course)
    assert file.people == (Participant(name="Rosa", email=email, facts={"email": cell}),)


@pytest.mark.parametrize("heading", ["password", "Contraseña", "senha", "Mot de passe", "PIN"])
def test_a_password_is_never_read(write: Write, course: Course, heading: str) -> None:
    file = read_roster([write([f"name,{heading}", "Rosa,s3cret"])], course)
    assert file.people[0].facts == {}


@pytest.mark.parametrize(
    ("text", "email"),
    [
        *(
            (text, "")
            for text in ("a b@c.org", "ana, b@c.org", "ana,b@c.org", "ana gil b@c.org", "ana b@c.org; x@c.org")
        ),
        *(
            (text, "b@c.org")
            for text in ("b@c.org; x@c.org", "Ana <b@c.org>", "mail: b@c.org", "(b@c.org)", "b@c.org x")
        ),
    ],
)
def test_half_of_an_address_is_no_address(write: Write, course: Course, text: str, email: str) -> None:
    file = read_roster([write(["name;email", f'Ana;"{text}"'])], course)
    assert [one.email for one in file.people] == [email]
    assert [one.facts for one in file.people] == [{"email": text}]
    assert ("because of the words before it" in " ".join(map(str, file.notices))) == (not email)
