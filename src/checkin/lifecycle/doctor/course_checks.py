"""Check the course: its pictures, its designs, its dates."""

from collections.abc import Iterator, Sequence

from checkin.core.course import Course, Session
from checkin.core.errors import DesignError
from checkin.core.speaker_names import SpeakerNames
from checkin.core.text import TranslatableText, clean, compose, names_of, sentence
from checkin.intake.matching.group_checks import unmatched_groups
from checkin.intake.programme.programme_checks import course_dates, within_course
from checkin.lifecycle.doctor.finding import Finding, State
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants


def check_pictures(course: Course, folder: CourseFolder) -> Iterator[Finding]:
    from checkin.typesetting.images import background, logo

    signatures = [("[certificate] signature", one.picture) for one in course.certificate.all_signers]
    crests = [("[certificate] logos", name) for name in course.certificate.logos]
    behind = [
        ("[badges] background", course.badges.background),
        ("[certificate] background", course.certificate.background),
    ]
    for key, name in (("[badges] logo", course.logo), *crests, *signatures, *behind):
        if not name:
            continue
        try:
            (background if (key, name) in behind else logo)(name, folder.root)
            yield Finding("course", State.OK, sentence("{key} {name} is a picture.", key=key, name=clean(name)))
        except DesignError as error:
            yield Finding("course", State.WRONG, TranslatableText("{key}: {reason}", {"key": key, "reason": error}))


def check_designs(course: Course, folder: CourseFolder) -> Iterator[Finding]:
    from checkin.badges.design import design_named
    from checkin.certificates.draw import designs
    from checkin.typesetting.font_files import unusable_fonts

    for name in sorted({course.badge_design, *course.badge_roles.values()} - {""}):
        try:
            design_named(name, folder.designs)
        except DesignError as error:
            yield Finding("course", State.WRONG, TranslatableText("[badges]: {reason}", {"reason": error}))
    if compose(course.certificate.design) not in designs(folder.designs):
        text = sentence(
            "[certificate] design '{design}' is none that is here.", design=clean(course.certificate.design)
        )
        yield Finding("course", State.WRONG, text)
    for text in unusable_fonts([folder.fonts, folder.designs]):
        yield Finding("course", State.WRONG, text)


def check_names(opening: OpenCourse) -> Iterator[Finding]:
    """Name the people whose names or institutions have letters that no typeface has."""
    from checkin.exports.unprintable_names import unprintable_names

    with opening.record.reading() as conn:
        people = participants.roster(conn)
    for text in unprintable_names(people, opening.folder.fonts):
        yield Finding("course", State.NOTICE, text)


def check_dates(course: Course, programme: Sequence[Session]) -> Iterator[Finding]:
    """Name the sessions outside the dates of the course."""
    found = [session for session in programme if not within_course(course.local(session.starts_at).date(), course)]
    if found:
        shown = [f"{clean(session.title)} ({course.local(session.starts_at).date()})" for session in found]
        text = sentence(
            "Sessions outside the dates of the course ({dates}): {sessions}. Correct starts and ends in course.toml, "
            "or the programme.",
            dates=course_dates(course),
            sessions=names_of(shown, most=5),
        )
        yield Finding("programme", State.NOTICE, text)


def check_speakers(opening: OpenCourse, programme: Sequence[Session]) -> Iterator[Finding]:
    """Name the speakers of the programme who fit nobody on the list."""
    if not any(session.speakers for session in programme):
        return
    with opening.record.reading() as conn:
        people = participants.roster(conn)
    for text in SpeakerNames(people).doubts(programme):
        yield Finding("programme", State.NOTICE, text)


def check_groups(opening: OpenCourse, programme: Sequence[Session]) -> Iterator[Finding]:
    """Name sessions whose groups nobody has, and people whose groups no session has."""
    if not any(session.groups for session in programme):
        return
    with opening.record.reading() as conn:
        people = participants.roster(conn)
    for text in unmatched_groups(people, programme):
        yield Finding("programme", State.NOTICE, text)
