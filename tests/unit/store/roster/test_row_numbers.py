"""A person keeps the row number of paper lists, whatever is loaded: a list may have been signed before."""

from collections.abc import Callable

import pytest

from checkin.attendance.corrections import Corrections
from checkin.intake.load import load
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants
from checkin.store.roster.row_numbers import row_numbers
from checkin.store.sync import publication
from checkin.store.sync.apply_publication import apply_publication

Load = Callable[[str], dict[str, int]]


@pytest.fixture
def loaded(open_course: OpenCourse) -> Load:
    """Loads a list of people, and returns the row number of everybody who was ever on it, by name."""

    def run(rows: str) -> dict[str, int]:
        (open_course.folder.root / "participants.csv").write_text(f"name,country\n{rows}", "utf-8")
        load(open_course)
        return numbers(open_course)

    run("Mara,UY\nNico,UY\nOlga,UY\nPaco,UY\n")
    return run


def numbers(course: OpenCourse) -> dict[str, int]:
    people = {person.id: person for person in participants.roster(course.record.conn, everybody=True)}
    return {people[key].name: number for key, number in row_numbers(course.record.conn).items()}


@pytest.mark.parametrize(
    "rows",
    [
        "Abe,UY\nMara,UY\nNico,UY\nOlga,UY\nPaco,UY\n",
        "Paco,UY\nOlga,UY\nNico,UY\nMara,UY\n",
        "Nico,UY\nPaco,UY\nOlga,UY\nEva,UY\n",
    ],
    ids=["one more at the top", "sorted otherwise", "one left out"],
)
def test_a_number_is_the_same_after_another_load(open_course: OpenCourse, loaded: Load, rows: str) -> None:
    before = numbers(open_course)
    after = loaded(rows)
    assert {name: after[name] for name in before} == before
    assert len(set(after.values())) == len(after)


def test_a_person_added_at_a_door_has_the_same_number_after_a_load(open_course: OpenCourse, loaded: Load) -> None:
    Corrections.of(open_course, actor="V. Paz").add("Eva Luna", "Chile")
    assert numbers(open_course)["Eva Luna"] == 9001
    assert loaded("Abe,UY\nMara,UY\nEva Luna,CL\n")["Eva Luna"] == 9001


def test_an_earlier_record_keeps_the_numbers_of_its_lists(open_course: OpenCourse, loaded: Load) -> None:
    with open_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET row_number = NULL")
    before = numbers(open_course)
    assert {name: loaded("Paco,UY\nAbe,UY\nMara,UY\n")[name] for name in before} == before


@pytest.mark.parametrize("of_today", [True, False], ids=["of this version", "of an earlier version"])
def test_another_station_has_the_same_numbers(open_course: OpenCourse, loaded: Load, of_today: bool) -> None:
    before = loaded("Paco,UY\nAbe,UY\nMara,UY\n")
    content = publication.build_content(open_course.record.conn, "")
    if not of_today:
        content = content.replace('"row_number":', '"unknown":')
    published = publication.Publication(
        number=1, digest="d", published_at="2026-03-09T12:00:00.000Z", published_by="Lucía", content=content
    )
    with open_course.record.writing() as writing:
        apply_publication(writing, published, countries=lambda code: code)
    assert numbers(open_course) == before
