"""Run a function in a sandbox: a child process with time and memory limits.

Used to parse untrusted files with native libraries. Native code cannot be interrupted, and one huge allocation ends
the process; in a child process the door keeps running.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any, Self

from checkin.core.errors import CheckinError
from checkin.core.text import translatable

# A function that can be sandboxed: takes a question and its blobs, returns an answer and its blobs.
Work = Callable[[dict[str, Any], list[bytes]], tuple[Mapping[str, Any], Sequence[bytes]]]

# The first word of the command line by which a bundled program serves as the child.
BUNDLED = "--sandbox-child"
_POLL_SECONDS = 0.1  # seconds
_MB = 2**20
_SIZE_BYTES = 8
# The signals of POSIX, by number since Windows has no names for them: SIGABRT, SIGKILL, SIGXCPU.
_ABORTED, _KILLED, _TIME_UP = 6, 9, 24
# The sandbox has no network: typst would download packages. No proxy can listen at port 0.
_NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:0")
# Limit threads: each one reserves memory, and reserved memory counts towards the limit.
_FEW_THREADS = {"MALLOC_ARENA_MAX": "2", "RAYON_NUM_THREADS": "4"}


class SandboxFailure(Enum):
    """The reason why the sandbox returned no result."""

    TIME = translatable("it takes longer than {seconds} s")
    MEMORY = translatable("it takes more than {megabytes} MB of memory")
    CRASH = translatable("the program that read it crashed")


class SandboxError(CheckinError):
    """The sandbox returned no result; ``why`` is the reason. The caller adds what it was working on."""

    def __init__(self, why: SandboxFailure, *, seconds: float = 0, megabytes: int = 0) -> None:
        self.why = why
        super().__init__(why.value, seconds=f"{seconds:.0f}", megabytes=megabytes)


class Sandbox:
    """A child process that answers calls to one function. The first call starts it.

    ``work`` is ``module:function``, a :data:`Work`. ``megabytes`` limits the child's memory. Use it from one thread.
    """

    def __init__(self, work: str, *, megabytes: int) -> None:
        self._work = work
        self._megabytes = megabytes
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(
        self, question: Mapping[str, Any], blobs: Sequence[bytes] = (), *, seconds: float
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Return the function's result within a time limit.

        Raises :class:`SandboxError`; the next call then starts a new child.
        """
        child = self._child = self._child or self._start()
        answered: SimpleQueue[tuple[dict[str, Any], list[bytes]] | None] = SimpleQueue()

        def talk() -> None:
            try:
                _send(child.stdin, {"seconds": seconds, **question}, blobs)
                answered.put(_receive(child.stdout, most=self._megabytes * _MB))
            except (OSError, ValueError):
                answered.put(None)

        threading.Thread(target=talk, name="sandbox", daemon=True).start()
        try:
            return self._sound(child, self._wait(child, answered, seconds))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Kill the child."""
        if self._child is not None:
            child, self._child = self._child, None
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                _close(pipe)

    def _start(self) -> "subprocess.Popen[bytes]":
        # -P: do not import modules from the working directory, which is a course folder.
        python = ["-P", "-m", "checkin.system.sandbox"]
        # In a bundle the executable is checkin itself.
        command = [sys.executable, *([BUNDLED] if getattr(sys, "frozen", False) else python)]
        command += [self._work, str(self._megabytes)]
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        upper = {name.upper(): value for name, value in _NOWHERE.items()}
        places = [str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**kept, **_NOWHERE, **upper, **_FEW_THREADS, "PYTHONPATH": os.pathsep.join(places)},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def _wait(
        self, child: "subprocess.Popen[bytes]", answered: "SimpleQueue[Any]", seconds: float
    ) -> tuple[dict[str, Any], list[bytes]] | None:
        until = time.monotonic() + seconds
        while True:
            try:
                answer: tuple[dict[str, Any], list[bytes]] | None = answered.get(timeout=_POLL_SECONDS)
            except Empty:
                if time.monotonic() > until:
                    raise self._error(SandboxFailure.TIME, seconds=seconds) from None
                if sys.platform != "linux" and _resident(child.pid) > self._megabytes * _MB:
                    raise self._error(SandboxFailure.MEMORY) from None
            else:
                return answer

    def _sound(
        self, child: "subprocess.Popen[bytes]", answer: tuple[dict[str, Any], list[bytes]] | None
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Return the answer, or raise the error that it reports."""
        if answer is None:
            raise self._error(_why(child))
        if "why" in answer[0]:
            raise self._error(SandboxFailure[answer[0]["why"]])
        return answer

    def _error(self, why: SandboxFailure, *, seconds: float = 0) -> SandboxError:
        return SandboxError(why, seconds=seconds, megabytes=self._megabytes)


