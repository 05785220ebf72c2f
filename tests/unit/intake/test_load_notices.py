"""What a load says about people who may be one."""

from dataclasses import replace

import pytest

from checkin.core.course import Participant
from checkin.intake.load_notices import person_notices
from checkin.intake.matching.changes import Held, RosterChange

OLD = Participant(id="p1", code="HJPFLXRFHXNJ", name="Ana María Pérez", country="AR")
NEW = Participant(name="Ana Maria Peres", country="AR")


def change(attended: int, *added: Participant, how: Held = Held.OFF_LIST) -> RosterChange:
    return RosterChange(added, (), (), (OLD,), added, held=((OLD, how),), attended={OLD.id: attended})


@pytest.mark.parametrize(
    ("how", "already"),
    [
        (Held.OFF_LIST, "is no longer listed"),
        (Held.ADDED, "was added at a door"),
        (Held.LISTED, "is on the list"),
    ],
)
def test_a_new_person_of_nearly_the_name_of_one_who_attended_is_named(how: Held, already: str) -> None:
    assert [str(notice) for notice in person_notices(change(2, NEW, how=how))] == [
        f"Ana Maria Peres is new, and Ana María Pérez {already} (sessions with attendance: 2). If they are "
        'one person, load the list, then: checkin merge "HJPF LXRF HXNJ" CODE, with the code of Ana Maria Peres'
    ]


def test_who_never_attended_or_has_another_name_is_not_named() -> None:
    assert person_notices(change(0, NEW)) == []
    assert person_notices(change(2, Participant(name="Jorge Pérez", country="AR"))) == []


def test_the_very_same_name_is_named_though_the_country_is_another() -> None:
    assert len(person_notices(change(1, replace(NEW, name=OLD.name, country="UY")))) == 1
    assert person_notices(change(1, replace(NEW, name="Ana Pérez", country="UY"))) == []


def test_a_name_with_one_wrong_letter_is_named_though_the_country_is_another() -> None:
    assert len(person_notices(change(1, replace(NEW, country="UY")))) == 1


def test_a_person_added_at_a_door_is_named_without_attendance() -> None:
    assert len(person_notices(change(0, NEW, how=Held.ADDED))) == 1
