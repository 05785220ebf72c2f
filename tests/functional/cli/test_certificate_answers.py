"""Certificates by command: what the dry run lists, what differs, and whose hours are printed."""

import json
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from tests.functional.cli.directors_course import BY, COURSE, WHY, DirectorsCourse

FIVE = ("2026-03-09T08:55", "2026-03-09T10:55", "2026-03-09T14:25", "2026-03-10T08:55", "2026-03-11T08:55")
SPEAKERS = COURSE + 'roles = ["speaker"]\n'


def three_people_come(course: DirectorsCourse) -> None:
    """Ana and both called María come to five of their six sessions; everybody else is absent."""
    for at in FIVE:
        course.scan("ANA101", "MAR105", "MAR106", at=at)
    course.done("session", "close", "--over", "--rest", "absent", *BY)


def text_of(file: Path) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(file)
    return [page.get_textpage().get_text_bounded() for page in document]


def certificate(course: DirectorsCourse, name: str) -> list[str]:
    """The pages of a person's certificate as text."""
    (file,) = (course.root / "certificates").glob(f"*-{name}.pdf")
    return text_of(file)


def with_style(course: DirectorsCourse, *lines: str, base: str = COURSE) -> DirectorsCourse:
    """The course with further lines in its table of certificates, and three people who come."""
    course.write(course=base + "\n".join(lines) + "\n")
    three_people_come(course)
    return course


def test_the_back_lists_the_own_sessions_and_adds_up_to_the_front(empty_course: DirectorsCourse) -> None:
    course = with_style(empty_course, 'design = "programme"')
    course.done("certificates", *BY)
    front, back = certificate(course, "ana-torres")
    assert "9 hours" in front
    assert "Workshop A" in back
    assert "Workshop B" not in back
    assert back.count("90 min") == 6
    assert "Total" in back
    assert "9 hours" in back


def test_attended_hours_are_those_of_the_sessions_attended(empty_course: DirectorsCourse) -> None:
    course = with_style(empty_course, 'design = "programme"', 'hours = "attended"')
    course.done("certificates", *BY)
    front, back = certificate(course, "ana-torres")
    assert "7.5 hours" in front
    assert "Trafficking" not in back
    assert back.count("90 min") == 5
    assert "7.5 hours" in back


def test_a_number_of_hours_is_the_length_of_the_course(empty_course: DirectorsCourse) -> None:
    course = with_style(empty_course, 'design = "programme"', "hours = 60")
    course.done("certificates", *BY)
    front, back = certificate(course, "ana-torres")
    assert "Length of the course: 60 hours" in front
    assert back.count("90 min") == 6
    assert "9 hours" in back


def test_attended_hours_are_the_minutes_attended_in_a_course_that_counts_sessions(
    empty_course: DirectorsCourse,
) -> None:
    course = empty_course.write(course=COURSE + 'unit = "sessions"\nhours = "attended"\ndesign = "programme"\n')
    course.scan("ANA101", at="2026-03-09T09:30")
    for at in FIVE[1:]:
        course.scan("ANA101", at=at)
    course.done("mark", "ANA101", "--session", "s5", "--as", "present", *BY, *WHY)
    course.done("certificates", *BY)
    front, back = certificate(course, "ana-torres")
    assert "8.5 hours" in front
    assert "60 min" in back


def test_the_list_of_the_back_is_frozen(empty_course: DirectorsCourse) -> None:
    course = with_style(empty_course, 'design = "programme"')
    course.done("certificates", *BY)
    course.done("session", "cancel", "s6", *BY, *WHY)
    course.done("certificates", "--again", "0001", *BY)
    (file,) = (course.root / "certificates").glob("*-duplicate.pdf")
    assert text_of(file)[1].count("90 min") == 6


def test_a_lecturer_gets_the_sessions_that_they_gave(empty_course: DirectorsCourse) -> None:
    course = with_style(empty_course, 'design = "programme"', base=SPEAKERS)
    course.done("certificates", *BY)
    front, back = certificate(course, "soledad-aguirre")
    assert "Migration in the Americas, 90 minutes" in front
    assert "hours" not in front
    assert back.count("90 min") == 1


def test_a_lecturer_who_gave_no_session_is_named_and_gets_none(empty_course: DirectorsCourse) -> None:
    course = with_style(empty_course, base=SPEAKERS)
    dry = course.done("certificates", "--dry-run")
    assert "Paulo Vasconcelos, Brazil, Guest university: not due; no session of the programme" in dry.out
    run = course.done("certificates", *BY)
    assert "No certificate for a speaker whom no session of the programme names: Paulo Vasconcelos." in run.err
    assert list((course.root / "certificates").glob("*paulo*")) == []


def test_a_decision_gives_a_lecturer_without_a_session_a_certificate(empty_course: DirectorsCourse) -> None:
    course = with_style(empty_course, base=SPEAKERS)
    course.done("decide", "PAU108", "--as", "earned", *BY, *WHY)
    course.done("certificates", *BY)
    (front,) = certificate(course, "paulo-vasconcelos")
    assert "hours" not in front


