"""What staff do at the door beside scanning: each conversation ends as an event in the record."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.door.desk_steps import answer, choose, last, open_card
from tests.functional.kiosk.interface import (
    a_second_passes,
    kiosk,
    press,
    press_row,
    scan,
    settled,
    text_of,
    whole_screen,
)
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.door.acts import DoorAct
from checkin.door.pin import Pin
from checkin.door.snapshot_reader import take_snapshot
from checkin.intake.load import load
from checkin.kiosk.app import KioskApp
from checkin.kiosk.base.dialogs import ReadDialog
from checkin.kiosk.door.country_board import BoardScreen
from checkin.kiosk.door.paper_entry_screen import PaperScreen
from checkin.kiosk.door.person_card import CardDialog
from checkin.kiosk.runtime.messages import SnapshotTaken
from checkin.kiosk.widgets.recent_scans import RecentScans
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants

Find = Callable[[str], Participant]


@pytest.fixture
def in_session_b(open_course: OpenCourse, hand_clock: HandClock) -> OpenCourse:
    """The course during a workshop of group B, which does not expect group A."""
    hand_clock.set("14:35")
    return open_course


async def test_somebody_who_was_refused_is_let_in_with_a_reason(in_session_b: OpenCourse, person: Find) -> None:
    ana = person("Ana")
    async with kiosk(in_session_b) as pilot:
        await press(pilot, "f3", "down", "down", "down", "down", "enter")
        await scan(pilot, ana.code)
        assert "Not expected" in text_of(pilot, RecentScans) or pilot.app.screen.query_one(VerdictPanel).has_class(
            "refused"
        )
        await choose(pilot, "let_in")
        await answer(pilot, "interpreter")
        assert "Workshop B · interpreter" in whole_screen(pilot)
        event = last(in_session_b)
        assert (event.kind, event.session, event.reason, event.door) == ("mark", "wb", "interpreter", "Hall")
        await scan(pilot, ana.code)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("known")


async def test_letting_in_asks_for_the_pin_where_there_is_one(in_session_b: OpenCourse, person: Find) -> None:
    Pin(in_session_b.record).choose("4711")
    async with kiosk(in_session_b) as pilot:
        await press(pilot, "f3", "down", "down", "down", "down", "enter")
        await scan(pilot, person("Ana").code)
        before = event_log.count(in_session_b.record.conn)
        await choose(pilot, "let_in")
        await answer(pilot, "0000")
        assert "not the PIN" in whole_screen(pilot)
        await press(pilot, "escape")
        assert event_log.count(in_session_b.record.conn) == before
        await choose(pilot, "let_in")
        await answer(pilot, "4711")
        await answer(pilot, "interpreter")
    assert last(in_session_b).kind == "mark"


async def test_a_person_added_at_the_door_is_in_and_has_a_badge(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await choose(pilot, "add")
        await press(pilot, *"Zoe", "enter", *"Chile", "enter", *"IOM", "enter")
        await settled(pilot)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("counted")
    added = next(person for person in participants.roster(open_course.record.conn) if person.name == "Zoe")
    assert (added.country, added.institution) == ("CL", "IOM")
    assert [event.kind for event in event_log.events(open_course.record.conn)] == ["load", "add", "scan", "print"]
    assert list(open_course.folder.badges.glob("zoe-*.pdf"))


async def test_a_country_that_nobody_knows_is_asked_for_again(open_course: OpenCourse) -> None:
    async with kiosk(open_course, (100, 30)) as pilot:
        await choose(pilot, "add")
        await press(pilot, *"Zoe", "enter", *"Brazill", "enter", "enter")
        assert "Brazill is not a country" in whole_screen(pilot)
    assert last(open_course).kind == "load"


async def test_a_note_written_at_the_door_rides_on_the_next_verdict(open_course: OpenCourse, person: Find) -> None:
    ana = person("Ana")
    async with kiosk(open_course) as pilot:
        await open_card(pilot, ana)
        await press_row(pilot, "Write a note")
        await answer(pilot, "Ask for the visa [b]")
        await scan(pilot, ana.code)
        assert "Ask for the visa [b]" in text_of(pilot, VerdictPanel)


async def test_a_person_is_excused_from_today_with_a_reason(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await open_card(pilot, person("Ana"))
        await press_row(pilot, "Excuse")
        await press(pilot, "home", "enter")
        await answer(pilot, "ill")
    event = last(open_course)
    assert (event.kind, event.reason, event.facts) == ("excuse", "ill", '{"from":"2026-03-09","to":"2026-03-09"}')


async def test_a_lost_badge_is_replaced_and_drawn_at_once(open_course: OpenCourse, person: Find) -> None:
    ana = person("Ana")
    async with kiosk(open_course) as pilot:
        await open_card(pilot, ana)
        await press_row(pilot, "New badge")
        await press(pilot, "down", "enter")
        await settled(pilot)
        await scan(pilot, ana.code)
        assert "replaced" in text_of(pilot, VerdictPanel)
    assert list(open_course.folder.badges.glob("ana-nunez-*.pdf"))


async def test_a_reissue_can_be_thought_better_of(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await open_card(pilot, person("Ana"))
        await press_row(pilot, "New badge")
        await press(pilot, "enter")
    assert last(open_course).kind == "load"


async def test_the_missing_are_listed_by_country_with_their_names(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course, (100, 30)) as pilot:
        await scan(pilot, person("Ana").code)
        await a_second_passes(pilot)
        await choose(pilot, "missing")
        assert isinstance(pilot.app.screen, ReadDialog)
        shown = whole_screen(pilot)
    assert "2 people are missing" in shown
    assert "Brasil (1)  João d’Ávila" in shown or "Brazil (1)  João d’Ávila" in shown
    assert "Ana" not in shown.split("missing")[1].split("Back")[0]


async def test_the_rows_of_a_sign_in_list_are_recorded_at_once(open_course: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.set("12:00")
    async with kiosk(open_course) as pilot:
        await press(pilot, "f3", "down", "enter", "down", "enter")
        await choose(pilot, "paper")
        await press(pilot, *"1 3", "enter")
        assert "Present  Ana" in whole_screen(pilot)
        assert "Present  Jean" in whole_screen(pilot)
    assert last(open_course).how == "paper"


async def test_a_paper_list_with_several_hits_asks_for_one_of_them(open_course: OpenCourse) -> None:
    Corrections.of(open_course).add("Anahí Paz", "PY")
    async with kiosk(open_course) as pilot:
        await choose(pilot, "paper")
        await press(pilot, *"an", "enter")
        assert "Ana" not in text_of(pilot, "#entered")
        await press(pilot, "enter")
        assert "Ana Núñez" in text_of(pilot, "#entered")
        await press(pilot, *"an", "down", *"xy")
        assert "Nobody found" in whole_screen(pilot)


async def test_a_paper_list_records_nobody_of_whose_name_the_typed_one_is_a_part(open_course: OpenCourse) -> None:
    Corrections.of(open_course).add("Mariana Pazos", "BR")
    async with kiosk(open_course) as pilot:
        await choose(pilot, "paper")
        await press(pilot, *"ana paz", "enter")
        assert "Nobody found. The nearest:" in whole_screen(pilot)
        assert "Mariana" not in text_of(pilot, "#entered")
        await press(pilot, "enter")
        assert "Mariana Pazos" in text_of(pilot, "#entered")


async def test_a_paper_list_is_recorded_with_its_time(open_course: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.set("12:00")
    async with kiosk(open_course) as pilot:
        await press(pilot, "f3", "down", "enter", "down", "enter")
        await choose(pilot, "paper")
        assert isinstance(pilot.app.screen, PaperScreen)
        pilot.app.screen.query_one("#time", Input).value = "09:20"
        await press(pilot, *"nunez", "enter")
        assert "Late  Ana" in whole_screen(pilot)
    event = last(open_course)
    assert (event.how, event.session, event.at) == ("paper", "s1", "2026-03-09T12:20:00.000Z")


async def test_the_board_moves_while_people_arrive(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await choose(pilot, "board")
        assert isinstance(pilot.app.screen, BoardScreen)
        assert "0/1" in text_of(pilot, "#board")
        await scan(pilot, person("Ana").code)
        await a_second_passes(pilot)
        assert "√ Argentina" in text_of(pilot, "#board")
        assert "1/1" in text_of(pilot, "#board")


async def add(pilot: Pilot[None], name: str) -> None:
    """Add a person of that name, from Chile."""
    await choose(pilot, "add")
    await press(pilot, *name, "enter", *"Chile", "enter", "enter")


async def test_whoever_is_on_the_roster_is_checked_in_and_not_added(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await add(pilot, "ana NUNEZ")
        assert "Is it one of these? You wrote ana NUNEZ." in whole_screen(pilot)
        assert not [event for event in event_log.events(open_course.record.conn) if event.kind == "add"]
        await press(pilot, "enter")
        assert "Ana Núñez" in text_of(pilot, RecentScans)
    assert last(open_course).kind == "scan"
    assert len(participants.roster(open_course.record.conn)) == 5


async def test_somebody_else_of_the_same_name_is_added(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await add(pilot, "Ana Núñez")
        await press(pilot, "end", "enter")
    assert [p.country for p in participants.roster(open_course.record.conn) if p.name == "Ana Núñez"] == ["AR", "CL"]


async def test_nothing_of_a_practice_is_left_after_it(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Jean").code)
        await choose(pilot, "practice")
        await scan(pilot, person("Ana").code)
        assert "Ana" in text_of(pilot, RecentScans)
        await choose(pilot, "practice")
        assert "Ana" not in text_of(pilot, RecentScans)
        assert "Jean" in text_of(pilot, RecentScans)
        await choose(pilot, "card")
        assert "Jean" in whole_screen(pilot)


async def test_a_practice_counts_for_nothing_and_says_so(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    async with kiosk(open_course) as pilot:
        before = event_log.count(open_course.record.conn)
        await choose(pilot, "practice")
        await scan(pilot, person("Ana").code)
        assert "NOTHING COUNTS" in text_of(pilot, "#ribbon")
        assert pilot.app.screen.query_one(VerdictPanel).has_class("counted")
        hand_clock.forward(0.1)
        await scan(pilot, person("Ana").code)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("known")
        assert event_log.count(open_course.record.conn) == before
        await choose(pilot, "practice")
        await scan(pilot, person("Ana").code)
        assert not pilot.app.screen.query_one("#ribbon").display
    assert last(open_course).verdict == "present"


async def test_the_photo_of_a_person_is_shown_beside_the_name(open_course: OpenCourse, tmp_path: Path) -> None:
    from PIL import Image

    Image.linear_gradient("L").convert("RGB").save(open_course.folder.root / "ana.jpg")
    with open_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET photo = 'ana.jpg' WHERE name LIKE 'Ana%'")
    ana = next(person for person in participants.roster(open_course.record.conn) if person.name.startswith("Ana"))
    async with kiosk(open_course, (120, 40)) as pilot:
        await scan(pilot, ana.code)
        face = pilot.app.screen.query_one("#face")
        assert face.display
        assert set(text_of(pilot, "#face")) & set("▀▄▌▐█")


async def test_a_click_on_a_recent_scan_opens_the_card(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        await pilot.click(RecentScans, offset=(5, 1))
        await settled(pilot)
        assert isinstance(pilot.app.screen, CardDialog)


async def test_a_person_added_at_the_door_is_made_one_with_the_roster_and_two_again(
    open_course: OpenCourse, person: Find
) -> None:
    _, added = Corrections.of(open_course).add("Ana Nunez", "Argentina")
    async with kiosk(open_course) as pilot:
        await scan(pilot, added.code)
        await open_card(pilot, added)
        await press_row(pilot, "The same person")
        await press(pilot, *"argentina nunez")
        await settled(pilot)
        await press(pilot, "down", "enter")
        assert "One person: Ana Nunez, Argentina" in whole_screen(pilot)
        await press(pilot, "down", "enter")
        assert last(open_course).kind == "merge"
        await open_card(pilot, person("Ana Núñez"))
        assert "in since 09:05" in whole_screen(pilot)
        await press_row(pilot, "Undo the merging")
        assert last(open_course).kind == "undo"


async def test_the_choice_of_sessions_begins_today(course_folder: CourseFolder, hand_clock: HandClock) -> None:
    day_before = "s0,2026-03-08T09:00,2026-03-08T10:30,The day before,Hall,,\n"
    programme = course_folder.root / "programme.csv"
    head, *rest = programme.read_text(encoding="utf-8").splitlines(keepends=True)
    programme.write_text("".join([head, day_before, *rest]), encoding="utf-8")
    with opened_course(course_folder, clock=hand_clock.clock()) as course:
        load(course)
        async with kiosk(course) as pilot:
            await press(pilot, "f3")
            lines = [str(option.prompt) for option in pilot.app.screen.query_one(OptionList).options]
    assert [line.split("  ")[-1].split(" · ")[0] for line in lines[:2]] == ["By the clock, now Opening", "Opening"]
    assert "The day before" in lines[-1]


async def test_no_notice_stays_long_or_covers_the_last_scans(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        pilot.app.notify("The badge of Ana Núñez is in badges/ana-nunez-hjpf.pdf.", markup=False, timeout=20)
        await settled(pilot)
        pilot.app.notify("The badge of Ana Núñez is in badges/ana-nunez-hjpf.pdf.", markup=False, timeout=20)
        await settled(pilot)
        lines = whole_screen(pilot).splitlines()
        (place,) = [row for row, line in enumerate(lines) if "badges/ana-nunez-hjpf.pdf" in line]
        assert place >= pilot.app.screen.query_one(RecentScans).region.bottom
        pilot.app.notify("word " * 20, markup=False, timeout=20)
        await settled(pilot)
        shown = whole_screen(pilot)
        assert "badges/ana-nunez-hjpf.pdf" not in shown
        assert shown.count("word") == 20


async def test_a_path_in_the_course_is_shown_from_there(open_course: OpenCourse, tmp_path: Path) -> None:
    async with kiosk(open_course) as pilot:
        app = pilot.app
        assert isinstance(app, KioskApp)
        assert str(app.display_path(open_course.folder.badges / "x.pdf")) == str(Path("badges") / "x.pdf")
        assert app.display_path(tmp_path) == tmp_path


@pytest.mark.parametrize("undone", [False, True])
async def test_counts_that_were_read_before_an_act_take_no_row_back(
    open_course: OpenCourse, person: Find, undone: bool
) -> None:
    """They are read beside the scans: the row would be missing until the next second."""
    async with kiosk(open_course) as pilot:
        app = pilot.app
        assert isinstance(app, KioskApp)
        if undone:
            await scan(pilot, person("Ana").code)
            await a_second_passes(pilot)
        before = take_snapshot(open_course, app.now(), app.door, app.tr)
        if undone:
            app.door_screen.show_undone(recent_act(app))
        else:
            await scan(pilot, person("Ana").code)
        app.counts_changed()
        app.on_snapshot_taken(SnapshotTaken(before))
        shown = app.door_screen.query_one(RecentScans).acts
    assert [(act.answer.participant.name.split()[0], act.is_undone) for act in shown if act.answer.participant] == [
        ("Ana", undone)
    ]


def recent_act(app: KioskApp) -> DoorAct:
    return app.door_screen.query_one(RecentScans).acts[0]


async def test_the_count_follows_an_answer_without_the_turn_of_the_second(
    open_course: OpenCourse, person: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KioskApp, "tick", lambda _: None)
    async with kiosk(open_course) as pilot:
        app = pilot.app
        assert isinstance(app, KioskApp)
        await scan(pilot, person("Ana").code)
        async with asyncio.timeout(30):
            while not app.door_screen.snapshot.presence.came:
                await asyncio.sleep(0.01)


@pytest.mark.parametrize(("keys", "says"), [(("f3",), "Opening"), (("missing",), "3 people are missing: Opening")])
async def test_a_door_that_has_no_counts_yet_reads_them_before_it_answers(
    open_course: OpenCourse, keys: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KioskApp, "_take_snapshot", lambda _: None)
    async with kiosk(open_course) as pilot:
        if keys == ("missing",):
            await choose(pilot, "missing")
        else:
            await press(pilot, *keys)
        assert says in whole_screen(pilot)


@pytest.mark.parametrize("letters", [40, 52, 60, 110])
async def test_the_last_scans_show_the_answer_beside_any_name(
    open_course: OpenCourse, person: Find, letters: int
) -> None:
    name = ("Ana María " * 12)[:letters].strip()
    with open_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET name = ? WHERE id = ?", (name, person("Ana").id))
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        shown = " ".join(text_of(pilot, RecentScans).split())
    assert name in shown
    assert "Present" in shown
