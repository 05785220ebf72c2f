"""Prepare the closing ceremony in one step: certificates, the handover sheet, and the calling list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from pathlib import Path

from checkin.attendance.summary import PersonAttendance
from checkin.badges.mail_merge import MERGE_COLUMNS, mail_merge_list, merge_cells
from checkin.certificates.facts import show_code
from checkin.certificates.issue import Certificate, issue
from checkin.certificates.issued_pages import in_one_file
from checkin.certificates.missing_glyphs import Undrawable, find_undrawable
from checkin.certificates.plan import ceremony_key
from checkin.core.course import Course, Participant
from checkin.core.errors import CertificateError
from checkin.exports.list_pdf import draw_list
from checkin.exports.paper_lists import calling, delivery
from checkin.exports.register_list import register_list
from checkin.i18n.file_names import local_file_name
from checkin.store.open_course import OpenCourse
from checkin.store.queries import certificates
from checkin.store.queries.certificates import Issued
from checkin.store.roster import participants
from checkin.system.files import write_errors, write_files_atomically


@dataclass(frozen=True, slots=True)
class CeremonyPapers:
    """What was made: the certificates issued now, and the papers for all that stand.

    ``left_out`` are people whose certificate cannot be drawn, each with what to do.
    """

    certificates: tuple[Certificate, ...]
    papers: tuple[Path, ...]
    left_out: tuple[Undrawable, ...] = ()


def prepare_ceremony(
    opened: OpenCourse,
    due: Sequence[PersonAttendance],
    folder: Path,
    *,
    actor: str | None = None,
    one_file: bool = False,
    dated: date | None = None,
) -> CeremonyPapers:
    """Issue what is due, and draw the delivery sheet and the calling list of every certificate that stands.

    ``one_file`` also draws all that stand into one PDF, in ceremony order, beside those of earlier runs. Raises
    :class:`CertificateError` and :class:`DesignError`; then nothing was issued.
    """
    left_out = find_undrawable(opened, due)
    undrawable = {one.person.id for one, _ in left_out}
    drawable = [one for one in due if one.person.id not in undrawable]
    made = issue(opened, drawable, folder, actor=actor, dated=dated)
    papers = draw_papers(opened, folder, one_file=one_file)
    return CeremonyPapers(tuple(made), tuple(papers), tuple(left_out))


def draw_papers(opened: OpenCourse, folder: Path, *, one_file: bool = False) -> list[Path]:
    """Draw the papers of every certificate that stands: delivery sheet, calling list, mail-merge list and register.

    They are written again after each change of a certificate. Nothing is written if none was ever issued. Raises
    :class:`CertificateError`.
    """
    with opened.record.reading() as conn:
        everybody = participants.roster(conn, everybody=True)
        every = certificates.issued(conn)
    if not every:
        return []
    issued = [one for one in every if one.valid]
    called = sorted(everybody, key=lambda person: ceremony_key(person, opened.course))
    place = {person.id: number for number, person in enumerate(called)}
    by_id = {person.id: person for person in everybody}
    # In the order of the ceremony, whichever run they were issued in.
    standing = sorted((one for one in issued if one.participant in by_id), key=lambda one: place[one.participant])
    numbered = [(one.number, by_id[one.participant]) for one in standing]
    papers = [
        draw_list(delivery(opened, numbered), _path(opened, folder, "delivery.pdf")),
        draw_list(calling(opened, numbered), _path(opened, folder, "names-to-call.pdf")),
        _list_for_mail_merge(folder, opened.course, [(one, by_id[one.participant]) for one in standing]),
    ]
    papers.append(draw_list(register_list(opened), _path(opened, folder, "register.pdf")))
    if one_file and standing:
        day = opened.course.local(opened.record.clock.now()).date()
        stem = f"{_path(opened, folder, 'certificates').name}-{day.isoformat()}"
        papers.append(in_one_file(opened, standing, _new_file(folder, stem)))
    return papers


def _path(opened: OpenCourse, folder: Path, name: str) -> Path:
    return folder / local_file_name(name, opened.course.language)


def _new_file(folder: Path, stem: str) -> Path:
    """Return the path of a PDF that no earlier run wrote: with a number where the name is taken."""
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    # A file of several parts, as earlier versions wrote it, has numbers too.
    free = (name for name in names if not any((folder / f"{name}{part}.pdf").exists() for part in ("", "-01")))
    return folder / f"{next(free)}.pdf"


def _list_for_mail_merge(folder: Path, course: Course, held: Sequence[tuple[Issued, Participant]]) -> Path:
    """Write the certificates that stand with the people and their addresses, for programs that send letters."""
    headings = course.export.headings
    rows = [
        (
            *merge_cells(person, headings),
            *(one.number, show_code(one.code), one.file, person.language or course.language),
        )
        for one, person in held
    ]
    columns = (*MERGE_COLUMNS, "number", "verification", "file", "language")
    with write_errors(folder, CertificateError):
        return write_files_atomically(
            folder, [(local_file_name("certificates.csv", course.language), mail_merge_list(columns, rows, headings))]
        )[0]
