"""Scanners as they really are: what they type becomes scans, and what people type does not."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.core.codes import ALPHABET, EditionCodes
from checkin.core.events import EventSource, ScannedText
from checkin.kiosk.scanner.detector import SILENCE, ScanDetector, Taken
from checkin.kiosk.scanner.scanner_profile import ScannerProfile, profile_from_test_scan

CODES = EditionCodes(bytes(range(32)))
DICE = random.Random(3)
ONE, TWO = (CODES.generate(DICE.randrange) for _ in range(2))
FOREIGN = EditionCodes(b"another edition").generate(DICE.randrange)
FAST, SLOW = 0.001, 0.2


def capture(*own: str) -> ScanDetector:
    """A capture of this edition, on a roster with codes of its own."""
    made = ScanDetector(lambda text: CODES.read(text).shape, lambda text: bool(CODES.read(text).nearest))
    made.own = frozenset(code.casefold() for code in own)
    return made


def typed(made: ScanDetector, text: str, gap: float = FAST, *, codes_only: bool, at: float = 100.0) -> float:
    """Type a text; returns the moment of the last key."""
    for character in text:
        at += gap
        made.type(character, at, codes_only=codes_only)
    return at


def scans(made: ScanDetector, text: str, gap: float = FAST, *, codes_only: bool) -> list[str]:
    """What a text that is ended with Enter is scanned as."""
    at = typed(made, text, gap, codes_only=codes_only)
    taken = made.end(at, codes_only=codes_only)
    return [presented.text for presented in taken.scans] if taken else []


DOOR, DIALOG = pytest.param(True, id="door"), pytest.param(False, id="dialog")


@pytest.mark.parametrize("codes_only", [DOOR, DIALOG])
@pytest.mark.parametrize("gap", [FAST, SLOW], ids=["wedge", "bluetooth"])
@pytest.mark.parametrize("dress", ["{}", "]Q1{}", "\\000026{}", "QR:{}", "{}#", "00{};"], ids=repr)
def test_a_code_is_a_scan_whatever_the_scanner_types_around_it(codes_only: bool, gap: float, dress: str) -> None:
    for code in (ONE, ONE.lower()):
        found = scans(capture(), dress.format(code), gap, codes_only=codes_only)
        assert [CODES.read(text).letters for text in found] == [ONE]


@pytest.mark.parametrize("codes_only", [DOOR, DIALOG])
def test_two_scans_glued_together_are_two(codes_only: bool) -> None:
    assert scans(capture(), ONE + TWO, codes_only=codes_only) == [ONE, TWO]


@pytest.mark.parametrize("codes_only", [DOOR, DIALOG])
@pytest.mark.parametrize("half", [1, 5, 11])
def test_half_a_scan_does_not_spoil_the_whole_one_behind_it(codes_only: bool, half: int) -> None:
    assert scans(capture(), ONE[:half] + TWO, codes_only=codes_only) == [TWO]


def test_a_code_read_wrong_and_glued_to_a_right_one_is_answered_too() -> None:
    wrong = ("B" if ONE[0] != "B" else "C") + ONE[1:]
    assert scans(capture(), wrong + TWO, codes_only=True) == [wrong, TWO]


@pytest.mark.parametrize("codes_only", [DOOR, DIALOG])
def test_a_code_with_one_wrong_letter_is_a_scan(codes_only: bool) -> None:
    wrong = ("B" if ONE[0] != "B" else "C") + ONE[1:]
    assert scans(capture(), wrong, codes_only=codes_only) == [wrong]


@pytest.mark.parametrize(
    "text", ["fern arg", "Nuñez", "12", "HJPF", "bcdfghjklnpr", "x" * 30, FOREIGN, "María de los Ángeles", "3 7 12-18"]
)
def test_what_people_type_into_a_field_is_never_a_scan(text: str) -> None:
    assert scans(capture("TICKET-1"), text, SLOW, codes_only=False) == []


@pytest.mark.parametrize("text", [FOREIGN, ONE[:11], "https://example.org/t/abc", "WIFI:T:WPA;S:guest;;", "Nuñez"])
def test_whatever_comes_at_a_scanners_speed_is_a_scan_in_a_dialog_too(text: str) -> None:
    assert scans(capture(), text, FAST, codes_only=False) == [text]


def test_what_was_typed_before_a_burst_stays() -> None:
    made = capture()
    at = typed(made, "fern ", SLOW, codes_only=False)
    at = typed(made, "https://example.org", codes_only=False, at=at + SLOW)
    taken = made.end(at, codes_only=False)
    assert taken == Taken((ScannedText("https://example.org", EventSource.SCANNED),), len("https://example.org"))


@pytest.mark.parametrize("text", ["12", "ok", "Ana"])
def test_a_few_quick_letters_are_a_persons(text: str) -> None:
    assert scans(capture(), text, FAST, codes_only=False) == []


def test_the_rest_of_the_ending_of_a_burst_belongs_to_it() -> None:
    made = capture()
    at = typed(made, FOREIGN, codes_only=False)
    assert made.end(at, codes_only=False) is not None
    assert made.belongs_to_last_scan(at + 0.01)


@pytest.mark.parametrize(("text", "expected"), [("go", True), ("gómez", True), ("d'Av", True), ("brts", False)])
def test_letters_by_hand_that_no_code_has_are_a_name(text: str, expected: bool) -> None:
    made = capture("ane-1")
    typed(made, text, SLOW, codes_only=True)
    assert made.is_name() is expected


@pytest.mark.parametrize("text", ["ane", "]Q1H", "a"])
def test_what_may_become_a_code_is_no_name_yet(text: str) -> None:
    made = capture("ane-1")
    typed(made, text, SLOW, codes_only=True)
    assert not made.is_name()


@given(st.text(alphabet=string.ascii_letters + string.digits + " -'áéñçã", max_size=60))
def test_no_prose_is_taken_for_a_scan(text: str) -> None:
    assert scans(capture(), text, SLOW, codes_only=False) == []


@given(st.text(max_size=300))
def test_at_the_door_nothing_that_was_typed_is_lost(text: str) -> None:
    found = scans(capture(), text, codes_only=True)
    assert found == ([text] if text.strip() else [])


def test_what_a_person_typed_before_a_scan_stays_in_its_field() -> None:
    made = capture()
    at = typed(made, "fern ", SLOW, codes_only=False)
    at = typed(made, ONE, codes_only=False, at=at)
    taken = made.end(at, codes_only=False)
    assert taken == Taken((ScannedText(ONE, EventSource.SCANNED),), len(ONE))


def test_keys_far_apart_do_not_belong_together() -> None:
    made = capture()
    at = typed(made, ONE[:6], codes_only=False)
    at = typed(made, ONE[6:9], codes_only=False, at=at + 10)
    assert made.end(at, codes_only=False) is None


def test_a_rosters_own_code_is_a_scan_in_a_field_only_at_a_scanners_speed() -> None:
    assert scans(capture("TICKET-1"), "ticket-1", FAST, codes_only=False) == ["ticket-1"]
    assert scans(capture("TICKET-1"), "ticket-1", SLOW, codes_only=False) == []
    assert scans(capture("TICKET-1"), "ticket-1", SLOW, codes_only=True) == ["ticket-1"]


@pytest.mark.parametrize("codes_only", [DOOR, DIALOG])
def test_silence_ends_a_whole_code(codes_only: bool) -> None:
    made = capture()
    at = typed(made, ONE, codes_only=codes_only)
    taken = made.end_by_pause(at + SILENCE, codes_only=codes_only)
    assert taken is not None
    assert [presented.text for presented in taken.scans] == [ONE]


@pytest.mark.parametrize("text", [ONE[:11], "FERNANDEZ", ONE[:11] + "A", ""], ids=["short", "name", "wrong", "none"])
def test_silence_ends_nothing_else(text: str) -> None:
    made = capture()
    at = typed(made, text, codes_only=True)
    assert made.end_by_pause(at + SILENCE, codes_only=True) is None


def test_silence_is_not_yet_one_while_keys_still_come() -> None:
    made = capture()
    at = typed(made, ONE, codes_only=True)
    assert made.end_by_pause(at + SILENCE / 3, codes_only=True) is None


def test_silence_at_the_door_ends_a_code_of_another_edition_too() -> None:
    made = capture()
    at = typed(made, FOREIGN, codes_only=True)
    assert made.end_by_pause(at + SILENCE, codes_only=True) is not None


def test_the_enter_of_a_slow_scanner_still_belongs_to_its_scan() -> None:
    made = capture()
    at = typed(made, ONE, SLOW, codes_only=True)
    made.end_by_pause(at + SILENCE, codes_only=True)
    assert made.belongs_to_last_scan(at + 0.3)
    assert not made.belongs_to_last_scan(at + 5)


def test_an_enter_after_another_key_is_a_persons() -> None:
    made = capture()
    made.end(typed(made, ONE, codes_only=True), codes_only=True)
    made.another_key()
    assert not made.belongs_to_last_scan(100.1)


def test_a_paste_of_many_lines_is_as_many_scans() -> None:
    taken = capture().paste(f"{ONE}\r\n{TWO}\n{ONE}\t", 1.0, codes_only=True)
    assert taken is not None
    assert [presented.text for presented in taken.scans] == [ONE, TWO, ONE]


def test_a_paste_of_prose_is_for_whoever_has_the_focus() -> None:
    assert capture().paste("Dirección Nacional\nde Migraciones", 1.0, codes_only=False) is None


def test_a_paste_that_is_ended_is_a_scan_on_every_screen() -> None:
    taken = capture().paste("https://example.org\r\n", 1.0, codes_only=False)
    assert taken is not None
    assert [scan.text for scan in taken.scans] == ["https://example.org"]


@pytest.mark.parametrize("codes_only", [DOOR, DIALOG])
def test_a_pasted_code_without_an_ending_is_a_scan(codes_only: bool) -> None:
    made = capture()
    taken = made.paste(ONE, 1.0, codes_only=codes_only)
    assert taken is not None
    assert taken.scans or made.end_by_pause(1.0 + SILENCE, codes_only=codes_only) is not None


def test_a_scanner_in_alt_code_mode_is_recognised() -> None:
    made = capture()
    assert [made.alt_digit() for _ in range(6)] == [False] * 5 + [True]


def test_a_hand_is_told_from_a_scanner_by_its_pauses() -> None:
    for gap, how in ((FAST, EventSource.SCANNED), (SLOW, EventSource.TYPED)):
        made = capture()
        taken = made.end(typed(made, ONE, gap, codes_only=True), codes_only=True)
        assert taken is not None
        assert taken.scans[0].how is how


def test_a_scanner_that_is_known_to_be_slow_is_not_taken_for_a_hand() -> None:
    made = capture()
    made.wedge = ScannerProfile(gap=SLOW)
    taken = made.end(typed(made, ONE, SLOW, codes_only=True), codes_only=True)
    assert taken is not None
    assert taken.scans[0].how is EventSource.SCANNED


def test_an_endless_run_of_characters_is_cut() -> None:
    made = capture()
    typed(made, "z" * 20_000, codes_only=True)
    assert len(made.text) <= 4096


def swapped(text: str) -> str:
    """A text through a Dvorak layout."""
    qwerty, dvorak = "qwertyuiopasdfghjklzxcvbnm", "',.pyfgcrlaoeuidhtn;qjkxbm"
    return text.lower().translate(str.maketrans(qwerty, dvorak))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ALPHABET, ScannerProfile()),
        (ALPHABET.lower(), ScannerProfile()),
        (f"]Q1{ALPHABET}", ScannerProfile()),
        (f"QR:{ALPHABET}", ScannerProfile(prefix="QR:")),
        (f"{ALPHABET}##", ScannerProfile(suffix="##")),
        (swapped(ALPHABET), ScannerProfile(letters=swapped(ALPHABET))),
        (ALPHABET[:15], None),
        ("hello", None),
    ],
)
def test_the_test_code_shows_what_the_scanner_does(text: str, found: ScannerProfile | None) -> None:
    assert profile_from_test_scan(text, 0.0) == found


def test_a_layout_that_swaps_letters_is_put_right() -> None:
    made = capture()
    made.wedge = ScannerProfile(letters=swapped(ALPHABET))
    assert [CODES.read(text).letters for text in scans(made, swapped(ONE), codes_only=True)] == [ONE]


def test_a_known_prefix_and_suffix_fall_away_from_a_rosters_own_code() -> None:
    made = capture("TICKET-1")
    made.wedge = ScannerProfile(prefix="QR:", suffix="#")
    assert scans(made, "QR:ticket-1#", codes_only=True) == ["ticket-1"]
