"""The preview of a load at the badge desk: columns, questions, load or cancel."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.interface import kiosk, press, settled, whole_screen
from textual.pilot import Pilot
from textual.widgets import DataTable, OptionList, Static

from checkin.lifecycle.new_course import new_course
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as open_course_of
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants

NEW = "id,name,country,Estado,Área\n1,Ana Núñez,Argentina,Inscripta,Norte\n9,Rosa Sol,Chile,Quizás sí,Sur\n"


@pytest.fixture
def course(open_course: OpenCourse) -> OpenCourse:
    (open_course.folder.root / "new.csv").write_text(NEW, "utf-8")
    return open_course


async def preview(pilot: Pilot[None], name: str) -> None:
    """Open the preview of a file of the course folder."""
    await press(pilot, "f5")
    await choose(pilot, name)


async def choose(pilot: Pilot[None], name: str) -> None:
    """Choose a line of the dialog by its beginning."""
    options = pilot.app.screen.query_one(OptionList)
    options.highlighted = next(n for n, each in enumerate(options.options) if str(each.prompt).startswith(name))
    await press(pilot, "enter")
    await settled(pilot)


def names(course: OpenCourse) -> set[str]:
    return {person.name for person in participants.roster(course.record.conn)}


def toml(course: OpenCourse) -> str:
    return course.folder.course_file.read_text("utf-8")


async def test_the_preview_shows_each_column_with_its_meaning(course: OpenCourse) -> None:
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "new.csv")
        table = pilot.app.screen.query_one(DataTable)
        shown = [[str(cell) for cell in table.get_row_at(row)] for row in range(table.row_count)]
    assert [row[:4] for row in shown][2:4] == [
        ["C", "country", "country", "Argentina"],
        ["D", "Estado", "status", "Inscripta"],
    ]


async def test_escape_changes_nothing(course: OpenCourse) -> None:
    before = names(course), toml(course)
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "new.csv")
        await press(pilot, "f2")
        await choose(pilot, "Takes part")
        await press(pilot, "escape")
        assert "Nothing was loaded." in whole_screen(pilot)
    assert (names(course), toml(course)) == before


async def test_what_stops_the_load_is_asked_and_the_answer_is_kept(course: OpenCourse) -> None:
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "new.csv")
        await press(pilot, "f5")
        await choose(pilot, "Takes part")
        await press(pilot, "f5")
        assert "People: 1 added" in whole_screen(pilot)
    assert "Rosa Sol" in names(course)
    assert '"Quizás sí" = "registered"' in toml(course)


async def test_nothing_is_loaded_while_a_question_is_open(course: OpenCourse) -> None:
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "new.csv")
        await press(pilot, "f5", "escape", "f5", "escape")
    assert "Rosa Sol" not in names(course)


async def test_a_column_gets_another_meaning_by_key(course: OpenCourse) -> None:
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "new.csv")
        await press(pilot, "down", "down", "down", "enter")
        await choose(pilot, "extra fact")
        await press(pilot, "f5")
    assert "Rosa Sol" in names(course)
    assert 'Estado = "fact"' in toml(course)


async def test_a_part_of_the_list_takes_nobody_off(course: OpenCourse) -> None:
    before = names(course)
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "new.csv")
        await press(pilot, "f2")
        await choose(pilot, "Takes part")
        await press(pilot, "f4", "f5")
    assert names(course) == before | {"Rosa Sol"}


async def test_the_lists_of_the_folder_are_loaded_together(course: OpenCourse) -> None:
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "participants.csv, programme.csv")
        assert "participant list · 1/2" in whole_screen(pilot)
        await press(pilot, "f3")
        assert "programme · 2/2" in whole_screen(pilot)


async def test_a_file_that_cannot_be_read_says_why(course: OpenCourse) -> None:
    (course.folder.root / "broken.csv").write_text("\n")
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "broken.csv")
        assert "the file is empty" in whole_screen(pilot)


async def test_in_a_new_course_ones_own_file_is_asked_for_first(tmp_path: Path) -> None:
    with opened_course(new_course(tmp_path / "new", "en")) as course:
        async with kiosk(course, desk="badges") as pilot:
            shown = whole_screen(pilot)
    assert "participants.csv (example)" in shown
    assert shown.index("Another file") < shown.index("participants.csv")


async def test_another_file_is_chosen_by_its_path(course: OpenCourse, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(NEW, "utf-8")
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "Another file")
        await press(pilot, *"../x.csv", "enter")
        assert "x.csv · participant list" in whole_screen(pilot)


async def test_another_file_is_found_in_a_folder(
    course: OpenCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "Mail").mkdir(parents=True)
    (home / "Mail" / "x.csv").write_text(NEW, "utf-8")
    monkeypatch.setattr("checkin.kiosk.badges.browse_folders.user_downloads_path", lambda: home)
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "Browse folders")
        await choose(pilot, "→ Mail")
        await choose(pilot, "x.csv")
        assert "x.csv · participant list" in whole_screen(pilot)


async def test_a_folder_that_is_typed_shows_its_files(course: OpenCourse, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "x.csv").write_text(NEW, "utf-8")
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "Another file")
        await press(pilot, *"../lists", "enter")
        await choose(pilot, "x.csv")
        assert "x.csv · participant list" in whole_screen(pilot)


async def test_the_preview_names_who_is_new_changed_or_withdrawn(course: OpenCourse) -> None:
    rows = (
        "id,name,country,institution,status\n1,Ana Núñez,Argentina,Senado,\n8,Teo Sol,Chile,,\n9,Rosa Sol,Chile,,Baja\n"
    )
    (course.folder.root / "new.csv").write_text(rows, "utf-8")
    async with kiosk(course, (120, 40), desk="badges") as pilot:
        await preview(pilot, "new.csv")
        shown = whole_screen(pilot)
    assert "Changed: Ana Núñez (" in shown
    assert "Does not take part: Rosa Sol" in shown
    assert "New: Teo Sol" in shown


async def test_a_preview_offers_only_what_there_is(course: OpenCourse) -> None:
    (course.folder.root / "new.csv").write_text(
        "id,name,country,role,groups,email,status,note\n1,Ana Núñez,Argentina,,A/B,ana@example.org,,\n", "utf-8"
    )
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "new.csv")
        assert [key for key in ("Questions", "Next file", "Load") if key in whole_screen(pilot)] == ["Load"]
        await press(pilot, "escape")
        await preview(pilot, "participants.csv, programme.csv")
        assert "Next file" in whole_screen(pilot)


async def test_two_rows_are_seen_whole_on_a_narrow_screen(course: OpenCourse) -> None:
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "new.csv")
        lines = whole_screen(pilot).splitlines()
    assert any("row 2" in line and "row 3" in line for line in lines)


async def test_the_dates_of_the_course_are_asked_and_written(course: OpenCourse) -> None:
    (course.folder.root / "p.csv").write_text("title,starts_at,ends_at\nFirst,2026-02-01 09:00,2026-02-01 10:00\n")
    course.folder.course_file.write_text(
        f"{toml(course)}".replace("[course]", "[course]\nstarts = 2026-03-09"), "utf-8"
    )
    opened = replace(course, course=course.folder.course())
    async with kiosk(opened, desk="badges") as pilot:
        await preview(pilot, "p.csv")
        await press(pilot, "f2")
        await choose(pilot, "2026-02-01")
        await press(pilot, "f5")
    assert 'starts = "2026-02-01"' in toml(course)


async def test_the_badge_desk_of_a_new_course_begins_with_a_load(
    course_folder: CourseFolder, hand_clock: HandClock
) -> None:
    with open_course_of(course_folder, clock=hand_clock.clock()) as opened:
        async with kiosk(opened, desk="badges") as pilot:
            assert "Load which list or programme?" in whole_screen(pilot)


async def test_a_session_that_changes_without_moving_is_named_with_its_fields(course: OpenCourse) -> None:
    path = course.folder.root / "programme.csv"
    path.write_text(path.read_text("utf-8").replace("Opening", "Welcome", 1), "utf-8")
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "programme.csv")
        assert "Changed: Welcome (title)" in whole_screen(pilot)


async def test_a_doubt_that_was_answered_is_no_longer_marked(course: OpenCourse) -> None:
    (course.folder.root / "new.csv").write_text("id,name,country,DNI\n1,Ana Núñez,Argentina,301\n", "utf-8")
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "new.csv")
        assert "? these extra facts look personal" in whole_screen(pilot)
        await press(pilot, "f2")
        await choose(pilot, "Leave it as it was read")
        assert "· these extra facts look personal" in whole_screen(pilot)


async def test_messages_beyond_the_first_are_counted(course: OpenCourse) -> None:
    rows = "".join(f"Ana {number},Narnia {number}\n" for number in range(40))
    (course.folder.root / "new.csv").write_text(f"name,country\n{rows}", "utf-8")
    async with kiosk(course, desk="badges") as pilot:
        await preview(pilot, "new.csv")
        said = str(pilot.app.screen.query_one("#messages", Static).content).splitlines()
    assert said[-1] == "and 13 more"


async def test_the_first_lists_of_a_new_course_are_answered_with_the_next_step(tmp_path: Path) -> None:
    folder = new_course(tmp_path / "course", "en")
    (tmp_path / "course" / "ours.csv").write_text("name,country\nRaúl Peña,Bolivia\n", "utf-8")
    with opened_course(folder) as course:
        async with kiosk(course, desk="badges") as pilot:
            await choose(pilot, "ours.csv")
            await press(pilot, "f5")
            shown = whole_screen(pilot)
            await press(pilot, "f5")
            offered = [str(each.prompt) for each in pilot.app.screen.query_one(OptionList).options]
    assert "People: 1 added" in shown
    assert "There is no programme yet." in shown
    assert not [line for line in offered if line.startswith("participants.csv")]
    assert "programme.csv (example)" in offered
