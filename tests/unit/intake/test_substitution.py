"""A key in common without a word of the name in common does not make two people one."""

from dataclasses import replace

import pytest

from checkin.core.course import Participant
from checkin.intake.matching.changes import compare

ANA = Participant(id="p1", code="HJPFLXRFHXNJ", own_id="7", name="Ana Pérez", email="office@example.org", country="AR")


@pytest.mark.parametrize(
    "row",
    [
        Participant(name="Luis Gómez", email="office@example.org", country="AR"),
        Participant(name="Luis Gómez", own_id="7", country="AR"),
    ],
    ids=["e-mail", "own id"],
)
def test_another_name_under_an_old_key_is_doubtful(row: Participant) -> None:
    assert [(before.name, after.name) for before, after, _ in compare([ANA], [row]).doubtful] == [
        ("Ana Pérez", "Luis Gómez")
    ]


@pytest.mark.parametrize("name", ["Ana Pérez Gil", "Anna Peres", "PÉREZ, Ana", "A. Pérez"])
def test_a_corrected_name_is_the_same_person(name: str) -> None:
    change = compare([ANA], [replace(ANA, id="", code="", name=name)])
    assert not change.doubtful
    assert [item.after.id for item in change.changed] == ["p1"]


def test_renamed_settles_it() -> None:
    change = compare([ANA], [replace(ANA, id="", code="", name="Luis Gómez")], renamed={ANA.code})
    assert not change.doubtful
    assert [item.after.code for item in change.changed] == [ANA.code]


def test_substituted_makes_another_person() -> None:
    change = compare([ANA], [replace(ANA, id="", code="", name="Luis Gómez")], substituted={ANA.code})
    assert ([person.name for person in change.added], change.unlisted) == (["Luis Gómez"], (ANA,))


ROSA = Participant(id="p2", code="HJPFLXRFHXNK", name="Rosa Delgado", country="AR", institution="Ministry")


@pytest.mark.parametrize("row", [{"country": ""}, {"name": "DELGADO Rosa"}, {"name": "Delgado, Rosa"}])
def test_a_missing_country_or_corrected_order_of_names_is_the_same_person(row: dict[str, str]) -> None:
    change = compare([ROSA], [replace(ROSA, id="", code="", **row)])  # type: ignore[arg-type]
    assert ([item.after.id for item in change.changed], change.added, change.doubtful) == (["p2"], (), ())


@pytest.mark.parametrize("institution", ["Navy", "Ministry"])
def test_a_namesake_of_another_country_is_doubtful(institution: str) -> None:
    change = compare([ROSA], [replace(ROSA, id="", code="", country="CL", institution=institution)])
    assert [before.name for before, _, _ in change.doubtful] == ["Rosa Delgado"]


def test_a_namesake_of_another_country_in_a_part_of_the_list_is_another_person() -> None:
    change = compare([ROSA], [replace(ROSA, id="", code="", country="CL")], partial=True)
    assert ([one.country for one in change.added], change.doubtful) == (["CL"], ())


def test_a_name_corrected_by_hand_is_a_name_of_the_person() -> None:
    now = replace(ROSA, name="Rosanna del Prado")
    change = compare([ROSA], [replace(now, id="", code="")], current=[now])
    assert ([item.after.id for item in change.changed], change.added, change.doubtful) == (["p2"], (), ())


def test_a_namesake_who_comes_besides_is_another_person() -> None:
    other = replace(ROSA, id="", code="", country="CL")
    change = compare([ROSA], [replace(ROSA, id="", code=""), other])
    assert (change.added, change.unlisted) == ((other,), ())


def test_ids_that_moved_with_a_deleted_row_do_not_move_people() -> None:
    before = [
        Participant(id=f"p{number}", own_id=str(number), name=name, country="AR")
        for number, name in enumerate(["Ana Pérez", "Beto Ruiz", "Carla Cruz"], 1)
    ]
    rows = [replace(before[1], id="", own_id="1"), replace(before[2], id="", own_id="2")]
    change = compare(before, rows)
    assert [(item.after.id, item.after.own_id) for item in change.changed] == [("p2", "1"), ("p3", "2")]
    assert ([person.name for person in change.unlisted], change.doubtful) == (["Ana Pérez"], ())
    assert [after.name for _, after in change.by_name] == ["Beto Ruiz", "Carla Cruz"]


def test_an_email_that_passes_to_a_listed_person_takes_no_attendance_with_it() -> None:
    dora = Participant(id="p2", name="Dora Sosa", email="dora@x.test", country="UY")
    change = compare([ANA, dora], [replace(dora, id="", email=ANA.email)])
    assert ([item.after.id for item in change.changed], change.unlisted) == (["p2"], (ANA,))


def test_a_colleague_of_the_same_family_name_is_doubtful() -> None:
    change = compare([ANA], [Participant(name="Jorge Pérez", email=ANA.email, country="AR")])
    assert [after.name for _, after, _ in change.doubtful] == ["Jorge Pérez"]
