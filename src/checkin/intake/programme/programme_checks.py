"""Give the sessions of a programme their ids, and check them against one another. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, count

from checkin.core.course import Course
from checkin.core.errors import Notice, Problem, Topic
from checkin.core.text import lookup_key, names_of, sentence, slug
from checkin.intake.programme.located_session import LocatedSession
from checkin.intake.readers.cells import quoted
from checkin.intake.words.held_words import may_say_not_held

_MORNING = 6  # o'clock


def with_ids(placed: Sequence[LocatedSession], course: Course) -> list[LocatedSession]:
    """Give sessions without an id one made of their start on the course's clock: ``0309-0930``.

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


def outside(placed: Sequence[LocatedSession], course: Course) -> list[Notice]:
    """Name the sessions outside the course's dates."""
    found = [item for item in placed if not within_course(course.local(item.session.starts_at).date(), course)]
    if not found:
        return []
    named = [quoted(item.session.title) + f" ({course.local(item.session.starts_at).date()})" for item in found]
    reason = sentence(
        "outside the dates of the course ({dates}): {sessions}",
        dates=course_dates(course),
        sessions=names_of(named, 5),
    )
    days = [course.local(item.session.starts_at).date() for item in placed]
    first, last = min([*days, course.starts or days[0]]), max([*days, course.ends or days[0]])
    lines = [f"  starts = {first}"] if first != course.starts else []
    lines += [f"  ends = {last}"] if last != course.ends else []
    settle = "\n".join(["[course]", *lines])
    return [Notice(found[0].file, 0, "", reason, topic=Topic.DOUBT, settle=settle)]


def at_night(placed: Sequence[LocatedSession], course: Course) -> list[Notice]:
    """Name the sessions that begin before six in the morning: 2:30 may be meant for 14:30."""
    starts = [(item, course.local(item.session.starts_at)) for item in placed]
    found = [quoted(item.session.title) + f" ({at:%H:%M})" for item, at in starts if at.hour < _MORNING]
    if not found:
        return []
    reason = sentence(
        "begin between midnight and 06:00: {sessions}; write 14:30 or 2:30 pm if the afternoon is meant",
        sessions=names_of(found, 5),
    )
    return [Notice(placed[0].file, 0, "", reason, topic=Topic.DOUBT)]


def perhaps_not_held(placed: Sequence[LocatedSession]) -> list[Notice]:
    """Name the titles that may say that a session is not held or has another time."""
    found = [item for item in placed if may_say_not_held(item.session.title)]
    if not found:
        return []
    reason = sentence(
        "these titles may say that a session is not held or has another time; the sessions count: {titles}",
        titles=names_of([quoted(item.session.title) for item in found], 5),
    )
    return [Notice(found[0].file, 0, "", reason, topic=Topic.DOUBT)]


def course_dates(course: Course) -> str:
    """Return the first and the last day of the course as text, without unknown days."""
    return " – ".join(str(day) for day in (course.starts, course.ends) if day)


def within_course(day: date, course: Course) -> bool:
    """Return True if a day lies within the dates of the course, as far as they are known."""
    return not (course.starts and day < course.starts) and not (course.ends and day > course.ends)


def same_ids(placed: Sequence[LocatedSession]) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[str, LocatedSession] = {}
    for item in placed:
        first = seen.setdefault(item.session.id.casefold(), item)
        if first is not item:
            reason = sentence(
                "{title} has the id {id} of {other}",
                title=quoted(item.session.title),
                id=quoted(item.session.id),
                other=first.place(item.file),
            )
            problems.append(item.problem(reason, "id"))
    return problems


def join_speakers(placed: Sequence[LocatedSession]) -> tuple[list[LocatedSession], list[Notice]]:
    """Make one session of rows that differ only in the speaker, with all its speakers."""
    kept: dict[object, LocatedSession] = {}
    joined: dict[object, int] = {}
    for item in placed:
        session = item.session
        key = (item.file, replace(session, speakers=()))
        first = kept.get(key) if session.speakers else None
        if first is None:
            kept[key if session.speakers else object()] = item
            continue
        speakers = tuple(dict.fromkeys((*first.session.speakers, *session.speakers)))
        if speakers == first.session.speakers:
            kept[object()] = item  # the very same row twice is no second speaker
            continue
        kept[key] = replace(first, session=replace(first.session, speakers=speakers))
        joined[key] = joined.get(key, 1) + 1
    notices = [
        kept[key].notice(
            sentence(
                "{title} stands on {n} rows, one for each speaker: one session",
                title=quoted(kept[key].session.title),
                n=n,
            ),
            Topic.READ,
        )
        for key, n in joined.items()
    ]
    return list(kept.values()), notices


def overlaps(placed: Sequence[LocatedSession]) -> list[Notice]:
    """Name sessions that overlap in one room; it may be meant, and so it refuses nothing."""
    rooms: dict[str, list[LocatedSession]] = {}
    for item in sorted(placed, key=lambda item: (item.session.starts_at, item.session.ends_at)):
        if item.session.room:
            rooms.setdefault(lookup_key(item.session.room), []).append(item)
    notices: list[Notice] = []
    for items in rooms.values():
        last = items[0]
        for item in items[1:]:
            if item.session.starts_at < last.session.ends_at:
                reason = sentence(
                    "{title} begins in {room} before {other} has ended there; correct the room or the time if that is "
                    "not meant",
                    title=quoted(item.session.title),
                    room=item.session.room,
                    other=last.place(item.file),
                )
                notices.append(item.notice(reason))
            if item.session.ends_at > last.session.ends_at:
                last = item
    return notices
