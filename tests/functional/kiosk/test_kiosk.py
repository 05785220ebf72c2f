"""The real interface, driven by keys."""

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.interface import a_second_passes, kiosk, press, scan, settled, text_of, wedge, whole_screen
from textual.events import Paste
from textual.widgets import DataTable, Input, OptionList, Static

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.kiosk.app import KioskApp, StartOptions
from checkin.kiosk.base.search_dialog import SearchDialog
from checkin.kiosk.door.screen import DoorScreen
from checkin.kiosk.widgets.block_letters import SIZES as LETTER_SIZES
from checkin.kiosk.widgets.block_letters import draw_letters
from checkin.kiosk.widgets.footer import KeysFooter
from checkin.kiosk.widgets.recent_scans import RecentScans
from checkin.kiosk.widgets.session_bar import SessionBar
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.roster import edition

Find = Callable[[str], Participant]
SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
async def test_a_scan_fills_the_screen_with_its_verdict(
    open_course: OpenCourse, person: Find, size: tuple[int, int]
) -> None:
    async with kiosk(open_course, size) as pilot:
        await scan(pilot, person("Ana").code)
        panel = pilot.app.screen.query_one(VerdictPanel)
        assert panel.has_class("counted")
        # The name is drawn in blocks, the larger the more room there is; the country stands below it.
        assert any(draw_letters("Núñez", letters)[-1] in text_of(pilot, VerdictPanel) for letters in LETTER_SIZES)
        assert "Argentina" in text_of(pilot, VerdictPanel)
        assert "Ana Núñez" in text_of(pilot, RecentScans)
    assert event_log.count(open_course.record.conn) == 2


