"""A badge goes through a real CUPS server, where its programs are installed (Debian: cups, cups-client)."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checkin.badges.printers import printers, send
from checkin.badges.printing import PrintRequest, print_badges
from checkin.core.errors import PrinterError
from checkin.store.open_course import OpenCourse

SYSTEM_PATH = f"{os.environ['PATH']}:/usr/sbin"
PROGRAMS = {name: shutil.which(name, path=SYSTEM_PATH) for name in ("cupsd", "lpadmin", "lp", "lpstat")}
FILES = """\
ServerRoot {root}/etc
ServerBin {root}/bin
DataDir {prefix}/share/cups
RequestRoot {root}/spool
TempDir {root}/spool
CacheDir {root}/cache
StateDir {root}/run
AccessLog {root}/access
ErrorLog {root}/error
PageLog {root}/page
FileDevice Yes
User lp
Group lp
SystemGroup adm
"""
RULES = """\
Listen {root}/run/cups.sock
WebInterface No
Browsing No
PreserveJobHistory Yes
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""
pytestmark = pytest.mark.skipif(
    not all(PROGRAMS.values()) or os.geteuid() != 0, reason="needs the programs of CUPS, and root for its server"
)


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Starts a print server of its own with one printer, which keeps what it gets; yields its page log."""
    daemon = str(PROGRAMS["cupsd"])
    root = tmp_path / "cups"
    for name in ("etc", "spool", "cache", "run"):
        (root / name).mkdir(parents=True)
    programs = root / "bin"
    shutil.copytree(Path(daemon).parent.parent / "lib" / "cups", programs, symlinks=True)
    (programs / "backend" / "capture").write_text(
        f"#!/bin/sh\ncat ${{6:-}} > {root}/part && mv {root}/part {root}/printed\n"
    )
    (programs / "backend" / "capture").chmod(0o700)
    (root / "files").write_text(FILES.format(root=root, prefix=Path(daemon).parent.parent))
    (root / "rules").write_text(RULES.format(root=root))
    monkeypatch.setenv("CUPS_SERVER", str(root / "run" / "cups.sock"))
    monkeypatch.setenv("PATH", SYSTEM_PATH)
    server = subprocess.Popen([daemon, "-f", "-c", str(root / "rules"), "-s", str(root / "files")])
    try:
        _until(lambda: (root / "run" / "cups.sock").exists())
        subprocess.run(
            ["lpadmin", "-p", "Labels", "-E", "-v", f"capture:{root}/printed", "-m", "raw"],
            check=True,
            capture_output=True,
        )
        yield root / "page"
    finally:
        server.terminate()
        server.wait()


def _until(come: Callable[[], bool]) -> None:
    for _ in range(600):
        if come():
            return
        time.sleep(0.05)
    pytest.fail("the print server did not answer")


def test_a_run_is_printed_and_recorded(cups: Path, open_course: OpenCourse) -> None:
    assert printers() == ["Labels"]
    done = print_badges(open_course, PrintRequest(sheet="brother-62x100"), deliver=lambda files: send(files, "Labels"))
    assert len(done.people) == 4
    _until(lambda: cups.exists() and "credenciales-brother-62x100.pdf" in cups.read_text("utf-8"))
    printed = cups.parent / "printed"
    _until(lambda: printed.exists() and printed.read_bytes() == done.files[0].read_bytes())


def test_a_printer_that_is_not_there_is_said(cups: Path, open_course: OpenCourse) -> None:
    with pytest.raises(PrinterError, match="does not exist"):
        print_badges(open_course, PrintRequest(), deliver=lambda files: send(files, "Nobody"))
