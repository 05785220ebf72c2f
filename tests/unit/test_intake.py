"""Rosters and programmes from outside: read as they come, refused as a whole with every problem named."""

import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from tests.conftest import COURSE, HandClock

from checkin.course import Course, Participant, Role, parse
from checkin.errors import IntakeError
from checkin.intake.load import load
from checkin.intake.matching import compare
from checkin.intake.programme import is_programme, read_programme
from checkin.intake.roster import read_roster
from checkin.intake.times import exists, read_date, read_moment, read_time
from checkin.locales.countries import country_code
from checkin.store import people
from checkin.store.opening import OpenCourse

ROWS = [
    ["Nombre completo", "País", "Correo electrónico", "Rol", "Comida"],
    ["Ana Núñez", "Perú", "ana@example.org", "participante", "sin sal"],
    ["João d’Ávila", "Brasil", "joao@example.org", "palestrante", ""],
]
Write = Callable[[str, bytes], Path]


@pytest.fixture
def course() -> Course:
    return parse(COURSE)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return make


def problems(read: Callable[[], object]) -> list[str]:
    with pytest.raises(IntakeError) as caught:
        read()
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_csv_is_read_in_every_usual_encoding(write: Write, course: Course, delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in ROWS)
    found = read_roster([write("people.csv", text.encode(encoding))], course).people
    assert [(p.name, p.country, p.role) for p in found] == [
        ("Ana Núñez", "PE", Role.PARTICIPANT),
        ("João d’Ávila", "BR", Role.SPEAKER),
    ]


def test_a_workbook_of_excel_is_read(tmp_path: Path, course: Course) -> None:
    book = Workbook()
    assert book.active is not None
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "people.xlsx")
    assert [p.name for p in read_roster([tmp_path / "people.xlsx"], course).people] == ["Ana Núñez", "João d’Ávila"]


def test_a_sheet_of_libreoffice_is_read(tmp_path: Path, course: Course) -> None:
    document, table = OpenDocumentSpreadsheet(), Table(name="Lista")
    for row in ROWS:
        line = TableRow()
        for cell in row:
            box = TableCell(valuetype="string")
            box.addElement(P(text=cell))
            line.addElement(box)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(tmp_path / "people.ods"))
    assert [p.country for p in read_roster([tmp_path / "people.ods"], course).people] == ["PE", "BR"]


def test_a_title_above_the_headings_is_passed_over(write: Write, course: Course) -> None:
    text = "Lista provisoria,,\n,,\nName,Country,Diet\nAna,Peru,none\n"
    (found,) = read_roster([write("people.csv", text.encode())], course).people
    assert (found.name, found.country, dict(found.facts)) == ("Ana", "PE", {"Diet": "none"})


def test_a_column_that_is_not_known_is_kept_as_a_fact(write: Write, course: Course) -> None:
    read = read_roster([write("p.csv", b"name,Talle de remera\nAna,M\n")], course)
    assert dict(read.people[0].facts) == {"Talle de remera": "M"}
    assert "Talle de remera" in read.notices[0]


@pytest.mark.parametrize(
    ("export", "expected"),
    [
        (
            "Order code,Position ID,Status,E-mail,Product,Attendee name: Given name,Attendee name: Family name,"
            "Attendee email,Company,Country,Ticket secret\n"
            "AB12C,1,paid,buyer@example.org,Participant,Ana,Núñez,ana@example.org,Ministry,Peru,z3kq8\n",
            ("Ana Núñez", "PE", "ana@example.org", "Ministry", "z3kq8", False),
        ),
        (
            "ID,Name,Email Address,Affiliation,Position,Country,Registration date,Registration state\n"
            '#12,"Núñez, Ana",ana@example.org,Ministry,Analyst,Peru,2026-01-01,Withdrawn\n',
            ("Núñez, Ana", "PE", "ana@example.org", "Ministry", "", True),
        ),
        (
            "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Attendee #,Barcode #,Attendee Status,"
            "Company,Job Title,Home Country\n"
            "991,2026-01-01,Ana,Núñez,ana@example.org,1,General,551,99155100,Attending,Ministry,Analyst,Peru\n",
            ("Ana Núñez", "PE", "ana@example.org", "Ministry", "99155100", False),
        ),
        (
            "Marca temporal,Dirección de correo electrónico,Nombre y apellido,País,Institución\n"
            "1/2/2026 10:00:00,ana@example.org,Ana Núñez,Perú,Ministry\n",
            ("Ana Núñez", "PE", "ana@example.org", "Ministry", "", False),
        ),
    ],
    ids=["pretix", "Indico", "Eventbrite", "Google Forms"],
)
def test_the_exports_of_other_programs_load_as_they_come(
    write: Write, course: Course, export: str, expected: tuple[object, ...]
) -> None:
    (p,) = read_roster([write("export.csv", export.encode())], course).people
    assert (p.name, p.country, p.email, p.institution, p.own_code, p.withdrawn) == expected


