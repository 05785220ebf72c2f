"""A child process that others' files are read in: it answers, or it is ended in time, and says why."""

import os
import sys
from pathlib import Path

import pytest

from checkin.system.sandbox import Sandbox, SandboxError, SandboxFailure, run_sandboxed

MB = 400
LIMITED = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the memory is looked at from outside")


@pytest.fixture(autouse=True)
def found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child finds this folder's ``work``."""
    if sys.flags.ignore_environment:
        pytest.skip("this Python (an embedded one) takes no PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


def test_it_answers_with_what_it_was_asked() -> None:
    answer, blobs = run_sandboxed("work:echo", {"a": "ñ\ud800"}, [b"\0\xff", b""], seconds=60, megabytes=MB)
    assert (answer, blobs) == ({"a": "ñ\ud800"}, [b"\0\xff", b""])


def test_one_child_answers_many_questions() -> None:
    with Sandbox("work:echo", megabytes=MB) as apart:
        assert [apart.call({"n": n}, seconds=60)[0]["n"] for n in range(20)] == list(range(20))


@pytest.mark.skipif(os.name != "posix", reason="a program of two lines needs a shell")
def test_a_bundled_program_is_its_own_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "checkin"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m checkin "$@"\n', encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert run_sandboxed("work:echo", {"a": 1}, seconds=60, megabytes=MB)[0] == {"a": 1}


@pytest.mark.parametrize(
    ("work", "why"),
    [
        ("loop", SandboxFailure.TIME),
        ("abort", SandboxFailure.MEMORY),
        ("leave", SandboxFailure.CRASH),
        ("panic", SandboxFailure.CRASH),
    ],
)
def test_why_there_is_no_answer(work: str, why: SandboxFailure) -> None:
    with pytest.raises(SandboxError) as caught:
        run_sandboxed(f"work:{work}", {}, seconds=0.5 if work == "loop" else 60, megabytes=MB)
    assert caught.value.why is why


@LIMITED
def test_it_has_so_much_memory_and_no_more() -> None:
    with pytest.raises(SandboxError, match=f"it takes more than {MB} MB of memory"):
        run_sandboxed("work:grow", {}, seconds=60, megabytes=MB)


def test_where_the_system_keeps_no_bound_its_memory_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checkin.system.sandbox.sys.platform", "darwin")
    monkeypatch.setattr("checkin.system.sandbox._resident", lambda _: MB * 2**20 + 1)
    with pytest.raises(SandboxError, match="memory"):
        run_sandboxed("work:loop", {}, seconds=60, megabytes=MB)


def test_after_a_failure_the_next_question_is_answered() -> None:
    with Sandbox("work:echo", megabytes=MB) as apart:
        apart.call({}, seconds=60)
        child = apart._child
        assert child is not None
        child.kill()
        with pytest.raises(SandboxError):
            apart.call({}, seconds=60)
        assert apart.call({"n": 1}, seconds=60)[0] == {"n": 1}


def test_what_is_printed_there_does_not_disturb_the_answer() -> None:
    assert run_sandboxed("work:shout", {}, seconds=60, megabytes=MB)[0] == {"said": True}


def test_it_does_not_look_for_modules_where_it_stands_nor_use_the_network_nor_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('a course folder is no place for programs')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org:3128")
    monkeypatch.setenv("NO_PROXY", "*")
    answer, _ = run_sandboxed("work:look", {"file": str(tmp_path / "made")}, seconds=60, megabytes=MB)
    assert str(tmp_path) not in answer["path"]
    assert "" not in answer["path"]
    assert set(answer["proxies"].values()) == {"http://127.0.0.1:0"}
    assert answer["written"] is (os.name != "posix")


def test_no_child_is_left_behind() -> None:
    apart = Sandbox("work:echo", megabytes=MB)
    apart.call({}, seconds=60)
    child = apart._child
    apart.close()
    apart.close()
    assert child is not None
    assert child.poll() is not None
