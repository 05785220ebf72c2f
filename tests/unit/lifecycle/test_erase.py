"""People forgotten: nothing of them is left in the folder, and the counts are what they were."""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from unicodedata import normalize

import pytest
from click.testing import CliRunner
from tests.conftest import HandClock

from checkin.attendance.corrections import Corrections
from checkin.attendance.summary import attendance_by_person
from checkin.certificates.issue import issue, revoke
from checkin.certificates.verify import Validity, public_key, verify, verify_with_key
from checkin.cli import checkin
from checkin.core.course import MailRules, Participant
from checkin.core.errors import CourseError, RecordError
from checkin.door.phones import Pairing
from checkin.door.scan import Door
from checkin.exports.files import export
from checkin.exports.report.day_report import day_page
from checkin.exports.report.renderers import save
from checkin.exports.tables import figures_by
from checkin.intake.load import load
from checkin.lifecycle.erase import erase_people, plan
from checkin.mail.carrier import FolderCarrier
from checkin.mail.delivery import Delivery, Pacing
from checkin.mail.letter_texts import What
from checkin.mail.letters import open_letters
from checkin.mail.plan import MailRequest, plan_mail
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import certificates

Find = Callable[[str], Participant]
_BY = ("session", "day", "country", "institution")


@pytest.fixture
def over(course_folder: CourseFolder, hand_clock: HandClock) -> CourseFolder:
    """A course that is over: scans, a certificate, exports, a photo of a Mac, a mirror.

    Its people may be forgotten in May.
    """
    (course_folder.root / "stick").mkdir()
    rules = '[record]\nforget_after = 2026-05-01\nmirror = "stick"\nbackup = "copies"\n'
    course_folder.course_file.write_text(course_folder.course_file.read_text("utf-8") + rules)
    roster = course_folder.root / "participants.csv"
    roster.write_text(
        roster.read_text("utf-8").replace("note\n", "note,photo\n").replace(",,\n", ",,,ana-ñ.jpg\n"), "utf-8"
    )
    (course_folder.root / normalize("NFD", "ana-ñ.jpg")).write_bytes(b"a picture")
    with opened_course(course_folder, clock=hand_clock.clock()) as course:
        load(course)
        with course.record.reading() as conn:
            codes = {tally.person.name: tally.person.code for tally in attendance_by_person(conn, course.course)}
        Door(course.record, course.course, session="s1", anytime=True).scan(codes["Ana Núñez"])
        Corrections.of(course, actor="Vero", reason="visa").note(codes["João d’Ávila"], "Hotel Sierra")
        with course.record.reading() as conn:
            issue(
                course,
                [tally for tally in attendance_by_person(conn, course.course) if "Ana" in tally.person.name],
                folder(course),
            )
        export(course, course_folder.exports / "roster.csv", what="roster")
        course.complete_mirror()
        assert course.record.mirror is not None
        assert course.record.mirror.settle(5)
        assert course.backups is not None
        course.backups.make(course.record)
    return course_folder


def folder(course: OpenCourse) -> Path:
    return course.folder.certificates


@pytest.fixture
def in_may(hand_clock: HandClock) -> HandClock:
    hand_clock.time = datetime(2026, 5, 2, 12, 0, tzinfo=UTC)
    return hand_clock


def everything(folder: CourseFolder) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.root.rglob("*")) if path.is_file())


def figures(folder: CourseFolder, clock: HandClock) -> dict[str, list[dict[str, object]]]:
    with opened_course(folder, clock=clock.clock()) as course:
        return {by: list(figures_by(course, by).objects()) for by in _BY}


def test_nothing_of_the_people_is_left_in_the_folder(over: CourseFolder, in_may: HandClock) -> None:
    words = ["Ana Núñez", "Soledad", "ana@example.org", "Hotel Sierra", "Vero", "a picture"]
    assert all(word.encode() in everything(over) for word in words)
    erase_people(over, clock=in_may.clock())
    assert [word for word in words if word.encode() in everything(over)] == []


