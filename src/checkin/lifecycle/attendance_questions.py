"""Collect for ``checkin doctor`` what makes figures doubtful, although the record itself is sound."""

from collections.abc import Iterator

from checkin.attendance.summary import attendance_by_person
from checkin.attendance.uncounted_scans import find_uncounted
from checkin.certificates.plan import changed_certificates
from checkin.core.text import TranslatableText, clean, sentence
from checkin.store.open_course import OpenCourse
from checkin.store.queries import open_questions
from checkin.store.roster import participants


def attendance_questions(opened: OpenCourse) -> Iterator[tuple[str, TranslatableText]]:
    """Yield the part and the sentence of each question."""
    now = opened.record.clock.now()
    with opened.record.reading() as conn:
        idle = open_questions.merges_without_effect(conn)
        unlisted = open_questions.sessions_not_in_file(conn)
        names = {key: clean(name) for key, name in participants.loaded_names(conn).items()}
        found = attendance_by_person(conn, opened.course)
        uncounted = find_uncounted(conn, opened.course, found, now)
        differing = changed_certificates(conn, opened.course, found)
    for participant, target in idle:
        text = sentence(
            "Merge without effect: {name} into {other}.",
            name=names.get(participant, participant),
            other=names.get(target, target),
        )
        yield "people", text
    for session, title, people in unlisted:
        text = sentence(
            "The session {session} ({title}) is not in the programme file; people who were there: {n}. "
            "'checkin session merge' or 'session cancel' settles it.",
            session=session,
            title=clean(title),
            n=people,
        )
        yield "programme", text
    yield from (("figures", text) for text in uncounted)
    for changed in differing:
        text = sentence(
            "Certificate {number} ({name}) differs from the record. Use 'checkin certificates --dry-run' for details.",
            number=changed.certificate.number,
            name=clean(changed.certificate.facts["name"]),
        )
        yield "figures", text