def test_the_course_file_maps_headings_of_its_own(write: Write) -> None:
    mapped = parse(COURSE + '[columns]\n"Para el gafete" = "name"\n')
    (found,) = read_roster([write("p.csv", b"Para el gafete,Name\nDr. Ana,Ana\n")], mapped).people
    assert found.name == "Dr. Ana"


def test_every_bad_row_is_reported_at_once(write: Write, course: Course) -> None:
    text = "Nombre completo,País,Correo\nAna,Perru,ana@example.org\n,Chile,\nLuis,Chile,not an address\n"
    found = problems(lambda: read_roster([write("p.csv", text.encode())], course))
    assert found == [
        "p.csv, row 2, column País: 'Perru' is not a country that is known here; did you mean Peru?",
        "p.csv, row 3, column Nombre completo: the name is missing",
        "p.csv, row 4, column Correo: 'not an address' is not an e-mail address",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("name,country\n", "the list is empty"),
        ("a,b\n1,2\n", "no column with the names"),
        ("code,name\nX1,Ana\nX1,Luis\n", "Luis has the same code as Ana in row 2"),
        ("id,name\n1,Ana\n1,Luis\n", "the same id as Ana in row 2"),
        ("name,country\nAna,Peru\nANÁ,Peru\n", "the same name and country"),
        ("name,name\nAna,Luis\n", "stands twice"),
        ("name\n" + "x" * 201 + "\n", "more than 200 letters"),
    ],
)
def test_a_bad_roster_is_refused_with_its_reason(write: Write, course: Course, text: str, says: str) -> None:
    assert says in "\n".join(problems(lambda: read_roster([write("p.csv", text.encode())], course)))


def test_colleagues_may_share_an_office_address(write: Write, course: Course) -> None:
    text = "name,email\nAna,office@example.org\nLuis,office@example.org\n"
    assert len(read_roster([write("p.csv", text.encode())], course).people) == 2


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("people.pdf", b"%PDF", "is not a sheet"),
        ("people.xlsx", b"PK but no zip", "not a readable spreadsheet"),
        ("people.ods", b"", "not a readable spreadsheet"),
        ("agenda.ics", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "holds no event"),
        ("agenda.ics", b"hello", "not a readable calendar"),
    ],
)
def test_a_file_of_another_kind_is_refused(write: Write, course: Course, name: str, data: bytes, says: str) -> None:
    read = read_programme if name.endswith("ics") else read_roster
    assert says in "\n".join(problems(lambda: read([write(name, data)], course)))


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path, course: Course) -> None:
    assert "this is a folder" in problems(lambda: read_roster([tmp_path], course))[0]


def test_a_missing_file_is_named(tmp_path: Path, course: Course) -> None:
    assert problems(lambda: read_roster([tmp_path / "list.csv"], course)) == ["list.csv: there is no such file"]


def test_a_zip_that_unpacks_to_far_more_is_refused_unread(tmp_path: Path, course: Course) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 201_000_000)
    assert "unpacks to more than 200 MB" in problems(lambda: read_roster([tmp_path / "bomb.xlsx"], course))[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("Brasil", "BR"), ("brazil", "BR"), ("BRA", "BR"), ("Haïti", "HT"), ("EE.UU.", "US")],
        *[
            ("Rep. Dominicana", "DO"),
            ("Bolivia (Estado Plurinacional de)", "BO"),
            ("Trinité-et-Tobago", "TT"),
            ("st. kitts", "KN"),
        ],
        ("xx", None),
    ],
)
def test_a_country_is_understood_as_people_write_it(text: str, code: str | None) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize("text", ["2026-03-09", "2026/3/9", "09/03/2026", "9.3.26", "9-3-2026"])
def test_a_date_is_read_day_first(text: str) -> None:
    assert read_date(text) == date(2026, 3, 9)


@pytest.mark.parametrize("text", ["9:30", "09.30", "9h30", "09:30:00", "9:30 hs", "9:30 a.m."])
def test_a_time_is_read_as_people_write_it(text: str) -> None:
    assert read_time(text) == time(9, 30)


