"""Who is found first: whoever is called exactly so, then the names that begin so, then the rest."""

import pytest
from tests.conftest import HandClock

from checkin.intake.load import load
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import search

ROWS = """\
id,name,country,institution
1,María D’Ávila Ruiz,Argentina,
2,Zoe Paz,Chile,María Ruiz y Asociados
3,María Ruiz Zamora,Chile,
4,María Ruiz,Argentina,
5,María Ruiz,Perú,
6,Françoise Güemes Ruiz,Haití,
7,Ruiz Aldao,Perú,
"""


def names(folder: CourseFolder, clock: HandClock, rows: str, text: str) -> list[str]:
    """The names that a roster's search gives, in its order."""
    (folder.root / "participants.csv").write_text(rows, encoding="utf-8")
    with opened_course(folder, clock=clock.clock()) as course:
        load(course)
        return [person.name for person in search.search(course.record.conn, text)]


def test_who_is_called_exactly_so_comes_first(course_folder: CourseFolder, hand_clock: HandClock) -> None:
    found = names(course_folder, hand_clock, ROWS, "maria ruiz")
    assert found == ["María Ruiz", "María Ruiz", "María Ruiz Zamora", "María D’Ávila Ruiz", "Zoe Paz"]


def test_names_that_begin_so_come_before_names_that_hold_it(course_folder: CourseFolder, hand_clock: HandClock) -> None:
    assert names(course_folder, hand_clock, ROWS, "RUIZ")[0] == "Ruiz Aldao"


def test_an_exact_name_is_found_behind_a_list_full_of_longer_ones(
    course_folder: CourseFolder, hand_clock: HandClock
) -> None:
    longer = "".join(f"{n},Ana Paz {n:02d},Chile,\n" for n in range(40))
    found = names(course_folder, hand_clock, f"id,name,country,institution\n{longer}99,Ana Paz,Chile,\n", "ana paz")
    assert (found[0], len(found)) == ("Ana Paz", 30)


def test_people_of_one_institution_are_in_the_order_of_the_alphabet(
    course_folder: CourseFolder, hand_clock: HandClock
) -> None:
    rows = "id,name,country,institution\n" + "".join(
        f"{n},{name},Chile,Cancillería\n" for n, name in enumerate(("Zoe Paz", "Ávila Ruiz", "Avellaneda", "Élida"))
    )
    assert names(course_folder, hand_clock, rows, "cancilleria") == ["Avellaneda", "Ávila Ruiz", "Élida", "Zoe Paz"]


@pytest.mark.parametrize(
    ("text", "is_exact"),
    [("jean saintfleur", True), ("joao davila", True), ("jean saint fleuri", False), ("joan d avila", False)],
)
def test_a_name_that_differs_by_a_letter_is_near_and_has_to_be_chosen(
    open_course: OpenCourse, text: str, is_exact: bool
) -> None:
    found = search.find_people(open_course.record.conn, text)
    assert (len(found.people) > 0, found.is_exact) == (True, is_exact)


@pytest.mark.parametrize("name", ["ana nunez", "Ana Núñez Paz", "ANA NUNES"])
def test_a_person_of_such_a_name_and_country_is_a_namesake(open_course: OpenCourse, name: str) -> None:
    assert [person.name for person in search.namesakes(open_course.record.conn, name, "AR")] == ["Ana Núñez"]
