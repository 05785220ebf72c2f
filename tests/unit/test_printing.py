"""Whose badges are printed, and what the record keeps of it."""

from dataclasses import replace

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


def test_a_role_has_a_design_of_its_own_or_no_badge(open_course: OpenCourse) -> None:
    rules = replace(open_course.course, badge_roles={"speaker": "card", "participant": ""})
    printed = print_badges(replace(open_course, course=rules), Wish())
    assert [person.role for person in printed.people] == [Role.SPEAKER]
    assert [file.name for file in printed.files] == ["badges-a6.pdf"]


def test_several_designs_are_as_many_files(open_course: OpenCourse) -> None:
    rules = replace(open_course.course, badge_roles={"speaker": "card"})
    printed = print_badges(replace(open_course, course=rules), Wish())
    assert sorted(file.name for file in printed.files) == ["badges-a6-card.pdf", "badges-a6-lanyard.pdf"]
    assert (len(printed.people), printed.pages) == (4, 4)


def test_a_design_that_is_wished_for_is_everybodys(open_course: OpenCourse) -> None:
    rules = replace(open_course.course, badge_roles={"speaker": ""})
    assert len(print_badges(replace(open_course, course=rules), Wish(design="card")).people) == 4


def test_only_new_badges_are_those_not_printed_yet(open_course: OpenCourse) -> None:
    print_badges(open_course, Wish(who="role=speaker"))
    assert len(print_badges(open_course, Wish(only_new=True)).people) == 3
    assert not print_badges(open_course, Wish(only_new=True)).people
