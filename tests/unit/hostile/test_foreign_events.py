"""Events of another kiosk that make no sense: refused in a sentence, or kept without bringing anything along."""

import json
import random
from typing import Any

import pytest

from checkin.core.errors import RecordError
from checkin.core.events import FIELDS, Event
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.roster import participants
from checkin.store.sync.merge_events import merge


def forged(**fields: Any) -> Event:
    """An event that anybody could make: its chain is right, since no secret is in it."""
    made: dict[str, Any] = {
        "segment": "f" * 32,
        "seq": 1,
        "event_id": "01a21077-3006-7ba6-b945-d56b896f02f1",
        "kind": "scan",
        "session": "s1",
        "participant": None,
        "code": "x",
        "verdict": "unknown",
        "how": "scanned",
        "at": "2026-03-09T12:00:00.000Z",
        "tz": "-03:00",
        "mono": 0,
        "hub_offset": None,
        "hub_offset_age": None,
        "ref": None,
        "reason": None,
        "actor": None,
        "door": None,
        "roster_rev": 1,
        "facts": None,
    }
    event = Event(**(made | fields))
    return event._replace(hash=event.chained(event.segment))


NEW = "01a21077-3006-7ba6-b945-d56b896f0001"
ADD = {"kind": "add", "participant": NEW, "code": "BBBBBBBBBBBB"}
# What another version may have written in other words: kept, since the chain goes on behind it.
OTHER_WORDS: tuple[dict[str, Any], ...] = (
    ADD,
    ADD | {"facts": json.dumps({"name": ["a"]})},
    ADD | {"facts": json.dumps({"name": None})},
    {"kind": "reissue", "participant": "p1", "code": "x", "facts": "{}"},
    {"kind": "reissue", "participant": "nobody", "code": "x", "facts": json.dumps({"new": {"a": 1}})},
    {"kind": "of a later version", "facts": json.dumps({"status": []})},
    ADD | {"facts": "{"},
    ADD | {"facts": "[]"},
    {"at": "yesterday"},
    {"at": "9999-99-99"},
    {"facts": "no json"},
)
SENSELESS: tuple[dict[str, Any], ...] = (
    {"mono": "much"},
    {"seq": 0},
    {"seq": 2},
    {"seq": -1},
    {"code": {"a": 1}},
)


@pytest.mark.parametrize("fields", SENSELESS, ids=range(len(SENSELESS)))
def test_an_event_that_makes_no_sense_is_refused(open_course: OpenCourse, fields: dict[str, Any]) -> None:
    before = "\n".join(open_course.record.conn.iterdump())
    with pytest.raises(RecordError, match="Nothing was imported"), open_course.record.writing() as writing:
        merge(writing.conn, [forged(**fields)], countries=str)
    assert "\n".join(open_course.record.conn.iterdump()) == before


@pytest.mark.parametrize("fields", OTHER_WORDS, ids=range(len(OTHER_WORDS)))
def test_an_event_in_other_words_is_kept_and_brings_nobody_along(
    open_course: OpenCourse, fields: dict[str, Any]
) -> None:
    conn = open_course.record.conn
    before = (participants.roster(conn), list(attendance.attendance(conn)))
    with open_course.record.writing() as writing:
        assert merge(writing.conn, [forged(**fields)], countries=str) == 1
    assert (participants.roster(conn), list(attendance.attendance(conn))) == before


def test_facts_that_are_not_known_are_left_out(open_course: OpenCourse) -> None:
    facts = json.dumps({"name": "Ana", "id": "p2", "nonsense": 1})
    with open_course.record.writing() as writing:
        merge(writing.conn, [forged(**ADD, facts=facts)], countries=str)
    assert [person.name for person in participants.roster(open_course.record.conn) if person.id in (NEW, "p2")] == [
        "Ana"
    ]


def test_events_of_changed_lines_are_refused_or_whole(open_course: OpenCourse) -> None:
    dice = random.Random(7)
    line = json.dumps({name: getattr(forged(), name) for name in FIELDS})
    for _ in range(300):
        text = list(line)
        for _ in range(dice.randrange(1, 4)):
            text[dice.randrange(len(text))] = dice.choice('"{}[]:,0x\\')
        try:
            event = Event(**json.loads("".join(text)))
        except (ValueError, TypeError):
            continue
        try:
            with open_course.record.writing() as writing:
                merge(writing.conn, [event], countries=str)
        except RecordError:
            continue
        assert list(event_log.broken_chains(open_course.record.conn)) == []
