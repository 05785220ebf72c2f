"""Three kiosks and a hub, against a model: what was acknowledged is kept, and everybody says the same in the end.

The kiosks are real records on disk; the hub is one in memory, so that thousands of stories can be told.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.conftest import COURSE, PEOPLE, PROGRAMME, HandClock
from tests.unit.hub.fake import FakeHub, Line

from checkin.attendance.corrections import Corrections
from checkin.core.errors import CheckinError, NotFoundError
from checkin.core.events import Event
from checkin.door.scan import Door
from checkin.hub.sync.exchange import Exchange, ExchangeResult
from checkin.hub.sync.roster_sync import Choice, Rosters
from checkin.intake.load import load
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record
from checkin.store.roster import edition, participants
from checkin.store.sync import vectors as ends
from checkin.store.sync.publication import mark_loaded

KIOSKS = 3
Step = tuple[str, int, int, int]
VERBS = (
    *("scan", "scan", "scan", "undo", "undo", "add", "reissue", "load", "whole", "whole", "tick", "tick"),
    *("part", "heal", "kill", "cut", "clone", "backup", "restore", "dump", "set_back"),
)


def _fast() -> str | None:
    """A place in memory, where there is one: these stories are not about the disk."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@cache
def template() -> bytes:
    """A loaded record, made once."""
    from checkin.store.open_course import open_course as opened_course

    with tempfile.TemporaryDirectory(dir=_fast()) as name:
        folder = CourseFolder(Path(name))
        for file, text in (("course.toml", COURSE), ("participants.csv", PEOPLE), ("programme.csv", PROGRAMME)):
            (folder.root / file).write_text(text, encoding="utf-8")
        with opened_course(folder, clock=HandClock(datetime(2026, 3, 9, 12, 5, tzinfo=UTC)).clock()) as course:
            load(course)
        return folder.record_file.read_bytes()


class Kiosk:
    """One kiosk: its folder, its record, its line to the hub, and an exchange that lives as long as a connection."""

    def __init__(self, root: Path, number: int, hub: FakeHub, exchange: type[Exchange]) -> None:
        root.mkdir()
        (root / "course.toml").write_text(COURSE, encoding="utf-8")
        (root / "checkin.db").write_bytes(template())
        self.folder = CourseFolder(root)
        self.course = self.folder.course()
        self.clock = HandClock(datetime(2026, 3, 9, 12, 5, number, tzinfo=UTC), seed=number)
        self.line = Line(hub)
        self.backup = template()
        self._kind = exchange
        self._exchange: Exchange | None = None
        self.record = self._open()

    def _open(self) -> Record:
        return Record.open(self.folder.record_file, clock=self.clock.clock())

    @property
    def opened(self) -> OpenCourse:
        return OpenCourse(self.folder, self.course, self.record)

    def exchange(self) -> Exchange:
        if self._exchange is None:
            self._exchange = self._kind(self.record, self.line, countries=str)
            with suppress(CheckinError):
                self._exchange.fetch_vector()
        return self._exchange

    def disconnect(self) -> None:
        self._exchange = None

    def events(self) -> list[Event]:
        return list(event_log.events(self.record.conn))

    def kill(self) -> None:
        """The program ends where it is; what is in the file and its log is all that is left."""
        self.record.conn.close()
        self.record._lock.close()
        self.disconnect()
        self.record = self._open()

    def saved(self) -> bytes:
        self.record.checkpoint()
        return self.folder.record_file.read_bytes()

    def replaced(self, content: bytes) -> None:
        """Somebody puts another file in the place of this one."""
        self.record.conn.close()
        self.record._lock.close()
        self.disconnect()
        for file in self.folder.root.glob("checkin.db*"):
            file.unlink()
        self.folder.record_file.write_bytes(content)
        self.record = self._open()


