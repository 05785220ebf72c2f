"""Record how sessions were really held: closed, shifted, moved, cancelled, merged."""

import sqlite3
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from checkin.attendance.corrections import Corrections
from checkin.attendance.entry_reversal import says_the_same, undoing
from checkin.attendance.scan_times import is_within, scan_texts
from checkin.core.course import Participant, Session
from checkin.core.errors import InputError, NotFoundError
from checkin.core.events import Event, EventSource, Kind, NewEvent, format_time, parse_time
from checkin.core.session_times import require_counted, require_over
from checkin.core.text import clean
from checkin.core.verdicts import Verdict, is_late
from checkin.store import event_log
from checkin.store.queries import attendance
from checkin.store.record import Transaction
from checkin.store.roster import edition, participants, programme
from checkin.store.roster.session_lookup import require_session

_LONGEST_SHIFT = 24 * 60  # minutes
_FAR = timedelta(days=60)  # from the programme of a course without dates
# An error names so many scans at most.
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class UnmarkedPeople:
    """The people expected at a session who have no status yet, and whether the session is closed."""

    session: Session
    missing: tuple[Participant, ...]
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanChoice:
    """Which scans of a session are meant: those of one door, or between two times. None means all."""

    door: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def includes(self, scan: Event) -> bool:
        """Return True if the scan is among them."""
        return (
            (self.door is None or scan.door == self.door)
            and (self.since is None or scan.at >= format_time(self.since))
            and (self.until is None or scan.at <= format_time(self.until))
        )


