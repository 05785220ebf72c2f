"""Compute how long a self-service door pauses after repeated unknown codes. Pure.

A random code matches one of 1,000 people with a probability of 6 x 10^-11. The pauses prevent anyone from testing
large numbers of codes at a door, and staff are notified.
"""

from datetime import datetime, timedelta
from math import ceil

# So many different unknown codes within RECENT are not a scanner that misreads.
LOCKOUT_THRESHOLD = 5
RECENT = timedelta(minutes=15)
_WAITS = (2, 4, 8, 16, 30)  # seconds


def lockout_seconds(unknown: int) -> int:
    """Return how many seconds the door waits after so many different unknown codes."""
    return 0 if unknown < LOCKOUT_THRESHOLD else _WAITS[min(unknown - LOCKOUT_THRESHOLD, len(_WAITS) - 1)]


def lockout_remaining(unknown: int, last: datetime, now: datetime) -> int:
    """Return how many seconds are left after ``unknown`` different unknown codes, the last of them at ``last``.

    A clock that was set back does not make them more.
    """
    wait = lockout_seconds(unknown)
    left = wait - (now - last) / timedelta(seconds=1)
    return max(0, min(wait, ceil(left)))