def test_letters_written_as_files_are_gone(over: CourseFolder, in_may: HandClock) -> None:
    request = MailRequest(what=What.CODE, who="Ana")
    sender = MailRules(sender="Curso <curso@example.org>")
    with opened_course(over, clock=in_may.clock()) as loaded:
        course = replace(loaded, course=replace(loaded.course, mail=sender))
        with open_letters(course, request) as maker:
            planned, carrier = plan_mail(course, request), FolderCarrier(over.letters)
            assert len(list(Delivery(course, planned, maker, carrier, Pacing(0), "V. Paz").run())) == 1
    (letter,) = over.letters.iterdir()
    assert letter in plan(over, clock=in_may.clock()).files
    erase_people(over, clock=in_may.clock())
    assert not over.letters.exists() or not any(over.letters.iterdir())
    assert b"ana@example.org" not in everything(over)


def test_the_mirror_and_the_dated_copies_are_gone(over: CourseFolder, in_may: HandClock) -> None:
    places = [over.root / "stick", over.root / "copies"]
    assert all(any(place.iterdir()) for place in places)
    erase_people(over, clock=in_may.clock())
    assert not any(any(place.iterdir()) for place in places)


def test_no_code_and_no_event_is_left(over: CourseFolder, in_may: HandClock) -> None:
    with opened_course(over, clock=in_may.clock()) as course:
        left = [event.event_id for event in event_log.events(course.record.conn)]
        left += [row[0] for row in course.record.conn.execute("SELECT code FROM codes")]
    erase_people(over, clock=in_may.clock())
    assert left
    assert [word for word in left if word.encode() in everything(over)] == []


def test_the_counts_are_what_they_were(over: CourseFolder, in_may: HandClock) -> None:
    before = figures(over, in_may)
    assert any(row["present"] for row in before["country"])
    erase_people(over, clock=in_may.clock())
    assert figures(over, in_may) == before


def test_the_old_key_is_gone(over: CourseFolder, in_may: HandClock) -> None:
    assert bytes(range(32)) in everything(over)
    erase_people(over, clock=replace(in_may.clock(), new_key=lambda: bytes(32)))
    assert bytes(range(32)) not in everything(over)


def test_the_page_of_a_person_is_not_shown_any_more(over: CourseFolder, in_may: HandClock) -> None:
    erase_people(over, clock=in_may.clock())
    with (
        opened_course(over, clock=in_may.clock()) as course,
        pytest.raises(CourseError, match="deleted on 2026-05-02"),
    ):
        figures_by(course, "participant")


def test_a_roster_is_not_loaded_into_a_record_that_forgot(over: CourseFolder, in_may: HandClock) -> None:
    erase_people(over, clock=in_may.clock())
    with opened_course(over, clock=in_may.clock()) as course, pytest.raises(CourseError, match="needs a new folder"):
        load(course)


def test_before_the_day_nobody_is_forgotten(over: CourseFolder, hand_clock: HandClock) -> None:
    hand_clock.time = datetime(2026, 5, 2, 2, 59, tzinfo=UTC)  # still the first of May at the course
    with pytest.raises(CourseError, match="kept until 2026-05-01"):
        erase_people(over, clock=hand_clock.clock())


def test_without_a_day_nobody_is_forgotten(course_folder: CourseFolder, hand_clock: HandClock) -> None:
    with pytest.raises(CourseError, match="no date for deleting"):
        erase_people(course_folder, clock=hand_clock.clock())


def test_while_a_kiosk_is_open_the_record_is_as_it_was(over: CourseFolder, in_may: HandClock) -> None:
    with opened_course(over, clock=in_may.clock()) as course:
        with pytest.raises(RecordError, match="open in another program"):
            erase_people(over, clock=in_may.clock())
        assert event_log.count(course.record.conn) > 0
    assert (over.exports / "roster.csv").exists()


def test_a_copy_of_the_record_that_somebody_made_in_the_folder_is_named_and_left(
    over: CourseFolder, in_may: HandClock
) -> None:
    copy = over.root / "by hand" / "monday.db"
    copy.parent.mkdir()
    copy.write_bytes(over.record_file.read_bytes())
    (over.root / "notes.txt").write_text("SQLite format 3", encoding="utf-8")
    assert erase_people(over, clock=in_may.clock()).copies == (copy,)
    assert copy.exists()


