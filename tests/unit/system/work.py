"""What the tests of the child process have it do; imported there by its name."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Done = tuple[Mapping[str, Any], Sequence[bytes]]


def echo(question: dict[str, Any], blobs: list[bytes]) -> Done:
    return question, blobs


def loop(question: dict[str, Any], blobs: list[bytes]) -> Done:
    while True:
        pass


def grow(question: dict[str, Any], blobs: list[bytes]) -> Done:
    held = []
    while True:
        held.append(bytes(2**20))


def abort(question: dict[str, Any], blobs: list[bytes]) -> Done:
    os.abort()


def leave(question: dict[str, Any], blobs: list[bytes]) -> Done:
    os._exit(3)


def panic(question: dict[str, Any], blobs: list[bytes]) -> Done:
    class PanicError(BaseException):
        pass

    raise PanicError("a panic of Rust code is no Exception")


def shout(question: dict[str, Any], blobs: list[bytes]) -> Done:
    print("what a library prints", flush=True)
    os.write(1, b"and what native code does")
    return {"said": True}, ()


def look(question: dict[str, Any], blobs: list[bytes]) -> Done:
    try:
        Path(question["file"]).write_text("x", encoding="utf-8")
        written = True
    except OSError:
        written = False
    proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    return {"path": sys.path, "proxies": proxies, "written": written}, ()
