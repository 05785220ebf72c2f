"""Exports fit their readers: decimal commas, words in one language, typed cells, pages that print."""

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from odf import opendocument
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from checkin.attendance.corrections import Corrections
from checkin.certificates.issue import issue
from checkin.certificates.plan import plan
from checkin.core.course import ExportRules, Participant
from checkin.core.errors import ExportError
from checkin.core.text import LANGUAGES
from checkin.exports import ods, xlsx
from checkin.exports.files import export
from checkin.exports.table import Kind, Table
from checkin.exports.tables import Tables
from checkin.i18n.table_headings import HEADINGS, SHEETS, WORDS
from checkin.i18n.translator import get_translator
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]


@pytest.fixture
def marked(open_course: OpenCourse, person: Find) -> OpenCourse:
    """João was at one of his three sessions."""
    Corrections.of(open_course).mark(person("João").code, "s1", "present")
    return open_course


def written(course: OpenCourse, path: Path, what: str | None = None, **rules: Any) -> Path:
    semicolon = rules.pop("semicolon", False)
    course = replace(course, course=replace(course.course, export=ExportRules(**rules)))
    export(course, path, what=what, semicolon=semicolon)
    return path


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_semicolons_come_with_decimal_commas(marked: OpenCourse, tmp_path: Path) -> None:
    joao = rows(written(marked, tmp_path / "a.csv", semicolon=True), ";")[1]
    assert joao["percent"] == "33,3"


def test_commas_come_with_decimal_points(marked: OpenCourse, tmp_path: Path) -> None:
    assert rows(written(marked, tmp_path / "a.csv"))[1]["percent"] == "33.3"


def test_a_text_with_a_point_keeps_it(open_course: OpenCourse, tmp_path: Path) -> None:
    ana = rows(written(open_course, tmp_path / "a.csv", semicolon=True), ";")[0]
    assert ana["email"] == "ana@example.org"


@pytest.mark.parametrize("what", ["certificates", "attendance", "matrix", "scans", "roster", "programme", "sessions"])
def test_without_a_language_a_csv_has_keys_and_codes(marked: OpenCourse, tmp_path: Path, what: str) -> None:
    table = Tables(marked).named(what)
    path = written(marked, tmp_path / "a.csv", what)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == list(table.columns)


