"""Temporary folders for copies of a record and for drawings: only this user can open them.

The bytes of copies are overwritten at the end; those of drawings only if a killed program left them.

Their names hold the number of the process, so that what a killed program left behind can be told from what is in use.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from checkin.system.files import overwrite_and_delete

_NAME = re.compile(r"checkin-(?:copy|practice|tables|drawing)-(\d{1,10})-\w{8}")


def make_private_folder(kind: str) -> Path:
    """Make a folder of a kind: ``copy``, ``practice``, ``tables`` or ``drawing``."""
    return Path(tempfile.mkdtemp(prefix=f"checkin-{kind}-{os.getpid()}-"))


def delete_private_folder(folder: Path) -> None:
    """Overwrite and delete everything in a folder of this kind; anything else is left alone. Links are not followed."""
    if not _is_private(folder):
        return
    for place, _, names in os.walk(folder, followlinks=False):
        for name in names:
            with suppress(OSError):
                overwrite_and_delete(Path(place) / name)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def private_folder(kind: str) -> Iterator[Path]:
    """Make a folder, and delete it at the end."""
    folder = make_private_folder(kind)
    try:
        yield folder
    finally:
        delete_private_folder(folder)


@contextmanager
def drawing_folder() -> Iterator[Path]:
    """Make a folder for pictures and pages, and delete it at the end; to overwrite each of them would take too long."""
    folder = make_private_folder("drawing")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def left_behind() -> list[Path]:
    """Return the folders of programs of this user that were killed."""
    import psutil  # takes a while to load

    found = []
    for folder in sorted(Path(tempfile.gettempdir()).glob("checkin-*-*-*")):
        named = _NAME.fullmatch(folder.name)
        if named and _is_private(folder) and not psutil.pid_exists(int(named[1])):
            found.append(folder)
    return found


def _is_private(folder: Path) -> bool:
    """Return True for a folder of this user that was made here."""
    if folder.parent != Path(tempfile.gettempdir()) or not _NAME.fullmatch(folder.name):
        return False
    with suppress(OSError):
        return folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == _user()
    return False


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0
