"""Files into rows of text: every encoding and separator, spreadsheets, and what is refused."""

import io
import sys
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import often

from checkin.core.errors import IntakeError
from checkin.intake.readers import sheet
from checkin.intake.readers.sheet import Rating
from checkin.intake.readers.table import Table, read_tables
from checkin.intake.tables.columns import ROSTER_KIND, score_headings

RATE = score_headings(ROSTER_KIND, {})
BOMS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-32-le": b"\xff\xfe\0\0"}
Write = Callable[..., Path]
Problems = Callable[..., list[str]]


def read_table(path: Path, rate: Rating) -> Table:
    return read_tables(path, rate)[0]


def read(path: Path) -> list[list[str]]:
    return [cells for _, cells in read_table(path, RATE).rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "marked"),
    [
        ("utf-8", False),
        ("utf-8", True),
        ("utf-16-le", True),
        ("utf-16-be", True),
        ("utf-16-le", False),
        ("utf-16-be", False),
        ("utf-32-le", True),
        ("cp1252", False),
    ],
)
def test_every_encoding_with_every_separator(write: Write, encoding: str, marked: bool, separator: str) -> None:
    rows = ["Nombre|País|Cargo", "Ñandú Güiza|España|Jefa, de área", "Œuvre Cañas|Perú|"]
    text = "\r\n".join(rows[:1]).replace("|", separator) + "\r\n"
    text += "\r\n".join(f'"{cell}"'.replace("|", f'"{separator}"') for cell in rows[1:])
    path = write(text, encoding=encoding, bom=BOMS[encoding] if marked else b"")
    table = read_table(path, RATE)
    assert table.headings == ("Nombre", "País", "Cargo")
    assert [cells for _, cells in table.rows] == [
        ["Ñandú Güiza", "España", "Jefa, de área"],
        ["Œuvre Cañas", "Perú", ""],
    ]


def test_a_file_with_one_column_keeps_its_commas(write: Write) -> None:
    assert read(write("Nombre\nPérez Ana\nGómez, Luis\n")) == [["Pérez Ana"], ["Gómez, Luis"]]


def test_commas_inside_quotes_do_not_hide_the_semicolons(write: Write) -> None:
    assert read(write('name;institution\n"A, B";"C, D, E"\n')) == [["A, B", "C, D, E"]]


def test_the_separator_that_excel_names_in_the_first_line_is_believed(write: Write) -> None:
    path = write("sep=|\r\nname|country\r\nAna|AR\r\n")
    table = read_table(path, RATE)
    assert table.headings == ("name", "country")
    assert table.rows == [(2, ["Ana", "AR"])]


def test_a_quoted_line_break_is_part_of_its_cell(write: Write) -> None:
    path = write('name,note\n"Ana","line\nbreak"\nLuis,x\n')
    assert read_table(path, RATE).rows == [(2, ["Ana", "line\nbreak"]), (3, ["Luis", "x"])]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_of_every_system(write: Write, line_end: str) -> None:
    assert read(write(line_end.join(["name,country", "Ana,AR", ""]))) == [["Ana", "AR"]]


def test_digits_that_a_program_protects_from_excel_are_unwrapped(write: Write) -> None:
    assert read(write('name,code\nAna,"=""00123"""\n')) == [["Ana", "00123"]]


def test_windows_1252_is_said_so_that_somebody_looks_at_the_accents(write: Write) -> None:
    notices = tuple(map(str, read_table(write("name\nPeña\n", encoding="cp1252"), RATE).notices))
    assert notices == ("people.csv: this is not UTF-8 and was read as Windows-1252; look at the accents",)


def test_blank_rows_are_skipped_and_numbers_are_those_of_the_spreadsheet(write: Write) -> None:
    assert read_table(write("name,country\n\nAna,AR\n , \nLuis,CL\n"), RATE).rows == [
        (3, ["Ana", "AR"]),
        (5, ["Luis", "CL"]),
    ]


def test_a_title_above_the_headings_is_passed_over(write: Write) -> None:
    table = read_table(write("Curso de migraciones,\n,\nLista de participantes,\nNombre,País\nAna,AR\n"), RATE)
    assert (table.heading_row, table.headings) == (4, ("Nombre", "País"))


def test_short_rows_are_filled_up(write: Write) -> None:
    assert read(write("name,country,email\nAna\n")) == [["Ana", "", ""]]


def test_a_row_with_more_cells_than_headings_is_named(write: Write, problems: Problems) -> None:
    assert problems(read, write("name,institution\nAna,Ministry\nLuis,Ministry, of Labour\n")) == [
        'people.csv, row 3: it has more cells than headings (3, 2); put "quotation marks" around text with separators'
    ]


