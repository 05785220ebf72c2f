"""Turn withdrawals and reinstatements into periods of days. Pure; days are on the course's clock."""

from collections.abc import Iterable
from datetime import date

# From the first day (included) to the last (not included), on which nothing is expected of a person.
Period = tuple[date, date]


def withdrawal_periods(acts: Iterable[tuple[bool, date | None]]) -> tuple[Period, ...]:
    """Return the periods in which a person had withdrawn.

    ``acts`` are in the order in which they were recorded: True for a withdrawal, False for a reinstatement, and the
    day from which each holds. A withdrawal without a day holds from the beginning. A reinstatement without a day
    cancels the withdrawals before it that no reinstatement with a day has ended.
    """
    ended: list[Period] = []
    running: list[Period] = []
    for withdraws, day in acts:
        if withdraws:
            first = day or date.min
            ended, running = _before(ended, first), [*_before(running, first), (first, date.max)]
        elif day is None:
            running = []
        else:
            ended, running = [*_before(ended, day), *_before(running, day)], []
    return (*ended, *running)


def _before(periods: Iterable[Period], day: date) -> list[Period]:
    return [(first, min(after, day)) for first, after in periods if first < day]
