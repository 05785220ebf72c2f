"""The director's desk, driven by keys."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.interface import a_second_passes, kiosk, press, scan, settled, text_of, whole_screen
from textual.pilot import Pilot
from textual.widgets import DataTable, OptionList, Static

from checkin.attendance.corrections import Corrections
from checkin.attendance.session_changes import SessionChanges
from checkin.core.course import Participant
from checkin.kiosk.app import StartOptions
from checkin.kiosk.attendance.close_session import ClosingScreen
from checkin.kiosk.attendance.screen import AttendanceScreen
from checkin.kiosk.base.dialogs import ReadDialog, flowing
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.queries.attendance import SessionRow
from checkin.store.queries.excuses import excuses_in_force

Find = Callable[[str], Participant]


def cells(pilot: Pilot[None]) -> list[list[str]]:
    """What stands in the table, as text."""
    table = pilot.app.screen.query_one(DataTable)
    return [[str(cell) for cell in table.get_row_at(row)] for row in range(table.row_count)]


def statuses(course: OpenCourse, session: str) -> dict[str, str]:
    """The status of each person at a session, by the beginning of the name."""
    return {
        row.name[:3]: row.status.value for row in attendance.attendance(course.record.conn) if row.session == session
    }


async def choose(pilot: Pilot[None], place: int) -> None:
    """Choose the line of the open dialog with that number."""
    pilot.app.screen.query_one(OptionList).highlighted = place
    await press(pilot, "enter")


async def test_the_matrix_has_a_column_a_day_and_a_sign_a_session(open_course: OpenCourse, person: Find) -> None:
    changes = SessionChanges.of(open_course)
    changes.mark(person("Ana").code, "s1", "present")
    changes.excuse(person("João").code, "s1")
    changes.mark(person("Jean").code, "s1", "absent")
    async with kiosk(open_course, (120, 40), desk="attendance") as pilot:
        await press(pilot, "f4")
        rows = {row[0][:3]: row[1:] for row in cells(pilot)}
    assert rows["Ana"] == ["●·· "]
    assert rows["Joã"] == ["○· ·"]
    assert rows["Jea"] == ["✗·· "]


async def test_the_figures_stay_when_the_language_changes(open_course: OpenCourse) -> None:
    async with kiosk(open_course, (120, 40), desk="attendance") as pilot:
        rows = len(cells(pilot))
        await press(pilot, "f9")
        assert len(cells(pilot)) == rows > 0
        assert pilot.app.focused is pilot.app.screen.query_one(DataTable)


async def test_who_can_miss_least_stands_first(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> None:
    changes = SessionChanges.of(open_course)
    for name, status in (("Ana", "present"), ("João", "absent"), ("Jean", "present")):
        changes.mark(person(name).code, "s1", status)
    hand_clock.set("10:45")
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "f5")
        assert [row[0] for row in cells(pilot)] == ["out of reach", "0", "0"]
        assert cells(pilot)[0][1] == "João d’Ávila"


async def test_a_threshold_that_sessions_without_an_entry_decide_is_not_out_of_reach(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    SessionChanges.of(open_course).mark(person("Jean").code, "s1", "absent")
    hand_clock.set("17:00")  # all sessions are over, and nobody closed one
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "f5")
        margins = {row[1][:3]: row[0] for row in cells(pilot)}
    assert margins == {"Jea": "out of reach", "Ana": "3 to record", "Joã": "3 to record"}


async def test_the_figures_move_as_a_scan_arrives(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        assert cells(pilot)[0][2].strip() == "0/3"
        await scan(pilot, person("Ana").code)
        screen = pilot.app.screen
        assert isinstance(screen, AttendanceScreen)
        screen.refresh_figures()  # what the pause would do
        await settled(pilot)
        assert cells(pilot)[0][2].strip() == "1/3"


async def test_the_story_of_a_person_tells_what_was_undone_too(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    ana = person("Ana").code
    made = Corrections.of(open_course, actor="V. Paz", reason="a slip")
    made.undo(made.mark(ana, "s1", "absent").event_id)
    hand_clock.forward(1)
    made.proof(ana)
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "enter")
        await choose(pilot, 0)
        assert isinstance(pilot.app.screen, ReadDialog)
        text = "\n".join(str(shown.render()) for shown in pilot.app.screen.query(Static))
    assert "9 Mar 2026 09:05  marked absent at Opening (V. Paz · a slip)" in text
    assert "undone: marked absent at Opening" in text
    assert "9 Mar 2026 09:06  name checked" in text


async def test_a_person_is_marked_with_a_reason(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "enter")
        await choose(pilot, 1)
        await choose(pilot, 0)
        await press(pilot, "enter", *"seen", "enter")
    assert statuses(open_course, "s1")["Ana"] == "present"


async def test_a_certificate_is_decided_with_a_name_and_a_reason(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "enter")
        await choose(pilot, 6)
        await press(pilot, *"ill", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, AttendanceScreen)
        screen.refresh_figures()
        await settled(pilot)
        assert "requirements met: 1 of 3" in text_of(pilot, "#heading")


@pytest.mark.parametrize(("key", "status"), [("f2", "absent"), ("f3", "excused"), ("f4", "present")])
async def test_one_key_answers_for_each_who_is_missing(open_course: OpenCourse, key: str, status: str) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "f3", "enter", "enter")
        assert isinstance(pilot.app.screen, ClosingScreen)
        assert [row[1] for row in cells(pilot)] == ["Ana Núñez", "João d’Ávila", "Jean Saint-Fleur"]
        await press(pilot, key)
        assert "2 people without a status" in whole_screen(pilot)
    assert statuses(open_course, "s1") == {"Ana": status, "Joã": "unmarked", "Jea": "unmarked"}


@pytest.mark.usefixtures("evening")
async def test_who_left_early_is_asked_when(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "f3", "enter", "enter", "f5", *"9:xx", "enter", *"09:50", "enter")
    rows = [
        row for row in attendance.attendance(open_course.record.conn) if row.name[:3] == "Ana" and row.session == "s1"
    ]
    assert [(row.status.value, row.seconds) for row in rows] == [("present", 50 * 60)]


@pytest.mark.usefixtures("evening")
async def test_closing_says_what_the_rest_is(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "f3", "enter", "enter", "f4", "enter", "down", "enter")
        assert isinstance(pilot.app.screen, AttendanceScreen)
    assert statuses(open_course, "s1") == {"Ana": "present", "Joã": "excused", "Jea": "excused"}


@pytest.mark.usefixtures("evening")
async def test_the_reason_that_the_closing_gives_is_stored_in_english_for_every_reader(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance", wish=StartOptions(language="es")) as pilot:
        await press(pilot, "f3", "enter", "enter", "f4", "enter", "down", "enter")
    reasons = open_course.record.conn.execute("SELECT DISTINCT reason FROM events WHERE kind = 'session_close'")
    assert [row[0] for row in reasons] == ["at the closing of the session"]


async def test_the_certificates_are_issued_after_a_question(open_course: OpenCourse, person: Find) -> None:
    Corrections.of(open_course, actor="V. Paz", reason="seen").decide(person("Ana").code, earned=True)
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "ctrl+g", "down", "enter")
        await a_second_passes(pilot)
    assert [file.name for file in sorted(open_course.folder.certificates.glob("0*.pdf"))] == ["0001-ana-nunez.pdf"]


async def test_the_desk_shows_some_people_alone_and_everybody_again(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "ctrl+f", *"country=zz", "enter")
        assert not isinstance(pilot.app.screen, AttendanceScreen)
        await press(pilot, *"country=BR", "enter")
        assert [row[0] for row in cells(pilot)] == ["João d’Ávila"]
        assert "requirements met: 0 of 1 · V. Paz · country=BR" in text_of(pilot, "#heading")
        await press(pilot, "ctrl+f", "enter")
        assert len(cells(pilot)) == 5


def at(course: OpenCourse, session: str) -> SessionRow:
    """What the figures say of a session."""
    return next(row for row in attendance.sessions(course.record.conn) if row.session == session)


async def change(pilot: Pilot[None], place: int, *answers: str) -> None:
    """Choose what was changed of the first session, and answer what is asked."""
    await press(pilot, "f3", "enter")
    await choose(pilot, place)
    for answer in answers:
        await press(pilot, *answer, "enter")


async def test_a_session_that_began_late_is_shifted(open_course: OpenCourse) -> None:
    before = at(open_course, "s1").starts_at
    async with kiosk(open_course, desk="attendance") as pilot:
        await change(pilot, 2, "25", "rain")
    assert at(open_course, "s1").starts_at - before == timedelta(minutes=25)


async def test_a_shift_is_a_whole_number_of_minutes(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await change(pilot, 2, "25.5")
        assert text_of(pilot, "#wrong") == "Write a whole number of minutes, like 25 or -10."


async def test_a_session_is_moved_to_another_time(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await change(pilot, 3, "2026-03-09T08:00", "rain")
    assert open_course.course.local(at(open_course, "s1").starts_at).hour == 8


async def test_a_session_is_moved_to_another_room(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await change(pilot, 5, "Patio", "rain")
    assert at(open_course, "s1").room == "Patio"


async def test_a_session_that_was_cancelled_is_brought_back(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await change(pilot, 6, "rain")
        assert "s1" not in [row.session for row in attendance.sessions(open_course.record.conn)]
        await change(pilot, 9)
        await press(pilot, "enter", *"dry", "enter")
    assert at(open_course, "s1")


async def test_a_session_is_merged_into_the_one_that_is_chosen(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await change(pilot, 7)
        await press(pilot, "enter", *"one", "enter")
    assert [row.session for row in attendance.sessions(open_course.record.conn)] == ["s2", "wa", "wb"]


async def test_scans_made_for_the_wrong_session_are_moved(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await scan(pilot, person("Ana").code)
        await change(pilot, 8)
        await press(pilot, "enter", "enter", "down", "enter", *"slip", "enter")
    assert (statuses(open_course, "s1")["Ana"], statuses(open_course, "s2")["Ana"]) == ("unmarked", "present")


async def test_somebody_is_excused_for_days_until_the_paper_comes(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "enter")
        await choose(pilot, 4)
        await press(pilot, *"2026-03-09 2026-03-10", "enter", *"ill", "enter", *"Paz", "enter", "down", "enter")
        await press(pilot, *"2026-03-12", "enter")
    assert {statuses(open_course, session)["Ana"] for session in ("s1", "s2", "wa")} == {"excused"}
    assert [(one.granted_by, one.waiting, one.due) for one in excuses_in_force(open_course.record.conn)] == [
        ("Paz", True, date(2026, 3, 12))
    ]


async def test_what_was_said_of_somebody_is_taken_back(open_course: OpenCourse, person: Find) -> None:
    Corrections.of(open_course).mark(person("Ana").code, "s1", "absent")
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "enter")
        await choose(pilot, 5)
        await press(pilot, "enter", *"slip", "enter")
    assert statuses(open_course, "s1")["Ana"] == "unmarked"


async def test_everything_that_a_director_needs_is_written(open_course: OpenCourse) -> None:
    files = (
        (0, "asistencia.xlsx"),
        (1, "asistencia.ods"),
        (3, "participantes.xlsx"),
        (4, "programa.xlsx"),
        (5, "informe.pdf"),
        (6, "informe.html"),
        (7, "2026-03-09-dia.html"),
        (8, "2026-03-09-lista-de-firmas.pdf"),
        (9, "2026-03-09-lista-de-firmas-por-grupo.pdf"),
        (10, "2026-03-09-lista-de-emergencia.pdf"),
        (11, "revision-de-nombres.pdf"),
    )
    exports = open_course.folder.exports
    async with kiosk(open_course, desk="attendance") as pilot:
        for place, written in files:
            before = set(exports.iterdir()) if exports.exists() else set()
            await press(pilot, "ctrl+e")
            await choose(pilot, place)
            assert [file.name for file in set(exports.iterdir()) - before] == [written]


async def test_an_archive_lies_beside_the_course_which_may_forget(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "ctrl+e")
        await choose(pilot, 12)
    assert (open_course.folder.root.parent / "course-2026-03-09-archivo" / "SHA256SUMS").exists()


async def test_every_session_that_is_over_is_closed_at_once(open_course: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.set("13:00")
    async with kiosk(open_course, desk="attendance") as pilot:
        await change(pilot, 1)
        await press(pilot, "enter")
    assert {row.session for row in attendance.sessions(open_course.record.conn) if row.closed} == {"s1", "s2"}
    assert statuses(open_course, "s2")["Ana"] == "absent"


async def test_a_filter_that_is_not_known_is_explained_whole_in_spanish(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance", wish=StartOptions(language="es")) as pilot:
        await press(pilot, "ctrl+f", *"color=azul", "enter")
        said = " ".join(part for part in whole_screen(pilot).replace("│", " ").split())
        assert "color no se conoce aquí: antes del = va función, país, institución, grupo, nombre o código." in said


async def test_yes_no_and_the_roles_are_in_the_language_of_the_screen(open_course: OpenCourse) -> None:
    async with kiosk(open_course, (220, 40), desk="attendance", wish=StartOptions(language="es")) as pilot:
        words = {cell.strip() for row in cells(pilot) for cell in row}
    assert {"no", "participante", "disertante"} <= words
    assert not {"participant", "speaker"} & words


async def test_ctrl_c_says_in_spanish_how_one_leaves(open_course: OpenCourse) -> None:
    async with kiosk(open_course, wish=StartOptions(language="es")) as pilot:
        await press(pilot, "ctrl+c")
        assert text_of(pilot, "Notice") == "Ctrl+Q sale de checkin."


@pytest.mark.parametrize(("language", "says"), [("es", "estuvo sin credencial"), ("fr", "présence sans badge")])
async def test_what_was_said_of_the_missing_is_whole(open_course: OpenCourse, language: str, says: str) -> None:
    async with kiosk(open_course, desk="attendance", wish=StartOptions(language=language)) as pilot:
        await press(pilot, "f3", "enter")
        await choose(pilot, 0)
        assert isinstance(pilot.app.screen, ClosingScreen)
        await press(pilot, "f4")
        assert says in whole_screen(pilot)


async def test_out_of_reach_is_whole_in_spanish(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> None:
    changes = SessionChanges.of(open_course)
    for name in ("João", "Ana"):
        changes.mark(person(name).code, "s1", "absent")
    hand_clock.set("18:00")
    async with kiosk(open_course, desk="attendance", wish=StartOptions(language="es")) as pilot:
        await press(pilot, "f5")
        assert "fuera de alcance" in whole_screen(pilot)


def test_a_help_flows_and_keeps_the_lines_that_are_set_in() -> None:
    assert flowing("One\ntwo.\n\n  a  1\n  b  2\n\nThree\nfour") == "One two.\n\n  a  1\n  b  2\n\nThree four"


async def test_the_help_is_not_broken_in_the_middle_of_its_lines(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "f1")
        read = [str(shown.render()) for shown in pilot.app.screen.query(Static)]
    assert any("requirements, and the sum in words." in text for text in read)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "Sessions that are not over are counted too: 4, needs 80%."),
        ("es", "También se cuentan las sesiones que no terminaron: 4, se necesita 80\N{NO-BREAK SPACE}%."),
    ],
)
async def test_the_rule_of_the_sums_stands_beneath_the_table(open_course: OpenCourse, language: str, says: str) -> None:
    async with kiosk(open_course, desk="attendance", wish=StartOptions(language=language)) as pilot:
        assert text_of(pilot, "#rule") == says


async def test_the_question_when_somebody_left_names_the_limits(open_course: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.set("10:45")
    async with kiosk(open_course, (120, 40), desk="attendance") as pilot:
        await press(pilot, "f3", "enter", "enter", "f5")
        assert "When they left, from Mon 9 Mar 09:00 to Mon 9 Mar 10:30" in whole_screen(pilot)


async def test_a_session_that_is_still_running_is_closed_after_a_question(open_course: OpenCourse) -> None:
    async with kiosk(open_course, (120, 40), desk="attendance") as pilot:
        await press(pilot, "f3", "enter", "enter", "enter")
        assert "Opening runs until 10:30, and people may still come." in whole_screen(pilot)
        await press(pilot, "enter")
        assert statuses(open_course, "s1")["Ana"] == "unmarked"
        await press(pilot, "enter", "down", "enter", "enter")
    assert statuses(open_course, "s1")["Ana"] == "absent"


async def test_a_session_to_come_is_not_closed(open_course: OpenCourse) -> None:
    async with kiosk(open_course, (120, 40), desk="attendance") as pilot:
        await press(pilot, "f3", "down", "enter", "enter", "enter")
        assert "Lecture begins on 9 Mar 2026 11:00: it cannot be closed yet." in whole_screen(pilot)
    assert statuses(open_course, "s2")["Ana"] == "unmarked"
