"""What the door is set to: its direction, language, colours and sounds, and what its bar says."""

from collections.abc import Callable, Iterator

import pytest
from tests.conftest import COURSE, HandClock
from tests.functional.kiosk.door.desk_steps import last
from tests.functional.kiosk.interface import (
    a_second_passes,
    kiosk,
    press,
    scan,
    text_of,
    whole_screen,
)

from checkin.core.course import Participant
from checkin.door import sounds
from checkin.intake.load import load
from checkin.kiosk.app import KioskApp
from checkin.kiosk.widgets.recent_scans import RecentScans
from checkin.kiosk.widgets.session_bar import SessionBar, bars_of
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants

Find = Callable[[str], Participant]


@pytest.fixture
def with_exits(course_folder: CourseFolder, hand_clock: HandClock) -> Iterator[OpenCourse]:
    """The course, recording exits."""
    rules = COURSE.replace("late_after = 15", "late_after = 15\nexits = true")
    course_folder.course_file.write_text(rules, encoding="utf-8")
    with opened_course(course_folder, clock=hand_clock.clock()) as course:
        load(course)
        yield course


async def test_one_key_makes_the_door_an_exit_and_nobody_misses_it(
    with_exits: OpenCourse, hand_clock: HandClock
) -> None:
    ana = next(person for person in participants.roster(with_exits.record.conn) if person.name.startswith("Ana"))
    async with kiosk(with_exits) as pilot:
        await scan(pilot, ana.code)
        await press(pilot, "f12")
        await a_second_passes(pilot)
        assert "EXIT" in text_of(pilot, "#ribbon")
        hand_clock.set("10:40")
        await scan(pilot, ana.code)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("gone")
        assert (last(with_exits).kind, last(with_exits).session) == ("exit", "s1")
        await press(pilot, "f12")
        hand_clock.set("10:20")
        await scan(pilot, ana.code)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("counted")
        assert "first in at 09:05" in text_of(pilot, VerdictPanel)


async def test_without_exits_in_the_course_the_key_does_nothing(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f12")
        assert not pilot.app.screen.query_one("#ribbon").display


async def test_the_change_of_session_is_announced(open_course: OpenCourse, hand_clock: HandClock) -> None:
    async with kiosk(open_course) as pilot:
        assert "Opening" in text_of(pilot, SessionBar)
        hand_clock.set("10:45")
        for _ in range(5):
            await a_second_passes(pilot)
        assert "Lecture" in text_of(pilot, SessionBar)
        assert "Now: Lecture" in whole_screen(pilot)


async def test_a_session_beside_this_one_is_named(open_course: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.set("14:35")
    async with kiosk(open_course) as pilot:
        assert "Parallel sessions: Workshop" in text_of(pilot, SessionBar)


@pytest.mark.parametrize(("language", "word"), [("es", "Presente"), ("pt", "Presente"), ("fr", "Présent")])
async def test_one_key_changes_the_language_and_it_is_remembered(
    open_course: OpenCourse, person: Find, language: str, word: str
) -> None:
    async with kiosk(open_course) as pilot:
        app = pilot.app
        assert isinstance(app, KioskApp)
        await scan(pilot, person("Ana").code)
        while app.tr.language != language:
            await press(pilot, "f9")
        assert word in text_of(pilot, RecentScans) or word[0] in whole_screen(pilot)
        assert app.tr("Help") in whole_screen(pilot)
    from checkin.kiosk.app import StartOptions

    async with kiosk(open_course, wish=StartOptions(door="Hall")) as pilot:
        assert isinstance(pilot.app, KioskApp)
        assert pilot.app.tr.language == language


async def test_one_key_changes_the_colours_and_they_are_remembered(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "ctrl+t")
        chosen = pilot.app.theme
    async with kiosk(open_course) as pilot:
        assert pilot.app.theme == chosen != "dark"


async def test_the_sounds_of_counted_already_refused_and_attention_differ(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    from checkin.door.scan import Door

    door = Door(open_course.record, open_course.course)
    answers = [
        door.scan(person("Ana").code),
        door.scan(person("Ana").code),
        door.scan("nonsense"),
        door.scan(person("João").code),
    ]
    assert [sounds.pattern(answer) for answer in answers] == [
        sounds.COUNTED,
        sounds.ALREADY,
        sounds.REFUSED,
        sounds.ATTENTION,
    ]
    assert len(set(map(len, (sounds.COUNTED, sounds.ALREADY, sounds.REFUSED, sounds.ATTENTION)))) == 4


async def test_the_sounds_can_be_turned_off(
    open_course: OpenCourse, person: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(KioskApp, "bell", lambda _: rung.append(1))
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        assert rung
        await press(pilot, "ctrl+s")
        rung.clear()
        await scan(pilot, person("Jean").code)
        assert not rung


def test_arrivals_stand_in_the_minute_in_which_they_came(hand_clock: HandClock) -> None:
    now = hand_clock.time
    arrivals = []
    for ago in (0, 0, 2):
        hand_clock.forward(-ago)
        arrivals.append(hand_clock.time)
        hand_clock.time = now
    bars = bars_of(arrivals, now, 4)
    assert len(bars) == 4
    assert [bar != "▁" for bar in bars] == [False, True, False, True]
