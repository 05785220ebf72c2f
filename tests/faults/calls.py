"""Every call of the disk fails once, and once for good: never a good verdict without its row, never a traceback."""

import errno
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checkin.core.errors import CheckinError
from tests.faults.course import codes_of, loaded_course, verdicts, wrong
from tests.faults.preload import environment

ERRORS = (errno.EIO, errno.ENOSPC, errno.EROFS)
KINDS = {"w": "write", "s": "sync", "t": "truncate", "o": "open", "m": "open for writing", "u": "unlink or rename"}
COMMANDS = ("scan", "load", "backup")
_SCANS = 6


@dataclass(slots=True)
class Counts:
    """Cases by command; how many ended well in spite of it, how many with a sentence; what was wrong."""

    cases: dict[str, int] = field(default_factory=dict)
    went_on: int = 0
    said_why: int = 0
    wrong: list[str] = field(default_factory=list)


class Bench:
    """A course, a copy of it for every case, and the process that runs the cases."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._whole = place / "whole"
        folder = loaded_course(self._whole, _SCANS, more=f'[record]\nmirror = "{place / "stick"}"\n')
        self._codes = codes_of(folder)
        (place / "input").write_text("".join(f"{code}\n" for code in self._codes))
        self._root = place / "course"
        self.commands = {
            "scan": ("scan", "--session", "s1", "--anytime", "--json"),
            "load": ("load",),
            "backup": ("backup", str(self._root / "copies" / "checkin.db")),
        }
        self._worker = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(self._root) | {"PYTHONPATH": os.pathsep.join(sys.path)},
            text=True,
        )

    def close(self) -> None:
        """End the worker."""
        self._worker.communicate()

    def run(self, command: str, kind: str = "\0", at: int = 0, error: int = 0, *, always: bool = False) -> str:
        """Run one command on a fresh copy of the course; what is wrong, or empty. ``self.last`` is what came of it."""
        shutil.rmtree(self._root, ignore_errors=True)
        shutil.copytree(self._whole, self._root)
        if command == "load":
            (self._root / "participants.csv").write_text("id,name,country\n1,Persona Nueva,AR\n2,Otra,BR\n")
        case: dict[str, Any] = {
            "root": str(self._root),
            "kind": kind,
            "at": at,
            "error": error,
            "always": int(always),
            "words": ("-C", str(self._root), *self.commands[command]),
        }
        case |= {name: str(self._place / name) for name in ("input", "output", "errors", "counts")}
        assert self._worker.stdin is not None
        assert self._worker.stdout is not None
        self._worker.stdin.write(json.dumps(case) + "\n")
        self._worker.stdin.flush()
        self.status = int(json.loads(self._worker.stdout.readline()))
        self.said = (self._place / "output").read_text("utf-8")
        self.errors = (self._place / "errors").read_text("utf-8")
        return self._wrong(command)

    def counts(self) -> dict[str, int]:
        """How many calls of each kind the last command made."""
        found: dict[str, int] = json.loads((self._place / "counts").read_text("utf-8"))
        return found

    def _wrong(self, command: str) -> str:
        # Beside its one sentence a scan names its session, and each code that was not recorded.
        beside = ("The mirror", "Not recorded: ", "Outside its opening times: ")
        lines = [line for line in self.errors.splitlines() if line and not line.startswith(beside)]
        if self.status not in (0, 1):
            return f"exit status {self.status}: {self.errors[-200:]}"
        # A load says one sentence for each of its files.
        rest = [line for line in lines[1:] if not line.startswith(str(self._root))]
        if self.status == 1 and (not lines or rest or not lines[0].startswith("checkin: ")):
            return f"no plain sentence: {self.errors[-400:]!r}"
        if "Traceback" in self.errors or "Error:" in self.errors or "locked" in self.errors:
            return f"not a sentence for people: {self.errors[-300:]!r}"
        if "--debug" in self.errors:
            return f"nobody foresaw: {self.errors[-300:]!r}"
        try:
            found = wrong(self._root / "checkin.db", verdicts(self.said) if command == "scan" else [])
            copy = self._root / "copies" / "checkin.db"
            if command == "backup" and not found and (copy.exists() or self.status == 0):
                found = wrong(copy, [])
        except CheckinError as error:
            return f"afterwards: {error}"
        if not found and command == "scan" and self.status == 0 and len(verdicts(self.said)) != _SCANS:
            return f"only {len(verdicts(self.said))} answers and no word about it"
        return found


def cases(bench: Bench, commands: Iterable[str]) -> Iterator[tuple[str, str, int, int, bool]]:
    """Every case: the command, the kind of call, which of them, the error, once or for good."""
    for command in commands:
        assert not bench.run(command), bench.errors
        for kind, count in bench.counts().items():
            for at in range(1, count + 1):
                for error in ERRORS:
                    for always in (False, True):
                        yield command, kind, at, error, always


def fail_calls(most: int | None = None, *, seed: int = 1, commands: Iterable[str] = COMMANDS) -> Counts:
    """Run the cases of some commands, or so many of them by seeded choice."""
    counts = Counts()
    room = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=room) as name:
        place = Path(name).resolve()
        (place / "stick").mkdir()
        bench = Bench(place)
        try:
            chosen = list(cases(bench, commands))
            if most is not None and most < len(chosen):
                chosen = random.Random(seed).sample(chosen, most)
            for command, kind, at, error, always in chosen:
                found = bench.run(command, kind, at, error, always=always)
                counts.cases[command] = counts.cases.get(command, 0) + 1
                counts.went_on += bench.status == 0
                counts.said_why += bench.status == 1
                if found:
                    how = "for good" if always else "once"
                    counts.wrong.append(f"{command}, {KINDS[kind]} {at}, {errno.errorcode[error]} {how}: {found}")
        finally:
            bench.close()
    return counts


def main(*, long: bool) -> int:
    """Print the counts; how often something was wrong."""
    counts = fail_calls(None if long else 300)
    print(
        f"calls: {sum(counts.cases.values()):,} {counts.cases} failed once or for good: {counts.went_on:,} went on, "
        f"{counts.said_why:,} ended with a sentence, {len(counts.wrong)} wrong"
    )
    for line in counts.wrong[:20]:
        print(f"  {line}")
    return len(counts.wrong)
