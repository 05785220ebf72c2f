"""The clock is compared with the monotonic one, the record and reason; what it did is recorded."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.faults.clocks import TornClock, one_story
from tests.faults.course import loaded_course

from checkin.core.course import Participant
from checkin.door.scan import Door
from checkin.store import event_log
from checkin.store.clock_check import ClockCheck, recorded_at
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.system.clock import SYSTEM_CLOCK

NOON = datetime(2026, 3, 9, 15, tzinfo=UTC)


def doubt(watch: ClockCheck) -> str:
    return str(watch.doubt() or "")


@pytest.mark.parametrize(("minutes", "said"), [(61, "+61 min"), (-61, "-61 min"), (3, "+3 min")])
def test_a_clock_that_was_set_is_said(minutes: int, said: str) -> None:
    clock = TornClock(NOON)
    watch = ClockCheck(clock.clock(), None)
    clock.set(timedelta(minutes=minutes))
    assert said in doubt(watch)


def test_a_clock_that_the_network_moves_by_seconds_is_well(tmp_path: Path) -> None:
    clock = TornClock(NOON)
    watch = ClockCheck(clock.clock(), None)
    clock.forward(timedelta(hours=9))
    clock.set(timedelta(seconds=40))
    assert doubt(watch) == ""
    assert watch.news() == {}


def test_a_clock_that_is_set_right_again_is_well_and_both_moves_are_told() -> None:
    clock = TornClock(NOON)
    watch = ClockCheck(clock.clock(), None)
    moves = []
    for minutes in (-60, 60):
        clock.set(timedelta(minutes=minutes))
        moves.append(watch.news())
        assert watch.news() == {}
    assert [move["moved_ms"] for move in moves] == [-3_600_000, 3_600_000]
    assert doubt(watch) == ""


@pytest.mark.parametrize("year", [1970, 2019, 2106])
def test_an_absurd_year_is_said(year: int) -> None:
    assert f"the year {year}" in doubt(ClockCheck(TornClock(NOON.replace(year=year)).clock(), None))


def test_a_clock_behind_the_newest_event_is_said_and_told_once() -> None:
    watch = ClockCheck(TornClock(NOON).clock(), NOON + timedelta(minutes=90))
    assert "90 min behind" in doubt(watch)
    assert watch.news() == {"behind_newest_ms": 5_400_000}
    assert watch.news() == {}


@pytest.mark.parametrize(("behind", "said"), [((0, 20), "20 h behind"), ((3, 17), "4 days behind")])
def test_a_long_time_is_said_in_its_own_unit(behind: tuple[int, int], said: str) -> None:
    later = NOON + timedelta(days=behind[0], hours=behind[1])
    assert said in doubt(ClockCheck(TornClock(NOON).clock(), later))


def test_the_hour_that_comes_twice_is_no_move_and_keeps_its_order(tmp_path: Path) -> None:
    # Chile sets its clocks back on 5 April 2026, at 03:00 UTC: 23:00 comes twice on the wall.
    clock = TornClock(datetime(2026, 4, 5, 2, 30, tzinfo=UTC))
    folder = loaded_course(tmp_path / "course", 3, clock=clock.clock())
    text = folder.course_file.read_text("utf-8").replace("America/Argentina/Buenos_Aires", "America/Santiago")
    folder.course_file.write_text(text)
    with opened_course(folder, clock=clock.clock()) as course:
        door = Door(course.record, course.course, session="s1", anytime=True)
        answers = []
        for code in (row[0] for row in course.record.conn.execute("SELECT code FROM codes ORDER BY code").fetchall()):
            answers.append(door.scan(code))
            clock.forward(timedelta(minutes=40))
        assert course.record.clock_watch.doubt() is None
        assert [event.at for event in event_log.events(course.record.conn) if event.kind == "clock"] == []
    walls = [course.course.local(answer.at) for answer in answers]
    assert [f"{wall:%H:%M %z}" for wall in walls] == ["23:30 -0300", "23:10 -0400", "23:50 -0400"]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_to_the_clock_the_order_holds_and_the_figures_say_what_the_door_said(
    tmp_path: Path, seed: int
) -> None:
    assert one_story(tmp_path / "course", random.Random(seed)) == ""


def test_a_move_is_an_event_before_the_scan_that_follows_it(
    open_course: OpenCourse, person: Callable[[str], Participant]
) -> None:
    clock = TornClock(NOON)
    record = open_course.record
    record.clock_watch = ClockCheck(clock.clock(), None)
    clock.set(timedelta(hours=-2))
    Door(record, open_course.course, session="s1", anytime=True).scan(person("Ana").code)
    told, scan = list(event_log.newest(record.conn, 2))[::-1]
    assert (told.kind, told.facts) == ("clock", '{"moved_ms":-7200000,"moved_since_start_ms":-7200000}')
    assert scan.kind == "scan"
    assert event_log.last_undoable(record.conn) == scan.event_id


def test_an_events_id_says_when_it_was_recorded() -> None:
    # The example of RFC 9562, appendix A.6.
    assert recorded_at("017f22e2-79b0-7cc3-98c4-dc0c0c07398f") == datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    assert recorded_at("no id of ours") is None


def test_the_monotonic_clock_moves_on() -> None:
    first = SYSTEM_CLOCK.monotonic_ms()
    assert SYSTEM_CLOCK.monotonic_ms() >= first