def test_an_observer_gets_the_sessions_at_which_they_were_seen(empty_course: DirectorsCourse) -> None:
    people = "code,name,country,role\nOBS1,Olga Ruiz,Chile,observer\nOBS2,Omar Paz,Peru,observer\n"
    course = empty_course.write(people=people, course=COURSE + 'roles = ["observer"]\n')
    course.scan("OBS1", at=FIVE[0])
    course.done("certificates", *BY)
    (seen,) = certificate(course, "olga-ruiz")
    (never,) = certificate(course, "omar-paz")
    assert "1.5 hours" in seen
    assert "hours" not in never


def test_the_dry_run_says_of_each_person_whether_one_is_due_and_why(directors_course: DirectorsCourse) -> None:
    course = directors_course
    three_people_come(course)
    course.done("certificates", "--who", "Ana", *BY)
    lines = course.done("certificates", "--dry-run").out.splitlines()
    assert len(lines) == 8
    by_name = {line.split(",")[0]: line for line in lines}
    assert "has number 0001" in by_name["Ana Torres"]
    assert ": due; 5 of 6 sessions" in by_name["María Gómez"]
    assert "Dirección Nacional de Migraciones: not due; 0 of 6 sessions" in by_name["Luis Paredes"]
    assert "Soledad Aguirre, Argentina, Guest university: not due; " in by_name["Soledad Aguirre"]


def test_the_dry_run_gives_the_figure_without_excuses_whose_document_is_missing(
    directors_course: DirectorsCourse,
) -> None:
    course = directors_course
    for at in FIVE[:4]:
        course.scan("ANA101", at=at)
    excuse = ("--from", "2026-03-10", "--to", "2026-03-11", "--granted-by", "Dr. Sosa", "--no-paper")
    course.done("excuse", "ANA101", *excuse, "--due", "2026-03-12", *BY, *WHY)
    course.done("session", "close", "--over", "--rest", "absent", *BY)
    told = course.done("certificates", "--dry-run").err
    assert "Ana Torres" in told
    assert "Dr. Sosa" in told
    assert "12 March" in told
    assert "66.7%" in told


def test_the_dry_run_is_json_on_request(directors_course: DirectorsCourse) -> None:
    three_people_come(directors_course)
    found = directors_course.done("certificates", "--dry-run", "--json").objects
    assert [one["state"] for one in found if one["name"] == "Ana Torres"] == ["due"]
    assert {one["state"] for one in found} == {"due", "not_due"}


def test_names_are_checked_for_all_at_once(directors_course: DirectorsCourse) -> None:
    directors_course.done("proof", "--all", *BY)
    events = [event for event in directors_course.events() if event["kind"] == "proof"]
    assert len(events) == 8


def test_names_are_checked_for_some_by_an_expression(directors_course: DirectorsCourse) -> None:
    ended = directors_course.done("proof", "--who", "country=CO", *BY)
    events = [event for event in directors_course.events() if event["kind"] == "proof"]
    assert len(events) == 2
    assert ended.err.count("María Gómez") == 2


def test_an_expression_that_fits_nobody_checks_nothing(directors_course: DirectorsCourse) -> None:
    ended = directors_course.run("proof", "--who", "country=FR", *BY)
    assert (ended.status, directors_course.events()) == (1, [])


@pytest.mark.parametrize("words", [("proof",), ("proof", "ANA101", "--all"), ("proof", "--all", "--name", "X")])
def test_whose_names_are_meant_is_said_once(directors_course: DirectorsCourse, words: tuple[str, ...]) -> None:
    assert directors_course.run(*words, *BY).status == 2


def test_a_changed_name_is_named_as_the_difference(directors_course: DirectorsCourse) -> None:
    course = directors_course
    three_people_come(course)
    course.done("certificates", *BY)
    course.done("proof", "ANA101", "--name", "Ana Torres Gil", *BY)
    told = course.done("certificates", "--dry-run").err
    assert "Number 0001 (Ana Torres): name is now Ana Torres Gil" in told
    assert "--reissue 0001" in told


def test_a_result_that_fell_is_named_with_its_figure(directors_course: DirectorsCourse) -> None:
    course = directors_course
    three_people_come(course)
    course.done("certificates", *BY)
    course.done("mark", "ANA101", "--session", "s4", "--as", "absent", *BY, *WHY)
    told = course.done("certificates", "--dry-run").err
    assert "Number 0001 (Ana Torres): no certificate is due any more (66.7%, needs 80%)" in told
    assert "--revoke 0001" in told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("withdraw", "ANA101", "--from", "2026-03-11"), "Number 0001 (Ana Torres): withdrawn from 11 March on"),
        (("session", "cancel", "s6"), "hours are now 7.5, printed 9"),
    ],
)
def test_withdrawals_and_hours_are_named_as_differences(
    directors_course: DirectorsCourse, change: tuple[str, ...], said: str
) -> None:
    course = directors_course
    three_people_come(course)
    course.done("certificates", *BY)
    course.done(*change, *BY, *WHY)
    assert said in course.done("certificates", "--dry-run").err