async def test_a_door_without_a_programme_says_how_to_load_it(
    open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for what in ("read_programme", "loaded_sessions"):
        monkeypatch.setattr(f"checkin.store.roster.programme.{what}", lambda conn: [])
    async with kiosk(open_course, (80, 24)) as pilot:
        await a_second_passes(pilot)
        assert "F7, then F5, loads it." in text_of(pilot, VerdictPanel)


async def test_twenty_scans_in_a_row_are_all_recorded(
    open_course: OpenCourse, person: Find, hand_clock: HandClock
) -> None:
    four = [person(name).code for name in ("Ana", "João", "Jean", "Soledad")]
    codes = four * 5
    async with kiosk(open_course) as pilot:
        for _ in range(5):
            for code in four:
                wedge(pilot, code)
            await settled(pilot)
            hand_clock.forward(1)
    scans = [event for event in event_log.events(open_course.record.conn) if event.kind == "scan"]
    assert [event.code for event in scans] == codes
    assert sum(event.verdict == "present" for event in scans) == 4


async def test_the_verdict_is_on_disk_when_it_appears(
    open_course: OpenCourse, person: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str | None] = []
    shown = VerdictPanel.show_answer

    def show(panel: VerdictPanel, answer: object, tr: object) -> None:
        with open_course.record.reading() as conn:
            event = event_log.event(conn, answer.event_id)  # type: ignore[attr-defined]
        seen.append(event.verdict if event else None)
        shown(panel, answer, tr)  # type: ignore[arg-type]

    monkeypatch.setattr(VerdictPanel, "show_answer", show)
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
    assert seen == ["present"]


async def test_every_refusal_says_what_to_do(open_course: OpenCourse, person: Find, hand_clock: HandClock) -> None:
    code = person("Ana").code
    wrong = ("B" if code[0] != "B" else "C") + code[1:]
    answers = (
        ("07:00", code, "refused", "Opening, door opens 08:30"),
        ("09:05", code, "counted", "Argentina"),
        ("09:06", code, "known", "in since 09:05, Hall"),
        ("09:07", wrong, "refused", "Ana Núñez"),
        ("09:08", "bcdfghjklnprstvxbb", "refused", "no badge"),
        ("09:09", person("Gone").code, "refused", "no longer taking part"),
    )
    hand_clock.set("07:00")
    async with kiosk(open_course) as pilot:
        for time, text, colour, says in answers:
            hand_clock.set(time)
            await scan(pilot, text)
            assert pilot.app.screen.query_one(VerdictPanel).has_class(colour), says
            assert says in text_of(pilot, VerdictPanel)


async def test_the_note_for_the_staff_is_shown(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("João").code)
        assert "Ask for the visa" in text_of(pilot, VerdictPanel)


async def test_the_count_of_present_and_expected_follows(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        assert "0 of 3 present" in text_of(pilot, SessionBar)
        await scan(pilot, person("Ana").code)
        await a_second_passes(pilot)
        assert "1 of 3 present" in text_of(pilot, SessionBar)


async def test_undo_takes_the_last_counted_scan_back(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        await pilot.press("f4")
        await settled(pilot)
        assert "undone" in text_of(pilot, RecentScans)
        await scan(pilot, person("Ana").code)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("counted")


async def test_search_finds_without_accents_and_checks_in(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f2", *"nunez")
        assert pilot.app.screen.query_one(OptionList).option_count == 1
        await press(pilot, "enter")
        assert pilot.app.screen.query_one(VerdictPanel).has_class("counted")
    assert list(event_log.events(open_course.record.conn))[-1].how == "searched"


async def test_search_finds_by_country_in_words(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await pilot.press("f2", *"bresil")
        await settled(pilot)
        assert pilot.app.screen.query_one(OptionList).option_count == 1


async def test_enter_on_several_hits_goes_into_the_list_and_acts_there(open_course: OpenCourse) -> None:
    Corrections.of(open_course).add("Anahí Paz", "PY")
    async with kiosk(open_course) as pilot:
        await press(pilot, "f2", *"an")
        assert pilot.app.screen.query_one(OptionList).option_count > 1
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SearchDialog)
        await press(pilot, "enter")
        assert "Ana Núñez" in text_of(pilot, RecentScans)


async def test_enter_before_the_answer_means_the_text_that_was_typed(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f2", *"an")
        dialog = pilot.app.screen
        field = dialog.query_one(Input)
        with field.prevent(Input.Changed):  # the answer has not come
            field.value = "soledad"
        await press(pilot, "enter")
        assert "Soledad" in text_of(pilot, RecentScans)


async def test_what_is_typed_in_the_list_is_searched_for(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f2", *"an", "down", *"ax", "backspace")
        assert pilot.app.screen.query_one(Input).value == "ana"


async def test_a_search_without_hits_says_so(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f2", *"xyz")
        assert "Nobody found" in whole_screen(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SearchDialog)


async def test_a_session_can_be_pinned_and_given_back_to_the_clock(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await press(pilot, "f3", "down", "down", "enter")
        assert "begins in 1 h 55 min" in whole_screen(pilot)
        await press(pilot, "down", "enter")
        assert "PINNED" in text_of(pilot, SessionBar)
        await scan(pilot, person("Ana").code)
        await press(pilot, "f3", "home", "enter")
        assert "PINNED" not in text_of(pilot, SessionBar)
    scans = [event for event in event_log.events(open_course.record.conn) if event.kind == "scan"]
    assert [event.session for event in scans] == ["s2"]


async def test_a_paste_of_two_hundred_codes_loses_none(open_course: OpenCourse) -> None:
    codes = edition.edition_codes(open_course.record.conn)
    minted = [codes.generate(secrets.randbelow) for _ in range(200)]
    async with kiosk(open_course) as pilot:
        pilot.app.post_message(Paste("\r\n".join([*minted, ""])))
        await settled(pilot)
    scans = [event.code for event in event_log.events(open_course.record.conn) if event.kind == "scan"]
    assert scans == minted


async def test_a_tab_ends_a_scan_and_does_not_move_the_focus(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await pilot.press("f2")
        await settled(pilot)
        before = pilot.app.screen.focused
        assert before is not None
        wedge(pilot, person("Ana").code, end="tab")
        await settled(pilot)
        assert pilot.app.screen.focused is before
    assert event_log.count(open_course.record.conn) == 2


async def test_a_record_that_is_gone_turns_the_panel_and_acknowledges_nothing(
    open_course: OpenCourse, person: Find
) -> None:
    aside = open_course.record.path.with_name("aside.db")
    async with kiosk(open_course) as pilot:
        open_course.record.path.rename(aside)
        await scan(pilot, person("Ana").code)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("broken")
        assert "Not recorded" in text_of(pilot, VerdictPanel)
        aside.rename(open_course.record.path)
        await a_second_passes(pilot)
        await a_second_passes(pilot)
        assert "Recording again" in text_of(pilot, VerdictPanel)
        await scan(pilot, person("Ana").code)
        assert pilot.app.screen.query_one(VerdictPanel).has_class("counted")


async def test_hostile_names_are_shown_as_they_are(open_course: OpenCourse) -> None:
    from checkin.attendance.corrections import Corrections

    names = ("[/]", "[bold]x", "\x1b[31mred", "a\nb", "x" * 190)
    added = [Corrections.of(open_course).add(name, "Chile")[1] for name in names]
    async with kiosk(open_course) as pilot:
        for one in added:
            await scan(pilot, one.code)
            assert pilot.app.screen.query_one(VerdictPanel).has_class("counted")
        await pilot.press("f2", *"chile")
        await settled(pilot)
        await pilot.press("escape", "f8")
        await settled(pilot)
        assert isinstance(pilot.app, KioskApp)


async def test_the_attendance_desk_shows_and_exports(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        await pilot.press("f8")
        await settled(pilot)
        assert pilot.app.screen.query_one(DataTable).row_count == 5
        await pilot.press("f3")
        await settled(pilot)
        assert pilot.app.screen.query_one(DataTable).row_count == 4
        await press(pilot, "ctrl+e", "enter")
    assert (open_course.folder.exports / "asistencia.xlsx").exists()


async def test_the_badges_desk_draws_to_a_file(open_course: OpenCourse) -> None:
    async with kiosk(open_course, desk="badges") as pilot:
        pilot.app.screen.query_one("#who", Input).value = "role=speaker"
        await settled(pilot)
        assert text_of(pilot, "#count") == "1 badge"
        await pilot.press("ctrl+p")
        await settled(pilot)
    assert (open_course.folder.badges / "credenciales-a6.pdf").exists()


async def test_leaving_and_coming_back_keeps_the_door(open_course: OpenCourse, person: Find) -> None:
    async with kiosk(open_course) as pilot:
        await scan(pilot, person("Ana").code)
        await pilot.press("f7", "f8", "f6")
        await settled(pilot)
        assert isinstance(pilot.app.screen, DoorScreen)
        await scan(pilot, person("João").code)
        assert "Ana Núñez" in text_of(pilot, RecentScans)
        assert "João" in text_of(pilot, RecentScans)


async def test_help_explains_every_verdict(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        await pilot.press("f1")
        await settled(pilot)
        shown = " ".join(str(static.render()) for static in pilot.app.screen.query(Static))
        assert "Already in" in shown


def test_no_text_reaches_a_widget_as_markup() -> None:
    """Data goes to widgets as Content or Text: a plain string with brackets would be read as markup."""
    for path in Path(__file__).parents[3].glob("src/checkin/kiosk/**/*.py"):
        source = path.read_text("utf-8")
        for call in ("Static(f", "Label(f", ".update(f", ".update(str", "Option(f", "add_row(row"):
            assert call not in source, f"{path.name}: {call}"


async def test_dialogs_that_were_closed_leave_no_widgets_behind(open_course: OpenCourse) -> None:
    """The memory of a day: what every dialog leaves behind is there a thousand times in the evening."""
    import gc

    from textual.widget import Widget

    def held() -> int:
        gc.collect()
        return sum(isinstance(one, Widget) for one in gc.get_objects())

    async with kiosk(open_course) as pilot:
        await press(pilot, "f2", "escape")
        before = held()
        for _ in range(5):
            await press(pilot, "f2", "escape")
        # One widget of a dialog that is being closed may still be there; a widget for each dialog may not.
        assert held() < before + 5


async def test_the_words_of_the_last_scans_are_whole(open_course: OpenCourse) -> None:
    async with kiosk(open_course, (80, 24), wish=StartOptions(language="es")) as pilot:
        await scan(pilot, "BBBBBBBBBBBB")
        assert "Desconocido" in text_of(pilot, RecentScans)


async def test_a_click_on_a_key_of_the_footer_presses_it(open_course: OpenCourse) -> None:
    async with kiosk(open_course) as pilot:
        place = whole_screen(pilot).splitlines()[-1].index("Search")
        await pilot.click(KeysFooter, offset=(place, 0))
        await settled(pilot)
        assert isinstance(pilot.app.screen, SearchDialog)


async def test_the_footer_of_a_narrower_terminal_leaves_keys_out(open_course: OpenCourse) -> None:
    async with kiosk(open_course, (120, 40)) as pilot:
        assert "F9 Language" in whole_screen(pilot)
        await pilot.resize_terminal(70, 24)
        await settled(pilot)
        assert "F9 Language" not in whole_screen(pilot)
