"""Read events from the raw pages of a database file that SQLite refuses to open.

The layout is SQLite's documented file format (sqlite.org/fileformat2.html): leaf pages of tables, their cells, their
records; and the frames of the write-ahead log up to the last commit. Everything that looks like an event is returned;
the caller checks the chain.
"""

import errno
import os
import struct
from collections.abc import Iterator
from pathlib import Path

from checkin.core.events import FIELDS, MAX_EVENT_BYTES, Event

_LEAF, _INDEX, _INDEX_LEAF = 0x0D, 0x02, 0x0A
# What the index of segments and numbers holds: both, and the order of arrival; a segment's name is so long.
_KEY, _ID = (str, int, int), 32
_WAL_HEADER, _FRAME_HEADER = 32, 24
_LARGEST = 4 << 30  # a record of a million events has a quarter of it
_SIZES = (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)
_INTEGER_BYTES = (0, 1, 2, 3, 4, 6, 8)
_TEXTS = frozenset({"segment", "event_id", "kind", "at", "tz", "hash"})
_NUMBERS = frozenset({"seq", "mono", "hub_offset", "hub_offset_age", "roster_rev"})

Value = str | int | float | bytes | None


def carve(path: Path) -> Iterator[Event]:
    """Return every event that can be read from a file and its log. Raises :class:`OSError`."""
    pages = _pages(path)
    for number in pages.numbers():
        yield from pages.events(number)


def carve_keys(path: Path) -> set[tuple[str, int]]:
    """Return the segments and numbers in the file's index, even if their events cannot be read."""
    pages = _pages(path)
    return {key for number in pages.numbers() for key in pages.keys(number)}


def require_bounded(path: Path) -> None:
    """Raise :class:`OSError` where a file is larger than any record: it would fill the memory and the disk."""
    if path.stat().st_size > _LARGEST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))


def _pages(path: Path) -> "_Pages":
    log = path.with_name(path.name + "-wal")
    require_bounded(path)
    raw, frames = path.read_bytes(), b""
    if log.is_file():  # a pipe would be waited for
        require_bounded(log)
        frames = log.read_bytes()
    size = _page_size(raw, frames)
    return _Pages(raw, _committed(frames, size), size)


def _page_size(raw: bytes, frames: bytes) -> int:
    told = [struct.unpack_from(">H", raw, 16)[0]] if len(raw) >= 100 else []
    told += [struct.unpack_from(">I", frames, 8)[0]] if len(frames) >= _WAL_HEADER else []
    sizes = [65536 if size == 1 else size for size in told]
    return next((size for size in sizes if size in _SIZES), 4096)


def _committed(frames: bytes, size: int) -> dict[int, bytes]:
    """Return the pages of a log at its last commit. A frame of an earlier round or a partial one ends it."""
    pages: dict[int, bytes] = {}
    if len(frames) < _WAL_HEADER:
        return pages
    order = ">" if frames[3] & 1 else "<"
    salts = frames[16:24]
    sums = _summed(frames[:24], order, (0, 0))
    pending: dict[int, bytes] = {}
    at = _WAL_HEADER
    while at + _FRAME_HEADER + size <= len(frames):
        number, committed = struct.unpack_from(">II", frames, at)
        page = frames[at + _FRAME_HEADER : at + _FRAME_HEADER + size]
        sums = _summed(page, order, _summed(frames[at : at + 8], order, sums))
        if frames[at + 8 : at + 16] != salts or struct.unpack_from(">II", frames, at + 16) != sums:
            break
        pending[number] = page
        if committed:
            pages |= pending
            pending = {}
        at += _FRAME_HEADER + size
    return pages


def _summed(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    """Continue SQLite's checksum of a log."""
    one, other = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + other) & 0xFFFFFFFF
        other = (other + second + one) & 0xFFFFFFFF
    return one, other


