"""A process under the preloaded library that makes a child for every case: run a command while one call fails.

Reads one JSON object a line, answers one a line. Forking costs a hundredth of starting Python anew.
"""

import ctypes
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from checkin.cli import main
from checkin.i18n.countries import search_words

# Loaded once, for all children.
for _name in ("checkin.door.scan", "checkin.intake.load", "checkin.i18n.countries", "sqlite_utils", "psutil"):
    importlib.import_module(_name)
search_words("AR")


def child(case: dict[str, Any]) -> None:
    """Run one command; never returns."""
    for target, name, flags in (
        (0, case["input"], os.O_RDONLY),
        (1, case["output"], os.O_CREAT | os.O_WRONLY | os.O_TRUNC),
        (2, case["errors"], os.O_CREAT | os.O_WRONLY | os.O_TRUNC),
    ):
        fd = os.open(name, flags, 0o600)
        os.dup2(fd, target)
        os.close(fd)
    disk = ctypes.CDLL(None)
    disk.checkin_disk(case["root"].encode(), ord(case["kind"]), case["at"], case["error"], case["always"])
    sys.argv = ["checkin", *case["words"]]
    status = 0
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    counts = {kind: disk.checkin_disk_calls(ord(kind)) for kind in "wstomu"}
    Path(case["counts"]).write_text(json.dumps(counts), encoding="utf-8")
    os._exit(status)


def serve() -> None:
    """Answer cases until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    cases = os.fdopen(os.dup(0), "r")
    for line in cases:
        case = json.loads(line)
        made = os.fork()
        if made == 0:
            child(case)
        _, status = os.waitpid(made, 0)
        answers.write(json.dumps(os.waitstatus_to_exitcode(status)) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve()
