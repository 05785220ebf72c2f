"""`checkin scan`: for which session it counts, whose code it is, and that no letter ends it."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from checkin.cli import main
from checkin.cli.door import scan_lines
from checkin.core.course import Participant
from checkin.core.events import Kind, NewEvent
from checkin.store.open_course import OpenCourse
from checkin.store.roster import edition

TOML = """\
[course]
title = "Course"
timezone = "America/Argentina/Buenos_Aires"
language = "es"
[certificate]
threshold = 80
"""
PEOPLE = "name,country,groups\nMaría Fernández,Argentina,A\nJoão d’Ávila,Brasil,B\nKeisha O’Connor,Jamaica,B\n"
ROOMS = """\
id,start,end,title,room,groups
pl,2026-03-08T12:30,2026-03-08T14:20,Plenary,Salón Atlántico,
w1,2026-03-08T14:45,2026-03-08T16:00,Workshop one,Sala Mar,
w2,2026-03-08T14:45,2026-03-08T16:00,Workshop two,Salón Río,
"""
BACK_TO_BACK = """\
id,start,end,title
m,2026-03-08T09:00,2026-03-08T10:30,Lecture one
m2,2026-03-08T10:30,2026-03-08T12:00,Lecture two
"""
GROUPS = """\
id,start,end,title,room,groups
wa,2026-03-08T09:00,2026-03-08T10:30,Workshop A,Room 1,A
wb,2026-03-08T09:00,2026-03-08T10:30,Workshop B,Room 2,B
"""


def checkin(folder: Path, *words: str, given: bytes = b"", **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a command in this process; in one of its own, where the environment of its start matters."""
    argv = ["checkin", "-C", str(folder), *words]
    if environment:
        command = [sys.executable, "-m", *argv]
        return subprocess.run(command, input=given, capture_output=True, check=False, env=os.environ | environment)
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "argv", argv),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    written = [stream.buffer.getvalue() for stream in (out, err)]
    return subprocess.CompletedProcess(argv, int(ended.value.code or 0), *written)


def course(root: Path, programme: str, people: str = PEOPLE) -> Path:
    root.mkdir(exist_ok=True)
    (root / "course.toml").write_text(TOML, encoding="utf-8")
    (root / "participants.csv").write_text(people, encoding="utf-8")
    (root / "programme.csv").write_text(programme, encoding="utf-8")
    loaded = checkin(root, "load")
    assert loaded.returncode == 0, loaded.stderr
    return root


def codes(root: Path) -> dict[str, str]:
    found = checkin(root, "export", str(root / "roster.json"), "--what", "roster")
    assert found.returncode == 0, found.stderr
    return {row["name"].split()[0]: row["code"] for row in json.loads((root / "roster.json").read_text("utf-8"))}


def scan(root: Path, text: str, *words: str) -> dict[str, object]:
    ended = checkin(root, "scan", "--json", *words, given=text.encode())
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.parametrize("door", ["Salón Río", "Salon Rio", "SALÓN  RÍO"])
def test_a_rooms_door_counts_for_its_own_session_however_its_name_is_typed(tmp_path: Path, door: str) -> None:
    root = course(tmp_path / "c", ROOMS)
    maria = codes(root)["María"]
    early = scan(root, maria, "--door", door, "--at", "2026-03-08T14:10")
    assert (early["verdict"], early["session"]) == ("no_session", None)
    assert scan(root, maria, "--door", door, "--at", "2026-03-08T14:40")["session"] == "w2"


def test_a_rooms_door_says_when_its_own_session_opens(tmp_path: Path) -> None:
    root = course(tmp_path / "c", ROOMS)
    ended = checkin(
        root, "scan", "--door", "Salón Río", "--at", "2026-03-08T14:10", given=codes(root)["María"].encode()
    )
    assert "next: Workshop two, door opens 14:15" in ended.stdout.decode()


def test_a_door_that_is_nearly_called_like_a_room_is_asked_about(tmp_path: Path) -> None:
    root = course(tmp_path / "c", ROOMS)
    ended = checkin(root, "scan", "--door", "Salon Roi", "--at", "2026-03-08T14:40", given=b"x\n")
    assert "No room is called “Salon Roi”. Did you mean Salón Río?" in ended.stderr.decode()


