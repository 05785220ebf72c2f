"""Letters as messages: standards, hostile names, texts, pictures and files, read back by two parsers."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.utils import parseaddr
from io import BytesIO
from typing import Any

import pytest
from fast_mail_parser import parse_email
from PIL import Image
from zxingcpp import read_barcode

from checkin.core.errors import MailError
from checkin.core.text import clean
from checkin.mail.addresses import POLICY, address_fault, ascii_address, parse_sender
from checkin.mail.compose import Attachment, Envelope, LetterContent, compose
from checkin.mail.delivery import envelope
from checkin.mail.letter_texts import LetterText, What
from checkin.mail.letters import open_letters
from checkin.mail.plan import MailRequest, plan_mail
from checkin.store.open_course import OpenCourse

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = LetterText(
    "Hello {name}", "Dear {name},\n\nYour code: {code}\n\n{qr}\n\n{programme}\n\nWhere: {place}\n\n{contact}"
)


def letter(name: str = "Ana", body: str = TEXT.body, subject: str = TEXT.subject, **values: str) -> bytes:
    content = LetterContent(
        language="es",
        text=LetterText(subject, body),
        values={"name": name, "code": "HJPF LXRF HXNJ", **values},
        programme=[("lun 9 mar",), ("09:00-10:30", "Opening <b>", "Hall")],
        picture=b"png",
    )
    to = Address(display_name=name, addr_spec="ana@example.org")
    return compose(
        content, Envelope(sender=Address("Curso, 38.º", "c", "example.org"), to=to, message_id="1@x", date=NOW)
    )


def read(content: bytes) -> Any:
    return message_from_bytes(content, policy=POLICY)


def part(message: Any, kind: str) -> Any:
    return next(one for one in message.walk() if one.get_content_type() == kind)


HOSTILE = [
    "Ana Núñez",
    "A" * 300,
    "Á" * 300,
    "محمد " * 60 + "الأمين",
    'O\'Neil, José "Pepe" <evil@example.org>',
    "=?utf-8?q?evil?=",
    "日本" * 150,
    "." * 300,
    "é, " * 90 + "x",
    'back\\slash "',
    "Ana\u00a0Núñez",
    "María " + "Fernández de los Ángeles " * 11 + "Ruiz",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_every_name_arrives_whole_in_the_address(name: str) -> None:
    written = letter(name)
    shown, address = parseaddr(str(message_from_bytes(written)["To"]).replace("\r\n", ""))
    assert (str(make_header(decode_header(shown))), address) == (name, "ana@example.org")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_second_parser_reads_the_same_name(name: str) -> None:
    found = parse_email(letter(name))
    assert found.subject == f"Hello {clean(name)}".replace("=?", "= ?")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_folded_subject_has_neither_more_nor_fewer_spaces(name: str) -> None:
    subject = message_from_bytes(letter(name))["Subject"]
    assert str(make_header(decode_header(subject))) == f"Hello {clean(name)}".replace("=?", "= ?")


@pytest.mark.parametrize("name", HOSTILE)
def test_no_line_is_longer_than_the_standard_allows(name: str) -> None:
    head = letter(name).split(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 320  # a word without a space cannot be folded in a subject


def test_lines_in_a_name_make_no_header() -> None:
    with pytest.raises(ValueError, match="CR"):
        letter("Ana\r\nBcc: evil@example.org")


def test_the_subject_of_a_text_makes_no_header() -> None:
    written = letter(subject="Hello {place}", place="x\r\nBcc: evil@example.org")
    assert b"\r\nBcc" not in written.split(b"\r\n\r\n")[0]


def test_the_message_has_the_headers_of_the_standard() -> None:
    message = read(letter())
    assert {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version"} <= set(message.keys())
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == "<1@x>"
    assert message["Content-Language"] == "es"


def test_the_message_is_plain_ascii_with_short_lines() -> None:
    written = letter("Ñ" * 40, place="ü" * 2000)
    assert written.isascii()
    assert max(map(len, written.split(b"\r\n"))) <= 998
    assert b"\n" not in written.replace(b"\r\n", b"")


def test_both_forms_say_the_same() -> None:
    message = read(letter(place="Mar del Plata"))
    for kind in ("text/plain", "text/html"):
        assert "Where: Mar del Plata" in part(message, kind).get_content()


def test_a_line_without_a_value_is_left_out() -> None:
    assert "Where" not in part(read(letter()), "text/plain").get_content()


def test_a_name_is_no_markup() -> None:
    html = part(read(letter("<script>alert(1)</script>")), "text/html").get_content()
    assert "<script>" not in html
    assert "&lt;b&gt;" in html


def test_a_field_within_a_value_stays_as_it_is() -> None:
    assert "Dear {code}," in part(read(letter("{code}")), "text/plain").get_content()


def test_an_address_of_the_web_becomes_a_link() -> None:
    html = part(read(letter(body="x {code}\nhttps://example.org/form?a=1&b={code}.")), "text/html").get_content()
    assert '<a href="https://example.org/form?a=1&amp;b=HJPF' in html


def test_the_picture_stands_where_the_text_says() -> None:
    message = read(letter())
    picture = part(message, "image/png")
    assert f'src="cid:{picture["Content-ID"][1:-1]}"' in part(message, "text/html").get_content()


def test_a_letter_beyond_ten_megabytes_is_refused() -> None:
    big = LetterContent(
        language="es", text=TEXT, values={}, files=[Attachment("a.pdf", "application/pdf", bytes(8_000_000))]
    )
    to = Address("", "ana", "example.org")
    with pytest.raises(MailError, match="10 MB"):
        compose(big, Envelope(sender=to, to=to, message_id="1@x", date=NOW))


@pytest.mark.parametrize(
    "text",
    [
        *("", "ana", "ana@", "@x.org", "ana@x", "a b@x.org", "ana@x.org, b@x.org", "Ana <ana@x.org>", "ñu@x.org"),
        *("a@x..org", "a@x.org\r\nBcc: b@x.org", "a" * 65 + "@x.org", "a@" + "x" * 300 + ".org", "a@b@x.org"),
        *(".a@x.org", "a@-x.org"),
    ],
)
def test_what_is_no_address_is_named(text: str) -> None:
    assert address_fault(text)


@pytest.mark.parametrize("text", ["ana@x.org", " ana.b+c@sub.x.org ", "o'neil@x.org", "ana@münchen.example"])
def test_an_address_is_accepted(text: str) -> None:
    assert not address_fault(text)


def test_a_domain_is_written_in_ascii() -> None:
    assert ascii_address("ana@München.example") == "ana@xn--mnchen-3ya.example"


def test_a_wrong_sender_names_its_key() -> None:
    with pytest.raises(MailError, match=r"\[mail\] from"):
        parse_sender("Course", "from")


def made(course: OpenCourse, request: MailRequest) -> dict[str, Any]:
    """The letters of a run as they arrive, by address, as Python reads them."""
    plan = plan_mail(course, request)
    with open_letters(course, request) as maker:
        return {one.address: read(compose(maker.content(one), envelope(course, one, "1@x"))) for one in plan.due}


def test_the_letter_with_the_code_has_a_picture_that_reads_as_the_code(mail_course: OpenCourse) -> None:
    request = MailRequest(what=What.CODE, who="Ada")
    (message,) = made(mail_course, request).values()
    with Image.open(BytesIO(part(message, "image/png").get_content())) as picture:
        read = read_barcode(picture)
    assert read is not None
    code = plan_mail(mail_course, request).due[0].person.code
    assert read.text == code


def test_the_calendar_has_the_persons_own_sessions(mail_course: OpenCourse) -> None:
    (message,) = made(mail_course, MailRequest(what=What.CODE, who="Ada")).values()
    found = part(message, "text/calendar")
    assert (found.get_content_charset(), found.get_param("method")) == ("utf-8", "PUBLISH")
    text = found.get_content()
    assert "SUMMARY:Workshop A" in text
    assert "Workshop B" not in text
    assert "DTSTART:20260309T120000Z" in text


def test_each_person_is_written_to_in_their_language(mail_course: OpenCourse) -> None:
    subjects = {
        address: str(message["Subject"]) for address, message in made(mail_course, MailRequest(what=What.CODE)).items()
    }
    assert subjects["p0@example.org"] == "Su código para Course"
    assert subjects["p1@example.org"] == "Seu código para Course"
    assert subjects["p2@example.org"] == "Votre code pour Course"
    assert subjects["p3@example.org"] == "Your code for Course"


def test_the_badge_is_attached_where_it_is_wanted(mail_course: OpenCourse) -> None:
    (message,) = made(mail_course, MailRequest(what=What.CODE, who="Ada", badge=True)).values()
    assert part(message, "application/pdf").get_content().startswith(b"%PDF")
