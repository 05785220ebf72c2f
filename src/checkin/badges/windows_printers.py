"""List the printers of Windows and print with what it ships.

A PDF goes to SumatraPDF where that is installed: it prints at the original size. Windows itself prints no PDF without a
viewer, so a badge is otherwise printed as a picture, by the print page of the photo viewer that every Windows has.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from checkin.core.errors import PrinterError

SECONDS = 30
_LIST = "Get-CimInstance Win32_Printer | Select-Object Name,Default | ConvertTo-Json -Compress"


def printers() -> list[str]:
    """Return the names of the printers, the default one first; empty if Windows does not answer."""
    try:
        answer = _run("powershell", "-NoProfile", "-NonInteractive", "-Command", _LIST)
        found = json.loads(answer.stdout or "[]")
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return []
    listed = found if isinstance(found, list) else [found]
    return [str(one["Name"]) for one in sorted(listed, key=lambda one: (not one["Default"], one["Name"]))]


def send(files: Sequence[Path], printer: str | None = None) -> None:
    """Print files; None is the default printer. Raises :class:`PrinterError`."""
    for file in files:
        command = _command(file, printer or next(iter(printers()), ""))
        try:
            done = _run(*command)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PrinterError("The printer does not answer: {reason}.", reason=str(error)) from None
        if done.returncode:
            reason = " ".join(done.stderr.split()) or f"{Path(command[0]).name}: {done.returncode}"
            raise PrinterError("The printer took nothing: {reason}. The PDF is there.", reason=reason)


def needs_picture() -> bool:
    """Return True if badges have to be drawn as pictures: no program here prints a PDF."""
    return _sumatra() is None


def _command(file: Path, printer: str) -> list[str]:
    sumatra = _sumatra()
    if sumatra and file.suffix == ".pdf":
        return [sumatra, "-print-to", printer, "-print-settings", "noscale", "-silent", str(file)]
    if file.suffix == ".pdf":
        raise PrinterError("No program here prints a PDF. Install SumatraPDF, or open the PDF and print it from there.")
    library = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "shimgvw.dll")
    return ["rundll32", f"{library},ImageView_PrintTo", "/pt", str(file), printer]


def _sumatra() -> str | None:
    roots = [os.environ.get(name, "") for name in ("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA")]
    places = [Path(root, "SumatraPDF", "SumatraPDF.exe") for root in roots if root]
    return next((str(place) for place in places if place.is_file()), shutil.which("SumatraPDF"))


def _run(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
