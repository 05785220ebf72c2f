"""A course whose every text means harm: screens show it as text, and commands give a terminal nothing to obey."""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import COURSE, HandClock
from tests.functional.cli.test_commands import Ended, Run, run
from tests.functional.kiosk.interface import a_second_passes, kiosk, press, scan, settled, whole_screen
from tests.functional.kiosk.test_screens import Walk

from checkin.attendance.corrections import Corrections
from checkin.door.pin import Pin
from checkin.intake.load import load
from checkin.kiosk.app import KioskApp, StartOptions
from checkin.kiosk.badges.screen import BadgesScreen
from checkin.kiosk.door.actions import DoorActions
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants

__all__ = ["run"]

NAMES = (
    "[/] Ana",
    "[bold]Bea[/bold]",
    "[@click=app.quit]Caro[/]",
    "\x1b[31mDora\x1b[0m\x1b]0;owned\x07",
    "\u202eEva\u202c",
    "[link=file:///etc/passwd]Fe",
    "$(reboot) `id` Gil",
    "<script>alert(1)</script> Hugo",
    '#read("/etc/passwd") *Ida* $x$ \\ ',
    "漢字名前漢字名前漢字名前 Jun",
    "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308a\u200bl\u2060go",
    "=1+1 Kim",
    "\tLia\r\n\x00\x08\x7fx",
    "../../etc/passwd Max",
    "{name} %s {0!r} Nora",
    "Ω" * 199,
)
ODD = "[/] \x1b[2J\u202e<b>&amp;{x}"
# What a terminal obeys, and what reorders or hides a text.
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture
def folder(course_folder: CourseFolder) -> CourseFolder:
    """The course, in its harmful edition."""
    odd = json.dumps(ODD)
    rules = COURSE.replace('title = "Course"', f"title = {odd}\nedition = {odd}\norganizer = {odd}\nplace = {odd}")
    assert tomllib.loads(rules)
    course_folder.course_file.write_text(rules, encoding="utf-8")
    rows = ["id,name,country,role,groups,institution,position,note,[b]fact"]
    for number, name in enumerate(NAMES):
        facts = (str(number), name, "Peru", "participant", f"[A];{ODD}", ODD, ODD, ODD, ODD)
        rows.append(",".join(map(quoted, facts)))
    text = "\n".join(rows).replace("\x00", "")
    (course_folder.root / "participants.csv").write_bytes(text.encode("utf-8", errors="surrogatepass"))
    sessions = [
        "id,starts_at,ends_at,title,room,groups,speakers",
        f"s1,2026-03-09T09:00,2026-03-09T10:30,{quoted(ODD)},{quoted(ODD)},[A],{quoted(ODD)}",
        f"s2,2026-03-09T11:00,2026-03-09T12:30,{quoted('[bold]')},[/],,",
    ]
    (course_folder.root / "programme.csv").write_text("\n".join(sessions), encoding="utf-8")
    return course_folder


@pytest.fixture
def course(folder: CourseFolder, hand_clock: HandClock) -> Iterator[OpenCourse]:
    with opened_course(folder, clock=hand_clock.clock()) as made:
        load(made)
        Pin(made.record).choose("4711")
        yield made


async def test_every_screen_shows_every_text_as_text(course: OpenCourse) -> None:
    roster = participants.roster(course.record.conn)
    assert len(roster) == len(NAMES)
    async with kiosk(course, (120, 40), wish=StartOptions(door=ODD, language="en")) as pilot:
        walk, app = Walk(pilot, course), pilot.app
        assert isinstance(app, KioskApp)
        for person in roster:
            await scan(pilot, person.code)
            walk.seen.append(whole_screen(pilot))
        for code in ("[/]", "[bold]x", "\x1b[31mx", "]Q1[@click=app.quit]x[/]", "\u202e" + "x" * 5000):
            await walk.scan("a code", code)
        await walk.keys("search", "f2", *"ana")
        await walk.back()
        await walk.keys("choice of the session", "f3")
        await walk.back()
        assert isinstance(app.screen, DoorActions)
        for person in roster[2:4]:
            app.screen.open_card(person)
            await settled(pilot)
            await walk.keys("card")
            await walk.back()
        for name in ("add", "missing"):
            getattr(app.screen, f"action_{name}")()
            await settled(pilot)
            await walk.keys(name)
            await walk.back()
        for name in ("paper", "board"):
            getattr(app, f"action_{name}")()
            await settled(pilot)
            await walk.keys(name)
            await walk.back()
        await walk.keys("undo", "f4")
        await walk.keys("attendance", "f8")
        await walk.keys("a person", "enter")
        await walk.back()
        await walk.keys("by session", "f3")
        await walk.keys("closing", "enter")
        await walk.back()
        app.action_self_service()
        await scan(pilot, roster[0].code)
        await walk.keys("self-service")
    seen = "\n".join(walk.seen)
    assert not OBEYED.findall(seen)
    for name in (
        "[/] Ana",
        "[bold]Bea[/bold]",
        "[@click=app.quit]Caro[/]",
        "<script>alert(1)</script> Hugo",
        "{name} %s",
    ):
        assert name in seen


