"""The door that a story is told of: a course on disk, its app under a virtual clock, and what the record says."""

import contextvars
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from tests.conftest import COURSE, HandClock
from tests.functional.kiosk.door.story_record import StoryRecord
from tests.functional.kiosk.virtual_time import VirtualApp, quiet, virtual_time
from textual.events import Key

from checkin.core.course import Participant
from checkin.core.errors import RecordError
from checkin.core.events import Event
from checkin.door.pin import Pin
from checkin.intake.load import load
from checkin.kiosk.app import StartOptions
from checkin.kiosk.base.screen import BaseScreen
from checkin.kiosk.door.actions import MENU
from checkin.kiosk.door.screen import DoorScreen
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course
from checkin.store.record import Record
from checkin.store.roster import participants

T = TypeVar("T")
RULES = COURSE.replace("late_after = 15", "late_after = 15\nexits = true")
PEOPLE = """\
id,name,country,role,groups,status,note
1,Ana Núñez,Argentina,participant,A,,
2,João d’Ávila,Brasil,participant,B,,Ask for the visa
3,Jean Saint-Fleur,Haití,participant,A,,
4,Soledad Ríos,Chile,speaker,,,
5,Gone Away,Peru,participant,A,withdrawn,
"""
PROGRAMME = """\
id,starts_at,ends_at,title,room,groups
s1,2026-03-09T09:00,2026-03-09T10:30,Opening,Hall,
s2,2026-03-09T10:30,2026-03-09T12:00,Lecture,Hall,
wa,2026-03-09T14:30,2026-03-09T16:00,Workshop A,Mar,A
wb,2026-03-09T14:30,2026-03-09T16:00,Workshop B,Sierra,B
"""
PIN = "4711"
SIZE = (120, 40)
# Where a record costs no disk, if there is such a place.
MEMORY = Path("/dev/shm")
# Seconds between two keys of a person, and before a key by hand is no longer the end of a scan.
_BY_HAND, _AFTER_SCAN = 0.2, 1.5


class StoryDoor:
    """One door with its record, started and restarted, and driven by keys."""

    def __init__(self, held: StoryRecord) -> None:
        self._stack = ExitStack()
        self._runner = self._stack.enter_context(virtual_time())
        self._stack.enter_context(held.kept_open())
        held.put_back()
        self.root = held.root
        self.clock = HandClock(datetime(2026, 3, 9, 12, 0, tzinfo=UTC), seed=11)
        self.clock.set("09:05")
        self._context = contextvars.copy_context()
        self.is_broken = False
        self.open()
        self.people = participants.roster(self.course.record.conn)

    def run(self, step: Coroutine[Any, Any, T]) -> T:
        """Run one step in the loop and the context of the app."""
        return self._runner.run(step, context=self._context)

    # -- start and end

    def open(self, *, after_crash: bool = False) -> None:
        """Start the door."""
        self.is_fresh = True
        self._course = open_course(CourseFolder(self.root), clock=self.clock.clock())
        self.course = self._course.__enter__()
        self.app = VirtualApp(self.course, StartOptions(door="Main", language="en", after_crash=after_crash))
        self._test = self.app.run_test(size=SIZE)
        self.run(self._test.__aenter__())
        self.run(quiet())

    def leave(self) -> None:
        """End the process."""
        self.run(self._test.__aexit__(None, None, None))
        self._course.__exit__(None, None, None)

    def close(self) -> None:
        """End the app and delete the course."""
        try:
            self.leave()
        finally:
            self._stack.close()

    # -- what there is to see

    # Whether nothing was pressed or sent since the start.
    is_fresh = True

    @property
    def is_at_door(self) -> bool:
        return isinstance(self.app.screen, DoorScreen)

    @property
    def screen(self) -> BaseScreen[Any]:
        screen = self.app.screen
        assert isinstance(screen, BaseScreen)
        return screen

    def count(self) -> int:
        """Return the number of events of the record itself, whatever the app works on."""
        with self.course.record.reading() as conn:
            return int(conn.execute("SELECT count(*) FROM events WHERE kind <> 'clock'").fetchone()[0])

    def roster_size(self) -> int:
        return len(participants.roster(self.course.record.conn, everybody=True))

    def events(self) -> list[Event]:
        """Return the events of the record that the app works on."""
        with self.app.opened.record.reading() as conn:
            return [event for event in event_log.newest(conn, 1000) if event.kind not in ("clock", "print")][::-1]

    def name_of(self, participant: str | None) -> str:
        with self.app.opened.record.reading() as conn:
            person = participants.by_id(conn, participant or "")
        return person.name if person else ""

    # -- what drives it

    def step(self, *keys: str) -> None:
        """Press keys by hand."""

        self.is_fresh = False

        async def press() -> None:
            await quiet(_AFTER_SCAN)
            for key in keys:
                self.app.post_message(Key(key, {"enter": "\r"}.get(key, key if len(key) == 1 else None)))
                await quiet(_BY_HAND)

        self.run(press())

    def send(self, text: str) -> None:
        """Type a text and Enter at the speed of a scanner."""

        self.is_fresh = False

        async def wedge() -> None:
            for character in text:
                self.app.post_message(Key(character, character))
            self.app.post_message(Key("enter", "\r"))
            await quiet()

        self.run(wedge())

    def tick(self) -> None:
        """Let the app do what it does every second."""

        async def second() -> None:
            self.app._stale = True
            self.app.tick()
            await quiet()

        self.run(second())

    def menu(self, name: str) -> None:
        place = [key for key, _ in MENU].index(name)
        below = len(MENU) - place
        self.step("f5", *(["down"] * place if place < below else ["up"] * below), "enter")

    def open_card(self, person: Participant) -> None:
        """Open the card of a person and leave it open."""

        async def show() -> None:
            self.app.door_screen.open_card(person)
            await quiet()

        self.run(show())

    def break_record(self) -> None:
        """Nothing can be recorded from now on."""
        self.is_broken = True
        self._stop = _failing_writes()
        self._stop.__enter__()

    def mend(self) -> None:
        """Let the record be written again."""
        if self.is_broken:
            self.is_broken = False
            self._stop.__exit__(None, None, None)
            self.tick()
            self.tick()


@contextmanager
def _failing_writes() -> Iterator[None]:
    """No record takes a write, as on a full disk."""
    original = Record.writing

    @contextmanager
    def refuse(self: Record, **options: object) -> Iterator[None]:
        raise RecordError("The disk is full.")
        yield

    Record.writing = refuse  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        Record.writing = original  # type: ignore[method-assign]


@contextmanager
def story_record() -> Iterator[StoryRecord]:
    """A loaded course with a PIN, that every story begins with."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        root = Path(folder) / "course"
        root.mkdir()
        (root / "course.toml").write_text(RULES, encoding="utf-8")
        (root / "participants.csv").write_text(PEOPLE, encoding="utf-8")
        (root / "programme.csv").write_text(PROGRAMME, encoding="utf-8")
        clock = HandClock(datetime(2026, 3, 9, 11, 0, tzinfo=UTC))
        with open_course(CourseFolder(root), clock=clock.clock()) as course:
            load(course)
            Pin(course.record).choose(PIN)
        with closing(StoryRecord(root)) as held:
            yield held