def test_country_and_role_are_named_as_differences(directors_course: DirectorsCourse) -> None:
    course = directors_course
    three_people_come(course)
    course.done("certificates", *BY)
    people = (course.root / "participants.csv").read_text("utf-8")
    people = people.replace("ana@example.org,participant", "ana@example.org,observer").replace(
        "Ana Torres,Argentina", "Ana Torres,Chile"
    )
    (course.root / "participants.csv").write_text(people, encoding="utf-8")
    course.done("load")
    told = course.done("certificates", "--dry-run").err
    assert "country is now Chile" in told
    assert "role is now observer" in told


def test_a_certificate_is_revoked_only_with_who_and_why(directors_course: DirectorsCourse) -> None:
    course = directors_course
    three_people_come(course)
    course.done("certificates", *BY)
    assert course.run("certificates", "--revoke", "0001", *BY).status == 2
    assert course.run("certificates", "--revoke", "0001", *WHY).status == 2
    ended = course.done("certificates", "--revoke", "0001", *BY, *WHY)
    assert "Ana Torres, Argentina, Dirección Nacional de Migraciones: certificate 0001 revoked" in ended.err


def test_certificates_are_issued_only_with_a_name(directors_course: DirectorsCourse) -> None:
    three_people_come(directors_course)
    assert directors_course.run("certificates").status == 2
    directors_course.done("certificates", *BY)
    issued = [event for event in directors_course.events() if event["kind"] == "issue"]
    assert {event["actor"] for event in issued} == {"V. Paz"}


@pytest.mark.parametrize("words", [("{issue}",), ("--last",)])
def test_an_undo_takes_no_certificate_out_of_the_register(
    directors_course: DirectorsCourse, words: Sequence[str]
) -> None:
    course = directors_course
    three_people_come(course)
    course.done("certificates", "--who", "ANA101", *BY)
    (issue,) = (event["event_id"] for event in course.events() if event["kind"] == "issue")
    ended = course.run("undo", *(word.format(issue=issue) for word in words), *BY)
    assert ended.status == 1
    assert "Ana Torres" in course.done("verify", "0001").out


def test_an_issued_certificate_freezes_its_sessions(directors_course: DirectorsCourse) -> None:
    three_people_come(directors_course)
    directors_course.done("certificates", *BY)
    issued = next(event for event in directors_course.events() if event["kind"] == "issue")
    sessions = json.loads(issued["facts"])["sessions"]
    assert [one["minutes"] for one in sessions] == [90] * 6


@pytest.mark.parametrize("change", ["revoke", "reissue"])
def test_the_register_and_the_lists_follow_a_change_of_a_certificate(
    directors_course: DirectorsCourse, change: str
) -> None:
    course = directors_course
    three_people_come(course)
    course.done("certificates", *BY)
    folder = course.root / "certificates"
    before = {file.name: file.read_bytes() for file in folder.glob("*.csv")}
    if change == "reissue":
        course.done("proof", "ANA101", "--name", "Ana Torres Gil", *BY)
    told = course.done("certificates", f"--{change}", "0001", *BY, *WHY).err
    assert "register.pdf" in told
    (table,) = folder.glob("*.csv")
    assert before[table.name] != table.read_bytes()
    assert ("Ana Torres Gil" in table.read_text("utf-8-sig")) == (change == "reissue")
    assert "0001" not in table.read_text("utf-8-sig")


def test_of_two_merged_people_the_own_certificate_stands_and_both_are_named(directors_course: DirectorsCourse) -> None:
    course = directors_course
    three_people_come(course)
    course.done("certificates", *BY)
    course.done("merge", "MAR105", "ANA101", "--anyway", *BY, *WHY)
    ended = course.done("certificates", "--dry-run", "--json")
    (ana,) = [one["number"] for one in ended.objects if one["name"] == "Ana Torres"]
    assert ana == "0001"
    assert "More than one valid certificate for a person or a number: 0001 Ana Torres, 0002 María Gómez" in ended.err
    assert "country is now" not in ended.err
    assert "0001 Ana Torres, 0002 María Gómez" in course.run("doctor").out


def test_the_content_of_a_qr_code_is_verified_from_standard_input(directors_course: DirectorsCourse) -> None:
    three_people_come(directors_course)
    directors_course.done("certificates", *BY)
    issued = next(event for event in directors_course.events() if event["kind"] == "issue")
    answer = directors_course.done("verify", given=json.loads(issued["facts"])["sealed"]).out
    assert "valid" in answer.partition("\n")[0]
    assert directors_course.run("verify").status == 2


def test_the_register_keeps_the_decision_by_which_a_certificate_was_issued(directors_course: DirectorsCourse) -> None:
    course = directors_course
    three_people_come(course)
    decided = course.done("decide", "KEI104", "--as", "earned", *BY, "--reason", "special case")
    course.done("certificates", *BY)
    course.done("decide", "KEI104", "--as", "not-earned", *BY, "--reason", "mistake")
    course.done("undo", decided.event, *BY)
    file = course.root / "register.csv"
    course.done("export", file, "--what", "register")
    (row,) = (line for line in file.read_text("utf-8-sig").splitlines() if "Keisha" in line)
    assert "V. Paz: special case" in row
