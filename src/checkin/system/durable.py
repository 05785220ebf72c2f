"""On disk for certain: that a file's name is in its folder."""

import os
import sys
from pathlib import Path


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
