"""What a load says about people who may be one."""

from checkin.core.course import Participant
from checkin.intake.load_notices import person_notices
from checkin.intake.matching.changes import RosterChange

OLD = Participant(id="p1", code="HJPFLXRFHXNJ", name="Ana María Pérez", country="AR")
NEW = Participant(name="Ana Maria Peres", country="AR")


def change(attended: int, *added: Participant) -> RosterChange:
    return RosterChange(added, (), (), (OLD,), added, attended={OLD.id: attended})


def test_a_new_person_of_nearly_the_name_of_one_who_attended_is_named() -> None:
    assert [str(notice) for notice in person_notices(change(2, NEW))] == [
        "Ana Maria Peres is new, and Ana María Pérez is no longer listed (sessions with attendance: 2). If they are "
        'one person, load the list, then: checkin merge "HJPF LXRF HXNJ" CODE, with the code of Ana Maria Peres'
    ]


def test_who_never_attended_or_has_another_name_is_not_named() -> None:
    assert person_notices(change(0, NEW)) == []
    assert person_notices(change(2, Participant(name="Jorge Pérez", country="AR"))) == []
