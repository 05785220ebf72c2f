"""List the printers of this computer and print: with CUPS (Linux and macOS), or with what Windows ships."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from checkin.badges import windows_printers
from checkin.core.errors import PrinterError
from checkin.core.text import EnglishText, translatable

ON_WINDOWS = sys.platform == "win32"
_SECONDS = 20


def printers() -> list[str]:
    """Return the names of the printers, the default one first; empty if there is no printing system or no answer."""
    if ON_WINDOWS:
        return windows_printers.printers()
    if shutil.which("lp") is None or shutil.which("lpstat") is None:
        return []
    names = _answer("lpstat", "-e").split()
    # "system default destination: NAME", in whatever language
    default = _answer("lpstat", "-d").strip().rpartition(" ")[2]
    return sorted(names, key=lambda name: (name != default, name))


class NotPrintedError(PrinterError):
    """A printer took nothing. ``cause`` says why; the message names the files to print by hand."""

    def __init__(self, cause: PrinterError, files: Sequence[Path]) -> None:
        self.cause = cause
        super().__init__(
            translatable("{problem} Print by hand: {files}"), problem=cause, files=", ".join(map(str, files))
        )


def send(files: Sequence[Path], printer: str | None = None, *, two_sided: bool = False) -> None:
    """Print files at their original size; None is the default printer. Raises :class:`NotPrintedError`."""
    try:
        if ON_WINDOWS:
            windows_printers.send(files, printer, two_sided=two_sided)
        else:
            _send_to_cups(files, printer, two_sided=two_sided)
    except PrinterError as error:
        raise NotPrintedError(error, files) from None


def _send_to_cups(files: Sequence[Path], printer: str | None, *, two_sided: bool) -> None:
    if shutil.which("lp") is None:
        raise PrinterError("This computer cannot print with lp (CUPS).")
    sides = "two-sided-long-edge" if two_sided else "one-sided"
    where = ["-d", printer] if printer else []
    options = ["-o", "print-scaling=none", "-o", f"sides={sides}"]
    try:
        done = subprocess.run(
            ["lp", *where, *options, "--", *map(str, files)], capture_output=True, text=True, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise PrinterError("The printer does not answer: {reason}.", reason=error) from None
    if done.returncode:
        reason = EnglishText(" ".join(done.stderr.split()).rstrip(".") or "lp gave no reason")
        raise PrinterError("The printer took nothing: {reason}.", reason=reason)


def needs_picture() -> bool:
    """Return True if badges have to be drawn as pictures: no program here prints a PDF."""
    return ON_WINDOWS and windows_printers.needs_picture()


def _answer(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        # A print server that does not answer is no reason to stop: the badges go to a file.
        return ""
    return done.stdout if done.returncode == 0 else ""
