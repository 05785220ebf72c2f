"""What a malicious, broken or old station may send: nothing of it stops a record, and it alone counts for nothing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from tests.conftest import HandClock
from tests.unit.hostile.test_foreign_events import forged

from checkin.attendance.corrections import Corrections
from checkin.attendance.duplicate_acts import codes_of_others
from checkin.core import event_rules
from checkin.core.errors import CourseError, InputError, RecordError
from checkin.core.events import Event, Kind, NewEvent, canonical
from checkin.core.verdicts import Verdict
from checkin.door.scan import Door
from checkin.exports.report.open_questions import open_questions
from checkin.hub import shared_config
from checkin.hub.sync.roster_sync import Rosters
from checkin.lifecycle.doctor.run_checks import run_checks
from checkin.store import event_log, invalid_events
from checkin.store.open_course import OpenCourse
from checkin.store.record import Record
from checkin.store.recovery.bit_repair import repair_one_bit
from checkin.store.roster import participants
from checkin.store.sync import publication as publications
from checkin.store.sync.apply_publication import apply_publication, require_readable
from checkin.store.sync.merge_events import MergeResult, check_events, merge_valid
from checkin.store.sync.publication import Publication

HONEST, FOREIGN = "d" * 32, "e" * 32
NOTE: dict[str, Any] = {"kind": "note", "code": None, "verdict": None, "session": None}


def chain(drafts: Sequence[Mapping[str, Any]], segment: str = FOREIGN) -> list[Event]:
    """A segment with these events."""
    made: list[Event] = []
    for number, draft in enumerate(drafts, 1):
        place = {"segment": segment, "seq": number, "event_id": f"01a21077-3006-7ba6-b945-{number:012x}"}
        event = forged(**(place | dict(draft)))
        made.append(event._replace(hash=event.chained(made[-1].hash if made else segment)))
    return made


def take(course: OpenCourse, events: Sequence[Event]) -> MergeResult:
    with course.record.writing() as writing:
        return merge_valid(writing.conn, check_events(events), countries=str)


def person(number: int) -> str:
    return f"01b00000-0000-7000-8000-{number:012x}"


def merges(count: int, *, circle: bool) -> list[Event]:
    """People who were added, each merged into the next one, the last of a circle into the first."""
    people = range(count + (not circle))
    drafts: list[dict[str, Any]] = [
        NOTE | {"kind": "add", "participant": person(n), "code": f"X{n:011d}", "facts": canonical({"name": f"P{n}"})}
        for n in people
    ]
    for n in range(count):
        at = f"2026-03-09T12:{(count - n) // 60:02d}:{(count - n) % 60:02d}.000Z"
        into = canonical({"into": person((n + 1) % len(people))})
        drafts.append(NOTE | {"kind": "merge", "participant": person(n), "at": at, "facts": into})
    return chain(drafts)


@pytest.mark.parametrize("circle", [False, True])
def test_the_time_of_merges_does_not_grow_with_the_square_of_their_number(
    open_course: OpenCourse, circle: bool
) -> None:
    conn = open_course.record.conn
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    take(open_course, merges(150, circle=circle))
    conn.set_progress_handler(step, 1_000)
    assert conn.execute("SELECT count(*) FROM merged").fetchone()[0] == (0 if circle else 150)
    conn.set_progress_handler(None, 0)
    assert steps < 400  # it was 1,025 of the chain when it was walked from each of its people


def test_a_scan_after_many_valid_merges_takes_no_square_of_their_number(open_course: OpenCourse) -> None:
    drafts: list[dict[str, Any]] = [
        NOTE | {"kind": "merge", "participant": person(2 * n), "facts": canonical({"into": person(2 * n + 1)})}
        for n in range(300)
    ]
    take(open_course, [one for one in merges(600, circle=True) if one.kind == Kind.ADD])
    take(
        open_course,
        chain([{"event_id": f"01a21cd2-21c7-720f-8713-{n:012x}"} | one for n, one in enumerate(drafts)], HONEST),
    )
    conn, steps = open_course.record.conn, 0

    def step() -> None:
        nonlocal steps
        steps += 1

    conn.set_progress_handler(step, 1_000)
    found = conn.execute("SELECT participant, other FROM merged").fetchall()
    conn.set_progress_handler(None, 0)
    assert {(row[0], row[1]) for row in found} == {(person(2 * n), person(2 * n + 1)) for n in range(300)}
    assert steps < 100  # it was 404 when each was compared with all


def test_a_circle_of_more_people_than_anybody_merges_has_no_effect(open_course: OpenCourse) -> None:
    take(open_course, merges(70, circle=True))
    assert sum(one.name.startswith("P") for one in participants.roster(open_course.record.conn)) == 70


def test_a_rejected_event_cannot_take_the_place_of_another(open_course: OpenCourse) -> None:
    take(open_course, chain([NOTE | {"event_id": f"{HONEST}/1"}]))
    taken = take(open_course, chain([NOTE | {"event_id": "x" * 300}, NOTE], HONEST))
    assert (taken.added, taken.set_aside, taken.refused) == (2, 1, ())
    assert len(list(event_log.events(open_course.record.conn))) >= 3


@pytest.mark.parametrize("first", [HONEST, FOREIGN])
def test_of_two_events_with_one_id_the_same_one_counts_at_every_station(open_course: OpenCourse, first: str) -> None:
    """Whichever a station meets first; and neither holds up a segment."""
    met = sorted([chain([NOTE]), chain([NOTE, NOTE], HONEST)], key=lambda events: events[0].segment != first)
    taken = [take(open_course, events) for events in met]
    assert sum(one.set_aside for one in taken) == 1
    assert [one.refused for one in taken] == [(), ()]
    (found,) = invalid_events.invalid_events(open_course.record.conn)
    assert (found.segment, found.reason) == (FOREIGN, "has the id of another event")
    for events in met:
        assert event_log.part(open_course.record.conn, events[0].segment, 1, 2) == events
        assert take(open_course, events) == MergeResult()
    assert not list(event_log.broken_chains(open_course.record.conn))


def test_of_two_events_that_add_one_person_the_older_counts_in_any_order(open_course: OpenCourse) -> None:
    adds = [
        chain(
            [NOTE | {"kind": "add", "participant": person(1), "code": "B" * 12, "event_id": made, "facts": facts}],
            place,
        )
        for place, made, facts in (
            (FOREIGN, "01a21077-3006-7ba6-b945-00000000000b", canonical({"name": "Late"})),
            (HONEST, "01a21077-3006-7ba6-b945-00000000000a", canonical({"name": "Early"})),
        )
    ]
    for events in adds:
        take(open_course, events)
    assert [one.name for one in participants.roster(open_course.record.conn) if one.id == person(1)] == ["Early"]


def test_the_time_of_reissues_does_not_grow_with_the_square_of_their_number(open_course: OpenCourse) -> None:
    someone = participants.roster(open_course.record.conn)[0]
    drafts = [
        NOTE
        | {
            "kind": "reissue",
            "participant": someone.id,
            "code": f"X{n:011d}",
            "facts": canonical({"new": f"Y{n:011d}"}),
        }
        for n in range(600)
    ]
    events = chain(drafts)
    take(open_course, events[:500])
    with open_course.record.writing() as writing:
        written: list[str] = []
        writing.conn.set_trace_callback(lambda said: written.append(said) if "INTO codes" in said else None)
        merge_valid(writing.conn, check_events(events[500:]), countries=str)
        writing.conn.set_trace_callback(None)
    assert len(written) == 100  # it was 600: every code of the person once more


def test_what_no_other_station_would_take_is_not_recorded(open_course: OpenCourse) -> None:
    with pytest.raises(InputError, match="too long"), open_course.record.writing() as writing:
        writing.append(NewEvent(kind=Kind.NOTE, reason="😀" * 16_000, facts={"text": "😀" * 16_000}))


def test_what_an_older_version_rejected_counts_when_the_rules_allow_it(
    open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = open_course.record.path
    drafts = [
        NOTE | {"kind": "add", "participant": person(1), "code": "BBBBBBBBBBBB", "facts": canonical({"name": "Zoé"})},
        NOTE | {"facts": "{"},
    ]
    with monkeypatch.context() as patch:
        stricter = {**event_rules.RULES, Kind.ADD: event_rules.KindRules(("ref",))}
        patch.setattr("checkin.core.event_rules.RULES", stricter)
        assert take(open_course, chain(drafts)).set_aside == 2
        open_course.record.conn.execute("UPDATE course SET value = '3' WHERE key = 'event_rules'")
    with Record.open(path) as record:
        assert [one.seq for one in invalid_events.invalid_events(record.conn)] == [2]
        assert "Zoé" in [one.name for one in participants.roster(record.conn)]
        assert not list(event_log.broken_chains(record.conn))


PUBLISHED: list[tuple[str, dict[str, Any]]] = [
    *(("sessions", {"starts_at": value}) for value in ("2026-03-09", "0001-01-01T00:00:00.000Z", None, 5, "")),
    *(("sessions", change) for change in ({"day": "x"}, {"title": None}, {"ends_at": "2020-03-09T00:00:00.000Z"})),
    *(("people", {"name": value}) for value in ("\ud800", "\0", "x" * 10**6, "", None, [])),
    *(("people", {"place": value}) for value in (2**70, True, 1.5, None)),
    *(("people", {"facts": value}) for value in ('{"a":NaN}', "[" * 100_000, "[]", None)),
    *(("people", change) for change in ({"codes": [["A"]]}, {"codes": [[5, 0]]}, {"groups": [None]})),
    ("people", {"role": "king"}),
    ("course", {}),
    ("published_at", {}),
]


@pytest.mark.parametrize(("part", "change"), PUBLISHED, ids=range(len(PUBLISHED)))
def test_a_senseless_publication_is_refused_and_changes_nothing(
    open_course: OpenCourse, part: str, change: dict[str, Any]
) -> None:
    conn = open_course.record.conn
    content = json.loads(publications.build_content(conn, "x"))
    if part in ("people", "sessions"):
        content[part][0] |= change
    elif part == "course":
        content[part] = ["x"]
    offered = Publication(
        number=1,
        digest="x",
        published_at="yesterday" if part == "published_at" else "2026-03-09T12:00:00.000Z",
        published_by="paz",
        content=json.dumps(content),
    )
    before = list(conn.iterdump())
    with pytest.raises(RecordError, match="not readable"):
        require_readable(offered)
    with pytest.raises(RecordError, match="not readable"), open_course.record.writing() as writing:
        apply_publication(writing, offered, countries=str)
    assert list(conn.iterdump()) == before
    door = Door(open_course.record, open_course.course)
    assert door.scan(participants.roster(conn)[0].code).verdict is not Verdict.UNKNOWN


@pytest.mark.parametrize("content", ["[]", "5", "{", '{"course": 5}', "[" * 100_000])
def test_rules_that_nobody_can_read_are_none(content: str) -> None:
    offered = Publication(number=1, digest="x", published_at="", published_by="", content=content)
    assert offered.rules() in ("", "5")


HIDDEN = [
    *('["record"]\nmirror = "x"\n', 'record.mirror = "x"\n'),
    *("['mail']\nhost = 'x'\n", '["m\\u0061il"]\nhost = "x"\n'),
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_station_s_own_settings_are_found_however_they_are_written(open_course: OpenCourse, hidden: str) -> None:
    assert shared_config.own_tables(shared_config.shared(hidden))
    file = open_course.folder.course_file
    file.write_text(hidden + file.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(CourseError, match="heading on a line of its own"):
        Rosters(open_course.folder, open_course.record, countries=str)._rules()


def test_long_events_are_not_repaired_bit_by_bit() -> None:
    (event,) = chain([NOTE | {"reason": "x" * 10_000}])
    assert repair_one_bit(event._replace(reason="y" + "x" * 9_999), event.segment) is None


def test_doctor_names_a_new_badge_that_has_the_code_of_another_person(open_course: OpenCourse) -> None:
    one, other, *_ = participants.roster(open_course.record.conn)
    said = {"participant": one.id, "code": one.code, "facts": canonical({"new": other.code})}
    take(open_course, chain([NOTE | {"kind": "reissue"} | said]))
    found = [str(one.text) for one in run_checks(open_course.folder) if other.code in str(one.text)]
    assert len(found) == 1
    assert f"A new badge of {one.name} has the code {other.code}, which belongs to {other.name}" in found[0]


@pytest.fixture
def one_code(open_course: OpenCourse) -> tuple[OpenCourse, str, str]:
    """Two people whom two stations added with one code: the course, the code, and the id of whom it does not name."""
    for number in (1, 2):
        event_id = f"01a21cd2-21c7-720f-8713-{number:012x}"
        who = {"participant": person(number), "code": "FFFFFFPKJNRC", "facts": canonical({"name": f"P{number}"})}
        take(open_course, chain([NOTE | {"kind": "add", "event_id": event_id} | who], segment=f"{number:032x}"))
    return open_course, "FFFFFFPKJNRC", person(2)


def test_doctor_and_report_name_people_who_were_added_with_one_code(one_code: tuple[OpenCourse, str, str]) -> None:
    course, code, other = one_code
    with course.record.reading() as conn:
        asked = open_questions(conn, course.course, [], "2026-03-09T12:00:00.000Z").lines
    for texts in ([str(one.text) for one in run_checks(course.folder)], map(str, asked)):
        assert ["P1" in text and "P2" in text for text in texts if code in text and f"reissue {other}" in text] == [
            True
        ]


def test_who_has_no_code_is_given_another_and_nobody_else_loses_theirs(one_code: tuple[OpenCourse, str, str]) -> None:
    course, code, other = one_code
    _, new = Corrections.of(course, actor="x", reason="y").reissue(other)
    held = [participants.find_code_holder(course.record.conn, one) for one in (code, new)]
    assert [(one and (one[0].name, one[1])) for one in held] == [("P1", False), ("P2", False)]
    assert not list(codes_of_others(course.record.conn))


def test_nobody_is_told_to_set_the_clock_by_an_event_of_another_station(
    open_course: OpenCourse, hand_clock: HandClock
) -> None:
    take(open_course, chain([NOTE | {"event_id": "03ffffff-ffff-7000-8000-000000000000"}]))  # the year 2109
    with Record.open(open_course.record.path, clock=hand_clock.clock()) as record:
        assert record.clock_watch.doubt() is None
