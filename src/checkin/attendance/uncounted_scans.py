"""Find scans and marks that count nowhere or contradict the session, so that a director can settle each of them.

A scan can lose its effect after it was answered: by a withdrawal or a mark of another station, by a cancelled session,
or because a person or a session is not known here.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from checkin.attendance.contradicting_entries import contradicting_entries
from checkin.attendance.day_cover import changed_covers
from checkin.attendance.duplicate_acts import duplicate_acts
from checkin.attendance.scan_times import earliest_arrival
from checkin.attendance.summary import PersonAttendance
from checkin.core.codes import format_code
from checkin.core.course import Course, Role
from checkin.core.events import format_time, parse_time
from checkin.core.session_status import Status
from checkin.core.text import TranslatableList, TranslatableText, clean, names_of, sentence, sort_key
from checkin.core.verdicts import opens_at
from checkin.store.queries import open_questions, uncounted
from checkin.store.queries.attendance import seen
from checkin.store.queries.attendance_facts import Cell
from checkin.store.queries.pair_facts import Known, PairFacts, PairReader, pair_facts
from checkin.store.roster import participants

_MOST_NAMED = 8  # sessions or people in one sentence


@dataclass(frozen=True, slots=True)
class _Moment:
    """Everybody's figures, and the names of people and sessions, at one moment."""

    conn: sqlite3.Connection
    course: Course
    found: Sequence[PersonAttendance]
    now: datetime
    names: Mapping[str, str]
    sessions: Mapping[str, tuple[str, datetime]]  # title and start, of sessions that were cancelled too

    def name(self, person: str) -> str:
        """Return a person's name, or the last code that was scanned for somebody who is not known here."""
        if person in self.names:
            return clean(self.names[person])
        return format_code(uncounted.last_code(self.conn, person) or person)

    def title(self, session: str) -> str:
        return clean(self.sessions[session][0]) if session in self.sessions else clean(session)

    def place(self, session: str, at: datetime | None = None) -> dict[str, object]:
        """Return the title, the day and the time, for a sentence; the time is the start of the session without one."""
        _, starts = self.sessions.get(session, ("", self.now))
        local = self.course.local(at or starts)
        return {"title": self.title(session), "day": local.date(), "time": f"{local:%H:%M}"}


def find_uncounted(
    conn: sqlite3.Connection, course: Course, found: Sequence[PersonAttendance], now: datetime
) -> list[TranslatableText]:
    """Say which scans and marks count nowhere: who, where, when, and what can be done. ``found`` are everybody."""
    sessions = uncounted.all_sessions(conn)
    read = _Moment(conn, course, found, now, participants.loaded_names(conn), sessions)
    return [
        *_denied(read),
        *_unexpected(read),
        *_outside_the_session(read),
        *_too_early(read),
        *_without_arrival(read),
        *_refused(read),
        *_in_sessions_not_held(read),
        *_of_unknown_people(read),
        *(text for change in changed_covers(conn, course) for text in change.sentences()),
        *contradicting_entries(conn, course, read.names, {name: title for name, (title, _) in sessions.items()}),
        *duplicate_acts(conn, found, {name: title for name, (title, _) in sessions.items()}),
    ]


def _denied(read: _Moment) -> Iterator[TranslatableText]:
    """Report scans after a mark that says absent."""
    for person, session, at in open_questions.denied_scans(read.conn):
        yield sentence(
            "{name}: marked absent at {title}, and scanned there afterwards, on {day} at {time}. "
            "The scan does not count. To count it, undo the mark.",
            name=read.name(person),
            **read.place(session, parse_time(at)),
        )


