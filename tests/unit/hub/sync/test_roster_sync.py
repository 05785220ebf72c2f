"""Roster, programme and rules between organizers and kiosks."""

import pytest
from tests.unit.hub.conftest import ClockOf, Place, Server, code, events, quiet, scan, state

from checkin.attendance.corrections import Corrections
from checkin.core.verdicts import Verdict
from checkin.door.scan import Door
from checkin.hub.sync.roster_decision import RosterAction, decide_roster
from checkin.hub.sync.roster_sync import Choice, RosterConflictError
from checkin.hub.sync.sync_once import Synced, sync
from checkin.intake.load import load
from checkin.store.open_course import OpenCourse
from checkin.store.roster import edition, participants


def names(course: OpenCourse) -> list[str]:
    return [person.name for person in participants.roster(course.record.conn)]


def codes(course: OpenCourse) -> dict[str, str]:
    return {person.name: person.code for person in participants.roster(course.record.conn)}


def add_to_file(course: OpenCourse, row: str) -> None:
    """Write one more person into the roster's file, and load it."""
    file = course.folder.root / "participants.csv"
    file.write_text(file.read_text("utf-8") + row + "\n", encoding="utf-8")
    load(course)


def step(synced: Synced) -> RosterAction | None:
    return synced.roster.step if synced.roster else None


@pytest.fixture
def pair(server: Server, database: str, place: Place, clock_of: ClockOf) -> tuple[OpenCourse, OpenCourse, str]:
    """Two organizers' kiosks of one course, both met, and their hub."""
    one = place.loaded(clock_of(1))
    other = place.copy_of(one, clock_of(2))
    url = server.url(database)
    for course in (one, other):
        quiet(sync(course, url))
    return one, other, url


Pair = tuple[OpenCourse, OpenCourse, str]


def test_a_copied_folder_has_the_roster_that_is_published(pair: Pair) -> None:
    _, other, url = pair
    assert step(quiet(sync(other, url))) is RosterAction.NOTHING


def test_a_load_reaches_the_other_kiosks(pair: Pair) -> None:
    one, other, url = pair
    add_to_file(one, "6,Inés Peña,Uruguay,participant,A,,,")
    assert step(quiet(sync(one, url))) is RosterAction.PUBLISH
    assert step(quiet(sync(other, url))) is RosterAction.TAKE
    assert names(other) == names(one)
    assert codes(other) == codes(one)


def test_the_door_reads_the_programme_anew(pair: Pair) -> None:
    one, other, url = pair
    door = Door(other.record, other.course, name="Hall")
    door.programme()
    file = one.folder.root / "programme.csv"
    file.write_text(file.read_text("utf-8").replace("Opening", "Inauguration"), encoding="utf-8")
    load(one)
    quiet(sync(one, url))
    quiet(sync(other, url))
    assert door.programme()[0].title == "Inauguration"


def test_two_loads_at_once_are_told_and_not_merged(pair: Pair) -> None:
    one, other, url = pair
    add_to_file(one, "6,Inés Peña,Uruguay,participant,A,,,")
    add_to_file(other, "7,Luis Gil,Peru,participant,A,,,")
    quiet(sync(one, url))
    scan(other, "Luis")
    synced = sync(other, url)
    assert [type(error) for error in synced.trouble] == [RosterConflictError]
    assert "published another participant list" in str(synced.trouble[0])
    assert synced.done.sent == 2  # the load and the scan went all the same
    assert "Inés Peña" not in names(other)


def test_theirs_is_taken_where_a_person_says_so(pair: Pair) -> None:
    one, other, url = pair
    add_to_file(one, "6,Inés Peña,Uruguay,participant,A,,,")
    add_to_file(other, "7,Luis Gil,Peru,participant,A,,,")
    quiet(sync(one, url))
    assert step(quiet(sync(other, url, choice=Choice.THEIRS))) is RosterAction.TAKE
    assert names(other) == names(one)


def test_ours_is_published_where_a_person_says_so(pair: Pair) -> None:
    one, other, url = pair
    add_to_file(one, "6,Inés Peña,Uruguay,participant,A,,,")
    add_to_file(other, "7,Luis Gil,Peru,participant,A,,,")
    quiet(sync(one, url))
    assert step(quiet(sync(other, url, choice=Choice.OURS))) is RosterAction.PUBLISH
    assert step(quiet(sync(one, url))) is RosterAction.TAKE
    assert names(other) == names(one)


