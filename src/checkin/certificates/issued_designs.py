"""Keep the course's own designs of issued certificates, by the hash of their files."""

import hashlib
import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from checkin.core.errors import CertificateError

_LENGTH = 32  # letters of the hash


def design_key(folder: Path) -> str:
    """Return the hash under which a design is kept; empty for one that comes with checkin."""
    if folder.is_relative_to(str(resources.files("checkin.certificates"))):
        return ""
    hashed = hashlib.sha256()
    for name, file in _files(folder):
        content = file.read_bytes()
        hashed.update(f"{name}\0{len(content)}\0".encode())
        hashed.update(content)
    return hashed.hexdigest()[:_LENGTH]


def keep_design(folder: Path, kept: Path) -> None:
    """Copy a design to the folder of kept ones, once. Raises :class:`OSError`."""
    key = design_key(folder)
    target = kept / key
    if not key or (target.is_dir() and design_key(target) == key):
        return
    shutil.rmtree(target, ignore_errors=True)
    for name, file in _files(folder):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target / name)


def issued_design(key: str, name: str, now: Path | None, kept: Path) -> Path:
    """Return the folder with the design of an issued certificate: as it is ``now``, or the kept copy.

    Raises :class:`CertificateError` if neither has the files of that time.
    """
    for folder in (now, kept / Path(key).name):
        if folder is not None and folder.is_dir() and design_key(folder) == key:
            return folder
    raise CertificateError(
        "The design {name} has changed since the certificate was issued. Its copy certificates/pictures/{key} is "
        "missing. Copy that folder from the station or the backup where it was issued.",
        name=name,
        key=key,
    )


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a design with their names in it, in a fixed order; no links."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    yield from sorted((path.relative_to(folder).as_posix(), path) for path in found)
