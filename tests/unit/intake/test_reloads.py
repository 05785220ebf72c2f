"""What a second list or programme must not take away in silence: attendance, statuses, roles and groups."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.conftest import HandClock

from checkin.attendance.session_changes import SessionChanges
from checkin.attendance.summary import attendance_by_person
from checkin.door.scan import Door
from checkin.intake.load import Loaded, load
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants, programme

HEAD = "fecha;inicio;fin;título;grupo\n"
ONE = "2026-10-19;09:00;10:30;Clase 1;\n"
TWO = "2026-10-19;11:00;12:30;Clase 2;\n"
THREE = "2026-10-20;09:00;10:30;Clase 3;\n"
PEOPLE = (
    "nombre;país;correo;rol;grupo;estado\n"
    "Ana Paz;UY;a@x.org;ponente;A;confirmada\n"
    "Luis Gil;PE;l@x.org;participante;B;cancelada\n"
)
Reload = Callable[[str], Loaded]


@pytest.fixture
def made(tmp_path: Path, hand_clock: HandClock) -> Iterator[OpenCourse]:
    (tmp_path / "course.toml").write_text('[course]\ntitle = "C"\ntimezone = "UTC"\n')
    (tmp_path / "participants.csv").write_text("nombre;país;grupo\nAna Paz;UY;A\nLuis Gil;PE;B\n")
    (tmp_path / "programme.csv").write_text(HEAD + ONE + TWO + THREE)
    with opened_course(CourseFolder(tmp_path), clock=hand_clock.clock()) as course:
        load(course)
        hand_clock.time = datetime(2026, 10, 21, tzinfo=UTC)
        yield course


@pytest.fixture
def reload(made: OpenCourse, tmp_path: Path) -> Reload:
    def again(rows: str) -> Loaded:
        (tmp_path / "programme.csv").write_text(HEAD + rows)
        return load(made)

    return again


@pytest.fixture
def scan(made: OpenCourse) -> Callable[[str, str], str]:
    """Scans Ana or Luis at a session; returns the entry."""

    def at(name: str, session: str) -> str:
        door = Door(made.record, made.course, session=session, anytime=True)
        found = door.scan(code(made, name)).event_id
        assert found
        return found

    return at


def code(made: OpenCourse, name: str) -> str:
    return next(one.code for one in participants.roster(made.record.conn) if one.name.startswith(name))


def expected(made: OpenCourse) -> dict[str, tuple[int, int]]:
    found = attendance_by_person(made.record.conn, made.course)
    return {one.person.name: (one.figures.attended, one.figures.expected) for one in found}


def said(loaded: Loaded) -> str:
    return "\n".join(str(notice.reason) for notice in loaded.notices)


@pytest.mark.parametrize("how", ["undone", "moved", "excused"])
def test_a_session_without_attendance_leaves_with_the_file(
    made: OpenCourse, reload: Reload, scan: Callable[[str, str], str], how: str
) -> None:
    changes = SessionChanges.of(made)
    if how == "excused":
        changes.excuse(code(made, "Ana"), "1019-0900")
    else:
        entry = scan("Ana", "1019-0900")
    if how == "undone":
        changes.undo(entry)
    if how == "moved":
        changes.move_scans("1019-0900", "1019-1100", anytime=True)
    reload(TWO + THREE)
    assert [one.id for one in programme.read_programme(made.record.conn)] == ["1019-1100", "1020-0900"]


def test_the_scans_of_a_session_that_was_merged_into_another_keep_that_one(
    made: OpenCourse, reload: Reload, scan: Callable[[str, str], str]
) -> None:
    scan("Ana", "1019-0900")
    SessionChanges.of(made).merge_sessions("1019-0900", "1019-1100")
    loaded = reload(ONE + THREE)
    assert expected(made) == {"Ana Paz": (1, 2), "Luis Gil": (0, 2)}
    assert "with attendance, so they stay and count: 'Clase 2' (1019-1100)" in said(loaded)


def test_a_session_in_the_file_is_not_lost_with_the_one_that_it_was_merged_into(
    made: OpenCourse, reload: Reload
) -> None:
    SessionChanges.of(made).merge_sessions("1019-0900", "1019-1100")
    assert "other sessions were merged into them" in said(reload(ONE + THREE))
    assert [one.title for one in programme.read_programme(made.record.conn)] == ["Clase 2", "Clase 3"]


def test_a_session_that_stayed_and_comes_back_is_not_doubled(
    made: OpenCourse, reload: Reload, scan: Callable[[str, str], str]
) -> None:
    scan("Ana", "1019-0900")
    assert "Clase 1" in said(reload("2026-10-19;09:00;10:30;Apertura;\n" + THREE))
    assert "so they stay and count" in said(reload("2026-10-19;09:00;10:30;Apertura;\n" + THREE))
    reload("2026-10-19;12:00;13:30;Clase 1;\n" + THREE)
    found = programme.read_programme(made.record.conn)
    assert [(one.id, one.starts_at.hour) for one in found] == [("1019-0900", 12), ("1020-0900", 9)]


def test_what_was_entered_by_hand_is_named_when_its_session_goes_to_another_day(
    made: OpenCourse, reload: Reload
) -> None:
    changes = SessionChanges.of(made)
    changes.mark(code(made, "Ana"), "1019-1100", "present")
    changes.excuse(code(made, "Luis"), "1020-0900")
    changes.close("1020-0900", "absent")
    lines = said(reload(ONE + "2026-10-22;08:00;09:30;Clase 2;\n2026-12-24;09:00;10:30;Clase 3;\n")).splitlines()
    named = [line.partition("stays with it: ")[2].partition(". Undo")[0] for line in lines if "by hand for" in line]
    assert named == ["Ana Paz", "Luis Gil; the closing of the session"]


def test_the_people_whose_attendance_a_new_group_of_the_session_takes_away_are_named(
    made: OpenCourse, reload: Reload, scan: Callable[[str, str], str]
) -> None:
    scan("Ana", "1019-0900")
    text = said(reload(ONE.replace("1;\n", "1;B\n") + TWO + THREE))
    assert "is for other groups now (B): it does not count for people who attended it: Ana Paz" in text


def people(made: OpenCourse) -> list[tuple[str, str, str, tuple[str, ...], bool]]:
    found = participants.roster(made.record.conn, everybody=True)
    return [(one.name, one.email, one.role.value, one.groups, one.withdrawn) for one in found]


def test_a_list_without_a_column_leaves_what_the_list_before_said(made: OpenCourse, tmp_path: Path) -> None:
    file = tmp_path / "participants.csv"
    file.write_text(PEOPLE)
    load(made)
    before = people(made)
    file.write_text("nombre;país\nAna Paz;UY\nLuis Gil;PE\n")
    assert "no column for: e-mail (2); role (1); groups (2); withdrawn (1); these people keep" in said(load(made))
    assert (
        people(made)
        == before
        == [
            ("Ana Paz", "a@x.org", "speaker", ("A",), False),
            ("Luis Gil", "l@x.org", "participant", ("B",), True),
        ]
    )


def test_an_empty_column_takes_away_what_the_list_before_said(made: OpenCourse, tmp_path: Path) -> None:
    file = tmp_path / "participants.csv"
    file.write_text(PEOPLE)
    load(made)
    file.write_text("nombre;país;correo;rol;grupo;estado\nAna Paz;UY;;;;\nLuis Gil;PE;;;;confirmada\n")
    load(made)
    assert people(made) == [("Ana Paz", "", "participant", (), False), ("Luis Gil", "", "participant", (), False)]


@pytest.mark.parametrize(
    ("second", "meal"), [("nombre;país\nAna Paz;UY\n", "vegano"), ("nombre;país;menú\nAna Paz;UY;\n", None)]
)
def test_a_list_without_a_column_keeps_its_extra_facts(
    second: str, meal: str | None, made: OpenCourse, tmp_path: Path
) -> None:
    (tmp_path / "participants.csv").write_text("nombre;país;menú\nAna Paz;UY;vegano\n")
    load(made)
    (tmp_path / "participants.csv").write_text(second)
    said = " ".join(map(str, load(made).notices))
    with made.record.reading() as conn:
        (ana,) = participants.roster(conn)
    assert (ana.facts.get("menú"), "extra facts (1)" in said) == (meal, meal is not None)
