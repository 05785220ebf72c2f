"""What tests share: a clock that is set by hand, and small real courses on disk."""

import gc
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import argon2
import pytest
from hypothesis import settings

from checkin.core.course import Participant
from checkin.core.number_place import NumberPlace, set_number_place
from checkin.intake.load import load
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants
from checkin.system.clock import Clock


def pytest_xdist_auto_num_workers() -> int:
    """More than there are cores: half of the time of a test of the interface is waiting for it to be still."""
    return (os.cpu_count() or 1) * 3 // 2


def _memory() -> Path | None:
    """Return a folder in memory with room for all that the tests write, where programs can be started too."""
    memory = Path("/dev/shm")
    if not (memory.is_dir() and os.access(memory, os.W_OK)) or os.statvfs(memory).f_flag & os.ST_NOEXEC:
        return None
    return memory if shutil.disk_usage(memory).free > 4 * 2**30 else None


# Files are written in memory: none needs to outlive a power cut, and a disk takes longer than the program.
if "TMPDIR" not in os.environ and (memory := _memory()):
    os.environ["TMPDIR"] = tempfile.tempdir = str(memory)


# There is no garbage yet: to look for it takes a fifth of the time of the imports.
gc.disable()


def pytest_collection_finish() -> None:
    """Collect garbage from now on, among what tests make: all modules and 7,000 tests stay until the end."""
    gc.freeze()
    gc.enable()


# The user's language: tests read the messages in English.
os.environ["LC_MESSAGES"] = "en_GB.UTF-8"
os.environ.pop("LC_ALL", None)
# Byte code is kept beside pytest's own cache, also where none may lie beside the source: tests start many processes.
sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode")
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The list of courses that were opened is not the developer's own.
os.environ["XDG_STATE_HOME"] = str(Path(__file__).parents[1] / ".pytest_cache" / "state")

# A PIN is hashed at a thousandth of the price; what a real hash costs, its own test says.
REAL_HASHER = argon2.PasswordHasher
argon2.PasswordHasher = partial(REAL_HASHER, time_cost=1, memory_cost=64)  # type: ignore[misc,assignment]

# Commands that change a record must be told who changes it.
os.environ.setdefault("CHECKIN_BY", "V. Paz")

LONG_FORM = bool(os.environ.get("CHECKIN_LONG"))
LONG = max(1, int(os.environ.get("CHECKIN_LONG", "0")))


def often(count: int) -> int:
    """How often something is tried: so often in the whole suite, so many times more with ``CHECKIN_LONG=N``."""
    return count * LONG


settings.register_profile("checkin", deadline=None, print_blob=True, derandomize=True, max_examples=often(50))
settings.load_profile("checkin")

COURSE = """\
[course]
title = "Course"
timezone = "America/Argentina/Buenos_Aires"
language = "es"
[door]
opens_before = 30
late_after = 15
[certificate]
threshold = 80
"""
PEOPLE = """\
id,name,country,role,groups,email,status,note
1,Ana Núñez,Argentina,participant,A,ana@example.org,,
2,João d’Ávila,Brasil,participant,B,joao@example.org,,Ask for the visa
3,Jean Saint-Fleur,Haití,participant,A,jean@example.org,,
4,Soledad Ríos,Chile,speaker,,sol@example.org,,
5,Gone Away,Peru,participant,A,gone@example.org,withdrawn,
"""
PROGRAMME = """\
id,starts_at,ends_at,title,room,groups,required
s1,2026-03-09T09:00,2026-03-09T10:30,Opening,Hall,,yes
s2,2026-03-09T11:00,2026-03-09T12:30,Lecture,Hall,,
wa,2026-03-09T14:30,2026-03-09T16:00,Workshop A,Mar,A,
wb,2026-03-09T14:30,2026-03-09T16:00,Workshop B,Sierra,B,
"""


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime, seed: int = 7) -> None:
        self.time = now
        self.dice = random.Random(seed)

    def clock(self) -> Clock:
        """The clock as the product takes it, with dice of its own."""
        return Clock(
            now=lambda: self.time,
            monotonic_ms=lambda: int(self.time.timestamp() * 1000) % 10**9,
            random_bits=self.dice.getrandbits,
            random_below=self.dice.randrange,
            new_key=lambda: bytes(range(32)),
        )

    def set(self, text: str) -> None:
        """Set the course's wall clock, like ``09:05`` on the first day."""
        self.time = datetime.fromisoformat(f"2026-03-09T{text}-03:00").astimezone(UTC)

    def forward(self, minutes: float) -> None:
        """Let time pass."""
        self.time += timedelta(minutes=minutes)


