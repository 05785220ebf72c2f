"""One flipped bit in an event, put right: of all its neighbours only the event itself has its hash."""

from dataclasses import replace

from checkin.events import FIELDS, Event

_NUMBERS = ("mono", "hub_offset", "hub_offset_age", "roster_rev")


def hash_of(event: Event, chained: str) -> str:
    """The hash that belongs to an event behind another; empty for one whose text no event can hold."""
    try:
        return replace(event, hash="").chained(chained)
    except UnicodeEncodeError:
        return ""


def mended(event: Event, chained: str) -> Event | None:
    """The event as it was recorded, if one bit of a text, a number or its hash was flipped; None otherwise.

    ``chained`` is the hash before it, which is known to be right.
    """
    wanted = event.hash
    bare = replace(event, hash="")
    right = hash_of(event, chained)
    if right == wanted:
        return event
    if len(right) == len(wanted) and sum(one != other for one, other in zip(right, wanted, strict=True)) == 1:
        return replace(event, hash=right)
    for name in FIELDS[:-1]:
        value = getattr(event, name)
        if isinstance(value, str):
            tries = _flipped_texts(value)
        elif name in _NUMBERS and isinstance(value, int):
            tries = [value ^ 1 << bit for bit in range(48)]
        else:
            continue
        for tried in tries:
            if hash_of(replace(bare, **{name: tried}), chained) == wanted:
                return replace(event, **{name: tried})
    return None


def _flipped_texts(text: str) -> list[str]:
    raw = bytearray(text.encode("utf-8", "surrogateescape"))
    found = []
    for place in range(len(raw)):
        for bit in range(8):
            raw[place] ^= 1 << bit
            try:
                found.append(raw.decode("utf-8"))
            except UnicodeDecodeError:
                pass
            raw[place] ^= 1 << bit
    return found
