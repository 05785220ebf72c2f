"""Build the command line that starts another checkin process."""

import sys
from pathlib import Path


def own_command(folder: Path, language: str, *words: str) -> list[str]:
    """Return the command line that runs checkin on a course folder in another process."""
    # A bundle is its own interpreter.
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "checkin"]
    return [*program, "-C", str(folder), "--language", language, *words]
