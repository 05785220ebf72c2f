"""Find the files in a course folder that hold personal data and that nothing else removes, as exports of any name.

A file is read, not trusted: text and the texts inside workbooks are searched for names, addresses and codes. A page
that checkin has typeset is known by its maker. What cannot be looked into is named as such.
"""

import os
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from checkin.core.codes import format_code
from checkin.core.course import Participant
from checkin.store.course_folder import CourseFolder

_MOST = 64 << 20  # bytes of one file, and of what a workbook unpacks to
_SHORTEST = 4  # letters of a name that is searched for
_ENCODINGS = ("utf-8", "utf-16-le", "cp1252")
_TYPESET = b"Typst"
_TEXTS = frozenset({".csv", ".tsv", ".txt", ".json", ".jsonl", ".html", ".htm", ".md", ".ics", ".toml", ".eml", ".xml"})
_WORKBOOKS = frozenset({".xlsx", ".ods", ".docx", ".odt", ".xlsm"})


@dataclass(frozen=True, slots=True)
class Leftovers:
    """The files that stay: those that hold personal data, and those that cannot be looked into."""

    holding: tuple[Path, ...] = ()
    unread: tuple[Path, ...] = ()


def find_leftovers(
    folder: CourseFolder, people: Iterable[Participant], removed: Collection[Path], *, searchable: bool
) -> Leftovers:
    """Return what stays in the folder beside the files to be ``removed`` and the course's own.

    Without the people (``searchable`` False, after an erasure) every text that is not the course's own is unread.
    """
    needles = list(_needles(people)) if searchable else []
    holding, unread = [], []
    for path in _others(folder, removed):
        match _holds(path, needles):
            case True:
                holding.append(path)
            case None:
                unread.append(path)
    return Leftovers(tuple(holding), tuple(unread))


def _others(folder: CourseFolder, removed: Collection[Path]) -> Iterator[Path]:
    """Yield the files of the folder that are neither removed nor the course's own. Links are not followed."""
    own = {folder.course_file, folder.record_file, folder.lock_file, folder.tls_certificate, *folder.programmes()}
    own |= {folder.record_file.with_name(f"{folder.record_file.name}{end}") for end in ("-wal", "-shm")}
    gone = own | set(removed)
    for place, folders, names in os.walk(folder.root, followlinks=False):
        here = Path(place)
        folders[:] = sorted(one for one in folders if here / one not in (folder.designs, folder.fonts))
        for path in (here / name for name in sorted(names)):
            if path not in gone and not path.is_symlink() and path.is_file():
                yield path


def _needles(people: Iterable[Participant]) -> Iterator[bytes]:
    """Yield what tells that a text is about people of the course, as programs write it."""
    for person in people:
        texts = [person.code, format_code(person.code), person.email]
        for name in (person.name, person.name.upper()):
            texts += [name] if len(name) >= _SHORTEST else []
        for text in filter(None, dict.fromkeys(texts)):
            yield from {text.encode(encoding, "ignore") for encoding in _ENCODINGS}


def _holds(path: Path, needles: Collection[bytes]) -> bool | None:
    """Return whether a file holds personal data; None if that cannot be said."""
    try:
        with path.open("rb") as file:
            data = _unpacked(file) if path.suffix.casefold() in _WORKBOOKS else file.read(_MOST + 1)
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, EOFError):
        return None
    if len(data) > _MOST:
        return None
    if any(needle in data for needle in needles) or (data.startswith(b"%PDF-") and _TYPESET in data):
        return True
    legible = path.suffix.casefold() in _TEXTS | _WORKBOOKS
    return False if not data or (legible and needles) else None


def _unpacked(file: BinaryIO) -> bytes:
    """Return what is inside a workbook, up to a limit."""
    parts, left = [], _MOST + 1
    with zipfile.ZipFile(file) as packed:
        for member in packed.infolist():
            with packed.open(member) as inner:
                parts.append(inner.read(left))
            left -= len(parts[-1])
            if left <= 0:
                break
    return b"\n".join(parts)
