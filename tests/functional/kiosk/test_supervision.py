"""What ends the door: never a key of a guest, and no crash."""

import signal
from pathlib import Path

import pytest

pytest.importorskip("pty")

from tests.functional.kiosk.test_terminal import Terminal, demo, loaded_demo  # noqa: F401

from checkin.door.pin import Pin
from checkin.lifecycle.demo import sample_folder
from checkin.store.open_course import open_course as opened_course

KEYS_OF_SIGNALS = b"\x03\x1c\x1a"


@pytest.fixture
def guests(demo: Path) -> Terminal:  # noqa: F811
    """A door in self-service, whose PIN is 1234."""
    with opened_course(sample_folder(demo)) as course:
        Pin(course.record).choose("1234")
    terminal = Terminal("-C", str(demo), "door", "--language", "en", "--self-service")
    terminal.until(lambda: b"scan your badge" in terminal.shown)
    return terminal


def kill(terminal: Terminal) -> None:
    """Kill the process of the door, and press what ends other programs until it is back."""
    terminal.shown = b""
    terminal.door_process().send_signal(signal.SIGKILL)
    for _ in range(10):
        terminal.type(KEYS_OF_SIGNALS)
        terminal.read(0.05)


def test_keys_of_signals_do_not_end_a_guests_door_that_starts_again(guests: Terminal) -> None:
    kill(guests)
    guests.until(lambda: b"scan your badge" in guests.shown)
    guests.stop()


def test_a_guests_door_that_ends_without_the_pin_is_started_again(guests: Terminal) -> None:
    guests.shown = b""
    guests.door_process().send_signal(signal.SIGINT)
    guests.until(lambda: b"scan your badge" in guests.shown)
    guests.stop()


def test_a_guests_door_that_crashes_again_and_again_is_out_of_order_and_opens_with_the_pin(guests: Terminal) -> None:
    for _ in range(4):
        kill(guests)
        guests.until(lambda: b"scan your badge" in guests.shown)
    kill(guests)
    guests.until(lambda: b"out of order" in guests.shown)
    guests.type(KEYS_OF_SIGNALS + b"1234\r")
    guests.type(b"\x1b[24~9999\r")
    guests.read(1.0)
    assert b"1234" not in guests.shown
    guests.type(b"\x1b[24~")
    guests.until(lambda: guests.shown.count(b"PIN:") == 2)
    guests.read(1.5)  # a wrong PIN asks for patience
    guests.type(b"1234\r")
    assert guests.ended() == 128 + signal.SIGKILL


def test_a_refused_start_writes_no_control_sequence(demo: Path) -> None:  # noqa: F811
    terminal = Terminal("-C", str(demo), "door", "--self-service")
    assert terminal.ended() == 1
    assert b"PIN" in terminal.shown
    assert b"\x1b" not in terminal.shown
