"""Whose badges are printed, and what the record keeps of it."""

import pytest

from checkin.badges.printing import Wish, print_badges, selected
from checkin.course import Participant, Role
from checkin.errors import NotFoundError
from checkin.store import figures, log
from checkin.store.opening import OpenCourse


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("", ["Ana", "João", "Sol"]),
        ("role=speaker", ["Sol"]),
        ("country=Brasil", ["João"]),
        ("country=br, group=b", ["João"]),
        ("nuñ", []),
        ("joao", ["João"]),
    ],
)
def test_whose_badges_is_said_in_a_few_words(who: str, names: list[str]) -> None:
    people = [
        Participant(name="Ana", country="PE", groups=("A",)),
        Participant(name="João", country="BR", groups=("B",)),
        Participant(name="Sol", role=Role.SPEAKER),
    ]
    assert [person.name for person in selected(people, who)] == names


def test_an_expression_that_is_not_known_says_what_is() -> None:
    with pytest.raises(NotFoundError, match="--who knows role"):
        selected([Participant(name="Ana")], "colour=red")


def test_what_was_printed_is_in_the_record_and_is_no_attendance(open_course: OpenCourse) -> None:
    printed = print_badges(open_course, Wish())
    assert len(printed.people) == 4
    assert log.printed_codes(open_course.record.conn) == {person.code for person in printed.people}
    assert not any(row.status.attended for row in figures.attendance(open_course.record.conn))


def test_only_new_badges_are_those_not_printed_yet(open_course: OpenCourse) -> None:
    print_badges(open_course, Wish(who="role=speaker"))
    assert len(print_badges(open_course, Wish(only_new=True)).people) == 3
    assert not print_badges(open_course, Wish(only_new=True)).people
