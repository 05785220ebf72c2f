"""Stories of a door: scans, names, cards, undo, practice, guests, crashes; checked after every step.

The model is small: which session a scan is for (by the clock or the pin), what the door is set to, and what the record
held when a practice began. Everything else is compared: what the screen says with what the record has.
"""

import re

from tests.functional.kiosk.door.story_door import PIN, StoryDoor
from tests.functional.kiosk.door.story_record import StoryRecord
from tests.functional.kiosk.interface import whole_screen
from textual.widgets import Input

from checkin.core.codes import format_code
from checkin.core.course import Participant
from checkin.core.events import Event
from checkin.door.scan import Act, ScanAnswer
from checkin.kiosk.base.dialogs import AskDialog, ChooseDialog, KioskDialog
from checkin.kiosk.base.screen import Banner
from checkin.kiosk.base.search_dialog import SearchDialog
from checkin.kiosk.door.person_card import CardDialog
from checkin.kiosk.door.screen import DoorScreen
from checkin.kiosk.door.self_service import SelfServiceScreen
from checkin.kiosk.widgets.recent_scans import RecentScans
from checkin.kiosk.widgets.verdict_panel import VerdictPanel

# Start and end in minutes of the day, and the group.
SESSIONS = {"s1": (540, 630, ""), "s2": (630, 720, ""), "wa": (870, 960, "A"), "wb": (870, 960, "B")}
_COUNTED = ("present", "late", "pending")

_AGAIN = re.compile(r'"(?:restores|instead_of)":"([^"]*)"')


