"""Changes at the attendance desk: who makes them, times within a session, documents, withdrawals, moved scans."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.conftest import COURSE, PEOPLE, HandClock
from tests.functional.kiosk.interface import kiosk, press, scan, settled, text_of, whole_screen
from textual.pilot import Pilot
from textual.widgets import OptionList

from checkin.attendance.corrections import Corrections
from checkin.attendance.excuse_rules import ExcuseDocument
from checkin.attendance.session_changes import SessionChanges
from checkin.certificates.issue import issue
from checkin.certificates.plan import plan
from checkin.core.course import Participant
from checkin.core.errors import InputError
from checkin.core.events import Event
from checkin.intake.load import load
from checkin.kiosk.app import StartOptions
from checkin.kiosk.attendance.close_session import ClosingScreen
from checkin.kiosk.attendance.screen import AttendanceScreen
from checkin.kiosk.base.dialogs import AskDialog
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import attendance
from checkin.store.queries.attendance import AttendanceRow
from checkin.store.queries.excuses import excuses_in_force

Find = Callable[[str], Participant]
NIGHT = "id,starts_at,ends_at,title,room\nnight,2026-03-09T22:30,2026-03-10T02:00,Night session,Hall\n"
SPANISH = StartOptions(language="es")


@pytest.fixture
def nobody_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk does not know yet who sits there."""
    monkeypatch.delenv("CHECKIN_BY", raising=False)


@pytest.fixture
def night_course(course_folder: CourseFolder, hand_clock: HandClock) -> Iterator[OpenCourse]:
    """A course whose only session goes over midnight; it is half past two, and exits are recorded."""
    rules = COURSE.replace("[door]", "[door]\nexits = true")
    (course_folder.root / "course.toml").write_text(rules, encoding="utf-8")
    (course_folder.root / "participants.csv").write_text(PEOPLE, encoding="utf-8")
    (course_folder.root / "programme.csv").write_text(NIGHT, encoding="utf-8")
    hand_clock.time = datetime(2026, 3, 10, 5, 30, tzinfo=UTC)
    with opened_course(course_folder, clock=hand_clock.clock()) as course:
        load(course)
        yield course


def row(course: OpenCourse, name: str, session: str) -> AttendanceRow:
    """The row of a person and a session."""
    rows = attendance.attendance(course.record.conn)
    return next(found for found in rows if found.name.startswith(name) and found.session == session)


def newest(course: OpenCourse) -> Event:
    """The entry that was recorded last."""
    return event_log.newest(course.record.conn, 1)[0]


async def choose(pilot: Pilot[None], place: int) -> None:
    """Choose the line of the open dialog with that number."""
    pilot.app.screen.query_one(OptionList).highlighted = place
    await press(pilot, "enter")


async def choose_action(pilot: Pilot[None], text: str) -> None:
    """Choose the line of the open dialog that begins with a text."""
    options = pilot.app.screen.query_one(OptionList)
    lines = [str(options.get_option_at_index(place).prompt) for place in range(options.option_count)]
    await choose(pilot, next(place for place, line in enumerate(lines) if line.startswith(text)))


async def test_the_desk_asks_once_who_sits_there_and_shows_it(open_course: OpenCourse, nobody_known: None) -> None:
    async with kiosk(open_course, (120, 40), desk="attendance") as pilot:
        await press(pilot, "enter")
        await choose_action(pilot, "The name is right")
        assert isinstance(pilot.app.screen, AskDialog)
        await press(pilot, *"Dr Sosa", "enter")
        await settled(pilot)
        assert newest(open_course).actor == "Dr Sosa"
        assert "Dr Sosa" in text_of(pilot, "#heading")
        await press(pilot, "f3", "enter")
        await choose(pilot, 6)
        await press(pilot, *"rain", "enter")
    assert (newest(open_course).kind, newest(open_course).actor) == ("session_cancel", "Dr Sosa")


async def test_nothing_is_changed_by_nobody(open_course: OpenCourse, nobody_known: None) -> None:
    before = event_log.count(open_course.record.conn)
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "enter")
        await choose_action(pilot, "The name is right")
        await press(pilot, "enter", "escape")
        assert isinstance(pilot.app.screen, AttendanceScreen)
    assert event_log.count(open_course.record.conn) == before


async def test_a_key_changes_who_sits_at_the_desk(open_course: OpenCourse) -> None:
    async with kiosk(open_course, (120, 40), desk="attendance") as pilot:
        assert "V. Paz" in text_of(pilot, "#heading")
        await press(pilot, "f10", *"Dr Sosa", "enter")
        await settled(pilot)
        assert "Dr Sosa" in text_of(pilot, "#heading")


