"""Turn withdrawals and reinstatements into periods of days. Pure; days are on the course's clock."""

from collections.abc import Iterable
from datetime import date

# From the first day (included) to the last (not included), on which nothing is expected of a person.
Period = tuple[date, date]


def withdrawal_periods(acts: Iterable[tuple[bool, date | None]]) -> tuple[Period, ...]:
    """Return the periods in which a person had withdrawn.

    ``acts`` are in the order in which they were recorded: True for a withdrawal, False for a reinstatement, and the
    day from which each holds. A withdrawal without a day holds from the beginning. A reinstatement without a day
    cancels the withdrawals before it.
    """
    periods: list[Period] = []
    for withdraws, day in acts:
        if withdraws:
            first = day or date.min
            periods = [(a, min(b, first)) for a, b in periods if a < first]
            periods.append((first, date.max))
        elif day is None:
            periods = []
        else:
            periods = [(a, min(b, day)) for a, b in periods if a < day]
    return tuple(periods)
