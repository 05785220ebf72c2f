"""Issue certificates: number, seal, draw and record them; print them again, revoke and replace them.

An issued certificate is frozen: its event keeps what it says, the rule, the figures and the hash of its page. What
changes later shows as a difference and never alters the paper.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from checkin.attendance.entitlement import is_entitled
from checkin.attendance.summary import PersonAttendance, attendance_by_person
from checkin.certificates.credited_sessions import Credit, credit, read_credited
from checkin.certificates.draw import Drawing, Page, drawing
from checkin.certificates.facts import CertificateFacts, read
from checkin.certificates.signature import CertificateSigner
from checkin.core.course import Course, Participant, Session
from checkin.core.errors import CertificateError
from checkin.core.events import Kind, NewEvent
from checkin.core.text import LANGUAGES, clean
from checkin.store.open_course import OpenCourse
from checkin.store.queries import certificates as store
from checkin.store.queries.certificates import Issued, file_stem
from checkin.store.roster import edition as roster_edition
from checkin.store.roster import programme as roster_programme
from checkin.system.files import write_files_atomically


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
) -> list[Certificate]:
    """Create certificates: number, sign and draw them, write the files, and record them, all or none.

    ``instead_of`` is the event of the certificate that a single new one replaces. Raises :class:`CertificateError`
    when the files cannot be written or other certificates were issued meanwhile, :class:`DesignError` when the design,
    the signature or a name cannot be drawn.
    """
    if not due:
        return []
    with opened.record.reading() as conn:
        seal = CertificateSigner(roster_edition.edition_key(conn))
        last = store.last_number(conn)
        programme = roster_programme.read_programme(conn)
    now = opened.record.clock.now()
    sealed = [_Sealed.of(opened.course, tally, last + nth, programme, seal, now) for nth, tally in enumerate(due, 1)]
    # Drawn before the record is held, so that no scan waits for it.
    pages = _drawn(opened, programme, [one.page for one in sealed])
    with opened.record.writing() as writing:
        if store.last_number(writing.conn) != last:
            raise CertificateError("Certificates were issued elsewhere in the meantime. Start the run again.")
        drafts = [one.draft(hashlib.sha256(page).hexdigest()) for one, page in zip(sealed, pages, strict=True)]
        events = [writing.append(replace(draft, ref=instead_of, actor=actor)).event_id for draft in drafts]
        files = _written(folder, [(one.stem, page) for one, page in zip(sealed, pages, strict=True)])
    return [
        Certificate(event, one.tally.person, one.page.facts.number, one.page.facts.code, file)
        for event, one, file in zip(events, sealed, files, strict=True)
    ]


def reissue(opened: OpenCourse, certificate: Issued, folder: Path, *, actor: str | None = None) -> Certificate:
    """Issue a person's certificate again, as the record is now, with a new number. The old one is replaced.

    Raises :class:`CertificateError` if the old one is no longer valid, or the person is not entitled to one now.
    """
    _require_valid(certificate)
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
    return issue(opened, found, folder, actor=actor, instead_of=certificate.event_id)[0]


def print_again(opened: OpenCourse, certificate: Issued, folder: Path, *, actor: str | None = None) -> Path:
    """Draw an issued certificate once more, from its frozen facts: it says DUPLICATE. Raises as :func:`issue` does."""
    _require_valid(certificate)
    with opened.record.reading() as conn:
        programme = roster_programme.read_programme(conn)
    page = _issued_page(certificate, duplicate=True)
    stem = f"{file_stem(page.facts.number, page.facts.name)}-duplicate"
    (drawn,) = _drawn(opened, programme, [page])
    draft = NewEvent(kind=Kind.DUPLICATE, participant=certificate.participant, ref=certificate.event_id, actor=actor)
    with opened.record.writing() as writing:
        writing.append(draft)
        return _written(folder, [(stem, drawn)])[0]


def in_one_file(opened: OpenCourse, certificates: Sequence[Issued], file: Path) -> Path:
    """Draw issued certificates into one PDF in this order, from their frozen facts: for the printer, all at once.

    The pages are those that were issued, and no second print. Raises as :func:`issue` does.
    """
    with opened.record.reading() as conn:
        programme = roster_programme.read_programme(conn)
    pages = [_issued_page(one) for one in certificates]
    with drawing(opened.course, programme, opened.course.certificate.design, opened.folder.root) as made:
        (content,) = made.pages(pages)
    return _written(file.parent, [(file.stem, content)])[0]


@contextmanager
def reading_issued(opened: OpenCourse) -> Iterator[Callable[[Issued], bytes]]:
    """Open what returns the PDF of an issued certificate: its file, or the same page drawn from its frozen facts.

    A file counts if it is the page that was issued. The pages are no duplicates. Raises as :func:`issue` does.
    """
    with opened.record.reading() as conn:
        programme = roster_programme.read_programme(conn)
    with ExitStack() as stack:
        drawings: list[Drawing] = []

        def issued_pdf(certificate: Issued) -> bytes:
            page = _issued_page(certificate)
            file = opened.folder.certificates / certificate.file
            with suppress(OSError):
                content = file.read_bytes()
                if hashlib.sha256(content).hexdigest() == certificate.facts.get("page"):
                    return content
            if not drawings:
                design = opened.course.certificate.design
                drawings.append(stack.enter_context(drawing(opened.course, programme, design, opened.folder.root)))
            return drawings[0].pages([page])[0]

        yield issued_pdf


def revoke(opened: OpenCourse, certificate: Issued, reason: str, *, actor: str | None = None) -> str:
    """Declare a certificate void; who verifies it is told so. Returns the event's id.

    Raises :class:`CertificateError` when it does not stand any more.
    """
    _require_valid(certificate)
    draft = NewEvent(kind=Kind.REVOKE, participant=certificate.participant, ref=certificate.event_id, actor=actor)
    with opened.record.writing() as writing:
        return writing.append(replace(draft, reason=clean(reason))).event_id


def _issued_page(certificate: Issued, *, duplicate: bool = False) -> Page:
    """Return the page of an issued certificate from what its entry keeps."""
    facts = certificate.facts
    page = Page(read(bytes.fromhex(facts["signed"])), facts["sealed"], duplicate=duplicate)
    credited = read_credited(facts)
    return page if credited is None else replace(page, sessions=credited[0], hours_of=credited[1])


def _require_valid(certificate: Issued) -> None:
    if not certificate.valid:
        raise CertificateError("The certificate {number} is no longer valid.", number=certificate.number)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A certificate that is numbered and signed, but not drawn yet."""

    tally: PersonAttendance
    place: int
    page: Page
    credited: Credit
    rule: str

    @classmethod
    def of(
        cls,
        course: Course,
        tally: PersonAttendance,
        place: int,
        programme: Sequence[Session],
        seal: CertificateSigner,
        now: datetime,
    ) -> "_Sealed":
        person, credited = tally.person, credit(course, tally, programme)
        facts = CertificateFacts(
            number=_number(course, place),
            name=clean(person.name),
            country=person.country,
            role=person.role.value,
            title=clean(course.title),
            edition=clean(course.edition),
            organizer=clean(course.organizer),
            place=clean(course.place),
            starts=course.starts.isoformat() if course.starts else "",
            ends=course.ends.isoformat() if course.ends else "",
            hours=credited.hours,
            language=person.language if person.language in LANGUAGES else course.language,
            issued_on=course.local(now).date().isoformat(),
        )
        page = Page(facts, seal.seal(facts), sessions=credited.sessions, hours_of=credited.hours_of)
        return cls(tally, place, page, credited, tally.figures.reason)

    @property
    def stem(self) -> str:
        return file_stem(self.page.facts.number, self.page.facts.name)

    def draft(self, page: str) -> NewEvent:
        """Return the event with everything that is frozen; ``page`` is the hash of the file."""
        figures = asdict(self.tally.figures)
        del figures["clauses"]
        figures["percent"] = None if self.tally.figures.percent is None else str(self.tally.figures.percent)
        figures["reason"] = self.tally.figures.reason
        facts = {
            "code": self.page.facts.code,
            "place": self.place,
            "name": self.page.facts.name,
            "said": asdict(self.page.facts),
            "signed": self.page.facts.signed.hex(),
            "sealed": self.page.sealed,
            "figures": figures,
            "rule": self.rule,
            "page": page,
            **self.credited.facts(),
        }
        person = self.tally.person
        return NewEvent(kind=Kind.ISSUE, participant=person.id, code=person.code, facts=facts)


def _number(course: Course, place: int) -> str:
    edition = "".join(letter for letter in course.edition if letter.isascii() and letter.isalnum())
    return f"{edition}-{place:04d}" if edition else f"{place:04d}"


def _drawn(opened: OpenCourse, programme: Sequence[Session], pages: Sequence[Page]) -> list[bytes]:
    with drawing(opened.course, programme, opened.course.certificate.design, opened.folder.root) as made:
        return [made.pages([page])[0] for page in pages]


def _written(folder: Path, files: Sequence[tuple[str, bytes]]) -> list[Path]:
    try:
        return write_files_atomically(folder, [(f"{stem}.pdf", content) for stem, content in files])
    except OSError as error:
        reason = error.strerror or error
        raise CertificateError("{path} cannot be written: {reason}.", path=folder, reason=reason) from None