def _unexpected(read: _Moment) -> Iterator[TranslatableText]:
    """Report participants at sessions that do not count for them: after a withdrawal, or of another group."""
    others: dict[str, list[str]] = defaultdict(list)
    for one in read.found:
        if one.person.role is not Role.PARTICIPANT:
            continue
        withdrawn = []
        for cell in one.cells:
            held = one.facts.held[cell.place]
            if cell.expected or not held.session.counts or _counts_elsewhere(one, cell):
                continue
            if one.person.has_withdrawn(held.day):
                withdrawn.append(_seen_at(read, one, cell))
            else:
                others[held.session.id].append(one.person.name)
        if withdrawn:
            yield sentence(
                "{name}: present after withdrawing, which does not count: {sessions}. "
                "To count it, reinstate the person from that day.",
                name=clean(one.person.name),
                sessions=_shortened(withdrawn),
            )
    for session, names in others.items():
        place = read.place(session)
        yield sentence(
            "{title}, {day}: attended by people of other groups, for whom it does not count: {names}. "
            "To count it, correct their groups in the participant list; for somebody who was added at a door, write a "
            "row there, load it, and merge the two cards.",
            title=place["title"],
            day=place["day"],
            names=names_of([clean(name) for name in names]),
        )


def _shortened(texts: Sequence[TranslatableText]) -> TranslatableList:
    """Return the first texts of a list, and how many more there are."""
    more = texts[_MOST_NAMED:]
    return TranslatableList((*texts[:_MOST_NAMED], *([sentence("and {n} more", n=len(more))] if more else [])))


def _counts_elsewhere(one: PersonAttendance, cell: Cell) -> bool:
    """Return True if another session of the same slot counts for the person."""
    held = one.facts.held
    slot = one.facts.slots.of(held[cell.place].session.id)
    return any(held[other.place].session.id in slot for other in one.cells if other.expected)


def _seen_at(read: _Moment, one: PersonAttendance, cell: Cell) -> TranslatableText:
    """Return a session with the time of arrival; without a time, as it was marked present by hand."""
    session = one.facts.held[cell.place].session.id
    at = seen(one.facts, cell)[0]
    if at is None:
        place = read.place(session)
        return sentence("{title}, {day}, marked by hand", title=place["title"], day=place["day"])
    return sentence("{title}, {day} {time}", **read.place(session, at))


def _without_arrival(read: _Moment) -> Iterator[TranslatableText]:
    """Report people who were seen leaving a session, and whose arrival is not in the record."""
    for one, cell in _missed(read.found):
        if cell.known is None or isinstance(cell.known, tuple):
            continue
        if cell.known.exits and not cell.known.entries and cell.known.mark is None:
            yield sentence(
                "{name}: seen leaving {title} on {day} at {time}, without an arrival. This does not count. "
                "If the person was there, mark them present.",
                name=clean(one.person.name),
                **read.place(one.facts.held[cell.place].session.id, parse_time(min(cell.known.exits))),
            )


def _outside_the_session(read: _Moment) -> Iterator[TranslatableText]:
    """Report people who count as having attended a session without a minute of it: its times or the scans are wrong."""
    names: dict[str, list[str]] = defaultdict(list)
    for one in read.found:
        for cell in one.cells:
            sitting = cell.sitting
            at_the_end = seen(one.facts, cell)[0] == one.facts.held[cell.place].session.ends_at
            if not (sitting.attended or at_the_end) and sitting.length and cell.expected and sitting.status.attended:
                names[sitting.session].append(clean(one.person.name))
    for session, people in names.items():
        place = read.place(session)
        yield sentence(
            "{title}, {day}: counted as attended by people whose times are outside the session: {names}. "
            "Correct the time of the session, move the scans, or mark these people absent.",
            title=place["title"],
            day=place["day"],
            names=names_of(people),
        )


def _too_early(read: _Moment) -> Iterator[TranslatableText]:
    """Report people who count as having attended, and whose scan is too early for the session that it counts for."""
    early: dict[str, list[TranslatableText]] = defaultdict(list)
    earliest: dict[int, str] = {}
    for one in read.found:
        for cell in one.cells:
            if cell.known is None or not cell.expected or not cell.sitting.status.attended:
                continue
            if cell.place not in earliest:
                held = one.facts.held[cell.place].session
                earliest[cell.place] = format_time(earliest_arrival(held, read.course))
            if (at := _first_scan(cell.known)) is not None and at < earliest[cell.place]:
                local = read.course.local(parse_time(at))
                name = clean(one.person.name)
                scan = sentence("{name}, {day} {time}", name=name, day=local.date(), time=f"{local:%H:%M}")
                early[cell.sitting.session].append(scan)
    for session, scans in early.items():
        yield sentence(
            "{title}, {day} {time}: counted as attended by people who were scanned long before: {scans}. "
            "If they were not there, move the scans or mark these people absent; else mark them present.",
            **read.place(session),
            scans=_shortened(scans),
        )