def test_files_with_personal_data_anywhere_in_the_folder_are_named(over: CourseFolder, in_may: HandClock) -> None:
    with opened_course(over, clock=in_may.clock()) as course:
        named = [over.root / name for name in ("codes.csv", "sheet.ods", "sheet.xlsx", "sheet.json", "day.html")]
        for path in named[:4]:
            export(course, path, what="roster")
        save(day_page(course, date(2026, 3, 9)), named[4])
    named.append(over.root / "sub" / "old.CSV")
    named[5].parent.mkdir()
    named[5].write_bytes("NOMBRE\nANA NÚÑEZ\n".encode("cp1252"))
    named.append(over.root / "day.pdf")
    named[6].write_bytes(b"%PDF-1.7 ... /Creator (Typst 0.14)")
    assert set(plan(over, clock=in_may.clock()).others.holding) == set(named)


def test_what_cannot_be_looked_into_is_named_and_other_texts_are_not(over: CourseFolder, in_may: HandClock) -> None:
    (over.root / "notes.txt").write_text("The projector is in room 2.", encoding="utf-8")
    (over.root / "photo.png").write_bytes(b"\x89PNG")
    (over.root / "broken.xlsx").write_bytes(b"PK")
    found = plan(over, clock=in_may.clock()).others
    assert (found.holding, [path.name for path in found.unread]) == ((), ["broken.xlsx", "photo.png"])


def test_when_nobody_is_in_the_record_any_more_other_texts_are_named_as_not_searched(
    over: CourseFolder, in_may: HandClock
) -> None:
    (over.root / "codes.csv").write_text("Ana Núñez", encoding="utf-8")
    erase_people(over, clock=in_may.clock())
    assert [path.name for path in plan(over, clock=in_may.clock()).others.unread] == ["codes.csv"]


def test_files_that_were_left_go_the_next_time(over: CourseFolder, in_may: HandClock) -> None:
    erase_people(over, clock=in_may.clock())
    (over.exports / "late.csv").write_text("Ana Núñez")
    assert plan(over, clock=in_may.clock()).files == (over.exports / "late.csv",)
    erase_people(over, clock=in_may.clock())
    assert not (over.exports / "late.csv").exists()


def test_old_bytes_that_were_left_go_the_next_time(over: CourseFolder, in_may: HandClock) -> None:
    (over.root / ".checkin.db.old").write_text("Ana Núñez")
    erase_people(over, clock=in_may.clock())
    assert not (over.root / ".checkin.db.old").exists()


def test_a_certificate_is_still_verified_by_its_seal(over: CourseFolder, in_may: HandClock) -> None:
    with opened_course(over, clock=in_may.clock()) as course:
        (issued,) = certificates.issued(course.record.conn)
        key = public_key(course)
    erase_people(over, clock=in_may.clock())
    with opened_course(over, clock=in_may.clock()) as course:
        assert verify(course, issued.facts["sealed"]).standing is Validity.VALID
        assert public_key(course) == key
        assert verify_with_key(issued.facts["sealed"], key).name == "Ana Núñez"


def test_a_revoked_certificate_stays_revoked(over: CourseFolder, in_may: HandClock) -> None:
    with opened_course(over, clock=in_may.clock()) as course:
        (issued,) = certificates.issued(course.record.conn)
        revoke(course, issued, "an error")
    erase_people(over, clock=in_may.clock())
    with opened_course(over, clock=in_may.clock()) as course:
        assert verify(course, issued.facts["sealed"]).standing is Validity.REVOKED


def test_a_later_edition_counts_those_who_were_forgotten(over: CourseFolder, in_may: HandClock) -> None:
    assert [(one.name, one.country) for one in certificates.trained_earlier(over.record_file).holders] == [
        ("Ana Núñez", "AR")
    ]
    erase_people(over, clock=in_may.clock())
    assert certificates.trained_earlier(over.record_file).forgotten == 1


def test_in_the_middle_of_a_course_nobody_is_forgotten(over: CourseFolder, hand_clock: HandClock) -> None:
    rules = over.course_file.read_text("utf-8").replace("2026-05-01", "2026-03-01")
    over.course_file.write_text(rules)
    with pytest.raises(CourseError, match="sessions to come"):
        erase_people(over, clock=hand_clock.clock())


