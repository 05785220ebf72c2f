"""Look at what the course works with: the printer at the door, the mail server, the server of the stations."""

import threading
from collections.abc import Callable, Iterator

from checkin.badges.printers import printers
from checkin.core.badge_style import PrintAtDoor
from checkin.core.course import Course
from checkin.core.errors import CheckinError, MailError
from checkin.core.text import clean, names_of, sentence
from checkin.lifecycle.doctor.finding import Finding, State
from checkin.mail.password import VARIABLE, find_password
from checkin.mail.smtp import SmtpCarrier
from checkin.store.course_folder import CourseFolder

# For an answer, and for everything: looking up a name can take longer than any limit.
_SECONDS, _PATIENCE = 8.0, 10.0


def check_services(course: Course, folder: CourseFolder) -> Iterator[Finding]:
    """Look at each service that course.toml names, for at most 10 seconds each. Nothing is printed or sent."""
    yield check_printer(course)
    if course.mail.host:
        yield _in_time("mail", lambda: check_mail(course))
    if course.hub:
        yield _in_time("server", lambda: check_server(course, folder))


def check_printer(course: Course) -> Finding:
    """Return whether badges can be printed at the door."""
    style, there = course.badges, printers()
    if style.printer and style.printer not in there:
        text = sentence(
            "[badges] printer '{printer}' is not a printer of this computer. There are: {printers}.",
            printer=clean(style.printer),
            printers=names_of([clean(name) for name in there], most=10) or "-",
        )
        return Finding("printer", State.WRONG, text)
    if there:
        text = sentence("Printer: {printer}.", printer=clean(style.printer or there[0]))
        return Finding("printer", State.OK, text)
    text = sentence("No printer is set up on this computer. Badges are created as PDF files.")
    wanted = style.print_at_door is not PrintAtDoor.NEVER
    return Finding("printer", State.WRONG if wanted else State.NOTICE, text)


def check_mail(course: Course) -> Finding:
    """Connect to the mail server and log in, as for a letter."""

    def no_question(user: str) -> str:
        raise MailError(
            "No password of {user} is stored. 'checkin mail' asks for it, or set {variable}.",
            user=user,
            variable=VARIABLE,
        )

    carrier = SmtpCarrier(course.mail, lambda: find_password(course.mail, no_question), answer=_SECONDS)
    try:
        carrier.ready()
    except MailError as error:
        return Finding("mail", State.WRONG, error)
    finally:
        carrier.close()
    text = sentence(
        "The mail server {host} accepts letters at port {port}.", host=course.mail.host, port=course.mail.port
    )
    return Finding("mail", State.OK, text)


def check_server(course: Course, folder: CourseFolder) -> Finding:
    """Connect to the server of the stations."""
    from checkin.hub.connection import HubConnection

    try:
        with HubConnection.open(course.hub, folder=folder.root, waived=course.hub_waived) as link:
            return Finding("server", State.OK, sentence("The server {url} answers.", url=link.address.shown))
    except CheckinError as error:
        return Finding("server", State.WRONG, error)


def _in_time(part: str, look: Callable[[], Finding]) -> Finding:
    """Run a check in a separate thread, and abandon the thread if it does not end in time."""
    found: list[Finding] = []
    worker = threading.Thread(target=lambda: found.append(look()), daemon=True)
    worker.start()
    worker.join(_PATIENCE)
    if found:
        return found[0]
    text = sentence(
        "No answer for {seconds} s. Check the network and the address in course.toml.", seconds=round(_PATIENCE)
    )
    return Finding(part, State.WRONG, text)
