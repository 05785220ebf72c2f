"""What the staff can do at the door beside scanning: each is a conversation, and its end an event in the record."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant, Session
from checkin.core.events import Event, EventSource, ScannedText, parse_time
from checkin.core.text import clean, fold, translatable
from checkin.core.verdicts import Verdict
from checkin.door.scan import ScanAnswer
from checkin.door.snapshot import Snapshot, missing_people
from checkin.kiosk.base.dialogs import AskDialog, ChooseDialog, ReadDialog
from checkin.kiosk.base.kiosk_screen import KioskScreen
from checkin.kiosk.base.reissue import new_badge
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.runtime.messages import Answered, BadgeWanted, Corrected, Undone
from checkin.store.roster import search

if TYPE_CHECKING:
    from checkin.kiosk.base.search_dialog import Found

# The last scan can be taken back freely for so long; afterwards it asks for the PIN.
_FRESH = timedelta(minutes=1)
_CAN_BE_LET_IN = frozenset({Verdict.NOT_EXPECTED, Verdict.NO_SESSION, Verdict.WITHDRAWN, Verdict.REPLACED})


class DoorActions(KioskScreen):
    """The conversations of the door. The screen beneath knows the last answers and the snapshot."""

    snapshot: Snapshot
    last_answer: ScanAnswer | None = None

    def last_counted(self) -> ScanAnswer | None:
        """The newest counted scan that was not undone."""
        raise NotImplementedError

    # -- finding somebody

    def action_search(self) -> None:
        """Find somebody: check them in, or open their card."""
        from checkin.kiosk.base.search_dialog import SearchDialog

        # At once, not as a conversation: whoever types on after F2 means the search.
        dialog = SearchDialog(self.tr("Search"), self._search, at_once=self.tr("Check in"))
        self.app.push_screen(dialog, self._found)

    def _found(self, found: "Found | None") -> None:
        if found is None:
            return
        if found.at_once:
            self._check_in(found.person)
        else:
            self.open_card(found.person)

    def _search(self, text: str) -> list[Participant]:
        with self.kiosk.opened.record.reading() as conn:
            return search.search(conn, text)

    def _check_in(self, person: Participant) -> None:
        self.kiosk.handle_scan(ScannedText(person.code, EventSource.SEARCHED))

    @work(group=DIALOG_WORKERS)
    async def open_card(self, person: Participant) -> None:
        """Show a person's card, and do what is chosen there."""
        from checkin.kiosk.door.person_card import CardDialog, facts_of

        facts = facts_of(self.kiosk.opened, person, self.snapshot.session)
        match await self.app.push_screen_wait(CardDialog(self.kiosk.course, facts)):
            case "check_in":
                self._check_in(person)
            case "let_in":
                await self._let_in(person, facts.session)
            case "undo":
                await self._undo_last(facts.last, person)
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

    def action_card(self) -> None:
        """The card of whoever was scanned last."""
        person = self.last_answer.participant if self.last_answer else None
        if person is None:
            self.notify_staff(self.tr("Nobody was scanned yet whom the roster knows."))
        else:
            self.open_card(person)

    # -- corrections

    @work(group=DIALOG_WORKERS)
    async def action_undo(self) -> None:
        """Take the last counted scan back."""
        answer = self.last_counted()
        if answer is None:
            self.notify_staff(self.tr("There is no counted scan to undo."))
            return
        fresh = self.kiosk.now() - answer.at <= _FRESH
        if fresh or await self._permitted():
            name = answer.participant.name if answer.participant else answer.code
            self._take_back(answer.event_id, name)

    async def _undo_last(self, last: Event | None, person: Participant) -> None:
        if last is None:
            self.notify_staff(self.tr("There is no scan of {name} to undo.", name=clean(person.name)))
            return
        fresh = self.kiosk.now() - parse_time(last.at) <= _FRESH
        if fresh or await self._permitted():
            self._take_back(last.event_id, person.name)

    def _take_back(self, event_id: str, name: str) -> None:
        def undo() -> Undone:
            self._corrections("undone at the door").undo(event_id)
            self.kiosk.door.reset_repeats()
            return Undone(event_id, clean(name))

        self.kiosk.submit(undo, self.tr("the undo"))

    @work(group=DIALOG_WORKERS)
    async def action_let_in(self) -> None:
        """Let the person in whom the rules have just refused."""
        answer = self.last_answer
        if answer is None or answer.participant is None or answer.verdict not in _CAN_BE_LET_IN:
            self.notify_staff(self.tr("Nobody was refused just now who could be let in."))
            return
        await self._let_in(answer.participant, answer.session or self.snapshot.session)

    async def _let_in(self, person: Participant, session: Session | None) -> None:
        tr = self.tr
        chosen = session.id if session else await self._choose_session(tr("Let in to which session?"))
        if chosen is None or not await self._permitted():
            return
        reason = await self._ask(tr("Let in: {name}", name=clean(person.name)), tr("Reason"))
        if reason is not None:
            self._correct(
                reason,
                lambda corrections: corrections.mark(person.code, chosen, "present", at=self.kiosk.now()),
                tr("Let in: {name}", name=clean(person.name)),
            )

    async def _note(self, person: Participant) -> None:
        tr = self.tr
        text = await self._ask(clean(person.name), tr("Note for the staff (a single - takes it away)"))
        if text is not None:
            written = "" if text == "-" else text
            self._correct("", lambda corrections: corrections.note(person.code, written), tr("The note is written."))

    async def _excuse(self, person: Participant) -> None:
        tr = self.tr
        session = await self._choose_session(tr("Excuse from which session?"), today=True)
        if session is None:
            return
        reason = await self._ask(tr("Excuse: {name}", name=clean(person.name)), tr("Reason"))
        if reason is None:
            return
        day = self.kiosk.course.local(self.kiosk.now()).date()

        def excuse(corrections: Corrections) -> Event:
            if session == _TODAY:
                return corrections.excuse(person.code, days=(day, day))
            return corrections.excuse(person.code, session)

        self._correct(reason, excuse, tr("Excused: {name}", name=clean(person.name)))

    async def _merge(self, person: Participant) -> None:
        from checkin.kiosk.base.search_dialog import SearchDialog

        tr = self.tr
        title = tr("Who of the roster is {name}?", name=clean(person.name))
        found = await self.app.push_screen_wait(
            SearchDialog(title, self._search, at_once=tr("This is the same person"))
        )
        if found is not None and await self._permitted():
            into = found.person
            done = tr("{name} is one person now.", name=clean(into.name))
            self._correct("", lambda corrections: corrections.merge(person.code, into.code), done)

    async def _unmerge(self, event_id: str, person: Participant) -> None:
        if await self._permitted():
            done = self.tr("{name} is two people again.", name=clean(person.name))
            self._correct("", lambda corrections: corrections.undo(event_id), done)

    @work(group=DIALOG_WORKERS)
    async def action_add(self) -> None:
        """Add somebody who is on no list, and check them in."""
        from checkin.kiosk.door.add_person import AddDialog

        added = await self.app.push_screen_wait(AddDialog())
        if added is None or not await self._somebody_new(added.name):
            return

        def add() -> BadgeWanted:
            corrections = self._corrections("added at the door")
            _, person = corrections.add(added.name, added.country, institution=added.institution)
            answer = self.kiosk.door.answer(ScannedText(person.code, EventSource.SEARCHED))
            self.kiosk.post_message(Answered(answer))
            return BadgeWanted(person.code, clean(person.name))

        self.kiosk.submit(add, clean(added.name))

    async def _somebody_new(self, name: str) -> bool:
        """Whether nobody of the roster is meant; whoever of it is gets checked in."""
        from checkin.kiosk.base.search_dialog import described

        tr = self.tr
        known = [person for person in self._search(name) if fold(person.name) == fold(name)]
        if not known:
            return True
        choices = [(person.id, described(person, tr)) for person in known]
        choices.append((_NEW, Content(tr("Somebody else of the same name: add them"))))
        title = tr("{name} is on the roster. Who is here?", name=clean(name))
        chosen = await self.app.push_screen_wait(ChooseDialog(title, choices))
        for person in known:
            if person.id == chosen:
                self._check_in(person)
        return chosen == _NEW

    # -- looking

    @work(group=DIALOG_WORKERS)
    async def action_missing(self) -> None:
        """Who is expected at the session on now and has not come, by country."""
        tr, snapshot = self.tr, self.snapshot
        if snapshot.session is None:
            self.notify_staff(tr("No session is open now"))
            return
        missing = missing_people(self.kiosk.opened, snapshot.presence)
        by_country: dict[str, list[str]] = {}
        for person in missing:
            by_country.setdefault(tr.country(person.country) or tr("no country"), []).append(clean(person.name))
        lines = [
            Content.assemble((f"{country} ({len(names)})  ", "bold"), ", ".join(names))
            for country, names in sorted(by_country.items())
        ]
        text = Content("\n").join(lines) if lines else Content(tr("Everybody who is expected is in."))
        title = tr.plural(
            "{n} person is missing: {title}",
            "{n} people are missing: {title}",
            len(missing),
            title=clean(snapshot.session.title),
        )
        await self.app.push_screen_wait(ReadDialog(title, text))

    # -- shared

    def notify_staff(self, text: str) -> None:
        """Something short for the staff."""
        self.notify(text, markup=False)

    async def _ask(self, title: str, question: str) -> str | None:
        return await self.app.push_screen_wait(AskDialog(title, question))

    async def _permitted(self) -> bool:
        """Whether whoever stands here may: asks for the PIN, where the course has one."""
        return await self.kiosk.require_pin()

    async def _choose_session(self, title: str, *, today: bool = False) -> str | None:
        choices = [(session.id, self._session_line(session)) for session in self.from_today()]
        if today:
            choices.insert(0, (_TODAY, Content(self.tr("Every session of today"))))
        current = self.snapshot.session.id if self.snapshot.session else ""
        return await self.app.push_screen_wait(ChooseDialog(title, choices, current))

    def from_today(self) -> list[Session]:
        """The sessions of today and after, then those of the days before."""
        course = self.kiosk.course
        today = course.local(self.kiosk.now()).date()
        return sorted(self.snapshot.sessions, key=lambda session: course.local(session.starts_at).date() < today)

    def _session_line(self, session: Session) -> Content:
        start = self.kiosk.course.local(session.starts_at)
        room = f" · {clean(session.room)}" if session.room else ""
        return Content.assemble(
            f"{self.tr.weekday(start.date())} {start:%H:%M}  ", (clean(session.title), "bold"), room
        )

    def _correct(self, reason: str, job: Callable[[Corrections], Event], done: str) -> None:
        def correct() -> Corrected:
            job(self._corrections(reason))
            self.kiosk.door.reset_repeats()
            return Corrected(done)

        self.kiosk.submit(correct, done)

    def _corrections(self, reason: str) -> Corrections:
        door = self.kiosk.door.door.name
        return Corrections.of(self.kiosk.opened, reason=reason or None, door=door or None)


_TODAY, _NEW = "today", "new"
MENU = (
    ("card", translatable("Card of the last person")),
    ("let_in", translatable("Let in with a reason")),
    ("add", translatable("Add a person who is on no list")),
    ("missing", translatable("Who is missing")),
    ("paper", translatable("Enter a paper list")),
    ("board", translatable("Board of the delegations")),
    ("practice", translatable("Practice on or off: nothing counts")),
    ("direction", translatable("Entrance or exit")),
    ("scanner", translatable("Set up the scanner")),
    ("sounds", translatable("Sounds on or off")),
    ("theme", translatable("Colours")),
    ("self_service", translatable("Hand over to guests: self-service")),
    ("badges", translatable("Go to the badges")),
    ("attendance", translatable("Go to the attendance")),
    ("quit", translatable("Leave checkin")),
)
