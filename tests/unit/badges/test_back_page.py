"""The backs of badges: the person's programme and the notes of the course."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pdfua
import pypdfium2
import pytest

from checkin.badges.draw import draw
from checkin.core.badge_style import BadgeBack, BadgeStyle
from checkin.core.course import Course, Participant, Session

Make = Callable[..., Participant]
STYLE = BadgeStyle(back=BadgeBack.PROGRAMME, notes={"es": "Wi-Fi: Curso38\nEmergencias: 911"})


def programme(count: int, title: str = "Refugio y asilo") -> list[Session]:
    starts = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
    times = [starts + timedelta(days=n // 5, hours=n % 5) for n in range(count)]
    return [
        Session(id=f"s{n}", title=f"{title} {n}", starts_at=at, ends_at=at + timedelta(hours=1), groups=("AB"[n % 2],))
        for n, at in enumerate(times)
    ]


def back_of(course: Course, who: Participant, sessions: list[Session], folder: Path, design: str = "lanyard") -> str:
    (file,) = draw(course, [who], folder / "b.pdf", two_sided=True, programme=sessions, design=design)
    return " ".join(pypdfium2.PdfDocument(file)[1].get_textpage().get_text_bounded().split())


def test_the_back_has_the_persons_own_sessions_and_the_notes(course: Course, person: Make, tmp_path: Path) -> None:
    text = back_of(replace(course, badges=STYLE), person(groups=("A",)), programme(6), tmp_path)
    assert "lun 9 mar 09:00 Refugio y asilo 0" in text
    assert "asilo 1" not in text
    assert text.endswith("Wi-Fi: Curso38 Emergencias: 911")


def test_each_day_has_a_line_where_the_sessions_have_no_room(course: Course, person: Make, tmp_path: Path) -> None:
    long = programme(60, "Gobernanza de las migraciones internacionales en América Latina y el Caribe hispanohablante")
    sessions = [replace(session, groups=()) for session in long]
    assert "lun 9 mar 09:00–14:00 mar 10 mar 09:00–14:00" in back_of(
        replace(course, badges=STYLE), person(), sessions, tmp_path
    )


def test_days_in_a_row_share_a_line_where_the_days_have_no_room(course: Course, person: Make, tmp_path: Path) -> None:
    sessions = [replace(one, groups=()) for one in programme(60) if one.starts_at.day != 15]
    text = back_of(replace(course, badges=STYLE), person(), sessions, tmp_path, "card")
    assert "lun 9 mar – sáb 14 mar 09:00–14:00 lun 16 mar – vie 20 mar 09:00–14:00" in text


def test_the_back_has_the_titles_of_sessions_in_the_language_of_the_person(
    course: Course, person: Make, tmp_path: Path
) -> None:
    own = replace(course, badges=STYLE, session_titles={"s0": {"fr": "Asile"}})
    assert "09:00 Asile" in back_of(own, person(groups=("A",), language="fr"), programme(6), tmp_path)
    assert "09:00 Refugio y asilo 0" in back_of(own, person(groups=("A",)), programme(6), tmp_path)


def test_without_the_setting_the_back_is_the_front(course: Course, person: Make, tmp_path: Path) -> None:
    assert "Ana Núñez" in back_of(course, person(), programme(6), tmp_path)


@pytest.mark.parametrize("design", ["lanyard", "card"])
def test_the_back_is_accessible(course: Course, person: Make, tmp_path: Path, design: str) -> None:
    back_of(replace(course, badges=STYLE), person(groups=("A",)), programme(6), tmp_path, design)
    assert not pdfua.validate(tmp_path / "b.pdf").findings


def test_badges_that_were_printed_before_the_setting_existed_stay_printed() -> None:
    assert len(BadgeStyle().look) == 5
    assert BadgeStyle().look != STYLE.look
