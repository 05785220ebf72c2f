"""Issue certificates: number, seal, draw and record them; revoke and replace them.

An issued certificate is frozen: its event keeps what it says and prints, the rule, the figures and the hash of its
page. What changes later shows as a difference and never alters the paper.
"""

import hashlib
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from checkin.attendance.entitlement import is_entitled
from checkin.attendance.summary import PersonAttendance, attendance_by_person
from checkin.certificates.credited_sessions import Credit, credit
from checkin.certificates.draw import Page, designs, drawing
from checkin.certificates.facts import CertificateFacts
from checkin.certificates.issued_designs import design_key, keep_design
from checkin.certificates.page_content import page_content
from checkin.certificates.pictures import CertificatePictures
from checkin.certificates.signature import CertificateSigner
from checkin.certificates.wording import certificate_words
from checkin.core.course import Course, Participant
from checkin.core.errors import CertificateError
from checkin.core.events import Kind, NewEvent
from checkin.core.text import clean, compose
from checkin.i18n.file_names import local_file_name
from checkin.store.open_course import OpenCourse
from checkin.store.queries import certificates as store
from checkin.store.queries.certificates import Issued, file_stem
from checkin.store.roster import edition as roster_edition
from checkin.store.roster import programme as roster_programme
from checkin.system.files import write_errors, write_files_atomically

