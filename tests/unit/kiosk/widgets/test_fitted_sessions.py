"""Titles of sessions are cut to fit a line; their numbers and rooms are not."""

from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from checkin.core.course import Session
from checkin.kiosk.widgets.fitted_sessions import fit_names, fit_titles, shortened

AT = datetime(2026, 3, 9, 14, tzinfo=UTC)
LONG = "Taller sobre protección internacional y derecho de los refugiados"


def sessions(*named: tuple[str, str]) -> list[Session]:
    return [Session(id=title, title=title, starts_at=AT, ends_at=AT, room=room) for title, room in named]


THREE = sessions((f"{LONG} 1", "Sala Mar"), (f"{LONG} 2", "Sala Sierra"), ("Foro", "Auditorio"))


@pytest.mark.parametrize(
    ("title", "room", "shown"),
    [
        ("Taller 1", 8, "Taller 1"),
        ("Taller de protección 12", 14, "Taller de… 12"),
        ("Taller de protección B", 12, "Taller de… B"),
        ("Taller de protección", 10, "Taller de…"),
        ("国際移住の課題 2", 10, "国際移… 2"),
    ],
)
def test_a_title_keeps_its_number(title: str, room: int, shown: str) -> None:
    assert shortened(title, room) == shown


@pytest.mark.parametrize("room", [45, 54, 60, 78, 150])
def test_every_room_and_number_is_there_in_a_narrow_line(room: int) -> None:
    said = fit_titles(THREE, ", ", room, with_rooms=True)
    assert cell_len(said) <= room
    assert [name for name in ("Sala Mar", "Sala Sierra", "Auditorio") if name not in said] == []
    assert room < 54 or [number for number in ("… 1 (", "… 2 (") if number not in said] == []


def test_rooms_stand_alone_where_no_title_has_room() -> None:
    assert fit_titles(THREE, ", ", 36, with_rooms=True) == "Sala Mar, Sala Sierra, Auditorio"


def test_what_does_not_fit_is_counted() -> None:
    assert fit_names(["Sala Mar", "Sala Sierra", "Auditorio"], " / ", 26) == "Sala Mar / Sala Sierra + 1"