@pytest.mark.parametrize("text", ["", "25:00", "9:61", "soon", "13:00 pm"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_time(text) is None


def test_a_time_that_daylight_saving_skips_does_not_exist() -> None:
    chile = parse(COURSE.replace("Argentina/Buenos_Aires", "Santiago")).timezone
    skipped = read_moment("2026-09-06 00:30", chile)
    assert skipped is not None
    assert not exists(skipped)


def test_a_programme_gets_ids_from_its_starts(write: Write, course: Course) -> None:
    text = "Fecha;Inicio;Fin;Título;Sala\n09/03/2026;9:30;10:30;Apertura;A\n09/03/2026;9:30;10:30;Otra;B\n"
    found = read_programme([write("programa.csv", text.encode())], course).sessions
    assert [session.id for session in found] == ["0309-0930", "0309-0930-2"]
    assert found[0].starts_at == datetime(2026, 3, 9, 12, 30, tzinfo=UTC)


HEAD = "id,starts_at,ends_at,title,room\n"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("a,2026-03-09T10:00,2026-03-09T09:00,X,\n", "ends before it starts"),
        ("a,2026-03-09T10:00,2026-03-11T09:00,X,\n", "longer than 24 hours"),
        ("a,2026-03-09T10:00,2026-03-09T11:00,,\n", "the title is missing"),
        ("a,soon,2026-03-09T11:00,X,\n", "'soon' is not a time"),
        ("a b,2026-03-09T10:00,2026-03-09T11:00,X,\n", "cannot be an id"),
        ("a,2026-03-09T10:00,2026-03-09T11:00,X,H\nb,2026-03-09T10:30,2026-03-09T11:30,Y,h\n", "before 'X' (row 2)"),
        ("a,2026-03-09T10:00,2026-03-09T11:00,X,\na,2026-03-09T12:00,2026-03-09T13:00,Y,\n", "row 2 already"),
    ],
    ids=["backwards", "too long", "no title", "no time", "no id", "overlap in a room", "an id twice"],
)
def test_a_bad_programme_is_refused_with_its_reason(write: Write, course: Course, rows: str, says: str) -> None:
    found = problems(lambda: read_programme([write("programme.csv", (HEAD + rows).encode())], course))
    assert says in "\n".join(found)


ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:1
DTSTART;TZID=America/Lima:20260309T090000
DTEND;TZID=America/Lima:20260309T100000
RRULE:FREQ=DAILY;COUNT=3
EXDATE;TZID=America/Lima:20260310T090000
SUMMARY:Coffee with Ana
LOCATION:Hall
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20260309T180000Z
DTEND:20260309T190000Z
SUMMARY:In UTC
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:20260309T180000
DURATION:PT30M
SUMMARY:On the wall
END:VEVENT
BEGIN:VEVENT
UID:4
DTSTART;VALUE=DATE:20260310
SUMMARY:Holiday
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_read_with_its_zones_and_recurrences(write: Write, course: Course) -> None:
    read = read_programme([write("agenda.ics", ICS.replace("\n", "\r\n").encode())], course)
    assert [(s.title, f"{s.starts_at:%d %H:%M}", s.minutes) for s in read.sessions] == [
        ("Coffee with Ana", "09 14:00", 60),
        ("In UTC", "09 18:00", 60),
        ("On the wall", "09 21:00", 30),
        ("Coffee with Ana", "11 14:00", 60),
    ]
    assert "Holiday" in read.notices[0]


@pytest.mark.parametrize(
    ("name", "text", "programme"),
    [
        ("x.ics", "", True),
        ("programa.csv", "", True),
        ("lista.csv", "", False),
        ("a.csv", "Título,Sala,Inicio,Fin\n1,2,3,4\n", True),
        ("b.csv", "Nombre,Apellido,País\n1,2,3\n", False),
    ],
)
def test_a_programme_is_told_from_a_roster(write: Write, course: Course, name: str, text: str, programme: bool) -> None:
    assert is_programme(write(name, text.encode()), course) == programme


def test_loading_twice_changes_nothing(open_course: OpenCourse) -> None:
    before = people.roster(open_course.record.conn)
    loaded = load(open_course)
    assert not loaded.changes
    assert people.roster(open_course.record.conn) == before


def test_codes_are_kept_when_facts_change(open_course: OpenCourse) -> None:
    before = {p.own_id: p.code for p in people.roster(open_course.record.conn)}
    path = open_course.folder.root / "participants.csv"
    path.write_text(path.read_text("utf-8").replace("Ana Núñez", "Ana Núñez de Paz"), encoding="utf-8")
    loaded = load(open_course)
    assert loaded.roster is not None
    assert [item.fields for item in loaded.roster.changed] == [("name",)]
    assert {p.own_id: p.code for p in people.roster(open_course.record.conn)} == before


