"""Every kind of broken terminal input, through a real pseudo-terminal, against the staff's and the guests' door.

``CHECKIN_LONG=N`` sends N times as many random sequences, and every sequence cut at every byte.
"""

import itertools
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pty")

from tests.functional.kiosk.test_terminal import Terminal, demo, loaded_demo, scans, some_codes  # noqa: F401

from checkin.door.pin import Pin
from checkin.lifecycle.demo import sample_folder
from checkin.store.open_course import open_course as opened_course

LONG = int(os.environ.get("CHECKIN_LONG", "0"))
RANDOM = 150 * max(1, LONG)
NUMBERS = ("0", "1", "27", "57441", "55296", "57343", "65535", "1114111", "1114112", "4294967296", "9" * 19, "")
# Sequences that terminals send: keys, kitty keys, mouse, focus, pastes, reports of modes, size, cursor and colours.
SEQUENCES = (
    b"\x1b[A", b"\x1bOP", b"\x1b[15~", b"\x1b[1;5A", b"\x1b[27;5;13~", b"\x1b[97;5u", b"\x1b[97:65;2;97u",
    b"\x1b[97;;1114112u", b"\x1b[101;5:1u", b"\x1b[1114112u", b"\x1b[55296u", b"\x1b[97;;55296u", b"\x1b[57441;1:3u",
    b"\x1b[M !!", b"\x1b[M#\xff\xff", b"\x1b[<0;10;10M", b"\x1b[<0;10;10m", b"\x1b[<64;-1;-1M",
    b"\x1b[<35;99999999;99999999M", b"\x1b[<65;0;0M", b"\x1b[32;10;10M", b"\x1b[I", b"\x1b[O",
    b"\x1b[200~HJPF\x1b[201~", b"\x1b[200~a\x1b[Ab\x1b[200~c\x1b[201~", b"\x1b[200~never ended", b"\x1b[201~",
    b"\x1b[?2026;1$y", b"\x1b[?2048;1$y", b"\x1b[?2048;2$y", b"\x1b[48;0;0;0;0t", b"\x1b[48;99999;99999;1;1t",
    b"\x1b[24;80R", b"\x1b[?62;c", b"\x1b]11;rgb:0000/0000/0000\x1b\\", b"\x1b]52;c;SEpQRg==\x07",
    b"\x1bP1$r0m\x1b\\", b"\x1b_Gi=1;OK\x1b\\", b"\x1b\x1b[A", b"\x1b\x1b\x1b", b"\x9b15~", b"\x1b[" + b"9" * 60 + b"u",
)  # fmt: skip
NOISE = (b"\xff\xfe", b"\xc3", b"\xe2\x82", b"\xf0\x9f", b"\xed\xa0\x80", b"\x00", b"\x03", b"\x1a", b"\x1c", b"\x04")


def prefixes() -> Iterator[bytes]:
    """Yield every prefix of every sequence, a sequence with every number, and bytes that are not UTF-8."""
    for sequence in SEQUENCES:
        for length in range(1, len(sequence) + 1):
            yield sequence[:length]
    for number, end in itertools.product(NUMBERS, "uA~HPt"):
        yield f"\x1b[{number}{end}".encode()
        yield f"\x1b[97;{number};{number}{end}".encode()
        yield f"\x1b[<{number};{number};{number}M".encode()
    yield from NOISE


def at_random(seed: int, count: int) -> Iterator[bytes]:
    """Yield pieces of sequences and noise, joined and damaged at random."""
    chance = random.Random(seed)
    for _ in range(count):
        pieces = [
            chance.choice((*SEQUENCES, *NOISE, b"\x1b", b"[", b"HJPF", b" ")) for _ in range(chance.randint(1, 5))
        ]
        text = bytearray(b"".join(pieces))
        if text and chance.random() < 0.5:
            text[chance.randrange(len(text))] = chance.randrange(256)
        # Ctrl+Q is how staff leave, and no fault.
        yield bytes(text).replace(b"\x11", b"")


def torment(terminal: Terminal) -> int:
    """Send everything to a door and return how many sequences it was."""
    sent = 0
    for sequence in prefixes():
        terminal.type(sequence)
        sent += 1
        terminal.read(0.002)
    for sequence in SEQUENCES if LONG else SEQUENCES[::4]:
        # Each byte of its own, as a slow line delivers them, and cut in two with a pause that ends sequences.
        terminal.type(sequence, gap=0.005)
        for cut in range(1, len(sequence)) if LONG else (2,):
            terminal.type(sequence[:cut])
            terminal.read(0.15)
            terminal.type(sequence[cut:])
            sent += 1
    for sequence in at_random(LONG, RANDOM):
        terminal.type(sequence)
        terminal.read(0.002)
        sent += 1
    return sent


def close_dialogs(terminal: Terminal) -> None:
    """Go back to the door, and let an open paste end."""
    for _ in range(6):
        terminal.type(b"\x1b")
        terminal.read(0.3)
    terminal.read(1.0)
    terminal.type(b"\x1b[17~")  # F6: the door
    terminal.read(0.3)


def why_it_ended(root: Path, terminal: Terminal) -> str:
    """Return the crash log of the door and what its terminal showed last."""
    log = root / "checkin-crash.log"
    return (log.read_text("utf-8") if log.exists() else "no crash log") + repr(terminal.shown[-3000:])


def test_no_input_ends_or_shows_a_traceback_at_the_staffs_door(demo: Path) -> None:  # noqa: F811
    (code,) = some_codes(demo, 1)
    terminal = Terminal("-C", str(demo), "door", "--language", "en")
    terminal.until(lambda: b"Ready" in terminal.shown)
    process = terminal.door_process()
    torment(terminal)
    close_dialogs(terminal)
    assert process.is_running(), why_it_ended(demo, terminal)
    terminal.type(b"\r" + code.encode() + b"\r")
    terminal.until(lambda: (code, "present") in scans(demo))
    terminal.close()
    assert b"Traceback" not in terminal.shown


def test_no_input_ends_opens_or_shows_a_traceback_at_the_guests_door(demo: Path) -> None:  # noqa: F811
    (code,) = some_codes(demo, 1)
    with opened_course(sample_folder(demo)) as course:
        Pin(course.record).choose("1234")
    terminal = Terminal("-C", str(demo), "door", "--language", "en", "--self-service")
    terminal.until(lambda: b"scan your badge" in terminal.shown)
    process = terminal.door_process()
    torment(terminal)
    close_dialogs(terminal)
    assert process.is_running(), why_it_ended(demo, terminal)
    # Keys of the staff have no effect: neither their desk nor its search is ever shown.
    terminal.type(b"\x1bOQ\x1b[15~\x11\x03")
    terminal.read(0.5)
    # After so many unknown codes the door takes none for up to half a minute.
    for _ in range(12):
        terminal.type(b"\r" + code.encode() + b"\r")
        terminal.read(0.1)
        terminal.read(4.0)
        if any(scanned == code for scanned, _ in scans(demo)):
            break
    else:
        pytest.fail("the badge was not answered")
    assert process.is_running()
    for shown in (b"Traceback", b"Last scans", b"Nobody found", b"Who is missing"):
        assert shown not in terminal.shown
    terminal.stop()
