"""List the printers of this computer and print: with CUPS (Linux and macOS), or with what Windows ships."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from checkin.badges import windows_printers
from checkin.badges.print_media import PageSize, in_short, media_name, offered_media, page_size
from checkin.core.errors import PrinterError
from checkin.core.text import DecimalText, EnglishText, TranslatableText, clean, sentence, translatable

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


def send(files: Sequence[Path], printer: str | None = None, *, two_sided: bool = False) -> list[TranslatableText]:
    """Print files at their original size; None is the default printer. Raises :class:`NotPrintedError`.

    With CUPS the printer is asked for paper of the size of the pages. Returns what it has no paper for.
    """
    try:
        if ON_WINDOWS:
            windows_printers.send(files, printer, two_sided=two_sided)
            return []
        return _send_to_cups(files, printer, two_sided=two_sided)
    except PrinterError as error:
        raise NotPrintedError(error, files) from None


def _send_to_cups(files: Sequence[Path], printer: str | None, *, two_sided: bool) -> list[TranslatableText]:
    if shutil.which("lp") is None:
        raise PrinterError("This computer cannot print with lp (CUPS).")
    offered = offered_media(_answer("lpoptions", *(["-p", printer] if printer else []), "-l"))
    by_size: dict[PageSize | None, list[Path]] = {}
    for file in files:
        by_size.setdefault(page_size(file) if offered else None, []).append(file)
    missing = []
    for size, files_of_size in by_size.items():
        media = media_name(size, offered) if size else ""
        _print(files_of_size, printer, media, two_sided=two_sided)
        if size and not media:
            missing.append(
                sentence(
                    "The printer {printer} has no paper of {size} mm, only {papers}. Choose the right paper in its "
                    "settings, or print at 100% by hand.",
                    printer=clean(printer or "-"),
                    size=DecimalText(size),
                    papers=clean(in_short(offered)),
                )
            )
    return missing


def _print(files: Sequence[Path], printer: str | None, media: str, *, two_sided: bool) -> None:
    sides = "two-sided-long-edge" if two_sided else "one-sided"
    where = ["-d", printer] if printer else []
    options = ["-o", "print-scaling=none", "-o", f"sides={sides}", *(["-o", f"media={media}"] if media else [])]
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