@pytest.fixture(autouse=True)
def _numbers_of_no_course() -> None:
    """Forget the course of the test before, whose country decides about the signs of Spanish numbers."""
    set_number_place(NumberPlace())


@pytest.fixture
def hand_clock() -> HandClock:
    clock = HandClock(datetime(2026, 3, 9, 12, 0, tzinfo=UTC))
    clock.set("09:05")
    return clock


@pytest.fixture
def evening(hand_clock: HandClock) -> None:
    """It is 20:00 on the first day: all its sessions are over."""
    hand_clock.set("20:00")


@pytest.fixture
def any_mask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw every QR code with the same mask: looking for the best of eight takes longer than the rest of a page."""
    monkeypatch.setattr("qrcode.QRCode.best_mask_pattern", lambda _: 6)


@pytest.fixture
def course_folder(tmp_path: Path) -> CourseFolder:
    """A course of five people and four sessions on 9 March 2026, not loaded yet."""
    root = tmp_path / "course"
    root.mkdir()
    (root / "course.toml").write_text(COURSE, encoding="utf-8")
    (root / "participants.csv").write_text(PEOPLE, encoding="utf-8")
    (root / "programme.csv").write_text(PROGRAMME, encoding="utf-8")
    return CourseFolder(root)


_RECORD = ("checkin.db", "checkin.db.lock")
_loaded: dict[tuple[object, ...], tuple[dict[str, bytes], object]] = {}


def load_record(folder: CourseFolder, clock: HandClock) -> None:
    """Load the files of a course; files that were loaded before at the same time give a copy of that record."""
    key = tuple(file.read_bytes() for file in (folder.course_file, *folder.rosters(), *folder.programmes()))
    moment = (*key, clock.time, clock.dice.getstate())
    if moment not in _loaded:
        with opened_course(folder, clock=clock.clock()) as course:
            load(course)
        held = {name: (folder.root / name).read_bytes() for name in _RECORD}
        _loaded[moment] = held, clock.dice.getstate()
    files, dice = _loaded[moment]
    for name, data in files.items():
        (folder.root / name).write_bytes(data)
    clock.dice.setstate(dice)  # type: ignore[arg-type]


@pytest.fixture
def open_course(course_folder: CourseFolder, hand_clock: HandClock) -> Iterator[OpenCourse]:
    """That course, loaded and open, at five past nine of its first day."""
    load_record(course_folder, hand_clock)
    with opened_course(course_folder, clock=hand_clock.clock()) as course:
        yield course


@pytest.fixture
def another_kiosk(tmp_path: Path) -> Iterator[Callable[[OpenCourse, HandClock], OpenCourse]]:
    """Makes a second kiosk of a course: the same roster and key, a record of its own."""
    with ExitStack() as stack:

        def make(course: OpenCourse, clock: HandClock) -> OpenCourse:
            root = tmp_path / f"kiosk{len(list(tmp_path.iterdir()))}"
            root.mkdir()
            course.record.checkpoint()
            (root / "checkin.db").write_bytes(course.record.path.read_bytes())
            (root / "course.toml").write_text(COURSE, encoding="utf-8")
            return stack.enter_context(opened_course(CourseFolder(root), clock=clock.clock()))

        yield make


@pytest.fixture
def person(open_course: OpenCourse) -> Callable[[str], Participant]:
    """Finds somebody of the roster by the beginning of the name."""

    def find(name: str) -> Participant:
        return next(found for found in participants.roster(open_course.record.conn) if found.name.startswith(name))

    return find
