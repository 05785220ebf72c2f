"""Letters from the desks: by keys, after a look at the plan, with what came of them."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from tests.conftest import HandClock
from tests.functional.kiosk.interface import ENGLISH, kiosk, press, settled, whole_screen
from tests.unit.mail.conftest import Server, started
from textual.pilot import Pilot
from textual.widgets import OptionList

from checkin.intake.load import load
from checkin.kiosk.base.dialogs import ChooseDialog
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries.letters import letters


@pytest.fixture
def course(course_folder: CourseFolder, hand_clock: HandClock) -> Iterator[OpenCourse]:
    """The course with an address to write from."""
    file = course_folder.course_file
    file.write_text(file.read_text("utf-8") + '[mail]\nfrom = "Curso <curso@example.org>"\n', "utf-8")
    with opened_course(course_folder, clock=hand_clock.clock()) as course:
        load(course)
        yield course


async def choose(pilot: Pilot[None], text: str) -> None:
    """Choose the line of the open dialog that begins so."""
    options = pilot.app.screen.query_one(OptionList)
    lines = [str(options.get_option_at_index(place).prompt) for place in range(options.option_count)]
    options.highlighted = next(place for place, line in enumerate(lines) if line.lower().startswith(text.lower()))
    await press(pilot, "enter")
    await settled(pilot)


async def ask_for(pilot: Pilot[None], what: str) -> None:
    """Open the letters, choose a kind, and say who is there."""
    await press(pilot, "f12")
    await choose(pilot, what)
    if "Your name" in whole_screen(pilot):
        await press(pilot, *"Paz", "enter")
        await settled(pilot)


async def test_organizers_write_the_codes_by_keys(course: OpenCourse) -> None:
    async with kiosk(course, desk="badges") as pilot:
        await ask_for(pilot, "code")
        assert "4 letters to send." in whole_screen(pilot)
        await choose(pilot, "Write the letters as files")
        assert "4 letters written as files." in whole_screen(pilot)
    assert len(list(course.folder.letters.glob("*.eml"))) == 4


async def test_only_the_chosen_people_are_written_to(course: OpenCourse) -> None:
    async with kiosk(course, desk="badges") as pilot:
        await press(pilot, *"Ana")
        await ask_for(pilot, "code")
        assert "1 letter to send." in whole_screen(pilot)


async def test_the_desk_shows_what_was_sent(course: OpenCourse) -> None:
    async with kiosk(course, (120, 40), desk="attendance") as pilot:
        await ask_for(pilot, "code")
        await choose(pilot, "Write the letters as files")
        await press(pilot, "f12")
        await choose(pilot, "Letters sent so far")
        shown = whole_screen(pilot)
    assert "code  written as a file  Ana Núñez  <ana@example.org>" in shown


async def test_reminders_are_sent_after_a_look_at_the_people(course: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.set("18:00")
    async with kiosk(course, desk="attendance") as pilot:
        await ask_for(pilot, "reminder")
        assert "Write the letters as files" not in whole_screen(pilot)
        await choose(pilot, "Show the recipients")
        assert "Ana Núñez <ana@example.org>: 0 of" in whole_screen(pilot)
        await press(pilot, "escape")
        await settled(pilot)
        await choose(pilot, "Write the letters as files")
    with course.record.reading() as conn:
        assert {one.what for one in letters(conn)} == {"reminder"}


async def test_a_second_run_has_nobody_to_write_to(course: OpenCourse) -> None:
    async with kiosk(course, desk="badges", wish=replace(ENGLISH)) as pilot:
        for _ in range(2):
            await ask_for(pilot, "code")
            shown = whole_screen(pilot)
            if "Write the letters as files" in shown:
                await choose(pilot, "Write the letters as files")
    assert "4 people have had this letter." in shown


@pytest.fixture(scope="module")
def post() -> Iterator[Server]:
    """A mail server on this computer that wants a password."""
    yield from started("none", None)


@pytest.fixture
def served(post: Server, course_folder: CourseFolder, hand_clock: HandClock) -> Iterator[OpenCourse]:
    """The course with that server, which takes one letter a minute."""
    post.box.clear()
    file = course_folder.course_file
    mail = f'[mail]\nfrom = "curso@example.org"\nhost = "127.0.0.1"\nport = {post.port}\nsecurity = "none"\nrate = 1\n'
    file.write_text(file.read_text("utf-8") + mail + 'user = "curso"\n', "utf-8")
    with opened_course(course_folder, clock=hand_clock.clock()) as course:
        load(course)
        yield course


async def send(pilot: Pilot[None], password: str) -> None:
    """Choose to send the codes, and type the password."""
    await ask_for(pilot, "code")
    await choose(pilot, "Send the letters")
    await press(pilot, *password)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what a run does in its thread."""
    for _ in range(2_000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError


async def test_the_password_is_asked_for_and_is_not_shown(served: OpenCourse) -> None:
    async with kiosk(served, desk="badges") as pilot:
        await send(pilot, "other")
        shown = whole_screen(pilot)
        await press(pilot, "enter")
        wrong = whole_screen(pilot)
    assert "Password of curso" in shown
    assert "other" not in shown
    assert "does not accept" in wrong


async def test_a_run_is_stopped_and_continued_at_the_desk(served: OpenCourse, post: Server) -> None:
    async with kiosk(served, desk="badges") as pilot:
        await send(pilot, "secret")
        await pilot.app._press_keys(["enter"])
        await until(lambda: len(post.box.letters) == 1)
        await pilot.app._press_keys(["f12"])
        await until(lambda: isinstance(pilot.app.screen, ChooseDialog))
        await choose(pilot, "Stop sending")
        await until(lambda: "1 letter sent." in whole_screen(pilot))
        await ask_for(pilot, "code")
        assert "3 letters to send." in whole_screen(pilot)
        await choose(pilot, "Write the letters as files")
    assert len(list(served.folder.letters.glob("*.eml"))) == 3