def test_a_session_outside_its_opening_times_is_refused(tmp_path: Path) -> None:
    root = course(tmp_path / "c", ROOMS)
    ended = checkin(root, "scan", "--session", "pl", "--at", "2026-03-07T13:05", given=codes(root)["María"].encode())
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ended.stderr.decode().count("\n") == 1
    assert "Plenary is open from 8 Mar 2026 12:00" in ended.stderr.decode()
    assert "--anytime" in ended.stderr.decode()
    assert scan(root, codes(root)["María"], "--session", "pl", "--at", "2026-03-08T13:05")["session"] == "pl"


def test_anytime_counts_and_says_once_for_which_session(tmp_path: Path) -> None:
    root = course(tmp_path / "c", ROOMS)
    known = codes(root)
    given = f"{known['María']}\n{known['João']}\n".encode()
    ended = checkin(root, "scan", "--json", "--session", "pl", "--anytime", "--at", "2026-03-07T13:05", given=given)
    assert [json.loads(line)["session"] for line in ended.stdout.splitlines()] == ["pl", "pl"]
    assert ended.stderr.decode().count("Plenary") == 1


def test_back_to_back_a_scan_is_for_the_session_that_is_running(tmp_path: Path) -> None:
    root = course(tmp_path / "c", BACK_TO_BACK)
    maria = codes(root)["María"]
    first = scan(root, maria, "--at", "2026-03-08T09:05")
    again = scan(root, maria, "--at", "2026-03-08T10:05")
    assert (first["verdict"], first["session"]) == ("present", "m")
    assert (again["verdict"], again["session"]) == ("already", "m")
    assert scan(root, maria, "--at", "2026-03-08T10:20")["session"] == "m2"


def test_the_answer_names_its_session_and_from_when_the_next_one_counts(tmp_path: Path) -> None:
    root = course(tmp_path / "c", BACK_TO_BACK)
    ended = checkin(root, "scan", "--at", "2026-03-08T10:05", given=codes(root)["María"].encode())
    assert "Lecture one · began at 09:00 · from 10:20 a scan is for Lecture two" in ended.stdout.decode()


def test_a_person_who_is_not_expected_is_told_where_to_go(tmp_path: Path) -> None:
    root = course(tmp_path / "c", GROUPS)
    ended = checkin(root, "scan", "--session", "wa", "--at", "2026-03-08T09:05", given=codes(root)["João"].encode())
    assert "for group A; this person is in group B: Workshop B, Room 2, 09:00" in ended.stdout.decode()


def test_a_person_who_was_dropped_from_the_list_is_not_let_in(tmp_path: Path) -> None:
    root = course(tmp_path / "c", BACK_TO_BACK)
    joao = codes(root)["João"]
    (root / "participants.csv").write_text(PEOPLE.replace("João d’Ávila,Brasil,B\n", ""), encoding="utf-8")
    assert checkin(root, "load").returncode == 0
    ended = checkin(root, "scan", "--at", "2026-03-08T09:05", given=joao.encode())
    assert ended.stdout.decode().startswith("Not listed")
    assert "not on the latest list" in ended.stdout.decode()
    assert scan(root, joao, "--at", "2026-03-08T09:05")["counted"] is False


OWN = "name,country,ticket code\nAna Núñez,Argentina,xYz789\nJean Saint-Fleur,Haití,AbC1\nKeisha Brown,Jamaica,aBc1\n"


@pytest.mark.parametrize("text", ["xYz789", "XYZ789", "xyz789"])
def test_an_own_code_is_known_without_regard_to_case_if_it_is_the_only_one(tmp_path: Path, text: str) -> None:
    root = course(tmp_path / "c", BACK_TO_BACK, OWN)
    assert scan(root, text, "--at", "2026-03-08T09:05")["name"] == "Ana Núñez"


