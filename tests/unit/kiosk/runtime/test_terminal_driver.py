"""Bytes from a terminal that are not what a program expects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

driver = pytest.importorskip("checkin.kiosk.runtime.terminal_driver")


def decoded(*reads: bytes) -> str:
    """The text of several reads."""
    decoder = driver.InputDecoder()
    return "".join(decoder.decode(read) for read in reads)


def test_text_comes_through_as_it_is() -> None:
    assert decoded("HJPF ñ\r\x1b[15~".encode()) == "HJPF ñ\r\x1b[15~"


def test_a_letter_that_is_split_between_two_reads_is_whole() -> None:
    assert decoded(b"\xc3", b"\xb1") == "ñ"


@pytest.mark.parametrize("noise", [b"\xff", b"\xc3", b"\xe9\xe8", b"\xed\xa0\x80"])
def test_bytes_that_are_not_utf8_become_a_mark_and_what_follows_is_read(noise: bytes) -> None:
    assert decoded(noise + b"HJPF").endswith("HJPF")


@pytest.mark.parametrize("cut", range(1, 6))
def test_a_mouse_report_of_the_old_encoding_becomes_one_of_the_new(cut: int) -> None:
    report = b"\x1b[M " + bytes([32 + 200, 32 + 10])
    assert decoded(report[:cut], report[cut:], b"B") == "\x1b[<0;200;10MB" or cut < 2
    assert decoded(b"A" + report + b"B") == "A\x1b[<0;200;10MB"


def test_a_released_button_is_told_as_released() -> None:
    assert decoded(b"\x1b[M#!!") == "\x1b[<3;1;1m"


def test_a_lone_escape_is_not_held_back() -> None:
    assert decoded(b"\x1b") == "\x1b"


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_no_bytes_whatever_raise(reads: list[bytes]) -> None:
    decoded(*reads)
