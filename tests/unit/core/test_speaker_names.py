"""Speakers of the programme are people of the list, however the programme writes their names."""

from datetime import UTC, datetime, timedelta

import pytest

from checkin.core.course import Participant, Role, Session
from checkin.core.speaker_names import SpeakerNames, names_person

SAM = Participant(id="1", name="Sam Spe", country="UY", role=Role.SPEAKER)
ANA = Participant(id="2", name="Dra. Ana Rey", country="AR", role=Role.SPEAKER)
JOSE = Participant(id="3", name="José Núñez Pérez", country="AR", role=Role.SPEAKER)
NAMESAKE = Participant(id="4", name="Sam Spe", country="AR")
START = datetime(2026, 3, 9, 12, tzinfo=UTC)


def session(*speakers: str) -> Session:
    return Session(id="s", title="S", starts_at=START, ends_at=START + timedelta(hours=1), speakers=speakers)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sam Spe", "Sam Spe"),
        ("Prof. Sam Spe", "Sam Spe"),
        ("Prof. Dr. Sam Spe, PhD", "Sam Spe"),
        ("Sam Spe (UNHCR)", "Sam Spe"),
        ("Sam Spe [online]", "Sam Spe"),
        ("Sam Spe, OIM", "Sam Spe"),
        ("Sam Spe - OIM", "Sam Spe"),
        ("SPE, Sam", "Sam Spe"),
        ("NÚÑEZ PÉREZ, José", "José Núñez Pérez"),
        ("Modera: Sam Spe", "Sam Spe"),
        ("Moderated by Sam Spe", "Sam Spe"),
        ("Sam Spe y Ana Rey", "Sam Spe"),
        ("Dra. Ana Rey & Sam Spe", "Ana Rey"),
        ("Sam Spe and Dr. Ana Rey (moderator)", "Ana Rey"),
        ("Ana Rey", "Dra. Ana Rey"),
        ("José Ortega y Gasset", "José Ortega y Gasset"),
        ("Suharto", "Suharto"),
    ],
)
def test_a_name_is_known_however_it_is_written(text: str, name: str) -> None:
    assert names_person(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("José Núñez", "José Núñez Pérez"),
        ("José Ortega y Gasset", "José Ortega"),
        ("Sam Spee", "Sam Spe"),
        ("Spe, OIM", "Sam Spe"),
        ("Sam", "Sam Spe"),
        ("", "Sam Spe"),
        ("()", "Sam Spe"),
    ],
)
def test_a_name_that_is_only_near_is_nobody(text: str, name: str) -> None:
    assert not names_person(text, name)


def test_a_speaker_comes_before_a_participant_of_the_same_name() -> None:
    (found,) = SpeakerNames([SAM, NAMESAKE]).named("Prof. Sam Spe")
    assert found.people == (SAM,)


def test_joined_names_stay_whole_if_none_is_on_the_list() -> None:
    assert [one.text for one in SpeakerNames([SAM]).named("Luis Gil y Eva Sol")] == ["Luis Gil y Eva Sol"]


def doubts(people: list[Participant], *speakers: str) -> str:
    texts = SpeakerNames(people).doubts([session(*speakers)])
    return " ".join(map(str, texts))


def test_speakers_who_are_nobody_are_named_with_the_nearest() -> None:
    said = doubts([SAM, ANA, JOSE], "José Núñez", "Sam Spe y Luis Gil", "Bob Roe")
    assert "José Núñez (José Núñez Pérez)" in said
    assert "Luis Gil, Bob Roe" in said
    assert "Sam" not in said


def test_two_speakers_of_one_name_are_named() -> None:
    twin = Participant(id="5", name="Sam Spe", country="CL", role=Role.SPEAKER)
    assert "Sam Spe" in doubts([SAM, twin], "Sam Spe")


def test_a_list_without_speakers_is_compared_with_nothing() -> None:
    assert doubts([NAMESAKE], "Bob Roe") == ""
