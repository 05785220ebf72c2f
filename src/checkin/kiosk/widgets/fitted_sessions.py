"""Fit the titles of sessions into a line: a title may be cut, its number or letter and the room may not."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from checkin.core.course import Session
from checkin.core.text import clean

# Cells of a last word that tells sessions of one title apart: "Workshop 12", "Taller B".
_NUMBER = 4
# A title that is cut to fewer cells says nothing.
_LEAST = 4


def fit_titles(sessions: Sequence[Session], between: str, room: int, *, with_rooms: bool) -> str:
    """Return the titles in so many cells, each with its room in parentheses if ``with_rooms``.

    Titles are cut alike, the longest first. If there is no room for any title, those with a room are named by it.
    """
    titles = [clean(session.title) for session in sessions]
    rooms = [f" ({clean(session.room)})" if with_rooms and session.room else "" for session in sessions]
    left = room - cell_len(between) * (len(sessions) - 1) - sum(map(cell_len, rooms))
    widths = _shared(list(map(cell_len, titles)), left)
    if min(widths, default=_LEAST) >= _LEAST or with_rooms is False:
        shown = [shortened(title, width) for title, width in zip(titles, widths, strict=True)]
        return between.join(f"{title}{place}" for title, place in zip(shown, rooms, strict=True))
    names = [clean(session.room) or shortened(clean(session.title), _LEAST + _NUMBER) for session in sessions]
    return fit_names(names, between, room)


def shortened(title: str, room: int) -> str:
    """Return a title in so many cells. What is cut is marked; a number or letter at its end stays."""
    if cell_len(title) <= room:
        return title
    head, _, last = title.rpartition(" ")
    if head and cell_len(last) <= _NUMBER and room >= cell_len(last) + 3:
        return f"{set_cell_size(head, room - cell_len(last) - 2).rstrip()}… {last}"
    return f"{set_cell_size(title, max(0, room - 1)).rstrip()}…"


def _shared(wanted: Sequence[int], room: int) -> list[int]:
    """Return how many cells each text gets: what it wants, or an equal share of what the shorter ones leave."""
    given, left = [0] * len(wanted), max(0, room)
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    for done, place in enumerate(order):
        given[place] = min(wanted[place], left // (len(order) - done))
        left -= given[place]
    return given


def fit_names(names: Sequence[str], between: str, room: int) -> str:
    """Return names that are not cut, and the number of those that there is no room for."""
    for count in range(len(names), 0, -1):
        shown = between.join(names[:count]) + (f" + {len(names) - count}" if count < len(names) else "")
        if cell_len(shown) <= room:
            return shown
    return shortened(between.join(names), room)
