"""Sessions as they happened: closed, shifted, cancelled, merged, moved. Each is an event, and the figures follow."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from checkin.attendance.corrections import Corrections, no_session
from checkin.core.course import Participant, Session
from checkin.core.errors import NotFoundError
from checkin.core.events import Event, EventSource, Kind, NewEvent, format_time
from checkin.core.text import clean
from checkin.store import event_log
from checkin.store.queries import attendance
from checkin.store.record import Transaction
from checkin.store.roster import edition, participants, programme

RESTS = ("absent", "excused")
_LONGEST_SHIFT = 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class UnmarkedPeople:
    """Who is expected at a session and has no status yet, in the roster's order; and whether it is closed."""

    session: Session
    missing: tuple[Participant, ...]
    closed: bool


class SessionChanges(Corrections):
    """The changes of one course's sessions, by one person. Every method raises :class:`NotFoundError`."""

    def close(self, session: str, rest: str) -> Event:
        """Close a session: whoever is unmarked is ``absent`` or ``excused`` from now on. A later close replaces it."""
        with self.record.writing() as writing:
            found = self._held(writing, session)
            before = event_log.last_change(writing.conn, found.id, (Kind.SESSION_CLOSE,))
            draft = NewEvent(kind=Kind.SESSION_CLOSE, session=found.id, ref=before, facts={"rest": rest})
            return self._append(writing, draft)

    def close_over(self, rest: str) -> list[Event]:
        """Close every session that is over and that nobody closed."""
        with self.record.writing() as writing:
            over = attendance.open_sessions(writing.conn, writing.now)
            drafts = [NewEvent(kind=Kind.SESSION_CLOSE, session=session, facts={"rest": rest}) for session in over]
            return [self._append(writing, draft) for draft in drafts]

    def restore(self, session: str) -> Event:
        """Take back that a session was cancelled or merged into another."""
        with self.record.reading() as conn:
            change = event_log.last_change(conn, session, (Kind.SESSION_CANCEL, Kind.SESSION_MERGE))
        if change is None:
            raise NotFoundError("The session {session} was neither cancelled nor merged.", session=session)
        return self.undo(change)

    def shift(self, session: str, minutes: int) -> Event:
        """A session began and ended so many minutes later than the programme says (or earlier, if negative)."""
        if abs(minutes) > _LONGEST_SHIFT:
            raise NotFoundError("A session is shifted by a day at most; 'checkin session move' moves it elsewhere.")
        with self.record.writing() as writing:
            self._held(writing, session)
            listed = next(found for found in programme.loaded_sessions(writing.conn) if found.id == session)
            by = timedelta(minutes=minutes)
            moved = replace(listed, starts_at=listed.starts_at + by, ends_at=listed.ends_at + by)
            return self._change(writing, Kind.SESSION_SHIFT, moved, minutes=minutes)

    def move(self, session: str, *, room: str | None = None, starts_at: datetime | None = None) -> Event:
        """A session was in another room, or at another time of the same length."""
        with self.record.writing() as writing:
            found = self._held(writing, session)
            start = starts_at or found.starts_at
            moved = replace(
                found,
                room=found.room if room is None else clean(room),
                starts_at=start,
                ends_at=start + (found.ends_at - found.starts_at),
            )
            return self._change(writing, Kind.SESSION_MOVE, moved)

    def cancel(self, session: str) -> Event:
        """A session was not held: nobody was expected at it."""
        with self.record.writing() as writing:
            found = self._held(writing, session)
            return self._heard(writing, NewEvent(kind=Kind.SESSION_CANCEL, session=found.id))

    def merge_sessions(self, session: str, into: str) -> Event:
        """A session was held as a part of another: who came to the one came to the other, and one of them counts."""
        with self.record.writing() as writing:
            found, other = self._held(writing, session), self._held(writing, into)
            if found.id == other.id:
                raise NotFoundError(f"The session {found.id!r} cannot be merged with itself.")
            if event_log.sessions_merged_into(writing.conn, found.id):
                raise NotFoundError(f"Another session was merged into {found.id!r} before; undo that first.")
            return self._heard(writing, NewEvent(kind=Kind.SESSION_MERGE, session=found.id, facts={"into": other.id}))

    def move_scans(
        self,
        session: str,
        into: str,
        *,
        door: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Event]:
        """Scans made for a wrong session were meant for another: each is undone, and made again with its own time.

        Only those of a door, or between two moments, where these are given. Returns the scans as made again.
        """
        with self.record.writing() as writing:
            found, other = self._held(writing, session), self._held(writing, into)
            wrong = [
                scan
                for scan in event_log.counted_scans(writing.conn, found.id)
                if (door is None or scan.door == door)
                and (since is None or scan.at >= format_time(since))
                and (until is None or scan.at <= format_time(until))
            ]
            return [self._move_scan(writing, scan, other.id) for scan in wrong]

    def closing(self, session: str) -> UnmarkedPeople:
        """Who is missing at a session, for whoever is to close it."""
        with self.record.reading() as conn:
            found = next((one for one in programme.read_programme(conn) if one.id == session), None)
            if found is None:
                raise no_session(conn, session, programme.read_programme(conn))
            unmarked = attendance.unmarked(conn, session)
            closed = attendance.is_closed(conn, session)
            missing = tuple(person for person in participants.roster(conn) if person.id in unmarked)
            return UnmarkedPeople(found, missing, closed)

    def _move_scan(self, writing: Transaction, scan: Event, session: str) -> Event:
        self._append(
            writing, NewEvent(kind=Kind.UNDO, session=scan.session, participant=scan.participant, ref=scan.event_id)
        )
        draft = NewEvent(
            kind=Kind.SCAN,
            session=session,
            participant=scan.participant,
            code=scan.code,
            verdict=scan.verdict,
            how=EventSource(scan.how) if scan.how else None,
            at=datetime.fromisoformat(scan.at),
            reason=self._reason,
            actor=self._actor,
            door=scan.door,
            facts={"moved_from": scan.event_id},
        )
        return writing.append(draft)

    def _change(self, writing: Transaction, kind: Kind, session: Session, **facts: object) -> Event:
        """The event carries all of the session's time and place, and names the change whose place it takes."""
        facts |= {
            "starts_at": format_time(session.starts_at),
            "ends_at": format_time(session.ends_at),
            "day": self.course.local(session.starts_at).date().isoformat(),
            "room": session.room,
        }
        before = event_log.last_change(writing.conn, session.id, (Kind.SESSION_SHIFT, Kind.SESSION_MOVE))
        return self._heard(writing, NewEvent(kind=kind, session=session.id, ref=before, facts=facts))

    def _heard(self, writing: Transaction, draft: NewEvent) -> Event:
        """The doors read the programme anew when the revision rises."""
        event = self._append(writing, draft)
        edition.raise_revision(writing.conn)
        return event

    def _held(self, writing: Transaction, session: str) -> Session:
        sessions = programme.read_programme(writing.conn)
        for found in sessions:
            if found.id == session:
                return found
        raise no_session(writing.conn, session, sessions)