class World:
    """The story so far. ``acknowledged``: every event that somebody was told is recorded."""

    def __init__(self, root: Path, *, hub: FakeHub, exchange: type[Exchange]) -> None:
        self.hub = hub
        self.dump = hub.saved()
        self.kiosks = [Kiosk(root / f"kiosk{n}", n, hub, exchange) for n in range(KIOSKS)]
        self.acknowledged: dict[str, Event] = {event.event_id: event for event in self.kiosks[0].events()}
        self.loads = 0

    def do(self, step: Step) -> None:
        verb, number, first, second = step
        kiosk = self.kiosks[number % KIOSKS]
        kiosk.clock.forward(0.2)
        with suppress(CheckinError):
            getattr(self, f"_{verb}")(kiosk, first, second)

    def _told(self, kiosk: Kiosk, event_id: str) -> None:
        self.acknowledged[event_id] = self._event(kiosk, event_id)

    def _event(self, kiosk: Kiosk, event_id: str) -> Event:
        found = event_log.event(kiosk.record.conn, event_id)
        assert found is not None, "an acknowledged event is not in the record"
        return found

    def _code(self, kiosk: Kiosk, who: int) -> str:
        everybody = participants.roster(kiosk.record.conn)
        return everybody[who % len(everybody)].code

    # -- what happens at a kiosk

    def _scan(self, kiosk: Kiosk, who: int, session: int) -> None:
        door = Door(
            kiosk.record, kiosk.course, name=f"door{session % 2}", session=("s1", "s2", "wa")[session % 3], anytime=True
        )
        self._told(kiosk, door.scan(self._code(kiosk, who)).event_id)

    def _undo(self, kiosk: Kiosk, back: int, _: int) -> None:
        rows = kiosk.record.conn.execute(
            "SELECT event_id FROM standing WHERE kind NOT IN ('load', 'undo') ORDER BY event_id DESC LIMIT 4"
        ).fetchall()
        if not rows:
            raise NotFoundError("nothing")
        made = Corrections.of(kiosk.opened).undo(rows[back % len(rows)]["event_id"])
        self._told(kiosk, made.event_id)

    def _add(self, kiosk: Kiosk, who: int, _: int) -> None:
        made, _person = Corrections.of(kiosk.opened).add(f"Person {who}", "Cuba")
        self._told(kiosk, made.event_id)

    def _reissue(self, kiosk: Kiosk, who: int, _: int) -> None:
        made, _code = Corrections.of(kiosk.opened).reissue(self._code(kiosk, who))
        self._told(kiosk, made.event_id)

    def _load(self, kiosk: Kiosk, who: int, _: int) -> None:
        """A roster with another name in it is loaded."""
        from dataclasses import replace

        self.loads += 1
        with kiosk.record.writing() as writing:
            people = participants.loaded_participants(writing.conn)
            person = people[who % len(people)]
            changed = replace(person, institution=f"Office {self.loads}")
            participants.write_people(writing.conn, [changed], countries=str, new_id=str, choose=lambda n: 0)
            edition.raise_revision(writing.conn)
            mark_loaded(writing.conn, f"load {self.loads}")

    # -- the exchange

    def _whole(self, kiosk: Kiosk, choice: int, _: int) -> None:
        """A new connection, as after any that was lost."""
        kiosk.disconnect()
        with suppress(CheckinError):
            self._settle(kiosk, Choice.OURS if choice % 2 else Choice.THEIRS)
        kiosk.exchange().run()

    def _tick(self, kiosk: Kiosk, _: int, __: int) -> None:
        """Go on over the connection that is there, knowing what was known when it began."""
        for way in (kiosk.exchange().push, kiosk.exchange().pull):
            with suppress(CheckinError):
                way(ExchangeResult())

    def _settle(self, kiosk: Kiosk, choice: Choice) -> None:
        Rosters(kiosk.folder, kiosk.record, countries=str).settle(kiosk.line, choice)
        for event in kiosk.events():
            self.acknowledged.setdefault(event.event_id, event)

    def _part(self, kiosk: Kiosk, _: int, __: int) -> None:
        kiosk.line.away = True

    def _heal(self, kiosk: Kiosk, _: int, __: int) -> None:
        kiosk.line.away = False

    def _cut(self, kiosk: Kiosk, when: int, _: int) -> None:
        kiosk.line.cut = ("before", "after")[when % 2]

    # -- accidents

    def _kill(self, kiosk: Kiosk, _: int, __: int) -> None:
        kiosk.kill()

    def _backup(self, kiosk: Kiosk, _: int, __: int) -> None:
        kiosk.backup = kiosk.saved()

    def _restore(self, kiosk: Kiosk, _: int, __: int) -> None:
        self._put_in_place(kiosk, kiosk.backup)

    def _clone(self, kiosk: Kiosk, other: int, _: int) -> None:
        target = self.kiosks[other % KIOSKS]
        if target is not kiosk:
            self._put_in_place(target, kiosk.saved())

    def _put_in_place(self, kiosk: Kiosk, content: bytes) -> None:
        """Whatever nobody else has is gone with the file that was there: a person did that, and no program."""
        had = {event.event_id for event in kiosk.events()}
        kiosk.replaced(content)
        left = {event.event_id for one in self.kiosks for event in one.events()}
        left |= {event.event_id for event in self.hub.events()}
        for event_id in had - left:
            self.acknowledged.pop(event_id, None)

    def _dump(self, _: Kiosk, __: int, ___: int) -> None:
        self.dump = self.hub.saved()

    def _set_back(self, _: Kiosk, __: int, ___: int) -> None:
        """The hub is restored from an old dump. Kiosks hold what it forgets, or it is lost with it."""
        had = {event.event_id for event in self.hub.events()}
        self.hub.restore(self.dump)
        left = {event.event_id for one in self.kiosks for event in one.events()}
        left |= {event.event_id for event in self.hub.events()}
        for event_id in had - left:
            self.acknowledged.pop(event_id, None)

    # -- the end

    def settle_everything(self) -> None:
        """The network is whole again, and everybody has met the hub often enough."""
        for kiosk in self.kiosks:
            kiosk.line.away, kiosk.line.cut = False, ""
        for _ in range(3):
            for kiosk in self.kiosks:
                self._whole(kiosk, 0, 0)

    def check(self) -> None:
        """What must hold in the end."""
        first = self.kiosks[0]
        wanted = set(self.acknowledged.values())
        for kiosk in self.kiosks:
            events = set(kiosk.events())
            assert wanted <= events, "an acknowledged event was lost"
            assert not list(event_log.broken_chains(kiosk.record.conn)), "a chain is broken"
            assert events == set(first.events()), "two kiosks hold other events"
            assert not ends.rejected_segments(kiosk.record.conn), "something was set aside"
        assert self.hub.events() == set(first.events()), "the hub holds other events"
        assert len({_figures(kiosk) for kiosk in self.kiosks}) == 1, "two kiosks count otherwise"
        assert _figures(first) == _by_hand(first), "undone scans count, or others do not"
        assert len({_roster(kiosk) for kiosk in self.kiosks}) == 1, "two kiosks have other rosters"


