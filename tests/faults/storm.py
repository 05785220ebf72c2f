"""SIGKILL to everything at once: a door, loads, exports, backups and exchanges through a file and with a hub.

After the storm both stations must record, exchange, agree, issue certificates, and forget.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from checkin.door.scan import Door
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries.attendance import figures_digest
from checkin.store.record import Record
from tests.faults.course import codes_of, loaded_course, write_course, wrong

_PEOPLE, _NAME = 20, "Persona N\u00fa\u00f1ez".encode()
_MORE = "[certificate]\nthreshold = 10\n[record]\nforget_after = 2026-04-01\nmirror = 'mirror'\nbackup = 'copies'\n"
_SESSION = "s1"


@dataclass(slots=True)
class Counts:
    """How many programs of each sort were killed at work, what was acknowledged, and what was wrong afterwards."""

    kills: dict[str, int] = field(default_factory=dict)
    ended: int = 0
    acknowledged: int = 0
    wrong: list[str] = field(default_factory=list)


def _start(act: Callable[[int], None]) -> tuple[int, int]:
    """Run something in a copy of this process, which has everything imported; its id, and what it writes to."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    status = 1
    try:
        os.close(reading)
        silent = os.open(os.devnull, os.O_RDWR)
        for stream, to in ((0, silent), (1, silent), (2, writing)):
            os.dup2(to, stream)
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - a test runner has put another in its place
        act(writing)
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    except BaseException:  # noqa: BLE001 - the copy ends here; what went wrong is read by its parent
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _ended(child: int, reading: int) -> tuple[int, str]:
    """Wait for a copy of this process; its exit status (below 0: the signal) and what it wrote."""
    with os.fdopen(reading, "rb") as said:
        text = said.read().decode(errors="replace")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text


def _scans(root: Path, codes: Sequence[str], door: str, out: int) -> None:
    with opened_course(CourseFolder(root)) as course:
        scanning = Door(course.record, course.course, name=door, session=_SESSION, anytime=True)
        for code in cycle(codes):
            os.write(out, f"{code} {scanning.scan(code).verdict}\n".encode())


def _command(*words: str) -> Callable[[int], None]:
    def act(out: int) -> None:
        del out
        from checkin.cli import main

        sys.argv = ["checkin", *words]
        main()

    return act


