"""SIGKILL at random moments, in scans, loads, migrations, backups, badge runs and at the door in a terminal."""

import os
import random
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.record import Record
from checkin.store.roster import participants
from tests.faults.course import codes_of, command, loaded_course, verdicts, write_course, wrong
from tests.faults.power import old_record

_PEOPLE = 25
# After so many kills a new course begins: looking through an ever longer record would be most of the work.
_KILLS_A_COURSE = 50


@dataclass(slots=True)
class Counts:
    """How many kills of each sort, how many scans were acknowledged before them, and what was wrong afterwards."""

    kills: dict[str, int] = field(default_factory=dict)
    too_late: int = 0
    acknowledged: int = 0
    wrong: list[str] = field(default_factory=list)


class Course:
    """One course that is killed again and again, and what it acknowledged so far."""

    def __init__(self, root: Path, dice: random.Random) -> None:
        self.root = root
        self.dice = dice
        self.folder: CourseFolder = loaded_course(root, _PEOPLE)
        self.codes = codes_of(self.folder)
        self.checked = 0

    def scans(self, most: float) -> tuple[int, str, bool]:
        """Feed ``checkin scan`` without end and kill it: how many were acknowledged, what is wrong, whether it ran."""
        session = self.dice.choice(("s1", "s2", "s3"))
        with subprocess.Popen(
            command("-C", str(self.root), "scan", "--session", session, "--anytime", "--json"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            feeder = threading.Thread(target=self._feed, args=(process.stdin.fileno(),), daemon=True)
            feeder.start()
            with os.fdopen(process.stdout.fileno(), "rb", closefd=False) as answers:
                # Some die while they begin, most while they scan.
                said = answers.readline() if self.dice.random() < 0.9 else b""
                timer = threading.Timer(self.dice.random() * most, process.kill)
                timer.start()
                said += answers.read()
            killed = process.wait() == -signal.SIGKILL
            timer.cancel()
            feeder.join()
        acknowledged = verdicts(said.decode())
        return len(acknowledged), self._check(acknowledged), killed

    def _feed(self, pipe: int) -> None:
        lines = "".join(f"{code}\n" for code in self.codes).encode()
        try:
            while True:
                os.write(pipe, lines)
        except BrokenPipeError:
            return

    def _check(self, acknowledged: list[tuple[str, str]]) -> str:
        """What this run acknowledged is there, behind what was there before; nothing is half there."""
        with Record.open(self.folder.record_file) as record:
            rows = record.conn.execute(
                "SELECT arrival, code, verdict FROM events WHERE kind = 'scan' AND arrival > ? ORDER BY arrival",
                (self.checked,),
            ).fetchall()
            self.checked = event_log.count(record.conn)
        held = [(row["code"], row["verdict"]) for row in rows]
        if held[: len(acknowledged)] != acknowledged:
            return f"scan: {len(acknowledged)} acknowledged, {len(held)} held"
        # One more than was acknowledged may be on disk: it was killed between the two.
        return f"scan: {len(held)} held, {len(acknowledged)} acknowledged" if len(held) > len(acknowledged) + 1 else ""

    def kill(self, sort: str) -> tuple[str, bool]:
        """Kill one command of a sort at a random moment; what is wrong, and whether it was still running."""
        if sort == "load":
            write_course(self.root, self.dice.randrange(_PEOPLE, _PEOPLE + 20))
        if sort == "migration":
            old_record(self.root)
        words = {
            "load": ("load",),
            "migration": ("attendance",),
            "backup": ("backup", str(self.root / "copies" / "checkin.db")),
            "badges": ("badges", "-o", str(self.root / "badges" / "all.pdf")),
        }[sort]
        process = subprocess.Popen(
            command("-C", str(self.root), *words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        # Most of the time is the start of Python, where nothing can be half done.
        timer = threading.Timer(0.1 + self.dice.random() * 0.35, process.kill)
        timer.start()
        killed = process.wait() == -signal.SIGKILL
        timer.cancel()
        return self._half(sort), killed

    def _half(self, sort: str) -> str:
        with Record.open(self.folder.record_file) as record:
            self.checked = event_log.count(record.conn)
            listed = len(participants.roster(record.conn))
        if listed < _PEOPLE:
            return f"{sort}: only {listed} people are listed"
        copy = self.root / "copies" / "checkin.db"
        if copy.exists() and (found := wrong(copy, [])):
            return f"{sort}: the copy: {found}"
        pages = self.root / "badges" / "all.pdf"
        if pages.exists() and not pages.read_bytes().rstrip().endswith(b"%%EOF"):
            return f"{sort}: half a PDF"
        return ""


def door(course: Course) -> tuple[str, bool]:
    """Kill the door in a terminal while badges are scanned: every name that it showed as in is recorded."""
    from tests.functional.kiosk.test_terminal import Terminal

    terminal = Terminal(
        "-C", str(course.root), "door", "--language", "en", "--session", "s4", "--anytime", env=dict(os.environ)
    )
    terminal.until(lambda: b"Ready" in terminal.shown)
    dice, chosen = course.dice, course.dice.sample(course.codes, 12)
    for number, code in enumerate(chosen):
        terminal.type(code.encode() + b"\r")
        if number == 6:
            terminal.until(lambda: b"resent" in terminal.shown or b"ate" in terminal.shown)
    threading.Event().wait(dice.random() * 0.1)
    terminal.door_process().kill()
    shown = terminal.shown.decode("utf-8", errors="replace")
    terminal.until(lambda: b"door stopped" in terminal.shown)
    terminal.close()
    with Record.open(course.folder.record_file) as record:
        course.checked = event_log.count(record.conn)
        in_record = {row[0] for row in record.conn.execute("SELECT code FROM events WHERE session = 's4'")}
        names = {person.code: person.name for person in participants.roster(record.conn)}
    lost = [code for code in chosen if names[code] + " " in shown and code not in in_record]
    return (f"door: {len(lost)} shown and not recorded" if lost else ""), True


def kill_many(
    count: int, *, seed: int = 1, most: float = 0.25, doors: int = 0, tr: Callable[[str], None] = lambda text: None
) -> Counts:
    """So many kills of a seeded mix; ``most`` seconds a scan run lives at the most, ``doors`` of them at a terminal."""
    dice, counts = random.Random(seed), Counts()
    sorts = ("scan",) * 16 + ("load", "migration", "backup", "badges")
    done = 0
    while done < count:
        with tempfile.TemporaryDirectory() as name:
            course = Course(Path(name).resolve() / "course", dice)
            for _ in range(min(_KILLS_A_COURSE, count - done)):
                sort = "door" if doors > counts.kills.get("door", 0) else dice.choice(sorts)
                if sort == "scan":
                    scans, found, killed = course.scans(most)
                    counts.acknowledged += scans
                else:
                    found, killed = door(course) if sort == "door" else course.kill(sort)
                counts.kills[sort] = counts.kills.get(sort, 0) + killed
                counts.too_late += not killed
                counts.wrong += [found] if found else []
                done += killed
            with Record.open(course.folder.record_file) as record:
                counts.wrong += [
                    f"chain: {event.segment}/{event.seq}" for event in event_log.broken_chains(record.conn)
                ]
        tr(f"kills: {done:,}, {counts.acknowledged:,} scans acknowledged, {len(counts.wrong)} wrong")
    return counts


def main(*, long: bool) -> int:
    """Print the counts; how often something was wrong."""
    counts = kill_many(2_000 if long else 50, most=0.65 if long else 0.1, doors=20 if long else 1, tr=print)
    print(
        f"kills: {sum(counts.kills.values()):,} {counts.kills}, {counts.too_late} had ended before; "
        f"{counts.acknowledged:,} scans acknowledged before them; {len(counts.wrong)} wrong {counts.wrong[:5]}"
    )
    return len(counts.wrong)