def _figures(kiosk: Kiosk) -> frozenset[tuple[str, str, str]]:
    rows = kiosk.record.conn.execute("SELECT participant, session, substr(first, 1, 24) FROM first_entries").fetchall()
    return frozenset((row[0], row[1], row[2]) for row in rows)


def _by_hand(kiosk: Kiosk) -> frozenset[tuple[str, str, str]]:
    """The first scan that counts of everybody in every session, told from the events alone."""
    events = kiosk.events()
    undone = {event.ref for event in events if event.kind == "undo"}
    first: dict[tuple[str, str], str] = {}
    for event in events:
        counts = event.kind == "scan" and event.verdict in ("present", "late") and event.event_id not in undone
        if counts and event.participant and event.session:
            key = (event.participant, event.session)
            first[key] = min(event.at, first.get(key, event.at))
    return frozenset((person, session, at) for (person, session), at in first.items())


def _roster(kiosk: Kiosk) -> str:
    conn = kiosk.record.conn
    rows: list[Sequence[Any]] = [tuple(row) for row in conn.execute("SELECT * FROM roster ORDER BY id")]
    rows += [tuple(row) for row in conn.execute("SELECT code, participant, own FROM codes ORDER BY code")]
    return repr(rows)


@contextmanager
def world(*, hub: Callable[[], FakeHub] = FakeHub, exchange: type[Exchange] = Exchange) -> Iterator[World]:
    """A new world, in memory where there is such a place."""
    root = Path(tempfile.mkdtemp(dir=_fast()))
    made = World(root, hub=hub(), exchange=exchange)
    try:
        yield made
    finally:
        for kiosk in made.kiosks:
            kiosk.record.conn.close()
            with suppress(OSError):
                kiosk.record._lock.close()
        shutil.rmtree(root, ignore_errors=True)