def test_marks_that_do_not_match_are_named_with_their_row(write: Write, problems: Problems) -> None:
    path = write('name,country\nAna,AR\n"Juan "Pepe" Paz",CL\n')
    assert problems(read, path) == [
        'people.csv, row 3: the quotation marks do not match; inside quoted text write "" for each of them'
    ]


def test_a_mark_that_is_never_closed_is_named(write: Write, problems: Problems) -> None:
    assert "quotation marks do not match" in problems(read, write('name\n"Ana\nLuis\n'))[0]


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.csv", "the file is empty"),
        (b"\xef\xbb\xbf\r\n", "a.csv", "the file is empty"),
        (b"\r\n\r\n,,\r\n", "a.csv", "the file is empty"),
        (b"PK\x03\x04...", "a.csv", "this is a spreadsheet or an archive"),
        (b"\xd0\xcf\x11\xe0...", "a.csv", "this is an old spreadsheet"),
        (b"%PDF-1.7", "a.txt", "this is a PDF"),
        (b"<html><table>", "a.csv", "this is a web page"),
        (b"name\n\0\0\0\x01\xff\n", "a.csv", "this is no text file"),
        (b"name\nAna \x81\n", "a.csv", "the text is neither UTF-8, UTF-16 nor Windows-1252"),
        (b"\xff\xfen\0a\0\0\xd8", "a.csv", "the text is neither UTF-8, UTF-16 nor Windows-1252"),
        (b"name", "a.pdf", "files ending in .pdf are not read"),
        (b"name", "a", "files without an ending are not read"),
        (b"PK\x03\x04 broken", "a.xlsx", "the file cannot be read as a spreadsheet"),
        (b"name,country", "a.xlsx", "the file cannot be read as a spreadsheet"),
        (b"<html><table>", "a.xls", "the file cannot be read as a spreadsheet"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xlsx", "the file is protected with a password"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xls", "the file cannot be read as a spreadsheet"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(
    write: Write, problems: Problems, content: bytes, name: str, reason: str
) -> None:
    (only,) = problems(read, write(content, name))
    assert only.startswith(f"{name}: {reason}")


def test_a_missing_file_is_named_with_its_path(tmp_path: Path, problems: Problems) -> None:
    path = tmp_path / "no.csv"
    assert problems(read, path) == [f"{path}: there is no such file"]


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path, problems: Problems) -> None:
    (tmp_path / "people.csv").mkdir()
    assert problems(read, tmp_path / "people.csv") == [
        f"{tmp_path / 'people.csv'}: this is a folder; name the file in it"
    ]


