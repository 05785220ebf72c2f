"""``checkin mail``: what it writes, answers and refuses."""

import csv
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

import pytest
from tests.functional.cli.directors_course import BY, COURSE, DirectorsCourse
from tests.functional.cli.test_certificate_answers import three_people_come

from checkin.mail.carrier import FolderCarrier

SENDER = '[mail]\nfrom = "Course <course@example.org>"\n'
EVERYBODY = 8


@pytest.fixture
def course(empty_course: DirectorsCourse) -> DirectorsCourse:
    """The directors' course with a sender of letters."""
    return empty_course.write(course=COURSE + SENDER)


def read(file: Path) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(file.read_bytes(), policy=default))


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_letters_go_into_a_folder_and_into_the_record(course: DirectorsCourse, tmp_path: Path) -> None:
    ended = course.done("mail", "--what", "code", "--to-folder", tmp_path / "out", *BY)
    assert len(list((tmp_path / "out").glob("*.eml"))) == EVERYBODY
    assert ended.err.splitlines()[-1] == "8 letters written as files."
    assert len(course.done("mail", "--list").out.splitlines()) == EVERYBODY


def test_each_answer_names_the_person_and_the_file(course: DirectorsCourse, tmp_path: Path) -> None:
    ended = course.done("mail", "--what", "code", "--who", "Ana", "--to-folder", tmp_path / "out", *BY)
    assert ended.out.startswith("Ana Torres <ana@example.org>: written to code-ana-torres-")


def test_a_second_run_says_that_everybody_has_the_letter(course: DirectorsCourse, tmp_path: Path) -> None:
    course.done("mail", "--what", "code", "--to-folder", tmp_path / "out", *BY)
    ended = course.done("mail", "--what", "code", "--to-folder", tmp_path / "out", *BY)
    assert "8 people have had this letter." in ended.err
    assert "Nothing was sent." in ended.err


def test_a_dry_run_lists_and_records_nothing(course: DirectorsCourse) -> None:
    ended = course.done("mail", "--what", "code", "--dry-run", "--json")
    assert {one["email"] for one in ended.objects} >= {"ana@example.org", "jean@example.org"}
    assert "names no mail server" in ended.err
    assert course.events() == []


def interrupt_at(monkeypatch: pytest.MonkeyPatch, step: str, nth: int) -> None:
    """Let Ctrl+C come at a step of the nth letter."""
    original, left = getattr(FolderCarrier, step), [nth]

    def interrupted(self: FolderCarrier, *words: object) -> object:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return original(self, *words)

    monkeypatch.setattr(FolderCarrier, step, interrupted)


