"""People who are added at the door: added, corrected, removed; and their badge."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content

from checkin.core.codes import format_code
from checkin.core.course import Participant
from checkin.core.events import EventSource, ScannedText
from checkin.core.text import clean, fold
from checkin.door.acts import DoorAct
from checkin.door.scan import Act, ScanAnswer
from checkin.kiosk.base.dialogs import ChooseDialog, ReadDialog
from checkin.kiosk.base.qr_blocks import qr_lines
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.door.undo import UndoActions
from checkin.kiosk.runtime.messages import Answered, BadgeWanted
from checkin.store import event_log

if TYPE_CHECKING:
    from checkin.kiosk.door.add_person import Added
    from checkin.kiosk.door.person_card import CardData

_NEW = "new"


class AddedPeople(UndoActions):
    """The dialogs about people who are on no list."""

    def check_in(self, person: Participant) -> None:
        self.kiosk.handle_scan(ScannedText(person.code, EventSource.SEARCHED))

    def states(self, people: Sequence[Participant]) -> dict[str, str]:
        """Return for each person whether they are in, or why they are not expected here."""
        from checkin.door.person_state import state_of

        tr, course, here = self.tr, self.kiosk.course, self.snapshot.here
        with self.kiosk.opened.record.reading() as conn:
            return {person.id: state_of(conn, tr, course, person, here, self.kiosk.now()) for person in people}

    def action_add(self) -> None:
        """Add a person who is on no list, and check the person in."""
        self.add_person()

    @work(group=DIALOG_WORKERS)
    async def add_person(self, name: str = "") -> None:
        """Ask for a person who is on no list. People of the list with such a name are asked about first."""
        from checkin.kiosk.door.add_person import AddDialog

        added = await self.app.push_screen_wait(AddDialog(name))
        if added is not None and await self._is_new(added.name, added.country):
            self._add(added, None)

    def _add(self, added: "Added", instead_of: DoorAct | None) -> None:
        """Add a person and check the person in, in the place of one that was written wrong."""
        before = instead_of.answer if instead_of is not None else None
        session = before.session.id if before is not None and before.session else None

        def add() -> BadgeWanted:
            # One transaction: whatever happens, the person is on the list once, and is not lost.
            with self.kiosk.opened.record.together():
                person, shown = add_and_check_in()
            self.kiosk.post_message(Answered(shown))
            return BadgeWanted(person.code, clean(person.name))

        def add_and_check_in() -> tuple[Participant, ScanAnswer]:
            besides = []
            if instead_of is not None:
                besides = self.attended_besides(instead_of)
                self.take_back_now(instead_of)
            origin = {"instead_of": instead_of.added_by} if instead_of is not None else {}
            corrections = self.corrections("added at the door")
            _, person = corrections.add(added.name, added.country, institution=added.institution, origin=origin)
            # Adding checks in, also while the door is an exit.
            door = self.kiosk.door.door.entrance(session)
            answer = door.scan(person.code, how=EventSource.SEARCHED, at=before.at if before else None)
            attended = self.attend_again(person.code, besides)
            return person, attended[-1].answer if attended else replace(answer, act=Act.WALK_IN)

        self.kiosk.submit(add, clean(added.name))

    async def _is_new(self, name: str, country: str) -> bool:
        """Ask whether a person of the list is meant. Check that person in and return False, or return True."""
        from checkin.kiosk.base.search_dialog import person_line
        from checkin.store.roster.search import namesakes

        tr = self.tr
        with self.kiosk.opened.record.reading() as conn:
            known = namesakes(conn, name, country)
        if not known:
            return True
        states = self.states(known)
        choices = [(person.id, person_line(person, tr, states[person.id])) for person in known]
        choices.append((_NEW, Content(tr("Another person: add “{name}”", name=clean(name)))))
        if all(fold(person.name) != fold(name) for person in known):
            choices.insert(0, ("no", Content(tr("No, go back"))))  # one Enter takes nobody who is only near
        title = tr("Is it one of these? You wrote {name}.", name=clean(name))
        chosen = await self.app.push_screen_wait(ChooseDialog(title, choices))
        for person in known:
            if person.id == chosen:
                self.check_in(person)
        return chosen == _NEW

    async def act_on_added(self, choice: str | None, facts: "CardData") -> None:
        """Do what was chosen on the card of a person: their badge, or a correction of what was added here."""
        match choice:
            case "correct" if facts.walk_in is not None:
                await self.correct_added(facts.walk_in)
            case "remove" if facts.walk_in is not None:
                await self.remove_added(facts.walk_in)
            case "print":
                await self.print_badge(facts.person)
            case "show_code":
                await self.show_code(facts.person)

    async def correct_added(self, act: DoorAct) -> None:
        """Correct what was written about a person who was added here. The person gets a new code and badge."""
        from checkin.kiosk.door.add_person import AddDialog

        person = act.answer.participant
        if person is None:
            return
        if elsewhere := self._recorded_elsewhere(person, act):
            text = self.tr(
                "{name} was recorded at other doors or on other days too ({n}), which a correction here would lose. "
                "Nothing was changed. In a terminal: checkin proof {code} --name NAME",
                name=clean(person.name),
                n=elsewhere,
                code=person.code,
            )
            self.notify_staff(text)
            return
        country = self.tr.country(person.country) if person.country else ""
        title, button = self.tr("Correct name, country or institution"), self.tr("Correct")
        dialog = AddDialog(person.name, country, person.institution, title=title, button=button)
        added = await self.app.push_screen_wait(dialog)
        if added is not None:
            self._add(added, act)

    def _recorded_elsewhere(self, person: Participant, adding: DoorAct) -> int:
        """Count the arrivals and exits of a person who was added here that this door would not record once more."""
        here = {act.answer.event_id for act in (adding, *self.attended_besides(adding))}
        with self.kiosk.opened.record.reading() as conn:
            return sum(event.event_id not in here for event in event_log.last_acts(conn, person.id))

    async def remove_added(self, act: DoorAct) -> None:
        """Remove a person who was added here. F4 on the row puts the person back."""
        if await self._is_sure(act, None):
            self._take_back(act)

    # -- the badge

    async def show_code(self, person: Participant) -> None:
        """Show the code of a person as a QR, for the camera of their phone."""
        lines = [*qr_lines(person.code), Content(""), Content(format_code(person.code))]
        await self.app.push_screen_wait(ReadDialog(clean(person.name), Content("\n").join(lines)))

    async def print_badge(self, person: Participant) -> None:
        """Print a badge on the printer that was chosen before, or on one that is chosen now."""
        from checkin.badges.printers import printers

        tr = self.tr
        if self.kiosk.is_practice:
            self.notify_staff(tr("Nothing is printed in a practice."))
            return
        names = printers()
        if not names:
            self.notify_staff(tr("This computer has no printer. Print the badge at the badge desk (F7)."))
            return
        own = self.kiosk.course.badges.printer
        printer: str | None = own if own in names else names[0]
        if len(names) > 1 and printer != own:
            choices = [(name, Content(name)) for name in names]
            printer = await self.app.push_screen_wait(ChooseDialog(tr("Which printer?"), choices))
        if printer is not None:
            self.kiosk.print_badge(person.code, clean(person.name), printer=printer)
