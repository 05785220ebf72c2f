"""Run the dialogs of staff at the door; each ends with an event in the record."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content

from checkin.core.course import Participant, Session
from checkin.core.errors import CheckinError, RecordError
from checkin.core.events import Event
from checkin.core.text import clean, translatable
from checkin.core.verdicts import Verdict
from checkin.door.acts import act_of
from checkin.door.person_session import session_now
from checkin.door.pin import LEAST
from checkin.door.scan import ScanAnswer
from checkin.door.snapshot import Snapshot
from checkin.kiosk.base.dialogs import AskDialog, ChooseDialog, ReadDialog, confirmed
from checkin.kiosk.base.reissue import new_badge
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.door.added_people import AddedPeople
from checkin.kiosk.runtime.messages import Answered, Corrected

if TYPE_CHECKING:
    from checkin.attendance.corrections import Corrections
    from checkin.kiosk.base.search_dialog import Found
    from checkin.kiosk.door.person_card import CardData

_CAN_BE_LET_IN = frozenset({Verdict.NOT_EXPECTED, Verdict.NO_SESSION, Verdict.WITHDRAWN, Verdict.REPLACED})


def _can_be_let_in(answer: ScanAnswer) -> bool:
    return answer.verdict in _CAN_BE_LET_IN or answer.absent is not None


class DoorActions(AddedPeople):
    """The dialogs of the door. The screen itself knows the last answers and the counts."""

    snapshot: Snapshot

    @property
    def counts(self) -> Snapshot:
        """Return the newest counts. A door that was opened just now has none yet: they are read at once."""
        if not self.snapshot.revision:
            from checkin.door.snapshot_reader import take_snapshot

            kiosk = self.kiosk
            with suppress(RecordError):  # the door says so at the next turn
                self.take(take_snapshot(kiosk.opened, kiosk.now(), kiosk.door, self.tr))
        return self.snapshot

    def take(self, snapshot: Snapshot) -> None:
        """Take new counts."""
        raise NotImplementedError

    # -- finding somebody

    def action_search(self) -> None:
        """Find a person: check the person in, or open the card. What was typed so far comes along."""
        self.open_search(self.kiosk.take_typed())

    def open_search(self, text: str = "") -> None:
        """Open the search with a text."""
        from checkin.kiosk.base.search_dialog import SearchDialog

        # At once, not in a worker: keys that follow F2 are meant for the search.
        dialog = SearchDialog(
            lambda: self.tr("Search"),
            at_once=lambda: self.tr("Record the exit") if self.kiosk.door.door.is_exit else self.tr("Check in"),
            text=text,
            states=self.states,
            can_add=True,
        )
        self.app.push_screen(dialog, self._found)

    def name_typed(self, text: str) -> bool:
        self.open_search(text)
        return True

    def _found(self, found: "Found | None") -> None:
        if found is None:
            return
        if found.person is None:
            self.add_person(found.new_name)
        elif found.at_once:
            self.check_in(found.person)
        else:
            self.open_card(found.person)

    @work(group=DIALOG_WORKERS)
    async def open_card(self, person: Participant) -> None:
        """Show a person's card, and do what is chosen there."""
        from checkin.kiosk.door.person_card import CardDialog, facts_of

        facts = facts_of(self.kiosk.opened, person, self.counts.here, self.kiosk.door.door.name)
        match await self.app.push_screen_wait(CardDialog(self.kiosk.course, facts)):
            case "check_in":
                self.check_in(person)
            case "let_in":
                await self._let_in(person, facts.session)
            case "undo":
                await self._undo_of_card(facts)
            case "note":
                await self._note(person)
            case "excuse":
                await self._excuse(person)
            case "reissue":
                await new_badge(self, person)
            case "merge":
                await self._merge(person)
            case "unmerge" if facts.merging is not None:
                await self._unmerge(facts.merging, person)
            case choice:
                await self.act_on_added(choice, facts)

    def action_card(self) -> None:
        """Show the card of the chosen row, else of the person who was scanned last."""
        person = self.last_person()
        if person is None:
            self.notify_staff(self.tr("Nobody on the participant list was scanned at this door yet."))
        elif self._was_removed(person):
            text = translatable("{name} was removed. To put the person back, choose the row with Down and press F4.")
            self.notify_staff(self.tr(text, name=clean(person.name)))
        else:
            self.open_card(person)

    def _was_removed(self, person: Participant) -> bool:
        """Return True for a person who was added here, and whose adding was taken back."""
        from checkin.store.roster.participants import by_id

        with self.kiosk.opened.record.reading() as conn:
            return by_id(conn, person.id) is None

    def last_person(self) -> Participant | None:
        """Return the person of the chosen row, else the last person of the list of last scans."""
        raise NotImplementedError

    # -- corrections

    async def _undo_of_card(self, facts: "CardData") -> None:
        """Take back the person's act in the session that the card shows, else their last one in another session."""
        act = facts.act or facts.other
        if act is not None and await self._is_sure(act, facts.elsewhere if facts.act else None):
            self._take_back(act)

    @work(group=DIALOG_WORKERS)
    async def action_let_in(self) -> None:
        """Let the person in whom the rules have just refused."""
        answer = self.last_answer
        if answer is None or answer.participant is None or not _can_be_let_in(answer):
            self.notify_staff(self.tr("Nobody was refused just now who could be let in."))
            return
        person = answer.participant
        await self._let_in(person, answer.session or self._session_of(person))

    def _session_of(self, person: Participant) -> Session | None:
        here = self.counts.here
        with self.kiosk.opened.record.reading() as conn:
            return session_now(conn, here, person)[0]

    async def _let_in(self, person: Participant, session: Session | None) -> None:
        tr = self.tr
        chosen = session.id if session else await self._choose_session(tr("Let in to which session?"), None)
        name = clean(person.name)
        if chosen is None or not await self.kiosk.require_pin(tr("PIN, to let in {name}", name=name)):
            return
        title = next((clean(found.title) for found in self.counts.sessions if found.id == chosen), "")
        reason = await self._ask(tr("Let in: {name}, {session}", name=name, session=title), tr("Reason"))
        if reason is None:
            return

        def let_in() -> Answered:
            event = self.corrections(reason).mark(person.code, chosen, "present", self.kiosk.now(), let_in=True)
            self.kiosk.door.reset_repeats()
            with self.kiosk.opened.record.reading() as conn:
                return Answered(replace(act_of(conn, event).answer, names_session=True))

        self.kiosk.submit(let_in, name)

    async def _note(self, person: Participant) -> None:
        tr = self.tr
        text = await self._ask(clean(person.name), tr("Note for the staff (a single - takes it away)"))
        if text is not None:
            written = "" if text == "-" else text
            done = tr("Note written: {name}", name=clean(person.name))
            self._correct("", lambda corrections: corrections.note(person.code, written), done, done)

    async def _excuse(self, person: Participant) -> None:
        tr = self.tr
        session = await self._choose_session(tr("Excuse from which session?"), self._session_of(person), today=True)
        if session is None:
            return
        reason = await self._ask(tr("Excuse: {name}", name=clean(person.name)), tr("Reason"))
        if reason is None:
            return
        day = self.kiosk.course.local(self.kiosk.now()).date()

        def excuse(corrections: "Corrections") -> Event:
            if session == _TODAY:
                return corrections.excuse(person.code, days=(day, day))
            return corrections.excuse(person.code, session)

        self._correct(reason, excuse, tr("Excuse: {name}", name=clean(person.name)))

    async def _merge(self, person: Participant) -> None:
        from checkin.attendance.effect_text import person_text
        from checkin.attendance.merging import contradicted_sessions, shared_sessions
        from checkin.kiosk.base.search_dialog import SearchDialog

        tr = self.tr
        title = tr("Who on the participant list is {name}?", name=clean(person.name))
        found = await self.app.push_screen_wait(SearchDialog(title, at_once=tr("This is the same person")))
        if found is None or found.person is None:
            return
        into = found.person
        both = {"name": clean(person.name), "other": clean(into.name)}
        question = tr("One person: {name} and {other}?", name=person_text(person, tr), other=person_text(into, tr))
        with self.kiosk.opened.record.reading() as conn:
            shared, against = shared_sessions(conn, person, into), contradicted_sessions(conn, person, into)
        if shared:
            question += " " + tr("Both are on the list, and both came to {sessions}.", sessions=tr.some(shared))
        if against:
            text = translatable("One came to {sessions}, the other is marked absent there: the mark then holds.")
            question += " " + tr(text, sessions=tr.some(against))
        if person.withdrawn and not into.withdrawn:
            question += " " + tr("The withdrawal of {name} then holds for {other}.", **both)
        if not await confirmed(self.kiosk, question, tr("Yes, they are one person")):
            return
        if await self.kiosk.require_pin(tr("PIN, to merge {name} and {other}", **both)):
            done = tr("The cards of {name} and {other} are one card now.", **both)
            self._correct("", lambda corrections: corrections.merge(person.code, into.code, anyway=True), done, done)

    async def _unmerge(self, event_id: str, person: Participant) -> None:
        name = clean(person.name)
        if await self.kiosk.require_pin(self.tr("PIN, to undo the merging of {name}", name=name)):
            done = self.tr("{name} has two cards again.", name=name)
            self._correct("", lambda corrections: corrections.undo(event_id), done, done)

    # -- looking

    @work(group=DIALOG_WORKERS)
    async def action_missing(self) -> None:
        """Show who is expected at the session on now and has not come, by country."""
        tr, snapshot = self.tr, self.counts
        if not snapshot.here:
            self.notify_staff(tr("No session is open now"))
            return
        from checkin.door.snapshot_reader import missing_people

        missing = missing_people(self.kiosk.opened, snapshot.presence)
        by_country: dict[str, list[str]] = {}
        for person in missing:
            by_country.setdefault(tr.country(person.country) or tr("no country"), []).append(clean(person.name))
        lines = [
            Content.assemble((f"{country} ({len(names)})  ", "bold"), ", ".join(names))
            for country, names in sorted(by_country.items(), key=lambda found: tr.sort_key(found[0]))
        ]
        text = Content("\n").join(lines) if lines else Content(tr("Everybody who is expected is in."))
        title = tr.plural(
            "{n} person is missing: {title}",
            "{n} people are missing: {title}",
            len(missing),
            none=translatable("Nobody is missing: {title}"),
            title=snapshot.title,
        )
        await self.app.push_screen_wait(ReadDialog(title, text))

    # -- self-service

    @work(group=DIALOG_WORKERS)
    async def action_hand_over(self) -> None:
        """Leave the door to guests, after saying how staff come back. Without a PIN one is set first."""
        tr = self.tr
        if not self.kiosk.pin.is_set and not await self._set_pin():
            return
        title = tr("Hand over to guests? To come back: F12 and the PIN.")
        if await confirmed(self.kiosk, title, tr("Yes, hand over")):
            await self.run_action("app.self_service")

    async def _set_pin(self) -> bool:
        tr = self.tr
        title = tr("Self-service needs a PIN that opens the door again")
        first = await self.app.push_screen_wait(AskDialog(title, tr("New PIN"), secret=True, check=self._pin_fault))
        if first is None:
            return False
        differs = tr("The two PINs differ.")
        dialog = AskDialog(
            title, tr("The same PIN again"), secret=True, check=lambda text: "" if text == first else differs
        )
        if await self.app.push_screen_wait(dialog) is None:
            return False
        try:
            self.kiosk.pin.choose(first)
        except CheckinError as error:
            self.notify(self.tr.error(error), severity="error", markup=False)
            return False
        return True

    def _pin_fault(self, text: str) -> str:
        return "" if len(text) >= LEAST else self.tr("A PIN has at least {n} characters.", n=LEAST)

    # -- shared

    async def _ask(self, title: str, question: str) -> str | None:
        return await self.app.push_screen_wait(AskDialog(title, question))

    async def _choose_session(self, title: str, first: Session | None, *, today: bool = False) -> str | None:
        choices = [(session.id, self._session_line(session)) for session in self.from_today()]
        if today:
            choices.insert(0, (_TODAY, Content(self.tr("Every session of today"))))
        return await self.app.push_screen_wait(ChooseDialog(title, choices, first.id if first else ""))

    def from_today(self) -> list[Session]:
        """Return the sessions from today on, then the earlier ones."""
        course = self.kiosk.course
        today = course.local(self.kiosk.now()).date()
        return sorted(self.counts.sessions, key=lambda session: course.local(session.starts_at).date() < today)

    def _session_line(self, session: Session) -> Content:
        start = self.kiosk.course.local(session.starts_at)
        room = f" · {clean(session.room)}" if session.room else ""
        return Content.assemble(
            f"{self.tr.weekday(start.date())} {start:%H:%M}  ", (clean(session.title), "bold"), room
        )

    def _correct(self, reason: str, job: "Callable[[Corrections], Event]", what: str, done: str = "") -> None:
        """Make a correction on the thread that writes, and show ``done``, else what it changed.

        ``what`` names it if it fails.
        """
        from checkin.attendance.effect_text import effect_text
        from checkin.attendance.effects import read_effects

        tr, opened = self.tr, self.kiosk.opened

        def correct() -> Corrected:
            event = job(self.corrections(reason))
            self.kiosk.door.reset_repeats()
            return Corrected(done or effect_text(read_effects(opened, [event])[0], opened.course, tr))

        self.kiosk.submit(correct, what)


_TODAY = "today"
MENU = (
    ("card", translatable("Card of the last person")),
    ("let_in", translatable("Let in with a reason")),
    ("add", translatable("Add a person who is on no list")),
    ("missing", translatable("Who is missing")),
    ("emergency", translatable("Emergency list: who is inside now")),
    ("paper", translatable("Enter a paper list")),
    ("board", translatable("Board of the delegations")),
    ("practice", translatable("Practice on or off: nothing counts")),
    ("direction", translatable("Entrance or exit")),
    ("scanner", translatable("Set up the scanner")),
    ("camera", translatable("Webcam as a scanner")),
    ("phones", translatable("Phones as scanners")),
    ("sounds", translatable("Sounds on or off")),
    ("theme", translatable("Colours")),
    ("hand_over", translatable("Hand over to guests: self-service")),
    ("desk('badges')", translatable("Go to the badges")),
    ("desk('attendance')", translatable("Go to the attendance")),
    ("quit", translatable("Leave checkin")),
)