async def test_the_badges_desk_shows_them_too(course: OpenCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    # Drawn once, in the test of the files.
    monkeypatch.setattr(BadgesScreen, "_picture", lambda *_: "")
    async with kiosk(course, (120, 40), desk="badges") as pilot:
        await a_second_passes(pilot)
        await press(pilot, "f1", "escape")
        assert not OBEYED.findall(whole_screen(pilot))
        assert "[/]" in whole_screen(pilot)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let an open file be renamed")
async def test_out_of_order_names_a_file_as_text(course: OpenCourse) -> None:
    aside = course.record.path.with_name("[b]aside.db")
    async with kiosk(course, wish=StartOptions(door=ODD, language="en")) as pilot:
        course.record.path.rename(aside)
        await scan(pilot, "[/]")
        assert "Not recorded" in whole_screen(pilot)
        aside.rename(course.record.path)


def harmless(ended: Ended) -> bool:
    return not OBEYED.findall(ended.out + ended.err) and "Traceback" not in ended.err


def test_no_command_hands_a_terminal_anything_to_obey(folder: CourseFolder, run: Run, hand_clock: HandClock) -> None:
    here = ("-C", folder.root)
    assert harmless(run(*here, "load", "--dry-run"))
    assert harmless(run(*here, "load"))
    assert harmless(run(*here, "load"))
    run(*here, "export", folder.root / "roster.json", "--what", "roster")
    codes = [row["code"] for row in json.loads((folder.root / "roster.json").read_text("utf-8"))]
    lines = "\n".join([*codes, ODD, "\x1b]0;x\x07"]).encode() + b"\xff\xfe\x00"
    scanned = run(*here, "scan", "--door", ODD, "--session", "s1", "--at", "2026-03-09T09:05", given=lines)
    assert harmless(scanned)
    assert scanned.status == 0
    assert "[/] Ana" in scanned.out
    with opened_course(folder) as course:
        Corrections.of(course).note(codes[0], ODD)
        Corrections.of(course).proof(codes[1], f"{ODD} Bea")
    for words in (
        ["attendance"],
        ["attendance", "--by", "session"],
        ["attendance", "--by", "institution"],
        ["story", codes[0]],
        ["story", codes[1]],
        ["verify", codes[0]],
        ["verify", ODD],
        ["mark", codes[2], "--session", "s1", "--as", "absent", "--reason", ODD, "--by", ODD],
        ["mark", ODD, "--session", "s1", "--as", "absent"],
        ["mark", codes[2], "--session", ODD, "--as", "absent"],
        ["excuse", codes[3], "--session", "s2", "--reason", ODD],
        ["undo", ODD],
        ["reissue", codes[4]],
        ["withdraw", codes[5], "--reason", ODD],
        ["add", "--name", f"{ODD} Zoe", "--country", ODD],
        ["add", "--name", f"{ODD} Zoe", "--country", "Peru"],
        ["badges", "--who", ODD],
        ["badges", "--design", ODD],
        ["badges", "--sheet", ODD],
        ["export", f"{folder.root}/nowhere/{ODD}.csv"],
        ["export", "x.csv", "--what", ODD],
        ["load", f"{ODD}.csv"],
        ["scan", "--session", ODD],
        ["scan", "--at", ODD],
        ["session", "shift", ODD, "5"],
        [ODD],
        ["-C", f"/nowhere/{ODD}", "load"],
    ):
        assert harmless(run(*here, *words)), words


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file names")
def test_a_file_of_a_harmful_name_is_named_harmlessly(folder: CourseFolder, run: Run) -> None:
    odd = folder.root / "\x1b[31m\u202e.csv"
    odd.write_text("name,email\n\x1b[31mAna,\x1b[2Jno mail\n", encoding="utf-8")
    ended = run("-C", folder.root, "load", odd)
    assert "no mail" in ended.err
    assert harmless(ended)


def test_files_written_for_people_hold_texts_alone(folder: CourseFolder, run: Run, tmp_path: Path) -> None:
    here = ("-C", folder.root)
    run(*here, "load")
    out = tmp_path / "out"
    assert run(*here, "report", out / "report.html").status == 0
    html = (out / "report.html").read_text("utf-8")
    assert "<script" not in html
    assert "&lt;b&gt;&amp;amp;" in html
    assert run(*here, "report", out / "report.pdf").status == 0
    assert run(*here, "list", "emergency", "-o", out / "list.pdf").status == 0
    badges = run(*here, "badges", "--format", "svg", "-o", out / "badges", "--who", "name=passwd")
    assert badges.status == 0, badges.err
    assert len(list((out / "badges").glob("*.svg"))) == 3
    assert all(re.fullmatch(r"[a-z0-9-]+\.svg", file.name) for file in (out / "badges").glob("*"))
    assert not [file for file in tmp_path.rglob("*") if "passwd" in file.name and file.parent.name != "badges"]