def test_what_was_forgotten_is_not_fetched_again(over: CourseFolder, in_may: HandClock, tmp_path: Path) -> None:
    erase_people(over, clock=in_may.clock())
    synced = CliRunner().invoke(checkin, ["-C", str(over.root), "sync", "--file", str(tmp_path / "stick")])
    assert "was deleted on 2026-05-02" in str(synced.exception)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own on Windows, and Wine makes none")
def test_no_link_is_followed(over: CourseFolder, in_may: HandClock, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "letter.txt").write_text("keep")
    (outside / "photo.jpg").write_text("keep")
    (over.exports / "link.txt").symlink_to(outside / "letter.txt")
    (over.exports / "more").symlink_to(outside, target_is_directory=True)
    for path in over.badges.rglob("*"):
        path.unlink()
    over.badges.rmdir() if over.badges.exists() else None
    over.badges.symlink_to(outside, target_is_directory=True)
    roster = over.root / "participants.csv"
    roster.replace(outside / "participants.csv")
    roster.symlink_to(outside / "participants.csv")
    before = {path.name: path.read_bytes() for path in outside.iterdir()}
    done = erase_people(over, clock=in_may.clock())
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == before
    assert done.left == (over.badges,)
    assert not (over.exports / "link.txt").is_symlink()
    assert not (over.exports / "more").is_symlink()
    assert not roster.is_symlink()


def test_a_second_name_of_a_file_keeps_its_content(over: CourseFolder, in_may: HandClock, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep")
    (over.exports / "same.txt").hardlink_to(tmp_path / "letter.txt")
    erase_people(over, clock=in_may.clock())
    assert (tmp_path / "letter.txt").read_text("utf-8") == "keep"


def test_what_killed_programs_began_is_removed(over: CourseFolder, in_may: HandClock) -> None:
    left = [
        over.root / "copies" / ".checkin-20260309-120000.db.part",
        over.root / "copies" / ".checkin-20260309-120000.db.part-journal",
        over.root / "stick" / ".checkin-tables.db.part",
        over.exports / ".checkin-abc.xlsx",
        over.root / ".checkin-abc" / "roster.csv",
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_text("Ana")
    erase_people(over, clock=in_may.clock())
    assert [path for path in left if path.exists()] == []


@pytest.mark.parametrize("kind", ["practice", "drawing"])
def test_what_a_killed_program_left_in_the_temporary_folder_is_removed(
    over: CourseFolder, in_may: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    copy = tmp_path / f"checkin-{kind}-2147483647-abcdefgh"
    copy.mkdir()
    (copy / "checkin.db").write_bytes(over.record_file.read_bytes())
    erase_people(over, clock=in_may.clock())
    assert not copy.exists()


def test_the_phones_of_the_course_are_gone(over: CourseFolder, in_may: HandClock) -> None:
    with opened_course(over, clock=in_may.clock()) as course:
        pairing = Pairing(course.record)
        phone, _ = pairing.pair(pairing.current_code(), "Soledad's phone")
    erase_people(over, clock=in_may.clock())
    assert phone.token_hash.encode() not in everything(over)
    assert b"Soledad's phone" not in everything(over)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let an open file be replaced")
def test_a_replaced_export_and_a_rotated_copy_are_overwritten(over: CourseFolder, hand_clock: HandClock) -> None:
    """A second name of the old file shows what became of its bytes."""
    from checkin.store.recovery.backups import Backups
    from checkin.system.files import replace_and_overwrite

    old, new = over.root / "old.csv", over.root / "new.csv"
    old.write_text("Ana")
    new.write_text("Luz")
    with old.open("rb") as held:
        replace_and_overwrite(new, old)
        assert held.read() == bytes(3)
    assert (old.read_text("utf-8"), new.exists()) == ("Luz", False)
    backups = Backups(over.root / "copies", every=1, keep=1)
    (first,) = backups.files()
    with first.open("rb") as held, opened_course(over, clock=hand_clock.clock()) as course:
        hand_clock.time = hand_clock.time.replace(hour=23)
        backups.make(course.record)
        assert set(held.read()) == {0}
