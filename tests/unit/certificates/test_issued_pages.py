"""Issued certificates drawn again: as they were issued, whatever the course says now."""

import random
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pypdfium2.raw as raw
import pytest
from PIL import Image
from tests.conftest import HandClock

from checkin.attendance.session_changes import SessionChanges
from checkin.certificates import issue, issued_pages, verify
from checkin.certificates.ceremony import prepare_ceremony
from checkin.certificates.draw import Page, designs
from checkin.certificates.handover import hand_over
from checkin.certificates.lookup import find_certificate
from checkin.certificates.plan import plan
from checkin.certificates.verify import Validity
from checkin.core.course import CertificateStyle, Signer
from checkin.core.errors import CertificateError
from checkin.exports.register import register
from checkin.exports.register_list import register_list
from checkin.store.open_course import OpenCourse
from checkin.store.queries import certificates
from checkin.typesetting.copy_design import copy_design

pytestmark = pytest.mark.usefixtures("any_mask")


@pytest.fixture
def over(open_course: OpenCourse, hand_clock: HandClock) -> OpenCourse:
    """The course on its evening, with a logo and a signature: Ana and João came to everything."""
    hand_clock.set("19:00")
    director = SessionChanges.of(open_course, actor="V. Paz", reason="seen")
    with open_course.record.reading() as conn:
        codes = {row["name"][:3]: row["code"] for row in conn.execute("SELECT name, code FROM roster")}
    for name, sessions in (("Ana", ("s1", "s2", "wa")), ("Joã", ("s1", "s2", "wb"))):
        for session in sessions:
            director.mark(codes[name], session, "present")
    for name in ("logo", "signature"):
        Image.new("RGB", (40, 20), "navy").save(open_course.folder.root / f"{name}.png")
    style = CertificateStyle(signers=(Signer(name="V. Paz", picture="signature.png"),))
    return replace(open_course, course=replace(open_course.course, certificate=style, logo="logo.png", organizer="OIM"))


def issued(course: OpenCourse) -> list[certificates.Issued]:
    return certificates.issued(course.record.conn)


def run(course: OpenCourse, *, dated: date | None = None) -> list[issue.Certificate]:
    return issue.issue(course, plan(course).due, course.folder.certificates, actor="V. Paz", dated=dated)


def text_of(file: Path, page: int = 0) -> str:
    return str(pypdfium2.PdfDocument(file)[page].get_textpage().get_text_range())


def changed(course: OpenCourse) -> OpenCourse:
    """The same course under another organizer and signer, with another design and other pictures."""
    for name in ("logo", "signature"):
        Image.new("RGB", (40, 20), "red").save(course.folder.root / f"{name}.png")
    style = CertificateStyle(design="modern", signers=(Signer(name="J. Ruiz", picture="signature.png"),))
    return replace(course, course=replace(course.course, certificate=style, organizer="UNMdP"))


def test_the_page_drawn_again_is_byte_for_byte_the_one_that_was_issued(over: OpenCourse) -> None:
    first, _ = run(over)
    content = first.file.read_bytes()
    first.file.unlink()
    with issued_pages.reading_issued(changed(over)) as read:
        assert read(issued(over)[0]) == content


