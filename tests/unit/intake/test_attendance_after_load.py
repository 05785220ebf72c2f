"""What a load says about attendance that counts otherwise after it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.conftest import COURSE, HandClock

from checkin.attendance.corrections import Corrections
from checkin.core.errors import IntakeError
from checkin.intake.load import Loaded, load
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse, open_course
from checkin.store.queries.attendance_facts import read_facts
from checkin.store.roster import participants, programme

PEOPLE = "id,name,groups,role\n1,Mara Mo,A,participant\n2,Nico No,B,participant\n"
SESSIONS = "id,date,start,end,title,groups\n1,2026-03-09,09:00,10:00,Taller,A\n2,2026-03-10,09:00,10:00,Derecho,\n"


@pytest.fixture
def course(tmp_path: Path) -> Iterator[OpenCourse]:
    (tmp_path / "course.toml").write_text(COURSE, "utf-8")
    (tmp_path / "participants.csv").write_text(PEOPLE, "utf-8")
    (tmp_path / "programme.csv").write_text(SESSIONS, "utf-8")
    with open_course(CourseFolder(tmp_path), clock=HandClock(datetime(2026, 3, 10, 15, tzinfo=UTC)).clock()) as opened:
        load(opened)
        made = Corrections(opened.record, opened.course, actor="v", reason="paper")
        mara = participants.roster(opened.record.conn)[0]
        for session in ("1", "2"):
            made.mark(mara.code, session, "present")
        yield opened


def again(course: OpenCourse, *, people: str = PEOPLE, sessions: str = SESSIONS) -> Sequence[str]:
    root = course.folder.root
    (root / "participants.csv").write_text(people, "utf-8")
    (root / "programme.csv").write_text(sessions, "utf-8")
    loaded: Loaded = load(course)
    return [str(notice) for notice in loaded.of_record]


def test_attended_sessions_of_other_groups_are_named(course: OpenCourse) -> None:
    texts = again(course, people=PEOPLE.replace("Mara Mo,A", "Mara Mo,B"))
    text = "Mara Mo has other groups now (B): these attended sessions are not for them and do not count: 'Taller'"
    assert text in texts


def test_a_group_that_is_only_written_otherwise_is_not_named(course: OpenCourse) -> None:
    assert not [text for text in again(course, people=PEOPLE.replace("Mara Mo,A", "Mara Mo,Grupo a")) if "Mara" in text]


def test_a_participant_who_becomes_a_speaker_is_named(course: OpenCourse) -> None:
    texts = again(course, people=PEOPLE.replace("Mara Mo,A,participant", "Mara Mo,A,speaker"))
    assert (
        "Mara Mo is no longer a participant by the list, and has no part in the count; sessions with attendance: 2"
    ) in texts


def test_a_session_that_stays_for_its_attendance_is_named_with_the_command(course: OpenCourse) -> None:
    texts = again(course, sessions=SESSIONS.partition("2,2026")[0])
    assert (
        "not in the file, but with attendance, so they stay and count: 'Derecho' (2). If one of them is not held: "
        "checkin session cancel 2"
    ) in texts


def test_running_ids_that_have_moved_keep_the_attendance(course: OpenCourse) -> None:
    head, first, second = SESSIONS.splitlines()
    moved = "\n".join([head, first, "2,2026-03-09,11:00,12:00,Conferencia,", second.replace("2,", "3,", 1)])
    texts = again(course, sessions=moved)
    assert any("recognised by their titles" in text and "'Derecho' = 2" in text for text in texts)
    facts = read_facts(course.record.conn)
    mara = participants.roster(course.record.conn)[0]
    assert {facts.held[place].session.title for place in facts.people[mara.id]} == {"Taller", "Derecho"}


KEYS = "name,country,email\n"
MARA, NICO = "Mara Mo,UY,m@x.org\n", "Nico No,EC,n@x.org\n"


def hints(texts: Sequence[str]) -> list[str]:
    return [text.partition(" (sessions")[0] for text in texts if "If they are one person" in text]


@pytest.fixture
def named(course: OpenCourse) -> OpenCourse:
    """The same course with a list that has neither ids nor groups; Mara attended twice."""
    again(course, people="id,name,country,email\n1,Mara Mo,UY,m@x.org\n2,Nico No,EC,n@x.org\n")
    return course


def test_the_same_name_with_another_country_and_e_mail_is_named(named: OpenCourse) -> None:
    texts = again(named, people=f"{KEYS}Mara Mo,AR,mara@new.org\n{NICO}")
    assert hints(texts) == ["Mara Mo (AR) is new, and Mara Mo (UY) is no longer listed"]


def test_somebody_who_went_off_the_list_before_is_remembered(named: OpenCourse) -> None:
    again(named, people=KEYS + NICO)
    texts = again(named, people=f"{KEYS}{NICO}Mara Mo,AR,mara@new.org\n")
    assert hints(texts) == ["Mara Mo (AR) is new, and Mara Mo (UY) is no longer listed"]


def test_a_longer_name_of_somebody_added_at_a_door_is_named(named: OpenCourse) -> None:
    Corrections(named.record, named.course, actor="v", reason="door").add("Roberto Sosa", country="PE")
    texts = again(named, people=f"{KEYS}{MARA}{NICO}Roberto Sosa Gil,PE,r@x.org\n")
    assert hints(texts) == ["Roberto Sosa Gil is new, and Roberto Sosa was added at a door"]


def test_attendance_of_a_merged_card_is_that_of_the_person(named: OpenCourse) -> None:
    made = Corrections(named.record, named.course, actor="v", reason="door")
    mara, nico = participants.roster(named.record.conn)
    made.merge(mara.code, nico.code)
    loaded = load_people(named, f"{KEYS}{MARA}Nico No Roa,EC,other@x.org\n")
    assert [loaded.roster.attended[one.id] for one in loaded.roster.unlisted] == [2]
    assert hints([str(notice) for notice in loaded.of_record]) == [
        "Nico No Roa is new, and Nico No is no longer listed"
    ]


def load_people(course: OpenCourse, people: str) -> Loaded:
    (course.folder.root / "participants.csv").write_text(people, "utf-8")
    return load(course)


def test_a_namesake_of_another_country_is_asked_about_before_attendance_is_inherited(named: OpenCourse) -> None:
    again(named, people=KEYS.replace(",email", "") + "Mara Mo,UY\nNico No,EC\n")
    with pytest.raises(IntakeError, match="the same name with another country; sessions with attendance of Mara"):
        again(named, people="name,country\nMara Mo,PE\nNico No,EC\n")


WHOLE = "id,date,start,end,title,groups,kind,counts,required\n"
SAID = WHOLE + "1,2026-03-09,09:00,10:00,Taller,A,,no,\n2,2026-03-10,09:00,10:00,Derecho,,lecture,,yes\n"
BARE = "id,date,start,end,title\n1,2026-03-09,09:00,10:00,Taller\n2,2026-03-10,09:00,10:00,Derecho\n"


def of_sessions(course: OpenCourse) -> list[tuple[object, ...]]:
    return [
        (one.id, one.groups, one.kind, one.counts, one.required) for one in programme.read_programme(course.record.conn)
    ]


def test_a_programme_without_a_column_leaves_what_the_one_before_said(course: OpenCourse) -> None:
    again(course, sessions=SAID)
    before = of_sessions(course)
    texts = again(course, sessions=BARE)
    assert of_sessions(course) == before == [("1", ("A",), "", False, False), ("2", (), "lecture", True, True)]
    assert [text.partition("; these")[0] for text in texts if "no column" in text] == [
        "the programme has no column for: counts (1); groups (1); kind (1); required (1)"
    ]


def test_an_empty_column_deletes_what_the_programme_before_said(course: OpenCourse) -> None:
    again(course, sessions=SAID)
    again(course, sessions=WHOLE + "".join(line + ",,,,\n" for line in BARE.splitlines()[1:]))
    assert of_sessions(course) == [("1", (), "", True, False), ("2", (), "", True, False)]


def test_a_session_of_another_title_keeps_nothing(course: OpenCourse) -> None:
    again(course, sessions=SAID)
    again(course, sessions=BARE.replace("Taller", "Apertura"))
    assert of_sessions(course)[0][1:] == ((), "", True, False)
