"""A very small shell for the acts of the case book: it runs ``checkin`` in this process."""

import io
import json
import re
import shlex
import shutil
import sqlite3
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from checkin.cli import main
from checkin.door.answer_signs import SHORT_TITLES

COURSE = """\
[course]
title = "Course on migration"
place = "Mar del Plata, Argentina"
timezone = "America/Argentina/Buenos_Aires"
starts = 2026-03-09
ends = 2026-03-11
language = "en"
"""
POLICY = "[certificate]\nthreshold = 80\n"
ANSWER = re.compile(r"[a-z_]+(, [a-z_]+)*$")
LOOP = re.compile(r"for t in (.*?); do (.*); done$")
SCANNED = re.compile(r"(?:echo|printf '%s\\n') (.*?) \| (checkin scan .*)$")
ASSIGNED = re.compile(r"(\w+)=\$\((checkin .*)\)$")
CODE = re.compile(r"\b[BCDFGHJKLNPRSTVX]{12}\b|\b(?:[BCDFGHJKLNPRSTVX]{4} ){2}[BCDFGHJKLNPRSTVX]{4}\b")


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


def timezone(rules: str) -> str:
    """Return the line of a story's rules that names the time zone, or nothing."""
    found = re.search(r"^timezone = .*$", rules, re.MULTILINE)
    return found[0] if found else ""


def toml_text(rules: str) -> str:
    """Make a course.toml: lines before the first section belong to the course; the threshold is 80 % if not given."""
    own, bracket, sections = rules.partition("[")
    lines = {line.partition(" = ")[0]: line for line in [*COURSE.splitlines(), *own.split("\n")] if line}
    sections = bracket + sections
    return "\n".join([*lines.values(), sections if "[certificate]" in sections else POLICY + sections])


