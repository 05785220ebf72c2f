"""Whatever a scanner types, the door answers, and keeps of it what is short and clean."""

import io
import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.targets import CODES, scan

from checkin.cli.door import scan_lines
from checkin.core.codes import CodeStatus, normalise
from checkin.core.events import EventSource
from checkin.door.scan import Door
from checkin.kiosk.scanner.detector import ScanDetector
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants, search

QUICK = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
NASTY = st.text() | st.text(alphabet="BCDFGHJKLNPRSTVX -\r\n\t\0\x1b[]{}%'\";", max_size=60) | st.binary().map(repr)


@pytest.fixture
def door(open_course: OpenCourse) -> Door:
    return Door(open_course.record, open_course.course, name="Hall")


@QUICK
@given(text=NASTY)
def test_any_text_is_answered_and_kept_clean_and_short(door: Door, text: str) -> None:
    answer = door.scan(text)
    kept = event_log.event(door.record.conn, answer.event_id)
    assert kept is not None
    assert kept.code == answer.code
    assert len(kept.code or "") <= 64
    assert not any(unicodedata.category(character)[0] == "C" for character in kept.code or "")


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000_000,
        "\x00" * 100_000,
        "\x1b[2J\x1b]0;x\x07",
        "\u202eABC",
        "'; DROP TABLE events; --",
        "\ud800",
        "%s{0}",
        "\\000026" * 99,
    ],
    ids=range(8),
)
def test_codes_that_mean_harm_are_kept_cut(door: Door, text: str) -> None:
    answer = door.scan(text)
    assert answer.verdict.value == "unknown"
    kept = event_log.event(door.record.conn, answer.event_id)
    assert kept is not None
    assert len(kept.code or "") <= 64
    assert list(event_log.broken_chains(door.record.conn)) == []


@QUICK
@given(data=st.binary(max_size=400))
def test_any_bytes_are_scanned_line_by_line(open_course: OpenCourse, data: bytes) -> None:
    before = event_log.count(open_course.record.conn)
    scan_lines(open_course, io.BytesIO(data), as_json=True)
    texts = re.split("[\r\n]", data.decode("utf-8", errors="replace"))
    assert event_log.count(open_course.record.conn) - before == sum(bool(text.strip()) for text in texts)


def test_a_line_without_end_is_one_scan(open_course: OpenCourse) -> None:
    code = participants.roster(open_course.record.conn)[0].code
    before = event_log.count(open_course.record.conn)
    scan_lines(open_course, io.BytesIO(b"x" * 20_000_000 + b"\n" + code.encode() + b"\n"))
    assert event_log.count(open_course.record.conn) - before == 2
    assert [event.verdict for event in event_log.events(open_course.record.conn) if event.kind == "scan"][
        -1
    ] == "present"


@given(text=NASTY)
def test_any_text_has_a_shape(text: str) -> None:
    reading = CODES.read(text)
    assert reading.shape in set(CodeStatus)
    assert len(normalise(text)) <= 64


@given(data=st.binary(max_size=300) | NASTY.map(lambda text: text.encode("utf-8", errors="replace")))
@settings(max_examples=50)
def test_any_keys_are_captured(data: bytes) -> None:
    scan(data)


@QUICK
@given(text=NASTY)
def test_any_words_are_searched_for(open_course: OpenCourse, text: str) -> None:
    with open_course.record.reading() as conn:
        search.search(conn, text)


@pytest.mark.parametrize(
    "text",
    ["%", "_", "*", '"', "'", "NEAR(a b)", "a OR b", "-ana", "words:ana", "^ana", "(", "\0ana", "ana\0", "\ud800a"],
)
def test_no_sign_of_the_search_means_anything(open_course: OpenCourse, text: str) -> None:
    with open_course.record.reading() as conn:
        assert len(search.search(conn, text)) < len(participants.roster(conn))


@pytest.mark.parametrize("how", EventSource)
def test_a_pasted_text_of_lines_is_one_code(door: Door, how: EventSource) -> None:
    assert "\n" not in door.scan("a\nb\r\nc", how=how).code


LARGE = ("B" * 3_000_000, "BCDFGHJKLNPR" * 300_000, "x\n" * 2_000_000, "B-" * 1_000_000, "\n" * 3_000_000)


@pytest.mark.parametrize("text", LARGE, ids=range(5))
def test_of_a_paste_of_megabytes_the_beginning_is_heard(text: str) -> None:
    capture = ScanDetector(lambda letters: CODES.read(letters).shape, lambda letters: bool(CODES.read(letters).nearest))
    taken = capture.paste(f"{text}\n", 1.0, codes_only=True)
    assert taken is None or len(taken.scans) <= 10_000


def test_a_thousand_codes_pasted_at_once_are_all_heard() -> None:
    capture = ScanDetector(lambda letters: CODES.read(letters).shape, lambda letters: bool(CODES.read(letters).nearest))
    codes = [CODES.generate(lambda below, seed=seed: seed * 31 % below) for seed in range(1000)]
    taken = capture.paste("\n".join(codes) + "\n", 1.0, codes_only=True)
    assert taken is not None
    assert [scan.text for scan in taken.scans] == codes
