"""The clock and the dice: the two things that a test must be able to choose."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _now() -> datetime:
    return datetime.now(UTC)


def _monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time and chance come from: ``now`` is aware, ``monotonic_ms`` never goes back."""

    now: Callable[[], datetime] = _now
    monotonic_ms: Callable[[], int] = _monotonic_ms
    random_bits: Callable[[int], int] = secrets.randbits
    random_below: Callable[[int], int] = secrets.randbelow


SYSTEM = Clock()
