"""The power goes: one trace of the real program, many disks as a cut could have left them, each opened and compared."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from checkin.core.errors import CheckinError
from tests.faults import forgotten
from tests.faults.course import SESSIONS, codes_of, loaded_course, run, verdicts, write_course, wrong
from tests.faults.preload import environment
from tests.faults.trace import Call, Disk, read_trace

# The door's own path with the settings of the connection changed, for the controls; scans and folds the log by turns.
_SCANNER = """
import sys
from pathlib import Path
from checkin.cli.door import as_object
from checkin.door.scan import Door
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course
from checkin.store.roster import participants
root, pragma, session, every = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
with open_course(CourseFolder(root)) as course:
    if pragma:
        course.record.conn.execute(f"PRAGMA synchronous = {pragma}")
    door = Door(course.record, course.course, session=session, anytime=True)
    for number, person in enumerate(participants.roster(course.record.conn), 1):
        print(as_object(course.course, door.scan(person.code)), flush=True)
        if number % every == 0:
            course.record.checkpoint()
"""


# What is wrong with an image, against what had been said by then; empty when all is well.
Check = Callable[[Path, str], str]


@dataclass(slots=True)
class Counts:
    """What came of the images. ``wrong`` maps what was wrong to how often."""

    images: int = 0
    cuts_that_could_lose: int = 0
    wrong: dict[str, int] = field(default_factory=dict)

    @property
    def lost(self) -> int:
        """Images with anything wrong."""
        return sum(self.wrong.values())


def whole_life(root: Path, trace: Path) -> None:
    """A record is made, loaded, scanned into, loaded anew, backed up: each step a process of its own."""
    env = environment(root, trace=trace)
    folder = write_course(root, 25)
    assert run(root, "load", env=env)[0] == 0
    codes = codes_of_copy(root)
    assert run(root, "scan", "--session", "s1", "--anytime", "--json", lines=codes, env=env)[0] == 0
    write_course(root, 30)
    assert run(root, "load", env=env)[0] == 0
    assert run(root, "backup", str(root / "copies" / "checkin.db"), env=env)[0] == 0
    assert run(root, "scan", "--session", "s2", "--anytime", "--json", lines=codes, env=env)[0] == 0
    assert run(root, "reissue", codes[0], env=env)[0] == 0
    assert folder.record_file.exists()


def codes_of_copy(root: Path) -> list[str]:
    """The codes, read from a copy: reading the record itself would write outside the trace."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "course"
        shutil.copytree(root, copy)
        from checkin.store.course_folder import CourseFolder

        return codes_of(CourseFolder(copy))


def scans_and_checkpoints(pragma: str = "", every: int = 7) -> Callable[[Path, Path], None]:
    """Scans with the log folded in between; ``pragma`` is another ``synchronous`` than ours."""

    def act(root: Path, trace: Path) -> None:
        env = environment(root, trace=trace)
        for session in SESSIONS[:2]:
            words = [sys.executable, "-c", _SCANNER, str(root), pragma, session, str(every)]
            subprocess.run(words, env=env, check=True, capture_output=True)

    return act


def old_record(root: Path) -> None:
    """Make the record of a loaded course one of an older checkin: without what its later migrations made."""
    from checkin.store.schema import migrations

    path = root / "checkin.db"
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA journal_mode = WAL")
    known = _names_of_old()
    for kind in ("view", "index", "table"):
        rows = conn.execute("SELECT name FROM sqlite_master WHERE type = ? AND sql IS NOT NULL", (kind,)).fetchall()
        for (name,) in rows:
            if name not in known and not name.startswith(("sqlite_", "_")):
                conn.execute(f'DROP {kind} "{name}"')
    last = [migration.name for migration in migrations._migrations][_OLD:]
    conn.executemany("DELETE FROM _sqlite_migrations WHERE name = ?", [(name,) for name in last])
    conn.execute("DELETE FROM course WHERE key = 'views'")
    conn.execute("PRAGMA user_version = 2")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()


_OLD = 4  # how many migrations the older checkin had


def _names_of_old() -> set[str]:
    from sqlite_utils import Database

    from checkin.store.schema import migrations

    db = Database(memory=True)
    migrations.apply(db, stop_before=[migration.name for migration in migrations._migrations][_OLD])
    return {row[0] for row in db.execute("SELECT name FROM sqlite_master")}


