"""Every field and fact of every kind replaced by nonsense: no command stops, and honest events count as before.

``CHECKIN_LONG=20 python -m pytest tests/functional/cli/test_poisoned_events.py`` tells so many times as many stories.
"""

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.conftest import HandClock
from tests.unit.core.test_event_rules import GOOD, made

from checkin.cli import checkin
from checkin.core.events import FIELDS, Event, Kind, validate_event
from checkin.intake.load import load
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.invalid_events import invalid_events
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import attendance
from checkin.store.roster import participants
from checkin.store.sync.merge_events import check_events, merge_valid

NONSENSE: tuple[Any, ...] = (
    *(None, True, -1, 0, 5, 10**18, 1.5, "", "garbage", "x" * 20_000, "[b]\x1b[31m", "=1+1", "\u202e", "0001-01-01"),
    *("2026-13-45", "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", [], {}, [[[]]], {"a": {"b": [1, None]}}),
)
RAW = ('{"text":NaN}', '{"text":1e999}', '{"name":"\\ud800 x"}', '{"name":"a","name":5}', "[]", "null", "{", "7", '"x"')
FIELDS_OF_TEXT = [name for name in FIELDS if name not in ("segment", "seq", "hash", "facts", "kind")]


def poisoned(dice: random.Random, people: list[str], codes: list[str]) -> list[Event]:
    """One event for each kind, field and fact, in a segment of its own, about real people and sessions."""
    found: list[Event] = []
    ids: set[str] = set()

    def add(event: Event) -> None:
        number = len(found) + 1
        event = event._replace(segment=f"{dice.getrandbits(128):032x}", seq=1, hash="")
        if event.event_id == SAME:
            event = event._replace(event_id=f"01a21077-3006-7ba6-b945-{number:012x}")
        try:
            event = event._replace(hash=event.chained(event.segment))
            valid = validate_event({name: getattr(event, name) for name in FIELDS})
        except (ValueError, UnicodeEncodeError):
            return  # it has not the form of an event: no exchange brings it
        if valid.event_id not in ids:  # the second of two with one id would be refused for that alone
            ids.add(valid.event_id)
            found.append(valid)

    for kind in GOOD:
        good = made(kind)._replace(
            participant=dice.choice(people), code=dice.choice(codes), session="s2", event_id=SAME, ref=None
        )
        for name in sorted({*GOOD[kind], "unheard_of"}):
            for value in NONSENSE:
                add(good._replace(facts=json.dumps(GOOD[kind] | {name: value}, separators=(",", ":"))))
        for raw in RAW:
            add(good._replace(facts=raw))
        for name in FIELDS_OF_TEXT:
            add(good._replace(**{name: dice.choice(NONSENSE)}))
    return found


SAME = "01a21077-3006-7ba6-b945-d56b896f02f1"
COMMANDS = (
    ("attendance",),
    ("attendance", "--by", "session"),
    ("export", "figures.xlsx"),
    ("export", "scans.csv", "--what", "scans"),
    ("report", "report.html"),
    ("day", "2026-03-09"),
    ("certificates", "--dry-run"),
    ("list", "proof"),
    ("doctor",),
    ("backup", "copy.db"),
    ("rebuild", "rebuilt.db"),
    ("load",),
)


@pytest.mark.parametrize("story", range(int(os.environ.get("CHECKIN_LONG", "1"))))
def test_no_command_stops_at_poisoned_events(
    course_folder: CourseFolder, hand_clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: int
) -> None:
    monkeypatch.chdir(tmp_path)
    dice = random.Random(story)
    with opened_course(course_folder, clock=hand_clock.clock()) as course:
        load(course)
        roster = participants.roster(course.record.conn)
        events = poisoned(dice, [person.id for person in roster], [person.code for person in roster])
        dice.shuffle(events)
        with course.record.writing() as writing:
            taken = merge_valid(writing.conn, check_events(events), countries=str)
        assert (taken.added, taken.refused) == (len(events), ())
        assert taken.set_aside == len(invalid_events(course.record.conn)) > len(events) // 3
        assert list(event_log.broken_chains(course.record.conn)) == []
        list(attendance.attendance(course.record.conn))
    for command in COMMANDS:
        said = CliRunner().invoke(checkin, ["-C", str(course_folder.root), *command], env={"CHECKIN_BY": "Paz"})
        assert said.exception is None or isinstance(said.exception, SystemExit), (command, said.exception)
        assert "Error:" not in said.output.replace("Error: Missing", ""), (command, said.output[-500:])
        assert "is damaged" not in said.output, (command, said.output[-500:])
    said = CliRunner().invoke(checkin, ["-C", str(course_folder.root), "scan", "--json"], input=roster[0].code + "\n")
    assert json.loads(said.stdout.splitlines()[0])["verdict"]


def test_the_kinds_of_the_poison_are_all_kinds() -> None:
    assert set(GOOD) == set(Kind)
