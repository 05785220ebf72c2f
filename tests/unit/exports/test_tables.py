"""Figures and files: the same numbers everywhere, opened with other libraries."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import odf.table
import pytest
from odf import opendocument
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.core.course import ExportRules, Participant, Policy
from checkin.core.errors import ExportError
from checkin.core.text import escape_formula
from checkin.door.scan import Door
from checkin.exports.files import export
from checkin.exports.table import Table, amount_text, in_number
from checkin.exports.tables import Tables, figures_by
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]


@pytest.fixture
def attended(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> OpenCourse:
    """Ana: present, late and excused. João: present once and then marked absent. Jean: nothing."""
    door = Door(open_course.record, open_course.course, name="Hall")
    door.scan(person("Ana").code)
    door.scan(person("João").code)
    hand_clock.set("11:20")
    door.scan(person("Ana").code)
    corrections = Corrections.of(open_course)
    corrections.excuse(person("Ana").code, "wa")
    corrections.mark(person("João").code, "s2", "absent")
    return open_course


def sheet(course: OpenCourse, name: str, tmp_path: Path) -> list[dict[str, str]]:
    path = tmp_path / "out.csv"
    export(course, path, what=name)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_certificates_say_the_sum_and_why(attended: OpenCourse, tmp_path: Path) -> None:
    ana, joao, *_ = sheet(attended, "certificates", tmp_path)
    assert (ana["expected"], ana["attended"], ana["late"], ana["excused"], ana["missed"]) == ("3", "2", "1", "1", "0")
    assert (ana["minutes"], ana["percent"], ana["earned"]) == ("160", "100", "yes")
    assert ana["reason"] == "2 of 2 sessions, 1 late, 1 excused left out, 100%, needs 80%; so far 1 of 1, 100%"
    assert (joao["percent"], joao["earned"]) == ("33.3", "no")


def test_the_matrix_has_a_column_for_each_session(attended: OpenCourse, tmp_path: Path) -> None:
    ana = sheet(attended, "matrix", tmp_path)[0]
    assert [ana[session] for session in ("s1", "s2", "wa", "wb")] == ["present", "late", "excused", ""]


def test_the_scans_hold_the_refused_ones_too(attended: OpenCourse, tmp_path: Path) -> None:
    Door(attended.record, attended.course).scan("nonsense")
    scans = sheet(attended, "scans", tmp_path)
    assert [(scan["verdict"], scan["counted"]) for scan in scans] == [
        ("present", "yes"),
        ("present", "yes"),
        ("late", "yes"),
        ("unknown", "no"),
    ]


def test_a_csv_begins_with_a_mark_that_excel_knows(attended: OpenCourse, tmp_path: Path) -> None:
    export(attended, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfcode,")


def test_a_json_is_one_array_with_times_and_numbers(attended: OpenCourse, tmp_path: Path) -> None:
    export(attended, tmp_path / "a.json", what="attendance")
    rows = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert rows[0]["at"] == "2026-03-09T09:05:00.000-03:00"
    assert rows[0]["minutes"] == 90
    export(attended, tmp_path / "b.json")
    assert json.loads((tmp_path / "b.json").read_text("utf-8"))[1]["percent"] == 33.3


def test_the_workbook_has_its_sheets_with_frozen_headings(attended: OpenCourse, tmp_path: Path) -> None:
    export(attended, tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == [
        *("Certificados", "Personas por sesión", "Sesiones", "Países", "Instituciones", "Referencias"),
    ]
    assert [sheet.freeze_panes for sheet in book][:3] == ["C2", "C2", "C2"]
    head = {cell.value: cell.column for cell in book["Certificados"][1]}
    percent = book["Certificados"].cell(2, head["porcentaje"])
    assert (percent.value, percent.number_format, percent.data_type) == (100, "0.0##", "n")
    assert book["Sesiones"].cell(2, 3).is_date


def test_a_cell_like_a_formula_is_text(open_course: OpenCourse, tmp_path: Path) -> None:
    Corrections.of(open_course).add("=HYPERLINK(A1)", "Chile", institution="+1-2")
    export(open_course, tmp_path / "a.xlsx")
    names = load_workbook(tmp_path / "a.xlsx")["Certificados"]
    cell = next(cell for row in names for cell in row if cell.value == "=HYPERLINK(A1)")
    assert cell.data_type == "s"
    last = sheet(open_course, "certificates", tmp_path)[-1]
    assert (last["name"], last["institution"]) == ("'=HYPERLINK(A1)", "'+1-2")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1"])
def test_what_a_spreadsheet_takes_for_a_formula_is_made_harmless(text: str) -> None:
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("by", ["country", "institution", "day", "session"])
def test_every_grouping_adds_up_to_the_sessions(attended: OpenCourse, by: str) -> None:
    def total(table: str) -> tuple[int, ...]:
        keys = ("expected", "present", "late", "excused", "absent", "unmarked")
        rows = list(figures_by(attended, table).objects())
        return tuple(sum(int(str(row[key])) for row in rows) for key in keys)

    assert total(by) == total("session") == (9, 2, 1, 1, 1, 4)


def test_json_lines_have_the_stable_keys(attended: OpenCourse) -> None:
    tables = Tables(attended)
    assert list(tables.certificates().columns) == (
        [
            "code",
            "name",
            "country",
            "institution",
            "role",
            "email",
            "own_id",
            "expected",
            "attended",
            "late",
            "excused",
            "missed",
            "minutes",
            "credit",
            "out_of",
            "percent",
            "earned",
            "reason",
            "number",
            "verification",
            "issued_on",
            "state",
            "file",
        ]
    )
    assert list(tables.attendance().columns) == (
        [
            "code",
            "name",
            "country",
            "session",
            "title",
            "starts_at",
            "ends_at",
            "status",
            "at",
            "left_at",
            "minutes",
            "door",
            "source",
            "counted",
        ]
    )
    assert list(tables.sessions().columns) == (
        [
            "session",
            "title",
            "starts_at",
            "ends_at",
            "room",
            "expected",
            "present",
            "late",
            "excused",
            "absent",
            "unmarked",
            "closed",
        ]
    )
    assert list(tables.scans().columns) == (
        ["event_id", "segment", "seq", "at", "door", "session", "code", "verdict", "counted", "name", "undone"]
    )
    person = ["code", "name", "given_names", "family_names", "email", "country", "institution"]
    person += ["position", "role", "groups", "language", "status", "own_id", "note", "photo"]
    assert list(tables.roster().columns) == person
    session = ["id", "title", "starts_at", "ends_at", "room", "theme", "speakers", "language", "groups"]
    assert list(tables.programme().columns) == [*session, "slot", "kind", "counts", "required"]


@pytest.mark.parametrize(("name", "says"), [("a.pdf", "Unknown format"), ("folder.csv", "is a folder")])
def test_a_target_that_cannot_be_is_refused(open_course: OpenCourse, tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(ExportError, match=says):
        export(open_course, tmp_path / name)


def test_a_failed_export_leaves_the_older_file(
    open_course: OpenCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("older")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("checkin.exports.files._write_csv", full)
    with pytest.raises(ExportError, match="No space left"):
        export(open_course, path)
    assert path.read_text("utf-8") == "older"
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".checkin")] == []


def test_an_ods_holds_what_the_xlsx_holds_for_another_reader(attended: OpenCourse, tmp_path: Path) -> None:
    export(attended, tmp_path / "a.ods")
    export(attended, tmp_path / "a.xlsx")
    ods = CalamineWorkbook.from_path(str(tmp_path / "a.ods"))
    xlsx = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    assert xlsx.sheet_names == [*ods.sheet_names, "Referencias"]
    for name in ods.sheet_names:
        ours, theirs = (book.get_sheet_by_name(name).to_python() for book in (ods, xlsx))
        assert [[cell or "" for cell in row] for row in ours] == [[cell or "" for cell in row] for row in theirs]


def test_a_formula_in_a_name_is_text_in_an_ods(attended: OpenCourse, tmp_path: Path) -> None:
    with attended.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET name = '=1+1' WHERE name LIKE 'Ana%'")
    export(attended, tmp_path / "a.ods")
    sheet = opendocument.load(str(tmp_path / "a.ods")).spreadsheet.getElementsByType(odf.table.Table)[0]
    cells = [cell for cell in sheet.getElementsByType(odf.table.TableCell) if "=1+1" in str(cell)]
    assert len(cells) == 1
    assert cells[0].getAttribute("formula") is None
    assert cells[0].getAttribute("valuetype") == "string"


def chosen(course: OpenCourse, **rules: object) -> OpenCourse:
    return replace(course, course=replace(course.course, export=ExportRules(**rules)))  # type: ignore[arg-type]


def test_a_course_chooses_its_columns_and_their_order(attended: OpenCourse, tmp_path: Path) -> None:
    course = chosen(attended, columns={"certificates": ("percent", "name")})
    export(course, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        first, *rows = csv.reader(file)
    assert first == ["percent", "name"]
    assert rows[0] == ["100", "Ana Núñez"]


@pytest.mark.parametrize(("language", "heading"), [("es", "país"), ("pt", "país"), ("fr", "pays"), ("en", "country")])
def test_headings_are_in_the_language_that_the_course_chose(
    attended: OpenCourse, tmp_path: Path, language: str, heading: str
) -> None:
    course = chosen(attended, headings=language)
    export(course, tmp_path / "a.csv")
    assert heading in (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[0].split(",")


def test_json_keeps_its_stable_keys_whatever_people_read(attended: OpenCourse, tmp_path: Path) -> None:
    course = chosen(attended, headings="es", columns={"certificates": ("name",)})
    export(course, tmp_path / "a.json")
    assert list(json.loads((tmp_path / "a.json").read_text("utf-8"))[0])[:3] == ["code", "name", "country"]


def test_a_column_that_there_is_not_is_answered_with_those_there_are(attended: OpenCourse, tmp_path: Path) -> None:
    course = chosen(attended, columns={"certificates": ("colour",)})
    with pytest.raises(ExportError, match=r"has no column colour\. Use code, name"):
        export(course, tmp_path / "a.csv")


def test_the_rule_of_the_sums_stands_beneath_a_table_of_groups(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    Corrections.of(open_course).excuse(person("Ana Núñez").code, "s2")
    hand_clock.set("17:00")
    assert Tables(open_course).groups("country").rule == "Excused absences that the percentages leave out: 1 of 1."
    spanish = Tables(open_course).in_language("es").groups("country")
    assert spanish.rule == "Ausencias justificadas que los porcentajes no cuentan: 1 de 1."


def test_a_table_of_the_whole_course_that_leaves_nothing_out_has_no_rule(
    open_course: OpenCourse, hand_clock: HandClock
) -> None:
    hand_clock.set("17:00")
    assert Tables(open_course).groups("country").rule == ""


@pytest.mark.parametrize("table", [lambda tables: tables.groups("day"), lambda tables: tables.certificates()])
def test_a_table_that_counts_sessions_to_come_says_so(
    open_course: OpenCourse, hand_clock: HandClock, table: Callable[[Tables], Table]
) -> None:
    hand_clock.set("12:00")
    assert table(Tables(open_course)).rule == "Sessions that are not over are counted too: 3."


@pytest.mark.parametrize("by", ["country", "institution", "day"])
def test_the_percentage_of_a_group_is_its_credit_out_of_its_whole(attended: OpenCourse, by: str) -> None:
    rows = list(Tables(attended).groups(by).objects())
    assert rows
    for row in rows:
        if row["out_of"]:
            assert row["percent"] == pytest.approx(100 * row["credit"] / row["out_of"], abs=0.05)  # type: ignore[operator]


RULES = Policy(
    threshold=Fraction(80), late=Fraction(1, 2), lates_per_absence=3, excused_cap=Fraction(50), from_arrival=True
)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "en",
            "A late arrival counts 0.5, every 3 late arrivals of a person count as 1 absence, "
            "sessions before a person's first one are left out, "
            "excused absences that the percentages leave out: 1 of 1 (at most 50% for each person)",
        ),
        ("es", "Una tardanza cuenta 0,5, cada 3 tardanzas"),
        ("pt", "Um atraso conta 0,5, cada 3 atrasos"),
        ("fr", "Un retard compte 0,5, 3 retards d’une personne"),
    ],
)
def test_the_rule_of_a_table_of_people_names_every_rule_of_its_sums(
    attended: OpenCourse, language: str, says: str
) -> None:
    course = replace(attended, course=replace(attended.course, policy=RULES))
    assert Tables(course).in_language(language).certificates().rule.startswith(says)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Fraction(1234567), "1234567"),
        (Fraction(123456, 9), "13717.333"),
        (Fraction(666, 1000), "0.666"),
        (Fraction(0), "0"),
    ],
)
def test_amounts_are_written_out_whatever_their_size(amount: Fraction, text: str) -> None:
    assert amount_text(in_number(amount)) == text
