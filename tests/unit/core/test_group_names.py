"""Names of groups, compared as people write them."""

from datetime import UTC, datetime

import pytest

from checkin.core.course import Participant, Session
from checkin.core.group_names import group_key, share_a_group


@pytest.mark.parametrize(
    "name",
    ["A", "a", "Grupo A", "GRUPO: A", "grupo-a", "Group A", "Groupe A", "Turma A", "A group", " “A” ", "Grupo «A»"],
)
def test_a_group_is_one_however_it_is_written(name: str) -> None:
    assert group_key(name) == "a"


@pytest.mark.parametrize(
    "name", ["1", "01", "Grupo 1", "Grupo N° 1", "Grupo Nº 1", "Group #1", "GRUPO1", "Turma nro. 01"]
)
def test_numbers_of_groups_are_compared_as_numbers(name: str) -> None:
    assert group_key(name) == "1"


@pytest.mark.parametrize(
    ("name", "other"), [("B+", "B"), ("Mesa 1", "1"), ("Mañana A", "Tarde A"), ("Grupo N", "Grupo")]
)
def test_other_groups_stay_apart(name: str, other: str) -> None:
    assert not share_a_group([name], [other])


@pytest.mark.parametrize(
    ("name", "key"), [("Groupement Nord", "groupement nord"), ("Grupo", "grupo"), ("São Paulo", "sao paulo")]
)
def test_what_only_begins_like_the_word_stays_whole(name: str, key: str) -> None:
    assert group_key(name) == key


def test_a_person_of_the_group_is_expected_at_the_session_of_the_group() -> None:
    at = datetime(2026, 10, 19, 9, tzinfo=UTC)
    session = Session(id="t", title="Taller", starts_at=at, ends_at=at.replace(hour=10), groups=("GRUPO Á",))
    assert Participant(name="Eva", groups=("a",)).expected_at(session)
    assert not Participant(name="Pia", groups=("b",)).expected_at(session)
