"""Find a file by its name, however the accents of the name are stored."""

import os
import unicodedata
from pathlib import Path


def stored_path(path: Path) -> Path:
    """Return the path as the disk has it. A file from a Mac may have its accents apart (NFD), lists have them composed.

    A path that is found in neither form is returned as it is.
    """
    if str(path).isascii() or os.path.lexists(path):
        return path
    folder = stored_path(path.parent)
    for form in ("NFC", "NFD"):
        stored = folder / unicodedata.normalize(form, path.name)
        if os.path.lexists(stored):
            return stored
    return path
