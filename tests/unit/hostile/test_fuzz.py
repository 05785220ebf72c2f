"""The short form of ``tests/fuzz``: right files of every reader, changed as chance has it.

Each gives a result or a :class:`CheckinError` of plain lines; nothing else, and the record stays as it was.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz import targets
from tests.fuzz.targets import TARGETS, TOKENS, samples

from checkin.core.errors import CheckinError
from checkin.intake.load import load
from checkin.intake.programme import ics
from checkin.intake.readers import spreadsheet
from checkin.intake.tables.heading_names import PROGRAMME, ROSTER
from checkin.store.open_course import OpenCourse

# A child process answers 500 questions a second, Python's own readers some thousand.
EXAMPLES = {"picture": 25, "scan": 20}
SHORT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(autouse=True)
def lasting() -> Iterator[None]:
    """One child reads all spreadsheets, and one all calendars."""
    kept = spreadsheet.run_sandboxed, ics.run_sandboxed
    targets.lasting_children()
    yield
    spreadsheet.run_sandboxed, ics.run_sandboxed = kept
    for child in targets._children.values():
        child.close()


@st.composite
def mutated(draw: st.DrawFn, given_samples: list[bytes]) -> bytes:
    """One of the samples with some bytes flipped, cut out, put twice, or other things put in."""
    data = bytearray(draw(st.sampled_from(given_samples)))
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from((1, 2, 8, 64, 500)))
        match draw(st.sampled_from(("flip", "cut", "twice", "token", "splice", "end"))):
            case "flip" if place < len(data):
                data[place] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del data[place : place + length]
            case "twice":
                data[place:place] = data[place : place + length] * draw(st.integers(1, 20))
            case "splice":
                other = draw(st.sampled_from(given_samples))
                data[place:place] = other[draw(st.integers(0, len(other))) :][:length]
            case "end":
                del data[place:]
            case _:
                data[place:place] = draw(st.sampled_from(TOKENS))
    return bytes(data)


def read(name: str, data: bytes) -> None:
    """Read with a reader; what it refuses is said in lines that somebody can read."""
    try:
        TARGETS[name](data)
    except CheckinError as error:
        lines = str(error).split("\n")
        assert all(line.strip() and len(line) < 2000 for line in lines)


@pytest.mark.parametrize("name", TARGETS)
def test_a_changed_file_is_read_or_refused(name: str) -> None:
    @settings(SHORT, max_examples=EXAMPLES.get(name, 35))
    @given(data=mutated(samples(name)))
    def changed(data: bytes) -> None:
        read(name, data)

    changed()


CELLS = st.sampled_from([token.decode("utf-8", errors="replace") for token in TOKENS]) | st.text(max_size=30)
LIKELY = st.sampled_from(
    ["Ana Núñez", "AR", "Brasil", "yes", "no", "2026-03-09", "09:00", "10:30", "9h", "A; B", "12", ""],
)


@st.composite
def rows(draw: st.DrawFn, headings: list[str]) -> bytes:
    """A table with headings that are known, and cells that are likely or not."""
    chosen = draw(st.lists(st.sampled_from(headings), min_size=1, max_size=8, unique=True))
    separator = draw(st.sampled_from(",;\t|"))
    lines = [chosen, *draw(st.lists(st.lists(LIKELY | CELLS, min_size=1, max_size=9), max_size=6))]
    quoted = [[cell if cell.isalnum() else '"' + cell.replace('"', '""') + '"' for cell in line] for line in lines]
    text = "\r\n".join(separator.join(line) for line in quoted)
    return text.encode(draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252"))), errors="replace")


@pytest.mark.parametrize(("name", "words"), [("roster", ROSTER), ("programme", PROGRAMME)])
def test_a_table_of_likely_and_unlikely_cells_is_read_or_refused(name: str, words: dict[str, str]) -> None:
    @settings(SHORT, max_examples=45)
    @given(data=rows(sorted(words)))
    def tabled(data: bytes) -> None:
        read(name, data)

    tabled()


@settings(SHORT, max_examples=25)
@given(data=rows(sorted(ROSTER)) | mutated(samples("roster")))
def test_a_load_that_is_refused_changes_nothing_and_another_is_whole(open_course: OpenCourse, data: bytes) -> None:
    conn = open_course.record.conn
    file = Path(open_course.folder.root / "participants.csv")
    file.write_bytes(data)
    before = conn.execute("SELECT count(*), max(arrival) FROM events").fetchone()[:]
    people = conn.execute("SELECT group_concat(id || name, '|') FROM participants").fetchone()[0]
    try:
        load(open_course, [file])
    except CheckinError:
        assert conn.execute("SELECT count(*), max(arrival) FROM events").fetchone()[:] == before
        assert conn.execute("SELECT group_concat(id || name, '|') FROM participants").fetchone()[0] == people
    else:
        with suppress(CheckinError):
            assert not load(open_course, [file]).changes
    assert not conn.in_transaction
