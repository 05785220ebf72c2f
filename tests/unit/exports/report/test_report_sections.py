"""What a director has to tell: participants with results, what changed in the programme, what was entered by hand."""

import re
from datetime import date
from pathlib import Path

import pytest
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.attendance.session_changes import SessionChanges
from checkin.certificates.issue import issue
from checkin.certificates.plan import plan
from checkin.core.events import parse_time
from checkin.exports.report.course_report import report
from checkin.exports.report.day_report import day_page
from checkin.exports.report.document import Document, Section
from checkin.exports.report.renderers import as_text
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants


def section(document: Document, title: str) -> Section:
    return next(part for part in document.sections if part.title == title)


def rows(document: Document, title: str) -> list[list[str]]:
    grid = section(document, title).grid
    assert grid is not None
    return [list(row) for row in grid.rows]


@pytest.fixture
def changed(day: OpenCourse) -> OpenCourse:
    """The same day: the lecture began 25 minutes later, a workshop was cancelled, and people were decided about."""
    changes = SessionChanges.of(day, actor="V. Paz", reason="storm")
    by_name = {person.name: person.code for person in participants.roster(day.record.conn)}
    changes.cancel("wb")
    changes.shift("s2", 25)
    changes.mark(by_name["João d’Ávila"], "s2", "present")
    changes.decide(by_name["Ana Núñez"], earned=True)
    return day


def test_cancelled_and_shifted_sessions_are_reported_with_their_reasons(changed: OpenCourse) -> None:
    document = report(changed)
    assert "Sesiones realizadas: 3 de 4." in " ".join(section(document, "En resumen").lines)
    assert rows(document, "Cambios de sesiones") == [
        ["09/03 11:00", "Lecture", "comenzó 25 minutos después", "V. Paz", "storm"],
        ["09/03 14:30", "Workshop B", "cancelada", "V. Paz", "storm"],
    ]


def test_the_page_of_the_day_has_its_changed_sessions(changed: OpenCourse) -> None:
    assert len(rows(day_page(changed, date(2026, 3, 9)), "Cambios de sesiones")) == 2


def test_participants_have_percent_result_and_certificate_number(changed: OpenCourse, tmp_path: Path) -> None:
    issue(changed, plan(changed).due, tmp_path)
    ana = next(row for row in rows(report(changed), "Participantes") if row[1] == "Ana Núñez")
    assert ana == ["Argentina", "Ana Núñez", "", "2/3", "66,7\N{NO-BREAK SPACE}%", "cumplidos", "0001"]


def test_excuses_marks_and_decisions_say_who_and_why(changed: OpenCourse) -> None:
    document = report(changed)
    assert rows(document, "Justificaciones") == [["Jean Saint-Fleur", "09/03 09:00 Opening", "falta", "Dr. Sosa", ""]]
    assert rows(document, "Registrado a mano") == [
        ["João d’Ávila", "09/03 11:25 Lecture", "Presente", "V. Paz", "storm"]
    ]
    assert rows(document, "Decisiones sobre certificados") == [
        ["Ana Núñez", "cumple los requisitos", "09/03/2026", "V. Paz", "storm"]
    ]


def test_a_mark_after_the_late_limit_is_listed_as_late(changed: OpenCourse) -> None:
    by_name = {person.name: person.code for person in participants.roster(changed.record.conn)}
    late = parse_time("2026-03-09T14:45:00Z")  # 11:45 on the clock of the course
    Corrections.of(changed, actor="V. Paz", reason="bus").mark(by_name["Ana Núñez"], "s2", "present", late)
    found = {row[0]: row[2] for row in rows(report(changed), "Registrado a mano")}
    assert found == {"João d’Ávila": "Presente", "Ana Núñez": "Llegó tarde"}


def test_withdrawals_have_a_day_and_a_reason(changed: OpenCourse) -> None:
    by_name = {person.name: person.code for person in participants.roster(changed.record.conn)}
    SessionChanges.of(changed, actor="V. Paz", reason="ill").withdraw(by_name["Jean Saint-Fleur"])
    found = {row[0]: row[2:] for row in rows(report(changed), "Participaciones canceladas")}
    ill = ["09/03/2026", "", "V. Paz", "ill"]
    assert found == {"Gone Away": ["antes del curso", "", "", ""], "Jean Saint-Fleur": ill}


def test_lecturers_have_their_sessions_and_minutes(open_course: OpenCourse, hand_clock: HandClock) -> None:
    conn = open_course.record.conn
    conn.execute("UPDATE sessions SET speakers = 'Soledad Ríos' WHERE id = 's1'")
    conn.execute("UPDATE sessions SET speakers = 'Modera: Dra. RÍOS, Soledad (OIM)' WHERE id = 's2'")
    conn.execute("UPDATE participants SET name = 'Soledad Ríos' WHERE name = 'Jean Saint-Fleur'")  # no speaker
    hand_clock.set("19:00")
    (row,) = rows(report(open_course), "Disertantes")
    assert (row[0], row[1], *row[3:]) == ("Soledad Ríos", "Chile", "2", "180")


def test_a_section_without_rows_is_left_out_and_no_count_of_the_record_is_shown(day: OpenCourse) -> None:
    titles = [part.title for part in report(day).sections]
    assert "Disertantes" not in titles
    assert not re.search(r"\d+ (anotaciones|hechos)", as_text(report(day)))