def test_ctrl_c_stops_a_run_and_the_same_command_continues_it(
    course: DirectorsCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("mail", "--what", "code", "--to-folder", tmp_path / "out", *BY)
    with monkeypatch.context() as patch:
        interrupt_at(patch, "ready", 3)
        ended = course.run(*command)
    assert (ended.status, "Stopped." in ended.err, "2 letters written as files." in ended.err) == (130, True, True)
    assert "6 letters written as files." in course.done(*command).err


def test_a_letter_that_ctrl_c_cuts_is_in_doubt(
    course: DirectorsCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("mail", "--what", "code", "--to-folder", tmp_path / "out", *BY)
    with monkeypatch.context() as patch:
        interrupt_at(patch, "send", 3)
        course.run(*command)
    ended = course.run(*command)
    assert "no answer was recorded: Luis Paredes" in ended.err
    assert "5 letters written as files." in ended.err


def test_a_preview_writes_one_letter_and_records_nothing(course: DirectorsCourse) -> None:
    file = Path(course.done("mail", "--what", "code", "--preview", "Keisha").out.strip())
    assert "Keisha Brown" in text(read(file))
    assert course.events() == []


def test_who_sends_must_be_said(course: DirectorsCourse) -> None:
    assert course.run("mail", "--what", "code").status == 2


def test_without_a_server_the_answer_says_what_to_write(course: DirectorsCourse) -> None:
    ended = course.run("mail", "--what", "code", *BY)
    assert ended.status == 1
    assert '[mail] host = "..."' in ended.err
    assert course.events() == []


def test_without_a_sender_the_answer_says_what_to_write(directors_course: DirectorsCourse, tmp_path: Path) -> None:
    ended = directors_course.run("mail", "--what", "code", "--to-folder", tmp_path / "out", *BY)
    assert ended.status == 1
    assert "[mail] from" in ended.err


def test_a_password_in_the_course_file_is_refused(empty_course: DirectorsCourse) -> None:
    empty_course.root.mkdir()
    (empty_course.root / "course.toml").write_text(COURSE + SENDER + 'password = "secret"\n', "utf-8")
    ended = empty_course.run("mail", "--what", "code", "--dry-run")
    assert "CHECKIN_MAIL_PASSWORD" in ended.err
    assert "secret" not in ended.err


def test_a_connection_without_encryption_leaves_no_computer(empty_course: DirectorsCourse) -> None:
    empty_course.root.mkdir()
    toml = COURSE + SENDER + 'host = "mail.example.org"\nsecurity = "none"\n'
    (empty_course.root / "course.toml").write_text(toml, "utf-8")
    assert "localhost" in empty_course.run("mail", "--what", "code", "--dry-run").err


def test_a_certificate_is_sent_as_it_was_issued(empty_course: DirectorsCourse, tmp_path: Path) -> None:
    verify = 'verify_url = "https://example.org/verify.html"\n'
    empty_course.write(course=COURSE + verify + SENDER)
    three_people_come(empty_course)
    empty_course.done("certificates", *BY)
    ended = empty_course.done("mail", "--what", "certificate", "--to-folder", tmp_path, *BY)
    assert "Without a certificate: " in ended.err
    message = read(next(tmp_path.glob("certificate-ana-*.eml")))
    (attached,) = message.iter_attachments()
    (issued,) = (empty_course.root / "certificates").glob("*-ana-torres.pdf")
    assert attached.get_content() == issued.read_bytes()
    assert "https://example.org/verify.html#" in text(message)


def test_a_certificate_that_the_record_contradicts_is_named_before_it_is_sent(empty_course: DirectorsCourse) -> None:
    empty_course.write(course=COURSE + SENDER)
    three_people_come(empty_course)
    empty_course.done("certificates", *BY)
    empty_course.done("decide", "ANA101", "--as", "not-earned", "--reason", "mistake", *BY)
    ended = empty_course.done("mail", "--what", "certificate", "--dry-run")
    assert "Certificate to be sent that differs from the record: Number 0001 (Ana Torres): " in ended.err


def test_a_certificate_whose_file_is_gone_is_drawn_again(empty_course: DirectorsCourse, tmp_path: Path) -> None:
    empty_course.write(course=COURSE + SENDER)
    three_people_come(empty_course)
    empty_course.done("certificates", *BY)
    for file in (empty_course.root / "certificates").glob("*.pdf"):
        file.unlink()
    empty_course.done("mail", "--what", "certificate", "--who", "Ana", "--to-folder", tmp_path, *BY)
    (attached,) = read(next(tmp_path.glob("*.eml"))).iter_attachments()
    assert attached.get_content().startswith(b"%PDF")


def test_a_reissued_certificate_is_a_new_letter(empty_course: DirectorsCourse, tmp_path: Path) -> None:
    empty_course.write(course=COURSE + SENDER)
    three_people_come(empty_course)
    empty_course.done("certificates", *BY)
    words = ("mail", "--what", "certificate", "--who", "Ana", "--to-folder", tmp_path, *BY)
    empty_course.done(*words)
    empty_course.done("certificates", "--reissue", "0001", *BY)
    empty_course.done("certificates", "--reissue", "0002", *BY)
    assert "1 letter written as a file." in empty_course.done(*words).err


def test_a_reminder_goes_to_people_at_risk_with_their_sum(course: DirectorsCourse, tmp_path: Path) -> None:
    three_people_come(course)
    words = ("mail", "--what", "reminder", "--to-folder", tmp_path, *BY)
    assert course.run(*words).status == 2  # the list must be looked at
    course.done(*words, "--yes")
    letter = text(read(next(tmp_path.glob("reminder-jean-pierre-*.eml"))))
    assert "0 of 6 sessions" in letter
    assert "can no longer be reached" in letter
    assert not list(tmp_path.glob("reminder-ana-*"))


def test_an_own_text_is_sent_in_each_language(course: DirectorsCourse, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("News of {title}\n\nDear {name}, the bus leaves at 8.", "utf-8")
    (tmp_path / "news.es.txt").write_text("Novedades\n\n{name}: el autobús sale a las 8.", "utf-8")
    words = ("mail", "--what", "text", tmp_path / "news.txt", "--who", "Ana", "--to-folder", tmp_path, *BY)
    course.done(*words)
    assert "Dear Ana Torres, the bus leaves at 8." in text(read(next(tmp_path.glob("*.eml"))))


def test_an_unknown_field_is_named_before_anything_is_sent(course: DirectorsCourse, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("News\n\nDear {nombre}", "utf-8")
    ended = course.run("mail", "--what", "text", tmp_path / "news.txt", "--to-folder", tmp_path, *BY)
    assert ended.status == 1
    assert "{nombre}" in ended.err


def test_the_course_writes_its_own_letters(empty_course: DirectorsCourse) -> None:
    toml = COURSE + SENDER + 'code = { en = "Hello {name}\\n\\nBring {code}." }\n'
    empty_course.write(course=toml)
    file = Path(empty_course.done("mail", "--what", "code", "--preview", "Ana").out.strip())
    assert read(file)["Subject"] == "Hello Ana Torres"


def test_a_file_of_the_folder_comes_before_the_text_of_the_course(course: DirectorsCourse) -> None:
    (course.root / "mail").mkdir()
    (course.root / "mail" / "code.txt").write_text("From the folder\n\nBring {code}.", "utf-8")
    file = Path(course.done("mail", "--what", "code", "--preview", "Ana").out.strip())
    assert read(file)["Subject"] == "From the folder"


def test_a_letter_is_in_the_history_and_moves_no_figure(course: DirectorsCourse, tmp_path: Path) -> None:
    before = course.figures("ANA101")
    course.done("mail", "--what", "code", "--to-folder", tmp_path, *BY)
    assert course.figures("ANA101") == before


def test_the_certificates_are_listed_for_a_mail_merge(empty_course: DirectorsCourse) -> None:
    empty_course.write(course=COURSE)
    three_people_come(empty_course)
    empty_course.done("certificates", *BY)
    folder = empty_course.root / "certificates"
    with (folder / "certificates.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    (ana,) = [row for row in rows if row["name"] == "Ana Torres"]
    assert (ana["email"], ana["language"]) == ("ana@example.org", "en")
    assert (folder / ana["file"]).read_bytes().startswith(b"%PDF")
