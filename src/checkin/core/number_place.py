"""Store the country whose number format this process uses: that of the course it has opened.

Texts are formatted far from the course, so it is one value of the process. :func:`checkin.store.open_course` sets it;
:mod:`checkin.i18n.number_signs` reads it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NumberPlace:
    """Where numbers are read: the time zone of a course, and ``comma`` or ``point`` if it chose its decimal sign."""

    zone: str = ""
    decimals: str = ""


_chosen = [NumberPlace()]  # one, which is replaced


def number_place() -> NumberPlace:
    """Return the place of the course that was opened last. What is printed after it was closed is still of it."""
    return _chosen[0]


def set_number_place(place: NumberPlace) -> None:
    """Write numbers as in a place from now on."""
    _chosen[0] = place
