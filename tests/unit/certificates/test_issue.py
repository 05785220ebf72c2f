"""Certificates: issued once, numbered, frozen; printed again, revoked, replaced; verified."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.attendance.session_changes import SessionChanges
from checkin.certificates import issue, issued_pages, verify
from checkin.certificates.ceremony import prepare_ceremony
from checkin.certificates.differences import changed_text
from checkin.certificates.handover import hand_over
from checkin.certificates.plan import Plan, changed_certificate_texts, missing_facts, plan
from checkin.certificates.verify import Validity
from checkin.core.course import CertificateStyle, Participant
from checkin.core.errors import CertificateError, CourseError, DesignError, InputError
from checkin.core.events import Kind, NewEvent
from checkin.exports.report.course_report import report
from checkin.exports.report.renderers import as_text
from checkin.i18n.translator import get_translator
from checkin.lifecycle.attendance_questions import attendance_questions
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries import certificates
from checkin.store.roster import participants
from checkin.store.sync.merge_events import merge

Find = Callable[[str], Participant]
pytestmark = pytest.mark.usefixtures("any_mask")


@pytest.fixture
def director(open_course: OpenCourse) -> SessionChanges:
    return SessionChanges.of(open_course, actor="V. Paz", reason="seen")


@pytest.fixture
def over(open_course: OpenCourse, director: SessionChanges, hand_clock: HandClock, person: Find) -> OpenCourse:
    """The course on its evening: Ana and João came to everything, Jean to nothing; all is closed."""
    hand_clock.set("19:00")
    for name, rooms in (("Ana", ("s1", "s2", "wa")), ("João", ("s1", "s2", "wb"))):
        for session in rooms:
            director.mark(person(name).code, session, "present")
    for session in ("s1", "s2", "wa", "wb"):
        director.close(session, "absent")
    return open_course


def text_of(file: Path) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file))


def run(course: OpenCourse, folder: Path) -> list[issue.Certificate]:
    return issue.issue(course, plan(course).due, folder, actor="V. Paz")


def issued(course: OpenCourse) -> list[certificates.Issued]:
    return certificates.issued(course.record.conn)


def names(planned: Plan) -> list[str]:
    return [tally.person.name[:4] for tally in planned.due]


def test_who_earned_one_gets_one_and_once(over: OpenCourse, tmp_path: Path) -> None:
    assert [one.person.name for one in run(over, tmp_path)] == ["Ana Núñez", "João d’Ávila"]
    assert run(over, tmp_path) == []
    assert [one.number for one in issued(over)] == ["0001", "0002"]


def test_the_numbers_carry_the_edition_and_never_come_again(over: OpenCourse, tmp_path: Path) -> None:
    course = replace(over, course=replace(over.course, edition="38.ª"))
    first, _ = run(course, tmp_path)
    assert first.number == "38-0001"
    with over.record.writing() as writing:  # an earlier version undid what was issued
        writing.append(NewEvent(kind=Kind.UNDO, ref=issued(course)[-1].event_id))
    assert [one.number for one in run(course, tmp_path)] == ["38-0003"]


def test_the_qr_of_the_page_verifies_by_the_public_key_alone(over: OpenCourse, tmp_path: Path) -> None:
    first, _ = run(over, tmp_path)
    page = pypdfium2.PdfDocument(first.file)[0].render(scale=200 / 72, grayscale=True).to_pil()
    (found,) = zxingcpp.read_barcodes(page)
    answer = verify.verify_with_key(found.text, verify.public_key(over))
    assert (answer.standing, answer.name, answer.country) == (Validity.VALID, "Ana Núñez", "AR")
    assert verify.verify(over, found.text).standing is Validity.VALID


def test_the_record_keeps_the_hash_of_the_page(over: OpenCourse, tmp_path: Path) -> None:
    first, _ = run(over, tmp_path)
    assert issued(over)[0].facts["page"] == hashlib.sha256(first.file.read_bytes()).hexdigest()


def test_a_certificate_stays_as_it_was_when_the_record_changes_and_the_difference_shows(
    over: OpenCourse, director: SessionChanges, person: Find, tmp_path: Path
) -> None:
    run(over, tmp_path)
    before = issued(over)[0].facts
    director.proof(person("Ana").code, "Ana María Núñez")
    director.mark(person("João").code, "s1", "absent")
    assert issued(over)[0].facts == before
    assert [(one.certificate.number, one.attendance.person.name[:4]) for one in plan(over).changed] == [
        ("0001", "Ana "),
        ("0002", "João"),
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "Se certifica que"), ("pt", "Certificamos que"), ("en", "This is to certify"), ("fr", "Il est certifié")],
)
def test_a_certificate_is_in_its_participants_language(
    over: OpenCourse, tmp_path: Path, language: str, words: str
) -> None:
    with over.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET language = ? WHERE name LIKE 'Ana%'", (language,))
    first, second = run(over, tmp_path)
    assert words in text_of(first.file)
    assert "Se certifica que" in text_of(second.file)


def test_the_name_is_exactly_that_of_the_roster(over: OpenCourse, tmp_path: Path) -> None:
    long = "María de los Ángeles Fernández-Villavicencio y Ortiz de Zárate d’Ávila"
    with over.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET name = ? WHERE name LIKE 'Ana%'", (long,))
    first = run(over, tmp_path)[0]
    assert long in " ".join(text_of(first.file).split()).replace("\ufffe", "-")  # a hyphen at a line's end


def test_two_people_of_one_name_have_a_file_each(over: OpenCourse, tmp_path: Path) -> None:
    with over.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET name = 'Ana Núñez'")
    files = [one.file for one in run(over, tmp_path)]
    assert len(set(files)) == len(files) == 2


def test_the_programme_stands_on_the_back_where_the_design_has_one(over: OpenCourse, tmp_path: Path) -> None:
    style = CertificateStyle(design="programme", hours="60", signed_by="V. Paz", signed_as="Directora")
    course = replace(over, course=replace(over.course, certificate=style))
    first = run(course, tmp_path)[0]
    front, back = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(first.file))
    assert "60 horas" in front
    assert "Directora" in front
    assert "Opening" in back


def test_the_back_has_the_titles_of_sessions_in_the_language_of_the_person(over: OpenCourse, tmp_path: Path) -> None:
    over.record.conn.execute("UPDATE participants SET language = 'fr' WHERE name LIKE 'Ana%'")
    own = {"s1": {"fr": "Cérémonie d’ouverture", "en": "The opening"}}
    style = CertificateStyle(design="programme")
    course = replace(over, course=replace(over.course, certificate=style, session_titles=own))
    french, other = (
        pypdfium2.PdfDocument(one.file)[1].get_textpage().get_text_range() for one in run(course, tmp_path)
    )
    assert ("Cérémonie d’ouverture" in french, "Opening" in french) == (True, False)
    assert ("Opening" in other, "ouverture" in other) == (True, False)


def test_lecturers_get_one_where_the_course_says_so(over: OpenCourse, tmp_path: Path) -> None:
    course = replace(over, course=replace(over.course, certificate=CertificateStyle(roles=("speaker",))))
    with over.record.writing() as writing:
        writing.conn.execute("UPDATE sessions SET speakers = 'SOLEDAD RIOS y Bob van Roe' WHERE id = 's2'")
    assert "Bob van Roe" in " ".join(map(str, plan(course).without_effect))
    made = {one.person.name: one.file for one in run(course, tmp_path)}
    assert "como disertante" in text_of(made["Soledad Ríos"])


@pytest.mark.parametrize(("seen", "named"), [(False, ["Soledad Ríos"]), (True, [])])
def test_an_observer_who_was_seen_nowhere_is_named_before_the_run(
    over: OpenCourse, seen: bool, named: list[str]
) -> None:
    course = replace(over, course=replace(over.course, certificate=CertificateStyle(roles=("observer",))))
    over.record.conn.execute("UPDATE participants SET role = 'observer' WHERE name LIKE 'Soledad%'")
    (sol,) = (one for one in participants.roster(over.record.conn) if one.name == "Soledad Ríos")
    if seen:
        SessionChanges.of(over, actor="V. Paz", reason="seen").mark(sol.code, "s1", "present")
    planned = plan(course)
    assert "Soledad Ríos" in [tally.person.name for tally in planned.due]
    assert [person.name for person in planned.unseen] == named
    Corrections.of(over, actor="V. Paz", reason="on the list").decide(sol.code, earned=True)
    assert plan(course).unseen == ()


def test_the_ceremony_sorts_countries_by_the_names_on_its_papers(over: OpenCourse) -> None:
    over.record.conn.execute("UPDATE participants SET country = 'KR' WHERE name LIKE 'Ana%'")
    over.record.conn.execute("UPDATE participants SET country = 'EG' WHERE name LIKE 'João%'")
    # República de Corea, which screens call Corea del Sur, comes after Egipto.
    assert [tally.person.country for tally in plan(over).due] == ["EG", "KR"]


def test_a_design_that_is_not_there_issues_nothing(over: OpenCourse, tmp_path: Path) -> None:
    course = replace(over, course=replace(over.course, certificate=CertificateStyle(design="baroque")))
    with pytest.raises(DesignError, match="attendance, classical, modern, programme"):
        run(course, tmp_path)
    assert issued(over) == []


def test_a_folder_that_cannot_be_written_issues_nothing(over: OpenCourse, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CertificateError, match="cannot be written"):
        run(over, tmp_path / "file")
    assert issued(over) == []


def test_a_run_that_another_one_overtook_issues_nothing(over: OpenCourse, tmp_path: Path) -> None:
    due = plan(over).due

    original = issue._drawn

    def slow(*args: object) -> list[bytes]:
        issue._drawn = original  # type: ignore[assignment]
        run(over, tmp_path)
        return original(*args)  # type: ignore[arg-type]

    issue._drawn = slow  # type: ignore[assignment]
    with pytest.raises(CertificateError, match="issued elsewhere"):
        issue.issue(over, due, tmp_path)
    assert len(issued(over)) == 2


def test_a_second_print_says_duplicate_and_is_no_new_certificate(over: OpenCourse, tmp_path: Path) -> None:
    run(over, tmp_path)
    file = issued_pages.print_again(over, issued(over)[0], tmp_path)
    assert "DUPLICADO" in text_of(file)
    assert len(issued(over)) == 2
    assert file.name == "0001-ana-nunez-duplicado.pdf"


def test_a_reissued_certificate_says_what_is_now_and_the_old_one_is_replaced(
    over: OpenCourse, director: SessionChanges, person: Find, tmp_path: Path
) -> None:
    first, _ = run(over, tmp_path)
    director.proof(person("Ana").code, "Ana María Núñez")
    new = issue.reissue(over, issued(over)[0], tmp_path)
    assert (new.number, "Ana María Núñez" in text_of(new.file)) == ("0003", True)
    old = verify.verify(over, first.code)
    assert (old.standing, str(old.why)) == (Validity.REPLACED, "by number 0003")
    assert verify.verify(over, new.code).standing is Validity.VALID
    assert plan(over).due == ()


def test_a_revoked_certificate_answers_so_with_the_reason(over: OpenCourse, tmp_path: Path) -> None:
    first, _ = run(over, tmp_path)
    issue.revoke(over, issued(over)[0], "a mistake")
    answer = verify.verify(over, first.code)
    assert (answer.standing, answer.why) == (Validity.REVOKED, "a mistake")
    with pytest.raises(CertificateError, match="no longer valid"):
        issued_pages.print_again(over, issued(over)[0], tmp_path)


def test_who_lost_it_by_the_figures_of_now_gets_no_new_one(
    over: OpenCourse, director: SessionChanges, person: Find, tmp_path: Path
) -> None:
    run(over, tmp_path)
    director.mark(person("Ana").code, "s1", "absent")
    with pytest.raises(CertificateError, match="does not meet the requirements"):
        issue.reissue(over, issued(over)[0], tmp_path)


# -- decisions and proofs


def test_a_directors_word_goes_before_the_figures_and_stands_in_the_reason(
    over: OpenCourse, director: SessionChanges, person: Find
) -> None:
    director.decide(person("Jean").code, earned=True)
    director.decide(person("Ana").code, earned=False)
    planned = plan(over)
    assert names(planned) == ["João", "Jean"]
    assert "earned as decided by V. Paz: seen" in planned.due[1].figures.reason


def test_the_last_word_counts_and_an_undone_one_does_not(
    over: OpenCourse, director: SessionChanges, person: Find
) -> None:
    director.decide(person("Jean").code, earned=True)
    director.undo()
    assert names(plan(over)) == ["Ana ", "João"]


@pytest.mark.parametrize(("actor", "reason"), [("V. Paz", None), (None, "seen"), (None, None)])
def test_a_decision_has_a_name_and_a_reason(
    over: OpenCourse, person: Find, actor: str | None, reason: str | None
) -> None:
    with pytest.raises(InputError, match="needs a name and a reason"):
        Corrections.of(over, actor=actor, reason=reason).decide(person("Jean").code, earned=True)


def test_names_that_nobody_proofed_are_named(over: OpenCourse, director: SessionChanges, person: Find) -> None:
    assert [one.name[:4] for one in plan(over).unproofed] == ["Ana ", "João"]
    director.proof(person("Ana").code)
    director.proof(person("João").code, "João d’Ávila Neto")
    assert plan(over).unproofed == ()
    assert "João d’Ávila Neto" in {one.name for one in participants.roster(over.record.conn)}


def test_sessions_that_are_over_and_open_are_named(over: OpenCourse, director: SessionChanges) -> None:
    assert plan(over).open == ()
    director.undo(director.close("s1", "excused").event_id)
    assert plan(over).open == ()  # the closing before that one holds again
    director.undo()
    assert [session.id for session in plan(over).open] == ["wb"]


# -- verification


def test_a_badge_is_verified_by_its_code(over: OpenCourse, director: SessionChanges, person: Find) -> None:
    ana = person("Ana").code
    assert verify.verify(over, ana.lower()).standing is Validity.VALID
    _, new = director.reissue(ana)
    assert verify.verify(over, ana).standing is Validity.REPLACED
    director.withdraw(new)
    assert verify.verify(over, new).standing is Validity.WITHDRAWN


@pytest.mark.parametrize("text", ["", "0000-0000-0000", "A" * 200, "x\x00y", "../etc"])
def test_what_nobody_issued_is_unknown(over: OpenCourse, text: str) -> None:
    assert verify.verify(over, text).standing is Validity.UNKNOWN


def test_the_web_page_holds_the_public_key_and_loads_nothing(over: OpenCourse) -> None:
    page = verify.web_page(over)
    assert f'"{verify.public_key(over)}"' in page
    assert not [word for word in ("http://", "https://", "src=", "@import", "<link") if word in page]


def test_the_web_page_lists_every_certificate_and_no_name(over: OpenCourse, tmp_path: Path) -> None:
    made = issue.issue(over, plan(over).due, tmp_path)
    with over.record.reading() as conn:
        first = certificates.issued(conn)[0]
    issue.revoke(over, first, "by mistake")
    page = verify.web_page(over)
    key = verify.public_key(over)
    found = [page.partition(verify.register_hash(key, one.code))[2].split('"')[2] for one in made]
    assert found == [page.partition(verify.register_hash(key, one.number))[2].split('"')[2] for one in made]
    assert found == ["revoked", *["valid"] * (len(made) - 1)]
    assert not [one.person.name for one in made if one.person.name in page]


@pytest.mark.parametrize("typed", ["38-0001", "38 0001", "380001", " 38-OOO1", "38-ooOl"])
def test_the_list_of_the_page_is_found_however_a_number_is_typed(typed: str) -> None:
    assert verify.register_hash("key", typed) == verify.register_hash("key", "38-0001")


# -- the closing day


def test_the_closing_day_has_the_sheet_to_sign_and_the_names_to_call(over: OpenCourse, tmp_path: Path) -> None:
    made = prepare_ceremony(over, plan(over).due, tmp_path)
    assert [file.name for file in made.papers] == [
        "entrega.pdf",
        "orden-de-llamado.pdf",
        "certificados.csv",
        "registro-de-certificados.pdf",
    ]
    for file in made.papers[:2]:
        text = text_of(file)
        assert text.index("Ana Núñez") < text.index("João")


def test_all_of_them_stand_in_one_file_in_the_order_of_the_ceremony(over: OpenCourse, tmp_path: Path) -> None:
    made = prepare_ceremony(over, plan(over).due, tmp_path, one_file=True)
    together = pypdfium2.PdfDocument(made.papers[-1])
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in together]
    assert [one.person.name in page for one, page in zip(made.certificates, pages, strict=True)] == [True, True]
    assert not any("DUPLICADO" in page for page in pages)


@pytest.mark.parametrize(
    ("order", "names"),
    [("country", ["Ana ", "Jean", "João"]), ("roster", ["Ana ", "João", "Jean"])],
)
def test_the_order_of_the_ceremony_is_the_courses_own(
    over: OpenCourse, director: SessionChanges, person: Find, order: str, names: list[str]
) -> None:
    with over.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET country = 'BO' WHERE name LIKE 'Jean%'")
    director.decide(person("Jean").code, earned=True)
    course = replace(over, course=replace(over.course, certificate=CertificateStyle(order=order)))
    assert [tally.person.name[:4] for tally in plan(course).due] == names


def test_the_event_of_a_certificate_can_be_read_by_anyone(over: OpenCourse, tmp_path: Path) -> None:
    run(over, tmp_path)
    facts = json.loads(
        over.record.conn.execute("SELECT facts FROM events WHERE kind = 'issue' ORDER BY seq").fetchone()["facts"]
    )
    assert facts["said"]["name"] == "Ana Núñez"
    assert facts["figures"]["percent"] == "100"
    assert "3 of 3 sessions" in facts["rule"]


# -- trained so far, over all editions


def test_people_of_earlier_editions_count_once_with_those_of_now(
    over: OpenCourse, person: Find, director: SessionChanges, tmp_path: Path
) -> None:
    run(over, tmp_path)
    over.record.copy_to(over.folder.root / "earlier" / "checkin.db")
    director.decide(person("Jean").code, earned=True)
    run(over, tmp_path)
    course = replace(over, course=replace(over.course, trained_before=800, earlier=("earlier/checkin.db",)))
    text = as_text(report(course))
    # Ana and João hold one in both editions, Jean in this one alone.
    assert "803" in next(line for line in text.splitlines() if "800" in line)


@pytest.mark.parametrize(("content", "says"), [(None, "is missing"), (b"no record", "is not a readable record")])
def test_an_earlier_record_that_cannot_be_read_is_named(over: OpenCourse, content: bytes | None, says: str) -> None:
    if content is not None:
        (over.folder.root / "old.db").write_bytes(content)
    with pytest.raises(CourseError, match=says):
        report(replace(over, course=replace(over.course, earlier=("old.db",))))


def test_certificates_that_two_kiosks_issued_are_a_question_for_the_director(
    over: OpenCourse,
    another_kiosk: Callable[[OpenCourse, HandClock], OpenCourse],
    hand_clock: HandClock,
    tmp_path: Path,
) -> None:
    other = another_kiosk(over, HandClock(hand_clock.time, seed=9))
    run(over, tmp_path / "here")
    with other.record.writing() as writing:  # who is second there
        writing.conn.execute("UPDATE participants SET country = 'UY' WHERE name LIKE 'Ana%'")
    run(other, tmp_path / "there")
    assert certificates.issued_twice(over.record.conn) == []
    with over.record.writing() as writing:
        merge(writing.conn, event_log.events(other.record.conn), countries=lambda code: code)
    assert len(certificates.issued_twice(over.record.conn)) == 4  # two numbers and two people
    english = replace(over, course=replace(over.course, language="en"))
    assert "More than one valid certificate" in as_text(report(english))
    number = certificates.issued(over.record.conn)[0].number
    for by_number in (lambda: verify.verify(over, number), lambda: hand_over(over, "1")):
        with pytest.raises(
            CertificateError, match=rf"More than one valid certificate has the number {number}: .* \(.*"
        ):
            by_number()


def test_a_certificate_that_two_kiosks_issued_alike_is_one_and_is_revoked_as_one(
    over: OpenCourse,
    another_kiosk: Callable[[OpenCourse, HandClock], OpenCourse],
    hand_clock: HandClock,
    tmp_path: Path,
) -> None:
    other = another_kiosk(over, HandClock(hand_clock.time, seed=9))
    run(over, tmp_path / "here")
    run(other, tmp_path / "there")
    with over.record.writing() as writing:
        merge(writing.conn, event_log.events(other.record.conn), countries=lambda code: code)
    assert [one.number for one in issued(over)] == ["0001", "0002"]
    issue.revoke(over, issued(over)[0], "an error")
    assert [one.valid for one in issued(over)] == [False, True]
    assert verify.verify(over, issued(over)[0].code).standing is Validity.REVOKED


# -- what a stranger would not expect


def test_a_revoked_certificate_is_not_issued_again_by_the_next_run(over: OpenCourse, tmp_path: Path) -> None:
    run(over, tmp_path)
    issue.revoke(over, issued(over)[0], "an error")
    assert plan(over).due == ()
    assert [one.number for one in plan(over).revoked] == ["0001"]


def test_after_a_revocation_a_director_can_decide_otherwise(
    over: OpenCourse, tmp_path: Path, director: SessionChanges, person: Find, hand_clock: HandClock
) -> None:
    director.decide(person("Ana").code, earned=True)
    run(over, tmp_path)
    ana = next(one for one in issued(over) if one.participant == person("Ana").id)
    hand_clock.forward(1)
    issue.revoke(over, ana, "an error")
    assert plan(over).due == ()
    hand_clock.forward(1)
    director.decide(person("Ana").code, earned=True)
    assert [tally.person.name for tally in plan(over).due] == ["Ana Núñez"]


def test_the_papers_of_the_closing_day_are_in_one_order_whichever_run_issued(over: OpenCourse, tmp_path: Path) -> None:
    due = plan(over).due
    for tally in reversed(due):  # Brasil first, Argentina later
        prepare_ceremony(over, [tally], tmp_path)
    text = text_of(tmp_path / "orden-de-llamado.pdf")
    assert text.index("Ana Núñez") < text.index("João d")


def test_sessions_to_come_are_named_before_a_run(open_course: OpenCourse, hand_clock: HandClock) -> None:
    hand_clock.set("12:00")
    assert [session.id for session in plan(open_course).to_come] == ["s2", "wa", "wb"]
    hand_clock.set("19:00")
    assert plan(open_course).to_come == ()


def test_a_rule_that_names_nothing_of_the_programme_is_named(over: OpenCourse) -> None:
    policy = replace(over.course.policy, required=("s11",), minimum={"lectur": 3})
    said = plan(replace(over, course=replace(over.course, policy=policy))).without_effect
    assert [str(rule).partition("names ")[2] for rule in said] == [
        "'s11', which is no session's id. Did you mean 's1'?",
        "'lectur', which is no kind of session.",
    ]
    assert get_translator("es").sentence(said[0]).startswith("course.toml: [certificate] required nombra “s11”")


def test_the_report_names_a_certificate_that_the_figures_no_longer_bear_out(
    over: OpenCourse, director: SessionChanges, person: Find, tmp_path: Path
) -> None:
    run(over, tmp_path)
    changed = "Certificado que difiere del registro"
    assert changed not in as_text(report(over, also_open=changed_certificate_texts))
    for session in ("s1", "s2"):
        director.mark(person("Ana").code, session, "absent")
    text = " ".join(as_text(report(over, also_open=changed_certificate_texts)).split())
    assert [part.startswith("0001 (Ana Núñez)") for part in text.split(f"{changed}: N.º ")[1:]] == [True]


def test_the_doctor_names_a_certificate_that_differs_from_the_record(
    over: OpenCourse, director: SessionChanges, person: Find, tmp_path: Path
) -> None:
    run(over, tmp_path)
    assert list(attendance_questions(over)) == []
    for session in ("s1", "s2"):
        director.mark(person("Ana").code, session, "absent")
    (part, text), *others = attendance_questions(over)
    assert (part, others) == ("figures", [])
    assert str(text).startswith("Certificate 0001 (Ana Núñez) differs from the record.")


@pytest.mark.parametrize("name", ["Soledad", "Jean"])
def test_a_result_without_a_percentage_is_said_without_one(
    over: OpenCourse,
    director: SessionChanges,
    person: Find,
    tmp_path: Path,
    hand_clock: HandClock,
    name: str,
) -> None:
    """A lecturer who was scanned nowhere, and a participant whose sessions were all cancelled."""
    code = person(name).code
    director.decide(code, earned=True)
    run(over, tmp_path)
    for session in ("s1", "s2", "wa", "wb"):
        director.cancel(session)
    hand_clock.forward(1)
    director.decide(code, earned=False)
    changed = plan(over).changed
    for language in ("en", "es", "pt", "fr"):
        tr = get_translator(language)
        (line,) = [said for one in changed if name in (said := changed_text(one, over.course, tr))]
        assert "%" not in line
        assert tr("no certificate is due any more") in line


def test_what_course_toml_lacks_is_said_before_the_first_certificate_and_not_after(
    over: OpenCourse, tmp_path: Path
) -> None:
    assert str(missing_facts(over)).startswith(
        "The certificates would be issued without: organizer ([course] organizer), place ([course] place), "
        "dates ([course] starts, ends), signer ([certificate] signed_by). "
    )
    run(over, tmp_path)
    assert missing_facts(over) is None


def test_a_session_that_was_closed_before_its_end_is_not_to_come(
    open_course: OpenCourse, director: SessionChanges, hand_clock: HandClock
) -> None:
    hand_clock.set("10:00")
    before = [session.id for session in plan(open_course).to_come]
    with open_course.record.writing() as writing:
        writing.append(NewEvent(kind=Kind.SESSION_CLOSE, session="s1", actor="V. Paz", facts={"rest": "absent"}))
    assert [session.id for session in plan(open_course).to_come] == [one for one in before if one != "s1"]


def test_every_number_that_no_certificate_has_is_counted(over: OpenCourse) -> None:
    with pytest.raises(CertificateError, match=r"3, 7, 12, 13, 14, 15, 16, 17 and 1 more"):
        hand_over(over, "3 7 12-18", actor="V. Paz")
