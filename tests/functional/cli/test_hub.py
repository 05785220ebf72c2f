"""The hub as people use it: started on a laptop, joined from another, looked at."""

import io
import json
import re
import socket
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from tests.conftest import COURSE, PEOPLE, PROGRAMME

from checkin.cli import main
from checkin.cli.hub import say_how_to_join
from checkin.core.errors import HubError
from checkin.hub.server.hosting import HubServer, HubServerInfo
from checkin.hub.server.postgres import PostgresServer, account, wheel_binaries

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" and wheel_binaries() is None, reason="there is no PostgreSQL on this Windows"
)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


def call(*words: object, given: bytes = b"") -> Ended:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    before = sys.argv, sys.stdin
    sys.argv, sys.stdin = ["checkin", *map(str, words)], io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main()
    finally:
        sys.argv, sys.stdin = before
    return Ended(int(ended.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def run() -> Run:
    return call


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass(frozen=True)
class Started:
    """A hub that was started by the command, for the course in ``one``; ``joining`` is what it said to type."""

    one: Path
    folder: Path
    joining: list[str]
    said: Ended


@pytest.fixture(scope="module")
def started(run: Run) -> Iterator[Started]:
    # Where another account can reach it: PostgreSQL does not run as root.
    with tempfile.TemporaryDirectory(prefix="checkin-hub-") as name:
        root = Path(name)
        root.chmod(0o755)
        one = root / "one"
        one.mkdir()
        for file, text in (("course.toml", COURSE), ("participants.csv", PEOPLE), ("programme.csv", PROGRAMME)):
            (one / file).write_text(text, encoding="utf-8")
        assert run("-C", one, "load").status == 0
        said = run("-C", one, "hub", "start", "--host", "127.0.0.1", "--port", free_port())
        assert said.status == 0, said.err
        line = next(line for line in said.out.splitlines() if "checkin join" in line)
        try:
            yield Started(one, root / "checkin-hub", line.split()[1:], said)
        finally:
            run("-C", one, "hub", "stop")


def scan_all(run: Run, folder: Path) -> list[str]:
    """Scan everybody's badge at a door of this folder; the verdicts."""
    run("-C", folder, "export", folder / "roster.json", "--what", "roster")
    codes = [row["code"] for row in json.loads((folder / "roster.json").read_text("utf-8"))]
    given = "".join(f"{code}\n" for code in codes).encode()
    said = run("-C", folder, "scan", "--session", "s1", "--at", "2026-03-09T09:01", "--json", given=given)
    return [json.loads(line)["verdict"] for line in said.out.splitlines()]


def test_a_laptop_hosts_and_another_joins(started: Started, run: Run, tmp_path: Path) -> None:
    two = tmp_path / "two"
    joined = run(*started.joining, two)
    assert joined.status == 0, joined.err
    assert scan_all(run, two) == ["present", "present", "present", "present", "withdrawn"]
    assert "5 sent, 0 received" in run("-C", two, "sync").out
    assert "0 sent, 5 received" in run("-C", started.one, "sync").out
    assert scan_all(run, started.one) == ["already", "already", "already", "already", "withdrawn"]
    shown = run("-C", started.one, "hub", "status", "--json")
    kiosks = [json.loads(line) for line in shown.out.splitlines()]
    assert {"one", "two"} <= {kiosk["name"].rpartition("/")[2] for kiosk in kiosks}
    assert all(kiosk["waiting"] == 0 for kiosk in kiosks)
    assert re.search(r"to send: +0$", run("-C", started.one, "hub", "status").out, re.MULTILINE)


def test_the_passwords_are_for_this_account_alone(started: Started) -> None:
    for file in (started.folder / "hub.json", started.one / "hub.pgpass"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "organizer@127.0.0.1" in (started.one / "course.toml").read_text("utf-8")


@pytest.mark.parametrize(
    "statement",
    [
        *("SELECT lo_create(0)", "SELECT pg_advisory_lock(1)", "CREATE TEMP TABLE t ()"),
        *("SELECT pg_terminate_backend(1)", "SELECT pg_cancel_backend(1)"),
    ],
)
def test_the_login_with_which_stations_join_can_fill_no_disk_and_hold_no_lock(started: Started, statement: str) -> None:
    url = next(word for word in started.joining if str(word).startswith("postgresql:"))
    with psycopg.connect(str(url), autocommit=True) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute(statement.encode())


def test_a_hub_that_is_started_again_is_the_same(started: Started, run: Run) -> None:
    url = str(next(word for word in started.joining if str(word).startswith("postgresql:")))
    with psycopg.connect(url, autocommit=True) as conn:  # what a login may change for itself
        conn.execute("ALTER ROLE kiosk PASSWORD 'x'")
        conn.execute("ALTER ROLE kiosk SET statement_timeout = 1")
    assert run("-C", started.one, "hub", "stop").err == "The server is stopped.\n"
    away = run("-C", started.one, "sync")
    assert away.status == 1
    assert "cannot be used now" in away.err
    again = run("-C", started.one, "hub", "start", "--host", "127.0.0.1")
    assert again.out.splitlines()[-1].split()[1:] == started.joining
    with psycopg.connect(url, autocommit=True) as conn:
        assert conn.execute("SHOW statement_timeout").fetchone() == ("0",)
    assert run("-C", started.one, "sync").status == 0


def test_a_login_of_its_own_for_another_door(started: Started, run: Run, tmp_path: Path) -> None:
    line = run("-C", started.one, "hub", "grant", "door-7").out.split()
    joined = run(*line[1:], tmp_path / "door-7")
    assert joined.status == 0, joined.err
    wrong = [line[1], line[2].replace("door-7:", "door-7:x")]
    refused = run(*wrong, tmp_path / "nowhere")
    assert (refused.status, "password" in refused.err) == (1, True)


def test_a_session_of_the_login_for_joining_ends_when_its_password_changes(started: Started) -> None:
    """It could still make a new station after ``hub revoke``."""
    server = HubServer(started.folder)
    with closing(psycopg.connect(server.hosted().for_kiosks, autocommit=True)) as conn:
        conn.execute("SELECT 1")
        server.rotate_shared_password()
        with pytest.raises(psycopg.OperationalError):
            conn.execute("SELECT 1")


def test_the_wheels_server_cannot_encrypt(tmp_path: Path) -> None:
    binaries = wheel_binaries()
    assert binaries is not None
    with tempfile.TemporaryDirectory(prefix="checkin-hub-") as name:
        Path(name).chmod(0o755)
        cluster = PostgresServer(Path(name) / "data", binaries, account())
        cluster.make(superuser="x", password="y", sync=False)
        assert not cluster.supports_tls()


def test_without_tls_it_says_that_the_network_can_read_along(capsys: pytest.CaptureFixture[str]) -> None:
    say_how_to_join(HubServerInfo("192.168.1.20", 5432, "a", "o", "k", tls=False))
    said = capsys.readouterr()
    assert "checkin join postgresql://kiosk:k@192.168.1.20:5432/checkin\n" in said.out
    assert "can read the traffic" in said.err


def test_a_folder_without_a_hub_says_so(tmp_path: Path) -> None:
    with pytest.raises(HubError, match="There is no server"):
        HubServer(tmp_path / "none", binaries=tmp_path).hosted()


def test_a_course_without_a_hub_says_how_to_name_one(course_folder: object, run: Run) -> None:
    root = course_folder.root  # type: ignore[attr-defined]
    said = run("-C", root, "sync")
    assert (said.status, "[hub] url" in said.err) == (1, True)


def test_the_sql_for_an_administrator_is_printed(run: Run) -> None:
    said = run("hub", "sql")
    assert said.out.count("CREATE TABLE") == 10
    assert said.out.count("SECURITY DEFINER") > 10


def test_a_hub_in_a_folder_of_its_own_is_found_again(run: Run) -> None:
    with tempfile.TemporaryDirectory(prefix="checkin-hub-") as name:
        root = Path(name)
        root.chmod(0o755)
        one = root / "one"
        one.mkdir()
        for file, text in (("course.toml", COURSE), ("participants.csv", PEOPLE), ("programme.csv", PROGRAMME)):
            (one / file).write_text(text, encoding="utf-8")
        run("-C", one, "load")
        started = run("-C", one, "hub", "start", "--dir", root / "elsewhere", "--host", "127.0.0.1")
        assert started.status == 0, started.err
        assert "stopped" in run("-C", one, "hub", "stop").err
