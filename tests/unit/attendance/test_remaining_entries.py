"""An undo of one of several entries says that the others stand, by which the person is still counted."""

from collections.abc import Callable
from datetime import date

import pytest
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.attendance.door_undo import next_to_undo, still_counted
from checkin.attendance.effect_text import effect_text
from checkin.attendance.effects import read_effects
from checkin.attendance.history import person_history
from checkin.attendance.session_changes import SessionChanges
from checkin.core.course import Participant
from checkin.core.events import Event, EventSource, Kind, NewEvent
from checkin.door.acts import act_of
from checkin.i18n.translator import get_translator
from checkin.store.open_course import OpenCourse

ENGLISH = get_translator("en")


class Entries:
    """Makes entries about Ana at the first session."""

    def __init__(self, course: OpenCourse, ana: Participant, clock: HandClock) -> None:
        self.course, self.ana, self._clock = course, ana, clock
        self.by_hand = Corrections.of(course, actor="V. Paz", reason="seen")

    def make(self, what: str) -> Event:
        """Record an entry: a scan is as from another station, which knew nothing of the others."""
        word, _, place = what.partition(" ")
        session = place or "s1"
        match word:
            case "mark":
                return self.by_hand.mark(self.ana.code, session, "present")
            case "absent":
                return self.by_hand.mark(self.ana.code, session, "absent")
            case "excuse":
                return self.by_hand.excuse(self.ana.code, session)
            case "days":
                return self.by_hand.excuse(self.ana.code, days=(date(2026, 3, 9), date(2026, 3, 9)))
        self._clock.forward(1)
        how = EventSource.PAPER if word == "paper" else EventSource.SCANNED
        kind, verdict = (Kind.EXIT, "left") if word == "exit" else (Kind.SCAN, "present")
        draft = NewEvent(
            kind=kind, session=session, participant=self.ana.id, code=self.ana.code, verdict=verdict, how=how, door=word
        )
        with self.course.record.writing() as writing:
            return writing.append(draft)

    def undone(self, entry: Event) -> str:
        self._clock.forward(1)
        undo = self.by_hand.undo(entry.event_id)
        return effect_text(read_effects(self.course, [undo])[0], self.course.course, ENGLISH)


@pytest.fixture
def entries(open_course: OpenCourse, person: Callable[[str], Participant], hand_clock: HandClock) -> Entries:
    return Entries(open_course, person("Ana"), hand_clock)


# What is recorded; the first of it is undone.
STILL = {
    ("Hall", "Foyer"): "still counted as present: scan at 09:07, Foyer",
    ("Foyer", "Hall", "Garden"): "still counted as present: scan at 09:07, Hall; scan at 09:08, Garden",
    ("Hall", "paper"): "still counted as present: paper list, 09:07, paper",
    ("Hall", "mark"): "still counted as present: mark present, V. Paz",
    ("mark", "Hall"): "still counted as present: scan at 09:06, Hall",
    ("exit", "exit"): "still counted as gone out: exit at 09:07, exit",
    ("excuse", "days"): "still excused: excuse for 9 March, V. Paz",
    ("days", "excuse"): "still excused: excuse for one session, V. Paz",
    ("Hall", "absent"): "",
    ("Hall", "exit"): "",
    ("Hall", "Foyer s2"): "",
    ("excuse", "excuse s2"): "",
}


@pytest.mark.parametrize("made", STILL, ids=" ".join)
def test_the_answer_to_an_undo_names_what_still_counts(entries: Entries, made: tuple[str, ...]) -> None:
    first, *_ = [entries.make(what) for what in made]
    said = entries.undone(first)
    assert STILL[made] in said
    assert STILL[made] or "still" not in said


def test_an_entry_of_a_merged_session_counts_in_the_session_that_was_held(entries: Entries) -> None:
    first = entries.make("Hall s2")
    entries.make("Foyer")
    SessionChanges.of(entries.course, actor="V. Paz").merge_sessions("s2", "s1")
    assert "still counted as present: scan at 09:07, Foyer" in entries.undone(first)


def test_the_history_says_it_and_not_of_what_came_later(entries: Entries) -> None:
    first, _ = entries.make("Hall"), entries.make("Foyer")
    entries.undone(first)
    entries.make("Garden")
    told = [line.said for line in person_history(entries.course, entries.ana, ENGLISH)]
    assert "undone: Present: Opening; still counted as present: scan at 09:07, Foyer" in told


def test_the_door_says_it_and_what_the_next_undo_is_about(entries: Entries) -> None:
    first, second = entries.make("Hall"), entries.make("Foyer")
    with entries.course.record.reading() as conn:
        act = act_of(conn, first)
    entries.undone(first)
    said = still_counted(entries.course, act, ENGLISH)
    assert said == "Ana Núñez: still counted as present: scan at 09:07, Foyer."
    also = next_to_undo(entries.course, act)
    assert also is not None
    assert also.answer.event_id == second.event_id
