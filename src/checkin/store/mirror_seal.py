"""Seal the lines of a mirror with a key derived from the edition's key. Pure.

A seal shows that a line was written by a station of this course and was not changed. It keeps out damaged and foreign
lines. It does not keep out a thief of the mirror, because the mirror holds the edition's key.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from checkin.core.events import FIELDS, Event, canonical

_NAME = "seal"
# Each bit is tried: the time grows with the square of the length.
_LONGEST_REPAIRED = 4_000


class MirrorSeal:
    """Writes and checks sealed lines."""

    def __init__(self, edition_key: bytes) -> None:
        self._key = hashlib.blake2b(key=edition_key[:64], digest_size=32, person=b"checkin.mirror").digest()

    def line(self, event: Event) -> str:
        """Return the line of an event: its canonical JSON, with the seal as its last name."""
        content = canonical({name: getattr(event, name) for name in FIELDS})
        return f'{content[:-1]},"{_NAME}":"{self._seal(content)}"}}\n'

    def is_right(self, values: Mapping[str, Any]) -> bool:
        """Return True if a line has the right seal."""
        try:
            content = canonical({name: values[name] for name in FIELDS})
            return hmac.compare_digest(self._seal(content).encode(), str(values.get(_NAME)).encode())
        except (KeyError, ValueError, TypeError, RecursionError):
            return False

    def repaired(self, line: bytes) -> dict[str, Any] | None:
        """Return the content of a line in which one bit was flipped, proven by its seal; else None."""
        if len(line) > _LONGEST_REPAIRED:
            return None
        for raw in with_one_bit_flipped(line):
            with suppress(ValueError, RecursionError):
                values = json.loads(raw)
                if isinstance(values, dict) and self.is_right(values):
                    return values
        return None

    def _seal(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]


def with_one_bit_flipped(content: bytes) -> Iterator[bytearray]:
    """Yield the content with each bit flipped in turn. It is the same array each time."""
    raw = bytearray(content)
    for place in range(len(raw)):
        for bit in range(8):
            raw[place] ^= 1 << bit
            yield raw
            raw[place] ^= 1 << bit


def is_sealed(values: Mapping[str, Any]) -> bool:
    """Return True if a line has a seal, whether it is right or not. Mirrors of older versions have none."""
    return _NAME in values