def test_somebody_with_a_history_on_a_roster_put_aside_is_known_everywhere(pair: Pair) -> None:
    one, other, url = pair
    add_to_file(one, "6,Inés Peña,Uruguay,participant,A,,,")
    add_to_file(other, "7,Luis Gil,Peru,participant,A,,,")
    quiet(sync(one, url))
    scan(other, "Luis")
    quiet(sync(other, url, choice=Choice.THEIRS))
    quiet(sync(one, url))
    assert "Luis Gil" in names(one)
    assert state(one) == state(other)


def test_people_added_at_a_door_stay_when_a_roster_comes(pair: Pair) -> None:
    one, other, url = pair
    Corrections.of(other).add("Rosa Vidal", "Cuba")
    add_to_file(one, "6,Inés Peña,Uruguay,participant,A,,,")
    for course in (one, other, one):
        quiet(sync(course, url))
    assert names(one) == names(other)
    assert names(one)[-1] == "Rosa Vidal"
    assert codes(one) == codes(other)


def test_a_pending_scan_resolves_when_the_roster_comes(pair: Pair) -> None:
    one, other, url = pair
    add_to_file(one, "6,Inés Peña,Uruguay,participant,A,,,")
    badge = code(one, "Inés")
    assert Door(other.record, other.course, name="Hall").scan(badge).verdict is Verdict.PENDING
    for course in (one, other, one):
        quiet(sync(course, url))
    assert state(one) == state(other)
    assert Door(other.record, other.course, name="Hall").scan(badge).verdict is Verdict.ALREADY


def test_a_hub_that_was_set_back_gets_the_newer_roster_again(
    pair: Pair, server: Server, place: Place, clock_of: ClockOf
) -> None:
    one, other, url = pair
    add_to_file(one, "6,Inés Peña,Uruguay,participant,A,,,")
    for course in (one, other):
        quiet(sync(course, url))
    emptied = server.url(server.new_database())
    assert step(quiet(sync(other, emptied))) is RosterAction.PUBLISH
    assert step(quiet(sync(one, emptied))) is RosterAction.NOTHING
    fresh = place.open(place.folder(files=False), clock_of(5))
    fresh.record.conn.execute("UPDATE secret SET value = ?", (edition.edition_key(one.record.conn),))
    assert step(quiet(sync(fresh, emptied))) is RosterAction.TAKE
    assert codes(fresh) == codes(one)
    assert events(fresh) == events(one)


def test_the_rules_of_the_course_go_with_the_roster(pair: Pair) -> None:
    one, other, url = pair
    for course, extra in ((one, ""), (other, '\n[record]\nmirror = "stick"\n')):
        text = course.folder.course_file.read_text("utf-8")
        course.folder.course_file.write_text(text.replace("late_after = 15", "late_after = 5") + extra, "utf-8")
        if course is one:
            quiet(sync(one, url))
        else:
            # Only the tables of its own: the late limit here is the old one.
            course.folder.course_file.write_text(text + extra, "utf-8")
    assert step(quiet(sync(other, url))) is RosterAction.TAKE
    assert other.folder.course().door.late_after == 5
    assert other.folder.course().mirror == "stick"
    late = "SELECT late_at FROM programme WHERE id = 's1'"
    assert other.record.conn.execute(late).fetchone()[0] == "2026-03-09T12:05:00.000Z"


@pytest.mark.parametrize(
    ("own", "held", "known", "loaded", "offered", "may", "wanted"),
    [
        ("", "", (), False, "", True, RosterAction.NOTHING),
        ("x", "", (), True, "", True, RosterAction.PUBLISH),
        ("x", "", (), True, "", False, RosterAction.NOTHING),
        ("x", "", (), True, "x", False, RosterAction.ADOPT),
        ("x", "", (), True, "y", True, RosterAction.CONFLICT),
        ("", "", (), False, "y", False, RosterAction.TAKE),
        ("", "a", ("a",), False, "a", True, RosterAction.NOTHING),
        ("", "a", ("a",), False, "b", True, RosterAction.TAKE),
        ("x", "a", ("a",), True, "a", True, RosterAction.PUBLISH),
        ("x", "a", ("a",), True, "b", True, RosterAction.CONFLICT),
        ("", "b", ("a", "b"), False, "a", True, RosterAction.PUBLISH),  # the hub was set back
        ("", "b", ("a", "b"), False, "a", False, RosterAction.NOTHING),
        ("", "b", ("a", "b"), False, "", True, RosterAction.PUBLISH),  # a new hub
    ],
)
def test_whose_roster_is_in_force(
    own: str, held: str, known: tuple[str, ...], loaded: bool, offered: str, may: bool, wanted: RosterAction
) -> None:
    assert decide_roster(own=own, held=held, known=known, loaded=loaded, offered=offered, may_publish=may) is wanted
