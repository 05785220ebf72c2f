"""What can happen at a door, in any order: the rules of the stories, and how stories are told at random."""

from typing import ClassVar

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.functional.kiosk.door.story import Story
from tests.functional.kiosk.door.story_door import PIN, story_record
from tests.functional.kiosk.door.story_record import StoryRecord

from checkin.core.codes import ALPHABET, EditionCodes

# How many things happen in a story at most.
_STEPS = 12
FOREIGN = EditionCodes(b"another edition").generate(lambda n: 7 % n)
PERSON = st.integers(0, 4)
# What happens in a story that is told, one rule after the other with its values.
Steps = list[tuple[str, dict[str, object]]]


class DoorStories(RuleBasedStateMachine):
    """What can happen at a door."""

    held: StoryRecord
    told: ClassVar[int] = 0

    @initialize()
    def begin(self) -> None:
        type(self).told += 1
        self.story = Story(self.held)

    def teardown(self) -> None:
        if hasattr(self, "story"):
            self.story.mend()
            self.story.close()

    def _is_staff(self) -> bool:
        return not self.story.is_guests

    def _is_at_door(self) -> bool:
        return not self.story.is_guests and self.story.is_at_door

    # -- on every screen

    @rule(who=PERSON)
    def scan(self, who: int) -> None:
        self.story.scan(self.story.people[who])

    # The rules have equal chances, and the scan is what happens most.
    @rule(who=PERSON)
    def another_scan(self, who: int) -> None:
        self.story.scan(self.story.people[who])

    @rule(who=PERSON, again=PERSON)
    def two_scans(self, who: int, again: int) -> None:
        self.scan(who)
        self.scan(again)

    @rule(text=st.sampled_from([FOREIGN, FOREIGN[:9], "https://example.org/", "WIFI:T:WPA;S:guest;;"]))
    def stray_scan(self, text: str) -> None:
        self.story.stray(f"{text}{self.story.count_strays():05d}")

    @rule(who=PERSON, place=st.integers(0, 11))
    def damaged_scan(self, who: int, place: int) -> None:
        code = self.story.people[who].code
        other = ALPHABET[(ALPHABET.index(code[place]) + 1) % len(ALPHABET)]
        self.story.stray(code[:place] + other + code[place + 1 :])

    @rule(minutes=st.sampled_from([0.5, 2, 15, 50, 120, 300]))
    def time_passes(self, minutes: float) -> None:
        self.story.forward(minutes)

    # Two in a row cost most and show least.
    @precondition(lambda self: not self.story.is_fresh)
    @rule(is_crash=st.booleans())
    def restart(self, is_crash: bool) -> None:
        self.story.restart(is_crash=is_crash)

    @precondition(lambda self: not self.story.is_broken)
    @rule()
    def disk_is_full(self) -> None:
        self.story.break_record()

    @precondition(lambda self: self.story.is_broken)
    @rule()
    def disk_has_room(self) -> None:
        self.story.mend()

    # -- staff

    @precondition(_is_staff)
    @rule(key=st.sampled_from(["f1", "f1", "f2", "f2", "f7", "f8"]))
    def open_and_leave_open(self, key: str) -> None:
        self.story.step(key)

    @precondition(_is_staff)
    @rule()
    def back_to_the_door(self) -> None:
        self.story.back_to_door()

    @precondition(_is_at_door)
    @rule(who=PERSON)
    def leave_a_card_open(self, who: int) -> None:
        self.story.open_card(self.story.people[who])

    @precondition(_is_at_door)
    @rule(text=st.sampled_from(["nunez", "saintfleur", "avila"]), enters=st.booleans())
    def type_a_name(self, text: str, enters: bool) -> None:
        self.story.step(*text, *(["enter"] if enters else []))

    @precondition(_is_at_door)
    @rule(says_yes=st.booleans())
    def undo(self, says_yes: bool) -> None:
        self.story.undo(says_yes=says_yes)

    @precondition(_is_at_door)
    @rule(rows=st.integers(1, 4), says_yes=st.booleans())
    def undo_or_put_back_a_row(self, rows: int, says_yes: bool) -> None:
        self.story.step(*["down"] * rows)
        self.story.undo(says_yes=says_yes)
        self.story.back_to_door()
        self.story.step("escape")

    @precondition(_is_at_door)
    @rule()
    def let_in(self) -> None:
        self.story.menu("let_in")
        for answer in (PIN, "forgot the group"):
            if not self.story.is_at_door:
                self.story.step(*answer, "enter")
        self.story.back_to_door()

    @precondition(_is_at_door)
    @rule(name=st.sampled_from(["Zoe Practice", "ana nunez"]))
    def add(self, name: str) -> None:
        self.story.menu("add")
        self.story.step(*name, "enter", *"AR", "enter", "enter")
        self.story.back_to_door()

    @precondition(_is_at_door)
    @rule(place=st.integers(0, 3), says_yes=st.booleans(), later=st.sampled_from([0, 120]))
    def pin(self, place: int, says_yes: bool, later: float) -> None:
        self.story.pin_to(place, says_yes=says_yes)
        if later:
            self.story.forward(later)

    @precondition(lambda self: self._is_at_door() and self.story.pinned is not None)
    @rule()
    def by_the_clock(self) -> None:
        self.story.unpin()

    @precondition(_is_at_door)
    @rule()
    def turn_round(self) -> None:
        self.story.turn_round()

    @precondition(_is_at_door)
    @rule()
    def practise(self) -> None:
        self.story.practise()

    @precondition(_is_at_door)
    @rule(guess=st.sampled_from(["", "0000"]))
    def hand_over(self, guess: str) -> None:
        self.story.hand_over()
        if guess and self.story.is_guests:
            self.story.open_with_pin(guess)

    # -- guests

    @precondition(lambda self: self.story.is_guests)
    @rule(key=st.sampled_from(["f1", "f2", "f3", "f4", "f5", "f6", "f8", "ctrl+q", "escape", "enter", "up", "x"]))
    def guest_presses(self, key: str) -> None:
        self.story.step(key)

    @precondition(lambda self: self.story.is_guests)
    @rule(pin=st.sampled_from([PIN, "0000"]))
    def pin_is_entered(self, pin: str) -> None:
        self.story.open_with_pin(pin)

    @invariant()
    def screen_and_record_agree(self) -> None:
        if hasattr(self, "story"):
            self.story.check()


