"""Find what two people entered otherwise, each without knowing of the other, as at two stations before a sync."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from checkin.core.course import Course
from checkin.core.events import Event, Kind, parse_time
from checkin.core.text import TranslatableList, TranslatableText, clean, sentence
from checkin.store import event_log
from checkin.store.queries import uncounted


def contradicting_entries(
    conn: sqlite3.Connection, course: Course, names: Mapping[str, str], titles: Mapping[str, str]
) -> Iterator[TranslatableText]:
    """Yield each: marks and excuses of a person at a session, and decisions about a certificate.

    An entry names the one that it replaces: two that are both in force did not know of each other.
    """
    for (person, session), group in groupby(
        uncounted.decisions_at_sessions(conn), key=lambda row: (row["participant"], row["session"])
    ):
        found = _entries(conn, group)
        if len({_said(one) for one in found}) > 1:
            yield sentence(
                "{name}, {title}: two people entered it otherwise, without knowing of each other: {entries}. "
                "The last entry holds. If it is wrong, undo it.",
                name=clean(names.get(person, person)),
                title=clean(titles.get(session, session)),
                entries=_listed(found, course),
            )
    for person, group in groupby(uncounted.certificate_decisions(conn), key=lambda row: row["participant"]):
        last = _entries(conn, group)[-2:]
        if len({_said(one) for one in last}) > 1 and len({(one.actor, one.segment) for one in last}) > 1:
            yield sentence(
                "{name}: two people decided otherwise about the certificate: {entries}. The last decision holds. If it "
                "is wrong, undo it.",
                name=clean(names.get(person, person)),
                entries=_listed(last, course),
            )


def _entries(conn: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> list[Event]:
    found = (event_log.event(conn, row["event_id"]) for row in rows)
    return [one for one in found if one is not None]


def _said(entry: Event) -> tuple[str, object, object]:
    facts = entry.read_facts()
    return entry.kind, facts.get("status", facts.get("earned")), facts.get("at")


def _listed(entries: Sequence[Event], course: Course) -> TranslatableList:
    return TranslatableList(tuple(_named(one, course) for one in entries))


def _named(entry: Event, course: Course) -> TranslatableText:
    facts = entry.read_facts()
    by = {"who": clean(entry.actor or "-"), "at": course.local(parse_time(entry.at))}
    if entry.kind == Kind.EXCUSE:
        return sentence("excused ({who}, {at})", **by)
    if entry.kind == Kind.DECIDE:
        if facts.get("earned"):
            return sentence("meets the requirements ({who}, {at})", **by)
        return sentence("does not meet the requirements ({who}, {at})", **by)
    if facts.get("status") != "present":
        return sentence("absent ({who}, {at})", **by)
    if facts.get("at"):
        return sentence("present, {time} ({who}, {at})", time=f"{course.local(parse_time(facts['at'])):%H:%M}", **by)
    return sentence("present ({who}, {at})", **by)
