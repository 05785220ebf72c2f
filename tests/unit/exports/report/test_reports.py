"""The report and the page of a day: complete, in the course's language, and safe whatever names hold."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pdfua
import pypdfium2
import pytest
from tests.conftest import HandClock

from checkin.attendance.session_changes import SessionChanges
from checkin.core.course import Participant
from checkin.door.scan import Door
from checkin.exports.report.charts import stacked
from checkin.exports.report.course_report import report
from checkin.exports.report.day_report import day_page
from checkin.exports.report.document import Document, Grid, Section
from checkin.exports.report.renderers import as_html, as_pdf, as_text
from checkin.i18n.translator import get_translator
from checkin.store.open_course import OpenCourse

Find = Callable[[str], Participant]


def section(document: Document, title: str) -> str:
    """One section as text."""
    text = as_text(document)
    return text[text.index(f"\n{title}\n") :].split("\n\n")[0]


def test_the_report_says_who_came_from_where(day: OpenCourse) -> None:
    text = as_text(report(day))
    assert "3 participantes de 3 países" in text
    assert re.search(r"Opening +3 +2 +0 +1 +0 +0 +cerrada", text)
    assert re.search(r"Argentina +1 +3 +1 +1 +0 +0 +1 +2/3", text)


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_every_heading_of_a_table_begins_with_a_capital(day: OpenCourse, language: str) -> None:
    course = replace(day, course=replace(day.course, language=language))
    documents = report(course), day_page(course, date(2026, 3, 9))
    headings = [text for page in documents for part in page.sections if part.grid for text in part.grid.headings]
    assert len(headings) > 20
    assert [text for text in headings if text[:1].islower()] == []
    grids = [part.grid.headings for page in documents for part in page.sections if part.grid]
    assert [each for each in grids if len(set(each)) < len(each)] == []


def test_the_report_names_what_is_open(day: OpenCourse) -> None:
    text = section(report(day), "Cuestiones abiertas")
    assert "Sesiones terminadas y sin cerrar: Lecture; Workshop A; Workshop B." in text


MISSING_DOCUMENT = {
    "en": ("supporting document", "12 March"),
    "es": ("comprobante", "12 de marzo"),
    "pt": ("comprovante", "12 de março"),
    "fr": ("pièce justificative", "12 mars"),
}


@pytest.mark.parametrize("language", MISSING_DOCUMENT)
def test_the_report_names_a_missing_document_and_its_day_as_the_language_does(day: OpenCourse, language: str) -> None:
    document = report(replace(day, course=replace(day.course, language=language)))
    (line,) = [line for part in document.sections for line in part.lines if "Jean Saint-Fleur" in line]
    assert [word in line for word in (*MISSING_DOCUMENT[language], "Dr. Sosa", "2026-03-12")] == [True] * 3 + [False]


@pytest.mark.parametrize(("language", "percent"), [("en", "66.7"), ("es", "66,7"), ("pt", "66,7"), ("fr", "66,7")])
def test_the_report_writes_decimals_as_the_language_does(day: OpenCourse, language: str, percent: str) -> None:
    document = report(replace(day, course=replace(day.course, language=language)))
    found = {cell for part in document.sections if part.grid for row in part.grid.rows for cell in row}
    assert percent in found
    assert percent.translate({ord("."): ",", ord(","): "."}) not in found


def test_sessions_at_which_nobody_is_expected_have_no_percentage(day: OpenCourse, person: Find) -> None:
    for name in ("Ana", "João", "Jean"):
        SessionChanges.of(day).withdraw(person(name).code, date(2026, 3, 9))
    assert "- %" not in re.sub(r"\s", " ", as_text(report(day)))


def test_somebody_at_two_doors_within_a_minute_is_a_question(
    day: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.set("14:31")
    Door(day.record, day.course, name="Mar", session="wa", anytime=True).scan(person("Ana").code)
    hand_clock.forward(0.5)
    Door(day.record, day.course, name="Sierra", session="s2", anytime=True).scan(person("João").code)
    Door(day.record, day.course, name="Sierra", session="wb", anytime=True).scan(person("João").code)
    Door(day.record, day.course, name="Hall", session="s2", anytime=True).scan(person("Jean").code)
    hand_clock.forward(0.5)
    Door(day.record, day.course, name="Mar", session="wa", anytime=True).scan(person("Jean").code)
    text = section(report(day), "Cuestiones abiertas")
    assert "La credencial de Jean Saint-Fleur se escaneó en Hall y en Mar" in text
    assert "Ana" not in text


def test_who_can_miss_no_more_is_at_risk(day: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.set("13:00")
    text = section(report(day), "En riesgo")
    assert "Jean Saint-Fleur" in text


def test_after_the_end_the_report_says_who_did_not_reach_the_certificate(day: OpenCourse) -> None:
    text = section(report(day), "Sin alcanzar los requisitos del certificado")
    assert "João d’Ávila" in text
    assert "En riesgo" not in as_text(report(day))


def test_the_page_of_a_day_names_who_is_late_and_for_whom_nothing_is_recorded(day: OpenCourse) -> None:
    page = day_page(day, date(2026, 3, 9))
    assert section(page, "Llegaron tarde").endswith("11:00 Lecture: 1. Argentina 1 (Ana Núñez).")
    assert section(page, "Ausentes").endswith("Nadie.")
    unmarked = section(page, "Sin registrar").splitlines()[3:]
    assert unmarked == [
        "11:00 Lecture: 2. Brasil 1 (João d’Ávila); Haití 1 (Jean Saint-Fleur).",
        "14:30 Workshop A: 2. Argentina 1 (Ana Núñez); Haití 1 (Jean Saint-Fleur).",
        "14:30 Workshop B: 1. Brasil 1 (João d’Ávila).",
    ]


def test_the_page_of_a_day_names_everybody_whom_it_counts_as_absent(
    day: OpenCourse, hand_clock: HandClock, person: Callable[[str], Participant]
) -> None:
    SessionChanges.of(day).mark(person("Jean").code, "s2", "absent")
    hand_clock.set("12:00")  # the session goes on
    text = section(day_page(day, date(2026, 3, 9)), "Ausentes")
    assert text.endswith("11:00 Lecture: 1. Haití 1 (Jean Saint-Fleur).")


def test_nobody_is_named_for_a_session_that_is_still_on(day: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.set("12:00")
    text = section(day_page(day, date(2026, 3, 9)), "Sin registrar")
    assert "Lecture: " not in text
    assert text.endswith("Aún no terminan: Lecture; Workshop A; Workshop B.")


def test_a_page_of_a_day_says_the_year(day: OpenCourse) -> None:
    assert day_page(day, date(2026, 3, 9)).title.startswith("Lunes 9 de marzo de 2026 · ")


def test_a_day_without_a_session_says_so_and_no_more_of_it(day: OpenCourse) -> None:
    page = day_page(day, date(2030, 1, 1))
    assert [part.title for part in page.sections] == ["Sesiones", "Cuestiones abiertas"]
    assert "No hay ninguna sesión este día." in as_text(page)


def test_more_names_than_eight_are_eight_and_a_number() -> None:
    letters = list("abcdefghij")
    assert get_translator("es").some(letters[:8]) == "a, b, c, d, e, f, g, h"
    assert get_translator("es").some(letters, between="; ") == "a; b; c; d; e; f; g; h y 2 más"


def test_the_charts_name_sessions_by_their_times(day: OpenCourse) -> None:
    chart = next(part.chart for part in report(day).sections if part.title == "Por sesión")
    assert chart is not None
    assert re.findall(r"<text[^>]*>(\d\d/\d\d \d\d:\d\d)<", chart.svg)[:2] == ["09/03 09:00", "09/03 11:00"]
    assert ">s1<" not in chart.svg


def test_of_many_labels_some_are_drawn_that_can_be_read() -> None:
    labels = [f"L{place}" for place in range(100)]
    drawn = re.findall(r"<text[^>]*>(L\d+)<", stacked(labels, {"present": [1] * 100}))
    assert drawn == labels[::7]


def test_who_has_no_institution_is_a_row_with_a_name_at_the_end(day: OpenCourse) -> None:
    with day.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET institution = 'Zoo' WHERE name LIKE 'Ana%'")
    text = section(report(day), "Por institución")
    assert [line.split("  ")[0] for line in text.splitlines()[-2:]] == ["Zoo · Argentina", "sin institución"]


def test_a_title_has_the_room_that_the_numbers_leave() -> None:
    title = "Aspectos jurídicos de la gestión"
    headings = ["Comienza", "Sesión", "previstas", "presentes", "tarde", "justificadas", "ausentes", "sin marcar", ""]
    row = ["24.11. 09:00", title, "48", "40", "2", "0", "0", "6", "abierta"]
    assert title in page_texts(Grid(headings, [row], frozenset(range(2, 8))))[0]


def test_a_row_is_whole_on_its_page() -> None:
    why = " ".join(f"w{number}" for number in range(250)) + " end"
    rows = [[f"start{number}", why.replace("end", f"end{number}")] for number in range(20)]
    pages = page_texts(Grid(["Nombre", "por qué"], rows))
    assert len(pages) > 1
    for number in range(20):
        (page,) = [text for text in pages if re.search(rf"start{number}\b", text)]
        assert re.search(rf"end{number}\b", page)


def page_texts(grid: Grid) -> list[str]:
    """The pages of a PDF of one table, as text."""
    document = Document(title="T", subtitle="S", language="es", sections=[Section("Tabla", grid=grid)])
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(as_pdf(document))]


def test_the_day_is_that_of_the_course_and_not_of_greenwich(
    open_course: OpenCourse, hand_clock: HandClock, person: Find
) -> None:
    SessionChanges.of(open_course).move("s1", starts_at=datetime(2026, 3, 10, 1, 0, tzinfo=UTC))
    assert "Opening" in as_text(day_page(open_course, date(2026, 3, 9)))
    assert "Opening" not in as_text(day_page(open_course, date(2026, 3, 10)))


class Tags(HTMLParser):
    """Remembers every tag that it meets."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_a_hostile_name_is_text_in_the_html_and_nothing_is_loaded(day: OpenCourse) -> None:
    with day.record.writing() as writing:
        writing.conn.execute(
            "UPDATE participants SET name = ?, institution = ? WHERE name LIKE 'Ana%'",
            ('<img src=x onerror="alert(1)">', "</style><script>alert(2)</script>\x1b[31m"),
        )
    html = as_html(report(day)) + as_html(day_page(day, date(2026, 3, 9)))
    tags = Tags()
    tags.feed(html)
    assert not {"img", "script", "link", "iframe", "object"} & {tag for tag, _ in tags.tags}
    assert not [name for _, attributes in tags.tags for name in attributes if name.startswith("on")]
    assert not [
        value for _, attributes in tags.tags for value in (attributes.get("src"), attributes.get("href")) if value
    ]
    assert "&lt;img src=x" in html
    assert "\x1b" not in html


def test_every_chart_has_its_words(day: OpenCourse) -> None:
    document = report(day)
    charts = [section.chart for section in document.sections if section.chart]
    assert len(charts) == 3
    assert all(len(chart.alternative) > 20 and "<svg" in chart.svg for chart in charts)


def test_the_pdf_holds_the_same_and_is_tagged(day: OpenCourse, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(as_pdf(report(day)))
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file))
    assert all(words in text for words in ("En resumen", "Opening", "Argentina", "Jean Saint"))
    assert not pdfua.validate(file).findings


def test_a_course_without_sessions_yet_has_a_report(open_course: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.time = datetime(2026, 3, 1, tzinfo=UTC)
    document = report(open_course)
    assert "Sesiones realizadas: 0 de 4." in as_text(document)
    assert as_pdf(document).startswith(b"%PDF")
