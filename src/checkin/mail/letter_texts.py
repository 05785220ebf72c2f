"""The texts of letters: checkin's own in four languages, and the course's from ``course.toml`` or ``mail/``.

The first line of a text is the subject. ``{name}`` and the like are fields. A line whose fields are all empty for a
person is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from checkin.core.course import Course
from checkin.core.errors import MailError
from checkin.core.text import LANGUAGES, translatable
from checkin.i18n.translator import get_translator
from checkin.system.files import read_text_limited

_LONGEST = 20_000


class What(StrEnum):
    """The kinds of letters."""

    CODE = "code"
    CERTIFICATE = "certificate"
    REMINDER = "reminder"
    TEXT = "text"


FIELDS = frozenset(
    (
        *("name", "given_names", "country", "institution", "title", "edition", "organizer", "place", "dates"),
        *("contact", "code", "qr", "programme", "sum", "left", "number", "verification", "verify"),
    )
)
_FIELD = re.compile(r"\{([^{}\s]*)\}")

_DEFAULTS: Mapping[What, str] = {
    What.CODE: translatable(
        """\
Your code for {title}

Dear {name},

You are registered: {title}
Edition: {edition}
When: {dates}
Where: {place}

This is your code: {code}

{qr}

Show it at the door, on your telephone or on paper.
It is for you alone: please do not pass it on.

Your programme:

{programme}

The attached calendar file holds these sessions.

{organizer}
Questions: {contact}
"""
    ),
    What.CERTIFICATE: translatable(
        """\
Your certificate: {title}

Dear {name},

Your certificate is attached as a PDF file.
Number: {number}
Verification code: {verification}
Anybody can verify it here: {verify}

{organizer}
Questions: {contact}
"""
    ),
    What.REMINDER: translatable(
        """\
Your attendance: {title}

Dear {name},

This is your attendance so far: {sum}.
{left}

If this is not right, or if you have an excuse,
please tell the organizers.

{organizer}
Questions: {contact}
"""
    ),
}


@dataclass(frozen=True, slots=True)
class LetterText:
    """The text of one letter in one language, before its fields are filled."""

    subject: str
    body: str


class LetterTexts:
    """The texts of one kind of letter in every language, read once for a run."""

    def __init__(self, course: Course, folder: Path, what: What, file: Path | None = None) -> None:
        """Read and check the texts. Raises :class:`MailError` that names the place."""
        self._texts = {language: _text(course, folder, what, file, language) for language in LANGUAGES}

    def __getitem__(self, language: str) -> LetterText:
        return self._texts[language]


def _text(course: Course, folder: Path, what: What, file: Path | None, language: str) -> LetterText:
    place, text = _source(course, folder, what, file, language)
    subject, _, body = text.strip().replace("\r\n", "\n").partition("\n")
    if not body.strip():
        raise MailError("{place}: the first line is the subject, and the letter follows it.", place=place)
    for name in _FIELD.findall(text):
        if name not in FIELDS:
            raise MailError(
                "{place} has the unknown field {field}. Use: {known}.",
                place=place,
                field="{" + name + "}",
                known=", ".join(sorted(FIELDS)),
            )
    return LetterText(subject.strip(), body.strip())


def _source(course: Course, folder: Path, what: What, file: Path | None, language: str) -> tuple[str, str]:
    """Return where a text stands, and the text: a file, else ``course.toml``, else checkin's own."""
    base = file or folder / "mail" / f"{what.value}.txt"
    for path in (base.with_name(f"{base.stem}.{language}{base.suffix}"), base):
        if path.exists():
            return str(path), _read(path)
    if file is not None:
        raise MailError("{file} is not there: name the file with the text of the letter.", file=file)
    own = course.mail.texts.get(what.value, {})
    if text := own.get(language) or own.get(""):
        return f"course.toml: [mail] {what.value}", text
    return what.value, get_translator(language)(_DEFAULTS[what])


def _read(path: Path) -> str:
    try:
        return read_text_limited(path, most=_LONGEST)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MailError("{file} cannot be read: {reason}.", file=path, reason=reason) from None


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its fields filled. A line whose fields are all empty is left out."""
    lines = []
    for line in text.split("\n"):
        names = _FIELD.findall(line)
        if not names or any(values.get(name) for name in names):
            lines.append(_FIELD.sub(lambda found: values.get(found[1], ""), line).rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
