"""Every screen and every verdict as they were last looked at: in four languages, and wide in one.

Look at what has changed before you keep it: ``pytest tests/functional/test_screens.py --snapshot-update``.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from tests.conftest import COURSE, PEOPLE, PROGRAMME, HandClock
from tests.functional.kiosk.interface import a_second_passes, kiosk, press, scan, settled, whole_screen
from tests.functional.pseudo import calendar_words, plain_words, spoken, words_of
from textual.content import Content
from textual.pilot import Pilot

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.door.pin import Pin
from checkin.intake.load import load
from checkin.kiosk.app import KioskApp, StartOptions
from checkin.kiosk.badges.screen import BadgesScreen
from checkin.kiosk.base.screen import Notice
from checkin.kiosk.door.actions import DoorActions
from checkin.kiosk.widgets.verdict_panel import VerdictPanel
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import edition, participants

# The names of keys, which are the same on every keyboard.
KEYS = {"Ctrl", "Esc", "Enter", "Tab"}
VIEWS = {
    **{f"{language}-80x24": (language, (80, 24)) for language in ("en", "es", "pt", "fr")},
    "es-120x40": ("es", (120, 40)),
}


class Text(SingleFileSnapshotExtension):
    """One readable file of text for each language and size."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Text)


@pytest.fixture
def without_pin(
    course_folder: CourseFolder, hand_clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenCourse]:
    """The course with exits, in a folder that is called the same on every machine."""
    rules = COURSE.replace("late_after = 15", "late_after = 15\nexits = true")
    course_folder.course_file.write_text(rules, encoding="utf-8")
    monkeypatch.chdir(course_folder.root.parent)
    # A notice stays until it was looked at, however fast the machine is.
    monkeypatch.setattr(Notice, "set_timer", lambda *_: None)
    with opened_course(CourseFolder(Path("course")), clock=hand_clock.clock()) as made:
        load(made)
        yield made


@pytest.fixture
def course(without_pin: OpenCourse) -> OpenCourse:
    """The course with exits and a PIN."""
    Pin(without_pin.record).choose("4711")
    return without_pin


class Walk:
    """A walk through the interface that keeps what every screen says."""

    def __init__(self, pilot: Pilot[None], course: OpenCourse) -> None:
        self.pilot = pilot
        self.course = course
        self.seen: list[str] = []

    def person(self, name: str) -> Participant:
        """Somebody of the roster."""
        return next(found for found in participants.roster(self.course.record.conn) if found.name.startswith(name))

    async def look(self, name: str) -> None:
        """Keep what the screen says now."""
        await settled(self.pilot)
        panels = self.pilot.app.screen.query(VerdictPanel)
        colour = f" [{' '.join(sorted(panels.first().classes - {'verdict'}))}]" if panels else ""
        self.seen.append(f"== {name}{colour}\n{whole_screen(self.pilot)}")
        for notice in self.pilot.app.screen.query(Notice):
            await notice.remove()

    async def scan(self, name: str, code: str) -> None:
        """A scan, and what it shows."""
        await scan(self.pilot, code)
        await a_second_passes(self.pilot)
        await self.look(name)

    async def keys(self, name: str, *keys: str) -> None:
        """Some keys, and what they show."""
        await press(self.pilot, *keys)
        await self.look(name)

    async def back(self) -> None:
        """Out of whatever is open."""
        await press(self.pilot, "escape")


async def every_verdict(walk: Walk, clock: HandClock) -> None:
    """Every verdict that there is, and the door out of order."""
    course, ana, old = walk.course, walk.person("Ana"), walk.person("Soledad").code
    Corrections.of(course).reissue(old)
    await walk.scan("present, with a note", walk.person("João").code)
    await walk.scan("present", ana.code)
    clock.forward(0.2)
    await walk.scan("already", ana.code)
    clock.set("09:20")
    await walk.scan("late", walk.person("Jean").code)
    await walk.scan("pending", edition.edition_codes(course.record.conn).generate(lambda n: 5 % n))
    await walk.scan("unknown, with the nearest name", ("B" if ana.code[0] != "B" else "C") + ana.code[1:])
    await walk.scan("unknown, of another edition", "BBBBBBBBBBBB")
    await walk.scan("unknown", "https://example.org/[b]x")
    await walk.scan("withdrawn", walk.person("Gone").code)
    await walk.scan("replaced", old)
    await press(walk.pilot, "f12")
    clock.set("10:40")
    await walk.scan("left", ana.code)
    await press(walk.pilot, "f12")
    clock.set("13:00")
    await walk.scan("no session", ana.code)
    clock.set("14:35")
    await press(walk.pilot, "f3", "end", "enter")
    await walk.scan("not expected", ana.code)
    aside = course.record.path.with_name("aside.db")
    course.record.path.rename(aside)
    await walk.scan("out of order", ana.code)
    aside.rename(course.record.path)


@pytest.mark.parametrize(("language", "size"), VIEWS.values(), ids=VIEWS.keys())
async def test_every_verdict_looks_as_it_did(
    course: OpenCourse, hand_clock: HandClock, snapshot: SnapshotAssertion, language: str, size: tuple[int, int]
) -> None:
    async with kiosk(course, size, wish=StartOptions(door="Hall", language=language)) as pilot:
        walk = Walk(pilot, course)
        await every_verdict(walk, hand_clock)
        assert "\n\n".join(walk.seen) == snapshot


