"""Names of which one has all the words of the other are found as by comparing each with each, in few comparisons."""

import random

import pytest
from tests.conftest import often

from checkin.core.course import Participant
from checkin.core.similar_names import words_of
from checkin.intake.roster import duplicates
from checkin.intake.roster.duplicates import LocatedPerson, similar_people

WORDS = ["ana", "maria", "luz", "paz", "rey", "gil", "sol", "mar", "rio", "del", "carmen", "jose", "juan"]


def people(number: int, seed: int) -> list[LocatedPerson]:
    rng = random.Random(seed)
    names = [" ".join(rng.sample(WORDS, rng.randint(1, 4))) for _ in range(number)]
    return [LocatedPerson("a.csv", row, Participant(name=name, country="AR")) for row, name in enumerate(names, 2)]


def each_with_each(placed: list[LocatedPerson]) -> list[tuple[int, int]]:
    found = []
    for place, later in enumerate(placed):
        for first in placed[:place]:
            one, other = (set(words_of(item.person.name)) for item in (first, later))
            is_shared = (one <= other or other <= one) and min(len(one), len(other)) > 1
            if is_shared and first.person.name != later.person.name:
                found.append((first.row, later.row))
    return found[:10]


@pytest.mark.parametrize("seed", range(often(6)))
def test_they_are_those_of_comparing_each_with_each(seed: int) -> None:
    placed = people(12 + 3 * seed, seed)
    said = [(notice.reason.values["row"], notice.reason.values["other_row"]) for notice in similar_people(placed)]
    assert said == each_with_each(placed)


def test_a_list_of_many_alike_is_not_compared_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    real = duplicates._similar
    monkeypatch.setattr(duplicates, "_similar", lambda *pair: calls.append(1) or real(*pair))
    assert len(similar_people(people(1_000, 1))) == 10
    assert len(calls) < 100
