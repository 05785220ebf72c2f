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


class Reading:
    """An input reader with a clock that the test moves, and what it has read."""

    def __init__(self) -> None:
        self.now = 100.0
        self.reader = driver.InputReader(clock=lambda: self.now)

    def read(self, *reads: bytes) -> list[str]:
        """Return what some reads and the pause after them give: keys, and texts that were pasted."""
        found = [message for read in reads for message in self.reader.feed(read)]
        self.now += 1
        # Textual's parser has a clock of its own: let its wait for the rest of a sequence be over as well.
        if self.reader._parser._timeout_time is not None:
            self.reader._parser._timeout_time = 0.0
        found += self.reader.tick()
        return [getattr(message, "key", None) or getattr(message, "text", None) or "" for message in found]


@pytest.mark.parametrize(
    "sequence",
    [b"\x1b[1114112u", b"\x1b[97;;1114112u", b"\x1b[113;5:1u", b"\x1b[48;0;0;0;0t\x1b[<0;1;1M", b"\xc3", b""],
)
def test_keys_after_an_impossible_sequence_in_the_same_read_are_read(sequence: bytes) -> None:
    assert Reading().read(sequence + b"HJPF\r")[-5:] == ["H", "J", "P", "F", "enter"]


def test_a_sequence_that_never_ends_is_taken_as_keys_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading()
    monkeypatch.setattr("textual._parser.get_time", lambda: reading.now)
    assert reading.read(b"\x1b[") == []
    reading.read(b"")
    assert reading.read(b"A") == ["A"]


@pytest.mark.parametrize("reads", [(b"\x1b[200~HJPF",), (b"\x1b[20", b"0~HJPF"), (b"\x1b", b"[", b"200~HJ", b"PF")])
def test_a_paste_without_an_end_ends_with_a_pause(reads: tuple[bytes, ...]) -> None:
    reading = Reading()
    assert reading.read(*reads) == ["HJPF"]
    assert reading.read(b"A") == ["A"]


def test_a_whole_paste_is_one_text() -> None:
    assert Reading().read(b"\x1b[200~HJPF\n", b"TTFD\x1b[201~A") == ["HJPF\nTTFD", "A"]


@pytest.mark.parametrize("sequence", [b"\x1b[55296u", b"\x1b[97;;55296u"])
def test_half_a_character_is_no_key(sequence: bytes) -> None:
    assert Reading().read(sequence) == []


@pytest.mark.parametrize(
    "report", [b"\x1b[48;0;0;0;0t", b"\x1b[48;9999;9999;1;1t", b"\x1b[?2048;1$y", b"\x1b[<0;99999999;1M", b"\x1b[1;1R"]
)
def test_reports_that_nobody_asked_for_are_ignored(report: bytes) -> None:
    assert Reading().read(report) == []


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_no_bytes_whatever_end_the_input(reads: list[bytes]) -> None:
    reading = Reading()
    reading.read(*reads)
    reading.read(b"")
    assert reading.read(b"HJPF")[-4:] == ["H", "J", "P", "F"]