class StoryFailedError(AssertionError):
    """A story in which the door was wrong; ``number`` counts from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(f"story {number} failed")
        self.number = number


def tell_at_random(part: int, stories: int, *, shrinks: bool = False, is_quiet: bool = False) -> None:
    """Tell stories until one fails. Equal parts have equal stories. Raises :class:`StoryFailedError`.

    ``shrinks`` looks for a shorter story that fails, which takes minutes.
    """
    with story_record() as held:
        machine = type(f"Stories{part}", (DoorStories,), {"held": held})
        told = settings(
            max_examples=stories,
            stateful_step_count=_STEPS,
            deadline=None,
            derandomize=False,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, *([Phase.shrink] if shrinks else [])],
            verbosity=Verbosity.quiet if is_quiet else Verbosity.normal,
        )
        try:
            run_state_machine_as_test(seed(part)(machine), settings=told)
        except Exception as error:
            # The story that failed is told once more, to report it.
            raise StoryFailedError(machine.told - 1) from error


def tell(held: StoryRecord, steps: Steps) -> None:
    """Tell one story."""
    machine = type("Told", (DoorStories,), {"held": held})()
    machine.begin()
    try:
        for name, values in steps:
            getattr(machine, name)(**values)
            machine.screen_and_record_agree()
    finally:
        machine.teardown()