def test_a_file_that_may_not_be_read_is_named(
    write: Write, problems: Problems, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = write("name\nAna\n")
    monkeypatch.setattr(Path, "read_bytes", denied)
    assert problems(read, path) == [f"{path}: the file cannot be read: Permission denied"]


def test_a_file_that_is_too_large_is_not_even_opened(
    write: Write, problems: Problems, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("name\nAna\n")
    monkeypatch.setattr(sheet, "MOST_BYTES", 2**20)
    with path.open("r+b") as file:
        file.truncate(65 * 2**20)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was opened"))
    assert problems(read, path) == ["people.csv: the file has 65 MB; up to 64 MB are read"]


def test_too_many_rows_are_refused(write: Write, problems: Problems, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 10)
    assert "the sheet has 12 rows" in problems(read, write("name\n" + "Ana\n" * 11))[0]


def test_too_many_columns_are_refused(write: Write, problems: Problems) -> None:
    assert "501 columns" in problems(read, write("name" + ",x" * 500 + "\n"))[0]


def test_a_cell_that_is_too_long_is_named(write: Write, problems: Problems) -> None:
    assert problems(read, write("name\nAna\n" + "x" * 10_001 + "\n")) == [
        "people.csv, row 3: a cell has more than 10,000 characters"
    ]


def test_spreadsheet_values_read_as_their_user_wrote_them(sheet: Write) -> None:
    values = [
        ("Ana", "Ana"),
        (7, "7"),
        (7.0, "7"),
        (7.25, "7.25"),
        (True, "true"),
        (date(2026, 3, 9), "2026-03-09"),
        (datetime.fromisoformat("2026-03-09 09:30"), "2026-03-09 09:30"),
        (datetime.fromisoformat("2026-03-09 09:29:59.999"), "2026-03-09 09:30"),
        (time(9, 30), "09:30"),
        (time(0, 0), "00:00"),
        (timedelta(hours=26, minutes=5), "26:05"),
        ("007", "007"),
    ]
    path = sheet([["name"] + ["x"] * len(values), ["Ana", *(value for value, _ in values)]])
    assert read(path) == [["Ana", *(text for _, text in values)]]


def test_an_ods_file_reads_like_an_xlsx(tmp_path: Path) -> None:
    path = ods(tmp_path, [["Nombre", "País"], ["Ñandú", "Perú"], [], ["Ana", "Chile"]])
    assert read_table(path, RATE).rows == [(2, ["Ñandú", "Perú"]), (4, ["Ana", "Chile"])]


def ods(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    table = Table(name="Hoja1")
    for row in rows:
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    path = folder / "people.ods"
    book.save(path)
    return path


def test_a_table_that_begins_in_the_middle_of_the_sheet_keeps_its_row_numbers(sheet: Write) -> None:
    path = sheet([[], [None, "Participantes"], [], [None, "Nombre", "País"], [None, "Ana", "AR"]])
    assert read_table(path, RATE).rows == [(5, ["", "Ana", "AR"])]


def test_the_first_sheet_with_the_headings_is_read_and_the_others_are_named(sheet: Write) -> None:
    path = sheet([["Read me"], ["how to fill this in"]], [["Nombre", "País"], ["Ana", "AR"]], [["Nombre"], ["Eva"]])
    table = read_table(path, RATE)
    assert table.rows == [(2, ["Ana", "AR"])]
    (notice,) = map(str, table.notices)
    assert notice.startswith("people.xlsx: sheet 'Sheet2' is read, the others are not: 'Sheet1', 'Sheet3'; give them")


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book["Sheet"].append(["Nombre"])
    book["Sheet"].append(["Oculta"])
    book.create_sheet("Lista").append(["Nombre"])
    book["Lista"].append(["Ana"])
    book["Sheet"].sheet_state = "hidden"
    book.active = book["Lista"]
    book.save(tmp_path / "people.xlsx")
    assert read(tmp_path / "people.xlsx") == [["Ana"]]


def packed(folder: Path, row: str) -> Path:
    """An xlsx whose only sheet has these rows beneath ``Name``, as XML."""
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "Name"
    whole = io.BytesIO()
    book.save(whole)
    path = folder / "people.xlsx"
    begin = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    begin += '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = f"{begin}{row}</sheetData></worksheet>".encode() if "sheet1" in name else source.read(name)
            target.writestr(name, part)
    return path


FAR = "a cell stands far outside the table; delete what lies beyond it and save the file again"


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="2"><c r="XFD2"><v>1</v></c></row>',
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        "<row r='1048576'><c r='A1048576'><v>1</v></c></row>",
        '<row r="1048576"><c><v>1</v></c></row>',
        '<row r="2"><c r="A9999999999999"><v>1</v></c></row>',
        '<row r="2"><c r="zzzzzzz2" t="n"><v>1</v></c></row>',
        '<x:row xmlns:x="u" r="1048576"><x:c><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_a_cell_far_outside_that_would_exhaust_the_memory_is_refused(
    tmp_path: Path, problems: Problems, row: str
) -> None:
    assert problems(read, packed(tmp_path, row)) == [f"people.xlsx: {FAR}"]


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1048576" ht="12.8"/>',
        '<row r="1048576"><c r="A1048576" s="1"/></row>',
        '<row r="1048576"><c r="XFD1048576" s="1"></c></row>',
    ],
)
def test_empty_cells_far_outside_do_no_harm(tmp_path: Path, row: str) -> None:
    ana = '<row r="2"><c r="A2" t="inlineStr"><is><t>Ana</t></is></c></row>'
    assert read(packed(tmp_path, ana + row)) == [["Ana"]]


def test_a_zip_bomb_is_refused_by_what_its_directory_says(tmp_path: Path, problems: Problems) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb,
        bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(513):
            part.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    assert problems(read, path) == ["bomb.xlsx: unpacked, the file is larger than 512 MB"]


def test_a_zip_whose_directory_lies_is_refused(tmp_path: Path, problems: Problems) -> None:
    path = packed(tmp_path, '<row r="2"><c r="A2"><v>1</v></c></row>' * 1000)
    data = bytearray(path.read_bytes())
    place = data.rindex(b"xl/worksheets/sheet1.xml") - 46  # the entry in the directory at the end
    data[place + 24 : place + 28] = (100).to_bytes(4, "little")  # its uncompressed size
    path.write_bytes(data)
    assert problems(read, path) == [
        "people.xlsx: the file cannot be read as a spreadsheet; open it in a spreadsheet program and save it again"
    ]


def test_a_program_that_only_loads_the_room_loads_no_library_for_it() -> None:
    import subprocess

    code = "import sys, checkin.intake, checkin.intake.matching.changes; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {"'babel'", "'icalendar'", "'python_calamine'", "'csv'"} & set(loaded.strip("[]\n").split(", "))


@settings(max_examples=often(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=300) | st.text(alphabet='name,;\t"\r\n\0é\ufeff', max_size=80).map(str.encode))
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.ods", "a.xls"])
def test_whatever_the_bytes_a_file_is_read_or_refused(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with suppress(IntakeError):
        read_table(path, RATE)