async def every_screen(walk: Walk) -> None:
    """Every screen that there is, once."""
    app = walk.pilot.app
    assert isinstance(app, KioskApp)
    await a_second_passes(walk.pilot)
    await walk.look("ready")
    await walk.keys("help", "f1")
    await walk.back()
    await walk.keys("search", "f2", *"nun")
    await walk.back()
    await walk.keys("choice of the session", "f3")
    await walk.back()
    await walk.keys("menu", "f5")
    await walk.back()
    assert isinstance(app.screen, DoorActions)
    app.screen.open_card(walk.person("Ana"))
    await settled(walk.pilot)
    await walk.keys("card")
    await walk.keys("a new badge", *["down"] * 4, "enter")
    await walk.back()
    for name in ("add", "missing"):
        getattr(app.screen, f"action_{name}")()
        await settled(walk.pilot)
        await walk.keys(name)
        await walk.back()
    for name in ("paper", "board", "scanner"):
        getattr(app, f"action_{name}")()
        await settled(walk.pilot)
        await walk.keys(name)
        await walk.back()
    app.action_practice()
    await a_second_passes(walk.pilot)
    await walk.keys("practice")
    app.action_practice()
    await settled(walk.pilot)
    await walk.keys("exit", "f12")
    await press(walk.pilot, "f12")
    await walk.keys("badges", "f7")
    await walk.keys("attendance", "f8")
    await walk.keys("attendance by session", "f3")
    app.action_self_service()
    await settled(walk.pilot)
    await walk.keys("self-service")
    await walk.keys("the PIN", "f12")


# A desk or a list, and what is opened there: the keys of each dialog, one after the other.
MORE = ["f6", "f5"]
PERSON, SESSION = ["f8", "f2", "enter"], ["f8", "f3", "enter"]
DIALOGS: dict[str, tuple[list[str], ...]] = {
    "help of a desk": (["f7", "f1"],),
    "help of the attendance": (["f8", "f1"],),
    "table": (["f8", "f4"],),
    "risk": (["f8", "f5"],),
    "filter": (["f8", "ctrl+f"],),
    "export": (["f8", "ctrl+e"], ["enter"]),
    "export for mail merge": (["f8", "ctrl+e", "down"], ["enter"]),
    "certificates": (["f8", "ctrl+g"], ["enter"]),
    "letters": (["f8", "f12"], ["enter"], ["enter"]),
    "letters about badges": (["f7", "f12"], ["enter"]),
    "who is here": (["f8", "f10"],),
    "colours": (["f6", "ctrl+t"],),
    "emergency": (["f6", "ctrl+e"], ["enter"]),
    "lost badge": (["f7", "f2"],),
    "printed": (["f7", "f3"],),
    "test sheet": (["f7", "f4"],),
    "load": (["f7", "f5"], ["enter"]),
    **{f"more at the door {n}": ([*MORE, *["down"] * n, "enter"],) for n in range(14)},
    **{f"person {n}": ([*PERSON, *["down"] * n], ["enter"], ["enter"], [*"nun", "enter"]) for n in range(11)},
    **{f"session {n}": ([*SESSION, *["down"] * n], ["enter"], ["enter"], [*"5", "enter"]) for n in range(9)},
}


async def every_dialog(walk: Walk) -> None:
    """Every dialog of the desks, as far as its first questions."""
    for name, steps in DIALOGS.items():
        for number, keys in enumerate(steps, 1):
            await walk.keys(f"{name}, step {number}", *keys)
        for _ in range(4):
            await walk.back()


@pytest.mark.parametrize(("language", "size"), VIEWS.values(), ids=VIEWS.keys())
async def test_every_screen_looks_as_it_did(
    course: OpenCourse,
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    size: tuple[int, int],
) -> None:
    # Its pixels are Pillow's, and another version may scale otherwise.
    monkeypatch.setattr(BadgesScreen, "_picture", lambda *_: Content("(the first badge)"))
    async with kiosk(course, size, wish=StartOptions(door="Hall", language=language)) as pilot:
        walk = Walk(pilot, course)
        await every_screen(walk)
        assert "\n\n".join(walk.seen) == snapshot


def not_translated(walk: Walk, *typed: str) -> dict[str, list[str]]:
    """The words on the screens of a walk that are in no catalogue, and nobody's name or title; by their steps."""
    known = words_of((COURSE, PEOPLE, PROGRAMME)) | calendar_words() | KEYS | set(typed)
    whole = [re.sub(r"\w+…", "", seen) for seen in walk.seen]  # without words that a column cuts
    found = {seen.splitlines()[0]: plain_words("\n".join(seen.splitlines()[1:]), known) for seen in whole}
    return {step: words for step, words in found.items() if words}


LONG = pytest.mark.skipif("CHECKIN_LONG" not in os.environ, reason="another walk through every screen: the long form")


@LONG
async def test_no_screen_has_a_text_that_is_in_no_catalogue(
    course: OpenCourse, hand_clock: HandClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(BadgesScreen, "_picture", lambda *_: Content(""))
    with spoken(tmp_path / "catalogues"):
        async with kiosk(course, (120, 40), wish=StartOptions(door="Hall", language="en")) as pilot:
            walk = Walk(pilot, course)
            await every_verdict(walk, hand_clock)
            await every_screen(walk)
    # And who is at the desk, and what was typed.
    assert not_translated(walk, "Paz", "nun") == {}


@LONG
async def test_no_dialog_has_a_text_that_is_in_no_catalogue(
    without_pin: OpenCourse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(BadgesScreen, "_picture", lambda *_: Content(""))
    with spoken(tmp_path / "catalogues"):
        async with kiosk(without_pin, (120, 40), wish=StartOptions(door="Hall", language="en")) as pilot:
            assert isinstance(pilot.app, KioskApp)
            pilot.app.author = "Paz"
            walk = Walk(pilot, without_pin)
            await scan(pilot, walk.person("Ana").code)
            await every_dialog(walk)
    assert not_translated(walk, "Paz", "nun") == {}
