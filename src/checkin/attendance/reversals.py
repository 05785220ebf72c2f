"""Undo entries and put them back. Each reversal is a new entry; nothing is overwritten."""

import sqlite3
from dataclasses import dataclass, replace
from typing import Self

from checkin.attendance.entry_reversal import renamed_with, restoring, undoing
from checkin.core.course import Course
from checkin.core.errors import InputError, NotFoundError
from checkin.core.events import Event, EventSource, Kind, NewEvent
from checkin.core.text import clean
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries.merged_entries import entries_since_merge
from checkin.store.record import Record, Transaction
from checkin.store.roster import edition

# What cannot be undone: an undo is final, letters and paper are out, a certificate is revoked instead.
LASTING = frozenset({Kind.UNDO, Kind.LOAD, Kind.MAIL, Kind.PRINT, Kind.ISSUE, Kind.DUPLICATE, Kind.CLOCK})
# What can be put back after an undo. Badges, certificates and printed paper cannot.
RESTORABLE = frozenset(Kind) - LASTING - {Kind.ADD, Kind.REISSUE, Kind.REVOKE, Kind.DELIVER}


@dataclass(frozen=True)
class Reversals:
    """Reversals in one course, by one person. ``actor``, ``reason`` and ``door`` go into every entry.

    A method raises :class:`NotFoundError` for an entry that the record does not hold, or that is already as it would
    become, and :class:`RecordError` if the record cannot be written.
    """

    record: Record
    course: Course
    actor: str | None = None
    reason: str | None = None
    door: str | None = None

    @property
    def _by(self) -> tuple[str | None, str | None]:
        """Return who makes the change, and why."""
        return self.actor, self.reason

    @classmethod
    def of(
        cls, opened: OpenCourse, *, actor: str | None = None, reason: str | None = None, door: str | None = None
    ) -> Self:
        """Return the corrections of an open course."""
        return cls(opened.record, opened.course, actor=actor, reason=reason, door=door)

    def undo(self, event_id: str | None = None) -> Event:
        """Undo an entry; both stay in the record. None is the last entry that can be undone.

        With a scan that was moved, the scan as it was before the move is put back. With a merge of people, scans of the
        other person's badges since then are given back to that person.
        """
        with self.record.writing() as writing:
            found = _undoable(writing.conn, event_id)
            _raise_revision(writing, found.kind)
            undone = self._append(writing, undoing(found))
            moved = found.read_facts().get("moved_from")
            before = event_log.event(writing.conn, moved) if moved else None
            if before is not None and not event_log.is_in_force(writing.conn, before.event_id):
                self._put_back(writing, before)
            if found.kind == Kind.MERGE:
                self._give_back(writing, found)
            renamed = renamed_with(writing.conn, found)
            if renamed is not None and event_log.is_in_force(writing.conn, renamed.event_id):
                _raise_revision(writing, renamed.kind)
                self._append(writing, undoing(renamed))
            return undone

    def restore(self, event_id: str) -> Event:
        """Put back an entry that was undone, as a new entry with the time of the old one."""
        with self.record.writing() as writing:
            found = event_log.event(writing.conn, event_id)
            if found is None or found.kind not in RESTORABLE:
                raise NotFoundError("There is no entry {event} that can be put back.", event=clean(event_id))
            if event_log.is_in_force(writing.conn, found.event_id):
                raise NotFoundError("The entry {event} was not undone: there is nothing to put back.", event=event_id)
            if event_log.restored_by(writing.conn, found.event_id):
                raise NotFoundError("The entry {event} was put back before.", event=event_id)
            moved = found.read_facts().get("moved_from", "")
            if back := event_log.standing_as(writing.conn, moved):
                self._append(writing, undoing(back))
            if (renamed := renamed_with(writing.conn, found)) is not None:
                self._put_back(writing, renamed)
            return self._put_back(writing, found)

    def _give_back(self, writing: Transaction, merge: Event) -> None:
        """Give the person whose merge was undone the scans of their badges since then."""
        for scan in entries_since_merge(writing.conn, merge).of_badges:
            self._append(writing, undoing(scan))
            again = restoring(scan, *self._by)
            writing.append(replace(again, participant=merge.participant, facts={"moved_from": scan.event_id}))

    def _put_back(self, writing: Transaction, found: Event) -> Event:
        _raise_revision(writing, found.kind)
        return writing.append(restoring(found, *self._by))

    def _append(self, writing: Transaction, draft: NewEvent) -> Event:
        return writing.append(
            replace(draft, how=EventSource.CORRECTION, actor=self.actor, reason=self.reason, door=self.door)
        )


def _undoable(conn: sqlite3.Connection, event_id: str | None) -> Event:
    """Return the entry to be undone, or raise an error that says what can be done instead."""
    key = event_id or event_log.last_undoable(conn)
    if key is None:
        raise NotFoundError("There is nothing to undo.")
    found = event_log.event(conn, key)
    if found is not None and found.kind == Kind.ISSUE:
        raise InputError(
            "An issued certificate cannot be undone. Revoke it: checkin certificates --revoke {number} --reason TEXT",
            number=found.read_facts()["said"]["number"],
        )
    if found is None or found.kind in LASTING:
        raise NotFoundError("There is no entry {event} that can be undone.", event=clean(key))
    if event_log.is_in_force(conn, found.event_id):
        return found
    if back := event_log.restored_by(conn, found.event_id):
        raise NotFoundError(
            "The entry {event} was undone and put back. To undo it again: checkin undo {back}",
            event=found.event_id,
            back=back,
        )
    raise NotFoundError("The entry {event} was undone before. 'checkin restore' puts it back.", event=found.event_id)


def _raise_revision(writing: Transaction, kind: str) -> None:
    """Let the doors read the programme again after a change of a session."""
    if kind.startswith("session_"):
        edition.raise_revision(writing.conn)