def test_own_codes_that_differ_in_case_only_stay_apart_and_are_both_named(tmp_path: Path) -> None:
    root = course(tmp_path / "c", BACK_TO_BACK, OWN)
    at = ("--at", "2026-03-08T09:05")
    assert scan(root, "AbC1", *at)["name"] == "Jean Saint-Fleur"
    assert scan(root, "aBc1", *at)["name"] == "Keisha Brown"
    ended = checkin(root, "scan", *at, given=b"ABC1")
    assert "Jean Saint-Fleur (AbC1) or Keisha Brown (aBc1)" in ended.stdout.decode()


def test_a_wrong_own_code_is_no_badge_of_this_course(tmp_path: Path) -> None:
    root = course(tmp_path / "c", BACK_TO_BACK, OWN)
    ended = checkin(root, "scan", "--at", "2026-03-08T09:05", given=b"0123")
    assert "no badge of this course" in ended.stdout.decode()


LETTERS = "name,country\nŁukasz Żółć,Polonia\n王小明,China\nἈλέξανδρος,Grecia\nİbrahim Şahin,Turquía\n"


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii"])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_no_letter_ends_the_reading_of_badges(tmp_path: Path, encoding: str, form: tuple[str, ...]) -> None:
    root = course(tmp_path / "c", BACK_TO_BACK, LETTERS)
    given = "\n".join(codes(root).values()).encode()
    ended = checkin(root, "scan", *form, "--at", "2026-03-08T09:05", given=given, PYTHONIOENCODING=encoding)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.decode("utf-8").lower().count("present") == 4
    assert "王小明" in ended.stdout.decode("utf-8")


def test_a_person_whom_the_list_has_is_not_added_twice(tmp_path: Path) -> None:
    root = course(tmp_path / "c", BACK_TO_BACK)
    words = ("add", "--name", "João d’Avila", "--country", "BR", "--by", "V. Paz")
    ended = checkin(root, *words)
    assert ended.returncode == 1
    assert "The list has João d’Ávila" in ended.stderr.decode()
    assert checkin(root, *words, "--anyway").returncode == 0


def test_the_doctor_names_a_door_that_is_nearly_called_like_a_room(tmp_path: Path) -> None:
    root = course(tmp_path / "c", ROOMS)
    checkin(root, "scan", "--door", "Salon Roi", "--at", "2026-03-08T14:50", given=b"x")
    ended = checkin(root, "doctor")
    assert "Did you mean Salón Río?" in (ended.stdout + ended.stderr).decode()


def test_a_load_names_the_sessions_whose_door_opens_later(tmp_path: Path) -> None:
    root = tmp_path / "c"
    course(root, ROOMS)
    (root / "programme.csv").write_text(BACK_TO_BACK, encoding="utf-8")
    ended = checkin(root, "load")
    assert "10 min before the start (opens_before_next): Lecture two." in ended.stderr.decode()


@pytest.mark.parametrize("at", ["2026-03-08", "2026-03-29T02:15"])
def test_a_time_that_is_none_is_refused(tmp_path: Path, at: str) -> None:
    root = course(tmp_path / "c", BACK_TO_BACK)
    (root / "course.toml").write_text(TOML.replace("America/Argentina/Buenos_Aires", "Europe/Paris"), encoding="utf-8")
    ended = checkin(root, "scan", "--at", at, given=b"x")
    assert ended.returncode == 1
    assert ended.stdout == b""


def test_a_session_that_is_cancelled_while_badges_are_read_is_said_once(
    open_course: OpenCourse, person: Callable[[str], Participant], capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [person(name).code.encode() for name in ("Ana", "Jean", "João")]

    class Lines(io.BytesIO):
        def readline(self, size: int | None = -1) -> bytes:
            line = super().readline(size)
            if line.startswith(codes[1]):
                with open_course.record.writing() as writing:
                    writing.append(NewEvent(kind=Kind.SESSION_CANCEL, session="s1"))
                    edition.raise_revision(writing.conn)
            return line

    scan_lines(open_course, Lines(b"\n".join([*codes, b""])), session="s1", anytime=True)
    said = capsys.readouterr()
    assert [line.split()[0] for line in said.out.splitlines()][1:] == ["No", "No"]
    assert said.err.count("s1 is over or no longer held") == 1
