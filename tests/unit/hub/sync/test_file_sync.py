"""The exchange over a file."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.unit.hub.conftest import ClockOf, Place, code, events, quiet, scan, state

from checkin.attendance.corrections import Corrections
from checkin.core.errors import HubError
from checkin.core.events import FIELDS
from checkin.hub.connect import course_id
from checkin.hub.sync.file_seal import FileSeal
from checkin.hub.sync.file_sync import sync_file
from checkin.hub.sync.roster_decision import RosterAction
from checkin.hub.sync.roster_sync import Choice
from checkin.intake.load import load
from checkin.store import event_log
from checkin.store.invalid_events import invalid_events
from checkin.store.open_course import OpenCourse
from checkin.store.roster import edition


@pytest.fixture
def pair(place: Place, clock_of: ClockOf) -> tuple[OpenCourse, OpenCourse]:
    one = place.loaded(clock_of(1))
    return one, place.copy_of(one, clock_of(2))


Pair = tuple[OpenCourse, OpenCourse]


def test_both_ways_in_one_call_each(pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    scan(one, "Ana")
    scan(other, "João")
    _, first = sync_file(one, tmp_path)
    assert quiet(first).done.sent == 2
    _, second = sync_file(other, tmp_path)
    assert (quiet(second).done.sent, second.done.taken) == (1, 1)
    _, third = sync_file(one, tmp_path)
    assert (quiet(third).done.sent, third.done.taken) == (0, 1)
    assert events(one) == events(other)
    assert state(one) == state(other)


def test_nothing_new_leaves_the_file_as_it_is(pair: Pair, tmp_path: Path) -> None:
    one, _ = pair
    file, _ = sync_file(one, tmp_path)
    before = file.stat()
    sync_file(one, tmp_path)
    assert file.stat().st_ino == before.st_ino


def test_a_roster_travels_in_the_file(pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    for course in (one, other):
        quiet(sync_file(course, tmp_path)[1])
    file = one.folder.root / "participants.csv"
    file.write_text(file.read_text("utf-8") + "6,Inés Peña,Uruguay,participant,A,,,\n", encoding="utf-8")
    load(one)
    quiet(sync_file(one, tmp_path)[1])
    asked: list[Mapping[str, object]] = []

    def yes(text: str, values: Mapping[str, object]) -> bool:
        asked.append(values)
        return True

    synced = quiet(sync_file(other, tmp_path, ask=yes)[1])
    assert synced.roster is not None
    assert synced.roster.step is RosterAction.TAKE
    assert code(other, "Inés") == code(one, "Inés")
    assert (asked[0]["added"], asked[0]["added_names"], asked[0]["rules"]) == (1, "Inés Peña", "-")


def test_a_roster_of_a_file_is_not_taken_without_an_answer(pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    for course in (one, other):
        quiet(sync_file(course, tmp_path)[1])
    rules = one.folder.course_file
    rules.write_text(rules.read_text("utf-8").replace("threshold = 80", "threshold = 1"), encoding="utf-8")
    file = one.folder.root / "participants.csv"
    file.write_text(file.read_text("utf-8") + "6,Inés Peña,Uruguay,participant,A,,,\n", encoding="utf-8")
    load(one)
    scan(one, "Ana")
    quiet(sync_file(one, tmp_path)[1])
    _, synced = sync_file(other, tmp_path)
    assert "--take theirs" in str(synced.trouble[0])
    assert "+threshold = 1" in str(synced.trouble[0])
    assert synced.done.taken >= 1
    assert "threshold = 80" in other.folder.course_file.read_text("utf-8")
    quiet(sync_file(other, tmp_path, choice=Choice.THEIRS)[1])
    assert code(other, "Inés") == code(one, "Inés")


def test_a_heading_that_was_changed_is_ignored_and_the_events_come_in(pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    scan(one, "Ana")
    file, _ = sync_file(one, tmp_path)
    first, rest = file.read_text("utf-8").split("\n", 1)
    heading = json.loads(first)
    heading["line"]["digest"] = "0"
    file.write_text(json.dumps(heading) + "\n" + rest, encoding="utf-8")
    _, synced = sync_file(other, file)
    assert "not written by a station of this course" in str(synced.trouble[0])
    assert synced.done.taken == 1


@pytest.mark.parametrize("sealed", [False, True])
def test_a_line_without_the_seal_of_this_file_is_ignored_and_stays(pair: Pair, tmp_path: Path, sealed: bool) -> None:
    one, other = pair
    file, _ = sync_file(one, tmp_path)
    scan(one, "Ana")
    event = list(event_log.events(one.record.conn))[-1]
    values = {name: getattr(event, name) for name in FIELDS}
    line = FileSeal.of(b"another key", "0").sealed(values) if sealed else json.dumps(values)
    file.write_text(file.read_text("utf-8") + line + "\n", encoding="utf-8")
    _, synced = sync_file(other, file)
    assert synced.done.taken == 0
    assert "were changed: 1." in str(synced.trouble[0])
    assert line in file.read_text("utf-8")


def test_a_file_of_foreign_lines_does_not_fill_the_memory(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checkin.hub.sync.file_sync._MOST_FOREIGN_BYTES", 1_000)
    one, other = pair
    file, _ = sync_file(one, tmp_path)
    with file.open("a", encoding="utf-8") as lines:
        lines.writelines(f'{{"line": {number}}}\n' for number in range(200))
    before = file.read_bytes()
    with pytest.raises(HubError, match="no station of this course wrote"):
        sync_file(other, file)
    assert file.read_bytes() == before


def test_a_file_of_the_old_format_is_imported_after_a_question_only(pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    scan(one, "Ana")
    heading = {
        "format": "checkin-exchange-1",
        "course": course_id(edition.edition_key(one.record.conn)),
        "revision": None,
        "digest": "",
    }
    lines = [heading, *({name: getattr(event, name) for name in FIELDS} for event in event_log.events(one.record.conn))]
    file = tmp_path / "old.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with pytest.raises(HubError, match="--take theirs"):
        sync_file(other, file)
    assert quiet(sync_file(other, file, choice=Choice.THEIRS)[1]).done.taken >= 1
    assert json.loads(file.read_text("utf-8").splitlines()[0])["line"]["format"] == "checkin-exchange-2"


def test_an_event_that_breaks_the_rules_is_set_aside_and_passed_on(pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    file, _ = sync_file(one, tmp_path)
    event = list(event_log.events(one.record.conn))[-1]
    bad = event._replace(
        segment="f" * 32, seq=1, event_id=event.event_id[:-4] + "ffff", kind="note", facts='{"text":NaN}'
    )
    bad = bad._replace(hash=bad.chained("f" * 32))
    good = event._replace(segment="f" * 32, seq=2, event_id=event.event_id[:-4] + "fffe", hash="")
    good = good._replace(hash=good.chained(bad.hash))
    first = file.read_text("utf-8").splitlines()[0]
    seal = FileSeal.of(edition.edition_key(one.record.conn), json.loads(first)["line"]["file"])
    with file.open("a", encoding="utf-8") as out:
        for made in (bad, good):
            out.write(seal.sealed({name: getattr(made, name) for name in FIELDS}) + "\n")
    synced = quiet(sync_file(other, file)[1])
    assert (synced.done.taken, synced.set_aside) == (2, 1)
    assert [one.reason for one in invalid_events(other.record.conn)] == ["has facts that cannot be read: they hold NaN"]
    assert bad in list(event_log.events(other.record.conn))
    assert list(event_log.broken_chains(other.record.conn)) == []
    quiet(sync_file(other, file)[1])
    assert quiet(sync_file(one, file)[1]).done.taken == 2


def test_another_courses_file_is_refused_and_not_touched(
    pair: Pair, place: Place, clock_of: ClockOf, tmp_path: Path
) -> None:
    one, _ = pair
    file, _ = sync_file(one, tmp_path)
    before = file.read_bytes()
    foreign = place.open(place.folder(), clock_of(9))
    foreign.record.conn.execute("UPDATE secret SET value = x'01'")
    with pytest.raises(HubError, match="another course"):
        sync_file(foreign, file)
    assert file.read_bytes() == before


def test_what_cannot_be_taken_in_stays_in_the_file_for_others(pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    for text in "abc":
        Corrections.of(one).note(code(one, "Ana"), text)
    file, _ = sync_file(one, tmp_path)
    lines = file.read_text("utf-8").splitlines()
    broken = [line for line in lines if '"text":"b"' not in line.replace("\\", "")]
    assert len(broken) == len(lines) - 1
    file.write_text("\n".join(broken) + "\n", encoding="utf-8")
    _, synced = sync_file(other, file)
    assert "comes after a gap" in str(synced.trouble[0])
    assert [line for line in file.read_text("utf-8").splitlines() if '\\"text\\":\\"c\\"' in line]
    _, again = sync_file(one, file)
    assert quiet(again).done.sent >= 1
    assert quiet(sync_file(other, file)[1]).done.taken >= 1
    assert events(one) == events(other)


def test_a_damaged_line_is_said_and_holds_up_nothing(pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    scan(one, "Ana")
    file, _ = sync_file(one, tmp_path)
    file.write_bytes(file.read_bytes() + b'{"segment": "x", "se')
    _, synced = sync_file(other, file)
    assert "Damaged lines in" in str(synced.trouble[0])
    assert synced.done.taken == 1
    assert quiet(sync_file(one, file)[1]).done.taken == 0


def test_every_line_is_canonical_json(pair: Pair, tmp_path: Path) -> None:
    one, _ = pair
    scan(one, "Ana")
    file, _ = sync_file(one, tmp_path)
    for line in file.read_text("utf-8").splitlines():
        assert line == json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_something_that_is_no_exchange_file_is_refused(pair: Pair, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear organizers\n")
    with pytest.raises(HubError, match="not an exchange file"):
        sync_file(pair[0], letter)
    assert edition.revision(pair[0].record.conn) == 1


def test_a_course_file_that_was_changed_at_a_kiosk_is_not_published_by_a_stick(pair: Pair, tmp_path: Path) -> None:
    one, other = pair
    for course in (one, other):
        quiet(sync_file(course, tmp_path)[1])
    text = other.folder.course_file.read_text("utf-8")
    other.folder.course_file.write_text(text.replace("late_after = 15", "late_after = 1"), "utf-8")
    for course in (other, one):
        quiet(sync_file(course, tmp_path)[1])
    assert one.folder.course().door.late_after == 15
