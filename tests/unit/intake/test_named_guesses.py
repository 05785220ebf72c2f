"""What a list is read as without certainty is named."""

import pytest
from tests.unit.intake.conftest import Problems, Write, said

from checkin.core.course import Course, Role
from checkin.intake.roster.roster_file import read_roster

EVENTBRITE = "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Attendee #,Attendee Status"


def texts_of(write: Write, course: Course, *rows: str) -> list[str]:
    return list(said(read_roster([write(list(rows))], course)))


def test_a_role_by_the_ticket_is_named(write: Write, course: Course) -> None:
    texts = texts_of(write, course, EVENTBRITE, "101,2026-03-01,Tom,Roe,t@x.org,1,VIP,903,Attending")
    assert any("the role is taken from the ticket: 'VIP' = observer (row 2)" in text for text in texts)


@pytest.mark.parametrize("heading", ["Ticket", "Ticket name", "Tipo de ticket", "Billet", "Tipo de bilhete"])
def test_words_of_roles_count_under_ticket_and_others_are_facts(heading: str, write: Write, course: Course) -> None:
    rows = [f"Name,{heading}", "Tom Roe,Staff", "Ian Fox,Organizer pass", "Ana Paz,Standard"]
    people = read_roster([write(rows)], course).people
    assert [person.role for person in people] == [Role.STAFF, Role.ORGANIZER, Role.PARTICIPANT]
    assert [person.facts[heading] for person in people] == ["Staff", "Organizer pass", "Standard"]


def test_the_type_of_a_ticket_is_taken_beside_its_number(write: Write, course: Course) -> None:
    rows = ["Name,Ticket,Ticket type", "Tom Roe,T-1,Staff"]
    assert read_roster([write(rows)], course).people[0].role is Role.STAFF


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ana Paz *", "names with signs or numbers, which are printed as they are: 'Ana Paz *'"),
        ("1. Pia Roa", "names with signs or numbers, which are printed as they are: '1. Pia Roa'"),
        ("Ian Fox / Bob Ray", "names with signs or numbers, which are printed as they are: 'Ian Fox / Bob Ray'"),
        ("Eva Sol [virtual]", "names with signs or numbers, which are printed as they are: 'Eva Sol [virtual]'"),
        ("Pérez Gil; Ana", "names with signs or numbers, which are printed as they are: 'Pérez Gil; Ana'"),
        ('"Pérez Gil, Ana María"', "names with a comma, which are printed as they are: 'Pérez Gil, Ana María'"),
    ],
)
def test_an_odd_name_is_named(name: str, text: str, write: Write, course: Course) -> None:
    rows = ["Nombre,País", f"{name},UY", "Luis Gil,PE", "Eva Roa,CL"]
    assert any(text in one for one in texts_of(write, course, *rows))


@pytest.mark.parametrize("name", ['"John Smith, Jr."', "Mary-Ann O'Neil", "Sammy Davis Jr."])
def test_a_plain_name_is_not_named(name: str, write: Write, course: Course) -> None:
    texts = texts_of(write, course, "Name,Country", f"{name},US", "Luis Gil,PE")
    assert not any("printed as they are" in text for text in texts)


def test_two_roles_in_a_cell_are_named(write: Write, course: Course) -> None:
    texts = texts_of(write, course, "Nombre,Rol", "Ana Paz,Participante - Ponente")
    text = "these words may mean another thing than a role: 'Participante - Ponente' = speaker"
    assert any(text in one for one in texts)


def test_two_languages_in_a_cell_are_named(write: Write, course: Course) -> None:
    texts = texts_of(write, course, "Name,Language", "Ana Paz,English/French")
    assert any("of several languages the first is taken: 'English/French' = en" in text for text in texts)


def test_a_placeholder_is_not_counted_as_a_name_in_capitals(write: Write, course: Course) -> None:
    texts = texts_of(write, course, "Nombre,País", "Ana Paz,UY", "N.N.,PE", "TBD,PE")
    assert not any("capitals" in text for text in texts)


@pytest.mark.parametrize("remark", ["No viene", "NO VA"])
def test_a_remark_that_a_person_does_not_come_is_asked(
    remark: str, write: Write, course: Course, problems: Problems
) -> None:
    rows = ["Nombre,Observaciones", f"Ana Paz,{remark}", "Luis Gil,"]
    assert f'"{remark}" = "withdrawn"' in problems(read_roster, [write(rows)], course)[0]


def test_a_remark_that_a_person_leaves_early_is_named(write: Write, course: Course) -> None:
    texts = texts_of(write, course, "Nombre,Observaciones", "Ana Paz,Se retira antes", "Luis Gil,")
    assert any("remarks that may say that a person does not take part" in text for text in texts)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_turned_table_is_refused(ending: str, write: Write, sheet: Write, course: Course, problems: Problems) -> None:
    rows = [["Nombre", "Ana", "Luis"], ["País", "UY", "PE"], ["Email", "a@x.org", "l@x.org"]]
    path = write([",".join(row) for row in rows]) if ending == "csv" else sheet(rows)
    assert "each person in a column; turn the table" in problems(read_roster, [path], course)[0]


def test_hidden_sheets_are_named(book: Write, course: Course) -> None:
    rows = [["Nombre", "País"], ["Ana Paz", "UY"]]
    path = book(Lista=rows, Vieja=rows, _hidden=("Vieja",))
    found = read_roster([path], course)
    assert len(found.people) == 1
    assert "people.xlsx: hidden sheets are not read: 'Vieja'; show them to read them too" in said(found)


@pytest.mark.parametrize("gap", ["", ",,"])
def test_tables_of_names_and_countries_side_by_side_are_one_list(gap: str, write: Write, course: Course) -> None:
    between = gap or ","
    rows = [f"Nombre,País{between}Nombre,País", f"Ana Paz,UY{between}Luis Gil,PE", f"Eva Sol,CL{between}Teo Mar,CL"]
    names = [person.name for person in read_roster([write(rows)], course).people]
    assert names == ["Ana Paz", "Eva Sol", "Luis Gil", "Teo Mar"]


def test_a_person_to_call_in_an_emergency_is_no_participant(write: Write, course: Course) -> None:
    rows = ["Nombre,Teléfono,Nombre,Teléfono", "Ana Paz,1,Luis Gil,2"]
    assert len(read_roster([write(rows)], course).people) == 1