class Shell:
    """The course folder ``one`` under a root, and the lines that are typed in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "one"
        self.stations = ["one"]
        self._entries: dict[int, str] = {}
        self._words: dict[str, str] = {}

    def make_course(self, people: str, programme: str, before: str, rules: str) -> None:
        """Write the files of the course, load them, and run the acts that come before."""
        self.folder.mkdir(parents=True)
        self.set_rules(rules)
        for name, text in (("participants.csv", people), ("programme.csv", programme)):
            (self.folder / name).write_text(text.lstrip(), encoding="utf-8")
        loaded = self.command(["checkin", "load"])
        if loaded.status:
            raise AssertionError(loaded.err)
        if found := self.run_all(before):
            raise AssertionError("\n".join(found))

    def start_from(self, other: Path) -> "Shell":
        """Begin with a copy of a course folder."""
        shutil.copytree(other / "one", self.folder)
        return self

    def set_rules(self, rules: str) -> None:
        """Write course.toml."""
        (self.folder / "course.toml").write_text(toml_text(rules), encoding="utf-8")

    def enter(self, station: str) -> None:
        """Go to the folder of a station."""
        self.folder = self.root / station

    def command(self, words: list[str], given: str = "") -> Ended:
        """Run one checkin command in the folder."""
        out, err = io.StringIO(), io.StringIO()
        status = 0
        argv = ["checkin", "-C", str(self.folder), *words[1:]]
        stdin = io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")
        with (
            redirect_stdout(out),
            redirect_stderr(err),
            patch.object(sys, "argv", argv),
            patch.object(sys, "stdin", stdin),
        ):
            try:
                main()
            except SystemExit as ended:
                status = int(ended.code or 0)
        return Ended(status, out.getvalue(), err.getvalue())

    def rows(self, *words: str) -> list[dict[str, Any]]:
        """The JSON objects that a command prints."""
        ended = self.command(["checkin", *words, "--json"])
        if ended.status:
            raise AssertionError(f"{words}: {ended.err}")
        return [json.loads(line) for line in ended.out.splitlines()]

    def exported(self, what: str) -> list[dict[str, Any]]:
        """The rows of an export."""
        file = self.folder / f"exported-{what}.json"
        file.unlink(missing_ok=True)
        ended = self.command(["checkin", "export", str(file), "--what", what])
        if ended.status:
            raise AssertionError(f"{what}: {ended.err}")
        rows: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
        return rows

    def run_all(self, acts: str) -> list[str]:
        """Run every line and return what was not as the notes behind the lines say."""
        found: list[str] = []
        for number, line in enumerate(filter(None, map(str.strip, acts.splitlines())), 1):
            act, _, note = line.partition("  # ")
            wrong = self._line(act.strip(), note.strip())
            if f"{{{number}}}" in acts:
                self._entries[number] = self._last_entry()
            if wrong:
                found.append(f"line {number} ({act.strip()}): {wrong}")
        return found

    def _line(self, act: str, note: str) -> str:
        act = re.sub(r"\{(\d+)\}", lambda m: self._entries[int(m[1])], act)
        for name, value in self._words.items():
            act = act.replace(f"${name}", value)
        if loop := LOOP.match(act):
            answers = [self._line(loop[2].replace("$t", time), "") for time in loop[1].split()]
            return "; ".join(filter(None, answers))
        if assigned := ASSIGNED.match(act):
            ended = self.command(shlex.split(assigned[2]))
            code = CODE.search(ended.out)
            self._words[assigned[1]] = code[0].replace(" ", "") if code else ""
            return "" if code else f"printed no code: {ended.out}{ended.err}"
        if scanned := SCANNED.match(act):
            codes = scanned[1].replace("'", "").split()
            return self._judge_scan(self.command(shlex.split(scanned[2]), "\n".join(codes) + "\n"), note)
        words = shlex.split(act)
        if words[0] == "checkin":
            words = [self._path(word) for word in words]
            return self._judge(self.command(words), note)
        return self._judge(Ended(0, self._builtin(words), ""), note)

    def _path(self, word: str) -> str:
        return str((self.folder / word).resolve()) if word.startswith("../") or word.endswith(".txt") else word

    def _builtin(self, words: list[str]) -> str:
        match words:
            case ["cd", station]:
                self.enter(station)
            case ["mkdir", name]:
                (self.root / name).mkdir()
            case ["cp", "-r", source, target]:
                shutil.copytree(self.root / source, self.root / target)
                self.stations.append(target)
            case ["cp", source, target]:
                shutil.copy(self.folder / source, self.folder / target)
            case ["cat", name]:
                return (self.folder / name).read_text("utf-8")
            case ["leave", code, "--at", time]:
                self._leave(code, time)
            case _:
                raise AssertionError(f"unknown act: {words}")
        return ""

    def _leave(self, code: str, time: str) -> None:
        from checkin.core.events import EventSource
        from checkin.door.scan import Door
        from checkin.intake.words.entered_times import read_moment
        from checkin.store.course_folder import CourseFolder
        from checkin.store.open_course import open_course

        with open_course(CourseFolder(self.folder)) as course:
            door = Door(course.record, course.course, name="Main hall")
            door.is_exit = True
            answer = door.scan(code, how=EventSource.SCANNED, at=read_moment(time, course.course))
            if answer.verdict.value != "left":
                raise AssertionError(f"leave {code}: {answer.verdict}")

    def _judge_scan(self, ended: Ended, note: str) -> str:
        if not note or note.startswith(("refused:", "says:")):
            return self._judge(ended, note, always=True)
        answers = ", ".join(_key(line) for line in ended.out.splitlines() if line.strip())
        return "" if answers == note else f"answered {answers or ended.err}, not {note}"

    def _judge(self, ended: Ended, note: str, *, always: bool = False) -> str:
        said = ended.out + ended.err
        if note.startswith("refused:"):
            wanted = note.removeprefix("refused:").strip()
            if ended.status == 0:
                return f"was not refused: {said}"
            return "" if wanted in said else f"refused without {wanted!r}: {said}"
        if ended.status and not always:
            return f"ended with {ended.status}: {said}"
        wanted = note.removeprefix("says:").strip() if note.startswith("says:") else ""
        return "" if wanted in said else f"did not say {wanted!r}: {said}"

    def _last_entry(self) -> str:
        if not (self.folder / "checkin.db").exists():
            return ""
        with closing(sqlite3.connect(self.folder / "checkin.db")) as conn:
            row = conn.execute("SELECT event_id FROM events ORDER BY arrival DESC LIMIT 1").fetchone()
        return str(row[0]) if row else ""


def _key(line: str) -> str:
    """Return the stable key of an answer's English word."""
    return next(verdict for verdict, title in SHORT_TITLES.items() if line.startswith(f"{title} "))
