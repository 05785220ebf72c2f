"""Read small files and write files, completely or not at all."""

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from checkin.core.errors import CheckinError, InvalidValueError
from checkin.core.text import translatable


def read_text_limited(path: Path, *, most: int) -> str:
    """Return the text of a small UTF-8 file.

    Raises :class:`OSError`. Raises :class:`ValueError` when the file has more than ``most`` bytes, is not text, or is
    not a regular file: reading a pipe would block.
    """
    if path.exists() and not path.is_file():
        raise InvalidValueError("this is not a file")
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise InvalidValueError("it has more than {most} bytes", most=most)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidValueError("it is not UTF-8 text; save it as UTF-8") from None


def require_replaceable(path: Path) -> None:
    """Raise :class:`OSError` if writing there would replace a device, a pipe or a folder.

    Why: root would lose ``/dev/null``.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "what is there is no ordinary file")


_CHUNK = 1 << 20


def overwrite_and_delete(path: Path) -> None:
    """Overwrite a file with zeros and delete it. A missing file is no error; of a link only the link is deleted.

    A disk that writes elsewhere than it is told (flash, snapshots) may keep the old blocks for a while. Raise
    :class:`OSError`.
    """
    if path.is_symlink():
        path.unlink()
        return
    try:
        with open(path, "r+b", opener=_open_no_link) as file:
            if os.fstat(file.fileno()).st_nlink == 1:  # other names of the file are not ours to empty
                _overwrite(file)
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)  # another program may have done the same meanwhile


def create_file(path: Path, mode: int = 0o600) -> int:
    """Create a file and return it open. What has the name is overwritten and deleted first.

    Never follows a link: in a folder that others can write to, a link could lead to the record. Raise :class:`OSError`.
    """
    overwrite_and_delete(path)
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), mode)


def _open_no_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _overwrite(file: BinaryIO) -> None:
    left = os.fstat(file.fileno()).st_size
    while left > 0:
        left -= file.write(bytes(min(left, _CHUNK)))
    file.flush()
    os.fsync(file.fileno())


def replace_and_overwrite(source: Path, target: Path) -> Path:
    """Put a whole file in the place of another, and overwrite the old one's bytes. Raise :class:`OSError`.

    At every moment there is either the old file or the new one under the name.
    """
    old = target.with_name(f".checkin-{target.name}.old")
    try:
        overwrite_and_delete(old)  # of a program that was killed
        if target.is_file() and not target.is_symlink():
            old.hardlink_to(target)
    except OSError:
        pass  # a file system without second names: the old file is only replaced
    source.replace(target)
    overwrite_and_delete(old)
    return target


@contextmanager
def write_errors(path: object, failure: type[CheckinError]) -> Iterator[None]:
    """Raise ``failure`` with the path and the reason if the block cannot write files."""
    try:
        yield
    except OSError as error:
        text = translatable("{path} cannot be written: {reason}.")
        raise failure(text, path=path, reason=error.strerror or error) from None


def write_files_atomically(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Write files into a folder, renamed when all of them are complete. Raises :class:`OSError`."""
    import tempfile  # imported here: the door never writes these files

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".checkin-", dir=folder) as staging:
        staged = []
        for name, content in files:
            require_replaceable(folder / name)
            path = Path(staging) / name
            path.write_bytes(content)
            staged.append(path)
        return [replace_and_overwrite(path, folder / path.name) for path in staged]


def fsync_folder(folder: Path) -> None:
    """Flush the directory entries of a folder to disk, so that a rename survives a power cut.

    Does nothing on Windows, which has no such call. Raises :class:`OSError`.
    """
    if sys.platform == "win32":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
