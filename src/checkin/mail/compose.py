"""Compose one letter as a message: text, simple HTML, pictures and attached files. Pure."""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import blake2b
from html import escape

from checkin.core.errors import MailError
from checkin.core.text import clean
from checkin.i18n.file_names import local_file_name
from checkin.mail.addresses import POLICY
from checkin.mail.letter_texts import LetterText, fill

MOST_BYTES = 10_000_000
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_LONGEST_LINK = 70  # as it is shown; the link itself is whole
_PICTURE = '<img src="cid:{cid}" width="232" height="232" alt="{alt}">'
_CELL = '<td dir="auto" valign="top" style="padding-right: 1em">{}</td>'
_PAGE = (
    '<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>\n'
    '<body style="font-family: sans-serif; font-size: 16px; line-height: 1.45; max-width: 40em">\n{body}\n'
    "</body></html>\n"
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a letter. ``name`` is ASCII without quotes; ``kind`` is its MIME type."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContent:
    """What one letter says: its text, the values of its fields, its picture of the code, and its files.

    ``programme`` holds the lines of the table: a day alone, or times, title and room.
    """

    language: str
    text: LetterText
    values: Mapping[str, str]
    programme: Sequence[tuple[str, ...]] = ()
    picture: bytes = b""
    files: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who writes to whom, when, and under which id."""

    sender: Address
    to: Address
    message_id: str
    date: datetime
    reply_to: Address | None = None


def compose(content: LetterContent, envelope: Envelope) -> bytes:
    """Return the complete message. Raises :class:`MailError` if it is larger than servers take.

    Its parts are put together here: the standard library takes ten times as long for the same bytes.
    """
    # Text that looks like an encoded word would be decoded by every reader.
    subject = clean(fill(content.text.subject, {**content.values, "qr": ""})).replace("=?", "= ?")
    plain = {**content.values, "programme": _programme_text(content.programme), "qr": ""}
    cid = f"code.{envelope.message_id}"
    html = _text_part("html", _html(content, subject, cid))
    if content.picture and "{qr}" in content.text.body:
        picture = Attachment(local_file_name("code.png", content.language), "image/png", content.picture)
        html = _multipart("related", [html, _file_part(picture, "inline", f"\r\nContent-ID: <{cid}>")], envelope)
    body = _multipart("alternative", [_text_part("plain", fill(content.text.body, plain) + "\n"), html], envelope)
    if content.files:
        body = _multipart("mixed", [body, *(_file_part(file, "attachment") for file in content.files)], envelope)
    letter = _head(envelope, subject, content.language) + body
    if len(letter) > MOST_BYTES:
        raise MailError("The letter is larger than 10 MB: leave out the badge, or make its pictures smaller.")
    return letter


def _head(envelope: Envelope, subject: str, language: str) -> bytes:
    """Return the headers of the message, without those of its body and without the empty line."""
    head = EmailMessage(policy=POLICY)
    head["From"] = envelope.sender
    head["To"] = envelope.to
    if envelope.reply_to is not None:
        head["Reply-To"] = envelope.reply_to
    head["Subject"] = subject
    head["Date"] = envelope.date
    head["Message-ID"] = f"<{envelope.message_id}>"
    head["Auto-Submitted"] = "auto-generated"
    head["Content-Language"] = language
    head["MIME-Version"] = "1.0"
    return head.as_bytes().removesuffix(b"\r\n")


def _text_part(kind: str, text: str) -> bytes:
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode() + b2a_qp(text.replace("\n", "\r\n").encode())


def _file_part(file: Attachment, disposition: str, extra: str = "") -> bytes:
    head = (
        f"Content-Type: {file.kind}\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: {disposition}; filename="{file.name}"{extra}\r\n\r\n'
    )
    return head.encode("ascii") + encodebytes(file.content).replace(b"\n", b"\r\n")


def _multipart(kind: str, parts: Sequence[bytes], envelope: Envelope) -> bytes:
    """Join parts (RFC 2046). No encoded part can hold the boundary: none has an equals sign before a low line."""
    digest = blake2b(f"{kind} {envelope.message_id}".encode(), digest_size=12).hexdigest()
    boundary = f"=_{digest}"
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'
    inner = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    return b"%s%s--%s--\r\n" % (head.encode(), inner, boundary.encode())


def _programme_text(lines: Sequence[tuple[str, ...]]) -> str:
    return "\n".join(line[0] if len(line) == 1 else "  " + "  ".join(part for part in line if part) for line in lines)


def _html(content: LetterContent, subject: str, cid: str) -> str:
    """Return the letter as HTML: a block for each paragraph of the text."""
    alone = {"{programme}": _programme_table(content.programme), "{qr}": ""}
    if content.picture:
        alone["{qr}"] = _PICTURE.format(cid=escape(cid), alt=escape(content.values.get("code", "")))
    plain = {**content.values, "programme": _programme_text(content.programme), "qr": ""}
    blocks = []
    for paragraph in re.split(r"\n\s*\n", content.text.body):
        if (block := alone.get(paragraph.strip())) is not None:
            blocks.append(block)
        elif filled := fill(paragraph, plain):
            lines = _linked(filled).replace("\n", "<br>\n")
            blocks.append(f'<p dir="auto">{lines}</p>')
    return _PAGE.format(language=content.language, title=escape(subject), body="\n".join(filter(None, blocks)))


def _linked(text: str) -> str:
    """Return a text as HTML, with its web addresses as links."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        address = escape(found[0])
        shown = found[0] if len(found[0]) <= _LONGEST_LINK else f"{found[0][:_LONGEST_LINK]}…"
        parts += [escape(text[end : found.start()]), f'<a href="{address}">{escape(shown)}</a>']
        end = found.end()
    return "".join([*parts, escape(text[end:])])


def _programme_table(lines: Sequence[tuple[str, ...]]) -> str:
    rows = []
    for line in lines:
        if len(line) == 1:
            rows.append(f'<tr><th colspan="3" align="left" style="padding-top: .6em">{escape(line[0])}</th></tr>')
        else:
            first, *others = map(escape, line)
            cells = "".join(map(_CELL.format, others))
            rows.append(
                f'<tr><td valign="top" style="padding-right: 1em; white-space: nowrap">{first}</td>{cells}</tr>'
            )
    return f'<table cellspacing="0" style="font-size: 16px">{"".join(rows)}</table>' if rows else ""
