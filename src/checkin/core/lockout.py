"""Guessing codes at a door without staff: when it is one, and how long the door then waits. Pure.

A guess hits one of 1,000 people with 6 x 10^-11, so a guesser hardly gets in. The waits keep a door from being a
machine that tells right codes from wrong ones, and the staff hear of it.
"""

from datetime import datetime, timedelta
from math import ceil

# So many different unknown codes, and no other between them, are no scanner that reads badly.
LOCKOUT_THRESHOLD = 5
# How far back staff are told of them.
RECENT = timedelta(minutes=15)
_WAITS = (2, 4, 8, 16, 30)  # seconds


def lockout_seconds(unknown: int) -> int:
    """How many seconds the door waits after so many different unknown codes in a row."""
    return 0 if unknown < LOCKOUT_THRESHOLD else _WAITS[min(unknown - LOCKOUT_THRESHOLD, len(_WAITS) - 1)]


def lockout_remaining(unknown: int, last: datetime, now: datetime) -> int:
    """How many of them are left at a moment; a clock that was set back makes them no more."""
    wait = lockout_seconds(unknown)
    left = wait - (now - last) / timedelta(seconds=1)
    return max(0, min(wait, ceil(left)))
