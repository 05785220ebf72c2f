"""Draw issued certificates again, from what their entries keep: duplicates, one file of all, copies for letters."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from checkin.certificates.credited_sessions import read_credited
from checkin.certificates.draw import Drawing, Page, drawing, programme_of
from checkin.certificates.earlier_pages import earlier_page_content
from checkin.certificates.facts import read
from checkin.certificates.issue import require_valid, write_pages
from checkin.certificates.page_content import LAYOUT
from checkin.certificates.pictures import CertificatePictures
from checkin.core.events import Kind, NewEvent
from checkin.core.text import clean
from checkin.i18n.file_names import local_file_name
from checkin.store.open_course import OpenCourse
from checkin.store.queries.certificates import Issued, file_stem
from checkin.store.roster import programme
from checkin.typesetting.pdf_join import FinishedPdf, join_pdfs

# How many pages typst may remember: it keeps about 10 MB for each with a back.
_REMEMBERED = 20


class IssuedPages:
    """Draws issued certificates, each in the design in which it was issued. Made by :func:`issued_pages`."""

    def __init__(self, opened: OpenCourse, stack: ExitStack) -> None:
        self._opened, self._stack = opened, stack
        self._pictures = CertificatePictures(opened.folder.root)
        self._drawings: dict[tuple[str, str], Drawing] = {}
        self._drawn = 0

    def page(self, certificate: Issued, *, duplicate: bool = False) -> Page:
        """Return the page of a certificate from what its entry keeps."""
        facts = read(bytes.fromhex(certificate.facts["signed"]))
        credited = read_credited(certificate.facts)
        if credited is None:
            with self._opened.record.reading() as conn:
                sessions = programme_of(self._opened.course, programme.read_programme(conn))
        else:
            sessions = credited[0]
        content = certificate.facts.get("printed") or earlier_page_content(
            self._opened.course, facts, credited, self._pictures.prepare(self._opened.course)
        )
        return Page(content, sessions, certificate.facts["sealed"], facts.code, duplicate=duplicate)

    def draw(self, page: Page) -> bytes:
        """Return a certificate as PDF. Raises :class:`DesignError` and :class:`CertificateError`."""
        design = page.content["design"], page.content.get("design_key", "")
        if design not in self._drawings:
            opened = drawing(design[0], self._opened.folder.designs, self._pictures, design[1])
            self._drawings[design] = self._stack.enter_context(opened)
        chosen = self._drawings[design]
        drawn = chosen.pages([page])[0]
        self._drawn += 1
        if self._drawn % _REMEMBERED == 0:
            chosen.forget()
        return drawn


@contextmanager
def issued_pages(opened: OpenCourse) -> Iterator[IssuedPages]:
    """Open a drawing of issued certificates."""
    with ExitStack() as stack:
        yield IssuedPages(opened, stack)


def looks_different(certificate: Issued) -> bool:
    """Return True if a duplicate cannot look as the certificate did: its entry keeps no page, or an older layout."""
    printed = certificate.facts.get("printed")
    return printed is None or printed.get("layout", LAYOUT) != LAYOUT


def print_again(opened: OpenCourse, certificate: Issued, folder: Path, *, actor: str | None = None) -> Path:
    """Draw an issued certificate once more, as it was issued, but marked DUPLICATE.

    Raises :class:`CertificateError` and :class:`DesignError`.
    """
    require_valid(certificate)
    with issued_pages(opened) as made:
        page = made.page(certificate, duplicate=True)
        drawn = made.draw(page)
    word = local_file_name("duplicate", opened.course.language)
    stem = f"{file_stem(certificate.number, page.content['name'])}-{word}"
    draft = NewEvent(kind=Kind.DUPLICATE, participant=certificate.participant, ref=certificate.event_id, actor=actor)
    with opened.record.writing() as writing:
        writing.append(draft)
        return write_pages(folder, [(stem, drawn)])[0]


def in_one_file(opened: OpenCourse, certificates: Sequence[Issued], file: Path) -> Path:
    """Write issued certificates into one PDF in this order: for the printer, all at once.

    The pages are those that were issued, and no second print: the files beside it where they are still as they were
    written, otherwise drawn from the entries. Raises :class:`CertificateError` and :class:`DesignError`.
    """
    course = opened.course
    with reading_issued(opened, file.parent) as issued_pdf:
        pages = (FinishedPdf(issued_pdf(one), f"{one.number} {clean(one.facts['name'])}") for one in certificates)
        title = clean(f"{course.edition} {course.title}")
        joined = join_pdfs(pages, title=title, author=clean(course.organizer), language=course.language)
    return write_pages(file.parent, [(file.stem, joined)])[0]


@contextmanager
def reading_issued(opened: OpenCourse, folder: Path | None = None) -> Iterator[Callable[[Issued], bytes]]:
    """Open what returns the PDF of an issued certificate: its file, or the same page drawn from its entry.

    A file of ``folder`` (that of the course's certificates) counts if it is the page that was issued. The pages are no
    duplicates. Raises as :func:`print_again` does.
    """
    written = folder or opened.folder.certificates
    with issued_pages(opened) as made:

        def issued_pdf(certificate: Issued) -> bytes:
            with suppress(OSError):
                content = (written / certificate.file).read_bytes()
                if hashlib.sha256(content).hexdigest() == certificate.facts.get("page"):
                    return content
            return made.draw(made.page(certificate))

        yield issued_pdf