class SessionChanges(Corrections):
    """The changes of one course's sessions, by one person. A method raises :class:`NotFoundError` for a wrong id."""

    def close(self, session: str, rest: str, *, early: bool = False) -> Event:
        """Close a session: people without a status are ``absent`` or ``excused``. A later close replaces it.

        Raises :class:`InputError` if the session does not count or has not begun; or if it is not over, unless
        ``early`` is set.
        """
        with self.record.writing() as writing:
            found = require_session(writing.conn, session)
            require_counted(found)
            require_over(found, writing.now, self.course, early=early)
            before = event_log.last_change(writing.conn, found.id, (Kind.SESSION_CLOSE,))
            if says_the_same(writing.conn, before, {"rest": rest}, self._by):
                raise InputError(
                    "{title} is closed in this way already. Nothing was recorded.", title=clean(found.title)
                )
            draft = NewEvent(kind=Kind.SESSION_CLOSE, session=found.id, ref=before, facts={"rest": rest})
            return self._append(writing, draft)

    def close_over(self, rest: str) -> list[Event]:
        """Close every session that counts, is over and not closed yet."""
        with self.record.writing() as writing:
            over = attendance.open_sessions(writing.conn, writing.now)
            drafts = [NewEvent(kind=Kind.SESSION_CLOSE, session=session, facts={"rest": rest}) for session in over]
            return [self._append(writing, draft) for draft in drafts]

    def restore_session(self, session: str) -> Event:
        """Undo that a session was cancelled or merged into another."""
        with self.record.reading() as conn:
            change = event_log.last_change(conn, session, (Kind.SESSION_CANCEL, Kind.SESSION_MERGE))
        if change is None:
            raise NotFoundError("The session {session} was neither cancelled nor merged.", session=session)
        return self.undo(change)

    def shift(self, session: str, minutes: int) -> Event:
        """Record that a session began and ended some minutes later than the programme says, or earlier if negative.

        Raises :class:`InputError` for more than a day.
        """
        if abs(minutes) > _LONGEST_SHIFT:
            raise InputError("A session is shifted by one day at most. Move it to its new time instead.")
        with self.record.writing() as writing:
            found = require_session(writing.conn, session)
            listed = next(found for found in programme.loaded_sessions(writing.conn) if found.id == session)
            by = timedelta(minutes=minutes)
            moved = replace(found, starts_at=listed.starts_at + by, ends_at=listed.ends_at + by)
            return self._change(writing, Kind.SESSION_SHIFT, moved, {"time"}, minutes=minutes)

    def move(
        self,
        session: str,
        *,
        room: str | None = None,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
    ) -> Event:
        """Record that a session was in another room or at another time: of the same length, if no end is named.

        What is not named stays as the programme has it, also after a later load.
        Raises :class:`InputError` if the new time is outside the course, or the end not after the start.
        """
        with self.record.writing() as writing:
            found = require_session(writing.conn, session)
            start = starts_at or found.starts_at
            self._require_near_course(writing.conn, start)
            end = ends_at or start + (found.ends_at - found.starts_at)
            self._require_length(start, end)
            moved = replace(found, room=found.room if room is None else clean(room), starts_at=start, ends_at=end)
            said = {name for name, value in (("room", room), ("time", starts_at or ends_at)) if value is not None}
            return self._change(writing, Kind.SESSION_MOVE, moved, said)

    def cancel(self, session: str) -> Event:
        """Record that a session was not held, so that nobody was expected."""
        with self.record.writing() as writing:
            found = require_session(writing.conn, session)
            return self._append_change(writing, NewEvent(kind=Kind.SESSION_CANCEL, session=found.id))

    def merge_sessions(self, session: str, into: str) -> Event:
        """Record that a session was held as part of the session ``into``. Attendance at one of them counts for both."""
        with self.record.writing() as writing:
            found, other = require_session(writing.conn, session), require_session(writing.conn, into)
            if found.id == other.id:
                raise NotFoundError("The session {session} cannot be merged with itself.", session=found.id)
            if event_log.sessions_merged_into(writing.conn, found.id):
                raise NotFoundError(
                    "Another session was merged into {session} before. Undo that first.", session=found.id
                )
            return self._append_change(
                writing, NewEvent(kind=Kind.SESSION_MERGE, session=found.id, facts={"into": other.id})
            )

    def move_scans(
        self, session: str, into: str, which: ScanChoice | None = None, *, minutes: int = 0, anytime: bool = False
    ) -> list[Event]:
        """Move scans and exits that were recorded for a wrong session. Each is undone and recorded again.

        ``minutes`` shifts their times, for a clock that was wrong. Returns the new entries. Raises
        :class:`InputError` if a time would lie outside the session, unless ``anytime`` is set, or if nothing changes.
        """
        which, by = which or ScanChoice(), timedelta(minutes=minutes)
        with self.record.writing() as writing:
            found, other = require_session(writing.conn, session), require_session(writing.conn, into)
            if found.id == other.id and not by:
                raise InputError(
                    "The scans of {title} are there already. --minutes shifts their times.", title=clean(found.title)
                )
            scans = event_log.counted_scans(writing.conn, found.id, exits=True)
            wrong = [scan for scan in scans if which.includes(scan)]
            if not anytime and (outside := [scan for scan in wrong if not is_within(scan, other, self.course, by)]):
                raise self._outside(writing.conn, outside, other, by)
            return [self._move_scan(writing, scan, other, by) for scan in wrong]

    def scans_outside(self, session: str, into: str, *, minutes: int = 0) -> list[str]:
        """Return the people, with their times, whose scans would lie outside ``into`` after a move by ``minutes``."""
        by = timedelta(minutes=minutes)
        with self.record.reading() as conn:
            found, other = require_session(conn, session), require_session(conn, into)
            scans = event_log.counted_scans(conn, found.id, exits=True)
            outside = [scan for scan in scans if not is_within(scan, other, self.course, by)]
            return scan_texts(conn, outside, self.course, by)

    def unmarked_people(self, session: str) -> UnmarkedPeople:
        """Return who is missing at a session, to be asked about before it is closed."""
        with self.record.reading() as conn:
            found = require_session(conn, session)
            require_counted(found)
            unmarked = attendance.unmarked(conn, session)
            closed = session in attendance.closed_sessions(conn)
            missing = tuple(person for person in participants.roster(conn) if person.id in unmarked)
            return UnmarkedPeople(found, missing, closed)

    def _outside(self, conn: sqlite3.Connection, scans: Sequence[Event], session: Session, by: timedelta) -> InputError:
        shown = scan_texts(conn, scans[:_MOST_NAMED], self.course, by)
        more = f" (+ {len(scans) - _MOST_NAMED})" if len(scans) > _MOST_NAMED else ""
        return InputError(
            "Scans that would lie outside {title}, {day}, {start} to {end} ({n}): {scans}. Nothing was moved. "
            "--minutes shifts the times, --anytime moves them as they are.",
            n=len(scans),
            title=clean(session.title),
            day=self.course.local(session.starts_at).date(),
            start=f"{self.course.local(session.starts_at):%H:%M}",
            end=f"{self.course.local(session.ends_at):%H:%M}",
            scans=", ".join(shown) + more,
        )

    def _move_scan(self, writing: Transaction, scan: Event, session: Session, by: timedelta) -> Event:
        self._append(writing, undoing(scan))
        at = parse_time(scan.at) + by
        verdict = scan.verdict
        if verdict in (Verdict.PRESENT, Verdict.LATE):
            verdict = Verdict.LATE if is_late(session, at, self.course.door) else Verdict.PRESENT
        draft = NewEvent(
            kind=Kind(scan.kind),
            session=session.id,
            participant=scan.participant,
            code=scan.code,
            verdict=verdict,
            how=EventSource.of(scan.how),
            at=at,
            reason=self.reason,
            actor=self.actor,
            door=scan.door,
            facts={"moved_from": scan.event_id},
        )
        return writing.append(draft)

    def _require_length(self, start: datetime, end: datetime) -> None:
        """Raise :class:`InputError` for a session that ends before it begins, or lasts a day or longer."""
        if not timedelta(0) < end - start < timedelta(days=1):
            raise InputError(
                "A session that begins on {starts} cannot end on {ends}: its end comes after its start, within a day.",
                starts=self.course.local(start),
                ends=self.course.local(end),
            )

    def _require_near_course(self, conn: sqlite3.Connection, at: datetime) -> None:
        """Raise :class:`InputError` for a day outside the course, or far from its programme if it has no dates."""
        day = self.course.local(at).date()
        days = [self.course.local(one.starts_at).date() for one in programme.read_programme(conn)]
        starts = self.course.starts or min(days, default=day) - _FAR
        ends = self.course.ends or max(days, default=day) + _FAR
        if day < starts or day > ends:
            raise InputError(
                "{day} is outside the course, which is from {starts} to {ends}.", day=day, starts=starts, ends=ends
            )

    def _change(
        self, writing: Transaction, kind: Kind, session: Session, said: AbstractSet[str], **facts: object
    ) -> Event:
        """Append a change of a session's time, room or both, as ``said``, and name the change that it replaces."""
        facts |= {
            "starts_at": format_time(session.starts_at),
            "ends_at": format_time(session.ends_at),
            "day": self.course.local(session.starts_at).date().isoformat(),
            "room": session.room,
        }
        now = require_session(writing.conn, session.id)
        if (now.starts_at, now.ends_at, now.room) == (session.starts_at, session.ends_at, session.room):
            raise InputError(
                "{title} is at this time and in this room already. Nothing was recorded.", title=clean(session.title)
            )
        before = event_log.time_and_room_changes(writing.conn, session.id)
        if len(said) == 1:
            facts["only"] = next(iter(said))
        replaced = before[0] if "time" in said else before[1]
        return self._append_change(writing, NewEvent(kind=kind, session=session.id, ref=replaced, facts=facts))

    def _append_change(self, writing: Transaction, draft: NewEvent) -> Event:
        """Append a change and raise the revision, so that the doors read the programme again."""
        event = self._append(writing, draft)
        edition.raise_revision(writing.conn)
        return event
