"""Make the letter of one person: the values of its fields, its picture and its files."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby

from checkin.attendance.at_risk import Margin
from checkin.badges.draw import design_named, draw_one
from checkin.badges.printing import badge_design
from checkin.certificates.facts import show_code
from checkin.certificates.issued_pages import reading_issued
from checkin.core.codes import format_code
from checkin.core.course import Course, Session
from checkin.core.text import clean, one_line, slug, translatable
from checkin.i18n.cldr import country_name, dates
from checkin.i18n.translator import Translator, get_translator
from checkin.mail.calendar_file import calendar_file
from checkin.mail.compose import Attachment, LetterContent
from checkin.mail.letter_texts import LetterTexts, What
from checkin.mail.plan import MailRequest, Recipient
from checkin.store.open_course import OpenCourse
from checkin.store.queries.certificates import Issued
from checkin.store.roster import programme as roster_programme
from checkin.typesetting import qr

_MODULE = 8  # pixels of the picture of a code


# Text without a charset is ASCII (RFC 5545, 3.1.4; RFC 2046, 4.1.2); the method is that of the file.
_CALENDAR = 'text/calendar; charset="utf-8"; method=PUBLISH'


@dataclass(frozen=True, slots=True)
class LetterMaker:
    """Makes the letters of one run. Made by :func:`open_letters`."""

    opened: OpenCourse
    request: MailRequest
    texts: LetterTexts
    programme: Sequence[Session]
    issued_pdf: Callable[[Issued], bytes]
    # By the ids of the sessions: people of one group share a calendar and, in one language, the lines of a programme.
    _calendars: dict[tuple[str, ...], bytes] = field(default_factory=dict)
    _lines: dict[tuple[str, ...], Sequence[tuple[str, ...]]] = field(default_factory=dict)

    def content(self, one: Recipient) -> LetterContent:
        """Return what a person's letter says. Raises :class:`CheckinError` if a file of it cannot be made."""
        person, tr = one.person, get_translator(one.language)
        own = [session for session in self.programme if person.expected_at(session)]
        code = self.request.what is What.CODE
        return LetterContent(
            language=one.language,
            text=self.texts[one.language],
            values=self._values(one, tr),
            programme=self._programme(own, tr),
            picture=_picture(person.code) if person.code else b"",
            files=tuple(self._files(one, own if code else ())),
        )

    def _values(self, one: Recipient, tr: Translator) -> dict[str, str]:
        course, person = self.opened.course, one.person
        values = {
            "name": clean(person.name),
            "given_names": clean(person.given_names),
            "country": country_name(person.country, one.language),
            "institution": clean(person.institution),
            "title": clean(course.text("title", one.language)),
            "edition": clean(course.text("edition", one.language)),
            "organizer": clean(course.text("organizer", one.language)),
            "place": clean(course.text("place", one.language)),
            "dates": dates(course.starts, course.ends, one.language),
            "contact": clean(course.contact),
            "code": format_code(person.code),
        }
        if one.attendance is not None and one.margin is not None:
            values |= {"sum": one_line(tr.reason(one.attendance.figures)), "left": _left(one.margin, tr)}
        if one.certificate is not None:
            url, facts = course.certificate.verify_url, one.certificate.facts
            values |= {
                "number": one.certificate.number,
                "verification": show_code(one.certificate.code),
                "verify": f"{url}#{facts['sealed']}" if url else "",
            }
        return values

    def _files(self, one: Recipient, own: Sequence[Session]) -> Iterator[Attachment]:
        course, person = self.opened.course, one.person
        if one.certificate is not None:
            name = f"{slug(one.certificate.number)}-{slug(person.name)}.pdf"
            yield Attachment(name, "application/pdf", self.issued_pdf(one.certificate))
        if own:
            yield Attachment(f"{slug(course.title)[:40] or 'course'}.ics", _CALENDAR, self._calendar(own))
        wanted = course.mail.badge if self.request.badge is None else self.request.badge
        if wanted and self.request.what is What.CODE and (name := badge_design(course, person)):
            folder = self.opened.folder
            design = design_named(name, folder.designs)
            badge = draw_one(course, person, design=design, pictures_in=folder.root, designs=folder.designs)
            yield Attachment(f"{slug(person.name) or 'badge'}.pdf", "application/pdf", badge)

    def _programme(self, own: Sequence[Session], tr: Translator) -> Sequence[tuple[str, ...]]:
        key = (tr.language, *(session.id for session in own))
        if key not in self._lines:
            self._lines[key] = _programme(self.opened.course, own, tr)
        return self._lines[key]

    def _calendar(self, own: Sequence[Session]) -> bytes:
        key = tuple(session.id for session in own)
        if key not in self._calendars:
            self._calendars[key] = calendar_file(self.opened.course, own, self.opened.record.clock.now())
        return self._calendars[key]


@contextmanager
def open_letters(opened: OpenCourse, request: MailRequest) -> Iterator[LetterMaker]:
    """Read the texts and the programme of a run. Raises :class:`MailError` for a text that cannot be used."""
    texts = LetterTexts(opened.course, opened.folder.root, request.what, request.file)
    with opened.record.reading() as conn:
        programme = roster_programme.read_programme(conn)
    with ExitStack() as stack:
        yield LetterMaker(opened, request, texts, programme, stack.enter_context(reading_issued(opened)))


def _picture(code: str) -> bytes:
    picture = BytesIO()
    qr.image(code, _MODULE).save(picture, "PNG")
    return picture.getvalue()


def _programme(course: Course, sessions: Sequence[Session], tr: Translator) -> list[tuple[str, ...]]:
    """Return the lines of the programme: each day, and below it times, title and room of each session."""
    lines: list[tuple[str, ...]] = []
    for day, of_day in groupby(sessions, key=lambda session: course.local(session.starts_at).date()):
        lines.append((tr.date(day),))
        for session in of_day:
            start, end = course.local(session.starts_at), course.local(session.ends_at)
            lines.append(
                (f"{start:%H:%M}-{end:%H:%M}", clean(course.session_title(session, tr.language)), clean(session.room))
            )
    return lines


def _left(margin: Margin, tr: Translator) -> str:
    left = margin.left
    if margin.unrecorded:
        return tr.plural(
            "Whether you can reach the attendance that the certificate needs depends on {n} session that is over and "
            "has no entry for you yet.",
            "Whether you can reach the attendance that the certificate needs depends on {n} sessions that are over and "
            "have no entry for you yet.",
            margin.unrecorded,
        )
    if left < 0:
        return tr(translatable("The attendance that the certificate needs can no longer be reached."))
    if left == 0:
        return tr(translatable("To reach what the certificate needs, no further session may be missed."))
    return tr.plural("You can still miss {n} session.", "You can still miss {n} sessions.", left)
