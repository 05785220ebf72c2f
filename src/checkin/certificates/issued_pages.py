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
from checkin.i18n.file_names import local_file_name
from checkin.store.open_course import OpenCourse
from checkin.store.queries.certificates import Issued, file_stem
from checkin.store.roster import programme

_IN_A_FILE = 100  # certificates


class IssuedPages:
    """Draws issued certificates, each in the design in which it was issued. Made by :func:`issued_pages`."""

    def __init__(self, opened: OpenCourse, stack: ExitStack) -> None:
        self._opened, self._stack = opened, stack
        self._pictures = CertificatePictures(opened.folder.root)
        self._drawings: dict[str, Drawing] = {}

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

    def draw(self, pages: Sequence[Page]) -> bytes:
        """Return one PDF of pages of one design. Raises :class:`DesignError` and :class:`CertificateError`."""
        design = pages[0].content["design"]
        if design not in self._drawings:
            opened = drawing(design, self._opened.folder.designs, self._pictures)
            self._drawings[design] = self._stack.enter_context(opened)
        chosen = self._drawings[design]
        drawn = chosen.pages(pages)[0]
        if len(pages) > 1:
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
        drawn = made.draw([page])
    word = local_file_name("duplicate", opened.course.language)
    stem = f"{file_stem(certificate.number, page.content['name'])}-{word}"
    draft = NewEvent(kind=Kind.DUPLICATE, participant=certificate.participant, ref=certificate.event_id, actor=actor)
    with opened.record.writing() as writing:
        writing.append(draft)
        return write_pages(folder, [(stem, drawn)])[0]


def in_one_file(opened: OpenCourse, certificates: Sequence[Issued], file: Path) -> list[Path]:
    """Draw issued certificates into one PDF in this order: for the printer, all at once.

    The pages are those that were issued, and no second print. More than 100 are in several numbered files. Certificates
    of another design, paper or font have a file of their own, with the design's name. Raises
    :class:`CertificateError` and :class:`DesignError`.
    """
    alike: dict[tuple[str, ...], list[Page]] = {}
    with issued_pages(opened) as made:
        for one in certificates:
            page = made.page(one)
            look = tuple(page.content.get(key, "") for key in ("design", "paper", "font"))
            alike.setdefault(look, []).append(page)
        stems: list[str] = []
        for design, *_ in alike:
            named = [stem for stem in stems if stem.startswith(f"{file.stem}-{design}")]
            number = f"-{len(named) + 1}" if named else ""
            stems.append(f"{file.stem}-{design}{number}" if stems else file.stem)
        drawn = [one for stem, pages in zip(stems, alike.values(), strict=True) for one in _in_parts(made, stem, pages)]
    return write_pages(file.parent, drawn)


def _in_parts(made: IssuedPages, stem: str, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """Yield the PDF of some pages, or its parts if there are many: each takes 10 MB of memory while it is drawn."""
    for start in range(0, len(pages), _IN_A_FILE):
        part = f"{stem}-{start // _IN_A_FILE + 1:02d}" if len(pages) > _IN_A_FILE else stem
        yield part, made.draw(pages[start : start + _IN_A_FILE])


@contextmanager
def reading_issued(opened: OpenCourse) -> Iterator[Callable[[Issued], bytes]]:
    """Open what returns the PDF of an issued certificate: its file, or the same page drawn from its entry.

    A file counts if it is the page that was issued. The pages are no duplicates. Raises as :func:`print_again` does.
    """
    with issued_pages(opened) as made:

        def issued_pdf(certificate: Issued) -> bytes:
            file = opened.folder.certificates / certificate.file
            with suppress(OSError):
                content = file.read_bytes()
                if hashlib.sha256(content).hexdigest() == certificate.facts.get("page"):
                    return content
            return made.draw([made.page(certificate)])

        yield issued_pdf