class Story(StoryDoor):
    """A door, and what the model expects of it."""

    def __init__(self, held: StoryRecord) -> None:
        super().__init__(held)
        self.strays = 0
        self._checked: object = None
        # The model.
        self.pinned: str | None = None
        self.anytime = False
        self.is_exit = False
        self.is_guests = False
        self.before_practice: tuple[int, int] | None = None
        self.set_before: tuple[bool, str | None, bool] = (False, None, False)

    def restart(self, *, is_crash: bool) -> None:
        """End the process in the one or the other way, and start the same door again."""
        if self.is_broken:
            self.mend()
        self.leave()
        if is_crash and self.before_practice is not None:
            self.before_practice = (self.count(), self.before_practice[1])
        self.open(after_crash=is_crash)
        self._end_pin_if_over()

    # -- the model of the sessions

    def minute(self) -> int:
        local = self.course.course.local(self.clock.time)
        return local.hour * 60 + local.minute

    def expected_session(self, person: Participant) -> str | None:
        """The session that a scan of a person is for now."""
        now = self.minute()
        if self.pinned is not None:
            start, end, _ = SESSIONS[self.pinned]
            if self.anytime or start - 30 <= now <= end:
                return self.pinned
            if now < start - 30:
                return None
        if 510 <= now < 620:
            return "s1"
        if 620 <= now <= 720:
            return "s2"
        if 840 <= now <= 960:
            return "wb" if "B" in person.groups else "wa"
        return None

    def _end_pin_if_over(self) -> None:
        if self.pinned is not None and not self.anytime:
            last = SESSIONS[self.pinned][1] + (60 if self.is_exit else 0)
            if self.minute() > last:
                self.pinned = None

    # -- steps

    def forward(self, minutes: float) -> None:
        self.clock.forward(minutes)
        self.tick()
        self._end_pin_if_over()

    def scan(self, person: Participant) -> None:
        """A badge of this course, on whatever screen is open."""
        # A repeat within three seconds would be the same visit.
        self.clock.forward(0.1)
        self._end_pin_if_over()
        before, screen = self.events(), self.app.screen
        self.send(person.code)
        if self.is_broken:
            self._shown_as_not_recorded(person)
            return
        new = self.events()[len(before) :]
        assert [event.kind for event in new] in (["scan"], ["exit"]), [event.kind for event in new]
        (event,) = new
        assert event.participant == person.id
        if not person.withdrawn and not self.is_exit and self.before_practice is None:
            assert event.session == self.expected_session(person), (event.session, self.minute(), self.pinned)
        assert self.app.screen is screen, "a scan has changed the screen"
        self._answer_names(event, person.name)

    def stray(self, text: str) -> None:
        """A foreign or damaged code, on whatever screen is open."""
        self.clock.forward(0.1)
        before, screen, held = self.events(), self.app.screen, self._typed()
        self.send(text)
        new = self.events()[len(before) :]
        if self.is_broken or (self.is_guests and not new):
            return  # not recorded, or guests who try too many codes
        assert [(event.kind, event.verdict) for event in new] == [("scan", "unknown")]
        assert self.app.screen is screen, "a stray scan has pressed something"
        assert self._typed() == held, "a stray scan has changed what was typed"

    def count_strays(self) -> int:
        """Return a number that no other stray scan of this story has."""
        self.strays += 1
        return self.strays

    def _typed(self) -> list[str]:
        return [field.value for field in self.app.screen.query(Input)]

    def _answer_names(self, event: Event, name: str) -> None:
        """The answer on the screen is that of the event: its verdict and its person."""
        if isinstance(self.app.screen, DoorScreen | SelfServiceScreen):
            shown = self.app.screen.query_one(VerdictPanel)._answer
            assert shown is not None
            assert (shown.event_id, shown.verdict) == (event.event_id, event.verdict)
            assert shown.participant is not None
            assert shown.participant.name == name
            assert (shown.session.id if shown.session else None) == event.session
        else:
            text = str(self.app.screen.query_one(Banner).render())
            assert name in text

    def _shown_as_not_recorded(self, person: Participant) -> None:
        panel = self.app.screen.query(VerdictPanel)
        if panel:
            assert panel.first()._answer is None, "a verdict stays on the screen beside a scan that was not recorded"
            assert panel.first().has_class("broken")
        else:
            assert self.app.screen.query_one(Banner).has_class("broken")
        if self.is_at_door:
            assert person.name in str(self.app.screen.query_one(RecentScans).render())

    def back_to_door(self) -> None:
        """Leave every dialog and desk."""
        for _ in range(6):
            if isinstance(self.app.screen, KioskDialog) or len(self.app.screen_stack) > 1:
                self.step("escape")
        if not self.is_guests and not self.is_at_door:
            self.step("f6")
            for _ in range(3):
                if not self.is_at_door:
                    self.step("escape")

    def undo(self, *, says_yes: bool) -> None:
        """F4, and what it asks."""
        before = self._in_force()
        shown = self.app.door_screen.last_answer
        self.step("f4")
        if self.is_broken:
            self.back_to_door()
            return
        asked = ""
        if isinstance(self.app.screen, ChooseDialog):
            asked = self.app.screen._title
            assert self._in_force() == before, "undone before the question was answered"
            self.step(*(["down", "enter"] if says_yes else ["enter"]))
            if isinstance(self.app.screen, AskDialog):
                self.step(*PIN, "enter")
        gone = [event for key, event in before.items() if key not in self._in_force()]
        people = {self.name_of(event.participant) or self._added_name(event) for event in gone}
        assert len(people) <= 1, f"more than one act was undone: {people}"
        if not gone:
            return
        (name,) = people
        if asked:
            assert says_yes
            assert name in asked, f"asked about {asked!r}, undone {name}"
        else:
            assert shown is not None
            assert shown.participant is not None
            assert shown.participant.name == name, f"{shown.participant.name} was on the screen, undone {name}"

    def _added_name(self, event: Event) -> str:
        added = [found for found in self.events() if found.kind == "add" and found.participant == event.participant]
        return re.findall(r'"name":"([^"]*)"', added[0].facts or "")[0] if added else ""

    def _in_force(self) -> dict[str, Event]:
        """The acts that are in force."""
        undone = {event.ref for event in self.events() if event.kind == "undo"}
        return {
            event.event_id: event
            for event in self.events()
            if event.event_id not in undone
            and ((event.kind == "scan" and event.verdict in _COUNTED) or event.kind in ("exit", "mark", "add"))
        }

    def practise(self) -> None:
        """Begin or end a practice. At its end the door is set as before."""
        if self.is_broken:
            return
        held = (self.count(), self.roster_size())
        self.menu("practice")
        if self.before_practice is None:
            self.before_practice = held
            self.set_before = (self.is_exit, self.pinned, self.anytime)
            assert self.app.is_practice
        else:
            self.before_practice = None
            self.is_exit, self.pinned, self.anytime = self.set_before
            assert not self.app.is_practice
            self._end_pin_if_over()

    def pin_to(self, place: int, *, says_yes: bool) -> None:
        """Keep the door at a session, or let the clock choose."""
        sessions = sorted(SESSIONS)
        keys = ["down"] * (place + 1)
        self.step("f3", "home", *keys[: place + 1], "enter")
        asks = isinstance(self.app.screen, ChooseDialog)
        start, end, _ = SESSIONS[sessions[place]]
        is_open = start - 30 <= self.minute() <= end + (60 if self.is_exit else 0)
        if self.before_practice is None:
            assert asks is not is_open, (sessions[place], self.minute())
        if asks:
            self.step(*(["down", "enter"] if says_yes else ["enter"]))
        if not asks or says_yes:
            self.pinned, self.anytime = self.app.door.door.pinned, asks
        self._end_pin_if_over()

    def unpin(self) -> None:
        self.step("f3", "home", "enter")
        self.pinned, self.anytime = None, False

    def turn_round(self) -> None:
        """Turn the door from entry to exit or back: a session is open to exits for longer."""
        self.step("f12")
        self.is_exit = not self.is_exit
        self._end_pin_if_over()

    def hand_over(self) -> None:
        """Leave the door to guests."""
        if self.is_broken:
            return
        self.menu("hand_over")
        self.step("down", "enter")
        self.is_guests = True

    def open_with_pin(self, pin: str) -> None:
        """F12 and a PIN, at the guests' screen."""
        self.step("f12")
        if not isinstance(self.app.screen, AskDialog):
            return
        self.step(*pin, "enter")
        if isinstance(self.app.screen, ChooseDialog):
            assert pin == PIN
            self.step("down", "enter")
            self.is_guests = False
        else:
            self.step("escape")

    # -- what holds after every step

    def check(self) -> None:
        if self.before_practice is not None:
            assert (self.count(), self.roster_size()) == self.before_practice, "a practice has changed the record"
            assert self.app.is_practice
        if self.is_guests:
            self._check_guests()
        elif self.is_at_door:
            self._check_rows()
        door = self.app.door.door
        assert door.is_exit is self.is_exit
        if self.before_practice is None and not self.is_broken:
            assert door.pinned == self.pinned

    def _check_guests(self) -> None:
        """Guests see nobody else's name, note or code, and no desk."""
        first = self.app.screen_stack[0]
        assert isinstance(first, SelfServiceScreen), "self-service was left without the PIN"
        own = first.query_one(VerdictPanel)._answer
        text = whole_screen(self.app)
        for person in self.people:
            if own is None or own.participant is None or own.participant.id != person.id:
                assert person.name not in text
                assert person.code not in text
                assert format_code(person.code) not in text
            assert not person.note or person.note not in text
        assert not isinstance(self.app.screen, SearchDialog | CardDialog)

    def _check_rows(self) -> None:
        """The last scans are those of the record, undone ones too; of people who were added again the new ones."""
        events = self.events()
        if self.is_broken or (self.app, self.app.opened, events) == self._checked:
            return
        self._checked = (self.app, self.app.opened, events)
        self.tick()
        shown = self.app.door_screen.query_one(RecentScans).acts
        undone = {event.ref for event in events if event.kind == "undo"}
        restored = set(re.findall(r'"restores":"([^"]*)"', " ".join(event.facts or "" for event in events)))
        again = {match for event in events if event.kind == "add" for match in _AGAIN.findall(event.facts or "")}
        gone = {event.participant for event in events if event.kind == "add" and event.event_id in again}
        kinds = ("scan", "exit", "mark")
        held = [
            (event.event_id, event.event_id in undone)
            for event in events[::-1]
            if event.kind in kinds
            and event.door == "Main"
            and event.event_id not in restored
            and event.participant not in gone
        ]
        assert [(act.answer.event_id, act.is_undone) for act in shown] == held[: len(shown)]
        assert len(shown) == min(40, len(held))
        for act in shown:
            self._check_row(act.answer, next(found for found in events if found.event_id == act.answer.event_id))

    def _check_row(self, answer: ScanAnswer, event: Event) -> None:
        assert (answer.session.id if answer.session else None) == event.session or event.session == "practice"
        if answer.participant is not None:
            assert answer.participant.id == event.participant
        assert (answer.act in (Act.LET_IN, Act.MARK)) is (event.kind == "mark")
