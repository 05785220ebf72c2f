"""Lists on paper, and the row numbers that come back from them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pdfua
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.core.errors import InputError, NotFoundError
from checkin.door.answer_text import detail
from checkin.door.paper_entry import enter_rows, looks_like_rows, rows_named
from checkin.door.scan import Door
from checkin.exports import paper_lists
from checkin.exports.list_pdf import Column, PaperList, draw_list
from checkin.i18n.translator import get_translator
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.roster import participants

Find = Callable[[str], Participant]


def names(rows: object) -> list[str]:
    return [row[1] for row in rows]  # type: ignore[attr-defined]


def test_a_sign_in_list_has_those_who_are_expected(open_course: OpenCourse) -> None:
    assert names(paper_lists.sign_in(open_course, "wa").rows) == ["Ana Núñez", "Jean Saint-Fleur"]
    assert names(paper_lists.sign_in(open_course, "wb").rows) == ["João d’Ávila"]


def test_a_list_of_a_day_has_a_box_for_each_session(open_course: OpenCourse) -> None:
    found = paper_lists.sign_in_of_day(open_course, date(2026, 3, 9))
    assert [column.heading for column in found.columns if column.kind == "box"] == [
        *("09:00", "11:00", "14:30 A", "14:30 B")
    ]
    assert found.rows[0][3:7] == ("", "", "", "-")
    assert names(found.rows) == ["Ana Núñez", "João d’Ávila", "Jean Saint-Fleur"]


def test_a_list_of_a_day_says_the_year(open_course: OpenCourse) -> None:
    assert paper_lists.sign_in_of_day(open_course, date(2026, 3, 9)).subtitle == "Lunes 9 de marzo de 2026"


def test_a_word_that_is_too_long_for_its_column_is_broken_and_leaves_the_next_alone(tmp_path: Path) -> None:
    word = "Wolfeschlegelsteinhausenbergerdorff"
    columns = [Column("Name", 1), Column("Country", 2), Column("Signature", 2, "line")]
    found = PaperList(title="T", subtitle="", columns=columns, rows=[(word, "Chile", "")], language="es")
    text = pypdfium2.PdfDocument(draw_list(found, tmp_path / "list.pdf"))[0].get_textpage().get_text_bounded()
    assert "Wolfeschlegel" in text
    assert word not in text


def test_a_person_has_the_same_number_on_every_list(open_course: OpenCourse) -> None:
    every = (
        paper_lists.sign_in(open_course, "s1"),
        paper_lists.sign_in(open_course, "wb"),
        paper_lists.proof(open_course),
    )
    assert {row[0] for found in every for row in found.rows if row[1].startswith("João")} == {"2"}


def test_a_group_has_a_list_of_its_own_and_no_box_for_the_other_group(open_course: OpenCourse) -> None:
    one, other = paper_lists.sign_in_by_group(open_course, None, date(2026, 3, 9))
    assert (names(one.rows), names(other.rows)) == (["Ana Núñez", "Jean Saint-Fleur"], ["João d’Ávila"])
    assert [column.heading for column in one.columns if column.kind == "box"] == ["09:00", "11:00", "14:30"]


def test_one_group_can_be_chosen_and_an_unknown_one_is_said(open_course: OpenCourse) -> None:
    (found,) = paper_lists.sign_in_by_group(open_course, "s1", None, "b")
    assert names(found.rows) == ["João d’Ávila"]
    with pytest.raises(NotFoundError, match="The groups are: A, B"):
        paper_lists.sign_in_by_group(open_course, "s1", None, "C")


def test_those_who_withdraw_tomorrow_are_on_the_list_of_today(
    open_course: OpenCourse, person: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = replace(person("Ana"), withdrawn=True, withdrawals=((date(2026, 3, 10), date.max),))
    monkeypatch.setattr(participants, "roster", lambda conn: [gone])
    assert names(paper_lists.sign_in(open_course, "s1").rows) == ["Ana Núñez"]


def test_a_name_that_the_list_writes_otherwise_since_then_is_checked_again_in_both_forms(
    open_course: OpenCourse, person: Find
) -> None:
    Corrections.of(open_course).proof(person("Ana").code, "Ana María Núñez")
    with open_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET name = 'Ana Núñez Ríos' WHERE name LIKE 'Ana%'")
    assert "Ana María Núñez; en la lista: Ana Núñez Ríos" in names(paper_lists.proof(open_course).rows)


def test_names_that_were_proofed_leave_the_proof_list(open_course: OpenCourse, person: Find) -> None:
    Corrections.of(open_course).proof(person("Ana").code)
    assert "Ana Núñez" not in names(paper_lists.proof(open_course).rows)


def test_a_session_or_a_day_without_sessions_is_said(open_course: OpenCourse) -> None:
    with pytest.raises(NotFoundError, match="The nearest are: s"):
        paper_lists.sign_in(open_course, "s9")
    with pytest.raises(NotFoundError, match="no session on 2026-03-10"):
        paper_lists.sign_in_of_day(open_course, date(2026, 3, 10))


def test_a_list_is_drawn_with_every_row_and_tagged(open_course: OpenCourse, tmp_path: Path) -> None:
    file = draw_list(paper_lists.sign_in(open_course, "s1"), tmp_path / "list.pdf")
    text = pypdfium2.PdfDocument(file)[0].get_textpage().get_text_range()
    assert all(name in text for name in ("Ana Núñez", "João d’Ávila", "Jean Saint", "Opening", "Lista de firmas"))
    assert not pdfua.validate(file).findings


# -- entered afterwards


@pytest.mark.parametrize(
    ("text", "rows"),
    [("3", [3]), ("3 7 12-14", [3, 7, 12, 13, 14]), ("3,7;9", [3, 7, 9]), ("5 - 6 5", [5, 6]), (" 2 ", [2])],
)
def test_row_numbers_are_read_as_people_write_them(text: str, rows: list[int]) -> None:
    assert looks_like_rows(text)
    assert rows_named(text) == rows


@pytest.mark.parametrize("text", ["", "a", "3 a", "7-3", "1-999999", "-", "3.5x"])
def test_what_is_no_list_of_rows_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        rows_named(text)


@given(st.text(max_size=30))
def test_any_text_is_rows_or_refused(text: str) -> None:
    try:
        assert all(row >= 0 for row in rows_named(text))
    except InputError:
        return


def test_rows_are_recorded_as_from_paper_at_the_sessions_start(open_course: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.set("19:00")
    answers = enter_rows(open_course, "s1", "1 3", actor="Rosa")
    assert [answer.verdict.value for answer in answers] == ["present", "present"]
    rows = {row.name[:3]: row for row in attendance.attendance(open_course.record.conn) if row.session == "s1"}
    assert (rows["Ana"].source, rows["Ana"].status.value, rows["Joã"].status.value) == ("paper", "present", "unmarked")


@pytest.mark.parametrize(("time", "status"), [(None, "late"), ("09:00", "present"), ("09:05", "present")])
def test_a_late_scan_stands_unless_the_list_gives_a_time(
    open_course: OpenCourse, hand_clock: HandClock, time: str | None, status: str
) -> None:
    hand_clock.set("09:20")
    ana = next(one for one in participants.roster(open_course.record.conn) if one.name.startswith("Ana"))
    Door(open_course.record, open_course.course).scan(ana.code)
    hand_clock.set("19:00")
    at = datetime.fromisoformat(f"2026-03-09T{time}-03:00") if time else None
    (answer,) = enter_rows(open_course, "s1", "1", at=at)
    rows = {row.name[:3]: row for row in attendance.attendance(open_course.record.conn) if row.session == "s1"}
    assert rows["Ana"].status.value == status
    said = detail(get_translator("en"), open_course.course, answer)
    assert ("in since 09:20 · late; the time of the list counts if it is entered" in said) == (time is None)


def test_a_number_that_nobody_has_records_nothing(open_course: OpenCourse) -> None:
    before = event_log.count(open_course.record.conn)
    with pytest.raises(NotFoundError, match=r"has the number 99\. Nothing was recorded"):
        enter_rows(open_course, "s1", "1 99")
    assert event_log.count(open_course.record.conn) == before


def test_the_list_of_names_has_those_alone_who_can_get_a_certificate(open_course: OpenCourse) -> None:
    style = replace(open_course.course.certificate, roles=("speaker",))
    speakers = replace(open_course, course=replace(open_course.course, certificate=style))
    assert "Soledad Ríos" not in names(paper_lists.proof(open_course).rows)
    assert "Soledad Ríos" in names(paper_lists.proof(speakers).rows)


def test_the_pages_of_a_list_have_about_as_many_rows(tmp_path: Path) -> None:
    rows = [(str(number), f"Person {number}", "") for number in range(20)]
    columns = [Column("", kind="number"), Column("Name", 4), Column("Signature", 4, "line")]
    pdf = pypdfium2.PdfDocument(
        draw_list(PaperList(title="T", subtitle="", columns=columns, rows=rows, language="en"), tmp_path / "l.pdf")
    )
    assert [page.get_textpage().get_text_bounded().count("Person") for page in pdf] == [10, 10]


def test_a_word_of_no_language_is_broken_where_its_column_ends(tmp_path: Path) -> None:
    word = "Keihanaikukauakahihulihe’ekahaunaele"
    columns = [Column("Name", 1), Column("Country", 1), Column("Institution", 2)]
    rows = [(word, "Chile", "")]
    page = pypdfium2.PdfDocument(
        draw_list(PaperList(title="T", subtitle="", columns=columns, rows=rows, language="en"), tmp_path / "l.pdf")
    )[0].get_textpage()
    found = page.search("Chile").get_next()
    assert found is not None
    beside = page.get_charbox(found[0])[0]
    name = page.search("Keihan").get_next()
    assert name is not None
    assert all(page.get_charbox(name[0] + n)[2] <= beside for n in range(len(word) - 8))


@pytest.mark.parametrize("country", ["Saint-Vincent-et-les Grenadines", "Saint-Christophe-et-Niévès"])
def test_a_word_with_hyphens_is_broken_after_one_of_them(tmp_path: Path, country: str) -> None:
    file = draw_list(list_of(("Nom", 6), ("Pays", 1), rows=[("Ana", country)]), tmp_path / "list.pdf")
    page = pypdfium2.PdfDocument(file)[0].get_textpage()
    found = page.search("Saint").get_next()
    assert found is not None
    text, lefts = country, list[float]()
    for place in range(found[0], page.count_chars()):
        left, _, right, _ = page.get_charbox(place)
        lefts += [left] if right > left and len(lefts) < len(text) else []
    ends = [text[place - 1] for place in range(1, len(lefts)) if lefts[place] < lefts[place - 1]]
    assert ends
    assert set(ends) <= {"-", " "}


def test_a_long_word_with_an_apostrophe_where_it_must_break_stays_in_its_column(tmp_path: Path) -> None:
    word = "Keihanaikukauakahihulihe’ekahaunaele"
    columns = (("N.º", 0), ("Nombre", 4), ("País", 2), ("Institución", 3), ("Función", 2), ("Decisión", 2))
    more = (("Emitido el", 0), ("Código de verificación", 0), ("Situación", 2), ("Entregado", 0))
    name_of = f"Wolfeschlegelsteinhausenbergerdorff {word} Nascimento y Goyeneche"
    rows = [
        ("38-0028", name_of, "Reino Unido", "Ministry", "observador/a", "100 %", "28/11/2026", "AAAA-AAAA-AAAA", "", "")
    ]
    file = draw_list(replace(list_of(*columns, *more, rows=rows), wide=True, language="es"), tmp_path / "list.pdf")
    page = pypdfium2.PdfDocument(file)[0].get_textpage()
    place, name = page.search("Reino").get_next(), page.search("Keihan").get_next()
    assert place is not None
    assert name is not None
    column = page.get_charbox(place[0])[0]
    assert max(page.get_charbox(name[0] + n)[2] for n in range(len(word))) < column


def list_of(*columns: tuple[str, float], rows: list[tuple[str, ...]]) -> PaperList:
    return PaperList(
        title="Liste",
        subtitle="",
        columns=[Column(heading, share) for heading, share in columns],
        rows=rows,
        language="fr",
        organizer="",
        footer="",
    )
