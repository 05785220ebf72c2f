"""Choose the bell pattern of each kind of answer."""

from checkin.core.verdicts import Verdict
from checkin.door.scan import ScanAnswer

# Moments at which the bell rings, in seconds: once, twice, three times, and two pairs.
COUNTED = (0.0,)
ALREADY = (0.0, 0.2)
REFUSED = (0.0, 0.2, 0.4)
ATTENTION = (0.0, 0.15, 0.5, 0.65)


def pattern(answer: ScanAnswer) -> tuple[float, ...]:
    """Return the sound of an answer. A staff note has its own sound."""
    if answer.note or answer.verdict is Verdict.PENDING:
        return ATTENTION
    if answer.absent is not None:
        return REFUSED
    if answer.verdict.counts or answer.verdict is Verdict.LEFT:
        return COUNTED
    return ALREADY if answer.verdict is Verdict.ALREADY else REFUSED
