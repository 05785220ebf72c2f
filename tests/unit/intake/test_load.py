"""Loading into the record: all or nothing, the same twice, nobody lost."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.core.course import Participant
from checkin.core.errors import IntakeError
from checkin.door.scan import Door
from checkin.exports.files import export
from checkin.intake.load import load
from checkin.lifecycle.doctor.run_checks import run_checks
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance, certificates
from checkin.store.roster import participants


def test_loading_twice_changes_nothing(open_course: OpenCourse) -> None:
    before = participants.roster(open_course.record.conn)
    loaded = load(open_course)
    assert not loaded.changes
    assert participants.roster(open_course.record.conn) == before


def test_codes_are_kept_when_facts_change(open_course: OpenCourse) -> None:
    before = {p.own_id: p.code for p in participants.roster(open_course.record.conn)}
    path = open_course.folder.root / "participants.csv"
    path.write_text(path.read_text("utf-8").replace("Ana Núñez", "Ana Núñez de Paz"), encoding="utf-8")
    loaded = load(open_course)
    assert loaded.roster is not None
    assert [item.fields for item in loaded.roster.changed] == [("name",)]
    assert {p.own_id: p.code for p in participants.roster(open_course.record.conn)} == before


def test_a_dry_run_changes_nothing(open_course: OpenCourse) -> None:
    path = open_course.folder.root / "participants.csv"
    path.write_text(path.read_text("utf-8") + "9,New Person,Chile,participant,,,,\n", encoding="utf-8")
    before = list(open_course.record.conn.iterdump())
    assert load(open_course, dry_run=True).changes
    assert list(open_course.record.conn.iterdump()) == before


def test_a_load_with_one_bad_row_writes_nothing(open_course: OpenCourse) -> None:
    path = open_course.folder.root / "participants.csv"
    path.write_text(path.read_text("utf-8") + "9,New Person,Chile,,,,,\n10,,Chile,,,,,\n", encoding="utf-8")
    before = list(open_course.record.conn.iterdump())
    with pytest.raises(IntakeError, match="row 8"):
        load(open_course)
    assert list(open_course.record.conn.iterdump()) == before


def test_who_is_no_longer_listed_goes_unless_they_attended(
    open_course: OpenCourse, person: Callable[[str], Participant], hand_clock: HandClock
) -> None:
    Door(open_course.record, open_course.course).scan(person("Ana").code)
    (open_course.folder.root / "participants.csv").write_text("id,name,country\n2,João d’Ávila,Brasil\n", "utf-8")
    loaded = load(open_course)
    assert loaded.roster is not None
    assert "Ana Núñez" in [p.name for p in loaded.roster.unlisted]
    assert [p.name for p in participants.roster(open_course.record.conn)] == ["João d’Ávila", "Ana Núñez"]


def test_a_partial_load_takes_nobody_off_the_list(open_course: OpenCourse) -> None:
    extra = open_course.folder.root / "extra-participants.csv"
    extra.write_text("id,name,country\n9,New Person,Chile\n", encoding="utf-8")
    load(open_course, [extra], partial=True)
    assert len(participants.roster(open_course.record.conn)) == 6


def test_a_roster_that_was_exported_from_here_is_recognised(open_course: OpenCourse) -> None:
    path = open_course.folder.root / "roster.csv"
    export(open_course, path, what="roster")
    loaded = load(open_course, [path])
    assert loaded.roster is not None
    assert (len(loaded.roster.added), len(loaded.roster.unlisted)) == (0, 0)


def test_a_pending_scan_gets_its_name_when_the_roster_brings_the_code(
    open_course: OpenCourse, another_kiosk: Callable[[OpenCourse, HandClock], OpenCourse], hand_clock: HandClock
) -> None:
    other = another_kiosk(open_course, hand_clock)
    extra = open_course.folder.root / "extra-participants.csv"
    extra.write_text("id,name,country\n9,New Person,Chile\n", encoding="utf-8")
    load(open_course, [extra], partial=True)
    code = participants.roster(open_course.record.conn)[-1].code
    assert Door(other.record, other.course).scan(code).verdict == "pending"
    full = other.folder.root / "extra-participants.csv"
    full.write_text(f"id,name,country,code\n9,New Person,Chile,{code}\n", encoding="utf-8")
    load(other, [full], partial=True)
    rows = [row for row in attendance.attendance(other.record.conn) if row.name == "New Person"]
    assert [(row.session, row.status.value) for row in rows if row.status.attended] == [("s1", "present")]


def test_a_name_that_was_proofed_and_a_note_do_not_make_the_next_load_a_change(
    open_course: OpenCourse, person: Callable[[str], Participant]
) -> None:
    made = Corrections.of(open_course)
    made.proof(person("Ana").code, "Ana María Núñez")
    made.note(person("Ana").code, "vegetarian")
    assert not load(open_course).changes
    assert person("Ana").name == "Ana María Núñez"


def test_a_rule_that_names_no_session_is_said_at_the_load(open_course: OpenCourse) -> None:
    policy = replace(open_course.course.policy, required=("s11",))
    loaded = load(replace(open_course, course=replace(open_course.course, policy=policy)))
    assert "Did you mean 's1'?" in str(loaded.notices[-1])


def test_a_file_is_what_the_organizer_says_it_is(open_course: OpenCourse) -> None:
    path = open_course.folder.root / "agenda.csv"
    path.write_text("Nombre,País\nNueva Persona,Chile\n", encoding="utf-8")
    loaded = load(open_course, rosters=[path], partial=True)
    assert loaded.roster is not None
    assert [person.name for person in loaded.roster.added] == ["Nueva Persona"]


def test_every_file_that_cannot_be_read_is_named_at_once(open_course: OpenCourse) -> None:
    root = open_course.folder.root
    with pytest.raises(IntakeError) as caught:
        load(open_course, [root / "none.csv", root / "none.ics"])
    assert [problem.file for problem in caught.value.problems] == [str(root / "none.csv"), str(root / "none.ics")]


def test_progress_ends_at_the_whole(open_course: OpenCourse) -> None:
    told: list[float] = []
    load(open_course, progress=told.append)
    assert (told[-1], told == sorted(told)) == (1, True)


def test_a_proofed_name_that_the_file_does_not_change_is_said(
    open_course: OpenCourse, person: Callable[[str], Participant]
) -> None:
    Corrections(open_course.record, open_course.course, actor="v").proof(person("Ana").code, "Ana Núñez Paz")
    path = open_course.folder.root / "participants.csv"
    path.write_text(path.read_text("utf-8").replace("Ana Núñez", "Ana Núñez de Paz"), encoding="utf-8")
    (notice,) = [str(notice) for notice in load(open_course).notices if "was checked as" in str(notice)]
    assert notice.startswith("the name of Ana Núñez was checked as 'Ana Núñez Paz', which stays")


def test_doctor_names_sessions_outside_the_dates_of_the_course(open_course: OpenCourse) -> None:
    path = open_course.folder.course_file
    path.write_text(path.read_text("utf-8").replace("[course]", "[course]\nstarts = 2030-01-01\nends = 2030-01-02", 1))
    texts = [finding.text for finding in run_checks(open_course.folder)]
    assert any(text.startswith("Sessions outside the dates of the course (2030-01-01 – 2030-01-02)") for text in texts)


def test_a_proofed_name_that_the_list_changes_is_proofed_again(
    open_course: OpenCourse, person: Callable[[str], Participant]
) -> None:
    made, ana = Corrections(open_course.record, open_course.course, actor="v"), person("Ana")
    made.proof(ana.code, "Ana Núñez Paz")
    path = open_course.folder.root / "participants.csv"
    path.write_text(path.read_text("utf-8").replace("Ana Núñez", "Ana Núñez de Paz"), encoding="utf-8")
    assert ana.id in certificates.proofed(open_course.record.conn)
    load(open_course)
    assert ana.id not in certificates.proofed(open_course.record.conn)
    made.proof(ana.code)
    assert certificates.proofed(open_course.record.conn)[ana.id] == "Ana Núñez Paz"


@pytest.mark.parametrize(
    ("starts", "slots", "said"),
    [
        ("09:00", ",", "parallel, a person is expected at one of them: 2026-03-09 09:00 'Workshop A', 'Workshop B'"),
        (
            "09:15",
            ",",
            "alternatives (a person is expected at one of them): 2026-03-09 09:00 'Workshop A', 'Workshop B'",
        ),
        ("10:15", ",", ""),
        ("09:00", "one,other", ""),
    ],
)
def test_sessions_that_exclude_each_other_are_named(
    open_course: OpenCourse, starts: str, slots: str, said: str
) -> None:
    first, other = slots.split(",")
    (open_course.folder.root / "programme.csv").write_text(
        f"title,date,start,end,room,slot,groups\nWorkshop A,2026-03-09,09:00,10:30,1,{first},\n"
        f"Workshop B,2026-03-09,{starts},11:30,2,{other},\n",
        "utf-8",
    )
    named = [text for notice in load(open_course).notices if "expected at one" in (text := str(notice))]
    assert [text.partition("; to change")[0] for text in named] == ([said] if said else [])


def test_an_exported_list_has_nobody_who_is_no_longer_listed(
    open_course: OpenCourse, person: Callable[[str], Participant], hand_clock: HandClock
) -> None:
    Door(open_course.record, open_course.course).scan(person("Ana").code)
    root = open_course.folder.root
    (root / "participants.csv").write_text("id,name,country\n2,João d’Ávila,Brasil\n", "utf-8")
    load(open_course)
    path = root / "again.xlsx"
    export(open_course, path, what="roster")
    loaded = load(open_course, rosters=[path])
    assert not loaded.changes
    assert person("Ana").id not in participants.on_list_ids(open_course.record.conn)
