"""Check where a record is stored: not on a network share, not in a synchronised folder.

SQLite's locks do not hold on network file systems (sqlite.org, "How To Corrupt An SQLite Database File", section 2.1),
and a synchronising program copies a file in the middle of a write.
"""

import os
import re
import stat
import sys
from collections.abc import Iterable
from pathlib import Path, PurePath

from checkin.core.errors import RecordError

_NETWORK = (
    " 9p afpfs afs beegfs ceph cifs davfs fuse.davfs2 fuse.gvfsd-fuse fuse.rclone fuse.s3fs fuse.sshfs glusterfs "
    "lustre ncpfs nfs nfs3 nfs4 smb2 smb3 smbfs webdav "
)
_SYNCHRONISED = ("dropbox", "google drive", "googledrive", "icloud", "nextcloud", "onedrive", "owncloud", "pcloud")


def require_local_disk(path: Path) -> None:
    """Raise :class:`RecordError` with the reason if a record at ``path`` would not be safe."""
    folder = path.parent.resolve()
    if name := _synchronised(folder):
        raise RecordError(
            "{path} is in a synchronised folder ({name}). The record would be copied in the middle of a write. Move "
            "the course to a folder that is not synchronised.",
            path=path,
            name=name,
        )
    if kind := _network(folder):
        raise RecordError(
            "{path} is on a network share ({kind}). A record is not safe there. Move the course to a disk "
            "of this computer.",
            path=path,
            kind=kind,
        )


def is_world_readable(path: Path) -> bool:
    """Return True if every user of this computer may read a file. POSIX only."""
    if os.name != "posix":
        return False
    try:
        readable = path.stat().st_mode & stat.S_IROTH
        return bool(readable) and all(folder.stat().st_mode & stat.S_IXOTH for folder in path.absolute().parents)
    except OSError:
        return False


def _synchronised(folder: PurePath) -> str:
    for part in folder.parts:
        plain = part.casefold()
        if any(plain == name or plain.startswith((f"{name} -", f"{name} (")) for name in _SYNCHRONISED):
            return part
    return "iCloud" if "Mobile Documents" in folder.parts else ""


def _network(folder: Path) -> str:
    best, kind = -1, ""
    within = {folder, *folder.parents}
    for mount, fstype, options in mounts():
        if mount in within and len(mount.parts) >= best:
            best = len(mount.parts)
            remote = f" {fstype.casefold()} " in _NETWORK or "remote" in options.split(",")
            kind = fstype if remote else ""
    return kind


def mounts() -> Iterable[tuple[Path, str, str]]:
    """Yield place, file system and options of all that is mounted. Linux has a file that says it."""
    if sys.platform == "linux":
        for line in Path("/proc/self/mounts").read_text("utf-8", "surrogateescape").splitlines():
            _, place, fstype, options, *_ = line.split(" ")
            # Spaces, tabs, line ends and backslashes are octal numbers there.
            yield Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), place)), fstype, options
        return
    import psutil  # only where a record is opened; it takes 20 ms to load

    for disk in psutil.disk_partitions(all=True):
        yield Path(disk.mountpoint), disk.fstype, disk.opts
