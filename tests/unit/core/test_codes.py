"""Codes: minted, read, checked, repaired."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.core.codes import ALPHABET, LENGTH, CodeStatus, EditionCodes, extract_letters, format_code, normalise

CODES = EditionCodes(bytes(range(32)))
OTHERS = EditionCodes(bytes(32))
minted = st.integers(min_value=0).map(lambda seed: CODES.generate(random.Random(seed).randrange))


@given(minted)
def test_a_minted_code_reads_as_genuine(code: str) -> None:
    assert len(code) == LENGTH
    assert CODES.read(code).shape is CodeStatus.GENUINE


@given(minted)
def test_every_single_wrong_letter_is_found_and_repaired(code: str) -> None:
    for place in range(LENGTH):
        for letter in ALPHABET.replace(code[place], ""):
            reading = CODES.read(code[:place] + letter + code[place + 1 :])
            assert reading.shape is CodeStatus.MISTYPED
            assert code in reading.nearest


@given(minted)
def test_every_swap_of_two_different_letters_is_found(code: str) -> None:
    for one in range(LENGTH):
        for other in range(one + 1, LENGTH):
            if code[one] != code[other]:
                swapped = list(code)
                swapped[one], swapped[other] = swapped[other], swapped[one]
                assert CODES.read("".join(swapped)).shape is CodeStatus.MISTYPED


@given(minted, st.integers(0, LENGTH - 2))
def test_a_swap_of_neighbours_is_repaired(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or code in CODES.read(swapped).nearest


@given(minted, st.integers(0, LENGTH - 1))
def test_a_letter_left_out_is_incomplete_and_completed(code: str, place: int) -> None:
    reading = CODES.read(code[:place] + code[place + 1 :])
    assert reading.shape is CodeStatus.INCOMPLETE
    assert code in reading.nearest


@given(minted)
def test_a_code_of_another_edition_is_foreign(code: str) -> None:
    assert OTHERS.read(code).shape is CodeStatus.FOREIGN


def test_random_letters_pass_the_check_and_the_tag_about_once_in_two_to_the_twenty_four() -> None:
    dice = random.Random(1)
    texts = ("".join(dice.choices(ALPHABET, k=LENGTH)) for _ in range(10_000))
    shapes = [CODES.read(text).shape for text in texts]
    # The check letter lets one in sixteen through; of those the tag one in a million.
    foreign = shapes.count(CodeStatus.FOREIGN)
    assert 560 < foreign < 690
    assert shapes.count(CodeStatus.GENUINE) <= 1


def test_a_tag_is_guessed_no_more_often_than_once_in_two_to_the_twenty() -> None:
    dice = random.Random(2)
    guessed = sum(CODES.generate(dice.randrange)[6:11] == "".join(dice.choices(ALPHABET, k=5)) for _ in range(20_000))
    assert guessed <= 2


@pytest.mark.parametrize(
    "typed",
    ["{0}", "{1}", " {2} ", "]Q1{0}", "]d2{0}", "\\000026{0}", "\x02{0}\x03\r", "{3}", "\ufeff{0}"],
    ids=["plain", "lower case", "in groups", "AIM prefix", "GS1 AIM prefix", "ECI mark", "controls", "hyphens", "mark"],
)
def test_a_code_is_read_however_the_scanner_dresses_it(typed: str) -> None:
    code = CODES.generate(random.Random(3).randrange)
    text = typed.format(code, code.lower(), format_code(code), format_code(code).replace(" ", "-"))
    assert CODES.read(text).letters == code
    assert CODES.read(text).shape is CodeStatus.GENUINE


def test_digits_that_look_like_letters_are_read_as_those() -> None:
    assert extract_letters("856") == "BSG"


@given(st.text())
def test_any_text_gives_a_reading(text: str) -> None:
    reading = CODES.read(text)
    assert set(reading.letters) <= set(ALPHABET)
    assert all(ord(character) >= 32 for character in normalise(text))


def test_a_code_is_shown_in_three_groups() -> None:
    assert format_code("HJPFLXRFHXNJ") == "HJPF LXRF HXNJ"


def test_a_rosters_own_code_is_shown_as_it_is() -> None:
    assert format_code("TICKET-42") == "TICKET-42"


def test_the_first_four_letters_hold_no_part_of_the_tag() -> None:
    assert len({CODES.generate(random.Random(seed).randrange)[:4] for seed in range(1000)}) > 960
