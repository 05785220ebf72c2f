"""Work done apart: in a child process with bounded time and memory, for what native code does with others' files.

A library that is native code cannot be interrupted, and one allocation too large ends the process that it runs in.
So what others have made, a spreadsheet or a design of one's own, is read in a child, and the door goes on.
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

# What a function that works apart is: a question and its bytes in, an answer and its bytes out.
Work = Callable[[dict[str, Any], list[bytes]], tuple[Mapping[str, Any], Sequence[bytes]]]

_BETWEEN_LOOKS = 0.1  # seconds
_MB = 2**20
_SIZE_BYTES = 8
# The signals of POSIX, by number since Windows has no names for them: SIGABRT, SIGKILL, SIGXCPU.
_ABORTED, _KILLED, _TIME_UP = 6, 9, 24
# Nothing that works here needs the network, and typst would fetch packages from it. No proxy can listen at port 0.
_NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:0")
# Each thread of a library that works with as many as there are processors reserves memory of its own, and what is
# reserved counts.
_FEW_THREADS = {"MALLOC_ARENA_MAX": "2", "RAYON_NUM_THREADS": "4"}


class SandboxFailure(Enum):
    """Why there is no answer."""

    TIME = "it takes longer than {seconds:.0f} s"
    MEMORY = "it takes more than {megabytes} MB of memory"
    CRASH = "the program at work on it stopped"


class SandboxError(CheckinError):
    """There is no answer; ``why`` says what it came to. Whoever asked says what it was about."""

    def __init__(self, why: SandboxFailure, *, seconds: float = 0, megabytes: int = 0, detail: str = "") -> None:
        self.why = why
        self.detail = detail
        super().__init__(why.value.format(seconds=seconds, megabytes=megabytes))


class Sandbox:
    """A child process that answers questions by one function, started by the first of them.

    ``work`` is ``module:function``, a :data:`Work`; ``megabytes`` bounds the child's memory. For one thread.
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
        """The answer to a question within so many seconds. Raises :class:`ApartError`; the next one starts anew."""
        child = self._child = self._child or self._start()
        answered: SimpleQueue[tuple[dict[str, Any], list[bytes]] | None] = SimpleQueue()

        def talk() -> None:
            try:
                _send(child.stdin, {"seconds": seconds, **question}, blobs)
                answered.put(_receive(child.stdout, most=self._megabytes * _MB))
            except (OSError, ValueError):
                answered.put(None)

        threading.Thread(target=talk, name="apart", daemon=True).start()
        try:
            return self._sound(child, self._wait(child, answered, seconds))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the child, whatever it does."""
        if self._child is not None:
            child, self._child = self._child, None
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                _close(pipe)

    def _start(self) -> "subprocess.Popen[bytes]":
        # Python is told not to look for modules where it stands: that is somebody's course folder.
        command = [sys.executable, "-P", "-m", "checkin.system.sandbox", self._work, str(self._megabytes)]
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
                answer: tuple[dict[str, Any], list[bytes]] | None = answered.get(timeout=_BETWEEN_LOOKS)
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
        """The answer, if it is one."""
        if answer is None:
            raise self._error(_why(child))
        if "why" in answer[0]:
            raise self._error(SandboxFailure[answer[0]["why"]], detail=answer[0]["detail"])
        return answer

    def _error(self, why: SandboxFailure, *, seconds: float = 0, detail: str = "") -> SandboxError:
        return SandboxError(why, seconds=seconds, megabytes=self._megabytes, detail=detail)


def run_sandboxed(
    work: str, question: Mapping[str, Any], blobs: Sequence[bytes] = (), *, seconds: float, megabytes: int
) -> tuple[dict[str, Any], list[bytes]]:
    """The answer to a single question. Raises :class:`ApartError`."""
    with Sandbox(work, megabytes=megabytes) as apart:
        return apart.call(question, blobs, seconds=seconds)


def _why(child: "subprocess.Popen[bytes]") -> SandboxFailure:
    """Why a child ended: Rust aborts when it is given no memory; a system that has none left kills."""
    status = child.wait()
    if status in (-_ABORTED, -_KILLED):
        return SandboxFailure.MEMORY
    return SandboxFailure.TIME if status == -_TIME_UP else SandboxFailure.CRASH


def _resident(pid: int) -> int:
    """The memory of a process in bytes, where the system itself keeps no bound."""
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
        return  # what was not sent to it yet has nobody to read it


def _send(pipe: IO[bytes] | None, value: Mapping[str, Any], blobs: Sequence[bytes]) -> None:
    if pipe is None:
        raise ValueError("no pipe")
    head = json.dumps({"value": value, "blobs": [len(blob) for blob in blobs]}).encode()
    pipe.write(len(head).to_bytes(_SIZE_BYTES, "big") + head)
    for blob in blobs:
        pipe.write(blob)
    pipe.flush()


def _receive(pipe: IO[bytes] | None, *, most: int) -> tuple[dict[str, Any], list[bytes]] | None:
    """What was sent; None when the other side has gone. Raises :class:`ValueError` for what is no message."""
    if pipe is None or len(size := pipe.read(_SIZE_BYTES)) < _SIZE_BYTES:
        return None
    if (length := int.from_bytes(size, "big")) > most:
        raise ValueError("too long a message")
    head = json.loads(pipe.read(length))
    if sum(head["blobs"]) > most:
        raise ValueError("too long a message")
    return head["value"], [pipe.read(blob) for blob in head["blobs"]]


# -- the child's side


def _main(work: str, megabytes: int) -> None:
    """Answer what comes until the other side goes."""
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whoever prints does not disturb the answers
    _bind(megabytes)
    module, _, name = work.partition(":")
    function: Work = getattr(import_module(module), name)
    while (asked := _receive(questions, most=2**40)) is not None:
        question, blobs = asked
        _bind_time(question.pop("seconds"))
        try:
            value, made = function(question, blobs)
        except MemoryError:
            value, made = {"why": SandboxFailure.MEMORY.name, "detail": ""}, ()
        except BaseException as error:  # noqa: BLE001 - a panic of Rust code is no Exception, and all of it is told
            value, made = {"why": SandboxFailure.CRASH.name, "detail": f"{type(error).__name__}: {error}"[:300]}, ()
        try:
            _send(answers, value, made)
        except MemoryError:
            _send(answers, {"why": SandboxFailure.MEMORY.name, "detail": ""}, ())


def _bind(megabytes: int) -> None:
    """No more memory than that, no file written, no core left behind; where the system knows such limits."""
    if sys.platform == "win32":
        return
    import resource

    limits = ((resource.RLIMIT_AS, megabytes * _MB), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))
    for limit, value in limits:
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):
            continue  # a lower one is set already, or (macOS) there is none; whoever asked looks as well


def _bind_time(seconds: float) -> None:
    """For the case that whoever asked is killed, and nobody is left to end this: so much time of the processors."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds * (os.cpu_count() or 1)) + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
