"""Say before a run why its letters could not be sent: no sender, no server, a text or a file that cannot be made."""

from collections.abc import Iterator

from checkin.core.errors import CheckinError, MailError
from checkin.mail.addresses import require_addresses
from checkin.mail.letters import open_letters
from checkin.mail.plan import MailPlan
from checkin.mail.smtp import no_server
from checkin.store.open_course import OpenCourse


def find_obstacles(
    opened: OpenCourse, plan: MailPlan, *, to_folder: bool = False, sample: bool = True
) -> list[CheckinError]:
    """Return what would stop a run; empty if nothing is known.

    ``to_folder``: the letters are written as files. ``sample`` makes the letter of one person to see whether it can be
    made: its text, its badge or its certificate.
    """
    return list(_obstacles(opened, plan, to_folder=to_folder, sample=sample)) if plan.due else []


def _obstacles(opened: OpenCourse, plan: MailPlan, *, to_folder: bool, sample: bool) -> Iterator[CheckinError]:
    try:
        require_addresses(opened.course)
    except MailError as error:
        yield error
    if not to_folder and not opened.course.mail.host:
        yield no_server()
    if sample:
        try:
            with open_letters(opened, plan.request) as maker:
                maker.content(plan.due[0])
        except CheckinError as error:
            yield error