def test_a_dry_run_changes_nothing(open_course: OpenCourse) -> None:
    path = open_course.folder.root / "participants.csv"
    path.write_text(path.read_text("utf-8") + "9,New Person,Chile,participant,,,,\n", encoding="utf-8")
    before = list(open_course.record.conn.iterdump())
    assert load(open_course, dry_run=True).changes
    assert list(open_course.record.conn.iterdump()) == before


def test_a_load_with_one_bad_row_writes_nothing(open_course: OpenCourse) -> None:
    path = open_course.folder.root / "participants.csv"
    path.write_text(path.read_text("utf-8") + "9,New Person,Chile,,,,,\n10,,Chile,,,,,\n", encoding="utf-8")
    before = list(open_course.record.conn.iterdump())
    with pytest.raises(IntakeError, match="row 8"):
        load(open_course)
    assert list(open_course.record.conn.iterdump()) == before


def test_who_is_no_longer_listed_goes_unless_they_attended(
    open_course: OpenCourse, person: Callable[[str], Participant], hand_clock: HandClock
) -> None:
    from checkin.door import Door

    Door(open_course.record, open_course.course).scan(person("Ana").code)
    (open_course.folder.root / "participants.csv").write_text("id,name,country\n2,João d’Ávila,Brasil\n", "utf-8")
    loaded = load(open_course)
    assert loaded.roster is not None
    assert "Ana Núñez" in [p.name for p in loaded.roster.unlisted]
    assert [p.name for p in people.roster(open_course.record.conn)] == ["João d’Ávila", "Ana Núñez"]


def test_a_partial_load_takes_nobody_off_the_list(open_course: OpenCourse) -> None:
    extra = open_course.folder.root / "extra-participants.csv"
    extra.write_text("id,name,country\n9,New Person,Chile\n", encoding="utf-8")
    load(open_course, [extra], partial=True)
    assert len(people.roster(open_course.record.conn)) == 6


def test_a_roster_that_was_exported_from_here_is_recognised(open_course: OpenCourse) -> None:
    from checkin.exports.files import export

    path = open_course.folder.root / "roster.csv"
    export(open_course, path, what="roster")
    loaded = load(open_course, [path])
    assert loaded.roster is not None
    assert (len(loaded.roster.added), len(loaded.roster.unlisted)) == (0, 0)


def test_a_pending_scan_gets_its_name_when_the_roster_brings_the_code(
    open_course: OpenCourse, another_kiosk: Callable[[OpenCourse, HandClock], OpenCourse], hand_clock: HandClock
) -> None:
    from checkin.door import Door
    from checkin.store import figures

    other = another_kiosk(open_course, hand_clock)
    extra = open_course.folder.root / "extra-participants.csv"
    extra.write_text("id,name,country\n9,New Person,Chile\n", encoding="utf-8")
    load(open_course, [extra], partial=True)
    code = people.roster(open_course.record.conn)[-1].code
    assert Door(other.record, other.course).scan(code).verdict == "pending"
    full = other.folder.root / "extra-participants.csv"
    full.write_text(f"id,name,country,code\n9,New Person,Chile,{code}\n", encoding="utf-8")
    load(other, [full], partial=True)
    rows = [row for row in figures.attendance(other.record.conn) if row.name == "New Person"]
    assert [(row.session, row.status.value) for row in rows if row.status.attended] == [("s1", "present")]


persons = st.builds(
    Participant,
    name=st.sampled_from(["Ana", "Luis", "Zoë", "Zoe"]),
    own_id=st.sampled_from(["", "1", "2"]),
    email=st.sampled_from(["", "a@example.org", "b@example.org"]),
    country=st.sampled_from(["PE", "CL"]),
)


@given(st.lists(persons, max_size=6), st.lists(persons, max_size=6))
def test_no_two_people_are_ever_taken_for_one(existing: list[Participant], incoming: list[Participant]) -> None:
    from dataclasses import replace

    held = [replace(p, id=f"p{n}", code=f"c{n}") for n, p in enumerate(existing)]
    change = compare(held, incoming)
    matched = [item.after.id for item in change.changed] + [p.id for p in change.unchanged]
    assert len(matched) == len(set(matched))
    assert len(matched) + len(change.added) == len(incoming)
    assert len(matched) + len(change.unlisted) == len(held)
