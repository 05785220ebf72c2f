"""The library that stands between a process and the disk (``disk.c``), compiled where there is a compiler."""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("disk.c")


@cache
def library() -> Path:
    """The compiled library. Raises :class:`RuntimeError` where there can be none; :func:`reason` says it before."""
    compiler = shutil.which("cc")
    if compiler is None or (why := reason()):
        raise RuntimeError(why if compiler else "there is no C compiler")
    built = Path(tempfile.mkdtemp(prefix="checkin-disk-")) / "disk.so"
    words = [compiler, "-O2", "-w", "-shared", "-fPIC", "-o", str(built), str(SOURCE), "-ldl", "-lpthread"]
    subprocess.run(words, check=True, capture_output=True)
    return built


def reason() -> str:
    """Why there can be no such library here; empty where there can."""
    if sys.platform != "linux":
        return "the preloaded library is written for Linux"
    return "" if shutil.which("cc") else "there is no C compiler to build the preloaded library"


def environment(root: Path, *, trace: Path | None = None, fail: str = "", switch: Path | None = None) -> dict[str, str]:
    """The environment of a process whose disk, below ``root``, is traced or fails; only while ``switch`` is there."""
    told = {"LD_PRELOAD": str(library()), "CHECKIN_DISK_ROOT": str(root.resolve()), "PYTHONDONTWRITEBYTECODE": "1"}
    if trace is not None:
        told["CHECKIN_DISK_LOG"] = str(trace)
    if switch is not None:
        told["CHECKIN_DISK_SWITCH"] = str(switch)
    if fail:
        told["CHECKIN_DISK_FAIL"] = fail
    return os.environ | told