def run_sandboxed(
    work: str, question: Mapping[str, Any], blobs: Sequence[bytes] = (), *, seconds: float, megabytes: int
) -> tuple[dict[str, Any], list[bytes]]:
    """Return the result of a single call. Raises :class:`SandboxError`."""
    with Sandbox(work, megabytes=megabytes) as sandbox:
        return sandbox.call(question, blobs, seconds=seconds)


def _why(child: "subprocess.Popen[bytes]") -> SandboxFailure:
    """Return why a child ended. Rust aborts when memory is refused; the system kills when none is left."""
    status = child.wait()
    if status in (-_ABORTED, -_KILLED):
        return SandboxFailure.MEMORY
    return SandboxFailure.TIME if status == -_TIME_UP else SandboxFailure.CRASH


def _resident(pid: int) -> int:
    """Return the memory of a process in bytes, for systems without a memory limit."""
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _close(pipe: IO[bytes] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except OSError:
        return  # unsent data is lost; the child has ended


def _send(pipe: IO[bytes] | None, value: Mapping[str, Any], blobs: Sequence[bytes]) -> None:
    if pipe is None:
        raise ValueError("no pipe")
    head = json.dumps({"value": value, "blobs": [len(blob) for blob in blobs]}).encode()
    pipe.write(len(head).to_bytes(_SIZE_BYTES, "big") + head)
    for blob in blobs:
        pipe.write(blob)
    pipe.flush()


def _receive(pipe: IO[bytes] | None, *, most: int) -> tuple[dict[str, Any], list[bytes]] | None:
    """Return what was sent; None when the other side has closed. Raises :class:`ValueError` for an invalid message."""
    if pipe is None or len(size := pipe.read(_SIZE_BYTES)) < _SIZE_BYTES:
        return None
    if (length := int.from_bytes(size, "big")) > most:
        raise ValueError("too long a message")
    head = json.loads(pipe.read(length))
    if sum(head["blobs"]) > most:
        raise ValueError("too long a message")
    return head["value"], [pipe.read(blob) for blob in head["blobs"]]


# -- the child's side


def serve_calls(work: str, megabytes: int) -> None:
    """Answer calls until the other side closes."""
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # print() must not disturb the answers
    _bind(megabytes)
    module, _, name = work.partition(":")
    function: Work = getattr(import_module(module), name)
    while (asked := _receive(questions, most=2**40)) is not None:
        question, blobs = asked
        _bind_time(question.pop("seconds"))
        try:
            value, made = function(question, blobs)
        except MemoryError:
            value, made = {"why": SandboxFailure.MEMORY.name}, ()
        except BaseException:  # noqa: BLE001 - a panic in Rust code is not an Exception
            value, made = {"why": SandboxFailure.CRASH.name}, ()
        try:
            _send(answers, value, made)
        except MemoryError:
            _send(answers, {"why": SandboxFailure.MEMORY.name}, ())


def _bind(megabytes: int) -> None:
    """Limit memory, forbid writing files and core dumps, where the system supports it."""
    if sys.platform == "win32":
        return
    import resource

    limits = ((resource.RLIMIT_AS, megabytes * _MB), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))
    for limit, value in limits:
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):
            continue  # a lower limit is set, or macOS has none; the parent checks as well


def _bind_time(seconds: float) -> None:
    """Limit the processor time, in case the parent is killed and nobody ends this process."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds * (os.cpu_count() or 1)) + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    serve_calls(sys.argv[1], int(sys.argv[2]))