# How many pages typst may remember: it keeps about 10 MB for each with a back.
_REMEMBERED = 20
_ORDINAL = re.compile(r"^(\d+)\s*\.?(?:[ºª°]|st|nd|rd|th|ère|ème|er|re|e|a|o)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate that was issued: the person, its number and code, its file and the id of its entry."""

    event_id: str
    person: Participant
    number: str
    code: str
    file: Path


def issue(
    opened: OpenCourse,
    due: Sequence[PersonAttendance],
    folder: Path,
    *,
    actor: str | None = None,
    instead_of: str | None = None,
    dated: date | None = None,
) -> list[Certificate]:
    """Create certificates: number, sign and draw them, write the files, and record them, all or none.

    ``instead_of`` is the event of the certificate that a single new one replaces, ``dated`` the day that they print.
    Raises :class:`CertificateError`
    when the files cannot be written or other certificates were issued meanwhile, :class:`DesignError` when the design,
    the signature or a name cannot be drawn.
    """
    if not due:
        return []
    with opened.record.reading() as conn:
        last = store.last_number(conn)
    pictures = CertificatePictures(opened.folder.root)
    sealed = _sealed(opened, due, last, pictures, dated)
    # Drawn before the record is held, so that no scan waits for it.
    pages = _drawn(opened, sealed, pictures)
    with opened.record.writing() as writing:
        if store.last_number(writing.conn) != last:
            raise CertificateError("Certificates were issued elsewhere in the meantime. Start the run again.")
        drafts = [one.draft(hashlib.sha256(page).hexdigest()) for one, page in zip(sealed, pages, strict=True)]
        events = [writing.append(replace(draft, ref=instead_of, actor=actor)).event_id for draft in drafts]
        files = write_pages(folder, [(one.stem, page) for one, page in zip(sealed, pages, strict=True)])
    return [
        Certificate(event, one.tally.person, one.facts.number, one.facts.code, file)
        for event, one, file in zip(events, sealed, files, strict=True)
    ]


def reissue(
    opened: OpenCourse, certificate: Issued, folder: Path, *, actor: str | None = None, dated: date | None = None
) -> Certificate:
    """Issue a person's certificate again, as the record is now, with a new number. The old one is replaced.

    Raises :class:`CertificateError` if the old one is no longer valid, or the person is not entitled to one now.
    """
    require_valid(certificate)
    with opened.record.reading() as conn:
        people = attendance_by_person(conn, opened.course)
        programme = roster_programme.read_programme(conn)
        decision = store.decisions(conn).get(certificate.participant)
    found = [one for one in people if one.person.id == certificate.participant]
    if not found or not is_entitled(found[0], opened.course, programme, decision):
        name = clean(certificate.facts["name"])
        raise CertificateError(
            "{name} does not meet the requirements now. 'checkin decide' can override that.", name=name
        )
    (made,) = issue(opened, found, folder, actor=actor, instead_of=certificate.event_id, dated=dated)
    _move_to_void(opened, certificate)
    return made


def revoke(opened: OpenCourse, certificate: Issued, reason: str, *, actor: str | None = None) -> str:
    """Revoke a certificate; every later verification reports it. Returns the event's id.

    Raises :class:`CertificateError` when it does not stand any more.
    """
    require_valid(certificate)
    draft = NewEvent(kind=Kind.REVOKE, participant=certificate.participant, ref=certificate.event_id, actor=actor)
    with opened.record.writing() as writing:
        event = writing.append(replace(draft, reason=clean(reason))).event_id
    _move_to_void(opened, certificate)
    return event


def _move_to_void(opened: OpenCourse, certificate: Issued) -> None:
    """Move the file of a certificate that no longer stands out of the way; a file that is open stays."""
    file = opened.folder.certificates / certificate.file
    with suppress(OSError):
        if file.is_file():
            void = file.with_name(local_file_name("void", opened.course.language))
            void.mkdir(exist_ok=True)
            file.replace(void / file.name)


def require_valid(certificate: Issued) -> None:
    """Raise :class:`CertificateError` for a certificate that was revoked or replaced."""
    if not certificate.valid:
        raise CertificateError("The certificate {number} is no longer valid.", number=certificate.number)


def preview(opened: OpenCourse, people: Sequence[PersonAttendance], file: Path, *, dated: date | None = None) -> Path:
    """Draw what the certificates of these people would look like into one PDF. Nothing is issued or recorded.

    The number has zeros, and the seal is of no record's: the QR code does not verify. Raises as :func:`issue` does.
    """
    pictures = CertificatePictures(opened.folder.root)
    sealed = _sealed(opened, people, None, pictures, dated)
    with drawing(opened.course.certificate.design, opened.folder.designs, pictures) as made:
        (content,) = made.pages([one.page for one in sealed])
    return write_pages(file.parent, [(file.stem, content)])[0]


def draw_sample(opened: OpenCourse, person: PersonAttendance) -> None:
    """Draw what a person's certificate would look like and drop it. Raises as :func:`issue` does."""
    pictures = CertificatePictures(opened.folder.root)
    sealed = _sealed(opened, [person], None, pictures, None)
    with drawing(opened.course.certificate.design, opened.folder.designs, pictures) as made:
        made.pages([sealed[0].page])


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A certificate that is numbered and signed, but not drawn yet."""

    tally: PersonAttendance
    place: int
    facts: CertificateFacts
    page: Page
    credited: Credit

    @property
    def stem(self) -> str:
        return file_stem(self.facts.number, self.facts.name)

    def draft(self, page: str) -> NewEvent:
        """Return the event with everything that is frozen; ``page`` is the hash of the file."""
        figures = asdict(self.tally.figures)
        for key in ("clauses", "credit", "out_of"):
            del figures[key]
        figures["percent"] = None if self.tally.figures.percent is None else str(self.tally.figures.percent)
        figures["reason"] = self.tally.figures.reason
        facts = {
            "code": self.facts.code,
            "place": self.place,
            "name": self.facts.name,
            "said": asdict(self.facts),
            "signed": self.facts.signed.hex(),
            "sealed": self.page.sealed,
            "figures": figures,
            "rule": self.tally.figures.reason,
            "page": page,
            "printed": self.page.content,
            **self.credited.facts(),
        }
        person = self.tally.person
        return NewEvent(kind=Kind.ISSUE, participant=person.id, code=person.code, facts=facts)


def _sealed(
    opened: OpenCourse,
    people: Sequence[PersonAttendance],
    last: int | None,
    pictures: CertificatePictures,
    dated: date | None,
) -> list[_Sealed]:
    """Return numbered and sealed certificates after the number ``last``; None gives zeros and a seal of no course."""
    course = opened.course
    with opened.record.reading() as conn:
        signer = CertificateSigner(bytes(64) if last is None else roster_edition.edition_key(conn))
        programme = roster_programme.read_programme(conn)
    prepared = pictures.prepare(course)
    design = _own_design(opened)
    key = design_key(design) if design else ""
    day = dated or course.certificate.issued_on or course.local(opened.record.clock.now()).date()
    made = []
    for nth, tally in enumerate(people, 1):
        place = 0 if last is None else last + nth
        credited = credit(course, tally, programme)
        facts = _facts(course, tally.person, credited, _number(course, place), day)
        content = page_content(course, tally.person, facts, credited, prepared)
        if key:
            content["design_key"] = key
        if last is None:
            content["words"]["duplicate"] = certificate_words(facts.language)["sample"]
        page = Page(content, credited.sessions, signer.seal(facts), facts.code, duplicate=last is None)
        made.append(_Sealed(tally, place, facts, page, credited))
    return made


def _own_design(opened: OpenCourse) -> Path | None:
    return designs(opened.folder.designs).get(compose(opened.course.certificate.design))


def _facts(course: Course, person: Participant, credited: Credit, number: str, day: date) -> CertificateFacts:
    language = course.language_of(person)
    return CertificateFacts(
        number=number,
        name=clean(person.name),
        country=person.country,
        role=person.role.value,
        title=clean(course.text("title", language)),
        edition=clean(course.text("edition", language)),
        organizer=clean(course.text("organizer", language)),
        place=clean(course.text("place", language)),
        starts=course.starts.isoformat() if course.starts else "",
        ends=course.ends.isoformat() if course.ends else "",
        hours=credited.hours,
        language=language,
        issued_on=day.isoformat(),
    )


def _number(course: Course, place: int) -> str:
    # An ordinal is a number: 38.º, 38ª, 38th, 38e.
    written = _ORDINAL.sub(r"\1", course.edition.strip())
    edition = "".join(letter for letter in written if letter.isascii() and letter.isalnum())
    return f"{edition}-{place:04d}" if edition else f"{place:04d}"


def _drawn(opened: OpenCourse, sealed: Sequence[_Sealed], pictures: CertificatePictures) -> list[bytes]:
    with drawing(opened.course.certificate.design, opened.folder.designs, pictures) as made:
        drawn = []
        for number, one in enumerate(sealed, 1):
            drawn.append(made.pages([one.page])[0])
            if number % _REMEMBERED == 0:
                made.forget()
    with write_errors(opened.folder.certificates, CertificateError):
        pictures.write()
        if design := _own_design(opened):
            keep_design(design, pictures.kept)
    return drawn


def write_pages(folder: Path, files: Sequence[tuple[str, bytes]]) -> list[Path]:
    """Write PDF files by their stems, all or none. Raises :class:`CertificateError`."""
    with write_errors(folder, CertificateError):
        return write_files_atomically(folder, [(f"{stem}.pdf", content) for stem, content in files])
