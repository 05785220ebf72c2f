"""Every screen and every verdict as they were last looked at: in four languages, and wide in one.

Look at what has changed before you keep it: ``pytest tests/functional/test_screens.py --snapshot-update``.
"""

import os
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
def course(course_folder: CourseFolder, hand_clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenCourse]:
    """The course with exits and a PIN, in a folder that is called the same on every machine."""
    rules = COURSE.replace("late_after = 15", "late_after = 15\nexits = true")
    course_folder.course_file.write_text(rules, encoding="utf-8")
    monkeypatch.chdir(course_folder.root.parent)
    # A notice stays until it was looked at, however fast the machine is.
    monkeypatch.setattr(Notice, "set_timer", lambda *_: None)
    with opened_course(CourseFolder(Path("course")), clock=hand_clock.clock()) as made:
        load(made)
        Pin(made.record).choose("4711")
        yield made


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


@pytest.mark.skipif("CHECKIN_LONG" not in os.environ, reason="another walk through every screen: the long form")
async def test_no_screen_has_a_text_that_is_in_no_catalogue(
    course: OpenCourse, hand_clock: HandClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(BadgesScreen, "_picture", lambda *_: Content(""))
    # And who is at the desk, and what was typed.
    known = words_of((COURSE, PEOPLE, PROGRAMME)) | calendar_words() | KEYS | {"Paz", "nun"}
    with spoken(tmp_path / "catalogues"):
        async with kiosk(course, (120, 40), wish=StartOptions(door="Hall", language="en")) as pilot:
            walk = Walk(pilot, course)
            await every_verdict(walk, hand_clock)
            await every_screen(walk)
    # The first line names the step.
    found = {seen.splitlines()[0]: plain_words("\n".join(seen.splitlines()[1:]), known) for seen in walk.seen}
    assert {step: words for step, words in found.items() if words} == {}
