"""The columns of the attendance desk: no heading is cut, in any language, at any common width."""

import pytest
from rich.cells import cell_len
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.core.text import in_context
from checkin.door.scan import Door
from checkin.exports.tables import Tables
from checkin.i18n.translator import get_translator
from checkin.kiosk.attendance.table_views import fit_columns, view
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants

WIDTHS = (80, 100, 120, 200)


@pytest.mark.parametrize("language", ["es", "pt", "en", "fr"])
@pytest.mark.parametrize("what", ["people", "sessions", "risk"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_column_fits_whole_into_the_screen(open_course: OpenCourse, what: str, language: str, width: int) -> None:
    tables = Tables(open_course).in_language(language)
    shown = view(what, tables, get_translator(language), open_course.record.clock.now(), width)
    used = sum((30 if cells is None else cells) + 2 for _, cells in shown.columns)
    assert used <= width
    assert [heading for heading, cells in shown.columns if cells is not None and cell_len(heading) > cells] == []


@pytest.mark.parametrize("language", ["es", "pt", "en", "fr"])
def test_the_columns_that_decide_are_always_there(open_course: OpenCourse, language: str) -> None:
    tr = get_translator(language)
    tables = Tables(open_course).in_language(language)
    headings = {heading for heading, _ in view("people", tables, tr, open_course.record.clock.now(), 80).columns}
    credited = tr(in_context("heading of at most 5 letters: what a percentage is computed from", "cred."))
    assert {tr("name"), credited, "%", tr("meets")} <= headings


@pytest.mark.parametrize("language", ["es", "pt", "en", "fr"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_rows_of_sessions_add_up_to_the_expected(
    open_course: OpenCourse, hand_clock: HandClock, language: str, width: int
) -> None:
    ana, joao, jean, *_ = (one.code for one in participants.roster(open_course.record.conn))
    hand_clock.set("09:20")
    Door(open_course.record, open_course.course, name="Hall").scan(ana)
    marks = Corrections.of(open_course)
    marks.excuse(joao, "s1")
    marks.mark(jean, "s1", "present")
    hand_clock.set("11:05")
    marks.mark(ana, "s2", "absent")
    tables, now = Tables(open_course).in_language(language), open_course.record.clock.now()
    rows = view("sessions", tables, get_translator(language), now, width).rows[:2]
    shown = [[int(cell.plain) for cell in row if cell.plain.strip().isdigit()] for row in rows]
    # Expected; present, late, excused, absent, not recorded.
    assert shown == [[3, 1, 1, 1, 0, 0], [3, 0, 0, 0, 1, 2]]


@pytest.mark.parametrize("language", ["es", "pt", "en", "fr"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_rows_of_people_add_up_to_the_expected(
    open_course: OpenCourse, hand_clock: HandClock, language: str, width: int
) -> None:
    joao, jean = (one.code for one in list(participants.roster(open_course.record.conn))[1:3])
    hand_clock.set("09:20")
    Door(open_course.record, open_course.course, name="Hall").scan(joao)
    marks = Corrections.of(open_course)
    marks.excuse(jean, "s1")
    hand_clock.set("11:05")
    marks.mark(jean, "s2", "absent")
    tables, now = Tables(open_course).in_language(language), open_course.record.clock.now()
    shown = view("people", tables, get_translator(language), now, width).rows[1:3]
    rows = [[cell.plain.strip() for cell in row[2:]] for row in shown]
    # Credited of what counts; excused, missed, not recorded. On a wide screen attended, expected and late stand before.
    counts = [row[:4] if width < 110 else [row[6], *row[3:6]] for row in rows]
    assert counts == [["1/3", "0", "0", "2"], ["0/2", "1", "1", "1"]]


def test_a_name_grows_into_a_wide_screen_and_leaves_nothing_out() -> None:
    found = fit_columns({"name": 20, "late": 4, "reason": None}, 200)
    assert found == {"name": 34, "late": 4, "reason": 154}


def test_start_times_are_written_as_the_language_writes_them(open_course: OpenCourse) -> None:
    tables = Tables(open_course)
    shown = view("sessions", tables, get_translator("es"), open_course.record.clock.now(), 80)
    assert str(shown.rows[0][0]) == "09/03 09:00"


@pytest.mark.parametrize("language", ["es", "pt", "en", "fr"])
def test_the_days_of_the_matrix_are_not_cut(open_course: OpenCourse, language: str) -> None:
    columns = view("matrix", Tables(open_course), get_translator(language), open_course.record.clock.now()).columns
    assert [heading for heading, cells in columns if cells is not None and cell_len(heading) > cells] == []


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_days_of_the_matrix_are_written_alike(open_course: OpenCourse, language: str) -> None:
    columns = view("matrix", Tables(open_course), get_translator(language), open_course.record.clock.now()).columns
    days = [heading for heading, _ in columns[1:]]
    assert len({"/" in day for day in days}) == 1


@pytest.mark.parametrize("what", ["people", "sessions", "matrix"])
def test_a_long_name_or_title_is_folded_and_not_cut(open_course: OpenCourse, what: str) -> None:
    tables = Tables(open_course)
    tr, now = get_translator("en"), open_course.record.clock.now()
    rows = view(what, tables, tr, now, 52 if what != "matrix" else 80).rows
    assert not any("…" in cell.plain for row in rows for cell in row)


@pytest.mark.parametrize("language", ["es", "fr"])
def test_a_percent_sign_is_on_the_line_of_its_number(open_course: OpenCourse, language: str) -> None:
    tables, now = Tables(open_course).in_language(language), open_course.record.clock.now()
    rows = [row for width in WIDTHS for row in view("risk", tables, get_translator(language), now, width).rows]
    lines = [line.strip() for row in rows for cell in row for line in cell.plain.splitlines()]
    assert any("%" in line for line in lines)
    assert [line for line in lines if line.startswith("%")] == []