class _Pages:
    """The pages of a file, overlaid with those of its log."""

    def __init__(self, raw: bytes, newer: dict[int, bytes], size: int) -> None:
        self._raw, self._newer, self._size = raw, newer, size

    def numbers(self) -> list[int]:
        return sorted({*range(1, len(self._raw) // self._size + 1), *self._newer})

    def _page(self, number: int) -> bytes:
        return self._newer.get(number) or self._raw[(number - 1) * self._size : number * self._size]

    def _cells(self, number: int, kind: int) -> Iterator[tuple[bytes, int]]:
        """Return the cells of a page of this kind: the page, and the offset of each."""
        page = self._page(number)
        head = 100 if number == 1 else 0
        if len(page) < self._size or page[head] != kind:
            return
        (count,) = struct.unpack_from(">H", page, head + 3)
        for place in range(min(count, (self._size - head - 8) // 2)):
            yield page, struct.unpack_from(">H", page, head + (12 if kind == _INDEX else 8) + 2 * place)[0]

    def keys(self, number: int) -> Iterator[tuple[str, int]]:
        for kind in (_INDEX, _INDEX_LEAF):
            for page, at in self._cells(number, kind):
                try:
                    length, start = _varint(page, at + (4 if kind == _INDEX else 0))
                    values = _values(page[start : start + length])
                except (IndexError, ValueError, struct.error, OverflowError):
                    continue
                if len(values) == len(_KEY) and all(map(isinstance, values, _KEY)) and len(str(values[0])) == _ID:
                    yield str(values[0]), int(str(values[1]))

    def events(self, number: int) -> Iterator[Event]:
        for page, at in self._cells(number, _LEAF):
            try:
                event = _event(_values(self._payload(page, at)))
            except (IndexError, ValueError, struct.error, OverflowError):
                continue  # a cell that is damaged, or none
            if event is not None:
                yield event

    def _payload(self, page: bytes, at: int) -> bytes:
        length, at = _varint(page, at)
        _, at = _varint(page, at)
        most, least = self._size - 35, (self._size - 12) * 32 // 255 - 23
        if length > MAX_EVENT_BYTES * 2:
            raise ValueError  # no event is so long; a chain of pages may have no end
        if length <= most:
            return page[at : at + length]
        local = least + (length - least) % (self._size - 4)
        local = local if local <= most else least
        payload = page[at : at + local]
        (following,) = struct.unpack_from(">I", page, at + local)
        for _ in range(length // (self._size - 4) + 1):
            more = self._page(following)
            payload += more[4 : 4 + length - len(payload)]
            if len(payload) == length:
                break
            (following,) = struct.unpack_from(">I", more, 0)
        return payload


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(9):
        byte = data[at + step]
        if step == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    raise ValueError


def _values(payload: bytes) -> list[Value]:
    header, at = _varint(payload, 0)
    types = []
    while at < header:
        found, at = _varint(payload, at)
        types.append(found)
    values: list[Value] = []
    for found in types:
        value, at = _value(payload, found, at)
        values.append(value)
    if at != len(payload):
        raise ValueError
    return values


def _value(payload: bytes, found: int, at: int) -> tuple[Value, int]:
    if found == 0:
        return None, at
    if found < 7:
        end = at + _INTEGER_BYTES[found]
        return int.from_bytes(payload[at:end], "big", signed=True), end
    if found in (8, 9):
        return found - 8, at
    if found < 13 or found % 2 == 0:
        raise ValueError  # no event holds a float or a blob
    end = at + (found - 13) // 2
    if end > len(payload):
        raise ValueError
    # A flipped bit may have made it something else than UTF-8: what the bytes were is kept for the mending.
    return payload[at:end].decode("utf-8", "surrogateescape"), end


def _event(values: list[Value]) -> Event | None:
    """Return the event in a table row. SQLite stores its key separately and NULL in its place."""
    if len(values) != len(FIELDS) + 1 or values[0] is not None:
        return None
    found = dict(zip(FIELDS, values[1:], strict=True))
    if not all(isinstance(found[name], str) for name in _TEXTS) or not isinstance(found["seq"], int):
        return None
    if not all(found[name] is None or isinstance(found[name], int) == (name in _NUMBERS) for name in FIELDS):
        return None
    return Event(**found)  # type: ignore[arg-type]
