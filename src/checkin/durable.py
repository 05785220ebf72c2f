"""On disk for certain: what a file holds, and that its name is in its folder."""

import os
import sys
from pathlib import Path


def sync_file(path: Path) -> None:
    """Wait until the file's content is on disk. Raises :class:`OSError`."""
    fd = os.open(path, os.O_RDWR)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk; without it a power cut can take a rename back.

    Windows offers no such call, and writes names down by itself. Raises :class:`OSError`.
    """
    if sys.platform == "win32":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