def test_a_duplicate_has_the_signer_of_the_issue_and_says_that_it_is_one(over: OpenCourse) -> None:
    run(over)
    said = text_of(issued_pages.print_again(changed(over), issued(over)[0], over.folder.certificates))
    assert [word in said for word in ("DUPLICADO", "OIM", "V. Paz", "UNMdP", "J. Ruiz")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_a_missing_picture_of_an_issued_certificate_is_named_and_not_replaced(over: OpenCourse) -> None:
    run(over)
    for file in (over.folder.certificates / "pictures").iterdir():
        file.write_bytes(b"another")
    with pytest.raises(CertificateError, match=r"certificates/pictures/[0-9a-f]{32}.png"):
        issued_pages.print_again(changed(over), issued(over)[0], over.folder.certificates)


def with_own_design(over: OpenCourse) -> OpenCourse:
    """The course with a design of its own, which calls the people by an upper-case name."""
    folder = copy_design("own", "attendance", designs(), over.folder.designs)
    template = (
        '#import "/front.typ": front\n#let certificate(one, course) = front(one + (name: upper(one.name)), course)\n'
    )
    (folder / "certificate.typ").write_text(template, "utf-8")
    style = replace(over.course.certificate, design="own")
    return replace(over, course=replace(over.course, certificate=style))


@pytest.mark.parametrize("change", ["edited", "deleted"])
def test_a_duplicate_has_the_own_design_of_the_issue(over: OpenCourse, tmp_path: Path, change: str) -> None:
    own = with_own_design(over)
    run(own)
    if change == "edited":
        (own.folder.designs / "own" / "certificate.typ").write_text(
            "#let certificate(one, course) = [Another]", "utf-8"
        )
    else:
        shutil.rmtree(own.folder.designs / "own")
    said = text_of(issued_pages.print_again(own, issued(own)[0], tmp_path))
    assert ("ANA NÚÑEZ" in said, "DUPLICADO" in said) == (True, True)


def test_an_own_design_that_is_gone_is_named_and_not_replaced(over: OpenCourse, tmp_path: Path) -> None:
    own = with_own_design(over)
    run(own)
    for folder in (own.folder.designs / "own", own.folder.certificates / "pictures"):
        (file,) = folder.rglob("certificate.typ")
        file.write_text("#let certificate(one, course) = [Another]", "utf-8")
    with pytest.raises(CertificateError, match=r"The design own has changed .*certificates/pictures/[0-9a-f]{32}"):
        issued_pages.print_again(own, issued(own)[0], tmp_path)


def pictures_on(file: Path, page: int = 0) -> int:
    return sum(thing.type == raw.FPDF_PAGEOBJ_IMAGE for thing in pypdfium2.PdfDocument(file)[page].get_objects())


@pytest.mark.parametrize("design", sorted(designs()))
def test_a_background_lies_under_the_front_and_is_kept_for_duplicates(
    over: OpenCourse, tmp_path: Path, design: str
) -> None:
    plain = replace(over.course.certificate, design=design)
    Image.new("RGB", (60, 40), "#e0e0ff").save(over.folder.root / "behind.png")
    before = issue.preview(
        replace(over, course=replace(over.course, certificate=plain)), plan(over).due[:1], tmp_path / "a.pdf"
    )
    own = replace(over, course=replace(over.course, certificate=replace(plain, background="behind.png")))
    file = run(own)[0].file
    (over.folder.root / "behind.png").unlink()
    again = issued_pages.print_again(over, issued(over)[0], tmp_path)
    assert [pictures_on(one) - pictures_on(before) for one in (file, again)] == [1, 1]


def test_one_file_has_all_that_stand_in_any_run(over: OpenCourse) -> None:
    prepare_ceremony(over, plan(over).due[:1], over.folder.certificates)
    prepare_ceremony(over, plan(over).due, over.folder.certificates)
    made = prepare_ceremony(over, plan(over).due, over.folder.certificates, one_file=True)
    assert made.certificates == ()
    assert len(pypdfium2.PdfDocument(made.papers[-1])) == 2


def test_a_second_file_of_a_day_does_not_overwrite_the_first(over: OpenCourse) -> None:
    made = [prepare_ceremony(over, plan(over).due, over.folder.certificates, one_file=True) for _ in range(2)]
    assert [one.papers[-1].name for one in made] == ["certificados-2026-03-09.pdf", "certificados-2026-03-09-2.pdf"]


def size_of(file: Path, page: int) -> tuple[int, ...]:
    return tuple(map(round, pypdfium2.PdfDocument(file)[page].get_size()))


def test_one_file_has_certificates_of_several_designs_and_papers_each_from_a_new_sheet(over: OpenCourse) -> None:
    folder = over.folder.certificates
    prepare_ceremony(over, plan(over).due[:1], folder)
    other = replace(changed(over), course=replace(changed(over).course, paper="letter"))
    made = prepare_ceremony(other, plan(other).due, folder, one_file=True)
    (file,) = (paper for paper in made.papers if paper.name == "certificados-2026-03-09.pdf")
    assert [size_of(file, page) for page in range(4)] == [(842, 595), (842, 595), (792, 612), (792, 612)]
    assert ["N.º" in text_of(file, page) for page in range(4)] == [True, False, True, True]


def test_one_file_is_made_from_the_issued_files_and_draws_those_that_are_gone(
    over: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare_ceremony(over, plan(over).due, over.folder.certificates)
    next(over.folder.certificates.glob("0001-*.pdf")).write_bytes(b"%PDF-1.7 another")
    drawn: list[str] = []
    draw = issued_pages.IssuedPages.draw

    def counted(made: issued_pages.IssuedPages, page: Page) -> bytes:
        drawn.append(page.content["name"])
        return draw(made, page)

    monkeypatch.setattr(issued_pages.IssuedPages, "draw", counted)
    made = prepare_ceremony(over, [], over.folder.certificates, one_file=True)
    assert drawn == ["Ana Núñez"]
    assert ["Ana" in text_of(made.papers[-1], page) for page in range(2)] == [True, False]


def test_one_file_asks_for_its_own_size_and_both_sides(over: OpenCourse) -> None:
    style = replace(over.course.certificate, design="programme")
    course = replace(over, course=replace(over.course, certificate=style))
    made = prepare_ceremony(course, plan(course).due, over.folder.certificates, one_file=True)
    with pikepdf.open(made.papers[-1]) as opened:
        wishes = opened.Root["/ViewerPreferences"]
        assert (str(wishes["/PrintScaling"]), str(wishes["/Duplex"])) == ("/None", "/DuplexFlipLongEdge")


def test_one_file_holds_each_picture_once(over: OpenCourse) -> None:
    noise = random.Random(1).randbytes(300 * 200 * 3)
    Image.frombytes("RGB", (300, 200), noise).save(over.folder.root / "behind.png")
    style = replace(over.course.certificate, background="behind.png")
    course = replace(over, course=replace(over.course, certificate=style))
    made = prepare_ceremony(course, plan(course).due, over.folder.certificates, one_file=True)
    with pikepdf.open(made.papers[-1]) as opened:
        pictures = [thing for thing in opened.objects if isinstance(thing, pikepdf.Stream) and "/Width" in thing]
        # With the logo and the signature.
        assert (len(made.certificates), len(pictures), opened.check_pdf_syntax()) == (2, 3, [])
    one, same = (
        pypdfium2.PdfDocument(file)[0].render().to_numpy().astype(int)
        for file in (made.papers[-1], made.certificates[0].file)
    )
    assert np.abs(one - same).mean() < 2


@pytest.mark.parametrize("design", ["programme", "classical", "modern"])
def test_certificates_for_two_sided_printing_have_an_even_number_of_pages(over: OpenCourse, design: str) -> None:
    style = replace(over.course.certificate, design=design)
    made = prepare_ceremony(
        replace(over, course=replace(over.course, certificate=style)),
        plan(over).due,
        over.folder.certificates,
        one_file=True,
    )
    fronts = [number for number in range(4) if "N.º" in text_of(made.papers[-1], number) and number % 2 == 0]
    assert (len(pypdfium2.PdfDocument(made.papers[-1])), fronts) == (4, [0, 2])


@pytest.mark.parametrize(("design", "back", "pages"), [("attendance", "yes", 2), ("classical", "no", 1)])
def test_a_course_can_have_the_back_or_leave_it_away(over: OpenCourse, design: str, back: str, pages: int) -> None:
    style = replace(over.course.certificate, design=design, back=back)
    course = replace(over, course=replace(over.course, certificate=style))
    assert len(pypdfium2.PdfDocument(run(course)[0].file)) == pages


def test_a_preview_issues_nothing_and_does_not_verify(over: OpenCourse, tmp_path: Path) -> None:
    file = issue.preview(over, plan(over).due[:1], tmp_path / "preview.pdf")
    said = text_of(file)
    assert ("Ana Núñez" in said, "0000" in said, "MUESTRA" in said) == (True, True, True)
    assert (issued(over), list(over.folder.root.glob("certificates/*"))) == ([], [])
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", said)
    assert code is not None
    assert verify.verify(over, code[0]).standing is Validity.UNKNOWN


@pytest.mark.parametrize("by", ["option", "setting"])
def test_the_date_on_the_certificate_can_be_another_than_today(over: OpenCourse, by: str) -> None:
    day = date(2026, 3, 20)
    style = replace(over.course.certificate, issued_on=day if by == "setting" else None)
    course = replace(over, course=replace(over.course, certificate=style))
    first, _ = run(course, dated=day if by == "option" else None)
    assert "20 de marzo de 2026" in text_of(first.file)
    assert issued(over)[0].facts["said"]["issued_on"] == "2026-03-20"
    assert issued(over)[0].at.startswith("2026-03-09")


# -- the register


def test_the_register_has_every_certificate_with_its_state(over: OpenCourse) -> None:
    run(over)
    first, second = issued(over)
    issue.revoke(over, first, "by mistake", actor="V. Paz")
    issue.reissue(over, second, over.folder.certificates, actor="V. Paz")
    rows = list(register(over).objects())
    assert [(row["number"], row["name"], row["state"], str(row["note"]).partition(":")[2]) for row in rows] == [
        ("0001", "Ana Núñez", "revoked", " by mistake"),
        ("0002", "João d’Ávila", "replaced", ""),
        ("0003", "João d’Ávila", "valid", ""),
    ]
    assert rows[1]["note"] == "replaced by 0003"


def test_the_register_on_paper_tells_the_decision_by_hand_from_the_percentage(over: OpenCourse) -> None:
    with over.record.reading() as conn:
        jean = conn.execute("SELECT code FROM roster WHERE name LIKE 'Jean%'").fetchone()["code"]
    SessionChanges.of(over, actor="V. Paz", reason="enfermo").decide(jean, earned=True)
    run(over)
    assert [row[5] for row in register_list(over).rows] == ["100\N{NO-BREAK SPACE}%"] * 2 + ["V. Paz: enfermo"]


def test_the_files_of_certificates_that_no_longer_stand_are_moved_to_a_folder_of_their_own(over: OpenCourse) -> None:
    run(over)
    first, second = issued(over)
    issue.revoke(over, first, "by mistake", actor="V. Paz")
    issue.reissue(over, second, over.folder.certificates, actor="V. Paz")
    assert sorted(file.name for file in (over.folder.certificates / "sin-validez").iterdir()) == [
        first.file,
        second.file,
    ]
    assert [file.name for file in over.folder.certificates.glob("0*.pdf")] == ["0003-joao-d-avila.pdf"]


@pytest.mark.parametrize("by", ["number", "lower", "code", "badge"])
def test_a_certificate_is_found_by_number_code_and_badge(over: OpenCourse, by: str) -> None:
    style = replace(over, course=replace(over.course, edition="38.ª"))
    run(style)
    first = issued(over)[0]
    with over.record.reading() as conn:
        badge = conn.execute("SELECT code FROM roster WHERE name LIKE 'Ana%'").fetchone()["code"]
        typed = {"number": "38-0001", "lower": "38 0001", "code": first.code.lower(), "badge": badge}[by]
        found = find_certificate(conn, typed)
    assert found is not None
    assert found.event_id == first.event_id


def test_the_printed_number_is_verified(over: OpenCourse) -> None:
    run(replace(over, course=replace(over.course, edition="38.ª")))
    assert verify.verify(over, "38-0001").standing is Validity.VALID


def test_a_duplicate_in_another_layout_is_known(over: OpenCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    run(over)
    certificate = certificates.issued(over.record.conn)[0]
    assert not issued_pages.looks_different(certificate)
    monkeypatch.setattr(issued_pages, "LAYOUT", 2)
    assert issued_pages.looks_different(certificate)
    assert issued_pages.looks_different(replace(certificate, facts={**certificate.facts, "printed": None}))


def test_a_certificate_on_letter_paper_stays_on_it(over: OpenCourse, tmp_path: Path) -> None:
    letter = replace(over, course=replace(over.course, paper="letter"))
    files = [run(letter)[0].file, issued_pages.print_again(over, certificates.issued(over.record.conn)[0], tmp_path)]
    assert [tuple(map(round, pypdfium2.PdfDocument(file)[0].get_size())) for file in files] == [(792, 612)] * 2


def test_one_name_without_a_typeface_is_left_out_and_the_others_are_issued(over: OpenCourse) -> None:
    over.record.conn.execute("UPDATE participants SET name = name || ' \U0001f600' WHERE name LIKE 'João%'")
    made = prepare_ceremony(over, plan(over).due, over.folder.certificates, actor="V. Paz")
    assert [one.person.name for one in made.certificates] == ["Ana Núñez"]
    ((_, text),) = made.left_out
    assert "João d’Ávila \U0001f600: \U0001f600 (U+1F600) is no letter" in str(text)


def test_certificates_that_were_handed_over_have_a_day_in_the_register(over: OpenCourse) -> None:
    run(over)
    first = hand_over(over, "1", actor="V. Paz")
    assert ([event.kind for event in first], hand_over(over, "1-2")[0].kind) == (["deliver"], "deliver")
    assert [row["delivered"] for row in register(over).objects()] == ["2026-03-09", "2026-03-09"]


def test_a_number_that_no_certificate_has_hands_nothing_over(over: OpenCourse) -> None:
    run(over)
    with pytest.raises(CertificateError, match="number 9"):
        hand_over(over, "1 9")
    assert not any(row["delivered"] for row in register(over).objects())
