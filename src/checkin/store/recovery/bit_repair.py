"""Repair a single flipped bit in an event: try each bit until the stored hash matches."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from checkin.core.events import FIELDS, Event
from checkin.store.mirror_seal import with_one_bit_flipped

# The time grows with the square of the length: events that scans and marks make are much shorter.
_LONGEST = 4_000
_NUMBERS = ("mono", "hub_offset", "hub_offset_age", "roster_rev")


def hash_of(event: Event, chained: str) -> str:
    """Return the hash of an event that follows another; empty if its text is invalid."""
    try:
        return event.chained(chained)
    except UnicodeEncodeError:
        return ""


def repair_one_bit(event: Event, chained: str) -> Event | None:
    """Return the original event if one bit of a text, a number or its hash was flipped, else None.

    ``chained`` is the hash before it, which is known to be correct.
    """
    wanted = event.hash
    right = hash_of(event, chained)
    if right == wanted:
        return event
    if sum(len(value) for value in event if isinstance(value, str)) > _LONGEST:
        return None
    if len(right) == len(wanted) and sum(one != other for one, other in zip(right, wanted, strict=True)) == 1:
        return event._replace(hash=right)
    for name in FIELDS[:-1]:
        for tried in _flipped(name, getattr(event, name)):
            changes: dict[str, Any] = {name: tried}
            if hash_of(event._replace(**changes), chained) == wanted:
                return event._replace(**changes)
    return None


def _flipped(name: str, value: str | int | None) -> Iterator[str | int]:
    if isinstance(value, int) and name in _NUMBERS:
        yield from (value ^ 1 << bit for bit in range(48))
    elif isinstance(value, str):
        yield from _flipped_texts(value)


def _flipped_texts(text: str) -> Iterator[str]:
    for raw in with_one_bit_flipped(text.encode("utf-8", "surrogateescape")):
        with suppress(UnicodeDecodeError):
            yield raw.decode("utf-8")