def migration(root: Path, trace: Path) -> None:
    """The first scan after an update: the record is brought to today's shape."""
    codes = codes_of_copy(root)
    status, _, said = run(
        root, "scan", "--session", "s1", "--anytime", "--json", lines=codes, env=environment(root, trace=trace)
    )
    assert status == 0, said


def images(
    act: Callable[[Path, Path], None],
    count: int,
    *,
    seed: int = 1,
    prepare: Callable[[Path], object] = lambda root: None,
    check: Check | None = None,
    late: int = 0,
) -> Counts:
    """Trace what ``act`` does to a course that ``prepare`` made, and look at so many disks of it by ``check``.

    Half of them are of a moment among the last ``late`` calls, where that is given.
    """
    room = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=room) as name:
        place = Path(name).resolve()
        root = place / "course"
        root.mkdir()
        prepare(root)
        before = place / "before"
        shutil.copytree(root, before)
        trace = place / "trace"
        act(root, trace)
        calls, dice = read_trace(trace), random.Random(seed)
        firsts = [len(calls) - late if late and number % 2 else 0 for number in range(count)]
        moments = sorted(dice.randrange(first, len(calls) + 1) for first in firsts)
        return _look(calls, root, before, place / "image", moments, dice, check or _wrong)


def _look(
    calls: list[Call], root: Path, before: Path, image: Path, moments: list[int], dice: random.Random, check: Check
) -> Counts:
    counts, disk = Counts(), Disk(root, before)
    played = 0
    for moment in moments:
        while played < moment:
            disk.play(calls[played])
            played += 1
        image.mkdir()
        disk.cut(dice, image)
        counts.images += 1
        counts.cuts_that_could_lose += disk.unsynced
        if found := check(image, disk.said.decode()):
            counts.wrong[found] = counts.wrong.get(found, 0) + 1
            if keep := os.environ.get("CHECKIN_KEEP_IMAGES"):
                shutil.copytree(image, Path(keep) / f"{counts.images}-{moment}", dirs_exist_ok=True)
        shutil.rmtree(image)
    return counts


def _wrong(image: Path, said: str) -> str:
    """What is wrong with an image, against what had been said by then."""
    try:
        if found := wrong(image / "checkin.db", verdicts(said)):
            return found
        copy = image / "copies" / "checkin.db"
        # A copy is there whole or not at all; what its command had named is there.
        if copy.exists():
            return wrong(copy, [])
        return "a backup that was named is not there" if str(copy.name) in said and "copies" in said else ""
    except CheckinError as error:
        return type(error).__name__ + ": " + str(error).replace(str(image), "")
    except sqlite3.DatabaseError as error:
        return f"{type(error).__name__}: {error}"


def main(*, long: bool) -> int:
    """Print the counts; the number of images with anything wrong."""
    total = 20_000 if long else 500
    loaded = lambda root: loaded_course(root, 25)  # noqa: E731

    def aged(root: Path) -> None:
        loaded_course(root, 25)
        old_record(root)

    scenes: list[tuple[str, Callable[[Path, Path], None], Callable[[Path], object], float]] = [
        ("made, loaded, scanned, loaded, backed up", whole_life, lambda root: None, 0.5),
        ("scans and checkpoints", scans_and_checkpoints(), loaded, 0.35),
        ("a migration", migration, aged, 0.15),
        ("people forgotten", forgotten.act, forgotten.prepare, 0.15),
    ]
    bad = 0
    for name, act, prepare, share in scenes:
        forgets = act is forgotten.act
        check = forgotten.half_forgotten if forgets else None
        counts = images(act, int(total * share), prepare=prepare, check=check, late=forgotten.LATE if forgets else 0)
        bad += counts.lost
        print(
            f"power, {name}: {counts.images:,} images ({counts.cuts_that_could_lose:,} of a moment that could lose "
            f"something), {counts.lost} wrong {counts.wrong or ''}",
            flush=True,
        )
    for pragma in ("NORMAL", "OFF"):
        counts = images(scans_and_checkpoints(pragma), total // 20, prepare=loaded)
        kinds = sorted(counts.wrong.items(), key=lambda pair: -pair[1])[:4]
        print(
            f"power, control synchronous = {pragma}: {counts.lost} of {counts.images:,} images wrong, such as {kinds}"
        )
    return bad
