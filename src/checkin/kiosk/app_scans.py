"""App part: scans, their answers and counts, and what could not be recorded."""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

from textual import work
from textual.message import Message
from textual.timer import Timer

from checkin.core.errors import CheckinError, RecordError
from checkin.core.events import ScannedText
from checkin.core.text import clean
from checkin.door import sounds
from checkin.door.answer_text import clock_time
from checkin.door.scan import ScanAnswer
from checkin.door.service import visit_key
from checkin.kiosk.app_state import SELF_SERVICE, AppWithState
from checkin.kiosk.base.screen import BaseScreen
from checkin.kiosk.door.screen import DoorScreen
from checkin.kiosk.runtime.messages import (
    Answered,
    JobEnded,
    JobFailed,
    Recovered,
    ScanBlocked,
    ScanFailed,
    SnapshotTaken,
)
from checkin.store.roster import codes, participants

# Seconds from an answer to the counts: the answer is painted before, and a queue of scans is counted at once.
_COUNT_AFTER = 0.25
# Seconds after which what is not recorded yet replaces the answer to another person: the record is in use elsewhere.
_PATIENCE = 1
# So many scans that were not recorded are kept to be named.
_MOST_UNRECORDED = 500


class AppWithScans(AppWithState):
    """The part of the kiosk that answers scans. What was not recorded is kept, listed, and named when it is over."""

    door_screen: DoorScreen

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.out_of_order = False
        self._stale = True
        self._read_revision = -1
        self._counting: Timer | None = None
        self._unrecorded: dict[str, tuple[str, datetime]] = {}
        # What staff did that was not recorded: an undo, a note.
        self._not_done: list[str] = []
        # The scans that are not answered yet, with what staff did that is not recorded yet; the timer of the oldest.
        self._unanswered: deque[str] = deque()
        self._patience: Timer | None = None

    @property
    def active(self) -> BaseScreen[Any] | None:
        """Return the active screen if it is one of ours. None while the app switches between desks."""
        if self.screen_stack and isinstance(self.screen, BaseScreen):
            return self.screen
        return None

    def handle_scan(self, presented: ScannedText) -> None:
        """Answer a scan, whichever screen is open. A screen that sets up the scanner takes it for itself."""
        if self.active is not None and self.active.consume_scan(presented):
            return
        guests = self.current_mode == SELF_SERVICE
        answer = self.bound(lambda: self._answer(presented, guests=guests))

        def run() -> Message | None:
            try:
                return answer()
            except CheckinError as error:
                return ScanFailed(presented, error)

        self._submit(run, clean(presented.text)[:40])

    def submit(self, job: Callable[[], Message | None], what: str) -> None:
        """Run a job on the writer thread. ``what`` names it for staff if it fails, or if it has to wait."""
        self._submit(self.bound(job), what)

    def _submit(self, job: Callable[[], Message | None], what: str) -> None:
        self._unanswered.append(what)
        if self._patience is None:
            self._patience = self.set_timer(_PATIENCE, self._show_waiting)
        self.writer.submit(job, what)
        self.writer.submit(JobEnded, "")

    def _show_waiting(self) -> None:
        """Show that a scan, or what staff did, is not recorded yet, in the place of the answer to another person."""
        self._patience = None
        if not self._unanswered or self.out_of_order:
            return
        if self.screen is not self.door_screen and self.active is not None:
            self.active.show_waiting(self._unanswered[0])
        if self.door_screen.is_ready:
            self.door_screen.show_waiting(self._unanswered[0])

    def on_job_ended(self) -> None:
        """Wait for the next job. What was shown while this one waited goes, if no answer took its place."""
        self._unanswered.popleft()
        if self._patience is not None:
            self._patience.stop()
        self._patience = self.set_timer(_PATIENCE, self._show_waiting) if self._unanswered else None
        if self.screen is not self.door_screen and self.active is not None:
            self.active.end_waiting()
        if self.door_screen.is_ready:
            self.door_screen.end_waiting()

    def _answer(self, presented: ScannedText, *, guests: bool) -> Message:
        """Return the answer to a scan, on the writer thread. Guests who try codes are blocked for a while."""
        seconds = self.door.lockout_remaining() if guests else 0
        return ScanBlocked(seconds) if seconds else Answered(self.door.answer(presented))

    def on_answered(self, event: Answered) -> None:
        self.show_everywhere(event.answer)
        self.ring(sounds.pattern(event.answer))
        self.counts_changed()
        if self._unrecorded.pop(visit_key(event.answer.code), None) is not None:
            self.list_unrecorded()
        if self.out_of_order:
            self._recover()

    def show_everywhere(self, answer: ScanAnswer) -> None:
        """Show an answer on the active screen and at the staff's door."""
        if isinstance(self.screen, BaseScreen):
            self.screen.show_answer(answer)
        if self.screen is not self.door_screen and self.door_screen.is_ready:
            self.door_screen.show_answer(answer)

    def on_scan_blocked(self, event: ScanBlocked) -> None:
        if self.active is None:
            return
        self.active.show_blocked(event.seconds)
        self.ring(sounds.REFUSED)

    def take_typed(self) -> str:
        """Return what was typed so far where only codes are typed, and clear it."""
        text = self.capture.text.strip()
        self.capture.clear()
        if self.active is not None:
            self.active.show_typed("")
        return text

    # -- the counts

    def counts_changed(self) -> None:
        """Mark the counts as out of date: something was recorded."""
        self._stale = True
        if self._counting is None:
            self._counting = self.set_timer(_COUNT_AFTER, self._count)
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.record_changed()

    def _count(self) -> None:
        """Read the counts shortly after an answer, once for all that came meanwhile."""
        self._counting = None
        if self._stale:
            self._stale = False
            self._take_snapshot()

    def refresh_now(self) -> None:
        """Read a snapshot at once, not at the next turn."""
        self.door.reset_repeats()
        self._stale = False
        self._take_snapshot()

    @work(thread=True, exclusive=True, exit_on_error=False, group="snapshot")
    def _take_snapshot(self) -> None:
        from checkin.door.snapshot_reader import take_snapshot

        try:
            snapshot = take_snapshot(self.opened, self.opened.record.clock.now(), self.door, self.tr)
            if snapshot.revision != self._read_revision:
                with self.opened.record.reading() as conn:
                    self.capture.own = codes.own_codes(conn)
                self._read_revision = snapshot.revision
        except RecordError as error:
            self.post_message(JobFailed(error, self.tr("the counts")))
            return
        self.post_message(SnapshotTaken(snapshot))

    def on_snapshot_taken(self, event: SnapshotTaken) -> None:
        if self.door_screen.is_ready:
            # If something was recorded while they were read, the rows are those of before: the next second has them.
            self.door_screen.take(event.snapshot, with_acts=not self._stale)
        if self.active is not None:
            self.active.snapshot_changed(event.snapshot)

    # -- what was not recorded

    def on_scan_failed(self, event: ScanFailed) -> None:
        """Replace the verdict on the screen: it is another person's."""
        text = clean(event.scan.text)[:40]
        if len(self._unrecorded) < _MOST_UNRECORDED:
            self._unrecorded[visit_key(event.scan.text)] = (text, self.home.record.clock.now())
        self.list_unrecorded()
        if isinstance(event.error, RecordError):
            self._show_out_of_order(event.error, text)
            return
        said = self.tr("Not recorded: {what}", what=text)
        reason = self.tr.error(event.error)
        if self.screen is not self.door_screen and self.active is not None:
            self.active.show_not_recorded(f"{said}\n{reason}")
        if self.door_screen.is_ready:
            self.door_screen.show_not_recorded(f"{said}\n{reason}")
        self.ring(sounds.REFUSED)

    def on_job_failed(self, event: JobFailed) -> None:
        if isinstance(event.error, RecordError):
            # Counts and settings are read and stored again by themselves.
            if event.what not in (self.tr("the counts"), self.tr("the settings"), *self._not_done):
                self._not_done = [*self._not_done, event.what][-_MOST_UNRECORDED:]
            self._show_out_of_order(event.error, event.what)
        else:
            self.notify(self.tr.error(event.error), severity="error", markup=False)
        if self.door_screen.is_ready:
            self.door_screen.undo_ended()

    def _show_out_of_order(self, error: CheckinError, what: str) -> None:
        reason = self.tr.error(error)
        self.out_of_order = True
        if self.screen is not self.door_screen and isinstance(self.screen, BaseScreen):
            self.screen.show_trouble("\n".join((self.tr("OUT OF ORDER"), what, reason)))
        if self.door_screen.is_ready:
            self.door_screen.show_out_of_order(reason, what)
        self.ring(sounds.REFUSED)

    def on_recovered(self) -> None:
        if not self.out_of_order:
            return
        self._recover()
        not_done, self._not_done = self._not_done, []
        undone = self.tr("Not done, do it once more: {names}", names=", ".join(not_done)) if not_done else ""
        lost = "\n".join(text for text in (undone, self.unrecorded_text()) if text)
        if self.door_screen.is_ready:
            self.door_screen.show_idle("\n".join([self.tr("Recording again."), lost]), stays=True)
        if self.screen is not self.door_screen and isinstance(self.screen, BaseScreen):
            self.screen.show_trouble("")
            if self.current_mode != SELF_SERVICE and lost:
                self.notify(lost, markup=False)

    def _recover(self) -> None:
        self.out_of_order = False
        # What was set while nothing could be written: the pin, the direction, the desk.
        self.store_state()
        self.counts_changed()

    def try_again(self) -> None:
        """Try whether the record accepts a write again."""

        def test() -> Recovered | None:
            try:
                self.opened.record.test_write()
            except RecordError:
                return None
            return Recovered()

        self.writer.submit(test, "")

    def unrecorded_text(self) -> str:
        """Name the scans that were not recorded. Empty if there are none."""
        if not self._unrecorded:
            return ""
        names = ", ".join(self._unrecorded_name(key, text) for key, (text, _) in self._unrecorded.items())
        return self.tr("Not recorded, scan again: {names}", names=names)

    def _unrecorded_name(self, key: str, text: str) -> str:
        try:
            with self.home.record.reading() as conn:
                held = participants.find_code_holder(conn, key) or participants.find_code_holder(conn, text)
        except RecordError:
            return text
        return clean(held[0].name) if held else text

    def list_unrecorded(self) -> None:
        """List at the door what was not recorded."""
        if self.door_screen.is_ready:
            course, tr, now = self.course, self.tr, self.home.record.clock.now()
            lines = [
                (clock_time(tr, course, at, now), self._unrecorded_name(key, text))
                for key, (text, at) in self._unrecorded.items()
            ]
            self.door_screen.list_unrecorded(lines)
