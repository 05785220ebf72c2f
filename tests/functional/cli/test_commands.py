"""The commands as people and scripts run them: what they print, and with what they end."""

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
import pypdfium2
import pytest
from openpyxl import load_workbook

from checkin.cli import checkin, main
from checkin.cli.command_table import COMMANDS
from checkin.intake.load import load
from checkin.lifecycle.demo import give_past, sample_clock, sample_folder, write_sample
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course as opened_course


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process, with standard input as bytes."""

    def call(*words: object, given: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "argv", ["checkin", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ended(int(ended.value.code or 0), out, err)

    return call


_record: dict[str, bytes] = {}


@pytest.fixture
def loaded(course_folder: CourseFolder, run: Run) -> CourseFolder:
    """The course of five people, loaded by the command once and copied after that."""
    if not _record:
        assert run("-C", course_folder.root, "load").status == 0
        _record.update((name, (course_folder.root / name).read_bytes()) for name in ("checkin.db", "checkin.db.lock"))
    for name, data in _record.items():
        (course_folder.root / name).write_bytes(data)
    return course_folder


def codes(folder: CourseFolder, run: Run) -> list[str]:
    """Everybody's codes, in the roster's order."""
    run("-C", folder.root, "export", folder.root / "roster.json", "--what", "roster")
    return [row["code"] for row in json.loads((folder.root / "roster.json").read_text("utf-8"))]


def test_from_a_new_folder_to_an_exported_workbook(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "my-course"
    assert run("new", root).status == 0
    loaded = run("load", "-C", root)
    assert (loaded.status, "People: 5 added" in loaded.out, "Sessions: 4 added" in loaded.out) == (0, True, True)
    code = codes(CourseFolder(root), run)[0]
    scanned = run("-C", root, "scan", "--session", "0308-0900", "--anytime", given=f"{code}\n".encode())
    assert scanned.out == "Present       María Fernández y Ortiz · Argentina · Opening ceremony (8 Mar 09:00)\n"
    assert run("-C", root, "badges").status == 0
    assert run("-C", root, "export", root / "exports" / "a.xlsx").status == 0
    assert load_workbook(root / "exports" / "a.xlsx")["Certificates"]["I2"].value == 1


def test_scan_answers_each_line_with_one_json_object(loaded: CourseFolder, run: Run) -> None:
    ana = codes(loaded, run)[0]
    ended = run(
        "-C",
        loaded.root,
        "scan",
        "--json",
        "--at",
        "2026-03-09T09:05",
        "--door",
        "Hall",
        given=f"{ana}\n\n{ana.lower()}\r\nx".encode(),
    )
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert [row["verdict"] for row in rows] == ["present", "already", "unknown"]
    keys = "code verdict counted participant name country session at first_at first_door note"
    assert " ".join(rows[0]) == keys
    assert (rows[1]["at"], rows[1]["first_door"]) == ("2026-03-09T09:05:00.000-03:00", "Hall")


def test_scan_survives_any_bytes(loaded: CourseFolder, run: Run) -> None:
    ended = run("-C", loaded.root, "scan", given=b"\xff\xfe\x00\n" + b"A" * 100_000 + b"\n\x1b[2J\n")
    assert (ended.status, len(ended.out.splitlines())) == (0, 3)
    assert "\x1b" not in ended.out


def test_demo_answers_piped_lines_with_codes_that_are_always_the_same(run: Run, tmp_path: Path) -> None:
    ended = run("demo", tmp_path / "demo", given=b"TTFDRVLHJCHG\nTTFD RVLH JCHG\n")
    first, second = ended.out.splitlines()
    assert first.startswith("Present       Ana Lucía Benítez Cáceres · Argentina · ")
    assert second.startswith("Already in    Ana Lucía Benítez Cáceres · Argentina · ")
    assert "in since" in second


def test_a_demo_whose_sessions_are_over_begins_anew_and_keeps_its_record(run: Run, tmp_path: Path) -> None:
    folder = sample_folder(tmp_path / "demo")
    long_ago = datetime(2026, 3, 9, 12, tzinfo=UTC)
    write_sample(folder, long_ago)
    with opened_course(folder, clock=sample_clock()) as course:
        load(course)
    assert run("demo", folder.root, given=b"TTFDRVLHJCHG\n").out.startswith("Present")
    assert len(list(folder.root.glob("checkin-until-*.db"))) == 1


def test_demo_does_not_touch_a_folder_that_is_something_else(run: Run, course_folder: CourseFolder) -> None:
    before = sorted(path.name for path in course_folder.root.iterdir())
    ended = run("demo", course_folder.root)
    assert (ended.status, "holds another course" in ended.err) == (1, True)
    assert sorted(path.name for path in course_folder.root.iterdir()) == before


def test_attendance_by_participant_is_a_table_for_people(loaded: CourseFolder, run: Run) -> None:
    lines = run("-C", loaded.root, "attendance").out.splitlines()
    assert lines[0].split()[:3] == ["code", "name", "country"]
    assert len(lines) == 6


@pytest.mark.parametrize("by", ["participant", "session"])
def test_a_table_fits_into_a_terminal_of_eighty_columns(
    loaded: CourseFolder, run: Run, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("checkin.cli.attendance._is_terminal", lambda: True)
    ended = run("-C", loaded.root, "attendance", "--by", by)
    assert max(map(len, ended.out.splitlines())) <= 80
    assert "Columns left out: " in ended.err


def test_corrections_print_the_event_they_made_and_can_be_undone(loaded: CourseFolder, run: Run) -> None:
    ana = codes(loaded, run)[0]
    marked = run("-C", loaded.root, "mark", ana, "--session", "s1", "--as", "present", "--reason", "seen")
    word, event = marked.out.split()
    assert word == "entry"
    assert run("-C", loaded.root, "undo", event).err.startswith("Undone: Ana")


def test_reissue_and_add_print_the_new_code(loaded: CourseFolder, run: Run) -> None:
    ana = codes(loaded, run)[0]
    for words in (("reissue", ana), ("add", "--name", "Late Comer", "--country", "Chile")):
        code = run("-C", loaded.root, *words).out.splitlines()[1]
        assert len(code.replace(" ", "")) == 12


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("load",), "course.toml is missing"),
        (("-C", "a-file", "load"), "A course is a folder"),
        (("-C", "empty", "attendance"), "course.toml is missing"),
        (("-C", "fresh", "scan"), "Nothing is loaded"),
        (("-C", "fresh", "load", "missing.csv"), "there is no such file"),
        (("-C", "bad-toml", "load"), "not valid TOML"),
        (("-C", "no-zone", "load"), "timezone is missing"),
        (("-C", "odd-key", "load"), "Did you mean 'title'?"),
        (("-C", "no-database", "load"), "is not a database"),
        (("-C", "db-folder", "load"), "is a folder. The record is a file"),
        (("new", "fresh"), "is not empty"),
        (("new", "a-file"), "is a file"),
        (("new", "other", "--timezone", "brasil"), "Nearest: America/Sao_Paulo"),
        (("-C", "done", "export", "x.pdf"), "Unknown format"),
        (("-C", "done", "scan", "--session", "nope"), "There is no session nope. The nearest are:"),
        (("-C", "done", "scan", "--at", "soon"), "soon is not a date with a time"),
        (
            ("-C", "done", "mark", "BCDF", "--session", "s1", "--as", "absent", "--reason", "left"),
            "Nobody on the participant list has the code",
        ),
        (("-C", "done", "badges", "--sheet", "a0"), "There is no sheet 'a0'"),
        (("-C", "done", "badges", "--design", "baroque"), "There is no badge design 'baroque'"),
        (("-C", "done", "undo", "0198"), "There is no entry 0198"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_status_1(
    run: Run,
    tmp_path: Path,
    course_folder: CourseFolder,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a-file").write_text("x")
    (tmp_path / "empty").mkdir()
    minimal = '[course]\ntitle = "X"\ntimezone = "UTC"\n'
    for name, text in (
        ("fresh", minimal),
        ("bad-toml", "[course"),
        ("no-zone", '[course]\ntitle = "X"\n'),
        ("odd-key", '[course]\ntitel = "X"\n'),
        ("no-database", minimal),
        ("db-folder", minimal),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "course.toml").write_text(text)
    (tmp_path / "no-database" / "checkin.db").write_text("a letter" * 200)
    (tmp_path / "db-folder" / "checkin.db").mkdir()
    course_folder.root.rename(tmp_path / "done")
    run("-C", "done", "load")
    ended = run(*words)
    assert ended.status == 1
    assert says in ended.err
    assert "Traceback" not in ended.err
    assert len(ended.err.strip().splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="needs a place where nobody may write, not even root")
@pytest.mark.parametrize("words", [("new", "/proc/course"), ("export", "/proc/attendance.csv")])
def test_a_place_that_cannot_be_written_is_said(run: Run, loaded: CourseFolder, words: tuple[str, ...]) -> None:
    ended = run("-C", loaded.root, *words)
    assert (ended.status, "cannot be written" in ended.err) == (1, True)


@pytest.mark.parametrize("words", [("nonsense",), ("scan", "--nope"), ("mark",), ("export",), ("undo",)])
def test_wrong_usage_ends_with_status_2(run: Run, loaded: CourseFolder, words: tuple[str, ...]) -> None:
    assert run("-C", loaded.root, *words).status == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_has_the_first_sentence_of_each_ones_help(name: str) -> None:
    found = checkin.get_command(click.Context(checkin), name)
    assert found is not None
    assert (found.name, " ".join((found.help or "").split("\n\n")[0].split())) == (name, COMMANDS[name][1])


def test_the_door_without_a_terminal_names_the_command_that_needs_none(run: Run, loaded: CourseFolder) -> None:
    ended = run("-C", loaded.root, "door")
    assert (ended.status, "'checkin scan'" in ended.err) == (1, True)


def test_what_nobody_foresaw_is_one_sentence_too(
    run: Run, loaded: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def surprise(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("checkin.exports.tables.figures_by", surprise)
    ended = run("-C", loaded.root, "attendance")
    assert (ended.status, len(ended.err.splitlines()), "ZeroDivisionError" in ended.err) == (1, 1, True)


def test_loading_again_says_that_nothing_changed(loaded: CourseFolder, run: Run) -> None:
    assert "Nothing changed" in run("-C", loaded.root, "load").out


def test_the_folder_may_come_from_the_environment(
    loaded: CourseFolder, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKIN_COURSE", str(loaded.root))
    assert run("attendance", "--json").status == 0


def test_badges_answers_with_the_codes_for_a_mail_merge(loaded: CourseFolder, run: Run) -> None:
    ended = run("-C", loaded.root, "badges", "--format", "qr")
    assert ended.out == f"4 codes: {loaded.badges / 'qr'}\n"
    assert len(list((loaded.badges / "qr").glob("*.png"))) == 4


def test_only_a_pdf_goes_to_a_printer(loaded: CourseFolder, run: Run) -> None:
    ended = run("-C", loaded.root, "badges", "--format", "png", "--printer", "Office")
    assert (ended.status, "--printer needs a PDF" in ended.err) == (2, True)


@pytest.mark.parametrize(
    ("shift", "said"),
    [("1.5,-5", ""), ("15,0", "Shift everything 15 mm right and 0 mm down?"), ("nan,0", "write two numbers")],
)
def test_a_shift_that_no_printer_needs_is_named(loaded: CourseFolder, run: Run, shift: str, said: str) -> None:
    ended = run("-C", loaded.root, "badges", "--shift", shift, "--preview")
    assert said in " ".join(ended.err.split()) if said else ended.err == ""


def test_the_list_of_badges_names_every_design_and_sheet(loaded: CourseFolder, run: Run) -> None:
    out = run("-C", loaded.root, "badges", "--list").out
    assert all(name in out for name in ("lanyard", "fold-over", "card", "name-tag", "label", "avery-l4785", "a7-on-a4"))
    assert "\x1b" not in out


def test_a_reissued_badge_is_drawn_at_once(loaded: CourseFolder, run: Run) -> None:
    ended = run("-C", loaded.root, "reissue", codes(loaded, run)[0], "--reason", "lost")
    new = ended.out.split("\n")[1].replace(" ", "").lower()
    (file,) = loaded.badges.glob(f"*-{new[:4]}.pdf")
    assert ended.err.endswith(f"Badge: {file}\n")


def test_a_course_is_closed_and_its_certificates_issued_and_verified(loaded: CourseFolder, run: Run) -> None:
    ana = codes(loaded, run)[0]
    assert run("-C", loaded.root, "paper", "s1", "1").out == "Present       Ana Núñez · Argentina · Opening\n"
    missing = run("-C", loaded.root, "session", "close", "s1")
    assert (len(missing.out.splitlines()), "close it with --rest" in missing.err) == (2, True)
    assert run("-C", loaded.root, "session", "close", "s1", "--rest", "absent").err.endswith("absent 2\n")
    assert run("-C", loaded.root, "session", "cancel", "s2").status == 0
    assert run("-C", loaded.root, "session", "cancel", "wa").status == 0
    assert run("-C", loaded.root, "proof", ana, "--name", "Ana María Núñez").status == 0
    assert "Ana María Núñez" in run("-C", loaded.root, "certificates", "--dry-run").out
    made = run("-C", loaded.root, "certificates", "--by", "V. Paz")
    assert made.out == "0001  Ana María Núñez\n"
    assert "never" not in made.err
    again = run("-C", loaded.root, "certificates", "--again", "0001")
    assert again.out.endswith("0001-ana-maria-nunez-duplicado.pdf\n")
    assert run("-C", loaded.root, "certificates", "--revoke", "0001").status == 2
    assert run("-C", loaded.root, "certificates", "--revoke", "0001", "--reason", "wrong").status == 0
    listed = run("-C", loaded.root, "list", "sign-in", "--session", "wb")
    assert listed.out.startswith("1 row: ")
    gone = run("-C", loaded.root, "verify", "0000-0000-0000")
    assert (gone.status, gone.out.startswith("unknown")) == (1, True)


def in_a_shell(command: str, folder: CourseFolder) -> subprocess.CompletedProcess[str]:
    """A command as a shell runs it, ``CHECKIN`` in it; the streams are as the shell says."""
    line = command.replace("CHECKIN", f"{shlex.quote(sys.executable)} -m checkin -C {shlex.quote(str(folder.root))}")
    return subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes them")
@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_standard_stream_is_no_error(loaded: CourseFolder, closed: str) -> None:
    ended = in_a_shell(f"CHECKIN attendance {closed}", loaded)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_pin_is_not_asked_where_it_could_be_seen(loaded: CourseFolder, run: Run) -> None:
    ended = run("-C", loaded.root, "pin", given=b"1234\n1234\n")
    assert (ended.status, "in a terminal" in ended.err) == (2, True)


@pytest.mark.parametrize("words", [("day", "lunes"), ("list", "sign-in", "--day", "lunes")])
def test_what_is_no_date_is_said_with_one(loaded: CourseFolder, run: Run, words: tuple[str, ...]) -> None:
    ended = run("-C", loaded.root, *words)
    assert (ended.status, "'lunes' is not a date. Write it like 2026-03-09." in ended.err) == (2, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("words", [("backup",), ("report",), ("export",)])
def test_what_is_no_file_is_never_replaced_by_one(loaded: CourseFolder, run: Run, words: tuple[str, ...]) -> None:
    pipe = loaded.root / "pipe.pdf" if words == ("report",) else loaded.root / "pipe.csv"
    os.mkfifo(pipe)
    ended = run("-C", loaded.root, *words, pipe)
    assert (ended.status, f"{pipe} cannot be written" in ended.err, pipe.is_fifo()) == (1, True, True)


def examples(command: click.Command) -> Iterator[str]:
    """The examples in the help of a command and of those beneath it."""
    yield from re.findall(r"^ +((?:printf|checkin) .*)", command.epilog or "", re.MULTILINE)
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for name in command.list_commands(ctx):
            if beneath := command.get_command(ctx, name):
                yield from examples(beneath)


# Of the sample course as it stands: nothing was cancelled or withdrawn yet, and no document is due.
OF_THE_SAMPLE = sorted(
    line
    for line in examples(checkin)
    if re.search(r"[A-Z]{12}|d\d\d-\d{4}|TTFD", line)
    and not re.search("CODE|session restore|reinstate|--paper|\\.\\.\\.", line)
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> CourseFolder:
    folder = sample_folder(tmp_path_factory.mktemp("sample"))
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    write_sample(folder, now)
    with opened_course(folder, clock=sample_clock()) as course:
        load(course)
        give_past(course, now)
    return folder


def test_no_example_names_a_code_or_a_session_that_the_sample_course_has_not() -> None:
    made_up = re.compile(r"\b\d{4}-\d{4}\b(?!-)|HJPF|\bwa\b")
    assert [line for line in examples(checkin) if made_up.search(line)] == []


@pytest.mark.parametrize("line", OF_THE_SAMPLE)
def test_an_example_works_on_the_sample_course_as_it_stands(
    sample: CourseFolder, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    shutil.copytree(sample.root, tmp_path / "checkin-demo")
    piped, _, command = line.rpartition(" | ")
    inside = not command.startswith("checkin demo")
    monkeypatch.chdir(tmp_path / "checkin-demo" if inside else tmp_path)
    given = shlex.split(piped)[1].replace("\\n", "\n").encode() if piped else b""
    ended = run(*shlex.split(command)[1:], given=given)
    assert (ended.status, "unknown" in ended.out) == (0, False), ended.err


def test_semicolons_are_for_csv_alone(loaded: CourseFolder, run: Run) -> None:
    ended = run("-C", loaded.root, "export", loaded.root / "a.xlsx", "--semicolon")
    assert (ended.status, "not with a.xlsx" in ended.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("badges", "-o", "a.png"), "--format png and name a folder with -o"),
        (("badges", "--format", "png", "-o", "a.png"), "Name a folder with -o, not a.png"),
        (("badges", "--test-sheet", "-o", "a.txt"), "extension .pdf"),
        (("list", "emergency", "-o", "a.xlsx"), "extension .pdf"),
    ],
)
def test_nothing_gets_the_name_of_something_else(
    loaded: CourseFolder, run: Run, words: tuple[str, ...], said: str
) -> None:
    ended = run("-C", loaded.root, *words)
    assert (ended.status, said in ended.err) == (2, True)


def test_a_folder_with_a_space_is_quoted_where_it_is_to_be_copied(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "cd 'mi curso' && checkin load" in run("new", "mi curso").err


def test_badges_and_pages_are_counted_in_grammar_and_both_sides_of_them(loaded: CourseFolder, run: Run) -> None:
    out = loaded.root / "a.pdf"
    one = run("-C", loaded.root, "badges", "--who", "name=Ana", "-o", out).out
    both = run("-C", loaded.root, "badges", "--sheet", "a6-on-a4", "--two-sided", "-o", out).out
    assert (one, both) == (f"1 badge on 1 page: {out}\n", f"4 badges on 2 pages: {out}\n")
    assert len(pypdfium2.PdfDocument(out)) == 2


def test_a_certificate_run_for_some_warns_of_these_alone(loaded: CourseFolder, run: Run) -> None:
    here, by = ("-C", loaded.root), ("--as", "earned", "--by", "V", "--reason", "seen")
    for code in codes(loaded, run)[:3]:
        assert run(*here, "decide", code, *by).status == 0
    err = run(*here, "certificates", "--who", "name=Ana", "--dry-run").err
    assert "Names not checked yet: Ana Núñez\n" in err


def test_sessions_that_are_open_are_named_by_their_titles(loaded: CourseFolder, run: Run) -> None:
    err = run("-C", loaded.root, "certificates", "--dry-run").err
    assert "Sessions over and not closed: Opening; Lecture; Workshop A; Workshop B.\n" in err


def test_a_day_outside_the_course_is_refused_with_the_nearest_one(loaded: CourseFolder, run: Run) -> None:
    ended = run("-C", loaded.root, "day", "2030-01-01")
    assert (ended.status, ended.out) == (1, "")
    assert "There is no session on 1 January 2030. The nearest day with sessions is 9 March 2026." in ended.err
