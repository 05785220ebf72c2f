"""List the printers of Windows and print with what it ships.

A PDF goes to SumatraPDF where that is installed: it prints at the original size. Otherwise it goes to the program that
Windows has for printing PDFs (the verb PrintTo), where there is one. A badge at the door is then printed as a picture,
by the photo viewer that every Windows has.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from checkin.core.errors import PrinterError
from checkin.core.text import clean

SECONDS = 30
_POWERSHELL = "powershell"
# The names come as variables of the environment: inside a command's text, a quotation mark in one would end its string.
_PRINT = (
    "Start-Process -FilePath $env:CHECKIN_FILE -Verb PrintTo -ArgumentList ('\"' + $env:CHECKIN_PRINTER + '\"') "
    "-ErrorAction Stop"
)
_LIST = "Get-CimInstance Win32_Printer | Select-Object Name,Default | ConvertTo-Json -Compress"


def printers() -> list[str]:
    """Return the names of the printers, the default one first; empty if Windows does not answer."""
    try:
        answer = _run(_POWERSHELL, "-NoProfile", "-NonInteractive", "-Command", _LIST)
        found = json.loads(answer.stdout or "[]")
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return []
    listed = found if isinstance(found, list) else [found]
    return [str(one["Name"]) for one in sorted(listed, key=lambda one: (not one["Default"], one["Name"]))]


def send(files: Sequence[Path], printer: str | None = None, *, two_sided: bool = False) -> None:
    """Print files; None is the default printer. Raises :class:`PrinterError`."""
    chosen = printer or next(iter(printers()), "")
    if not chosen:
        raise PrinterError("Windows has no printer.")
    if '"' in chosen or not chosen.isprintable():
        raise PrinterError("{printer} is not the name of a printer.", printer=clean(chosen))
    for file in files:
        command = _command(file, chosen, two_sided=two_sided)
        try:
            done = _run(*command, CHECKIN_FILE=str(file), CHECKIN_PRINTER=chosen)
        except (OSError, subprocess.TimeoutExpired, ValueError) as error:
            raise PrinterError("The printer does not answer: {reason}.", reason=error) from None
        if done.returncode:
            reason = " ".join(done.stderr.split()).rstrip(".") or f"{Path(command[0]).name}: {done.returncode}"
            if command[0] == _POWERSHELL:
                raise PrinterError("No program here prints a PDF ({reason}). Install SumatraPDF.", reason=reason)
            raise PrinterError("The printer took nothing: {reason}.", reason=reason)


def needs_picture() -> bool:
    """Return True if badges have to be drawn as pictures: no program here prints a PDF."""
    return _sumatra() is None


def _command(file: Path, printer: str, *, two_sided: bool) -> list[str]:
    sumatra = _sumatra()
    if sumatra and file.suffix == ".pdf":
        sides = "duplexlong" if two_sided else "simplex"
        return [sumatra, "-print-to", printer, "-print-settings", f"noscale,{sides}", "-silent", str(file)]
    if file.suffix == ".pdf":
        return [_POWERSHELL, "-NoProfile", "-NonInteractive", "-Command", _PRINT]
    library = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "shimgvw.dll")
    return ["rundll32", f"{library},ImageView_PrintTo", "/pt", str(file), printer]


def _sumatra() -> str | None:
    roots = [os.environ.get(name, "") for name in ("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA")]
    places = [Path(root, "SumatraPDF", "SumatraPDF.exe") for root in roots if root]
    return next((str(place) for place in places if place.is_file()), shutil.which("SumatraPDF"))


def _run(*command: str, **values: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env={**os.environ, **values})
