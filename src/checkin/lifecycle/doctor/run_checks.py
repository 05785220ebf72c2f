"""Run all checks of ``checkin doctor``."""

from collections.abc import Iterator

from checkin.core.errors import CourseError
from checkin.core.text import clean, sentence
from checkin.lifecycle.doctor.computer_checks import check_disk, check_sqlite, check_terminal
from checkin.lifecycle.doctor.course_checks import check_designs, check_pictures
from checkin.lifecycle.doctor.finding import Finding, State
from checkin.lifecycle.doctor.record_checks import check_record
from checkin.lifecycle.doctor.service_checks import check_services
from checkin.store.course_folder import CourseFolder


def run_checks(folder: CourseFolder) -> Iterator[Finding]:
    """Run all checks that the state of the course folder allows."""
    course = None
    try:
        course = folder.course()
        yield Finding(
            "course",
            State.OK,
            sentence("course.toml is in order: {title}, {key}.", title=clean(course.title), key=course.timezone.key),
        )
        yield from check_pictures(course, folder)
        yield from check_designs(course, folder)
    except CourseError as error:
        yield Finding("course", State.WRONG, error)
    yield from check_disk(folder.record_file)
    if course is not None and (folder.record_file.exists() or folder.lock_file.exists()):
        yield from check_record(folder)
    elif course is not None:
        yield Finding("record", State.NOTICE, sentence("There is no record yet; 'checkin load' makes it."))
    if course is not None:
        yield from check_services(course, folder)
    yield from check_sqlite()
    yield from check_terminal()
