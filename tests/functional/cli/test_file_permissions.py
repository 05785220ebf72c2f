"""What is written is for its owner alone, and the course's key never leaves the record."""

import base64
import json
import os
import stat
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.functional.cli.test_commands import Run, run

from checkin.certificates.signature import CertificateSigner
from checkin.cli import main
from checkin.core.errors import CheckinError
from checkin.kiosk.runtime import crash_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import edition
from checkin.system.clock import SYSTEM_CLOCK
from checkin.system.storage_location import is_world_readable

__all__ = ["run"]
Command = Callable[..., "subprocess.CompletedProcess[bytes]"]
POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows keeps a user's folder to the user")
# What holds the record as a whole, and with it the key: said so in docs/privacy.md.
WHOLE_RECORDS = ("checkin.db", "checkin.db-wal", "checkin.db-shm", "backup.db", "checkin-tables.db")

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("load",),
    ("attendance", "--json"),
    ("attendance", "--by", "session"),
    ("export", "out/roster.csv", "--what", "roster"),
    ("export", "out/all.xlsx"),
    ("export", "out/all.ods"),
    ("export", "out/roster.json", "--what", "roster"),
    ("badges",),
    ("badges", "--format", "png", "--ppi", "72", "-o", "out/badges"),
    ("badges", "--format", "qr", "-o", "out/qr"),
    ("list", "emergency"),
    ("session", "close", "s1", "--rest", "absent"),
    ("certificates", "--by", "V. Paz", "--one-file"),
    ("export", "out/scans.json", "--what", "scans"),
    ("report", "out/report.html"),
    ("report", "out/report.pdf"),
    ("day", "2026-03-09", "-o", "out/day.html"),
    ("backup", "out/backup.db"),
    ("archive", "out/archive"),
    ("verify", "--page", "out/verify.html"),
    ("verify", "--public-key"),
)
FAILING: tuple[tuple[str, ...], ...] = (
    ("--debug", "scan", "--session", "nowhere"),
    ("--debug", "mark", "BBBBBBBBBBBB", "--session", "s1", "--as", "absent", "--reason", "left"),
    ("--debug", "export", "out/x.nothing"),
    ("--debug", "load", "nothing.csv"),
    ("--debug", "badges", "--design", "nothing"),
    ("--debug", "-C", "damaged", "attendance"),
)


@pytest.fixture
def command(course_folder: CourseFolder) -> Command:
    """Runs a command as a person does: a process of its own, on a machine that lets all others read what is written."""

    def call(*words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        code = "import os; os.umask(0o022); from checkin.cli import main; main()"
        return subprocess.run(
            [sys.executable, "-c", code, *words],
            cwd=course_folder.root,
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    return call


def forms(secret: bytes) -> dict[str, bytes]:
    """What a key may look like where it stands in something else."""
    found = {"raw": secret, "hex": secret.hex().encode(), "HEX": secret.hex().upper().encode()}
    for start in range(3):  # base64 of a longer text in which it stands
        for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
            found[f"{name}{start}"] = encode(b"\0" * start + secret)[4 if start else 0 : -4]
    found["repr"] = repr(secret)[2:-1].encode()
    found["list"] = ", ".join(map(str, secret)).encode()
    return found


@pytest.fixture
def open_machine() -> Iterator[None]:
    """A machine that lets all others read what is written."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_everything_written_is_for_its_owner_alone_and_nowhere_is_the_key(
    run: Run, course_folder: CourseFolder, monkeypatch: pytest.MonkeyPatch, open_machine: None
) -> None:
    root = course_folder.root
    monkeypatch.chdir(root)
    rules = course_folder.course_file.read_text("utf-8").replace("threshold = 80", "threshold = 1")
    course_folder.course_file.write_text(rules + '[record]\nmirror = "stick"\n', encoding="utf-8")
    (root / "stick").mkdir(mode=0o700)
    (root / "damaged").mkdir()
    (root / "damaged" / "course.toml").write_text(rules, encoding="utf-8")
    (root / "damaged" / "checkin.db").write_bytes(b"no database" * 100)
    given = set(root.rglob("*"))
    said = ""
    for words in COMMANDS:
        ended = run(*words)
        assert ended.status == 0, (words, ended.err)
        said += ended.out + ended.err
        if "roster" in words and "out/roster.json" in words:
            codes = [row["code"] for row in json.loads((root / "out/roster.json").read_text("utf-8"))]
            scanned = ("scan", "--json", "--session", "s1", "--at", "2026-03-09T09:05")
            said += run(*scanned, given="\n".join([*codes, "nonsense"]).encode()).out
    for words in FAILING:
        # With --debug the error is not caught: what Python prints of it is its traceback.
        monkeypatch.setattr(sys, "argv", ["checkin", *words])
        with pytest.raises(CheckinError) as error:
            main()
        said += "".join(traceback.format_exception(error.value))
    with opened_course(course_folder) as course:
        key = edition.edition_key(course.record.conn)
    written = [path for path in set(root.rglob("*")) - given if "damaged" not in path.parts]
    assert len(written) > 40
    assert list(root.glob("certificates/*.pdf"))
    assert list(root.glob("stick/*.jsonl"))
    for secret in (key, CertificateSigner(key)._seed):
        for form, text in forms(secret).items():
            assert text not in said.encode(), form
            found = [path for path in written if path.is_file() and text in path.read_bytes()]
            assert [path for path in found if path.name not in WHOLE_RECORDS] == [], form
    if os.name == "posix":
        assert [path for path in written if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


@POSIX
def test_a_new_course_is_for_its_owner_alone(command: Command, course_folder: CourseFolder) -> None:
    assert command("new", "mine").returncode == 0
    made = [course_folder.root / "mine", *(course_folder.root / "mine").rglob("*")]
    assert len(made) > 3
    assert [path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_this_test_would_find_the_key() -> None:
    key = SYSTEM_CLOCK.new_key()
    for text in (
        key,
        key.hex().encode(),
        base64.b64encode(key),
        base64.b64encode(b"ab" + key + b"c"),
        repr(key).encode(),
    ):
        assert any(form in text for form in forms(key).values())


def test_the_crash_log_says_where_and_quotes_nobody(tmp_path: Path) -> None:
    try:
        try:
            {}["Ana Núñez"]
        except KeyError as inner:
            raise ValueError("the key of " + inner.args[0]) from inner
    except ValueError as error:
        crash_log.write_crash(tmp_path / "crash.log", error, SYSTEM_CLOCK.now())
    kept = (tmp_path / "crash.log").read_text("utf-8")
    assert "builtins.KeyError" in kept
    assert "builtins.ValueError" in kept
    assert "test_file_permissions.py" in kept
    assert "key of Ana" not in kept


@POSIX
def test_a_roster_that_others_can_read_is_mentioned(course_folder: CourseFolder, command: Command) -> None:
    roster = course_folder.root / "participants.csv"
    roster.chmod(0o644)
    reachable = all(folder.stat().st_mode & stat.S_IXOTH for folder in roster.parents)
    assert is_world_readable(roster) is reachable
    roster.chmod(0o640)
    assert not is_world_readable(roster)


@POSIX
def test_a_file_in_a_closed_folder_is_not_open_whatever_its_own_mode(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "roster.csv").touch(mode=0o644)
    assert not is_world_readable(closed / "roster.csv")
