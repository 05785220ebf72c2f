"""Compose one letter as a message: text, simple HTML, pictures and attached files. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from html import escape

from checkin.core.errors import MailError
from checkin.core.text import clean
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
    """A file of a letter. ``kind`` is its MIME type."""

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
    extra: Mapping[str, str] = field(default_factory=dict)


def compose(content: LetterContent, envelope: Envelope) -> EmailMessage:
    """Return the message. Raises :class:`MailError` if it is larger than servers take."""
    message = EmailMessage(policy=POLICY)
    # Text that looks like an encoded word would be decoded by every reader.
    subject = clean(fill(content.text.subject, {**content.values, "qr": ""})).replace("=?", "= ?")
    message["From"] = envelope.sender
    message["To"] = envelope.to
    if envelope.reply_to is not None:
        message["Reply-To"] = envelope.reply_to
    message["Subject"] = subject
    message["Date"] = envelope.date
    message["Message-ID"] = f"<{envelope.message_id}>"
    message["Auto-Submitted"] = "auto-generated"
    plain = {**content.values, "programme": _programme_text(content.programme), "qr": ""}
    message.set_content(fill(content.text.body, plain) + "\n", charset="utf-8")
    cid = f"code.{envelope.message_id}"
    message.add_alternative(_html(content, subject, cid), subtype="html", charset="utf-8")
    if content.picture and "{qr}" in content.text.body:
        html = message.get_payload()[1]  # type: ignore[index]
        html.add_related(content.picture, "image", "png", cid=f"<{cid}>", filename="code.png", disposition="inline")  # type: ignore[union-attr]
    for file in content.files:
        main, _, sub = file.kind.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    message["Content-Language"] = content.language
    if len(bytes(message)) > MOST_BYTES:
        raise MailError("The letter is larger than 10 MB: leave out the badge, or make its pictures smaller.")
    return message


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
            cells = "".join(
                f'<td dir="auto" valign="top" style="padding-right: 1em">{escape(part)}</td>' for part in line
            )
            rows.append(f"<tr>{cells}</tr>")
    return f'<table cellspacing="0" style="font-size: 16px">{"".join(rows)}</table>' if rows else ""