def test_the_cells_are_in_the_language_of_the_headings(marked: OpenCourse, tmp_path: Path) -> None:
    joao = rows(written(marked, tmp_path / "a.csv", "attendance", headings="fr"))[3]
    assert (joao["pays"], joao["statut"], joao["source"]) == ("Brésil", "Présence", "correction")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sheet_has_a_word_of_another_language(marked: OpenCourse, tmp_path: Path, language: str) -> None:
    book = CalamineWorkbook.from_path(str(written(marked, tmp_path / "a.xlsx", headings=language)))
    tr = get_translator(language)
    ours = {text for text in (*HEADINGS.values(), *WORDS.values(), *SHEETS.values()) if tr(text) != text}
    ours -= {tr(text) for text in (*HEADINGS.values(), *WORDS.values(), *SHEETS.values())}
    cells = {cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    assert ours & {str(cell) for cell in (*cells, *book.sheet_names)} == set()


def test_the_sheets_of_a_workbook_are_in_the_language_of_the_course(marked: OpenCourse, tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(str(written(marked, tmp_path / "a.ods")))
    names = ["Certificados", "Personas por sesión", "Sesiones", "Países", "Instituciones"]
    assert book.sheet_names == names


def test_json_has_keys_and_codes_in_any_language(marked: OpenCourse, tmp_path: Path) -> None:
    joao = json.loads(written(marked, tmp_path / "a.json", "attendance", headings="es").read_text("utf-8"))[3]
    assert (joao["country"], joao["status"]) == ("BR", "present")


def test_over_each_column_of_the_matrix_is_the_session_with_day_and_time(marked: OpenCourse, tmp_path: Path) -> None:
    joao = rows(written(marked, tmp_path / "a.csv", "matrix", headings="es"))[1]
    assert joao["Opening, 9 mar, 09:00"] == "Presente"


def test_sessions_of_one_title_and_time_are_told_apart(marked: OpenCourse) -> None:
    with marked.record.writing() as writing:
        writing.conn.execute("UPDATE sessions SET title = 'Workshop' WHERE id IN ('wa', 'wb')")
    matrix = Tables(marked).in_language("en").matrix()
    assert [matrix.heading(key) for key in ("wa", "wb")] == [
        "Workshop, 9 Mar, 14:30 (wa)",
        "Workshop, 9 Mar, 14:30 (wb)",
    ]


@pytest.mark.parametrize("what", ["certificates", "matrix", "attendance"])
def test_a_course_can_add_the_e_mail_and_the_own_id(marked: OpenCourse, tmp_path: Path, what: str) -> None:
    path = written(marked, tmp_path / "a.csv", what, columns={what: ("own_id", "email", "family_names", "name")})
    assert list(rows(path)[0].values())[:2] == ["1", "ana@example.org"]


def test_the_certificate_is_in_the_certificates_table(open_course: OpenCourse, person: Find, tmp_path: Path) -> None:
    Corrections.of(open_course, actor="V. Paz", reason="yes").decide(person("Ana").code, earned=True)
    (made,) = issue(open_course, plan(open_course).due, tmp_path)
    ana, joao, *_ = Tables(open_course).certificates().objects()
    keys = ("number", "verification", "issued_on", "state", "file")
    assert [ana[key] for key in keys] == [made.number, made.code, "2026-03-09", "issued", made.file.name]
    assert [joao[key] for key in keys] == [None, None, None, "not_due", None]


def test_a_mail_merge_has_those_who_hold_a_certificate(open_course: OpenCourse, person: Find, tmp_path: Path) -> None:
    Corrections.of(open_course, actor="V. Paz", reason="yes").decide(person("Ana").code, earned=True)
    (made,) = issue(open_course, plan(open_course).due, tmp_path)
    (ana,) = rows(written(open_course, tmp_path / "a.csv", "mail-merge"))
    assert (ana["name"], ana["email"], ana["file"]) == ("Ana Núñez", "ana@example.org", made.file.name)


def test_the_cells_of_a_workbook_have_types(marked: OpenCourse, tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(str(written(marked, tmp_path / "a.xlsx", "attendance")))
    heading, *found = book.get_sheet_by_index(0).to_python()
    joao = dict(zip(heading, found[3], strict=True))
    assert (joao["comienza"], joao["minutos"]) == (datetime.fromisoformat("2026-03-09T09:00"), 90)


def test_a_sheet_prints_with_its_course_and_page_numbers(marked: OpenCourse, tmp_path: Path) -> None:
    sheet = load_workbook(written(marked, tmp_path / "a.xlsx"))["Certificados"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.oddHeader.left.text, sheet.oddHeader.right.text) == ("Course", "Certificados")
    assert sheet.oddFooter.center.text == "&P / &N"


def test_an_ods_prints_alike(marked: OpenCourse, tmp_path: Path) -> None:
    document = opendocument.load(str(written(marked, tmp_path / "a.ods")))
    page = document.stylesxml()
    assert 'style:print-orientation="landscape"' in page
    assert "text:page-number" in page
    assert "table:table-header-rows" in document.contentxml().decode()


def test_the_matrix_prints_on_several_pages_with_the_names_and_a_sign_for_each_word(
    marked: OpenCourse, tmp_path: Path
) -> None:
    sheet = load_workbook(written(marked, tmp_path / "a.xlsx")).worksheets[1]
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.print_title_cols) == (None, "$B:$B")
    cell = next(cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value == "Presente")
    assert cell.number_format.endswith('"●"')
    assert cell.fill.fgColor.rgb == "FFD9EAD3"
    assert sheet.cell(1, cell.column).alignment.textRotation == 90


def test_the_matrix_of_an_ods_prints_alike(marked: OpenCourse, tmp_path: Path) -> None:
    content = opendocument.load(str(written(marked, tmp_path / "a.ods"))).contentxml().decode()
    assert content.count("table:table-header-columns") == 2
    assert re.search(r'<table:table-cell[^>]*table:style-name="sign-present"[^>]*><text:p>Presente<', content)


def test_letter_paper_is_that_of_sheets_too(marked: OpenCourse, tmp_path: Path) -> None:
    course = replace(marked, course=replace(marked.course, paper="letter"))
    assert load_workbook(written(course, tmp_path / "a.xlsx"))["Certificados"].page_setup.paperSize == 1
    assert "21.59cm" in opendocument.load(str(written(course, tmp_path / "a.ods"))).stylesxml()


def table(count: int, columns: int = 1) -> Table:
    keys = {f"column {number}": Kind.TEXT for number in range(columns)}
    return Table("scans", keys, [("x",) * columns] * count, Fraction(80))


def test_a_full_sheet_goes_on_in_another(
    open_course: OpenCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    xlsx.write_workbook(tmp_path / "a.xlsx", [table(5)], open_course.course)
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    assert [(name, len(book.get_sheet_by_name(name).to_python())) for name in book.sheet_names] == [
        ("scans", 3),
        ("scans 2", 3),
        ("scans 3", 2),
    ]


def test_an_ods_that_would_take_minutes_is_refused(
    open_course: OpenCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ods, "MOST_CELLS", 5)
    with pytest.raises(ExportError, match=r"6 cells are too many for a\.ods"):
        ods.write_opendocument(tmp_path / "a.ods", [table(2, 3)], open_course.course)


def test_a_time_that_the_clocks_show_twice_has_its_offset() -> None:
    from zoneinfo import ZoneInfo

    second = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"), fold=1)
    assert table(1).text(Kind.TIME, second) == "2026-11-01 01:30-05:00"


def test_a_mail_merge_for_nobody_says_what_to_do(open_course: OpenCourse, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="Nobody holds a certificate yet"):
        written(open_course, tmp_path / "a.csv", "mail-merge")


@pytest.mark.parametrize(("language", "form"), [("fr", "dd/mm/yyyy"), ("es", "dd/mm/yyyy")])
def test_days_of_a_workbook_for_people_begin_with_the_day(
    language: str, form: str, marked: OpenCourse, tmp_path: Path
) -> None:
    sheet = load_workbook(written(marked, tmp_path / "a.xlsx", "sessions", headings=language)).worksheets[0]
    assert {cell.number_format for cell in sheet[2] if cell.is_date} == {f"{form} hh:mm"}


def test_days_of_an_ods_for_people_begin_with_the_day(marked: OpenCourse, tmp_path: Path) -> None:
    content = (
        opendocument.load(str(written(marked, tmp_path / "a.ods", "sessions", headings="fr"))).contentxml().decode()
    )
    style = content.partition('number:date-style style:name="day-format"')[2].partition("</number:date-style>")[0]
    assert re.findall(r"number:(day|month|year)|>([/-])<", style) == [
        ("day", ""),
        ("", "/"),
        ("month", ""),
        ("", "/"),
        ("year", ""),
    ]


def test_hours_of_certificates_are_numbers(marked: OpenCourse, person: Find, tmp_path: Path) -> None:
    Corrections.of(marked, actor="V. Paz", reason="yes").decide(person("João").code, earned=True)
    issue(marked, plan(marked).due, tmp_path)
    sheet = load_workbook(written(marked, tmp_path / "a.xlsx", "register", headings="fr")).worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == "heures")
    assert (sheet.cell(2, column).data_type, sheet.cell(2, column).value) == ("n", 4.5)
    row = rows(written(marked, tmp_path / "a.csv", "register", semicolon=True), ";")[0]
    assert row["hours"] == "4,5"
