"""The clock and the dice: the two things that a test must be able to choose."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _now() -> datetime:
    return datetime.now(UTC)


# A clock that goes on while the computer sleeps: a lid that was closed over lunch is no clock that was moved. Windows'
# own monotonic clock does.
_AWAKE = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


def _monotonic_ms() -> int:
    if _AWAKE is None:
        return time.monotonic_ns() // 1_000_000
    return time.clock_gettime_ns(_AWAKE) // 1_000_000


def _new_key() -> bytes:
    return secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time and chance come from: ``now`` is aware, ``monotonic_ms`` never goes back.

    ``random_bits`` gives identities, ``random_below`` the letters of codes, ``new_key`` an edition's secret key.
    """

    now: Callable[[], datetime] = _now
    monotonic_ms: Callable[[], int] = _monotonic_ms
    random_bits: Callable[[int], int] = secrets.randbits
    random_below: Callable[[int], int] = secrets.randbelow
    new_key: Callable[[], bytes] = _new_key


SYSTEM_CLOCK = Clock()
