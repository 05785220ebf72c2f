"""Undo at the door: one named act at a time, which can be put back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from textual import work

from checkin.core.course import Participant
from checkin.core.events import EventSource
from checkin.core.text import clean, translatable
from checkin.door.acts import (
    DoorAct,
    OtherReading,
    act_of,
    adding_of,
    attended_besides,
    last_act,
    read_elsewhere,
    recent_acts,
)
from checkin.door.answer_text import READ_ELSEWHERE, clock_time, person_text, session_text, text_with_time
from checkin.door.scan import Act, ScanAnswer
from checkin.door.snapshot import Snapshot
from checkin.kiosk.base.dialogs import confirmed
from checkin.kiosk.base.kiosk_screen import KioskScreen
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.runtime.messages import ActFound, BadgeWanted, PutBack, Undone
from checkin.store import event_log
from checkin.store.roster import participants

if TYPE_CHECKING:
    from checkin.attendance.corrections import Corrections

# An act that is at most so old, and on the screen, is taken back without a question. An older one needs the PIN.
_FRESH = timedelta(minutes=1)
_PUT_BACK = translatable("To put it back, choose its row with Down and press F4.")
_ALSO = translatable("F4 once more undoes that too.")

ACT_TEXTS = {
    Act.SCAN: translatable("check-in of {name}"),
    Act.PAPER: translatable("paper entry of {name}"),
    Act.WALK_IN: translatable("adding of {name}"),
    Act.LET_IN: translatable("letting in of {name}"),
    Act.MARK: translatable("mark of {name}"),
    Act.EXIT: translatable("exit of {name}"),
}


class UndoActions(KioskScreen):
    """The undo of the door's acts. While one is under way, further presses are ignored."""

    snapshot: Snapshot
    last_answer: ScanAnswer | None = None
    # The act that counts a person whose other act was undone just now: the next undo is about it.
    also: DoorAct | None = None
    _is_undoing = False

    def chosen_row(self) -> DoorAct | None:
        """Return the row of the last scans that staff have chosen."""
        raise NotImplementedError

    def act_text(self, answer: ScanAnswer) -> str:
        """Name an act: what was done, with whom, in which session, and when."""
        tr, course = self.tr, self.kiosk.course
        parts = [tr(ACT_TEXTS[answer.act], name=person_text(tr, answer))]
        if answer.session is not None:
            parts.append(session_text(tr, course, answer.session, self.kiosk.now()))
        return ", ".join([*parts, clock_time(tr, course, answer.at, self.kiosk.now())])

    def action_undo(self) -> None:
        """Take the last act of this door back, or put the chosen row back if it was undone."""
        if self._is_undoing:
            return
        self._is_undoing = True
        chosen, also = self.chosen_row(), self.also
        # On the writer thread, so that scans that are still waiting come first.
        self.kiosk.submit(lambda: self._find(chosen, also), self.tr("the undo"))

    def _find(self, chosen: DoorAct | None, also: DoorAct | None) -> ActFound:
        opened, door = self.kiosk.opened, self.kiosk.door.door
        with opened.record.reading() as conn:
            acts = recent_acts(conn, door.name, self.kiosk.now())
            act = last_act(acts)
            if chosen is not None:
                event_id = chosen.answer.event_id
                act = next((found for found in acts if found.answer.event_id == event_id), None)
            elif also is not None and event_log.is_in_force(conn, also.answer.event_id):
                act = also
            return ActFound(act, read_elsewhere(conn, act.answer) if act else None)

    @work(group=DIALOG_WORKERS)
    async def offer_undo(self, act: DoorAct | None, elsewhere: OtherReading | None) -> None:
        """Take an act back that is on the screen and fresh. Ask by name about any other."""
        tr = self.tr
        try:
            if act is None or not (act.can_be_undone or act.is_undone):
                text = tr("Nothing was done at this door that could be undone.")
                has_undone = any(shown.is_undone for shown in self.snapshot.acts)
                self.notify_staff(f"{text} {tr(_PUT_BACK)}" if has_undone else text)
            elif act.is_undone:
                await self._offer_to_put_back(act)
            elif self._needs_no_question(act, elsewhere) or await self._is_sure(act, elsewhere):
                self._take_back(act)
                return
        except BaseException:
            self._is_undoing = False
            raise
        self._is_undoing = False

    def _needs_no_question(self, act: DoorAct, elsewhere: OtherReading | None) -> bool:
        shown = self.last_answer
        is_shown = shown is not None and shown.event_id == act.answer.event_id
        return is_shown and self._is_fresh(act) and elsewhere is None and self.chosen_row() is None

    def _is_fresh(self, act: DoorAct) -> bool:
        return timedelta(0) <= self.kiosk.now() - act.answer.at <= _FRESH

    async def _is_sure(self, act: DoorAct, elsewhere: OtherReading | None) -> bool:
        tr, course = self.tr, self.kiosk.course
        title = tr("Undo: {act}?", act=self.act_text(act.answer))
        if elsewhere is not None:
            door = clean(elsewhere.door) or tr("a door without a name")
            title += " " + text_with_time(tr, READ_ELSEWHERE, course, elsewhere.at, self.kiosk.now(), door=door)
        if not await confirmed(self.kiosk, title, tr("Yes, undo it")):
            return False
        purpose = tr("PIN, to undo: {act}", act=self.act_text(act.answer))
        return self._is_fresh(act) or await self.kiosk.require_pin(purpose)

    async def _offer_to_put_back(self, act: DoorAct) -> None:
        tr = self.tr
        if await confirmed(self.kiosk, tr("Put back: {act}?", act=self.act_text(act.answer)), tr("Yes, put it back")):
            self.kiosk.submit(lambda: self._put_back(act), tr("the undo"))

    def _take_back(self, act: DoorAct) -> None:
        self.kiosk.submit(lambda: self._undo(act), self.tr("the undo"))

    def _undo(self, act: DoorAct) -> Undone:
        """Undo the event of an act, and the adding of a person that belongs to it. On the writer thread."""
        from checkin.attendance.door_undo import next_to_undo, still_counted

        if not self.take_back_now(act):
            return Undone(None)
        opened = self.kiosk.opened
        return Undone(act, still_counted(opened, act, self.tr), next_to_undo(opened, act))

    def take_back_now(self, act: DoorAct) -> bool:
        """Undo the events of an act. Return False if it had been undone before. On the writer thread."""
        from checkin.attendance.door_undo import take_back

        if not take_back(self.corrections("undone at the door"), act):
            return False
        self.kiosk.door.reset_repeats()
        return True

    def _put_back(self, act: DoorAct) -> PutBack:
        """Restore the event of an act with its original time. On the writer thread."""
        opened = self.kiosk.opened
        with opened.record.reading() as conn:
            event_id, person = act.answer.event_id, act.answer.participant
            if event_log.is_in_force(conn, event_id) or event_log.restored_by(conn, event_id):
                return PutBack(None)
            acts = recent_acts(conn, self.kiosk.door.door.name, self.kiosk.now())
            adding = act if act.added_by else adding_of(acts, act)
            if adding is not None and event_log.is_in_force(conn, adding.added_by):
                adding = None  # the check-in was undone, not the adding
            if adding is None and (person is None or participants.by_id(conn, person.id) is None):
                return PutBack(None)
        if adding is not None:
            return self._add_again(adding, [*attended_besides(acts, adding), *([] if adding is act else [act])])
        event = self.corrections("put back at the door").restore(event_id)
        self.kiosk.door.reset_repeats()
        with opened.record.reading() as conn:
            return PutBack(act_of(conn, event))

    def _add_again(self, adding: DoorAct, besides: Sequence[DoorAct]) -> PutBack:
        """Add a person once more: an adding that was undone is final, so the code and the badge are new."""
        with self.kiosk.opened.record.reading() as conn:
            if event_log.is_added_again(conn, adding.added_by):
                return PutBack(None)
        with self.kiosk.opened.record.together():
            again, put_back = self._added_again(adding, besides)
        if again is not None:
            self.kiosk.post_message(BadgeWanted(again.code, clean(again.name)))
        return PutBack(put_back)

    def _added_again(
        self, adding: DoorAct, besides: Sequence[DoorAct]
    ) -> tuple[Participant, DoorAct] | tuple[None, None]:
        person, session = adding.answer.participant, adding.answer.session
        if person is None:
            return None, None
        _, again = self.corrections("put back at the door").add(
            person.name, person.country, institution=person.institution, origin={"restores": adding.added_by}
        )
        door = self.kiosk.door.door.entrance(session.id if session else None)
        answer = door.scan(again.code, how=EventSource.SEARCHED, at=adding.answer.at)
        if not answer.verdict.counts:
            answer = replace(answer, act=Act.WALK_IN)
        attended = self.attend_again(again.code, besides)
        return again, attended[-1] if attended else DoorAct(answer)

    def attended_besides(self, adding: DoorAct) -> list[DoorAct]:
        """Return what else checked in a person who was added here, oldest first. On the writer thread."""
        with self.kiosk.opened.record.reading() as conn:
            acts = recent_acts(conn, self.kiosk.door.door.name, self.kiosk.now())
        return attended_besides(acts, adding)

    def attend_again(self, code: str, acts: Sequence[DoorAct]) -> list[DoorAct]:
        """Record arrivals once more for a person who was added once more. On the writer thread."""
        made = []
        for act in acts:
            answer = act.answer
            if answer.act is Act.LET_IN and answer.session is not None:
                event = self.corrections(answer.reason).mark(code, answer.session.id, "present", at=answer.at)
                with self.kiosk.opened.record.reading() as conn:
                    made.append(act_of(conn, event))
            elif answer.session is not None:
                door = self.kiosk.door.door.entrance(answer.session.id)
                is_paper = answer.act is Act.PAPER
                how = EventSource.PAPER if is_paper else EventSource.SEARCHED
                made.append(DoorAct(door.scan(code, how=how, at=answer.at, signed=is_paper, entered=is_paper)))
        return made

    def undo_ended(self) -> None:
        """Accept the next press: the undo was done, or it failed."""
        self._is_undoing = False

    def show_undone(self, act: DoorAct | None, still: str = "", also: DoorAct | None = None) -> None:
        """Show that an act was taken back, and by which entries the person is counted all the same."""
        hint = f"{still}\n{self.tr(_ALSO)}" if still else self.tr(_PUT_BACK)
        self._show_act(act, translatable("Undone: {act}"), translatable("This had been undone already."), hint)
        self.also = also

    def show_put_back(self, act: DoorAct | None) -> None:
        """Show that an act was put back."""
        self._show_act(act, translatable("Put back: {act}"), translatable("This had been put back already."))

    def _show_act(self, act: DoorAct | None, done: str, too_late: str, hint: str = "") -> None:
        self.undo_ended()
        if act is None:
            self.notify_staff(self.tr(too_late))
            return
        self.last_answer = None
        said = self.tr(done, act=self.act_text(act.answer))
        if act.added_by == "" and act.answer.act is Act.WALK_IN and not act.answer.verdict.counts:
            hint = self.tr("The person is not counted here. F5, “Card of the last person”, lets the person in.")
        self.show_idle(f"{said}\n{hint}" if hint else said)

    def show_idle(self, text: str = "", *, stays: bool = False) -> None:
        """Show a text in the place of the verdict."""
        raise NotImplementedError

    def notify_staff(self, text: str) -> None:
        """Show a short message for staff."""
        self.notify(text, markup=False)

    def corrections(self, reason: str) -> "Corrections":
        """Return the corrections of this door. ``reason`` goes into every entry."""
        from checkin.attendance.corrections import Corrections

        door = self.kiosk.door.door.name
        return Corrections.of(
            self.kiosk.opened, actor=self.kiosk.author or None, reason=reason or None, door=door or None
        )
