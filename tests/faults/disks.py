"""Disks that are full, fail or are read-only, and records that go away: nothing is acknowledged that is not kept."""

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.course import codes_of, command, loaded_course, verdicts, wrong


def plain(errors: str) -> str:
    """What is wrong with what a command said to people; empty for a line for each code, and one plain sentence."""
    lines = errors.strip().splitlines()
    # The first line says for which session the scans count.
    others = [line for line in lines[1:-1] if not line.startswith("Not recorded: ")]
    if others or not lines or not lines[-1].startswith("checkin: ") or "Traceback" in errors or "--debug" in errors:
        return f"not one plain sentence: {errors[-300:]!r}"
    return ""


def scan_until_it_ends(root: Path, codes: list[str], *, most_bytes: int | None = None) -> tuple[int, str, str]:
    """Scan the codes at one session after the other until the program ends; ``most_bytes`` is a limit for its files."""

    def limit() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    lines = "".join(f"{code}\n" for _ in range(40) for code in codes)
    done = subprocess.run(
        command("-C", str(root), "scan", "--session", "s1", "--anytime", "--json"),
        input=lines.encode(),
        capture_output=True,
        preexec_fn=limit,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def file_size_limit(place: Path) -> str:
    """A limit on the size of files (SIGXFSZ): what is wrong."""
    folder = loaded_course(place / "course", 25)
    limit = folder.record_file.stat().st_size + 200_000
    status, said, errors = scan_until_it_ends(folder.root, codes_of(folder), most_bytes=limit)
    if status != 1 or not verdicts(said):
        return f"exit status {status} after {len(verdicts(said))} scans: {errors}"
    return plain(errors) or wrong(folder.record_file, verdicts(said))


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[Path]:
    """A disk of so many bytes in memory. Raises :class:`PermissionError` where none can be mounted."""
    disk = place / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if done.returncode:
        raise PermissionError(done.stderr.decode())
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def full_disk(place: Path) -> str:
    """A disk without room for more: what is wrong, at the fault and after room was made."""
    with small_disk(place, 1_500_000) as disk:
        folder = loaded_course(disk / "course", 25)
        codes = codes_of(folder)
        (disk / "ballast").write_bytes(bytes(max(0, shutil.disk_usage(disk).free - 150_000)))
        status, said, errors = scan_until_it_ends(folder.root, codes)
        if status != 1 or "full" not in errors:
            return f"exit status {status}: {errors}"
        found = plain(errors)
        (disk / "ballast").unlink()
        found = found or wrong(folder.record_file, verdicts(said))
        status, again, errors = scan_until_it_ends(folder.root, codes[:1])
        if not found and (status or len(verdicts(again)) != 40):
            return f"it does not go on: {status}, {errors}"
        return found or wrong(folder.record_file, verdicts(said) + verdicts(again))


def read_only_disk(place: Path) -> str:
    """A disk that can only be read: what is wrong."""
    with small_disk(place, 8_000_000) as disk:
        folder = loaded_course(disk / "course", 5)
        codes = codes_of(folder)
        before = folder.record_file.read_bytes()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        status, said, errors = scan_until_it_ends(folder.root, codes)
        found = "" if status == 1 and not said else f"exit status {status}, {len(said)} said"
        found = found or plain(errors)
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        return found or ("" if folder.record_file.read_bytes() == before else "it was changed")


def main(*, long: bool) -> int:
    """Print what came of each; how many were wrong."""
    del long
    bad = 0
    for name, act in (("limit", file_size_limit), ("full", full_disk), ("read-only", read_only_disk)):
        with tempfile.TemporaryDirectory() as room:
            try:
                found = act(Path(room).resolve())
            except PermissionError as error:
                print(f"disks, {name}: not tried: {str(error).strip()}")
                continue
        bad += bool(found)
        print(f"disks, {name}: {found or 'one plain sentence, nothing lost'}")
    return bad


if os.name != "posix":
    raise ImportError("these disks are made by POSIX systems")