class Storm:
    """Two stations of one course, and everything that is killed on them."""

    def __init__(self, root: Path, dice: random.Random, url: str = "") -> None:
        self.dice, self.counts, self.url = dice, Counts(), url
        self.one, self.two, self.stick = root / "one", root / "two", root / "stick"
        self.stick.mkdir()
        loaded_course(self.one, _PEOPLE, more=_MORE)
        for folder in (self.one, self.two):
            (folder / "mirror").mkdir(parents=True)
        write_course(self.two, _PEOPLE, more=_MORE)
        with Record.open(self.one / "checkin.db") as record:
            record.copy_to(self.two / "checkin.db")
        self.codes = codes_of(CourseFolder(self.one))
        self.doors: dict[str, list[str]] = {}

    def round(self, most: float) -> None:
        """Start one of everything on each station, and kill each at a moment of its own."""
        running = []
        for folder in (self.one, self.two):
            door = f"{folder.name} {len(self.doors)}"
            self.doors[door] = []
            running.append(("scan", door, _start(lambda out, f=folder, d=door: _scans(f, self.codes, d, out))))  # type: ignore[misc]
            for words in self._commands(folder):
                running.append((words[0], "", _start(_command("-C", str(folder), *words))))
        timers = []
        for _, door, (child, _) in running:
            life = (0.05 + self.dice.random() * most) * (3 if door else 1)
            timer = threading.Timer(life, os.kill, (child, signal.SIGKILL))
            timer.start()
            timers.append(timer)
        for (sort, door, (child, reading)), timer in zip(running, timers, strict=True):
            status, said = _ended(child, reading)
            killed = status == -signal.SIGKILL
            timer.cancel()
            timer.join()
            self.counts.kills[sort] = self.counts.kills.get(sort, 0) + killed
            self.counts.ended += not killed
            if door and not killed:
                # A door scans until it is killed.
                self.counts.wrong.append(f"{door}: status {status}: {said[-600:]}")
            if door:
                self.doors[door] = [line.strip() for line in said.splitlines(keepends=True) if line.endswith("\n")]
                self.counts.acknowledged += len(self.doors[door])

    def _commands(self, folder: Path) -> list[tuple[str, ...]]:
        found = [
            ("load",),
            ("export", str(folder / "exports" / "all.xlsx")),
            ("backup", "--keep", "3", str(folder / "copies")),
            ("sync", "--file", str(self.stick)),
        ]
        return [*found, ("sync", self.url)] if self.url else found

    def check(self) -> None:
        """Say what is wrong after the storm."""
        report = self.counts.wrong.append
        for folder in (self.one, self.two):
            if found := wrong(folder / "checkin.db", []):
                report(f"{folder.name}: {found}")
            for copy in (folder / "copies").glob("*.db"):
                if found := wrong(copy, []):
                    report(f"{folder.name}: {copy.name}: {found}")
            self._acknowledged(folder)
        for folder in (self.one, self.two, self.one):
            ways = [("sync", "--file", str(self.stick)), *([("sync", self.url)] if self.url else [])]
            for words in ways:
                self._must(folder, *words)
        events, figures = zip(*map(self._state, (self.one, self.two)), strict=True)
        if events[0] != events[1] or figures[0] != figures[1]:
            report("the two stations differ")
        with opened_course(CourseFolder(self.one)) as course:
            Door(course.record, course.course, session=_SESSION, anytime=True).scan(self.codes[0])
        self._must(self.one, "report", str(self.one / "exports" / "report.html"))
        self._must(self.one, "certificates", "--by", "Paz")
        self._forget()

    def _must(self, folder: Path, *words: str) -> None:
        """Run a command that has to end well, in a process of its own: a copy lacks the threads that draw pages."""
        command = [sys.executable, "-m", "checkin", "-C", str(folder), *words]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        if done.returncode:
            self.counts.wrong.append(f"{folder.name}: {words[0]}: status {done.returncode}: {done.stderr[-300:]}")

    def _acknowledged(self, folder: Path) -> None:
        with Record.open(folder / "checkin.db") as record:
            rows = record.conn.execute("SELECT door, code, verdict FROM events WHERE kind = 'scan' ORDER BY arrival")
            held: dict[str, list[str]] = {}
            for door, code, verdict in rows:
                held.setdefault(door, []).append(f"{code} {verdict}")
        for door, said in self.doors.items():
            found = held.get(door, [])
            if door.startswith(folder.name) and (found[: len(said)] != said or len(found) > len(said) + 1):
                self.counts.wrong.append(f"{door}: {len(said)} acknowledged, {len(found)} held")

    @staticmethod
    def _state(folder: Path) -> tuple[list[object], str]:
        with opened_course(CourseFolder(folder)) as course:
            return list(event_log.events(course.record.conn)), figures_digest(course.record.conn)

    def _forget(self) -> None:
        self._must(self.one, "forget", "--yes")
        left = [
            file.relative_to(self.one)
            for file in self.one.rglob("*")
            if file.is_file() and file.name != "participants.csv" and _NAME in file.read_bytes()
        ]
        if left:
            self.counts.wrong.append(f"forget: names in {left}")


def storm(rounds: int, *, seed: int = 1, most: float = 0.8, url: str = "") -> Counts:
    """So many rounds of a storm on two stations; ``url`` is that of an empty hub."""
    with tempfile.TemporaryDirectory() as name:
        made = Storm(Path(name).resolve(), random.Random(seed), url)
        if url:
            made._must(made.one, "sync", url)
        for _ in range(rounds):
            made.round(most)
        made.check()
        return made.counts


def main(*, long: bool) -> int:
    """Print the counts; how much was wrong."""
    from tests.bench.hub import server

    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o755)
        (root / "server").mkdir()
        with server(root / "server") as url:
            counts = storm(60 if long else 3, url=url)
    print(
        f"storm: {sum(counts.kills.values()):,} kills {counts.kills}, {counts.ended} had ended before; "
        f"{counts.acknowledged:,} scans acknowledged; {len(counts.wrong)} wrong {counts.wrong[:5]}"
    )
    return len(counts.wrong)
