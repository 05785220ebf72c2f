"""People of one name and country are told apart."""

import pytest

from checkin.core.course import Participant
from checkin.core.namesakes import marks_of_namesakes, names_apart, told_apart


def ana(key: str, **facts: str) -> Participant:
    return Participant(name=facts.pop("name", "Ana Gómez"), id=key, country="CO", **facts)


@pytest.mark.parametrize(
    ("one", "other", "marks"),
    [
        ({"institution": "Cancillería"}, {"institution": "Defensoría"}, ("Cancillería", "Defensoría")),
        ({"institution": "X", "position": "Asesora"}, {"institution": "x", "position": "Jefa"}, ("Asesora", "Jefa")),
        ({"institution": "X", "own_id": "7"}, {"own_id": "8"}, ("7", "8")),
        ({"code": "HJPFLXRFHXNJ"}, {"code": "BCDFGHJKLNPR", "name": "ana gomez"}, ("HJPF LXRF HXNJ", "BCDF GHJK LNPR")),
    ],
)
def test_the_first_mark_that_differs_stands_beside_the_name(
    one: dict[str, str], other: dict[str, str], marks: tuple[str, str]
) -> None:
    found = marks_of_namesakes([ana("1", **one), ana("2", **other), ana("3", name="Eva Ruiz", institution="X")])
    assert found == {"1": marks[0], "2": marks[1]}


def test_a_name_that_is_unique_stands_alone() -> None:
    people = [ana("1", institution="X"), ana("2", name="Eva Ruiz", institution="X")]
    assert [told_apart(one, marks_of_namesakes(people)) for one in people] == ["Ana Gómez", "Eva Ruiz"]


def test_a_list_without_countries_names_the_country_of_namesakes() -> None:
    people = [
        Participant(id="1", name="Luz Pérez", country="PE", institution="Migraciones"),
        Participant(id="2", name="Luz Pérez", country="CL", institution="Migraciones"),
        Participant(id="3", name="Luz Pérez", country="CL", institution="Cancillería"),
        Participant(id="4", name="Eva Ruiz", country="CL"),
    ]
    assert names_apart(people, lambda code: code) == {
        "1": "Luz Pérez (PE)",
        "2": "Luz Pérez (CL, Migraciones)",
        "3": "Luz Pérez (CL, Cancillería)",
        "4": "Eva Ruiz",
    }
