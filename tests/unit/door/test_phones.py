"""Phones get access by a code that serves once, and keep it by a token that only they hold."""

import pytest
from tests.conftest import HandClock

from checkin.core.errors import NotFoundError, WebError
from checkin.door.phones import Pairing, Phone, find_phone, paired_phones, revoke_phone
from checkin.store.open_course import OpenCourse
from checkin.store.settings import all_settings


@pytest.fixture
def pairing(open_course: OpenCourse) -> Pairing:
    return Pairing(open_course.record)


def holder(course: OpenCourse, token: str) -> Phone | None:
    with course.record.reading() as conn:
        return find_phone(conn, token)


def test_a_phone_with_the_code_gets_access(open_course: OpenCourse, pairing: Pairing) -> None:
    phone, token = pairing.pair(pairing.current_code(), "Ana's phone")
    assert holder(open_course, token) == phone


def test_small_letters_of_a_code_are_the_same(pairing: Pairing) -> None:
    assert pairing.pair(pairing.current_code().lower(), "Ana")[0].name == "Ana"


def test_a_code_serves_once(pairing: Pairing) -> None:
    code = pairing.current_code()
    pairing.pair(code, "Ana")
    with pytest.raises(WebError, match="has been used"):
        pairing.pair(code, "Bea")


def test_a_code_serves_for_ten_minutes(pairing: Pairing, hand_clock: HandClock) -> None:
    code = pairing.current_code()
    hand_clock.forward(10)
    with pytest.raises(WebError, match="too old"):
        pairing.pair(code, "Ana")


def test_a_clock_that_was_set_back_does_not_prolong_a_code(pairing: Pairing, hand_clock: HandClock) -> None:
    code = pairing.current_code()
    hand_clock.forward(-1)
    assert pairing.current_code() != code


def test_after_ten_wrong_codes_the_right_one_waits_a_minute(pairing: Pairing, hand_clock: HandClock) -> None:
    for _ in range(10):
        with pytest.raises(WebError, match="used or is too old"):
            pairing.pair("WRONG", "Ana")
    with pytest.raises(WebError, match="Wait a minute"):
        pairing.pair(pairing.current_code(), "Ana")
    hand_clock.forward(1)
    assert pairing.pair(pairing.current_code(), "Ana")


def test_wrong_codes_from_one_address_keep_no_other_from_connecting(pairing: Pairing) -> None:
    for _ in range(30):
        with pytest.raises(WebError):
            pairing.pair("WRONG", "Eve", "192.168.1.66")
    assert pairing.pair(pairing.current_code(), "Ana", "192.168.1.5")


def test_two_hundred_wrong_codes_from_everywhere_are_enough(pairing: Pairing) -> None:
    for number in range(200):
        with pytest.raises(WebError, match="used or is too old"):
            pairing.pair("WRONG", "Eve", f"192.168.1.{number}")
    with pytest.raises(WebError, match="Wait a minute"):
        pairing.pair(pairing.current_code(), "Ana", "192.168.2.1")


def test_two_phones_have_two_names(pairing: Pairing) -> None:
    pairing.pair(pairing.current_code(), "Ána")
    with pytest.raises(WebError, match="has access already"):
        pairing.pair(pairing.current_code(), "ana")


@pytest.mark.parametrize("name", ["", "  ", "\x1b\x07", "\u202e"])
def test_a_phone_needs_a_name_that_can_be_read(pairing: Pairing, name: str) -> None:
    with pytest.raises(WebError, match="needs a name"):
        pairing.pair(pairing.current_code(), name)


def test_a_name_holds_no_control_characters_and_is_short(pairing: Pairing) -> None:
    name = pairing.pair(pairing.current_code(), "A\x1b[2J" + "b" * 200)[0].name
    assert "\x1b" not in name
    assert len(name) == 40


def test_the_record_holds_no_token(open_course: OpenCourse, pairing: Pairing) -> None:
    _, token = pairing.pair(pairing.current_code(), "Ana")
    with open_course.record.reading() as conn:
        assert token not in str(all_settings(conn))


def test_a_revoked_phone_has_no_access(open_course: OpenCourse, pairing: Pairing) -> None:
    _, token = pairing.pair(pairing.current_code(), "Ana")
    revoke_phone(open_course.record, "ANA")
    assert holder(open_course, token) is None


def test_the_others_keep_theirs(open_course: OpenCourse, pairing: Pairing) -> None:
    pairing.pair(pairing.current_code(), "Ana")
    _, token = pairing.pair(pairing.current_code(), "Bea")
    revoke_phone(open_course.record, "Ana")
    assert holder(open_course, token)
    with open_course.record.reading() as conn:
        assert [phone.name for phone in paired_phones(conn)] == ["Bea"]


def test_a_name_that_no_phone_has_is_refused(open_course: OpenCourse) -> None:
    with pytest.raises(NotFoundError, match="No phone is called Zoe"):
        revoke_phone(open_course.record, "Zoe")
