"""A trace of what a process asked of the disk, and the disk as a power cut at any moment could have left it.

What was synced is there. What was not is kept, lost or torn at sectors of 512 bytes, by chance. Names likewise: a file
that was made, renamed or deleted is so for certain only when its folder was synced.
"""

import os
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Call:
    """One call: a letter (see ``disk.c``), the inode, the offset, the name, the data."""

    letter: str
    inode: int
    offset: int
    name: str
    data: bytes


def read_trace(path: Path) -> list[Call]:
    """The calls of a trace, in their order."""
    raw = path.read_bytes()
    calls, at = [], 0
    while at < len(raw):
        letter = chr(raw[at])
        inode, offset, named, length = struct.unpack_from("QQQQ", raw, at + 1)
        at += 33
        name = os.fsdecode(raw[at : at + named])
        calls.append(Call(letter, inode, offset, name, raw[at + named : at + named + length]))
        at += named + length
    return calls


@dataclass(slots=True, eq=False)
class _File:
    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)  # None: cut to the offset

    def sync(self) -> None:
        for offset, data in self.pending:
            _apply(self.durable, offset, data)
        self.pending.clear()

    def image(self, dice: random.Random, kept: float) -> bytes:
        if not self.pending:
            return bytes(self.durable)
        content = bytearray(self.durable)
        for offset, data in self.pending:
            fate = dice.random()
            if fate < kept:
                _apply(content, offset, data)
            elif data is not None and fate < kept + (1 - kept) / 3:
                for start, part in _sectors(offset, data):
                    if dice.random() < 0.5:
                        _apply(content, start, part)
        return bytes(content)


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def _sectors(offset: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        step = min(SECTOR - (offset + at) % SECTOR, len(data) - at)
        yield offset + at, data[at : at + step]
        at += step


class Disk:
    """The course folder while a trace is played: what is durable, and what is not yet."""

    def __init__(self, root: Path, before: Path | None = None) -> None:
        self._root = str(root.resolve())
        self._names: dict[str, _File] = {}
        self._durable_names: dict[str, _File] = {}
        self._pending_names: list[tuple[str, str, _File | None]] = []
        self._inodes: dict[int, _File] = {}
        self.said = b""
        if before is not None:
            for path in before.rglob("*"):
                if path.is_file():
                    name = path.relative_to(before).as_posix()
                    self._names[name] = self._durable_names[name] = _File(bytearray(path.read_bytes()))

    def play(self, call: Call) -> None:
        """One more call."""
        match call.letter:
            case "A":
                self.said += call.data
            case "C":
                name = self._short(call.name)
                self._names[name] = self._inodes[call.inode] = _File()
                self._pending_names.append(("make", name, self._names[name]))
            case "O":
                # A file that was there before the trace began, or was renamed: it is known by its name.
                self._inodes[call.inode] = self._names.setdefault(self._short(call.name), _File())
            case "W":
                self._inodes[call.inode].pending.append((call.offset, call.data))
            case "T":
                self._inodes[call.inode].pending.append((call.offset, None))
            case "S":
                self._inodes[call.inode].sync()
            case "D":
                self._durable_names = dict(self._names)
                self._pending_names.clear()
            case "U":
                name = self._short(call.name)
                self._names.pop(name, None)
                self._pending_names.append(("drop", name, None))
            case "L":
                # A second name of the same file.
                name = self._short(os.fsdecode(call.data))
                self._names[name] = self._names[self._short(call.name)]
                self._pending_names.append(("make", name, self._names[name]))
            case "R":
                self._rename(self._short(call.name), self._short(os.fsdecode(call.data)))

    def _rename(self, source: str, target: str) -> None:
        file = self._names.pop(source)
        self._names[target] = file
        self._pending_names.append((source, target, file))

    def _short(self, name: str) -> str:
        return os.path.normpath(name).removeprefix(self._root + "/")

    def cut(self, dice: random.Random, target: Path) -> None:
        """Write the folder as a power cut at this moment could have left it, into an empty folder."""
        kept = dice.choice((0.0, dice.random(), dice.random(), 1.0))
        names = dict(self._durable_names)
        for verb, name, file in self._pending_names:
            if dice.random() >= kept:
                continue
            if file is None:
                names.pop(name, None)
            else:
                names[name] = file
                if verb != "make":
                    names.pop(verb, None)
        for name, file in names.items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.image(dice, kept))

    @property
    def unsynced(self) -> bool:
        """Whether a cut at this moment can lose anything."""
        return bool(self._pending_names) or any(file.pending for file in self._names.values())
