"""Files made to stop a program: each is read or refused soon, with its place, and nothing changes."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from checkin.core.course import Course
from checkin.core.course_toml import parse
from checkin.core.errors import CheckinError, CourseError, IntakeError
from checkin.core.text import clean, compose, escape_formula, fold, printable, slug
from checkin.door.scan import Door
from checkin.exports.files import export
from checkin.intake.load import load
from checkin.intake.programme import ics
from checkin.intake.programme.programme_file import read_programme
from checkin.intake.readers import limits, spreadsheet
from checkin.intake.roster.roster_file import read_roster
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.system.sandbox import SandboxError, SandboxFailure

COURSE = Course(title="Course", timezone=ZoneInfo("America/Lima"))
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def roster(path: Path) -> int:
    return len(read_roster([path], COURSE).people)


def refusal(path: Path) -> str:
    read = read_programme if path.suffix == ".ics" or "title" in path.stem else read_roster
    with pytest.raises(IntakeError) as caught:
        read([path], COURSE)
    return str(caught.value)


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """A spreadsheet of one sheet, given as XML beneath its heading ``Name``; other parts as they are named."""

    def make(rows: str, before: str = "", **others: str) -> Path:
        from openpyxl import Workbook

        Workbook().save(whole := io.BytesIO())
        head = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
        sheet = f"{before}<worksheet {NS}><sheetData>{head}{rows}</sheetData></worksheet>"
        path = tmp_path / "people.xlsx"
        with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                stem = Path(name).stem
                target.writestr(name, sheet if stem == "sheet1" else others.get(stem, source.read(name)))
        return path

    return make


@pytest.fixture
def ods(tmp_path: Path) -> Callable[[str], Path]:
    def make(cell: str) -> Path:
        spaces = " ".join(
            f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
            for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
        )
        begin, end = '<table:table-cell office:value-type="string">', "</table:table-cell>"
        cells = (f"{begin}{text}{end}" for text in ("<text:p>Name</text:p>", cell))
        rows = "".join(f"<table:table-row>{each}</table:table-row>" for each in cells)
        body = f'<office:spreadsheet><table:table table:name="a">{rows}</table:table></office:spreadsheet>'
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        path = tmp_path / "people.ods"
        with zipfile.ZipFile(path, "w") as target:
            target.writestr("mimetype", kind)
            target.writestr("META-INF/manifest.xml", "<manifest/>")
            content = f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>"
            target.writestr("content.xml", content)
        return path

    return make


BROKEN = "the file cannot be read as a spreadsheet; open it in a spreadsheet program and save it again"
PANIC = (
    f'<styleSheet {NS}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
    '<row r="2"><c r="A2" s="1"><v>-1e15</v></c></row>',
)
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"


def test_a_date_at_which_the_library_panics_is_a_broken_file(xlsx: Callable[..., Path]) -> None:
    assert refusal(xlsx(PANIC[1], styles=PANIC[0])) == f"people.xlsx: {BROKEN}"


def test_spaces_without_end_are_refused_for_the_memory_they_take(
    ods: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MEGABYTES", 300)
    message = refusal(ods('<text:p>a<text:s text:c="2000000000"/></text:p>'))
    assert message == (
        "people.ods: reading the file, it takes more than 300 MB of memory; copy the table alone into a new file"
    )


def test_a_whole_ods_of_that_kind_is_read(ods: Callable[[str], Path]) -> None:
    assert roster(ods('<text:p>Ana<text:s text:c="2"/>Paz</text:p>')) == 1


def test_a_file_that_is_read_too_long_is_refused(xlsx: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def once(*_: object, seconds: float, megabytes: int, **__: object) -> None:
        raise SandboxError(SandboxFailure.TIME, seconds=seconds, megabytes=megabytes)

    monkeypatch.setattr(spreadsheet, "run_sandboxed", once)
    assert "reading the file, it takes longer than 20 s" in refusal(xlsx(""))


FAR = ('<row r="999999" a="1"><c/>' * 50_000, '<row r="2"><c ' + 'r="AAA1" ' * 20_000 + "/></row>")


@pytest.mark.parametrize("rows", FAR, ids=("rows", "cells"))
def test_rows_far_away_are_found_in_one_pass(xlsx: Callable[..., Path], rows: str) -> None:
    # Looked for up to the end of the file from each of them, these take minutes: the square of their number.
    assert refusal(xlsx(rows))


def test_entities_are_not_followed(xlsx: Callable[..., Path]) -> None:
    cell = '<row r="2"><c r="A2" t="inlineStr"><is><t>&b;</t></is></c></row>'
    assert refusal(xlsx(cell, LAUGHS)) == f"people.xlsx: {BROKEN}"
    outside = '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    assert refusal(xlsx(cell, outside)) == f"people.xlsx: {BROKEN}"


def test_a_cell_of_millions_of_letters_is_named(xlsx: Callable[..., Path]) -> None:
    cell = f'<row r="2"><c r="A2" t="inlineStr"><is><t>{"a" * 3_000_000}</t></is></c></row>'
    assert refusal(xlsx(cell)) == "people.xlsx, row 2: a cell has more than 10,000 characters"


def test_too_many_parts_and_sheets_are_refused(
    xlsx: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_PARTS", 3)
    assert "parts; up to 3 are read" in refusal(xlsx(""))
    monkeypatch.undo()
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 300))
    relations = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    book = f"<workbook {NS} {relations}><sheets>{sheets}</sheets></workbook>"
    assert refusal(xlsx("", workbook=book)) == "people.xlsx: the file has 299 sheets; up to 200 are read"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name\nAna" + "," * 6_000_000, "row 2: a line has 6,000,003 characters; it is no row of a table"),
        ("name\n" + "\n" * 300_000, "rows and 1 columns; up to 200,000 rows"),
        ("name\n" + ("a" + "\u0301\u0323" * 4000 + "\n") * 300, "has the same name"),
        ("name,email\nAna," + "a@" * 4000, "column email (B): the text has more than 500 letters"),
        ("name,groups\nAna," + ";".join(f"g{n}" for n in range(99)), "up to 50 groups of up to 200 letters are read"),
        ("name\n" + "a" * 201, "the name has more than 200 letters"),
        ("name\n[/]\n", "'[/]' is no name"),
    ],
)
def test_rosters_that_are_refused_with_their_place(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "people.csv").write_text(content, encoding="utf-8")
    message = refusal(tmp_path / "people.csv")
    assert says in message
    assert all(len(line) < 700 for line in message.split("\n"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("title,date,start,end\nx,2026-03-09," + "1 - " * 2000 + "," + "a " * 4000, "is not a time"),
        ("title,starts_at,ends_at\n" + "x,2026-03-09T09:00,2026-03-09T10:00\n" * 12_000, "up to 10,000 are read"),
        ("title,date,start,end\nx,31/12/9999,23:00,24:00\n", "is not a date"),
        ("title,starts_at,ends_at,speakers\nx,2026-03-09T09:00,2026-03-09T10:00," + "y" * 300, "speakers: up to 50"),
    ],
)
def test_programmes_that_are_refused_with_their_place(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "title.csv").write_text(content, encoding="utf-8")
    assert says in refusal(tmp_path / "title.csv")


def test_nine_thousand_sessions_at_one_hour_are_named_in_one_pass(tmp_path: Path) -> None:
    rows = "x,2026-03-09T09:00,2026-03-09T10:00\n" * 9_000
    (tmp_path / "title.csv").write_text(f"title,starts_at,ends_at\n{rows}", encoding="utf-8")
    sessions = read_programme([tmp_path / "title.csv"], COURSE).sessions
    assert len({session.id for session in sessions}) == 9_000


def event(*lines: str, uid: str = "1", starts: str = "20260309T090000", ends: str = "20260309T100000") -> str:
    given = ("BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:x", f"DTSTART:{starts}", f"DTEND:{ends}", *lines, "END:VEVENT", "")
    return "\r\n".join(given)


def calendar(folder: Path, *events: str) -> Path:
    (folder / "programme.ics").write_text(f"BEGIN:VCALENDAR\r\n{''.join(events)}END:VCALENDAR\r\n", newline="")
    return folder / "programme.ics"


def test_a_rule_that_finds_no_day_is_not_followed_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ics, "CALENDAR_SECONDS", 0.5)
    never = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5"
    message = refusal(calendar(tmp_path, *(event(never, uid=str(number)) for number in range(50))))
    assert "reading the calendar, it takes longer than" in message


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([event("RRULE:FREQ=DAILY")], "recurs without an end"),
        ([event("RRULE:FREQ=SECONDLY;COUNT=2")], "daily is the most often"),
        ([event("RRULE:FREQ=DAILY;COUNT=900", uid=str(n)) for n in range(12)], "take place more than 10,000 times"),
        ([event(starts="99991231T230000", ends="99991231T235959")], "starts in the year 9999"),
        ([event(starts="00010101T000000", ends="00010101T010000")], "starts in the year 1"),
        ([event("RDATE;VALUE=PERIOD:20260310T090000/P9999999D")], "cannot be read"),
    ],
)
def test_calendars_that_are_refused(tmp_path: Path, events: list[str], says: str) -> None:
    assert says in refusal(calendar(tmp_path, *events))


def test_a_calendar_the_library_stumbles_over_is_no_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def once(*_: object, **__: object) -> None:
        raise SandboxError(SandboxFailure.CRASH)

    monkeypatch.setattr(ics, "run_sandboxed", once)
    assert refusal(calendar(tmp_path, event())) == "programme.ics: this cannot be read as a calendar; export it again"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("name", ["people.csv", "people.xlsx", "programme.ics"])
def test_pipes_and_devices_are_no_files(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert "this is no file but a device or a pipe" in refusal(tmp_path / name)
    (tmp_path / name).unlink()
    (tmp_path / name).symlink_to("/dev/zero")
    assert "this is no file but a device or a pipe" in refusal(tmp_path / name)


HEAD = '[course]\ntitle = "X"\ntimezone = "UTC"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[course]\ntitle = " + "[" * 9000 + "]" * 9000, "nested too deeply"),
        ("[course]\ntitle = " + "{a=" * 9000 + "1" + "}" * 9000, "nested too deeply"),
        (".".join(["a"] * 20_000) + " = 1", "a key has more than fifty parts"),
        ("[" + ".".join(["a"] * 20_000) + "]", "a key has more than fifty parts"),
        ("[course]\n" + "x" * 100_000 + " = 1", "has no key 'xxx"),
        (HEAD + "trained_before = " + "9" * 10_000, "digits"),
        (HEAD + "trained_before = 0x" + "f" * 50_000, "a number in it is too large"),
        ("[course]\ntitle = 0x" + "f" * 50_000, "a number in it is too large"),
        (HEAD + "[certificate]\nthreshold = 1e99999999", "is out of range"),
        (HEAD + "[certificate]\nthreshold = 1e-99999999", "is out of range"),
        (HEAD + "[certificate]\nthreshold = nan", "is out of range"),
        (HEAD + "[certificate]\nlate_absent_after = inf", "is out of range"),
        (HEAD + "[certificate]\nminimum = { a = true }", "must be a table like"),
        (HEAD + "[door]\nopens_before = 999999999999", "between 0 and 10080"),
        (HEAD + "starts = 9999-12-31", "a date like"),
        (HEAD + 'place = "' + "x" * 501 + '"', "up to 500 letters"),
        (HEAD + "# " + "x" * 200_000, "the maximum is 200000"),
        ('[course]\ntitle = "X"\ntimezone = "../../etc/passwd"', "must be a time zone"),
    ],
)
def test_a_course_that_would_stop_the_program_is_refused(text: str, says: str) -> None:
    with pytest.raises(CourseError, match=says) as caught:
        parse(text)
    assert len(str(caught.value)) < 300


def test_a_course_file_that_is_none_is_refused(course_folder: CourseFolder) -> None:
    course_folder.course_file.write_bytes(b"\xff\xfe" * 10)
    with pytest.raises(CourseError, match="not UTF-8"):
        course_folder.course()
    course_folder.course_file.write_bytes(b"#" * 300_000)
    with pytest.raises(CourseError, match="more than 200000 bytes"):
        course_folder.course()
    course_folder.course_file.unlink()
    course_folder.course_file.mkdir()
    with pytest.raises(CourseError, match="this is not a file"):
        course_folder.course()


REFUSED = (b"name\n[/]\n", b"\0\0", b"name\nAna" + b"," * 6_000_000, b"PK\x03\x04", b"\xff\xfe\x00")


@pytest.mark.parametrize("content", REFUSED, ids=range(5))
def test_a_file_that_is_refused_changes_nothing(open_course: OpenCourse, content: bytes) -> None:
    before = "\n".join(open_course.record.conn.iterdump())
    (open_course.folder.root / "participants.csv").write_bytes(content)
    with pytest.raises(CheckinError):
        load(open_course)
    assert "\n".join(open_course.record.conn.iterdump()) == before


def test_texts_made_to_take_long_are_cut_where_nobody_reads() -> None:
    many = "a" + "\u0301\u0323" * 50_000
    assert len(compose(many)) < 40
    assert len(fold(many)) == 1
    assert clean("Núñez João d’Ávila Việt Nam") == "Núñez João d’Ávila Việt Nam"
    thirty = "a" + "\u0323" * 30
    assert compose(thirty + "b").endswith("b")


FORMULAS = ("=1+1", "+1", "-1", "@A1", " =1", "\t=1", "\n=1", "\r@x", "＝1", "＋1", "－1", "＠x", "\u00a0=1")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_spreadsheet_takes_a_text_for_a_formula(text: str) -> None:
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Ana", "a=b", "", "Núñez - Paz", "3"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert escape_formula(text) == text


@pytest.mark.parametrize("ending", [".ods", ".xlsx", ".csv", ".json"])
def test_a_name_that_no_xml_may_hold_is_exported(open_course: OpenCourse, tmp_path: Path, ending: str) -> None:
    with open_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET name = ?, note = ?", ("A\uffff\ufdd0\x01\x0bna", "\ufffe"))
    Door(open_course.record, open_course.course, name="\uffff\x1b").scan("\uffff\ufffe")
    for what in ("roster", "scans", "attendance"):
        assert export(open_course, tmp_path / f"{what}{ending}", what=what)


def test_a_terminal_finds_nothing_to_obey() -> None:
    assert printable("a\x1b[31m\x07\x9b\u202e\r\n  b\ud800\x00") == "a [31m   \n  b  "


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\x", "\0", "..", "", "a" * 500, "CON", "\u202e", "\ud800"])
def test_a_slug_is_a_part_of_a_file_name_and_no_path(name: str) -> None:
    assert not set(slug(name)) - set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(slug(name)) <= 80
