"""The course of two weeks played with keys: the real interface, with a clock that is set by hand.

Every command of :mod:`tests.casebook.two_weeks` is translated into the keys that a person presses for it: scans at the
door, corrections at the attendance desk, merges on the card.
"""

import asyncio
import contextvars
import re
from collections.abc import Coroutine
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import DataTable, Input, OptionList

from checkin.kiosk.app import KioskApp, StartOptions
from checkin.kiosk.attendance.screen import AttendanceScreen
from checkin.kiosk.base.dialogs import AskDialog, ChooseDialog
from checkin.kiosk.base.search_dialog import SearchDialog
from checkin.kiosk.door.screen import DoorScreen
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course
from checkin.store.roster import participants
from tests.casebook.shell import Shell
from tests.casebook.two_weeks import TwoWeeks
from tests.conftest import HandClock
from tests.functional.kiosk.interface import kiosk, press, settled, wedge

T = TypeVar("T")
ZONE = "-03:00"  # Buenos Aires


class ByKeys(TwoWeeks):
    """The same play. ``pilot`` presses the keys."""

    pilot: Pilot[None]

    def __init__(self, root: Path, seed: int) -> None:
        super().__init__(root, seed)
        self._clock = HandClock(datetime(2026, 3, 9, 11, 30, tzinfo=UTC), seed=11)
        self._context = contextvars.copy_context()

    def play(self) -> Shell:
        self.make_course()
        with ExitStack() as stack:
            self._runner = stack.enter_context(asyncio.Runner())
            self._course = stack.enter_context(open_course(CourseFolder(self.shell.folder), clock=self._clock.clock()))
            app = kiosk(self._course, (80, 24), wish=StartOptions(door="Foyer", language="en"))
            self.pilot = self._run(app.__aenter__())
            try:
                self.play_acts()
            finally:
                self._run(app.__aexit__(None, None, None))
        return self.shell

    def _run(self, step: Coroutine[Any, Any, T]) -> T:
        """Run one step in the loop and the context of the app."""
        return self._runner.run(step, context=self._context)

    def _do(self, *words: str, given: str = "") -> None:
        options = {words[n]: words[n + 1] for n in range(1, len(words) - 1) if words[n].startswith("--")}
        match words:
            case ["scan", *_]:
                self._clock.time = datetime.fromisoformat(options["--at"] + ZONE).astimezone(UTC)
                self._run(self._scan(given.split()))
            case ["mark" | "excuse" | "withdraw" | "reinstate", code, *_]:
                self._later("2026-03-20T20:00")
                self._run(self._correct(words[0], code, options))
            case ["undo", *_]:
                self._run(self._undo(options["--reason"]))
            case ["merge", code, into, *_]:
                self._run(self._merge(code, into))
            case ["session", "close", *_]:
                self._later("2026-03-20T20:00")
                self._run(self._close())
            case ["session", act, session, *rest]:
                self._run(self._change(act, session, rest, options))
            case _:
                raise AssertionError(words)

    def _later(self, time: str) -> None:
        self._clock.time = max(self._clock.time, datetime.fromisoformat(time + ZONE).astimezone(UTC))

    # -- at the door

    @property
    def _app(self) -> KioskApp:
        assert isinstance(self.pilot.app, KioskApp)
        return self.pilot.app

    async def _go_to(self, key: str, screen: type[Screen[Any]]) -> None:
        if not isinstance(self.pilot.app.screen, screen):
            await press(self.pilot, key)

    async def _scan(self, codes: list[str]) -> None:
        await self._go_to("f6", DoorScreen)
        for code in codes:
            wedge(self.pilot, code)
        await settled(self.pilot)

    async def _merge(self, code: str, into: str) -> None:
        await self._go_to("f6", DoorScreen)
        roster = participants.roster(self._course.record.conn)
        self._app.door_screen.open_card(next(one for one in roster if one.own_code == code or one.code == code))
        await settled(self.pilot)
        await self._choose("The same person as")
        assert isinstance(self.pilot.app.screen, SearchDialog)
        await press(self.pilot, *f"Person {into[1:]}", "enter")
        await self._choose("Yes, they are one person")

    # -- at the attendance desk

    async def _row(self, view: str, place: int) -> None:
        """Open a row of a view of the desk."""
        await self._go_to("f8", AttendanceScreen)
        await self.pilot.press(view)
        self.pilot.app.screen.query_one(DataTable).move_cursor(row=place)
        await press(self.pilot, "enter")

    async def _choose(self, text: str) -> None:
        """Choose the line of the open dialog that holds a text."""
        options = self.pilot.app.screen.query_one(OptionList)
        lines = [str(options.get_option_at_index(place).prompt) for place in range(options.option_count)]
        options.highlighted = next(place for place, line in enumerate(lines) if text in line)
        await press(self.pilot, "enter")

    async def _answer(self, text: str) -> None:
        """Answer the open question."""
        assert isinstance(self.pilot.app.screen, AskDialog), self.pilot.app.screen
        self.pilot.app.screen.query_one(Input).value = text
        await press(self.pilot, "enter")

    async def _person(self, code: str) -> None:
        """Open a person at the desk."""
        roster = participants.roster(self._course.record.conn)
        await self._row("f2", [one.name for one in roster].index(f"Person {code[1:]}"))
        assert isinstance(self.pilot.app.screen, ChooseDialog), self.pilot.app.screen

    async def _correct(self, act: str, code: str, options: dict[str, str]) -> None:
        await self._person(code)
        reason = options["--reason"]
        match act:
            case "mark" if options["--as"] == "present":
                await self._choose("Mark present")
                await self._choose(title_of(options["--session"]))
                await self._answer(options.get("--at", ""))
                await self._answer(reason)
            case "mark":
                await self._choose("Mark absent")
                await self._choose(title_of(options["--session"]))
                await self._answer(reason)
            case "excuse":
                if "--session" in options:
                    await self._choose("Excuse from a session")
                    await self._choose(title_of(options["--session"]))
                else:
                    await self._choose("Excuse for days")
                    await self._answer(f"{options['--from']} {options['--to']}")
                await self._answer(reason)
                await self._answer(options["--granted-by"])
                await self._choose("document was seen")
            case _:
                await self._choose("Withdraw" if act == "withdraw" else "Reinstate")
                await self._answer(options["--from"])
                await self._answer(reason)
        self._last = code

    async def _undo(self, reason: str) -> None:
        """Take back the last correction."""
        await self._person(self._last)
        await self._choose("Undo an entry")
        await press(self.pilot, "enter")
        await self._answer(reason)

    async def _change(self, act: str, session: str, rest: list[str], options: dict[str, str]) -> None:
        await self._open_session(session)
        match act:
            case "shift":
                await self._choose("It began later or earlier")
                await self._answer(rest[0])
            case "move":
                await self._choose("It was at another time")
                await self._answer(options["--to"].replace("T", " "))
            case "cancel":
                await self._choose("It was not held")
            case "move-scans":
                await self._choose("Its scans belong to another session")
                await self._choose(title_of(rest[0]))
                await self._answer(options["--minutes"])
        await self._answer(options["--reason"])

    async def _open_session(self, session: str) -> None:
        """Open a session at the desk."""
        with self._course.record.reading() as conn:
            ids = [row[0] for row in conn.execute("SELECT id FROM programme ORDER BY starts_at, room, id")]
        await self._row("f3", ids.index(session))

    async def _close(self) -> None:
        await self._open_session("d10a")
        await self._choose("Close every session that is over")
        await self._choose("The rest is absent")
        await settled(self.pilot)


class OneDayByKeys(ByKeys):
    """A short form: one day with a changed workshop, an excuse, a session that began late, and the closing."""

    def play_acts(self) -> None:
        self._day("10")
        by = ("--reason", "seen in the hall")
        self._later("2026-03-10T20:00")
        self._do("excuse", "P12", "--session", "d10a", "--granted-by", "Dr. Sosa", *by)
        self._do("session", "shift", "d10b", "20", *by)
        self._do("session", "close", "--over", "--rest", "absent")


def title_of(session: str) -> str:
    """Return the title of a session of the two weeks."""
    day, kind = session[1:3], session[3:]
    first = {"a": "First lecture", "b": "Second lecture"}.get(kind) or re.sub("w", "Workshop ", kind)
    return f"{first} of {day} March"
