"""Provide the clock and the random source, replaceable in tests."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _now() -> datetime:
    return datetime.now(UTC)


# A monotonic clock that includes sleep: closing the lid must not look like a changed system clock. The monotonic clock
# of Windows includes sleep already.
_AWAKE = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


def _monotonic_ms() -> int:
    if _AWAKE is None:
        return time.monotonic_ns() // 1_000_000
    return time.clock_gettime_ns(_AWAKE) // 1_000_000


def _new_key() -> bytes:
    return secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Clock:
    """The source of time and randomness. ``now`` is aware; ``monotonic_ms`` never goes back.

    ``random_bits`` gives ids, ``random_below`` the letters of codes, ``new_key`` the secret key of an edition.
    """

    now: Callable[[], datetime] = _now
    monotonic_ms: Callable[[], int] = _monotonic_ms
    random_bits: Callable[[int], int] = secrets.randbits
    random_below: Callable[[int], int] = secrets.randbelow
    new_key: Callable[[], bytes] = _new_key


SYSTEM_CLOCK = Clock()