def _first_scan(known: Known) -> str | None:
    """Return the time of the first scan, where no mark by hand has decided."""
    if not isinstance(known, PairFacts):
        return known[0]
    return min(known.entries)[0] if known.entries and known.mark is None else None


def _refused(read: _Moment) -> Iterator[TranslatableText]:
    """Report people whose badge was refused during a session that counts for them now, and who are missing there."""
    refusals: dict[str, list[tuple[datetime, str | None]]] = defaultdict(list)
    for person, at, name in uncounted.refused_badges(read.conn):
        refusals[person].append((at, name))
    missed = list(_missed([one for one in read.found if one.person.id in refusals]))
    missing = {(one.person.id, cell.sitting.session) for one, cell in missed}
    for one, cell in missed:
        session = one.facts.held[cell.place].session
        # A refusal at a session that the person misses is about that one, whatever else was on then.
        others = {at for at, name in refusals[one.person.id] if name != session.id and (one.person.id, name) in missing}
        if session.ends_at > read.now or (cell.known is not None and pair_facts(cell.known).mark is not None):
            continue
        opens = opens_at(session, read.course.door)
        if times := [at for at, _ in refusals[one.person.id] if opens <= at <= session.ends_at and at not in others]:
            yield sentence(
                "{name}: the badge was refused at {time} during {title}, {day}, and the person does not count there. "
                "If the person was there, mark them present.",
                name=clean(one.person.name),
                **read.place(session.id, times[0]),
            )


def _missed(found: Iterable[PersonAttendance]) -> Iterator[tuple[PersonAttendance, Cell]]:
    """Yield everybody's sessions at which they count as missing."""
    for one in found:
        for cell in one.cells:
            missed = cell.expected and cell.sitting.status in (Status.ABSENT, Status.UNMARKED)
            if missed and one.facts.held[cell.place].session.counts:
                yield one, cell


def _in_sessions_not_held(read: _Moment) -> Iterator[TranslatableText]:
    """Report people who were seen at a session that was cancelled, or that is in no programme."""
    lost = uncounted.sessions_not_held(read.conn)
    seen_at: dict[str, list[str]] = defaultdict(list)
    if lost:
        people, _ = PairReader(read.conn, {session: place for place, session in enumerate(lost)}).read()
        for person, known in people.items():
            for place in known:
                if _came(known[place]):
                    seen_at[lost[place]].append(read.name(person))
    for session, names in seen_at.items():
        names.sort(key=lambda name: sort_key(name, read.course.language))
        values = read.place(session) | {"names": names_of(names)}
        del values["time"]
        if session not in read.sessions:
            yield sentence(
                "The session {title} is not in the programme here, but people were there: {names}. "
                "Their attendance does not count. Load the programme.",
                title=values["title"],
                names=values["names"],
            )
        else:
            yield sentence(
                "{title}, {day}: cancelled, but people were there: {names}. Their attendance does not count. "
                "If it was held, restore the session.",
                **values,
            )


def _of_unknown_people(read: _Moment) -> Iterator[TranslatableText]:
    """Report attendance of people who are on no list: a walk-in that was undone, or a list that did not arrive."""
    unknown = uncounted.people_on_no_list(read.conn, {one.person.id for one in read.found})
    if not unknown:
        return
    ids = list(read.sessions)
    places = {session: place for place, session in enumerate(ids)}
    people, _ = PairReader(read.conn, places, people=unknown).read()
    for person, known in sorted(people.items()):
        if titles := [read.title(ids[place]) for place in sorted(known) if _came(known[place])]:
            yield sentence(
                "{name}: on no participant list, but seen at {sessions}. This does not count. "
                "Add the person again, or load a list that has them.",
                name=read.name(person),
                sessions=names_of(titles),
            )


def _came(known: Known) -> bool:
    """Return True if a scan or a mark says that the person was there."""
    facts = pair_facts(known)
    return facts.mark.present if facts.mark is not None else bool(facts.entries)
