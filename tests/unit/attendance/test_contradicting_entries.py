"""What two stations entered otherwise before they met is named, so that a director can settle it."""

from collections.abc import Callable

import pytest
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.i18n.translator import get_translator
from checkin.lifecycle.attendance_questions import attendance_questions
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.sync.merge_events import merge

Find = Callable[[str], Participant]
ENGLISH = get_translator("en")
Act = Callable[[Corrections, str], object]
PRESENT: Act = lambda made, code: made.mark(code, "s1", "present")  # noqa: E731
ABSENT: Act = lambda made, code: made.mark(code, "s1", "absent")  # noqa: E731
EXCUSED: Act = lambda made, code: made.excuse(code, "s1")  # noqa: E731
EARNED: Act = lambda made, code: made.decide(code, earned=True)  # noqa: E731
NOT_EARNED: Act = lambda made, code: made.decide(code, earned=False)  # noqa: E731


def asked(course: OpenCourse) -> list[str]:
    found = [ENGLISH.sentence(text) for _, text in attendance_questions(course)]
    return [text for text in found if "two people" in text]


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (ABSENT, PRESENT, "Ana Núñez, Opening: two people entered it otherwise"),
        (EXCUSED, ABSENT, "excused (P, 9 Mar 2026 09:05); absent (Q, 9 Mar 2026 09:06)"),
        (
            EARNED,
            NOT_EARNED,
            "Ana Núñez: two people decided otherwise about the certificate: meets the",
        ),
        (ABSENT, ABSENT, ""),
        (EARNED, EARNED, ""),
    ],
)
def test_what_two_stations_entered_otherwise_is_named(
    open_course: OpenCourse,
    another_kiosk: Callable[[OpenCourse, HandClock], OpenCourse],
    hand_clock: HandClock,
    person: Find,
    one: Act,
    other: Act,
    said: str,
) -> None:
    code, second = person("Ana").code, another_kiosk(open_course, hand_clock)
    one(Corrections.of(open_course, actor="P", reason="seen"), code)
    hand_clock.forward(1)
    other(Corrections.of(second, actor="Q", reason="seen"), code)
    with open_course.record.writing() as writing:
        merge(writing.conn, list(event_log.events(second.record.conn)), countries=lambda _: "")
    found = asked(open_course)
    assert [said in text for text in found] == [True] * bool(said)


def test_a_person_who_changes_an_entry_is_not_named(
    open_course: OpenCourse, hand_clock: HandClock, person: Find
) -> None:
    made = Corrections.of(open_course, actor="P", reason="seen")
    for act in (ABSENT, PRESENT, EARNED, NOT_EARNED):
        hand_clock.forward(1)
        act(made, person("Ana").code)
    assert asked(open_course) == []
