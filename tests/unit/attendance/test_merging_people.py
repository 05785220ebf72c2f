"""People added at a door who turn out to be on the roster: made one, and two again."""

from collections.abc import Callable

import pytest
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.core.errors import InputError, NotFoundError
from checkin.core.verdicts import Verdict
from checkin.door.scan import Door
from checkin.intake.load import load
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.queries.presence import PresenceCounter
from checkin.store.roster import participants

Find = Callable[[str], Participant]


def statuses(course: OpenCourse) -> dict[tuple[str, str], str]:
    """Everybody's status in every session."""
    return {(row.name, row.session): row.status.value for row in attendance.attendance(course.record.conn)}


@pytest.fixture
def added(open_course: OpenCourse) -> Participant:
    """Ana, added at the door though the roster has her, and let in."""
    _, person = Corrections.of(open_course).add("Ana Nunez", "Argentina")
    Door(open_course.record, open_course.course).scan(person.code)
    return person


def test_what_happened_to_the_added_person_happened_to_the_one_of_the_roster(
    open_course: OpenCourse, added: Participant, person: Find
) -> None:
    Corrections.of(open_course).merge(added.code, person("Ana Núñez").code)
    assert statuses(open_course)["Ana Núñez", "s1"] == "present"
    assert ("Ana Nunez", "s1") not in statuses(open_course)


def test_both_badges_are_the_same_person_from_then_on(
    open_course: OpenCourse, added: Participant, person: Find
) -> None:
    ana = person("Ana Núñez")
    Corrections.of(open_course).merge(added.code, ana.code)
    door = Door(open_course.record, open_course.course)
    for code in (ana.code, added.code):
        answer = door.scan(code)
        assert (answer.verdict, answer.participant and answer.participant.id) == (Verdict.ALREADY, ana.id)
    assert person("Ana Núñez").code == ana.code


def test_somebody_who_was_scanned_with_both_badges_counts_once(
    open_course: OpenCourse, added: Participant, person: Find, hand_clock: HandClock
) -> None:
    hand_clock.forward(1)
    Door(open_course.record, open_course.course).scan(person("Ana Núñez").code)
    Corrections.of(open_course).merge(added.code, person("Ana Núñez").code)
    there = PresenceCounter().read(open_course.record.conn, ["s1"])
    assert (there.present, len(there.expected)) == (1, 3)


@pytest.mark.usefixtures("evening")
def test_a_mark_by_hand_moves_too(open_course: OpenCourse, added: Participant, person: Find) -> None:
    Corrections.of(open_course).mark(added.code, "s2", "present")
    Corrections.of(open_course).merge(added.code, person("Ana Núñez").code)
    assert statuses(open_course)["Ana Núñez", "s2"] == "present"


def test_undone_they_are_two_people_again(open_course: OpenCourse, added: Participant, person: Find) -> None:
    before, roster = statuses(open_course), participants.roster(open_course.record.conn)
    event = Corrections.of(open_course).merge(added.code, person("Ana Núñez").code)
    assert statuses(open_course) != before
    Corrections.of(open_course).undo(event.event_id)
    assert statuses(open_course) == before
    assert participants.roster(open_course.record.conn) == roster


def test_nobody_is_merged_with_themselves_or_in_a_chain(
    open_course: OpenCourse, added: Participant, person: Find
) -> None:
    ana, joao = person("Ana Núñez"), person("João")
    corrections = Corrections.of(open_course)
    with pytest.raises(NotFoundError, match="the same person"):
        corrections.merge(ana.code, ana.code)
    corrections.merge(added.code, ana.code)
    with pytest.raises(NotFoundError, match="Undo that first"):
        corrections.merge(ana.code, joao.code)


@pytest.mark.usefixtures("evening")
def test_two_listed_people_of_one_session_are_merged_only_when_that_is_said(
    open_course: OpenCourse, person: Find
) -> None:
    corrections, ana, joao = Corrections.of(open_course), person("Ana Núñez").code, person("João").code
    for code in (ana, joao):
        corrections.mark(code, "s1", "present")
    with pytest.raises(InputError, match=r"both came to Opening: they look like two people\. Nothing was recorded"):
        corrections.merge(joao, ana)
    assert corrections.merge(joao, ana, anyway=True)


@pytest.mark.usefixtures("evening")
def test_a_mark_absent_of_one_card_against_a_scan_of_the_other_is_named_before_a_merge(
    open_course: OpenCourse, added: Participant, person: Find
) -> None:
    corrections, ana = Corrections.of(open_course), person("Ana Núñez").code
    corrections.mark(added.code, "s1", "present")
    corrections.mark(ana, "s1", "absent")
    with pytest.raises(InputError, match="one came to Opening, the other is marked absent there"):
        corrections.merge(added.code, ana)


def test_the_same_list_loads_again_after_two_listed_people_were_merged(open_course: OpenCourse, person: Find) -> None:
    Corrections.of(open_course).merge(person("João").code, person("Ana Núñez").code)
    before = participants.roster(open_course.record.conn)
    loaded = load(open_course)
    assert not loaded.changes
    assert participants.roster(open_course.record.conn) == before
