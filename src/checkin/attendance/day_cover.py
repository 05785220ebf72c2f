"""Find whom a session that moves to another day concerns: excuses for days and withdrawals from a day on."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from checkin.attendance.summary import attendance_of_people
from checkin.core.course import Course, Participant, Role, Session
from checkin.core.session_status import Status
from checkin.core.text import TranslatableText, clean, names_of, sentence, translatable
from checkin.i18n.translator import Translator
from checkin.store.queries.excuses import Excuse, excuses_in_force
from checkin.store.queries.pair_facts import read_pair
from checkin.store.roster import participants, programme
from checkin.store.roster.former_days import FormerDay, former_days

_TEXTS = {
    "lost": translatable("excuses for {before} no longer cover it: {names}"),
    "gained": translatable("now excused by an excuse for {day}: {names}"),
    "out": translatable("not expected any more, since they had withdrawn by {day}: {names}"),
    "back": translatable("expected again, since they had not withdrawn yet on {day}: {names}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverChange:
    """A session that was on the day ``before``, and the names of the people whom its new day concerns.

    ``lost`` are people whom an excuse for days no longer covers, ``gained`` those whom one covers now. ``out`` are
    people who had withdrawn by the new day, ``back`` those who had not yet.
    """

    session: Session
    before: date
    day: date
    lost: Sequence[str] = ()
    gained: Sequence[str] = ()
    out: Sequence[str] = ()
    back: Sequence[str] = ()

    def texts(self, tr: Translator) -> list[str]:
        """Return the parts of an answer that say it; none if nobody is concerned."""
        days = {"before": tr.long_day(self.before), "day": tr.long_day(self.day)}
        named = ((text, getattr(self, key)) for key, text in _TEXTS.items())
        return [tr(text, names=tr.some(names), **days) for text, names in named if names]

    def sentences(self) -> Iterator[TranslatableText]:
        """Yield what a load and ``doctor`` say about it."""
        values = {"title": clean(self.session.title), "before": self.before, "day": self.day, "id": self.session.id}
        if self.lost:
            yield sentence(
                "{title} was on {before} and is on {day}: excuses for days no longer cover it: {names}. To excuse one "
                "of them from it: checkin excuse CODE --session {id}",
                names=names_of(self.lost),
                **values,
            )
        if self.gained:
            yield sentence(
                "{title} was on {before} and is on {day}: an excuse for days covers it now: {names}. If one of them "
                "was absent without an excuse: checkin mark CODE --session {id} --as absent",
                names=names_of(self.gained),
                **values,
            )
        if self.out or self.back:
            yield sentence(
                "{title} was on {before} and is on {day}, before or after the withdrawal of these people: {names}",
                names=names_of([*self.out, *self.back]),
                **values,
            )


def cover_change(conn: sqlite3.Connection, course: Course, session: str, before: date) -> CoverChange | None:
    """Return whom the move of a session from the day ``before`` to its day of now concerns. None if it is not held."""
    held = next((one for one in programme.read_programme(conn) if one.id == session), None)
    if held is None:
        return None
    found = _excused_otherwise(conn, course, held, excuses_in_force(conn), lambda _: before)
    withdrawn = [one for one in participants.roster(conn) if one.role is Role.PARTICIPANT and one.expected_at(held)]
    then, now = ({one.id for one in withdrawn if one.has_withdrawn(day)} for day in (before, found.day))
    return CoverChange(
        session=held,
        before=before,
        day=found.day,
        lost=found.lost,
        gained=found.gained,
        out=[clean(one.name) for one in withdrawn if one.id in now - then],
        back=[clean(one.name) for one in withdrawn if one.id in then - now],
    )


def changed_covers(conn: sqlite3.Connection, course: Course) -> Iterator[CoverChange]:
    """Yield the sessions that are on another day than when an excuse for days was recorded, with whom it concerns."""
    former, excuses = former_days(conn), excuses_in_force(conn)
    for held in programme.read_programme(conn) if former and excuses else ():
        days = former.get(held.id, [])
        day = course.local(held.starts_at).date()

        def then(excuse: Excuse, days: Sequence[FormerDay] = days, day: date = day) -> date:
            return next((one.day for one in days if one.at > excuse.at), day)

        if days:
            found = _excused_otherwise(conn, course, held, excuses, then)
            if found.lost or found.gained:
                yield found


def _excused_otherwise(
    conn: sqlite3.Connection, course: Course, held: Session, excuses: Sequence[Excuse], then: Callable[[Excuse], date]
) -> CoverChange:
    """Find the people whom an excuse for days covered on the day of ``then`` and does not now, or the other way."""
    day = course.local(held.starts_at).date()
    by_days = [one for one in excuses if one.session is None]
    covered = {one.participant: then(one) for one in by_days if _covers(one, then(one))}
    now = {one.participant: then(one) for one in by_days if _covers(one, day)}
    of_session = {one.participant for one in excuses if one.session == held.id}
    known = {one.id: one for one in participants.roster(conn) if one.id in (covered.keys() ^ now.keys())}
    figures = attendance_of_people(conn, course, known.values())

    def names(people: Iterator[str], wanted: tuple[Status, ...]) -> list[str]:
        return [clean(known[one].name) for one in people if one in known and status(known[one]) in wanted]

    def status(person: Participant) -> Status | None:
        row = next((one for one in figures[person.id].rows if one.session == held.id and one.expected), None)
        by_hand = read_pair(conn, person.id, held.id).mark is not None
        return row.status if row is not None and not by_hand else None

    lost = names((one for one in covered if one not in now), (Status.ABSENT, Status.UNMARKED))
    gained = names((one for one in now if one not in covered and one not in of_session), (Status.EXCUSED,))
    before = next((was for one, was in {**now, **covered}.items() if one in known), day)
    return CoverChange(session=held, before=before, day=day, lost=lost, gained=gained)


def _covers(excuse: Excuse, day: date) -> bool:
    return excuse.first is not None and excuse.last is not None and excuse.first <= day <= excuse.last
