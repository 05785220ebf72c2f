"""Give the sessions of a programme their ids, and check them against one another. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, count

from checkin.core.course import Course
from checkin.core.errors import Problem
from checkin.core.text import lookup_key, slug
from checkin.intake.placed_session import LocatedSession
from checkin.intake.readers.cells import quoted


def with_ids(placed: Sequence[LocatedSession], course: Course) -> list[LocatedSession]:
    """Sessions without an id are called after their start on the course's clock: ``0309-0930``.

    Where several would be called the same, the room or the title is added to each, so that their ids do not depend
    on their order in the file.
    """
    stems = ["" if item.session.id else f"{course.local(item.session.starts_at):%m%d-%H%M}" for item in placed]
    uses = Counter(stems)
    taken = {item.session.id for item in placed}
    named: list[LocatedSession] = []
    numbers = {stem: count(2) for stem in uses}
    for stem, item in zip(stems, placed, strict=True):
        session = item.session
        if stem:
            names = [f"{stem}-{slug(text)[:30].strip('-')}" for text in (session.room, session.title) if slug(text)]
            first = [stem] if uses[stem] == 1 else []
            numbered = (f"{stem}-{number}" for number in numbers[stem])
            chosen = next(name for name in chain(first, names, numbered) if name not in taken)
            taken.add(chosen)
            session = replace(session, id=chosen)
        named.append(replace(item, session=session))
    return named


def outside(placed: Sequence[LocatedSession], course: Course) -> list[str]:
    """Name the sessions outside the course's dates."""
    found = [item for item in placed if not _within(course.local(item.session.starts_at).date(), course)]
    if not found:
        return []
    named = ", ".join(
        f"{quoted(item.session.title)} on {course.local(item.session.starts_at).date()}" for item in found[:5]
    )
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    dates = " to ".join(str(day) for day in (course.starts, course.ends) if day)
    return [f"{found[0].file}: outside the dates of the course ({dates}): {named}{more}"]


def _within(day: date, course: Course) -> bool:
    return not (course.starts and day < course.starts) and not (course.ends and day > course.ends)


def same_ids(placed: Sequence[LocatedSession]) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[str, LocatedSession] = {}
    for item in placed:
        first = seen.setdefault(item.session.id.casefold(), item)
        if first is not item:
            reason = f"has the id {item.session.id!r} of {first.place(item.file)}"
            problems.append(item.problem(f"{quoted(item.session.title)} {reason}", "id"))
    return problems


def overlaps(placed: Sequence[LocatedSession]) -> list[Problem]:
    rooms: dict[str, list[LocatedSession]] = {}
    for item in sorted(placed, key=lambda item: (item.session.starts_at, item.session.ends_at)):
        if item.session.room:
            rooms.setdefault(lookup_key(item.session.room), []).append(item)
    problems: list[Problem] = []
    for items in rooms.values():
        last = items[0]
        for item in items[1:]:
            if item.session.starts_at < last.session.ends_at:
                one, room = item.session, item.session.room
                reason = f"{quoted(one.title)} begins in {room} before {last.place(item.file)} has ended there"
                problems.append(item.problem(reason))
            if item.session.ends_at > last.session.ends_at:
                last = item
    return problems