async def test_certificates_and_new_badges_say_who_made_them(open_course: OpenCourse, person: Find) -> None:
    Corrections.of(open_course, actor="V. Paz", reason="seen").decide(person("Ana").code, earned=True)
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "ctrl+g", "down", "enter")
        await settled(pilot)
    assert (newest(open_course).kind, newest(open_course).actor) == ("issue", "V. Paz")


async def test_a_changed_certificate_is_named_before_the_next_ones_are_issued(
    open_course: OpenCourse, person: Find
) -> None:
    changes = Corrections.of(open_course, actor="V. Paz", reason="seen")
    decided = changes.decide(person("Ana").code, earned=True)
    issue(open_course, plan(open_course).due, open_course.folder.certificates, actor="V. Paz")
    changes.undo(decided.event_id)
    async with kiosk(open_course, (120, 40), desk="attendance") as pilot:
        await press(pilot, "ctrl+g")
        await settled(pilot)
        assert "Number 0001 (Ana Núñez): no certificate is due any more" in " ".join(
            whole_screen(pilot).replace("│", " ").split()
        )


async def test_a_speaker_without_a_session_is_named_before_certificates_are_issued(open_course: OpenCourse) -> None:
    style = replace(open_course.course.certificate, roles=("speaker",))
    course = replace(open_course, course=replace(open_course.course, certificate=style))
    async with kiosk(course, (120, 40), desk="attendance") as pilot:
        await press(pilot, "ctrl+g")
        await settled(pilot)
        shown = " ".join(whole_screen(pilot).replace("│", " ").split())
        assert "No certificate for a speaker whom no session of the programme names: Soledad Ríos." in shown


@pytest.mark.usefixtures("evening")
async def test_a_mark_takes_the_time_of_arrival_and_asks_again_outside_the_session(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "enter")
        await choose(pilot, 1)
        await choose(pilot, 0)
        await press(pilot, *"08:29", "enter")
        assert "08:30 to 10:30" in text_of(pilot, "#wrong")
        await press(pilot, *"09:20", "enter", *"saw her", "enter")
    found = row(open_course, "Ana", "s1")
    assert (found.status.value, f"{open_course.course.local(found.at):%H:%M}" if found.at else "") == ("late", "09:20")


async def test_an_empty_reason_is_not_accepted(open_course: OpenCourse) -> None:
    before = event_log.count(open_course.record.conn)
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "enter")
        await choose(pilot, 1)
        await choose(pilot, 0)
        await press(pilot, "enter", "enter", "space", "enter")
        assert isinstance(pilot.app.screen, AskDialog)
    assert event_log.count(open_course.record.conn) == before


async def test_a_departure_that_is_still_to_come_is_refused_and_nothing_is_recorded(
    night_course: OpenCourse, hand_clock: HandClock
) -> None:
    hand_clock.time = datetime(2026, 3, 10, 4, 16, tzinfo=UTC)  # 01:16
    before = event_log.count(night_course.record.conn)
    async with kiosk(night_course, desk="attendance") as pilot:
        await press(pilot, "f3", "enter", "enter", "f5", *"01:59", "enter")
        assert "still to come" in text_of(pilot, "#wrong")
        await press(pilot, "escape")
        assert "left early" not in whole_screen(pilot)
    assert event_log.count(night_course.record.conn) == before


async def test_a_row_of_the_closing_says_nothing_that_was_not_recorded(
    open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise InputError("Somebody else has closed it.")

    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "f3", "enter", "enter")
        monkeypatch.setattr(SessionChanges, "mark", refuse)
        await press(pilot, "f2")
        assert "was absent" not in whole_screen(pilot)
        assert "Somebody else has closed it." in whole_screen(pilot)


async def test_a_departure_after_midnight_is_on_the_next_day(night_course: OpenCourse) -> None:
    async with kiosk(night_course, desk="attendance") as pilot:
        await press(pilot, "f3", "enter", "enter")
        assert isinstance(pilot.app.screen, ClosingScreen)
        await press(pilot, "f5", *"22:10", "enter")
        assert "22:30 to 02:00" in text_of(pilot, "#wrong")
        await press(pilot, *"00:15", "enter")
    found = row(night_course, "Ana", "night")
    assert found.left_at is not None
    assert f"{night_course.course.local(found.left_at):%d %H:%M}" == "10 00:15"
    assert found.seconds == 105 * 60


@pytest.mark.parametrize(("typed", "recorded"), [("00:10", "10 00:10"), ("21:50", None)])
async def test_a_paper_list_takes_times_of_the_night_alone(
    night_course: OpenCourse, hand_clock: HandClock, typed: str, recorded: str | None
) -> None:
    hand_clock.time = datetime(2026, 3, 10, 4, 30, tzinfo=UTC)  # 01:30, a time to come is refused
    async with kiosk(night_course) as pilot:
        await press(pilot, "f5")
        await choose_action(pilot, "Enter a paper list")
        pilot.app.screen.query_one("#time").value = typed  # type: ignore[attr-defined]
        await press(pilot, *"Ana")
        await settled(pilot)
        await press(pilot, "enter")
        await settled(pilot)
    found = row(night_course, "Ana", "night")
    at = f"{night_course.course.local(found.at):%d %H:%M}" if found.at else None
    assert at == recorded


async def test_a_document_that_arrives_completes_the_excuse(open_course: OpenCourse, person: Find) -> None:
    made = Corrections.of(open_course, actor="V. Paz", reason="ill")
    made.excuse(person("Ana").code, "s1", document=ExcuseDocument(granted_by="Dr. Sosa"))
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "enter")
        await choose_action(pilot, "The supporting document has arrived")
        await press(pilot, *"letter", "enter")
    (excuse,) = excuses_in_force(open_course.record.conn)
    assert (excuse.document_seen, excuse.granted_by) == (True, "Dr. Sosa")


async def test_a_document_is_asked_for_only_where_one_is_missing(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "enter")
        assert "supporting document has arrived" not in whole_screen(pilot)


async def test_an_excuse_for_days_without_a_session_is_asked_again(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance", wish=SPANISH) as pilot:
        await press(pilot, "enter")
        await choose(pilot, 4)
        await press(pilot, *"20/12/2026", "enter")
        assert "Ana Núñez no tiene sesiones previstas" in text_of(pilot, "#wrong")


async def test_somebody_withdraws_from_a_day(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "enter")
        await choose_action(pilot, "Withdraw")
        await press(pilot, *"2026-03-09", "enter", *"called home", "enter")
    found = newest(open_course)
    assert (found.kind, found.facts, found.reason) == ("withdraw", '{"from":"2026-03-09"}', "called home")


async def test_what_was_undone_is_put_back(open_course: OpenCourse, person: Find) -> None:
    made = Corrections.of(open_course, actor="V. Paz", reason="saw it")
    made.undo(made.mark(person("Ana").code, "s1", "absent").event_id)
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "enter")
        await choose_action(pilot, "Put back")
        await press(pilot, "enter", *"was right", "enter")
    assert row(open_course, "Ana", "s1").status.value == "absent"


async def test_scans_of_a_wrong_clock_are_moved_with_their_times(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await scan(pilot, person("Ana").code)
        await press(pilot, "f3", "enter")
        await choose(pilot, 8)
        await choose(pilot, 0)
        await press(pilot, *"120", "enter", *"clock", "enter")
    found = row(open_course, "Ana", "s2")
    assert (found.status.value, f"{open_course.course.local(found.at):%H:%M}" if found.at else "") == (
        "present",
        "11:05",
    )


async def test_scans_outside_the_session_are_named_before_they_are_moved(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await scan(pilot, person("Ana").code)
        await press(pilot, "f3", "enter")
        await choose(pilot, 8)
        await choose(pilot, 0)
        await press(pilot, "enter")
        assert "Ana Núñez 09:05" in whole_screen(pilot)
        await press(pilot, "enter")
    assert row(open_course, "Ana", "s1").status.value == "present"


async def test_what_was_done_is_said_with_person_and_session(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="attendance") as pilot:
        await press(pilot, "enter")
        await choose(pilot, 2)
        await choose(pilot, 0)
        await press(pilot, *"not seen", "enter")
        await settled(pilot)
        said = " ".join(text_of(pilot, "Notice").split())
    assert said == "Ana Núñez, Argentina: absent from Opening, 9 March 09:00-10:30; 0 of 3 sessions"


@pytest.mark.parametrize(
    ("place", "typed", "says"),
    [
        (3, "25:00", "25:00 no es una fecha con hora. Escríbala así"),
        (3, "2026-03-09", "le falta la hora"),
    ],
)
async def test_wrong_times_are_explained_in_spanish(open_course: OpenCourse, place: int, typed: str, says: str) -> None:
    async with kiosk(open_course, desk="attendance", wish=SPANISH) as pilot:
        await press(pilot, "f3", "enter")
        await choose(pilot, place)
        await press(pilot, *typed, "enter")
        assert says in text_of(pilot, "#wrong")


async def test_a_list_for_a_day_without_a_session_is_refused_in_spanish(
    open_course: OpenCourse, hand_clock: HandClock
) -> None:
    SessionChanges.of(open_course)
    hand_clock.forward(60 * 24)
    async with kiosk(open_course, desk="attendance", wish=SPANISH) as pilot:
        await press(pilot, "ctrl+e")
        await choose(pilot, 8)
        await settled(pilot)
        said = " ".join(text_of(pilot, "Notice").split())
    assert (
        said
        == "No hay ninguna sesión el 10 de marzo de 2026. El día con sesiones más cercano es el 9 de marzo de 2026."
    )
